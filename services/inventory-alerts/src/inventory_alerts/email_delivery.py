"""Hands mails to SendGrid, or to a server of the shop's own by SMTP: at least once.

Neither lets anybody ask whether a mail has been taken. Every try of a digest has the same Message-ID, by which mail
programs show a mail that came twice once; the digest's id goes along as SendGrid's custom argument.
"""

from __future__ import annotations

import base64
import json
import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from http.client import HTTPException
from typing import Any, cast

from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from inventory_alerts.delivering import Later, Outcome, Refused, Sent, Unknown, by_status, without_answer
from inventory_alerts.email_message import CHART_ID
from inventory_alerts.email_setup import ADDRESS, EmailAddresses, EmailSetup, EmailSetupError, read_setup
from inventory_alerts.outbox import Letter
from shared.secrets import Secrets

_AS_SENT = policy.SMTP.clone(cte_type="7bit")  # lines end as RFC 5321 wants; no server has to know 8BITMIME
_FAILED = 400  # RFC 5321: replies from here on are no yes
_PERMANENT = 500  # RFC 5321: codes from here on will not change, those below may


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one address. `headers` are those that both ways let a sender set."""

    to: str
    subject: str
    text: str
    html: str
    chart: bytes | None
    headers: Mapping[str, str]
    digest_id: str


def send(secrets: Secrets, addresses: EmailAddresses, letter: Letter) -> Outcome:
    """Hand one letter over."""
    try:
        setup = read_setup(secrets)
    except EmailSetupError as error:
        return Later(str(error))  # somebody may be about to connect it
    if letter.body is None:
        return Refused("there is nothing in it to send")
    return deliver(setup, addresses, mail_of(setup, letter.body, letter.address, letter.digest_id))


def mail_of(setup: EmailSetup, body: Mapping[str, Any], address: str, digest_id: str) -> Mail:
    """The mail of what the outbox keeps: subject, text, html, and chart (base64) and unsubscribe_url, or None."""
    domain = cast("re.Match[str]", ADDRESS.fullmatch(setup.sender))[1]
    unsubscribe = f"<mailto:{setup.sender}?subject=unsubscribe>"
    headers = {"Message-ID": f"<{digest_id}@{domain}>", "Auto-Submitted": "auto-generated"}
    url = body.get("unsubscribe_url")
    if url:
        unsubscribe = f"<{url}>, {unsubscribe}"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    headers["List-Unsubscribe"] = unsubscribe
    chart = body.get("chart")
    return Mail(
        to=address,
        subject=body["subject"],
        text=body["text"],
        html=body["html"],
        chart=base64.b64decode(chart) if chart else None,
        headers=headers,
        digest_id=digest_id,
    )


def deliver(setup: EmailSetup, addresses: EmailAddresses, mail: Mail) -> Outcome:
    """Hand one mail over, once."""
    if setup.vendor == "sendgrid":
        return _by_sendgrid(setup, addresses, mail)
    return _by_smtp(setup, addresses.seconds, mail)


def sendgrid_request(setup: EmailSetup, mail: Mail) -> dict[str, Any]:
    """The body of `POST /v3/mail/send`."""
    request: dict[str, Any] = {
        "personalizations": [{"to": [{"email": mail.to}], "custom_args": {"digest_id": mail.digest_id}}],
        "from": {"email": setup.sender, "name": setup.sender_name},
        "subject": mail.subject,
        "content": [{"type": "text/plain", "value": mail.text}, {"type": "text/html", "value": mail.html}],
        "headers": dict(mail.headers),
        # Their link would count who opened what; the shop has not asked its staff.
        "tracking_settings": {"click_tracking": {"enable": False}, "open_tracking": {"enable": False}},
    }
    if mail.chart is not None:
        request["attachments"] = [
            {
                "content": base64.b64encode(mail.chart).decode(),
                "type": "image/png",
                "filename": "chart.png",
                "disposition": "inline",
                "content_id": CHART_ID,
            }
        ]
    return request


def _by_sendgrid(setup: EmailSetup, addresses: EmailAddresses, mail: Mail) -> Outcome:
    client = SendGridAPIClient(setup.api_key, host=addresses.sendgrid_url)
    client.client.timeout = addresses.seconds
    try:
        answer = client.client.mail.send.post(request_body=sendgrid_request(setup, mail))
    except HTTPError as error:
        headers = {str(name).lower(): str(value) for name, value in dict(error.headers or {}).items()}
        return by_status("SendGrid", error.status_code, _errors(error.body), headers.get("retry-after"))
    except (OSError, HTTPException, ValueError) as error:
        return without_answer("SendGrid", error)
    return Sent(str(answer.headers.get("X-Message-Id") or ""))


def _errors(body: object) -> str:
    """What SendGrid says is wrong, in its words; they name fields and rules, not whom it was for."""
    try:
        said = json.loads(cast("bytes", body))["errors"]
        return "; ".join(str(one["message"])[:200] for one in said[:3])
    except (ValueError, KeyError, TypeError):
        return ""


def message_of(setup: EmailSetup, mail: Mail) -> EmailMessage:
    """The mail as MIME: text, HTML, and the chart that the HTML shows."""
    message = EmailMessage(policy=_AS_SENT)
    message["Subject"] = mail.subject
    message["From"] = formataddr((setup.sender_name, setup.sender))
    message["To"] = mail.to
    message["Date"] = formatdate()
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.chart is not None:
        html = cast("list[EmailMessage]", message.get_payload())[1]
        html.add_related(mail.chart, "image", "png", cid=f"<{CHART_ID}>", filename="chart.png", disposition="inline")
    return message


def _by_smtp(setup: EmailSetup, seconds: float, mail: Mail) -> Outcome:
    message = message_of(setup, mail)
    try:
        server = _connected(setup, seconds)
    except (OSError, smtplib.SMTPException) as error:
        return _before_data(error)
    try:
        return _handed_over(server, setup, mail, message)
    finally:
        server.close()  # without QUIT: the mail is settled, and a lost goodbye would only unsettle it


def _connected(setup: EmailSetup, seconds: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if setup.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(setup.host, setup.port, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(setup.host, setup.port, timeout=seconds)
    try:
        if setup.security == "starttls":
            server.starttls(context=context)
        if setup.username:
            server.login(setup.username, setup.password)
    except BaseException:
        server.close()
        raise
    return server


def _handed_over(server: smtplib.SMTP, setup: EmailSetup, mail: Mail, message: EmailMessage) -> Outcome:
    try:
        server.ehlo_or_helo_if_needed()
        code, said = server.mail(setup.sender)
        if code < _FAILED:
            code, said = server.rcpt(mail.to)
        if code >= _FAILED:
            return _by_code(code, said)
    except (OSError, smtplib.SMTPException) as error:
        return _before_data(error)
    try:
        code, said = server.data(message.as_bytes())
    except smtplib.SMTPDataError as error:
        return _by_code(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return Unknown(f"the mail server's answer was lost ({type(error).__name__}); it may have the mail")
    return _by_code(code, said) if code >= _FAILED else Sent()


def _before_data(error: Exception) -> Outcome:
    """Nothing of the mail had been said yet, so nothing was taken."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLCertVerificationError):
        return Refused(f"the mail server cannot be trusted as asked ({type(error).__name__}): see security in `smtp`")
    return Later(f"the mail server does not answer ({type(error).__name__})")


def _by_code(code: int, said: bytes | str) -> Outcome:
    words = (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said))[:200]
    text = f"the mail server answered {code}: {' '.join(words.split())}"
    return Refused(text) if code >= _PERMANENT else Later(text)

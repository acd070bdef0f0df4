"""The digest as an e-mail: plain text and HTML that say the same, and a chart with its text. No address, no vendor.

The HTML is a table with its styles in place, for that is what mail programs of all ages show; nothing is loaded from
anywhere, and whatever came from the shop's data is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from inventory_alerts.digest import Digest
from inventory_alerts.digest_lines import Line

CHART_ID = "chart"  # of the part that the HTML shows
LONGEST_SUBJECT = 150  # characters; programs show half of that, and a header line holds 998

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_INK, _FAINT, _LINK, _RULE = "#1c2430", "#5b6675", "#0b5cad", "#d9dee5"


@dataclass(frozen=True, slots=True)
class MailText:
    """What a mail says: its subject and its two forms."""

    subject: str
    text: str
    html: str

    def document(self) -> dict[str, Any]:
        """As the outbox keeps it."""
        return {"subject": self.subject, "text": self.text, "html": self.html}


def mail_text(digest: Digest, *, chart_alt: str | None, unsubscribe_url: str | None) -> MailText:
    """The mail of a digest. `chart_alt` None: it has no chart; `unsubscribe_url` None: there is no public address."""
    subject = digest.headline.removesuffix(".")
    if len(subject) > LONGEST_SUBJECT:
        subject = f"{subject[: LONGEST_SUBJECT - 1]}…"
    return MailText(
        " ".join(subject.split()), _plain(digest, unsubscribe_url), _html(digest, chart_alt, unsubscribe_url)
    )


def plain_mail(subject: str, text: str) -> MailText:
    """A mail of one line, such as a test."""
    return MailText(subject, f"{text}\n", _page(subject, f'<p style="margin:0">{escape(text)}</p>'))


def _plain(digest: Digest, unsubscribe_url: str | None) -> str:
    parts = [digest.headline]
    for number, line in enumerate(digest.lines, 1):
        details = f"{number}. {_named(line)}: {line.says}"
        if line.stake_text:
            details += f", {line.stake_text}"
        if line.todo:
            details += f"\n   {_sentence(line.todo)}"
        parts.append(f"{details}\n   {line.url}")
    if digest.notes:
        parts.append(" ".join(digest.notes))
    if digest.lines:
        parts.append(f"All that is open: {digest.url}")
    if unsubscribe_url is not None:
        parts.append(f"No more of these mails: {unsubscribe_url}")
    return "\n\n".join(parts) + "\n"


def _html(digest: Digest, chart_alt: str | None, unsubscribe_url: str | None) -> str:
    parts = [f'<h1 style="margin:0 0 12px;font-size:18px;line-height:1.35">{escape(digest.headline)}</h1>']
    if digest.lines:
        rows = "".join(_row(line) for line in digest.lines)
        parts.append(
            '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
            f'style="border-collapse:collapse">{rows}</table>'
        )
    if chart_alt is not None:
        parts.append(
            f'<p style="margin:16px 0"><img src="cid:{CHART_ID}" alt="{escape(chart_alt)}" width="560" '
            'style="max-width:100%;height:auto;border:0"></p>'
        )
    if digest.notes:
        parts.append(f'<p style="margin:12px 0;color:{_FAINT}">{escape(" ".join(digest.notes))}</p>')
    if digest.lines:
        parts.append(f'<p style="margin:12px 0">{_link(digest.url, "All that is open")}</p>')
    if unsubscribe_url is not None:
        ending = _link(unsubscribe_url, "No more of these mails")
        parts.append(f'<p style="margin:24px 0 0;font-size:13px">{ending}</p>')
    return _page(digest.headline, "".join(parts))


def _row(line: Line) -> str:
    mark = f' <span style="color:{_FAINT}">worse</span>' if line.news == "worse" else ""
    stake = f", <strong>{escape(line.stake_text)}</strong>" if line.stake_text else ""
    todo = f'<br><span style="color:{_FAINT}">{escape(_sentence(line.todo))}</span>' if line.todo else ""
    return (
        f'<tr><td style="padding:8px 0;border-top:1px solid {_RULE}">'
        f"{_link(line.url, _named(line))}{mark}: {escape(line.says)}{stake}{todo}</td></tr>"
    )


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f'<body style="margin:0;padding:16px;background:#ffffff;color:{_INK};{_FONT};font-size:15px;line-height:1.45">'
        f'<div style="max-width:600px">{body}</div></body></html>\n'
    )


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}" style="color:{_LINK}">{escape(text)}</a>'


def _named(line: Line) -> str:
    return f"{line.name} ({line.place})" if line.place else line.name


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."

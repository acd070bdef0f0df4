"""One try to hand a message over, to vendors that answer, refuse, are busy, lose the answer or are not there."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from inventory_alerts import email_delivery, slack_delivery
from inventory_alerts.delivering import Later, Outcome, Refused, Sent, Unknown
from inventory_alerts.email_setup import EmailAddresses, EmailSetupError
from inventory_alerts.email_setup import read_setup as read_email
from inventory_alerts.outbox import Letter
from inventory_alerts.slack_message import plain_message
from inventory_alerts.slack_setup import SlackAddresses, SlackSetupError
from inventory_alerts.slack_setup import read_setup as read_slack
from inventory_alerts.testing_digest import CHANNEL, NOW, TODAY, TOKEN
from inventory_alerts.testing_vendors import StandInMailServer, StandInVendor
from shared.testing import MemorySecrets

NOBODY = "http://127.0.0.1:9"  # discard: nothing listens there


def letter(channel: str, **changed: Any) -> Letter:
    mail = {"subject": "s", "text": "t", "html": "<p>t</p>", "chart": None, "unsubscribe_url": None}
    usual = {
        "day": TODAY,
        "recipient_id": "buyers",
        "channel": channel,
        "digest_id": "d-1",
        "address": CHANNEL if channel == "slack" else "ann@mugs.example",
        "headline": "hello",
        "body": plain_message("hello", "d-1") if channel == "slack" else mail,
        "made_at": NOW,
        "tried_from": NOW,
        "due_at": NOW,
    }
    return Letter(**(usual | changed))


def secrets(**held: dict[str, Any]) -> MemorySecrets:
    kept = MemorySecrets()
    for name, value in held.items():
        kept.put(name, json.dumps(value))
    return kept


def by_token(slack: SlackAddresses, **changed: Any) -> Outcome:
    held = secrets(slack={"bot_token": TOKEN, "channel": CHANNEL})
    return slack_delivery.send(held, slack, letter("slack", **changed))


def by_webhook(slack: SlackAddresses, **changed: Any) -> Outcome:
    held = secrets(slack={"webhook_url": f"{slack.hooks_url}services/T/B/x"})
    return slack_delivery.send(held, slack, letter("slack", **changed))


def by_sendgrid(mail: EmailAddresses) -> Outcome:
    held = secrets(sendgrid={"api_key": "SG.x", "from": "shop@mugs.example"})
    return email_delivery.send(held, mail, letter("email"))


def test_slack_gets_the_message_once_with_what_it_is_found_by(vendor: StandInVendor, slack: SlackAddresses) -> None:
    assert isinstance(by_token(slack), Sent)
    (path, headers, body), *others = vendor.requests
    assert (path, others) == ("/api/chat.postMessage", [])
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert body["channel"] == CHANNEL
    assert body["metadata"]["event_payload"] == {"digest_id": "d-1"}


def test_sendgrid_gets_the_mail_once(vendor: StandInVendor, mail: EmailAddresses) -> None:
    assert by_sendgrid(mail) == Sent("m-1")
    ((path, headers, body),) = vendor.requests
    assert path == "/v3/mail/send"
    assert headers["Authorization"] == "Bearer SG.x"
    assert body["personalizations"] == [{"to": [{"email": "ann@mugs.example"}], "custom_args": {"digest_id": "d-1"}}]


@pytest.mark.parametrize("send", [by_token, by_webhook, by_sendgrid])
@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [("429", Later), ("500", Unknown), ("503", Unknown), ("404", Refused), ("lost", Unknown), ("cut", Unknown)],
)
def test_each_vendor_in_trouble(
    vendor: StandInVendor, slack: SlackAddresses, mail: EmailAddresses, send: Any, trouble: str, outcome: type
) -> None:
    vendor.trouble = [trouble]
    came = send(mail if send is by_sendgrid else slack)
    assert isinstance(came, outcome), came
    assert len(vendor.requests) == 1  # no library tries again by itself
    if isinstance(came, Later):
        assert came.retry_after == 120


@pytest.mark.parametrize("send", [by_token, by_webhook, by_sendgrid])
def test_a_vendor_that_takes_it_and_says_nothing(
    vendor: StandInVendor, slack: SlackAddresses, mail: EmailAddresses, send: Any
) -> None:
    vendor.trouble = ["slow"]
    came = send(mail if send is by_sendgrid else slack)
    assert isinstance(came, Unknown)
    assert "did not answer in time" in came.reason
    assert len(vendor.accepted) == 1


@pytest.mark.parametrize("send", [by_token, by_webhook, by_sendgrid])
def test_where_nothing_listens_nothing_was_taken(send: Any) -> None:
    there = EmailAddresses(NOBODY) if send is by_sendgrid else SlackAddresses(f"{NOBODY}/api/", f"{NOBODY}/")
    assert isinstance(send(there), Later)


@pytest.mark.parametrize(
    ("code", "outcome", "says"),
    [
        ("not_in_channel", Refused, "invite the app"),
        ("invalid_auth", Refused, "token"),
        ("missing_scope", Refused, "channels:history"),
        ("ratelimited", Later, "no more"),
        ("internal_error", Unknown, "whether"),
        ("fatal_error", Unknown, "whether"),
        ("<html>", Unknown, "whether"),
    ],
)
def test_slack_says_why(vendor: StandInVendor, slack: SlackAddresses, code: str, outcome: type, says: str) -> None:
    vendor.trouble = [code]
    came = by_token(slack)
    assert isinstance(came, outcome)
    assert says in came.reason


def test_what_may_have_arrived_is_looked_up_before_it_is_sent_again(
    vendor: StandInVendor, slack: SlackAddresses
) -> None:
    vendor.trouble = ["lost"]
    assert isinstance(by_token(slack), Unknown)
    assert isinstance(by_token(slack, may_have_arrived=True), Sent)
    assert [path for path, _, _ in vendor.requests] == ["/api/chat.postMessage", "/api/conversations.history"]
    assert len(vendor.accepted) == 1


def test_what_did_not_arrive_is_sent_after_the_look(vendor: StandInVendor, slack: SlackAddresses) -> None:
    vendor.trouble = ["cut"]
    assert isinstance(by_token(slack), Unknown)
    assert isinstance(by_token(slack, may_have_arrived=True), Sent)
    assert len(vendor.accepted) == 1


def test_it_is_found_below_other_peoples_messages(vendor: StandInVendor, slack: SlackAddresses) -> None:
    vendor.trouble = ["lost"]
    by_token(slack)
    vendor.accepted += [{"text": f"talk {number}", "ts": "1"} for number in range(250)]
    vendor.accepted.append({**plain_message("another digest", "d-2"), "ts": "2"})
    assert isinstance(by_token(slack, may_have_arrived=True), Sent)
    assert len([one for one in vendor.accepted if one.get("metadata")]) == 2


def test_in_a_channel_too_long_to_look_through_nothing_is_sent_twice(
    vendor: StandInVendor, slack: SlackAddresses
) -> None:
    vendor.page = 1
    vendor.accepted = [{"text": f"talk {number}", "ts": "1"} for number in range(30)]
    came = by_token(slack, may_have_arrived=True)
    assert isinstance(came, Refused)
    assert "too many messages" in came.reason


@pytest.mark.parametrize(
    ("trouble", "outcome"), [("missing_scope", Refused), ("429", Later), ("500", Later), ("cut", Later)]
)
def test_what_cannot_be_looked_up_is_not_sent(
    vendor: StandInVendor, slack: SlackAddresses, trouble: str, outcome: type
) -> None:
    vendor.trouble = [trouble]
    came = by_token(slack, may_have_arrived=True)
    assert isinstance(came, outcome)
    assert came.reason.startswith("it may have arrived")
    assert vendor.accepted == []


def test_a_webhooks_message_says_that_it_may_stand_there_twice(vendor: StandInVendor, slack: SlackAddresses) -> None:
    vendor.trouble = ["lost"]
    assert isinstance(by_webhook(slack), Unknown)
    assert isinstance(by_webhook(slack, may_have_arrived=True), Sent)
    first, second = vendor.accepted
    assert "twice" not in json.dumps(first)
    assert "It may stand here twice." in json.dumps(second)
    assert "metadata" not in first


@pytest.mark.parametrize(
    ("held", "says"),
    [
        ({}, "neither"),
        ({"bot_token": TOKEN}, "channel's id"),
        ({"bot_token": TOKEN, "channel": "#digest"}, "channel's id"),
        ({"webhook_url": "https://elsewhere.example/services/x"}, "does not begin with"),
        ({"bot_token": 7}, "no JSON object"),
    ],
)
def test_a_secret_that_will_not_do_says_what_to_do(slack: SlackAddresses, held: dict[str, Any], says: str) -> None:
    with pytest.raises(SlackSetupError, match=says):
        read_slack(secrets(slack=held), slack)


def test_what_is_not_connected_may_be_in_a_minute(slack: SlackAddresses, mail: EmailAddresses) -> None:
    assert isinstance(slack_delivery.send(MemorySecrets(), slack, letter("slack")), Later)
    assert isinstance(email_delivery.send(MemorySecrets(), mail, letter("email")), Later)


def test_no_error_tells_a_secret(vendor: StandInVendor, slack: SlackAddresses, mail: EmailAddresses) -> None:
    for send, there in ((by_token, slack), (by_webhook, slack), (by_sendgrid, mail)):
        for trouble in ("404", "500", "lost"):
            vendor.trouble = [trouble]
            said = repr(send(there))  # type: ignore[operator]  # each with its own addresses
            assert TOKEN not in said
            assert "services/T" not in said
            assert "SG.x" not in said
    setup = read_slack(secrets(slack={"bot_token": TOKEN, "channel": CHANNEL}), slack)
    assert TOKEN not in repr(setup)


def by_smtp(port: int, **changed: Any) -> Outcome:
    held = {"host": "127.0.0.1", "port": port, "security": "none", "from": "shop@mugs.example"} | changed
    return email_delivery.send(secrets(smtp=held), EmailAddresses(NOBODY, seconds=1), letter("email"))


def test_a_mail_server_gets_the_mail_once(mail_server: StandInMailServer) -> None:
    assert isinstance(by_smtp(mail_server.port), Sent)
    (mail,) = mail_server.mails
    assert b"Message-ID: <d-1@mugs.example>" in mail
    assert b"List-Unsubscribe: <mailto:shop@mugs.example?subject=unsubscribe>" in mail


@pytest.mark.parametrize(
    ("reply", "outcome"), [("451 later", Later), ("554 no", Refused), ("", Unknown)], ids=["busy", "no", "lost"]
)
def test_a_mail_server_in_trouble(mail_server: StandInMailServer, reply: str, outcome: type) -> None:
    mail_server.reply = reply
    assert isinstance(by_smtp(mail_server.port), outcome)


@pytest.mark.parametrize(("reply", "outcome"), [("450 later", Later), ("550 nobody", Refused)])
def test_an_address_that_is_not_taken(mail_server: StandInMailServer, reply: str, outcome: type) -> None:
    mail_server.to_rcpt = reply
    assert isinstance(by_smtp(mail_server.port), outcome)
    assert mail_server.mails == []


def test_a_mail_server_that_is_not_there() -> None:
    assert isinstance(by_smtp(9), Later)


def test_a_mail_server_without_the_encryption_asked_for_gets_nothing(mail_server: StandInMailServer) -> None:
    assert isinstance(by_smtp(mail_server.port, security="starttls"), Refused)
    assert mail_server.mails == []


def test_passwords_go_nowhere_in_the_clear() -> None:
    held = secrets(smtp={"host": "mail.example", "security": "none", "from": "shop@mugs.example"})
    with pytest.raises(EmailSetupError, match="only for a server on this machine"):
        read_email(held)


def test_an_empty_letter_is_refused(slack: SlackAddresses, mail: EmailAddresses) -> None:
    assert isinstance(by_token(slack, body=None), Refused)
    held = secrets(sendgrid={"api_key": "SG.x", "from": "shop@mugs.example"})
    assert isinstance(email_delivery.send(held, mail, replace(letter("email"), body=None)), Refused)

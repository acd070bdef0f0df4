"""Tries a channel for good, with one message, and says exactly what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from inventory_alerts import email_delivery, slack_delivery
from inventory_alerts.delivering import Outcome, Sent
from inventory_alerts.email_message import plain_mail
from inventory_alerts.email_setup import EmailAddresses, EmailSetup
from inventory_alerts.recipients import Channel
from inventory_alerts.slack_message import plain_message
from inventory_alerts.slack_setup import SlackAddresses, SlackSetup

TEST_TEXT = "This is a test of Shopsight's morning digest. It arrives here."


def slack_trial(setup: SlackSetup, addresses: SlackAddresses, now: datetime) -> dict[str, Any]:
    """Post a test message, and with a bot token look it up; the contract's ChannelTest. `now` is the real time."""
    digest_id = uuid4().hex
    message = plain_message(TEST_TEXT, digest_id)
    if setup.bot_token is None:
        plain = {"text": message["text"], "blocks": message["blocks"]}
        outcome = slack_delivery.post_to_webhook(setup, addresses, plain)
        done = "Posted. By a webhook a digest may come twice; connect a bot token for exactly once, and for buttons."
        return _tested("slack", outcome, done, setup.guarantee)
    client, channel = slack_delivery.web_client(setup, addresses), setup.channel or ""
    outcome = slack_delivery.post(client, channel, message)
    if not isinstance(outcome, Sent):
        return _tested("slack", outcome, "", setup.guarantee)
    found = slack_delivery.look_up(client, channel, digest_id, (now - slack_delivery.CLOCKS).timestamp())
    if isinstance(found, Sent):
        buttons = "" if setup.has_buttons else " Add the signing_secret for buttons."
        return _tested("slack", found, f"Posted, and found again.{buttons}", setup.guarantee)
    why = "it is not in the channel's history" if found is None else found.reason
    detail = f"Posted, but it could not be looked up: {why}. A digest whose answer is lost would not be sent again."
    return {"channel": "slack", "delivered": True, "detail": detail, "guarantee": "at_most_once"}


def email_trial(setup: EmailSetup, addresses: EmailAddresses, to: Sequence[str]) -> dict[str, Any]:
    """Send a test mail to each of some addresses; the contract's ChannelTest."""
    body = {**plain_mail("A test of Shopsight's digest", TEST_TEXT).document(), "chart": None, "unsubscribe_url": None}
    failed = []
    for address in to:
        mail = email_delivery.mail_of(setup, body, address, uuid4().hex)
        outcome = email_delivery.deliver(setup, addresses, mail)
        if not isinstance(outcome, Sent):
            failed.append(f"{address}: {outcome.reason}")
    if failed:
        return {
            "channel": "email",
            "delivered": False,
            "detail": "; ".join(failed),
            "guarantee": "at_least_once",
        }
    taken = "SendGrid" if setup.vendor == "sendgrid" else "the mail server"
    return _tested("email", Sent(), f"Taken by {taken}, for {len(to)} of {len(to)}.", "at_least_once")


def _tested(channel: Channel, outcome: Outcome, done: str, guarantee: str) -> dict[str, Any]:
    detail = done if isinstance(outcome, Sent) else f"Not delivered: {outcome.reason}."
    return {"channel": channel, "delivered": isinstance(outcome, Sent), "detail": detail, "guarantee": guarantee}

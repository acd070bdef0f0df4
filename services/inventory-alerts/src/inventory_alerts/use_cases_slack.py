"""A pressed button becomes a decision about an alert or a suggestion; whoever pressed it is told what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from inventory_alerts import hand, use_cases_alerts
from inventory_alerts.hand import Hand
from inventory_alerts.post_room import PostRoom
from inventory_alerts.slack_actions import Press, presses, verify
from inventory_alerts.slack_message import SNOOZE, SNOOZED_DAYS, escaped
from inventory_alerts.slack_setup import SlackSetup, SlackSetupError, read_setup
from inventory_alerts.use_cases_recipients import recipients
from shared.contracts.problems import ProblemError
from shared.telemetry import logger

ANSWER_SECONDS = 2  # Slack shows a failure unless it is answered in three; the decision stands by then


class Snooze(Protocol):
    """Says nothing of an alert for some days. Raises ProblemError, 404 where there is none, 409 where it cannot be."""

    def __call__(self, alert_id: str, *, days: int, by: str) -> object: ...


class Approve(Protocol):
    """Approves a suggestion to order as it stands; again changes nothing. Raises ProblemError as `Snooze` does."""

    def __call__(self, reorder_id: str, *, by: str) -> object: ...


@dataclass(frozen=True, slots=True)
class Buttons:
    """What the buttons do."""

    snooze: Snooze
    approve: Approve


def snoozing(room: PostRoom) -> Snooze:
    """`Snooze` of this service's own alerts."""

    def snooze(alert_id: str, *, days: int, by: str) -> object:
        decider = Hand(by, room.desk.now(), "from the digest in Slack")
        return use_cases_alerts.decide(room.desk, alert_id, lambda alert: hand.snooze(alert, decider, days))

    return snooze


def take_action(room: PostRoom, buttons: Buttons, headers: Mapping[str, str], body: bytes) -> int:
    """Do what somebody in Slack asked for; answers how many buttons were taken.

    Raises ProblemError: 409 where Slack cannot call, 401 for who is not Slack, 403 for another channel than the
    digest's, 400 for what is no interaction.
    """
    setup = _setup(room)
    timestamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    verify(setup.signing_secret or "", timestamp, signature, body, room.clock().timestamp())
    pressed = presses(body)
    known = {setup.channel, *(recipient.slack_channel for recipient in recipients(room))}
    for press in pressed:
        if press.channel_id not in known:
            detail = "Whoever is in the digest's channel may press its buttons, and nobody else."
            raise ProblemError(403, "not-allowed", "This channel gets no digest", detail)
        said = _done(press, buttons)
        if press.response_url is not None:
            _answer(room, press.response_url, said)
    return len(pressed)


def _setup(room: PostRoom) -> SlackSetup:
    try:
        setup = read_setup(room.desk.secrets, room.slack)
    except SlackSetupError as error:
        raise ProblemError(409, "not-connected", "Slack is not connected", str(error)) from None
    if not setup.has_buttons:
        detail = "The secret `slack` needs a bot_token and the app's signing_secret."
        raise ProblemError(409, "not-connected", "Slack cannot call here", detail)
    return setup


def _done(press: Press, buttons: Buttons) -> str:
    who = f"slack:{press.user_id}"[:100]
    try:
        if press.action == SNOOZE:
            buttons.snooze(press.value, days=SNOOZED_DAYS, by=who)
            return f"Snoozed for {SNOOZED_DAYS} days."
        buttons.approve(press.value, by=who)
    except ProblemError as problem:
        if problem.status >= 500:  # noqa: PLR2004 - not decided: Slack shows that it failed, and it may be pressed again
            raise
        return f"Not done: {problem.title}. {problem.detail}".strip()
    return "Approved. The purchase order is on the page."


def _answer(room: PostRoom, response_url: str, said: str) -> None:
    """Tell whoever pressed it, and only them; what was decided stands, whatever becomes of this."""
    if not response_url.startswith(room.slack.hooks_url):
        logger().warning("an answer to Slack was wanted at an address that is not Slack's")
        return
    from slack_sdk.webhook import WebhookClient  # noqa: PLC0415 - a cold start goes without it

    try:
        client = WebhookClient(response_url, timeout=ANSWER_SECONDS, retry_handlers=[])
        client.send_dict({"response_type": "ephemeral", "replace_original": False, "text": escaped(said)})
    except Exception as error:  # noqa: BLE001 - as the docstring has it
        logger().warning("whoever pressed a button was not answered", why=type(error).__name__)

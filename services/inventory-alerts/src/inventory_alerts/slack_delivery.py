"""Hands messages to Slack: with a bot token exactly once, by an incoming webhook at least once.

Slack takes no idempotency key. With a token, a message carries its digest's id as metadata, and before one that may
have arrived is sent again, the channel is asked whether it is there. A webhook cannot be asked; its message says that
it may come twice. slack_sdk's own retries are off: they would post again where only the answer was lost.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from inventory_alerts.delivering import Later, Outcome, Refused, Sent, Unknown, by_status, seconds_of, without_answer
from inventory_alerts.outbox import Letter
from inventory_alerts.slack_message import EVENT_TYPE
from inventory_alerts.slack_setup import SlackAddresses, SlackSetup, SlackSetupError, read_setup
from shared.secrets import Secrets

PAGES, PAGE = 10, 200  # of a channel that are looked through for a message: two thousand since it was decided
CLOCKS = timedelta(minutes=5)  # by which Slack's clock may be behind ours

_BUSY = frozenset({"ratelimited", "rate_limited"})
# Slack's documents say of these that part of the work may have been done.
_UNSURE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_ADVICE = {
    "not_in_channel": "invite the app to the channel",
    "channel_not_found": "the app sees no channel of this id; a private one has to invite it first",
    "is_archived": "the channel is archived",
    "invalid_auth": "the bot token does not hold",
    "token_revoked": "the bot token was revoked",
    "account_inactive": "the app was removed from the workspace",
    "missing_scope": "the app lacks a permission; it needs chat:write, channels:history and, for private channels, "
    "groups:history",
    "no_service": "the webhook was removed",
    "invalid_token": "the webhook's address does not hold",
}
_CODE = re.compile(r"[a-z_]{1,60}")
_SILENT = logging.getLogger("inventory_alerts.slack_sdk")  # the client would log addresses that are secrets
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False
_SILENT.setLevel(logging.CRITICAL)


def send(secrets: Secrets, addresses: SlackAddresses, letter: Letter) -> Outcome:
    """Hand one letter over."""
    try:
        setup = read_setup(secrets, addresses)
    except SlackSetupError as error:
        return Later(str(error))  # somebody may be about to connect it
    if letter.body is None:
        return Refused("there is nothing in it to send")
    if setup.bot_token is None:
        return _post_to_webhook(setup, addresses, letter)
    client, channel = web_client(setup, addresses), letter.address or setup.channel or ""
    if letter.may_have_arrived:
        found = look_up(client, channel, letter.digest_id, (letter.made_at - CLOCKS).timestamp())
        if found is not None:
            return found
    return post(client, channel, letter.body)


def web_client(setup: SlackSetup, addresses: SlackAddresses) -> WebClient:
    """A client that asks once and never again by itself."""
    return WebClient(setup.bot_token, addresses.api_url, timeout=addresses.seconds, retry_handlers=[], logger=_SILENT)


def post(client: WebClient, channel: str, message: Mapping[str, Any]) -> Outcome:
    """Post a message to a channel, once."""
    try:
        # False: nothing in the digest is worth a preview, least of all the shop's own page behind a login.
        answer = client.chat_postMessage(channel=channel, unfurl_links=False, unfurl_media=False, **message)
    except (SlackApiError, OSError, HTTPException, ValueError) as error:
        return _failed(error)
    return Sent(str(answer.get("ts", "")))


def look_up(client: WebClient, channel: str, digest_id: str, since: float) -> Outcome | None:
    """Sent when a message of this digest stands there, None when it certainly does not, else why not to send again."""
    try:
        for message in _messages(client, channel, since):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") != EVENT_TYPE:
                continue
            if (metadata.get("event_payload") or {}).get("digest_id") == digest_id:
                return Sent(str(message.get("ts", "")))
    except _TooManyError:
        return Refused("it may have arrived, and the channel has too many messages since to look it up")
    except (SlackApiError, OSError, HTTPException, ValueError) as error:
        match _failed(error):
            case Refused(reason):
                return Refused(f"it may have arrived, and cannot be looked up: {reason}")
            case Later(reason, retry_after):
                return Later(f"it may have arrived, and cannot be looked up yet: {reason}", retry_after)
            case _:
                return Later("it may have arrived, and cannot be looked up yet: Slack gives no answer")
    return None


class _TooManyError(Exception):
    """More messages than are looked through."""


def _messages(client: WebClient, channel: str, since: float) -> Iterator[Mapping[str, Any]]:
    cursor: str | None = None
    for _ in range(PAGES):
        page: SlackResponse = client.conversations_history(
            channel=channel, oldest=f"{since:.6f}", limit=PAGE, include_all_metadata=True, cursor=cursor
        )
        yield from page.get("messages") or []
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return
    raise _TooManyError


def _post_to_webhook(setup: SlackSetup, addresses: SlackAddresses, letter: Letter) -> Outcome:
    body = {name: value for name, value in (letter.body or {}).items() if name != "metadata"}  # it takes none
    if letter.may_have_arrived:
        note = {
            "type": "mrkdwn",
            "text": "Sent again: whether it arrived before cannot be told. It may stand here twice.",
        }
        body["blocks"] = [*body["blocks"][:11], {"type": "context", "elements": [note]}]
    return post_to_webhook(setup, addresses, body)


def post_to_webhook(setup: SlackSetup, addresses: SlackAddresses, body: Mapping[str, Any]) -> Outcome:
    """Post to the incoming webhook, once."""
    client = WebhookClient(setup.webhook_url or "", timeout=addresses.seconds, retry_handlers=[], logger=_SILENT)
    try:
        answer = client.send_dict({**body, "unfurl_links": False, "unfurl_media": False})
    except (OSError, HTTPException, ValueError) as error:
        return without_answer("Slack", error)
    if answer.status_code == HTTPStatus.OK:
        return Sent()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return by_status("Slack", answer.status_code, _advice(answer.body), headers.get("retry-after"))


def _failed(error: Exception) -> Outcome:
    if not isinstance(error, SlackApiError):
        return without_answer("Slack", error)
    answer = error.response
    headers = {str(name).lower(): value for name, value in answer.headers.items()}
    said = answer.data.get("error", "") if isinstance(answer.data, dict) else ""
    retry_after = headers.get("retry-after")
    if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
        return by_status("Slack", answer.status_code, _advice(str(said)), retry_after)
    if said in _BUSY:
        return Later("Slack takes no more for now", seconds_of(retry_after))
    if said in _UNSURE or not _CODE.fullmatch(str(said)):
        return Unknown("Slack does not say whether it took the message")
    return Refused(f"Slack refuses: {_advice(str(said))}")


def _advice(said: str) -> str:
    """A code of Slack with what to do; of anything else nothing, for it could be anybody's page."""
    code = said.strip()
    if not _CODE.fullmatch(code):
        return ""
    return f"{code} ({_ADVICE[code]})" if code in _ADVICE else code

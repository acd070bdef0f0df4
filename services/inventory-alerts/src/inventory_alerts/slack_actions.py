"""What Slack sends when somebody presses a button: whether it is Slack, and what was pressed. No store, no vendor."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qs

from inventory_alerts.slack_message import APPROVE, LONGEST_VALUE, SNOOZE
from shared.contracts.problems import ProblemError

LARGEST_BODY = 256 * 1024  # bytes; a digest with its message around it has thirty thousand
REPLAY_SECONDS = 300  # Slack's own advice: what is older is somebody else's copy

_TIMESTAMP = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Press:
    """One pressed button: what it does (`SNOOZE` or `APPROVE`) with which alert or reorder; who pressed it where."""

    action: str
    value: str
    user_id: str
    channel_id: str
    response_url: str | None


def verify(signing_secret: str, timestamp: str, signature: str, body: bytes, now: float) -> None:
    """Raise ProblemError 401 unless Slack signed this body, at most five minutes ago.

    https://docs.slack.dev/authentication/verifying-requests-from-slack/
    """
    if not _TIMESTAMP.fullmatch(timestamp) or abs(now - int(timestamp)) > REPLAY_SECONDS:
        raise ProblemError(
            401, "bad-signature", "This is not from Slack now", "X-Slack-Request-Timestamp is missing or too old."
        )
    signed = b"v0:" + timestamp.encode() + b":" + body
    wanted = f"v0={hmac.new(signing_secret.encode(), signed, sha256).hexdigest()}"
    if not hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace")):
        raise ProblemError(401, "bad-signature", "This is not from Slack", "X-Slack-Signature does not fit the body.")


def presses(body: bytes) -> Sequence[Press]:
    """The buttons of ours that a request tells of; none where it tells of something else.

    Raises ProblemError 400 for what is no interaction of Slack's.
    """
    try:
        fields = parse_qs(body.decode("utf-8"), strict_parsing=True, max_num_fields=10)  # Slack sends one
        payload = json.loads(fields["payload"][0])
        if payload.get("type") != "block_actions":
            return ()
        user, channel = str(payload["user"]["id"]), str((payload.get("channel") or {}).get("id", ""))
        address = payload.get("response_url")
        return [
            Press(
                str(action["action_id"]), action["value"], user, channel, address if isinstance(address, str) else None
            )
            for action in payload["actions"]
            if action.get("action_id") in (SNOOZE, APPROVE) and _is_value(action.get("value"))
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ProblemError(
            400, "invalid-body", "This is no interaction of Slack's", "payload is not as Slack has it."
        ) from None


def _is_value(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_VALUE

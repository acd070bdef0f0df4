"""The digest as a message of Slack's Block Kit. Pure: JSON-like values out, checked by slack_sdk's own models in tests.

Whatever came from the shop's data is escaped, so that no product can call `@channel` or draw a link.
"""

from __future__ import annotations

from typing import Any

from inventory_alerts.digest import Digest
from inventory_alerts.digest_lines import Line

MOST_BLOCKS = 12  # what is still read as one message: the answer, the notes, ten items
LONGEST_TEXT = 3000  # characters of a section; Slack refuses more
LONGEST_VALUE = 2000  # characters of a button's value; Slack refuses more
EVENT_TYPE = "shopsight_digest"  # of the metadata that a message is found again by

SNOOZE, APPROVE = "inventory_snooze", "inventory_approve"  # action ids
SNOOZED_DAYS = 7  # what the button says; the API takes any

_LONGEST_NAME = 120  # characters of a product's name: ten of them stay one screen


def slack_message(digest: Digest, digest_id: str, *, buttons: bool) -> dict[str, Any]:
    """`text`, `blocks` and `metadata` as `chat.postMessage` takes them.

    `buttons` only where Slack calls back: with a bot token and a signing secret.
    """
    blocks = [_section(escaped(digest.headline))]
    if digest.lines:
        notes = escaped(" ".join((*digest.notes, "See")))
        blocks.append({"type": "context", "elements": [_mrkdwn(f"{notes} <{digest.url}|all that is open>.")]})
    blocks.extend(_item(line, buttons=buttons) for line in digest.lines)
    return {
        "text": escaped(digest.headline),
        "blocks": blocks[:MOST_BLOCKS],
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"digest_id": digest_id}},
    }


def plain_message(text: str, digest_id: str) -> dict[str, Any]:
    """A message of one line, such as a test."""
    return {
        "text": escaped(text),
        "blocks": [_section(escaped(text))],
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"digest_id": digest_id}},
    }


def escaped(text: str) -> str:
    """Text that Slack shows as it is: its three signs escaped, and no new lines."""
    one_line = " ".join(text.split())
    return one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _section(shown: str) -> dict[str, Any]:
    return {"type": "section", "text": _mrkdwn(shown)}


def _item(line: Line, *, buttons: bool) -> dict[str, Any]:
    name = _shortened(line.name)
    place = f" ({escaped(_shortened(line.place))})" if line.place else ""
    mark = "" if line.news == "new" else " _worse_"
    text = f"<{line.url}|{_linked(name)}>{place}{mark}: {escaped(line.says)}"
    if line.stake_text:
        text += f", *{escaped(line.stake_text)}*"
    if line.todo:
        text += f"\n{escaped(_capital(line.todo))}."
    block = _section(text)
    if buttons and (button := _button(line, name)) is not None:
        block["accessory"] = button
    return block


def _button(line: Line, name: str) -> dict[str, Any] | None:
    """Approve where there is something to order, else snooze: a section holds one."""
    if line.reorder is not None and len(line.reorder.reorder_id) <= LONGEST_VALUE:
        return {
            "type": "button",
            "text": _plain("Approve order"),
            "style": "primary",
            "action_id": APPROVE,
            "value": line.reorder.reorder_id,
            "confirm": {
                "title": _plain("Approve this order?"),
                "text": _plain(f"{name}: {line.todo}"[:300]),  # Slack's longest text of a dialogue
                "confirm": _plain("Approve"),
                "deny": _plain("Not now"),
            },
        }
    if line.alert_id is not None and len(line.alert_id) <= LONGEST_VALUE:
        label = _plain(f"Snooze {SNOOZED_DAYS} days")
        return {"type": "button", "text": label, "action_id": SNOOZE, "value": line.alert_id}
    return None


def _mrkdwn(shown: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": shown[:LONGEST_TEXT]}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def _linked(name: str) -> str:
    """A name inside a link, where a bar would end the address."""
    return escaped(name).replace("|", "\N{FULLWIDTH VERTICAL LINE}")


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:].removesuffix(".")

"""The buttons in Slack: who may press them, what they do, and what whoever pressed one is told."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from inventory_alerts.post_room import PostRoom
from inventory_alerts.testing_digest import CHANNEL, NOW, SIGNING_SECRET, Clocks
from inventory_alerts.testing_vendors import StandInVendor
from shared.contracts.problems import ProblemError


def press(caller: Any, clocks: Clocks, *, action: str, value: str, **changed: Any) -> TestResponse:
    """Slack tells that a button was pressed; `changed` are parts of the payload, or "signature" or "timestamp"."""
    stamp = str(changed.pop("timestamp", int(clocks.now.timestamp())))
    signature = changed.pop("signature", None)
    payload = {
        "type": "block_actions",
        "user": {"id": "U1"},
        "channel": {"id": CHANNEL},
        "actions": [{"action_id": action, "value": value}],
    }
    body = urlencode({"payload": json.dumps(payload | changed)})
    made = hmac.new(SIGNING_SECRET.encode(), f"v0:{stamp}:{body}".encode(), sha256).hexdigest()
    return caller.client.post(
        "/api/inventory/slack/actions",
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature or f"v0={made}"},
    )


def test_the_buttons_do_what_they_say(caller: Any, clocks: Clocks, pressed: Any, vendor: StandInVendor) -> None:
    address = f"{vendor.url}/services/answer"
    first = press(caller, clocks, action="inventory_snooze", value="a-1", response_url=address)
    assert (first.status_code, first.get_json()) == (200, {"taken": 1})
    press(caller, clocks, action="inventory_approve", value="r-1", response_url=address)
    assert pressed.done == [("snooze", "a-1", 7, "slack:U1"), ("approve", "r-1", "slack:U1")]
    assert [said["text"] for said in vendor.accepted] == [
        "Snoozed for 7 days.",
        "Approved. The purchase order is on the page.",
    ]
    assert all(said["response_type"] == "ephemeral" for said in vendor.accepted)


def test_what_cannot_be_done_is_told_to_who_pressed(
    caller: Any, clocks: Clocks, pressed: Any, vendor: StandInVendor
) -> None:
    pressed.problem = ProblemError(409, "wrong-state", "It cannot be done now", "It is ordered already.")
    answer = press(
        caller, clocks, action="inventory_approve", value="r-1", response_url=f"{vendor.url}/services/answer"
    )
    assert answer.status_code == 200
    assert vendor.accepted[0]["text"] == "Not done: It cannot be done now. It is ordered already."


def test_what_failed_here_is_told_to_slack(caller: Any, clocks: Clocks, pressed: Any) -> None:
    pressed.problem = ProblemError(503, "warehouse-busy", "Try again")
    assert press(caller, clocks, action="inventory_snooze", value="a-1").status_code == 503


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": "v0=" + "0" * 64},
        {"signature": "nonsense \u00e9"},
        {"timestamp": int(NOW.timestamp()) - 301},
        {"timestamp": int(NOW.timestamp()) + 301},
        {"timestamp": "soon"},
    ],
)
def test_who_is_not_slack_now_presses_nothing(
    caller: Any, clocks: Clocks, pressed: Any, changed: dict[str, Any]
) -> None:
    answer = press(caller, clocks, action="inventory_snooze", value="a-1", **changed)
    assert answer.status_code == 401
    assert pressed.done == []


@pytest.mark.parametrize("seconds", [-300, 300])
def test_a_press_may_be_five_minutes_on_its_way(caller: Any, clocks: Clocks, pressed: Any, seconds: int) -> None:
    stamp = int(NOW.timestamp()) + seconds
    assert press(caller, clocks, action="inventory_snooze", value="a-1", timestamp=stamp).status_code == 200
    assert len(pressed.done) == 1


def test_another_channel_presses_nothing(caller: Any, clocks: Clocks, pressed: Any) -> None:
    answer = press(caller, clocks, action="inventory_snooze", value="a-1", channel={"id": "C9999999999"})
    assert (answer.status_code, pressed.done) == (403, [])


def test_answers_go_to_slack_alone(caller: Any, clocks: Clocks, vendor: StandInVendor, pressed: Any) -> None:
    press(caller, clocks, action="inventory_snooze", value="a-1", response_url="https://elsewhere.example/x")
    assert len(pressed.done) == 1
    assert vendor.requests == []


@pytest.mark.parametrize(
    "changed",
    [{"actions": "nonsense"}, {"user": None}, {"actions": [7]}, {"channel": 7}],
)
def test_nonsense_that_is_signed_is_refused(caller: Any, clocks: Clocks, changed: dict[str, Any]) -> None:
    assert press(caller, clocks, action="inventory_snooze", value="a-1", **changed).status_code == 400


def test_another_kind_of_interaction_is_nothing_of_ours(caller: Any, clocks: Clocks, pressed: Any) -> None:
    answer = press(caller, clocks, action="open", value="x")
    assert (answer.status_code, answer.get_json(), pressed.done) == (200, {"taken": 0}, [])
    assert press(caller, clocks, action="x", value="y", type="shortcut").get_json() == {"taken": 0}


def test_without_a_signing_secret_nobody_can_press(caller: Any, clocks: Clocks, room: PostRoom) -> None:
    held = json.loads(room.desk.secrets.get("slack") or "{}")
    room.desk.secrets.put("slack", json.dumps({**held, "signing_secret": ""}))
    assert press(caller, clocks, action="inventory_snooze", value="a-1").status_code == 409

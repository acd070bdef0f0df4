"""The digest over HTTP: when, to whom, over what, what was sent, and the buttons in Slack."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from inventory_alerts.post_room import PostRoom
from inventory_alerts.recipients import Recipient
from inventory_alerts.testing_digest import TODAY, Clocks, alert, standing
from inventory_alerts.testing_vendors import StandInVendor
from inventory_alerts.use_cases_digest import deliver, send_digests
from inventory_alerts.use_cases_recipients import unsubscribe_url

ANN = {
    "recipient_id": "ann",
    "name": "Ann",
    "role": "owner",
    "channels": ["slack", "email"],
    "email": "ann@mugs.example",
    "kinds": ["low_stock"],
    "days": ["monday"],
}


def test_six_in_the_shops_zone_while_nobody_has_set_it(caller: Any) -> None:
    assert caller.call("GET", "/schedule", role="viewer").get_json() == {
        "at": "06:00",
        "time_zone": "Europe/London",
        "is_default": True,
        "next_at": ["2026-06-16T06:00:00+01:00", "2026-06-17T06:00:00+01:00", "2026-06-18T06:00:00+01:00"],
    }


def test_who_holds_the_schedule_is_told_so(caller: Any) -> None:
    etag = caller.call("GET", "/schedule").headers["ETag"]
    assert caller.call("GET", "/schedule", headers={"If-None-Match": etag}).status_code == 304


def test_the_time_can_be_set_and_stands(caller: Any) -> None:
    body = {"at": "07:30", "time_zone": "America/New_York"}
    answer = caller.call("PUT", "/schedule", json=body).get_json()
    assert (answer["at"], answer["time_zone"], answer["is_default"]) == ("07:30", "America/New_York", False)
    assert answer["next_at"][0] == "2026-06-15T07:30:00-04:00"
    assert caller.call("GET", "/schedule").get_json() == answer
    assert caller.call("PUT", "/schedule", json={"at": "05:00"}).get_json()["time_zone"] == "Europe/London"


@pytest.mark.parametrize("body", [{"at": "25:00"}, {"at": "6:00"}, {"at": "06:00", "time_zone": "Mars/Base"}, {}])
def test_a_time_that_is_none_is_refused(caller: Any, body: dict[str, str]) -> None:
    assert caller.call("PUT", "/schedule", json=body).status_code == 400
    assert caller.call("GET", "/schedule").get_json()["is_default"] is True


def test_a_wrong_time_and_a_wrong_zone_are_named_together(caller: Any) -> None:
    both = caller.call("PUT", "/schedule", json={"at": "25:00", "time_zone": "Mars/Base", "day": 1}).get_json()
    assert sorted(error["field"] for error in both["errors"]) == ["at", "day", "time_zone"]
    alone = caller.call("PUT", "/schedule", json={"at": "06:00", "time_zone": "Mars/Base"}).get_json()
    assert alone["errors"] == [
        {"field": "time_zone", "message": "'Mars/Base' is no IANA time zone, such as Europe/London"}
    ]
    for said in ({"data": "{", "content_type": "application/json"}, {"json": ["06:00"]}, {"json": {"time_zone": 7}}):
        assert caller.call("PUT", "/schedule", **said).status_code == 400
    assert caller.call("PUT", "/schedule", data="at=06:00").status_code == 415


def test_recipients_are_set_and_read_back(caller: Any) -> None:
    assert [one["recipient_id"] for one in caller.call("GET", "/recipients").get_json()["items"]] == ["slack"]
    answer = caller.call("PUT", "/recipients", json={"items": [ANN]})
    assert answer.status_code == 200
    (ann,) = answer.get_json()["items"]
    assert ann == ANN | {
        "slack_channel": None,
        "locations": [],
        "muted_kinds": [],
        "muted_categories": [],
        "muted_locations": [],
        "unsubscribed": False,
    }
    assert caller.call("PUT", "/recipients", json={"items": [ann]}).get_json() == answer.get_json()
    rows = caller.call("GET", "/recipients.csv").text.splitlines()
    assert rows[1].startswith("ann,Ann,owner,slack email,ann@mugs.example,,low_stock,,monday,")
    assert caller.call("GET", "/recipients", headers={"Accept": "text/csv"}).text.splitlines() == rows


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"email": None}, "items.0.email"),
        ({"email": "ann@mugs.example\nBcc: x@y.example"}, "items.0.email"),
        ({"slack_channel": "#general"}, "items.0.slack_channel"),
        ({"channels": []}, "items.0.channels"),
        ({"kinds": ["nonsense"]}, "items.0.kinds.0"),
        ({"recipient_id": "../x"}, "items.0.recipient_id"),
        ({"phone": "1"}, "items.0.phone"),
    ],
)
def test_a_wrong_recipient_is_named_and_nothing_changes(caller: Any, changed: dict[str, Any], wrong: str) -> None:
    answer = caller.call("PUT", "/recipients", json={"items": [ANN | changed]})
    assert answer.status_code == 400
    assert wrong in [error["field"] for error in answer.get_json()["errors"]]
    assert [one["recipient_id"] for one in caller.call("GET", "/recipients").get_json()["items"]] == ["slack"]


def test_nobody_stands_twice(caller: Any) -> None:
    assert caller.call("PUT", "/recipients", json={"items": [ANN, ANN]}).status_code == 400


def test_addresses_are_only_for_who_may_set_them(caller: Any) -> None:
    for path in ("/recipients", "/recipients.csv", "/digests", "/digests.csv"):
        assert caller.call("GET", path, role="viewer").status_code == 403
    assert caller.call("GET", "/recipients").headers["Cache-Control"] == "no-store"


def test_slack_is_tried_by_posting_and_finding(caller: Any, vendor: StandInVendor) -> None:
    assert caller.call("POST", "/channels/slack/test").get_json() == {
        "channel": "slack",
        "delivered": True,
        "detail": "Posted, and found again.",
        "guarantee": "exactly_once",
    }
    assert len(vendor.accepted) == 1


def test_a_test_with_a_key_is_sent_once(caller: Any, vendor: StandInVendor) -> None:
    first = caller.call("POST", "/channels/slack/test", headers={"Idempotency-Key": "k1"})
    assert caller.call("POST", "/channels/slack/test", headers={"Idempotency-Key": "k1"}).get_json() == first.get_json()
    assert len(vendor.accepted) == 1
    caller.call("POST", "/channels/slack/test", headers={"Idempotency-Key": "k2"})
    assert len(vendor.accepted) == 2


@pytest.mark.parametrize(
    ("trouble", "delivered", "says", "guarantee"),
    [
        (["not_in_channel"], False, "invite the app to the channel", "exactly_once"),
        (["429"], False, "no more for now", "exactly_once"),
        (["", "missing_scope"], True, "could not be looked up", "at_most_once"),
    ],
)
def test_a_test_of_slack_says_exactly_what_failed(
    caller: Any, vendor: StandInVendor, trouble: list[str], says: str, guarantee: str, *, delivered: bool
) -> None:
    vendor.trouble = trouble
    answer = caller.call("POST", "/channels/slack/test")
    assert answer.status_code == 200
    assert answer.get_json()["delivered"] is delivered
    assert says in answer.get_json()["detail"]
    assert answer.get_json()["guarantee"] == guarantee


def test_a_webhook_says_that_it_may_come_twice(caller: Any, vendor: StandInVendor, room: PostRoom) -> None:
    room.desk.secrets.put("slack", json.dumps({"webhook_url": f"{vendor.url}/services/T/B/x"}))
    answer = caller.call("POST", "/channels/slack/test").get_json()
    assert (answer["delivered"], answer["guarantee"]) == (True, "at_least_once")
    assert "may come twice" in answer["detail"]


def test_mail_is_tried_at_every_recipients_address(caller: Any, vendor: StandInVendor, room: PostRoom) -> None:
    assert caller.call("POST", "/channels/email/test").status_code == 409
    room.desk.secrets.put("sendgrid", json.dumps({"api_key": "SG.x", "from": "shop@mugs.example"}))
    caller.call("PUT", "/recipients", json={"items": [ANN]})
    answer = caller.call("POST", "/channels/email/test").get_json()
    assert (answer["delivered"], answer["detail"]) == (True, "Taken by SendGrid, for 1 of 1.")
    vendor.trouble = ["401"]
    answer = caller.call("POST", "/channels/email/test").get_json()
    assert (answer["delivered"], answer["detail"]) == (False, "ann@mugs.example: SendGrid answered 401")


def test_what_was_sent_is_listed_and_what_died_can_be_tried_again(
    caller: Any, vendor: StandInVendor, room: PostRoom, clocks: Clocks
) -> None:
    vendor.trouble = ["not_in_channel"]
    send_digests(room, standing(alert("Blue mug")))
    (dead,) = caller.call("GET", "/digests").get_json()["items"]
    assert (dead["digest_id"], dead["state"], dead["tries"]) == ("2026-06-15.slack.slack", "dead", 1)
    assert dead["last_error"] == "Slack refuses: not_in_channel (invite the app to the channel)"
    assert caller.call("POST", "/digests/2026-06-15.slack.slack/retry").get_json()["state"] == "waiting"
    deliver(room)
    (sent,) = caller.call("GET", "/digests").get_json()["items"]
    assert (sent["state"], sent["last_error"], len(vendor.accepted)) == ("sent", None, 1)
    assert caller.call("POST", "/digests/2026-06-15.slack.slack/retry").status_code == 404
    assert caller.call("POST", "/digests/nonsense/retry").status_code == 404
    clocks.later(days=1)
    send_digests(room, standing(alert("Blue mug"), sales_until=clocks.now, stock_until=clocks.now))
    rows = caller.call("GET", "/digests.csv").text.splitlines()
    assert [row.partition(",")[0] for row in rows] == ["digest_id", "2026-06-16.slack.slack", "2026-06-15.slack.slack"]
    page = caller.call("GET", "/digests?limit=1").get_json()
    assert [one["day"] for one in page["items"]] == ["2026-06-16"]
    page = caller.call("GET", f"/digests?limit=1&cursor={page['next_cursor']}").get_json()
    assert ([one["day"] for one in page["items"]], page["next_cursor"]) == (["2026-06-15"], None)
    assert caller.call("GET", "/digests?cursor=nonsense").status_code == 400


def test_the_link_in_a_mail_asks_first_and_ends_it_then(caller: Any, room: PostRoom) -> None:
    caller.call("PUT", "/recipients", json={"items": [ANN]})
    ann = Recipient(recipient_id="ann", name="Ann", channels=("email",), email="ann@mugs.example")
    link = urlsplit(unsubscribe_url(room, ann) or "")
    path = f"{link.path}?{link.query}"
    assert "<button>" in caller.client.get(path).text
    assert caller.call("GET", "/recipients").get_json()["items"][0]["unsubscribed"] is False
    for _ in range(2):
        assert caller.client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        assert caller.call("GET", "/recipients").get_json()["items"][0]["unsubscribed"] is True
    (kept,) = caller.call("GET", "/recipients").get_json()["items"]
    assert kept["channels"] == ["slack", "email"]


def test_a_link_that_was_not_made_here_ends_nothing(caller: Any, room: PostRoom) -> None:
    caller.call("PUT", "/recipients", json={"items": [ANN]})
    bob = Recipient(recipient_id="ann", name="Bob", channels=("email",), email="bob@mugs.example")
    signed = parse_qs(urlsplit(unsubscribe_url(room, bob) or "").query)["signature"][0]
    for signature in ("0" * 64, signed):
        answer = caller.client.post(f"/api/inventory/unsubscribe?recipient=ann&signature={signature}")
        assert answer.status_code == 404
    assert caller.call("GET", "/recipients").get_json()["items"][0]["unsubscribed"] is False


def test_a_digest_sent_late_says_so_in_the_list(caller: Any, room: PostRoom, clocks: Clocks) -> None:
    clocks.later(hours=2)
    send_digests(room, standing(replace(alert("Blue mug"))))
    (sent,) = caller.call("GET", "/digests").get_json()["items"]
    assert (sent["is_late"], sent["day"]) == (True, TODAY.isoformat())

"""Alerts over HTTP: listed, shown, decided about, scored."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest


@pytest.fixture
def asked(shop: Any, ask: Callable[[Any], Any]) -> Any:
    shop.look()
    return ask(shop)


def test_the_worst_come_first_and_pages_follow_one_another(asked: Any) -> None:
    whole = asked.get("/alerts").get_json()
    severities = [item["severity"] for item in whole["items"]]
    assert severities == sorted(severities)
    assert whole["total"] == len(whole["items"]) > 3
    first = asked.get("/alerts?limit=2").get_json()
    second = asked.get(f"/alerts?limit=500&cursor={first['next_cursor']}").get_json()
    paged = [item["alert_id"] for page in (first, second) for item in page["items"]]
    assert paged == [item["alert_id"] for item in whole["items"]]


def test_the_owners_own_questions(asked: Any) -> None:
    def products(question: str) -> set[str]:
        return {item["product_id"] for item in asked.get(f"/alerts?{question}").get_json()["items"]}

    assert {"mug", "gone"} <= products("runs_out_within=7d")
    assert "plenty" not in products("runs_out_within=7d")
    assert products("unsold_for=30d") == {"dead"}
    assert products("kind=stock_out") == {"gone"}
    assert products("location=south") == set()


def test_what_was_given_to_somebody_is_a_list_of_their_own(asked: Any) -> None:
    (alert,) = asked.get("/alerts?kind=stock_out").get_json()["items"]
    asked.post(f"/alerts/{alert['alert_id']}/assign", {"to": "Mia O'Neill"})

    theirs = asked.get("/alerts?assigned_to=Mia+O%27Neill").get_json()
    assert [item["alert_id"] for item in theirs["items"]] == [alert["alert_id"]]
    assert asked.get("/alerts?assigned_to=Mia").get_json()["total"] == 0
    assert asked.get("/alerts?assigned_to=").status_code == 400


def test_margins_are_for_who_may_see_them(asked: Any) -> None:
    (seen,) = asked.get("/alerts?kind=stock_out").get_json()["items"]
    (hidden,) = asked.get("/alerts?kind=stock_out", role="viewer").get_json()["items"]
    assert seen["money_at_stake"]["currency"] == "GBP"
    assert (hidden["money_at_stake"], hidden["reasons"]["money_at_stake"]) == (None, "needs_margin_read")


def test_the_file_has_every_alert(asked: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(asked.get("/alerts.csv").get_data(as_text=True))))
    assert len(rows) == asked.get("/alerts").get_json()["total"]
    assert asked.get("/alerts", Accept="text/csv").mimetype == "text/csv"


def test_what_is_held_already_is_not_sent_again_until_somebody_decides(asked: Any) -> None:
    answer = asked.get("/alerts")
    assert asked.get("/alerts", **{"If-None-Match": answer.headers["ETag"]}).status_code == 304
    asked.post(f"/alerts/{answer.get_json()['items'][0]['alert_id']}/resolve", {})
    assert asked.get("/alerts", **{"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_a_decision_is_told_and_kept(shop: Any, asked: Any) -> None:
    alert_id = asked.get("/alerts?kind=stock_out").get_json()["items"][0]["alert_id"]
    assert asked.post(f"/alerts/{alert_id}/assign", {"to": "ben"}).get_json()["assigned_to"] == "ben"
    dismissed = asked.post(f"/alerts/{alert_id}/dismiss", {"reason": "known", "note": "on its way"})
    assert dismissed.get_json()["state"] == "dismissed"
    assert asked.post(f"/alerts/{alert_id}/snooze", {"days": 3}).status_code == 409
    assert asked.post("/alerts/none/snooze", {"days": 3}).status_code == 404
    assert asked.post(f"/alerts/{alert_id}/dismiss", {"reason": "no idea"}).status_code == 400
    assert asked.post(f"/alerts/{alert_id}/resolve", {}, role="viewer").status_code == 403
    history = asked.get(f"/alerts/{alert_id}").get_json()["history"]
    assert [step["why"] for step in history] == ["opened", "assigned", "dismissed"]
    told = [event for event in shop.bus.published if event.type == "alert-resolved.v1"]
    assert [event.data["how"] for event in told] == ["dismissed"]


def test_predictions_are_scored_when_their_horizon_has_passed(shop: Any, asked: Any) -> None:
    shop.next_day(12)
    shop.sells("mug", lambda ago: 5 if ago == 1 else 0)  # sold out meanwhile, and nothing arrived
    shop.look("r2")
    outcomes = {
        row["kind"]: row["outcome"] for row in shop.rows("SELECT * FROM alert_outcomes WHERE product_id = 'mug'")
    }
    assert outcomes["low_stock"] in {"came_true", "did_not"}
    document = asked.get("/alerts/quality").get_json()
    low = next(item for item in document["items"] if item["kind"] == "low_stock" and item["pace"] == "all")
    assert low["ever"]["scored"] == 1
    assert low["ever"]["false_share"] is None
    assert low["ever"]["reasons"]["false_share"] == "too_few: 1 of 20"
    assert asked.get("/alerts/quality.csv").status_code == 200


def test_before_the_first_run_it_says_so(empty_shop: Any, ask: Callable[[Any], Any]) -> None:
    document = ask(empty_shop).get("/alerts").get_json()
    assert (document["run"], document["reasons"]["run"], document["items"]) == (None, "not_computed_yet", [])


def test_newer_data_makes_it_provisional(shop: Any, asked: Any) -> None:
    assert not asked.get("/alerts").get_json()["is_provisional"]
    shop.store.put("versions/data", b'{"version": 2, "data_until": "2026-03-02T05:00:00+00:00"}')
    assert asked.get("/alerts").get_json()["is_provisional"]
    shop.now += timedelta(hours=40)
    assert asked.get("/alerts").get_json()["stale"]

"""An alert that is asked how it was found says what each of its figures means, in the terms of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from inventory_alerts import forecast, inputs, low_stock, slow_mover, velocity
from inventory_alerts.alert_explanations import ALERT as FIGURES
from inventory_alerts.alert_explanations import BY_KIND, EVIDENCE, STOCK
from inventory_alerts.kinds import DEFINITIONS, KINDS
from inventory_alerts.run_inputs import HISTORY_DAYS


@pytest.fixture
def asked(shop: Any, ask: Callable[[Any], Any]) -> Any:
    shop.look()
    return ask(shop)


def statements(answer: Any) -> set[str]:
    return {each["name"] for each in answer["explain"]["queries"]}


def test_a_list_explains_every_figure_and_each_kind_on_the_page(asked: Any, unexplained: Any, unheard_of: Any) -> None:
    page = asked.get("/alerts?explain=1").get_json()

    assert (unexplained("AlertPage", page), unheard_of("AlertPage", page)) == (set(), set())
    assert statements(page) == {"alert_rows", "alert_counts"}
    kinds = {item["kind"] for item in page["items"]}
    assert {name: page["explain"]["definitions"][name] for name in kinds} == {name: DEFINITIONS[name] for name in kinds}
    assert page["explain"]["data_version"] == 1
    assert page["explain"]["age_seconds"] == 12 * 3600


def test_an_alert_explains_every_figure_and_all_that_it_rests_on(asked: Any, unexplained: Any) -> None:
    for item in asked.get("/alerts").get_json()["items"]:
        alert = asked.get(f"/alerts/{item['alert_id']}?explain=1").get_json()
        assert unexplained("AlertDetail", alert) == set()
        said = alert["explain"]["definitions"]
        assert said[item["kind"]] == item["definition"]
        assert said["probability"] == BY_KIND[item["kind"]]["probability"]
        assert {"alert_history", "outcome_of_alert", "alert_rows"} <= statements(alert)


def test_how_good_alerts_were_is_explained(asked: Any, unexplained: Any, unheard_of: Any) -> None:
    quality = asked.get("/alerts/quality?explain=1").get_json()

    assert (unexplained("AlertQuality", quality), unheard_of("AlertQuality", quality)) == (set(), set())
    assert statements(quality) == {"outcome_counts"}


def test_who_does_not_ask_is_answered_as_before(asked: Any) -> None:
    for address in ("/alerts?limit=2", "/alerts/quality"):
        plain = asked.get(address)
        told = asked.get(f"{address}{'&' if '?' in address else '?'}explain=1")
        assert "explain" not in plain.get_json()
        assert {**told.get_json(), "explain": 0} == {**plain.get_json(), "explain": 0}
        assert (plain.headers.get("ETag"), told.headers.get("ETag")) != (None, None)
        assert asked.get(address, **{"If-None-Match": plain.headers["ETag"]}).status_code == 304
    assert asked.get("/alerts?explain=1", Accept="text/csv").mimetype == "text/csv"
    assert asked.get("/alerts.csv?explain=1").status_code == 400
    assert asked.get("/alerts/quality?explain=yes").status_code == 400


def test_pages_follow_one_another_whether_they_are_explained_or_not(asked: Any) -> None:
    cursor = asked.get("/alerts?limit=1").get_json()["next_cursor"]
    plain, told = (asked.get(f"/alerts?limit=1&cursor={cursor}{more}").get_json() for more in ("", "&explain=1"))

    assert plain["items"] == told["items"]


@pytest.mark.parametrize("role", ["viewer", "owner"])
def test_an_explanation_tells_no_amount_to_who_may_not_see_margins(asked: Any, role: str) -> None:
    first = asked.get("/alerts?limit=1&severity=act", role="owner").get_json()
    amount = first["items"][0]["money_at_stake"]["amount"]
    second = asked.get(f"/alerts?limit=1&severity=act&cursor={first['next_cursor']}&explain=1", role=role).get_json()

    explained = str(second["explain"])
    assert "after_money" in explained
    assert amount.rstrip("0") not in explained
    assert second["explain"]["definitions"]["money_at_stake"]


def test_sentences_name_the_numbers_that_the_engine_has() -> None:
    engine, tuning = inputs.Settings(), forecast.Tuning()
    (_, week), (_, month), (_, quarter) = velocity.WINDOWS

    assert set(BY_KIND) == set(KINDS)
    assert f"{inputs.DAYS_AHEAD} days" in STOCK["days_until_stockout"]
    assert f"{inputs.DAYS_AHEAD} days" in EVIDENCE["reorder_point"]
    assert f"fewer than {week} days" in STOCK["week_over_week"]
    assert f"the last {HISTORY_DAYS} days" in STOCK["unsold_days"]
    assert f"fewer than {month} of these" in FIGURES["velocity"]
    assert (
        f"from {engine.act_probability}, of what sells {engine.act_weekly_units:.0f}"
        in BY_KIND["low_stock"]["threshold"]
    )
    horizon = f"{low_stock.WEEK} from a probability of {engine.within_7_probability}, {low_stock.SAID_LATER} below"
    assert horizon in BY_KIND["low_stock"]["horizon_days"]
    assert f"{slow_mover.AGAIN_WITHIN} days" in BY_KIND["slow_mover"]["probability"]
    assert (slow_mover.SURPRISE, engine.trend_change, engine.trend_false_discovery, engine.spike_margin) == (
        0.001,  # "one in a thousand"
        0.5,  # "by half"
        0.05,  # "one in twenty"
        0.5,  # "half as much again"
    )
    assert (quarter, tuning.recent_days) == (30, 28.0)

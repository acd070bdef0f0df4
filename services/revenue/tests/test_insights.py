"""What stands out on a shop's days: found once, put into words, ranked, dismissed, scored, and said anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from services.revenue.tests.insight_shop import HIGH_STREET, LAST, ODD, even_shop, opened, refill, rush, wave

from shared.contracts.generated.revenue_answers import Insights, Worth
from shared.warehouse import Query
from shared.warehouse.sql_files import load_tables

TABLES = load_tables("ingestion")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("insights")


@pytest.fixture(scope="module")
def told(small_shop: Callable[..., Any], folder: Path) -> Iterator[Any]:
    """A shop whose high street was silent on a day, on which mugs came back and many pans went; judged once."""
    shop = even_shop(small_shop, without=lambda day, place: day == ODD and place == HIGH_STREET)
    wave(shop, ODD, "mug", 20, "10", "4")
    rush(shop, ODD, "pan", 110, "30")
    visitor = opened(shop, TABLES, folder / "told")
    visitor.judged = visitor.service.jobs["insights"].run()
    yield visitor
    visitor.warehouse.close()


def items(visitor: Any, **asked: Any) -> dict[str, Any]:
    found = visitor.get("insights", day=str(ODD), **asked)["items"]
    return {item["kind"]: item for item in found}


def send(visitor: Any, method: str, path: str, body: Any = None, role: str = "owner") -> Any:
    client = visitor.app.test_client()
    headers = {"Authorization": f"Bearer {role}"}
    return getattr(client, method)(f"/api/revenue/{path}", json=body, headers=headers)


def test_what_happened_is_found_on_its_day_and_on_no_other(told: Any) -> None:
    assert "findings written" in told.judged
    found = items(told)
    assert set(found) == {"data_gap", "refund_wave", "viral_product"}
    gap, wave_, rush_ = found["data_gap"], found["refund_wave"], found["viral_product"]
    assert gap["what"].startswith("Nothing was sold at high-street / counter on Tuesday 8 April 2025")
    assert wave_["what"] == (
        "20 units of mug came back on Tuesday 8 April 2025, where 0 a day are usual: 200.00 GBP given back."
    )
    assert (rush_["numbers"]["orders"], rush_["numbers"]["usual_orders"]) == (120, 20.0)
    for days in range(1, 12):
        around = told.get("insights", day=str(ODD + timedelta(days=days)))
        assert around["items"] == [], around["day"]
    assert told.get("insights")["day"] == str(LAST), "the last day that was judged"


def test_money_at_stake_is_margin_where_cost_is_known_and_says_so(told: Any) -> None:
    found = items(told)
    wave_, rush_ = found["refund_wave"], found["viral_product"]
    assert wave_["ranked_by"] == "margin"
    assert wave_["net_at_stake"]["amount"] == "-199.91", "200 less what usually comes back"
    assert wave_["margin_at_stake"]["amount"] == "-119.95", "six tenths of it"
    assert (rush_["ranked_by"], rush_["margin_at_stake"]) == ("net_sales", None)
    assert rush_["reasons"] == {"margin_at_stake": "cost_unknown"}
    assert rush_["net_at_stake"]["amount"] == "2998.93", "a hundred pans more, and half of one in two weeks"


def test_insights_and_their_worth_explain_what_they_say(told: Any) -> None:
    explain = told.get("insights", day=str(ODD), explain="1")["explain"]
    assert {"items", "net_at_stake", "margin_at_stake", "forecast", "contributions"} <= set(explain["definitions"])
    assert "standing_insights" in {query["name"] for query in explain["queries"]}
    worth = told.get("value", from_="2025-04-01", to=str(LAST), explain="1")
    assert worth["explain"]["definitions"] == worth["formulas"]


def test_who_may_not_see_margins_sees_no_order_by_them(told: Any) -> None:
    answer = told.get("insights", day=str(ODD), role="viewer")
    assert answer["ranked_by"] == "net_sales"
    assert {item["ranked_by"] for item in answer["items"]} == {"net_sales"}
    assert all(item["margin_at_stake"] is None for item in answer["items"])
    assert all(item["reasons"]["margin_at_stake"] == "needs_margin_read" for item in answer["items"])
    stakes = [abs(float(item["net_at_stake"]["amount"])) for item in answer["items"]]
    assert stakes == sorted(stakes, reverse=True)


def test_contributions_add_up_to_the_last_penny(told: Any) -> None:
    answer = told.get("insights", day=str(ODD))
    assert [each["dimension"] for each in answer["contributions"]] == ["location", "channel", "category", "product"]
    for each in answer["contributions"]:
        pence = [
            {name: round(100 * float(part[name]["amount"])) for name in ("difference", "volume", "mix", "rate")}
            for part in each["parts"]
        ]
        assert all(part["volume"] + part["mix"] + part["rate"] == part["difference"] for part in pence)
        total = {name: round(100 * float(value["amount"])) for name, value in each["total"].items()}
        assert total == {name: sum(part[name] for part in pence) for name in total}
        assert total["difference"] == round(100 * float(answer["net_sales"]["amount"])) - 80_000, "four even weeks"


def test_a_prediction_is_scored_when_its_days_are_over(told: Any) -> None:
    gap = items(told)["data_gap"]["prediction"]
    assert (gap["outcome"], gap["observed"], gap["due_on"]) == ("hit", 1, str(ODD + timedelta(days=7)))
    assert gap["became"] == "It went on a day after it."
    wave_ = items(told)["refund_wave"]["prediction"]
    assert (wave_["outcome"], wave_["at_least"], wave_["observed"]) == ("miss", 20, 0.0), "nothing came back again"


def test_judging_the_same_days_again_writes_nothing(told: Any) -> None:
    def written() -> int:
        counted = told.warehouse.query(Query("count", "SELECT COUNT(*) AS row_count FROM insights", {}))
        return int(str(counted[0]["row_count"]))

    before = written()
    assert told.service.jobs["insights"].run() == "nothing new since the last time"
    told.newer_data()
    assert "0 findings written" in told.service.jobs["insights"].run()
    assert written() == before


def test_what_is_dismissed_stays_away_until_that_is_taken_back(told: Any) -> None:
    wave_ = items(told)["refund_wave"]["insight_id"]
    assert send(told, "post", f"insights/{wave_}/dismiss", {"reason": "a recall, we know"}).status_code == 200
    answer = told.get("insights", day=str(ODD))
    assert "refund_wave" not in {item["kind"] for item in answer["items"]}
    assert answer["dismissed"] == 1
    shown = items(told, dismissed=1)["refund_wave"]
    assert (shown["is_dismissed"], shown["dismissal"]["note"]) == (True, "a recall, we know")
    again = send(told, "post", f"insights/{wave_}/dismiss", {"reason": "a recall, we know"}).get_json()
    assert again["is_dismissed"]
    assert not send(told, "delete", f"insights/{wave_}/dismiss").get_json()["is_dismissed"]
    assert "refund_wave" in items(told)


def test_only_those_who_may_change_something_dismiss(told: Any) -> None:
    wave_ = items(told)["refund_wave"]["insight_id"]
    assert send(told, "post", f"insights/{wave_}/dismiss", {"reason": "no"}, role="viewer").status_code == 403
    assert send(told, "post", "insights/nonsense/dismiss", {"reason": "no"}).status_code == 404
    assert send(told, "post", f"insights/{wave_}/dismiss", {}).status_code == 400
    ahead = send(told, "post", f"insights/{wave_}/act", {"action": "x", "acted_on": "2031-01-01"})
    assert (ahead.status_code, ahead.get_json()["errors"][0]["field"]) == (400, "acted_on")


def test_an_action_is_measured_by_the_days_after_it_against_those_before(told: Any) -> None:
    gap = items(told)["data_gap"]["insight_id"]
    acted_on = str(ODD + timedelta(days=3))
    done = send(told, "post", f"insights/{gap}/act", {"action": "sent again", "acted_on": acted_on}).get_json()
    assert done["action"] == {"note": "sent again", "acted_on": acted_on, "said_at": done["action"]["said_at"]}
    measured = told.get("value", from_="2025-04-01", to=str(LAST))["measured"]["acted_insights"]
    # Before: 0, 400, 400; after: 400 a day. Seven days of 133.33 more, give or take 1.96 x 7 x sqrt(230.94^2 / 3).
    assert (measured["acted"], measured["measured"], measured["amount"]["amount"]) == (1, 1, "933.33")
    assert float(measured["low"]["amount"]) == pytest.approx(933.33 - 1.96 * 7 * 230.94 / 3**0.5, abs=0.1)
    assert send(told, "delete", f"insights/{gap}/act").get_json()["action"] is None
    empty = told.get("value", from_="2025-04-01", to=str(LAST))
    assert empty["measured"]["acted_insights"]["amount"] is None
    assert empty["reasons"]["measured.acted_insights.amount"] == "nothing_acted_on"


def test_worth_tells_what_it_found_apart_and_what_it_cannot_say(told: Any) -> None:
    answer = told.get("value", from_="2025-04-01", to=str(LAST))
    assert answer["measured"]["predictions"]["insights"] == 3
    rate = answer["measured"]["predictions"]["rate"]
    assert (rate["numerator"], rate["denominator"]) == (1, 3)
    assert rate["low"] < rate["value"] < rate["high"]
    assert answer["measured"]["forecast"]["error_avoided"] is None
    assert answer["reasons"]["measured.forecast.error_avoided"] == "no_forecast_yet"
    found = answer["estimated"]["found"]
    stakes = [abs(float(item["net_at_stake"]["amount"])) for item in items(told).values()]
    assert float(found["net_at_stake"]["amount"]) == pytest.approx(sum(stakes))
    assert (found["with_margin"], found["margin_at_stake"]["amount"]) == (1, "119.95")
    viewer = told.get("value", from_="2025-04-01", to=str(LAST), role="viewer")
    assert viewer["estimated"]["found"]["margin_at_stake"] is None
    assert viewer["reasons"]["estimated.found.margin_at_stake"] == "needs_margin_read"


def test_the_file_has_a_row_for_each(told: Any) -> None:
    text = told.ask("insights.csv", day=str(ODD)).text.splitlines()
    assert text[0].startswith("day,insight_id,kind")
    assert len(text) == 4
    worth = told.ask("value.csv", from_="2025-04-01", to=str(LAST)).text.splitlines()
    assert len(worth) == 6
    assert told.ask("value.csv", from_="2025-04-01", to=str(LAST), role="viewer").text.count("needs_margin_read") == 1


@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_answers_are_as_the_contract_has_them(told: Any, role: str) -> None:
    for asked in ({}, {"dismissed": 1}, {"as_of": "2025-04-10T00:00:00Z"}):
        answer = told.ask("insights", day=str(ODD), role=role, **asked)
        assert Insights.model_validate_json(answer.data).day == ODD
    assert Worth.model_validate_json(told.ask("value", from_="2025-04-01", to=str(LAST), role=role).data)


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "2199-12-31", "9999-12-31"])
def test_a_day_at_the_end_of_the_world_is_answered_or_refused(told: Any, day: str) -> None:
    assert told.ask("insights", day=day).status_code in (200, 400)


def test_what_was_known_at_a_moment_is_told_as_of_it(told: Any) -> None:
    before = told.get("insights", day=str(ODD), as_of="2025-04-09T00:00:00Z")
    assert (before["items"], before["last_judged_day"], before["reasons"]["items"]) == ([], None, "not_judged_yet")


def test_whoever_holds_the_answer_is_told_so(told: Any) -> None:
    first = told.ask("insights", day=str(ODD))
    told.small.now += timedelta(minutes=1)
    again = told.ask("insights", day=str(ODD), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_late_sales_take_a_finding_back_and_change_what_another_says(
    small_shop: Callable[..., Any], folder: Path
) -> None:
    shop = even_shop(small_shop, without=lambda day, place: day == ODD and place == HIGH_STREET)
    wave(shop, ODD, "mug", 12, "10", "4")
    visitor = opened(shop, TABLES, folder / "late")
    visitor.service.jobs["insights"].run()
    assert set(items(visitor)) == {"data_gap", "refund_wave"}
    whole = even_shop(small_shop)
    shop.lines = whole.lines
    wave(shop, ODD, "mug", 14, "10", "4")
    refill(visitor, TABLES, folder / "late")
    visitor.newer_data()
    visitor.service.jobs["insights"].run()
    found = items(visitor)
    assert set(found) == {"refund_wave"}, "the till's sales came: there was no gap"
    assert found["refund_wave"]["numbers"]["units_refunded"] == 14
    assert (found["refund_wave"]["revision"], found["refund_wave"]["revised_because"]) == (2, "data_came_later")
    visitor.warehouse.close()


def test_a_shop_without_data_says_what_is_missing(small_shop: Callable[..., Any]) -> None:
    visitor = small_shop().open()
    answer = visitor.get("insights")
    assert (answer["day"], answer["items"], answer["reasons"]["items"]) == (None, [], "not_judged_yet")
    assert visitor.get("value")["measured"]["predictions"]["rate"] is None
    with pytest.raises(Exception, match="no whole day"):
        visitor.service.jobs["insights"].run()


def test_a_young_shop_says_from_when_on_it_is_watched(small_shop: Callable[..., Any]) -> None:
    shop = small_shop()
    for day in range(1, 7):
        shop.line(f"o{day}", f"2025-03-0{day} 10:00", "mug", 1, "10")
    shop.now = shop.at("2025-03-07 06:00")
    visitor = shop.open(data_until="2025-03-07 00:30")
    visitor.service.jobs["insights"].run()
    answer = visitor.get("insights", day="2025-03-06")
    watched = {each["what"]: each for each in answer["watched"]}
    assert watched["counts"] == {
        "what": "counts",
        "is_ready": False,
        "ready_on": "2025-04-26",
        "needs": "eight weeks of sales",
    }
    assert watched["web"]["ready_on"] is None
    assert answer["reasons"] == {"forecast": "no_forecast_before_the_day", "contributions": "too_few_weeks"}
    assert json.dumps(answer["net_sales"]) == '{"amount": "10.00", "currency": "GBP"}'

"""What every customer is expected to bring: the job, its table, who is erased, and what callers are told of it."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from services.revenue.tests.first_orders import first_order_rollups

from revenue import use_cases_customer_value as use_cases
from revenue.settings import Settings
from revenue.use_cases import Desk
from shared import generations
from shared.cache import connect as connect_cache
from shared.contracts.events import Event, new_event
from shared.contracts.generated.revenue_answers import LifetimeValue
from shared.schedule import NotYetError
from shared.testing import MemoryBus, plain_hashes
from shared.warehouse import Query, Row
from shared.warehouse.sql_files import load_tables

DAYS = 480
TABLES = load_tables("ingestion")
OPENED = datetime(2024, 1, 1, 12, tzinfo=UTC)
NOW = OPENED + timedelta(days=DAYS, hours=-8)  # four o'clock: the day before is the last whole one
CUSTOMERS = 260


def a_shop(small_shop: Callable[..., Any], customers: int = CUSTOMERS, days: int = DAYS) -> Any:
    """Customers who come again and again for a while; what they buy costs three fifths."""
    small, chance = small_shop(time_zone="UTC"), np.random.default_rng(1)
    for number in range(customers):
        day, price = float(chance.uniform(0, days * 0.7)), 20 + number % 7
        rate, leaving = chance.gamma(1.2, 1 / 25), chance.beta(1, 6)
        while day < days - 1:
            at = (OPENED + timedelta(days=int(day))).replace(tzinfo=None).isoformat()
            order = f"{number}-{day}"
            small.line(order, at, "mug", 1, str(price), customer_id=f"c{number:03}", cost=str(price * 0.6))
            if chance.random() < leaving:
                break
            day += 1 + float(chance.exponential(1 / rate))
    small.line("guest", "2024-03-01 10:00", "mug", 1, "9999", cost="1")
    small.line("trial", "2024-03-01 10:00", "mug", 1, "9999", cost="1", customer_id="tester", is_test=True)
    small.now = NOW
    return small


def opened(small: Any) -> Any:
    """The service over this shop; its rollups are brought in as files, because there are thousands of rows."""
    small._mark_order_starts()
    rollups = {name: small._rollup(name) for name in ("daily_customer_sales", "daily_cut_sales")}
    rollups["customer_first_days"] = first_order_rollups(small.lines)["customer_first_days"]
    lines, small.lines = small.lines, []
    visitor = small.open(data_until=NOW.replace(tzinfo=None).isoformat())
    small.lines = lines
    if lines:
        visitor.newer_data(data_from=min(line["occurred_at"] for line in lines).isoformat())
    with tempfile.TemporaryDirectory() as folder, visitor.warehouse.change() as change:
        files = {name: Path(folder) / f"{name}.jsonl" for name in rollups}
        for name, path in files.items():
            path.write_text("".join(json.dumps(row, default=str) + "\n" for row in rollups[name]), encoding="utf-8")
            change.stage(f"made_{name}", TABLES[name].columns, [path] if rollups[name] else [])
        for name in rollups:
            columns = ", ".join(TABLES[name].column_names)
            change.execute(
                Query(f"fill_{name}", f"INSERT INTO {name} ({columns}) SELECT {columns} FROM made_{name}", {})
            )
    return visitor


@pytest.fixture(scope="module")
def visitor(small_shop: Callable[..., Any]) -> Any:
    """Somebody who asks after the job has run; nobody changes this shop."""
    visitor = opened(a_shop(small_shop))
    visitor.said = visitor.service.jobs["customer-value"]()
    visitor.small.now += timedelta(hours=2)
    return visitor


def rows(visitor: Any) -> list[Row]:
    generation = generations.live(visitor.store, "revenue", "customer_value")
    query = Query("rows", "SELECT * FROM customer_value WHERE generation_id = @it", {"it": "STRING"})
    return sorted(visitor.warehouse.query(query, {"it": generation}), key=lambda row: row["customer_id"])


def erased(customer: str) -> Event:
    data = {"entity_id": customer, "version": 1, "occurred_at": NOW.isoformat()}
    return new_event("customer-erased.v1", "/shopsight/ingestion", data)


def desk(visitor: Any, warehouse: Any) -> Desk:
    small, cache = visitor.small, connect_cache("memory://")
    plugs = MemoryBus(), visitor.secrets
    return Desk(warehouse, visitor.store, cache, lambda: small.shop, Settings(), lambda: small.now, *plugs)


def test_every_customer_who_purchased_has_a_row_and_nobody_else(visitor: Any) -> None:
    table = rows(visitor)
    assert [row["customer_id"] for row in table] == [f"c{number:03}" for number in range(CUSTOMERS)]
    assert visitor.said == f"{CUSTOMERS} customers as of 2025-04-24, by models"
    for row in table:
        assert (row["as_of_date"].isoformat(), row["basis"]) == ("2025-04-24", "gross_margin")
        assert row["method"] == "bg_nbd_gamma_gamma"
        assert row["expected_purchases_90d"] > 0
        assert isinstance(row["value_12m"], Decimal)
        assert 0 <= row["value_low"] <= row["value_12m"] <= row["value_high"]


def test_who_came_often_and_lately_is_expected_more_than_who_stopped(visitor: Any) -> None:
    days: dict[str, list[Any]] = {}
    for line in visitor.small.lines:
        days.setdefault(line.get("customer_id") or "", []).append(line["local_date"])
    expected = {row["customer_id"]: row["expected_purchases_90d"] for row in rows(visitor)}
    regulars = {who: sorted(came) for who, came in days.items() if len(came) >= 6 and who in expected}
    lately = [expected[who] for who, came in regulars.items() if (NOW.date() - came[-1]).days < 40]
    long_ago = [expected[who] for who, came in regulars.items() if (NOW.date() - came[-1]).days > 150]
    assert len(lately) > 5
    assert len(long_ago) > 5
    assert max(long_ago) < min(lately)


def test_value_is_net_sales_where_too_little_cost_is_known(small_shop: Callable[..., Any]) -> None:
    small = a_shop(small_shop, customers=40)
    for line in small.lines[: len(small.lines) // 2]:
        line["unit_cost"] = None
    visitor = opened(small)
    assert visitor.service.jobs["customer-value"]().endswith("by cohort_mean")
    assert {(row["basis"], row["method"]) for row in rows(visitor)} == {("net_sales", "cohort_mean")}
    predicted = visitor.get("customers/ltv", role="viewer")["predicted"]
    assert (predicted["method_reason"], predicted["value_12m"] is None) == ("too_few_repeaters", False)


def test_a_young_shop_is_told_what_it_waits_for(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.now = NOW
    with pytest.raises(NotYetError, match="no whole day"):
        small.open().service.jobs["customer-value"]()
    small.line("1", "2025-04-10 10:00", "mug", 1, "10", customer_id="ann")
    with pytest.raises(NotYetError, match="15 days of sales are loaded, and 28 are needed: due on 2025-05-08"):
        opened(small).service.jobs["customer-value"]()
    small = small_shop()
    small.now = NOW
    small.line("1", "2025-01-10 10:00", "mug", 1, "10")
    with pytest.raises(NotYetError, match="no customer"):
        opened(small).service.jobs["customer-value"]()


def test_a_shop_of_some_weeks_is_told_by_the_mean_of_its_cohorts(small_shop: Callable[..., Any]) -> None:
    small = small_shop(time_zone="UTC")
    small.now = NOW
    for number in range(40):
        small.line(f"a{number}", "2025-03-01 10:00", "mug", 1, "10", customer_id=f"c{number}")
        if number % 2:
            small.line(f"b{number}", "2025-04-01 10:00", "mug", 1, "10", customer_id=f"c{number}")
    visitor = opened(small)
    visitor.service.jobs["customer-value"]()
    table = rows(visitor)
    # Twenty purchases in forty times 54 days of being a customer.
    assert table[0]["expected_purchases_90d"] == pytest.approx(20 / (40 * 54) * 90)
    answer = visitor.get("customers/ltv")
    LifetimeValue.model_validate(answer)
    assert answer["predicted"]["method_reason"] == "history_too_short"
    assert answer["predicted"]["reasons"]["calibration"] == "history_too_short"


def test_a_run_replaces_the_one_before_and_remembers_what_it_said(small_shop: Callable[..., Any]) -> None:
    small = a_shop(small_shop, customers=30)
    visitor = opened(small)
    visitor.service.jobs["customer-value"]()
    small.now += timedelta(days=1)
    visitor.newer_data(data_until=small.now.isoformat())
    visitor.service.jobs["customer-value"]()
    visitor.service.jobs["customer-value"]()  # the same day again: told once
    assert len(rows(visitor)) == 30
    told = visitor.get("customers/ltv")["predicted"]
    assert [run["as_of_date"] for run in told["over_time"]] == ["2025-04-24", "2025-04-25"]
    assert told["as_of_date"] == "2025-04-25"


def test_an_erased_customer_is_gone_at_once_and_does_not_come_back(small_shop: Callable[..., Any]) -> None:
    visitor = opened(a_shop(small_shop, customers=30))
    visitor.service.jobs["customer-value"]()
    handle = visitor.service.handlers["customer-erased.v1"]
    for _ in range(2):  # events come at least once
        handle(erased("c007"))
        handle(erased("nobody"))
    assert "c007" not in {row["customer_id"] for row in rows(visitor)}
    assert plain_hashes(visitor.store, "c007") == []
    visitor.service.jobs["customer-value"]()  # the ledger of this test still has them
    assert {row["customer_id"] for row in rows(visitor)} == {f"c{n:03}" for n in range(30)} - {"c007"}
    visitor.small.now += timedelta(days=8)
    visitor.service.jobs["customer-value"]()
    assert list(visitor.store.list("revenue/erased-customers/")) == []


def test_a_customer_who_is_erased_while_it_is_computed_is_not_written(small_shop: Callable[..., Any]) -> None:
    visitor = opened(a_shop(small_shop, customers=30))

    class ErasesMeanwhile:
        """The warehouse, in which somebody is erased just before the new generation is written."""

        def __getattr__(self, name: str) -> Any:
            if name == "change" and not list(visitor.store.list("revenue/erased-customers/")):
                visitor.service.handlers["customer-erased.v1"](erased("c003"))
            return getattr(visitor.warehouse, name)

    use_cases.value_customers(desk(visitor, ErasesMeanwhile()))
    assert {row["customer_id"] for row in rows(visitor)} == {f"c{n:03}" for n in range(30)} - {"c003"}


def test_callers_are_told_what_is_expected_of_each_cohort(visitor: Any) -> None:
    answer, table = visitor.get("customers/ltv"), rows(visitor)
    LifetimeValue.model_validate(answer)
    predicted, cohorts = answer["predicted"], answer["cohorts"]
    assert predicted["customers"] == sum(each["predicted"]["customers"] for each in cohorts if each["predicted"])
    assert Decimal(predicted["value_12m"]["numerator"]["amount"]) == pytest.approx(
        sum(row["value_12m"] for row in table), abs=Decimal("0.01")
    )
    assert predicted["expected_purchases_90d"]["numerator"] == pytest.approx(
        sum(row["expected_purchases_90d"] for row in table)
    )
    assert (predicted["made_at"], predicted["age_seconds"]) == ("2025-04-25T04:00:00+00:00", 7200)
    assert predicted["distribution"]["customers"] == CUSTOMERS
    assert predicted["concentration"][0]["customers"] == 3
    empty = [each for each in cohorts if not each["customers"]]
    assert {each.get("predicted_reason") for each in empty} <= {"no_customers"}
    assert any("r 1." in each or "r 0." in each for each in predicted["explanation"])


def test_callers_are_told_how_right_it_was_beside_what_needs_no_model(visitor: Any) -> None:
    calibration = visitor.get("customers/ltv")["predicted"]["calibration"]
    assert (calibration["known_until"], calibration["window_days"]) == ("2025-01-24", 90)
    assert [each["method"] for each in calibration["errors"]] == ["models", "last_window", "cohort_mean"]
    ours, last, cohort = (each["purchases"]["root_mean_square"] for each in calibration["errors"])
    assert ours < min(last, cohort)
    assert calibration["interval"]["inside"] == pytest.approx(calibration["interval"]["expected"], abs=0.1)
    assert 0.5 < calibration["ranking"]["by_expected_purchases"] <= 1


def test_margin_is_for_who_may_see_it(visitor: Any) -> None:
    answer = visitor.get("customers/ltv", role="viewer")
    LifetimeValue.model_validate(answer)
    predicted = answer["predicted"]
    assert predicted["expected_purchases_90d"]["value"] > 0
    assert (predicted["value_12m"], predicted["distribution"], predicted["concentration"]) == (None, None, [])
    assert predicted["reasons"]["value_12m"] == "needs_margin_read"
    assert "amount" not in json.dumps([predicted, *(each["predicted"] for each in answer["cohorts"])])


def test_who_first_ordered_elsewhere_is_not_in_a_channels_cohorts(visitor: Any) -> None:
    assert visitor.get("customers/ltv", channel="counter")["predicted"]["customers"] == CUSTOMERS
    nowhere = visitor.get("customers/ltv", channel="online")["predicted"]
    LifetimeValue.model_validate(visitor.get("customers/ltv", channel="online"))
    assert (nowhere["customers"], nowhere["value_12m"]) == (0, None)
    assert nowhere["reasons"]["value_12m"] == "no_customers"
    assert nowhere["expected_purchases_90d"]["value"] is None


def test_what_was_predicted_is_told_after_it_however_late_and_not_before(visitor: Any) -> None:
    answer = visitor.get("customers/ltv", as_of="2025-04-25T03:59:55Z")
    assert (answer["predicted"], answer["reasons"]["predicted"]) == (None, "made_later")
    visitor.small.now += timedelta(days=3000)  # of a shop that is looked at long after its last day
    old = visitor.get("customers/ltv")["predicted"]
    visitor.small.now -= timedelta(days=3000)
    assert (old["as_of_date"], len(old["over_time"]), old["age_seconds"] > 3000 * 86400) == ("2025-04-24", 1, True)
    assert {each["predicted_reason"] for each in answer["cohorts"]} == {"made_later"}


def test_before_the_first_run_it_says_so_and_a_run_is_told_at_once(small_shop: Callable[..., Any]) -> None:
    visitor = opened(a_shop(small_shop, customers=30))
    before = visitor.ask("customers/ltv")
    LifetimeValue.model_validate(before.get_json())
    assert before.get_json()["predicted"] is None
    assert before.get_json()["reasons"]["predicted"] == "not_computed_yet"
    visitor.service.jobs["customer-value"]()
    after = visitor.ask("customers/ltv", headers={"If-None-Match": before.headers["ETag"]})
    assert after.get_json()["predicted"]["customers"] == 30


def test_the_file_and_an_explained_answer_have_it_too(visitor: Any) -> None:
    answer = visitor.get("customers/ltv", explain="1")
    assert {"predicted_cohorts", "predicted_spread"} <= {query["name"] for query in answer["explain"]["queries"]}
    assert {"expected_purchases_90d", "value_12m"} <= set(answer["explain"]["definitions"])
    lines = list(csv.DictReader(visitor.ask("customers/ltv.csv").text.splitlines()))
    january = answer["cohorts"][0]["predicted"]
    whole = next(line for line in lines if line["cohort"] == "2024-01-01" and not line["days"])
    assert (whole["predicted_customers"], whole["value_12m"]) == (
        str(january["customers"]),
        january["value_12m"]["amount"],
    )
    assert float(whole["expected_purchases_90d"]) == pytest.approx(january["expected_purchases_90d"]["value"])
    assert {line["value_12m"] for line in lines if line["days"]} == {""}

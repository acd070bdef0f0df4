"""A real sales team's attainment equals a table computed from the files, past everything this project does."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

RESELLER = Path(__file__).parents[3] / "shared" / "data" / "adventureworks_reseller"

pytestmark = pytest.mark.skipif(not RESELLER.exists(), reason="the AdventureWorks sample is not beside the project")

Months = dict[tuple[str, int, int], Decimal]  # by employee, year and month
FIRST, LAST = date(2017, 7, 1), date(2019, 12, 31)
AS_OF = "2020-01-31T12:00:00Z"


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(RESELLER / f"{name}.parquet").to_pylist()
    return found


def day_of(value: Any) -> date:
    return value if type(value) is date else date.fromisoformat(str(value)[:10])


@pytest.fixture(scope="module")
def sold_and_targets() -> tuple[Months, Months]:
    """What every person sold and was to sell in every month; sales know a person by another key than targets do."""
    employee = {row["EmployeeKey"]: str(row["EmployeeID"]) for row in rows("Salesperson")}
    sold: Months = defaultdict(Decimal)
    for row in rows("Sales"):
        day = day_of(row["OrderDate"])
        sold[employee[row["EmployeeKey"]], day.year, day.month] += Decimal(repr(row["Sales"]))
    targets: Months = {}
    for row in rows("Targets"):
        day = day_of(row["TargetMonth"])
        targets[str(row["EmployeeID"]), day.year, day.month] = Decimal(str(row["TargetAmount"]))
    return sold, targets


@pytest.fixture(scope="module")
def shop(unset_suite: Callable[[], Any]) -> Any:
    suite = unset_suite()
    files = {path.name: path.read_bytes() for path in sorted(RESELLER.glob("*.parquet"))}
    answer = suite.load(files, mapping="adventureworks_reseller")
    assert answer.status_code == 200, answer.text
    return suite


def breakdown(shop: Any, first: date, last: date, by: str = "staff") -> dict[str, Any]:
    asked = f"by={by}&from={first}&to={last}&as_of={AS_OF}&limit=500"
    answer = shop.get(f"/api/revenue/breakdown?{asked}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def inside(months: Months, first: date, last: date) -> Months:
    """The months that lie wholly between two days."""
    return {
        (who, year, month): amount
        for (who, year, month), amount in months.items()
        if first <= date(year, month, 1) and date(year, month, monthrange(year, month)[1]) <= last
    }


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (FIRST, LAST),
        (date(2018, 1, 1), date(2018, 12, 31)),
        (date(2019, 3, 1), date(2019, 3, 31)),
        (date(2018, 2, 10), date(2018, 6, 20)),  # cuts two months, whose targets do not count
    ],
)
def test_attainment_is_sales_of_the_targets_months_over_their_targets(
    shop: Any, sold_and_targets: tuple[Months, Months], first: date, last: date
) -> None:
    sold, targets = (inside(months, first, last) for months in sold_and_targets)
    by_hand: dict[str, tuple[Decimal, Decimal]] = {}
    for who, year, month in targets:
        so_far, target = by_hand.get(who, (Decimal(0), Decimal(0)))
        so_far += sold.get((who, year, month), Decimal(0))
        by_hand[who] = so_far, target + targets[who, year, month]
    answer = breakdown(shop, first, last)
    told = {item["key"]: item for item in answer["items"] if item["target"] is not None}
    assert set(told) == set(by_hand)
    for who, (so_far, target) in by_hand.items():
        attainment = told[who]["attainment"]
        assert Decimal(attainment["numerator"]["amount"]) == so_far.quantize(Decimal("0.01")), who
        assert Decimal(attainment["denominator"]["amount"]) == target.quantize(Decimal("0.01")), who
        assert attainment["value"] == pytest.approx(float(so_far / target), rel=1e-12)


def test_a_month_without_a_target_is_in_the_sales_and_not_in_the_attainment(
    shop: Any, sold_and_targets: tuple[Months, Months]
) -> None:
    sold, targets = sold_and_targets
    without = sorted(set(sold) - set(targets))
    assert len(without) == 1
    who = without[0][0]
    item = next(item for item in breakdown(shop, FIRST, LAST)["items"] if item["key"] == who)
    left_out = Decimal(item["net_sales"]["amount"]) - Decimal(item["attainment"]["numerator"]["amount"])
    assert left_out == sold[without[0]].quantize(Decimal("0.01"))


def test_people_with_few_orders_are_not_ranked_by_their_rates(shop: Any) -> None:
    few = [item for item in breakdown(shop, date(2019, 3, 1), date(2019, 3, 31))["items"] if item["orders"] < 30]
    assert few
    for item in few:
        assert item["ranks"]["attainment"] is None
        assert item["ranks"]["gross_margin_rate"] is None
        assert item["ranks"]["net_sales"] is not None


@pytest.mark.parametrize("by", ["staff", "channel", "country", "category", "location", "new_returning"])
def test_every_cut_adds_up_to_the_whole(shop: Any, by: str) -> None:
    answer = breakdown(shop, FIRST, LAST, by)
    total = sum((Decimal(item["net_sales"]["amount"]) for item in answer["items"]), start=Decimal(0))
    assert answer["totals"]["net_sales"]["amount"] == "64898547.41"
    assert abs(total - Decimal("64898547.41")) <= Decimal("0.01") * len(answer["items"])  # each is rounded by itself

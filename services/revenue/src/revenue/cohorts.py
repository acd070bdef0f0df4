"""Historic lifetime value: what customers brought so far, by when they first ordered. No table is read here.

Value after n days is cumulative and divided by all customers of the cohort, not by those who are still active (the
usual n-day LTV); the day of the first order is the first of the n days. A cohort is mature for n days when its last
customer has had them and the data covers them: before, a mean would mix customers of different age.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from revenue.figures import plain
from revenue.periods import DAY, Bucket, Coverage
from shared.money import money
from shared.shop import Shop

Measure = Literal["gross_margin", "net_sales"]
Answer = dict[str, Any]

MARKS = (30, 60, 90, 180, 360)  # days; cohort_values.sql cuts at the same
BEYOND = 0  # what cohort_values.sql calls the time after the last mark
QUANTILES = (10, 25, 50, 75, 90, 95, 99)  # per cent of customers; the columns p10 to p99 of customer_spread.sql
TOPS = (1, 10, 20)  # per cent of customers; its columns top_1 to top_20
VALUES = ("value", "net_sales", "gross_margin")
PREDICTED = ("predicted_customers", "expected_purchases_90d", "value_12m")  # in a file, of all of a cohort's time
CSV_HEADER = ("cohort", "end", "customers", "complete", "days", "mature_from", *VALUES, "reasons", *PREDICTED)
DEFINITIONS: Mapping[str, str] = {
    "lifetime_value": "What the customers of a cohort brought from their first order on, refunds taken off, divided by"
    " all of them; the day of the first order is the first of the days.",
    "cohort": "Customers by the shop month of their first order, as far as the data goes back; guests are in none.",
    "measure": "gross_margin where cost_coverage reaches MARGIN_COST_COVERAGE, else net_sales; for all alike.",
    "immature": "The last customer of the cohort has not had so many days yet, or the data does not cover them.",
    "concentration": "What the customers with the highest value bring / what all customers bring.",
}


@dataclass(frozen=True, slots=True)
class Brought:
    """What customers brought: sums over their lines."""

    net_sales: Decimal = Decimal(0)
    net_sales_with_cost: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)

    def __add__(self, other: Brought) -> Brought:
        return Brought(
            self.net_sales + other.net_sales,
            self.net_sales_with_cost + other.net_sales_with_cost,
            self.cost + other.cost,
        )

    @property
    def gross_margin(self) -> Decimal:
        return self.net_sales_with_cost - self.cost


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers, and what they brought between two marks (by the later one; BEYOND after the last)."""

    customers: int = 0
    brought: Mapping[int, Brought] | None = None

    def until(self, days: int | None) -> Brought:
        """Cumulative: until so many days after the first order, or all that is known with None."""
        parts = (self.brought or {}).items()
        inside = (part for mark, part in parts if days is None or BEYOND < mark <= days)
        return sum(inside, start=Brought())


def cohorts_of(rows: Iterable[Mapping[str, Any]]) -> dict[date, Cohort]:
    """Cohorts by the first day of their month, from the rows of cohort_values.sql."""
    found: dict[date, tuple[int, dict[int, Brought]]] = {}
    for row in rows:
        _, brought = found.setdefault(row["month"], (row["customers"], {}))
        brought[row["until_days"]] = Brought(row["net_sales"], row["net_sales_with_cost"], row["cost"])
    return {month: Cohort(customers, brought) for month, (customers, brought) in found.items()}


@dataclass(frozen=True, slots=True)
class Terms:
    """How value is told: in what, and why margin is not told where it is not."""

    shop: Shop
    covered: Coverage
    measure: Measure
    no_margin: str | None  # why


def cohort_answer(bucket: Bucket, cohort: Cohort, terms: Terms) -> Answer:
    """The contract's Cohort, of the days of first orders in a bucket."""
    covered, days = terms.covered, bucket.days
    missing = covered.missing(bucket.counted)
    unknown = missing if cohort.customers == 0 else None
    why = unknown or ("no_customers" if cohort.customers == 0 else None)
    return {
        "start": days.first_day.isoformat(),
        "end": days.day_after.isoformat(),
        "customers": None if unknown else cohort.customers,
        "complete": not bucket.cut and covered.complete(bucket.counted),
        "begins_with_data": covered.first_day is not None and days.first_day <= covered.first_day < days.day_after,
        "marks": [_mark(bucket, cohort, terms, mark, why) for mark in MARKS],
        "to_date": _value(cohort.until(None), cohort.customers, terms, why),
        "reasons": {"customers": unknown} if unknown else {},
    }


def mature_from(bucket: Bucket, mark: int) -> date:
    """The day on whose first instant the last customer of a cohort has had so many days."""
    return bucket.days.day_after - DAY + mark * DAY


def _mark(bucket: Bucket, cohort: Cohort, terms: Terms, mark: int, why: str | None) -> Answer:
    known_until, day = terms.covered.complete_until, mature_from(bucket, mark)
    mature = known_until is not None and terms.shop.day_start(day) <= known_until
    value = _value(cohort.until(mark), cohort.customers, terms, why or (None if mature else "immature"))
    return {"days": mark, "mature_from": day.isoformat(), **value}


def _value(brought: Brought, customers: int, terms: Terms, why: str | None) -> Answer:
    """The contract's CohortValue; `why` it is null as a whole."""
    if why is not None:
        reasons = dict.fromkeys(VALUES, why)
        if terms.no_margin == "needs_margin_read":
            reasons["gross_margin"] = terms.no_margin
        return {**dict.fromkeys(VALUES), "reasons": reasons}
    net = average(brought.net_sales, customers, terms.shop.currency)
    margin = None if terms.no_margin else average(brought.gross_margin, customers, terms.shop.currency)
    return {
        "value": net if margin is None else margin,
        "net_sales": net,
        "gross_margin": margin,
        "reasons": {"gross_margin": terms.no_margin} if terms.no_margin else {},
    }


def average(total: Decimal, pieces: int, currency: str) -> Answer:
    """The contract's AverageMoney."""
    return {**money(total / pieces, currency), "numerator": money(total, currency), "denominator": pieces}


def distribution(spread: Mapping[str, Any], currency: str) -> Answer | None:
    """The contract's ValueDistribution, from the row of customer_spread.sql; None without a customer."""
    customers = spread["customers"]
    if not customers:
        return None
    return {
        "customers": customers,
        "mean": average(spread["total"], customers, currency),
        "lowest": money(spread["lowest"], currency),
        "highest": money(spread["highest"], currency),
        "quantiles": [{"share": part / 100, "value": money(spread[f"p{part}"], currency)} for part in QUANTILES],
    }


def concentration(spread: Mapping[str, Any], currency: str) -> list[Answer]:
    """The contract's list of ValueConcentration; empty without a customer."""
    customers = spread["customers"]
    return [_concentrated(spread, part, currency) for part in TOPS] if customers else []


def _concentrated(spread: Mapping[str, Any], part: int, currency: str) -> Answer:
    total, top = spread["total"], spread[f"top_{part}"]
    named: Answer = {
        "share_of_customers": part / 100,
        "customers": -(-spread["customers"] * part // 100),
        "share": None,
    }
    if total <= 0:  # a share of a loss says nothing
        return named | {"reason": "no_sales"}
    share = {"value": float(top / total), "numerator": money(top, currency), "denominator": money(total, currency)}
    return named | {"share": share}


def csv_rows(cohorts: Iterable[Answer]) -> Iterator[list[object]]:
    """The cohorts as rows under CSV_HEADER: one per mark, and one without days: all until now, and what is expected."""
    for cohort in cohorts:
        named = [cohort["start"], cohort["end"], plain(cohort["customers"]), cohort["complete"]]
        for mark in (*cohort["marks"], {"days": None, "mature_from": None, **cohort["to_date"]}):
            reasons = "; ".join(f"{name}: {reason}" for name, reason in mark["reasons"].items())
            shown = (plain(mark[name]) for name in ("days", "mature_from", *VALUES))
            yield [*named, *shown, reasons, *(_expected(cohort) if mark["days"] is None else [None] * len(PREDICTED))]


def _expected(cohort: Answer) -> list[object]:
    told = cohort.get("predicted")
    if told is None:
        return [None] * len(PREDICTED)
    return [told["customers"], told["expected_purchases_90d"]["value"], plain(told["value_12m"])]

"""What revenue knows of value: what customers brought so far, and how every figure comes from the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from revenue import cohorts, queries_customer_value, queries_value, reconciliation
from revenue.cohorts import Cohort, Measure, Terms, cohort_answer, cohorts_of, concentration, distribution
from revenue.figures import NOTHING, money_ratio
from revenue.lifetime_value_answer import Reader, Run, cohort_prediction, predicted_answer
from revenue.periods import DAY, LONGEST_DAYS, DayRange, buckets, last_full_day, whole_days, window
from revenue.question import Question
from revenue.reading_cuts import read_cuts
from revenue.use_cases import Answer, Desk, envelope, instant
from revenue.use_cases_lists import asked_days
from shared import generations
from shared.generations import made_at
from shared.warehouse.together import together

_FURTHEST_BACK = (LONGEST_DAYS - 2 * 31) * DAY  # whole months on both sides of it are no more than an answer lists
_OVER_A_MONTH = 31 * DAY  # after a first, always in the next month


def all_days(asked: Question) -> DayRange:
    """Whole months: from the one the data begins in (at most ten years back) to the running one."""
    first = max(min(asked.covered.first_day or asked.today, asked.today), asked.today - _FURTHEST_BACK)
    return DayRange(first.replace(day=1), (asked.today.replace(day=1) + _OVER_A_MONTH).replace(day=1))


def lifetime_value(desk: Desk, asked: Question) -> Answer:
    """The contract's LifetimeValue: cohorts of the window, what their customers brought until the moment asked for."""
    days, currency = asked_days(asked), asked.shop.currency
    shown = window(asked.shop, days, asked.as_of)
    counted = whole_days(asked.shop, DayRange(days.first_day, max(days.day_after, asked.today + DAY)), asked.as_of)
    by_channel, _ = read_cuts(desk.warehouse, asked, counted, "channel")  # fewer rows than there are days
    amounts = sum(by_channel.values(), start=NOTHING)
    measure, why_net = _measure(desk, asked, amounts.net_sales_with_cost, amounts.net_sales)
    terms = Terms(asked.shop, asked.covered, measure, why_net)
    rows, spread = together(
        lambda: queries_value.cohort_values(desk.warehouse, asked, days),
        lambda: queries_value.customer_spread(desk.warehouse, asked, days, by_margin=measure == "gross_margin"),
    )
    found = cohorts_of(rows)
    told = [
        cohort_answer(bucket, found.get(bucket.days.first_day.replace(day=1), Cohort()), terms)
        for bucket in buckets(asked.shop, shown, "month")
    ]
    coverage = money_ratio(amounts.net_sales_with_cost, amounts.net_sales, currency) if asked.may_see_margin else None
    missing = asked.covered.missing(shown.total) if not rows else None
    answer: Answer = {
        **envelope(desk, asked, shown.total),
        "from": days.first_day.isoformat(),
        "to": (days.day_after - DAY).isoformat(),
        "cohort": "month",
        "measure": measure,
        "cost_coverage": coverage,
        "customers": None if missing else spread["customers"],
        "cohorts": told,
        "distribution": distribution(spread, currency),
        "concentration": concentration(spread, currency),
        "predicted": None,
        "reasons": {},
    }
    _add_predicted(desk, asked, answer)
    if why_net is not None:
        answer["measure_reason"] = why_net
    if coverage is None:
        answer["reasons"]["cost_coverage"] = "no_sales" if asked.may_see_margin else "needs_margin_read"
    if not spread["customers"]:
        answer["reasons"] |= dict.fromkeys(("distribution", "concentration"), missing or "no_customers")
    if missing:
        answer["reasons"]["customers"] = missing
    return answer


def _add_predicted(desk: Desk, asked: Question, answer: Answer) -> None:
    """What the last run of customer-value says of the same customers, to the whole and to each cohort."""
    generation = predicted_generation(desk)
    why = "not_computed_yet" if generation is None else None
    if generation is not None and asked.is_before(made_at(generation)):
        why = "made_later"
    if generation is None or why is not None:
        answer["reasons"]["predicted"] = why
        for cohort in answer["cohorts"]:
            cohort |= {"predicted": None, "predicted_reason": why}
        return
    runs = [Run(row) for row in queries_customer_value.customer_value_runs(desk.warehouse, generation)]
    days, basis = asked_days(asked), runs[-1].row["basis"]
    to = Reader(asked.shop.currency, asked.as_of, asked.may_see_margin)
    told: list[dict[str, Any]] = [*queries_customer_value.predicted_cohorts(desk.warehouse, generation, asked, days)]
    spread = queries_customer_value.predicted_spread(desk.warehouse, generation, asked, days)
    by_month = {row["month"]: row for row in told}
    sums = {name: sum(row[name] for row in told) for name in ("customers", "expected_purchases_90d", "value_12m")}
    made = instant(asked, runs[-1].row["made_at"])
    answer["predicted"] = predicted_answer(runs, made, spread, sums, to)
    for cohort in answer["cohorts"]:
        row = by_month.get(date.fromisoformat(cohort["start"]).replace(day=1))
        cohort["predicted"] = None if row is None else cohort_prediction(row, basis, to)
        if row is None:
            cohort["predicted_reason"] = "no_customers"


def predicted_generation(desk: Desk) -> str | None:
    """The generation of what customers are expected to bring that is read now."""
    return generations.live(desk.store, "revenue", "customer_value")


def _measure(desk: Desk, asked: Question, with_cost: Decimal, net_sales: Decimal) -> tuple[Measure, str | None]:
    """What value is told in, for all customers alike, and why it is not margin."""
    if not asked.may_see_margin:
        return "net_sales", "needs_margin_read"
    if net_sales <= 0:
        return "net_sales", "no_sales"
    if with_cost < net_sales * Decimal(str(desk.settings.margin_cost_coverage)):
        return "net_sales", "cost_coverage_too_low"
    return "gross_margin", None


def lifetime_value_rows(desk: Desk, asked: Question) -> Iterator[list[object]]:
    """The cohorts as rows of a file."""
    yield from cohorts.csv_rows(lifetime_value(desk, asked)["cohorts"])


def reconciled_days(asked: Question, day: date | None) -> Question:
    """The question with its days: the day, else `from` and `to`, else the last full day, else today."""
    if day is None and asked.days is not None:
        return asked
    first = day or last_full_day(asked.shop, asked.covered) or asked.today
    return replace(asked, days=DayRange(first, first + DAY))


def reconcile(desk: Desk, asked: Question) -> Answer:
    """The contract's Reconciliation: four totals and, by named cause, what lies between them."""
    days, currency = asked_days(asked), asked.shop.currency
    lines = queries_value.reconciled_lines(desk.warehouse, days, known_until=asked.as_of)
    happened = sorted({str(row["load_id"]) for row in lines if row["happened"]})
    files = queries_value.reconciled_files(desk.warehouse, happened)
    read = sorted({str(row["load_id"]) for row in files})
    loads = queries_value.reconciled_loads(desk.warehouse, read)
    found = reconciliation.reconciled(lines, loads, files, currency)
    answer = envelope(desk, asked, whole_days(asked.shop, days, asked.as_of))
    del answer["basis"], answer["filters"]
    return {
        **answer,
        "bases": ["accounting", "order"],
        "from": days.first_day.isoformat(),
        "to": (days.day_after - DAY).isoformat(),
        "totals": {
            name: reconciliation.total_answer(getattr(found, name), currency)
            for name in ("files", "ledger", "net_sales_accounting", "net_sales_order")
        },
        "lines": [reconciliation.line_answer(line, currency) for line in found.lines],
        "files": reconciliation.file_answers(files, currency),
    }


def reconciled_rows(desk: Desk, asked: Question) -> Iterator[list[object]]:
    """The lines as rows of a file."""
    yield from (reconciliation.csv_row(line) for line in reconcile(desk, asked)["lines"])

"""From amounts per cut to the contract's cuts: shares, rates, ranks, attainment. No table is read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from revenue.figures import FIGURES, Amounts, figures, money_ratio, number, plain
from revenue.periods import DayRange
from shared.money import money

By = Literal["channel", "location", "staff", "category", "country", "new_returning"]
TARGET_SCOPES = ("channel", "location", "staff")  # the cuts that a target can speak of
FEWEST_CASES = 30  # a rate of fewer says more about chance than about the cut: it has an interval, and no rank
RANKED = ("net_sales", "gross_margin_rate", "refund_rate", "attainment")
CSV_HEADER = (
    *("key", *FIGURES, "share", "refund_rate", "refund_rate_low", "refund_rate_high"),
    *("target", "attainment", "cases", *(f"{name}_rank" for name in RANKED), "reasons"),
)
_Z = 1.959963984540054  # the two-sided 95 % point of the normal distribution


@dataclass(frozen=True, slots=True)
class CutTargets:
    """The targets of one cut that count: their amount, how many they are, their days, and what was sold on those.

    Prorated, they are for more days than were asked for, and amount and days are the share of those.
    """

    net_amount: Decimal
    targets: int
    days: int
    is_prorated: bool
    net_sales: Decimal | None  # None where nothing can be said, and why
    missing: str | None


def finest(periods: Iterable[DayRange]) -> list[DayRange]:
    """Of periods that overlap the ones of the fewest days, so that no day is counted twice; in order."""
    chosen: list[DayRange] = []
    for each in sorted(periods, key=lambda period: (period.day_after - period.first_day, period.first_day)):
        if all(each.day_after <= other.first_day or other.day_after <= each.first_day for other in chosen):
            chosen.append(each)
    return sorted(chosen, key=lambda period: period.first_day)


@dataclass(frozen=True, slots=True)
class Counted:
    """Targets as they count among some days: the days of each that lie there, and what they come to."""

    ranges: tuple[DayRange, ...]
    net_amount: Decimal
    is_prorated: bool


def counted(amounts: Mapping[DayRange, Decimal], days: DayRange) -> Counted | None:
    """Of one cut's targets those that count among some days; None where none does.

    Those that lie wholly there, of overlapping ones the finest. Without any the finest of those that lie partly there,
    each with the share of its days: what a day of it should bring nobody said, so each is taken alike.
    """
    whole = finest(each for each in amounts if days.first_day <= each.first_day and each.day_after <= days.day_after)
    if whole:
        return Counted(tuple(whole), sum((amounts[each] for each in whole), start=Decimal(0)), is_prorated=False)
    partly = finest(each for each in amounts if each.first_day < days.day_after and days.first_day < each.day_after)
    if not partly:
        return None
    ranges, net_amount = [], Decimal(0)
    for each in partly:
        inside = DayRange(max(each.first_day, days.first_day), min(each.day_after, days.day_after))
        ranges.append(inside)
        net_amount += (
            amounts[each] * (inside.day_after - inside.first_day).days / (each.day_after - each.first_day).days
        )
    return Counted(tuple(ranges), net_amount, is_prorated=True)


def wilson(successes: float, cases: float, z: float = _Z) -> tuple[float, float] | None:
    """Wilson's score interval for so many of so many, of 95 % when z is left out; None where it is no proportion.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
    """
    if not 0 <= successes <= cases or not cases:
        return None
    rate, square = successes / cases, z * z
    middle = rate + square / (2 * cases)
    half = z * (rate * (1 - rate) / cases + square / (4 * cases * cases)) ** 0.5
    return max(0.0, (middle - half) / (1 + square / cases)), min(1.0, (middle + half) / (1 + square / cases))


@dataclass(frozen=True, slots=True)
class Shown:
    """How cuts are shown; `no_target` is why one without a target has none."""

    currency: str
    may_see_margin: bool
    counts_orders: bool
    no_target: str

    def figures(self, amounts: Amounts, missing: str | None = None) -> dict[str, Any]:
        """The contract's Figures, without orders where an order may belong to several cuts."""
        shown = figures(amounts, self.currency, missing=missing, may_see_margin=self.may_see_margin)
        if not self.counts_orders and shown["orders"] is not None:
            shown |= dict.fromkeys(("orders", "average_order_value"))
            shown["reasons"] |= dict.fromkeys(("orders", "average_order_value"), "orders_hold_several")
        return shown


def cuts(
    amounts: Mapping[str | None, Amounts], targets: Mapping[str, CutTargets], shown: Shown
) -> list[dict[str, Any]]:
    """The contract's items, the greatest net sales first."""
    total = sum((each.net_sales for each in amounts.values()), start=Decimal(0))
    items = [
        {"key": key, **_cut(each, None if key is None else targets.get(key), total, shown)}
        for key, each in sorted(amounts.items(), key=lambda pair: (-pair[1].net_sales, pair[0] or ""))
    ]
    _rank(items)
    return items


def _cut(amounts: Amounts, target: CutTargets | None, total: Decimal, shown: Shown) -> dict[str, Any]:
    currency = shown.currency
    sold = amounts.units + amounts.units_refunded
    share = money_ratio(amounts.net_sales, total, currency) if total > 0 else None
    item = {**shown.figures(amounts), "share": share, "refund_rate": _refund_rate(amounts.units_refunded, sold)}
    reasons = item["reasons"]
    if share is None:
        reasons["share"] = "no_sales"
    if item["refund_rate"] is None:
        reasons["refund_rate"] = "no_sales"
    elif item["refund_rate"]["interval"] is None and sold < FEWEST_CASES:
        reasons["refund_rate.interval"] = "more_given_back_than_sold"
    item["cases"] = number(sold) if item["orders"] is None else item["orders"]
    item |= {"target": None, "attainment": None}
    if target is None:
        reasons |= dict.fromkeys(("target", "attainment"), shown.no_target)
        return item
    item["target"] = {
        "net_amount": money(target.net_amount, currency),
        "days": target.days,
        "targets": target.targets,
        "is_prorated": target.is_prorated,
    }
    if target.net_sales is None:
        reasons["attainment"] = target.missing
        return item
    item["attainment"] = money_ratio(target.net_sales, target.net_amount, currency)
    if item["attainment"] is None:
        reasons["attainment"] = "target_is_zero"
    return item


def _refund_rate(refunded: Decimal, sold: Decimal) -> dict[str, Any] | None:
    if sold <= 0:
        return None
    bounds = wilson(float(refunded), float(sold)) if sold < FEWEST_CASES else None
    return {
        "value": float(refunded / sold),
        "numerator": number(refunded),
        "denominator": number(sold),
        "interval": None if bounds is None else {"low": bounds[0], "high": bounds[1]},
    }


def _rank(items: Sequence[dict[str, Any]]) -> None:
    """Give every cut its place by each figure, 1 the highest; equal values share a place."""
    for item in items:
        item["ranks"] = {**dict.fromkeys(RANKED), "reasons": {}}
    for name in RANKED:
        values: dict[int, Decimal | float] = {}
        for place, item in enumerate(items):
            why = _unranked(item, name)
            if why is None:
                figure = item[name]
                values[place] = Decimal(figure["amount"]) if name == "net_sales" else figure["value"]
            else:
                item["ranks"]["reasons"][name] = why
        for place, value in values.items():
            items[place]["ranks"][name] = 1 + sum(other > value for other in values.values())


def _unranked(item: Mapping[str, Any], name: str) -> str | None:
    """Why a cut has no place by a figure; None where it has one."""
    if item[name] is None:
        return str(item["reasons"][name])
    if item["key"] is None:  # what nobody sold, or stands in no category, is no rival of those that are named
        return "names_none"
    if name == "net_sales":  # an amount is no rate: it needs no number of cases
        return None
    cases = item[name]["denominator"] if name == "refund_rate" else item["cases"]
    return "fewer_than_30_cases" if cases < FEWEST_CASES else None


def csv_row(item: Mapping[str, Any]) -> list[object]:
    """One cut as a row under CSV_HEADER; amounts as plain decimal text, ratios as their value."""
    interval = (item["refund_rate"] or {}).get("interval") or {"low": None, "high": None}
    told = {**item["reasons"], **{f"{name}_rank": why for name, why in item["ranks"]["reasons"].items()}}
    return [
        *(plain(item[name]) for name in ("key", *FIGURES, "share", "refund_rate")),
        *(plain(interval[name]) for name in ("low", "high")),
        plain(item["target"] and item["target"]["net_amount"]),
        *(plain(item[name]) for name in ("attainment", "cases")),
        *(plain(item["ranks"][name]) for name in RANKED),
        "; ".join(f"{figure}: {reason}" for figure, reason in told.items()),
    ]

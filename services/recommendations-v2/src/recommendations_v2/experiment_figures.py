"""What each arm did, and how arms compare: rows of `experiment_sums` in, differences with intervals out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from recommendations_v2.statistics_arms import Mean, RatioSums, Sums, adjusted, plain, ratio, theta, usual
from recommendations_v2.statistics_difference import Difference, Interval, absolute, boundary, relative

Metric = Literal["conversion", "revenue_per_visitor", "margin_per_visitor", "average_order_value", "attach_rate"]
METRICS: tuple[Metric, ...] = (
    "conversion",
    "revenue_per_visitor",
    "margin_per_visitor",
    "average_order_value",
    "attach_rate",
)
METHODS: Mapping[Metric, str] = {
    "conversion": "sequential, cuped",
    "revenue_per_visitor": "sequential, cuped, winsorised",
    "margin_per_visitor": "sequential, cuped, winsorised",
    "average_order_value": "sequential, delta",
    "attach_rate": "sequential, delta",
}
_RATIOS = frozenset({"average_order_value", "attach_rate"})
LEAST_PEOPLE = 2  # of whom a variance can be told


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmFigures:
    """One arm: how many were seen, of how many the window is over, and what these did."""

    arm: str
    people: int = 0
    crossed: int = 0
    matured: int = 0
    buyers: int = 0
    costed: int = 0
    conversion: Sums
    revenue: Sums
    margin: Sums
    order_value: RatioSums
    attach: RatioSums

    def sums(self, metric: Metric) -> Sums:
        """Of a measure by person."""
        return {
            "conversion": self.conversion,
            "revenue_per_visitor": self.revenue,
            "margin_per_visitor": self.margin,
        }[metric]

    def ratio_sums(self, metric: Metric) -> RatioSums:
        """Of a ratio."""
        return self.order_value if metric == "average_order_value" else self.attach


@dataclass(frozen=True, slots=True)
class Compared:
    """An arm against the control in one measure, judged at `alpha` whenever one looks.

    `lift` and `interval` are relative; None where the control brings too little to be a whole. `reason` says why there
    is nothing, or no interval.
    """

    arm: str
    metric: Metric
    alpha: float
    difference: Difference | None = None
    lift: float | None = None
    interval: Interval | None = None
    p_value: float | None = None
    reason: str | None = None

    @property
    def is_told(self) -> bool:
        """Whether it is told to differ, up or down."""
        return self.p_value is not None and self.p_value < self.alpha

    @property
    def is_higher(self) -> bool:
        """Told to be more."""
        return self.is_told and self.difference is not None and self.difference.estimate > 0

    @property
    def is_lower(self) -> bool:
        """Told to be less."""
        return self.is_told and self.difference is not None and self.difference.estimate < 0


def arm_figures(arms: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[ArmFigures]:
    """The arms in this order; one nobody was seen in is there with nobody."""
    known = {row["arm"]: row for row in rows}
    return [_figures(arm, known.get(arm, {})) for arm in arms]


def _figures(arm: str, row: Mapping[str, Any]) -> ArmFigures:
    def told(name: str) -> float:
        return float(row.get(name) or 0)

    matured = int(told("matured"))
    buyers, before = told("buyers"), told("x_buyers")
    orders, orders_squares = told("orders"), told("orders_squares")
    return ArmFigures(
        arm=arm,
        people=int(told("people")),
        crossed=int(told("crossed")),
        matured=matured,
        buyers=int(buyers),
        costed=int(told("costed")),
        conversion=Sums(matured, buyers, buyers, before, before, told("buyers_x")),
        revenue=Sums(matured, told("net"), told("net_squares"), told("x_net"), told("x_net_squares"), told("net_x")),
        margin=Sums(
            matured,
            told("margin"),
            told("margin_squares"),
            told("x_margin"),
            told("x_margin_squares"),
            told("margin_x"),
        ),
        order_value=RatioSums(matured, told("sold"), told("sold_squares"), orders, orders_squares, told("sold_orders")),
        attach=RatioSums(
            matured, told("attached"), told("attached_squares"), orders, orders_squares, told("attached_orders")
        ),
    )


def means(control: ArmFigures, other: ArmFigures, metric: Metric) -> tuple[Mean, Mean] | None:
    """Both arms' means in a measure, adjusted by what people had done before; None where they cannot be told."""
    if min(control.matured, other.matured) < LEAST_PEOPLE:
        return None
    if metric in _RATIOS:
        pair = ratio(control.ratio_sums(metric)), ratio(other.ratio_sums(metric))
        return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])
    sums = control.sums(metric), other.sums(metric)
    slope, before = theta(sums), usual(sums)
    return adjusted(sums[0], slope, before), adjusted(sums[1], slope, before)


def plain_mean(arm: ArmFigures, metric: Metric) -> Mean | None:
    """One arm's mean as it is, for who wants to know which is the best."""
    if arm.matured < LEAST_PEOPLE:
        return None
    return ratio(arm.ratio_sums(metric)) if metric in _RATIOS else plain(arm.sums(metric))


def compared(control: ArmFigures, other: ArmFigures, metric: Metric, alpha: float, tuned_for: float) -> Compared:
    """How much more or less than the control, with the interval that holds at every look."""
    if metric == "margin_per_visitor" and not (control.costed or other.costed) and (control.buyers or other.buyers):
        return Compared(other.arm, metric, alpha, reason="costs_unknown")
    pair = means(control, other, metric)
    if pair is None:
        why = "no_orders" if metric in _RATIOS and min(control.matured, other.matured) >= LEAST_PEOPLE else "too_early"
        return Compared(other.arm, metric, alpha, reason=why)
    difference = absolute(*pair)
    if not difference.error:
        return Compared(other.arm, metric, alpha, difference, reason="no_spread")
    interval = relative(*pair, boundary(difference.subjects, alpha, tuned_for))
    return Compared(
        other.arm,
        metric,
        alpha,
        difference,
        None if interval is None else pair[1].mean / pair[0].mean - 1,
        interval,
        difference.always_p(alpha, tuned_for),
        None if interval else "control_brings_too_little",
    )

"""What exports were worth: measured from their hold-outs, apart from what is estimated. Pure; docs/segments.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from segments.lift import WINDOW_DAYS, Lift, Stratum, lift

FORMULAS: Mapping[str, str] = {
    "measured": (
        "Sum over groups and hold-out shares of exported x (mean of the exported - mean of the held out), of what each"
        f" customer brought in the {WINDOW_DAYS} shop days after the day of the export, of those whose days ended in"
        " the days asked for. Interval of 95 %: exported x Welch's interval of the weighted difference. A customer of"
        " two groups counts in both: what each export added to the other."
    ),
    "estimated.without_hold_out": (
        "Customers exported without a hold-out (or with fewer than ten held out) x the measured difference per customer"
        " of those with one, interval likewise. It supposes that these exports did as well; nothing shows it."
    ),
    "estimated.bought_after": (
        f"Net sales of all exported customers in the {WINDOW_DAYS} shop days after the day of their export. They would"
        " have bought some of it anyway: it says what exports stood beside, not what they caused."
    ),
}


@dataclass(frozen=True, slots=True)
class Worth:
    """An amount with an interval of 95 %, in the shop's currency."""

    amount: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What the exports that have a hold-out brought, and how many customers had none beside them."""

    lift: Lift | None
    exported: int
    held_out: int
    without_hold_out: int

    @property
    def brought(self) -> Worth | None:
        """By all exported customers of it; None with too few."""
        return None if self.lift is None else _times(self.lift, self.lift.exported_customers)

    @property
    def supposed(self) -> Worth | None:
        """What those without a hold-out brought, had they done as the others; None without a measure or them."""
        return _times(self.lift, self.without_hold_out) if self.lift and self.without_hold_out else None


def measured(strata: Sequence[Stratum]) -> Measured:
    """What exports brought, of strata that each have one group and one hold-out share."""
    beside = [each for each in strata if each.is_told]
    alone = [each for each in strata if not each.is_told]
    return Measured(
        lift=lift(beside),
        exported=sum(each.exported.customers for each in beside),
        held_out=sum(each.held_out.customers for each in beside),
        without_hold_out=sum(each.exported.customers for each in alone),
    )


def _times(found: Lift, customers: int) -> Worth:
    amount, half = found.difference * customers, found.half_width * customers
    return Worth(amount, amount - half, amount + half)

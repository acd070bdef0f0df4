"""What the engine answers: columns over items, candidate alerts, and what to order. NaN is unknown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inventory_alerts.inputs import Flags, Floats, Whole

Words = NDArray[np.str_]

KINDS = (
    "stock_out",
    "low_stock",
    "reorder_due",
    "overstock",
    "dead_stock",
    "slow_mover",
    "trending_up",
    "trending_down",
    "seasonal_peak",
    "stock_count_problem",
)


@dataclass(frozen=True, slots=True)
class Products:
    """One row per item, in the order of the inputs."""

    rate: Floats  # units a day on an ordinary day in stock (no promotion, average weekday)
    size: Floats  # of the negative binomial of one week's demand: variance = mean + mean^2 / size
    next_7_mean: Floats  # units of demand of the seven days from today
    next_7_q50: Floats
    next_7_q80: Floats
    next_7_q90: Floats
    next_7_q95: Floats
    next_28_mean: Floats
    next_28_q95: Floats
    velocity_7: Floats  # net units a day in stock; NaN below 5 days in stock of 7
    velocity_30: Floats  # below 15 of 30
    velocity_90: Floats  # below 30 of 90
    in_stock_days_7: Whole
    in_stock_days_30: Whole
    in_stock_days_90: Whole
    missed_low: Floats  # units not sold in the last 28 days for want of stock: 80 % interval, wider where assumed
    missed_units: Floats  # its middle
    missed_high: Floats
    available: Floats  # on hand - committed
    position: Floats  # available + all incoming
    due_in_7_days: Floats  # incoming that lands within seven days
    days_until_stockout: Floats  # median; NaN: no stock known, or later than DAYS_AHEAD
    days_until_stockout_low: Floats  # one in ten runs out before this day
    days_until_stockout_high: Floats  # one in ten lasts longer; NaN: longer than DAYS_AHEAD
    out_within_7: Floats  # probability
    out_within_10: Floats
    turnover_days: Floats  # available / mean demand a day of the next 28 days
    week_over_week: Floats  # last 7 days' units over the 7 before, minus 1; NaN where those are 0 or out of stock
    days_since_sale: Floats  # NaN: never sold in the history given
    reorder_point: Floats
    order_up_to: Floats
    margin: Floats  # price - cost of one unit; NaN: unknown


@dataclass(frozen=True, slots=True)
class Candidates:
    """Alerts that hold today; which of them are new, open already or in cool-down is the life cycle's to say.

    At most one row per item and kind.
    """

    item: Whole
    kind: Words  # one of KINDS
    severity: Words  # act | watch
    probability: Floats  # that what is stated comes true within the horizon; 1 where it is a fact already
    horizon_days: Whole  # the days in which it is scored, today being the first
    money_at_stake: Floats  # NaN: price or cost unknown
    money_basis: Words  # lost_margin | carrying_cost | lost_margin_unknown | carrying_cost_unknown
    expected_units: Floats  # demand the model expects over the horizon
    observed_units: Floats  # what the rule saw: stock (low, out, over), units of the week (trend), demand (season)
    baseline_units: Floats  # what it is compared with: eight-week mean a week (trend), expected in the silence (slow)
    threshold: Floats  # what was crossed: probability, reorder point, days, change
    cause: Words  # trends: promotion | price | new | unknown; count problems: negative | missing | old; else ""
    # why it is not pushed: slow_product | below_act | little_at_stake | stock_assumed | stock_old | may_not_last | ""
    watch_reason: Words

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class Reorders:
    """What to order today, one row per item whose position is at or under its reorder point."""

    item: Whole
    replenishment: Floats  # order-up-to level - position: what is wanted
    to_order: Floats  # in whole packs, at least the minimum
    cost: Floats  # NaN: unknown
    affordable: Flags  # within the budget, most margin at risk per money spent first
    service: Floats  # chance to get through lead time + review with this order
    service_without: Floats  # chance without it
    margin_at_risk: Floats  # expected lost margin over lead time + review without it; NaN: unknown


@dataclass(frozen=True, slots=True)
class Outcome:
    products: Products
    candidates: Candidates
    reorders: Reorders
    weekday_profile: Floats  # (categories + 1, 7) from Monday, mean 1; last row: the whole shop
    season_note: str  # "" or why there is no yearly profile: what is missing, and when it will be enough

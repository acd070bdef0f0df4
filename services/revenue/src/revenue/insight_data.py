"""What the detectors of insights look at: arrays by shop day, and nothing later than the day they judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HOURS = 24


@dataclass(frozen=True, slots=True)
class Interval:
    """A forecast of a day's net sales that was made before the day."""

    made_on: date
    mean: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float
    is_closed: bool = False


@dataclass(frozen=True)
class Series:
    """Figures of one thing (a place, a category, a product) for each day of the grid."""

    net_sales: Floats
    orders: Floats
    units: Floats
    units_refunded: Floats
    refunds: Floats
    with_cost: Floats
    cost: Floats

    @classmethod
    def empty(cls, things: int, days: int) -> Series:
        return cls(*(np.zeros((things, days)) for _ in range(len(MEASURES))))

    def of(self, thing: int) -> Series:
        """One thing's figures, each a row of days."""
        return Series(*(getattr(self, name)[thing] for name in MEASURES))

    def total(self) -> Series:
        """All things together."""
        return Series(*(getattr(self, name).sum(axis=0) for name in MEASURES))


MEASURES = ("net_sales", "orders", "units", "units_refunded", "refunds", "with_cost", "cost")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the shop sells: a location on a channel; either may be unnamed."""

    location_id: str | None
    channel: str | None

    @property
    def name(self) -> str:
        return " / ".join(part for part in (self.location_id, self.channel) if part) or "no place"


@dataclass(frozen=True)
class ShopData:
    """The shop's days from `first`, one column each; the last is the last that may be judged.

    `products` are those that could ever stand out by number, `other_products` all the others as one; a category without
    a name holds what has none.

    `hours` are orders by [place, day, local hour]; `hour_lengths` how often an hour comes on a day: not at all or twice
    where the clock changes. `sessions` web sessions by [day, local hour], without those that say
    they are bots, which are in `declared_bots` by day. `promoted` names the products and categories (None: everything)
    that a promotion holds on a day.
    """

    first: date
    days: int
    places: tuple[Place, ...]
    by_place: Series
    hours: Floats
    hour_lengths: Floats
    categories: tuple[str, ...]
    by_category: Series
    products: tuple[str, ...]
    titles: tuple[str, ...]
    category_of: tuple[str | None, ...]
    by_product: Series
    other_products: Series
    products_sold: Floats
    sessions: Floats
    declared_bots: Floats
    hours_since: int
    holidays: frozenset[date]
    promoted: Mapping[date, frozenset[str | None]]
    forecasts: Mapping[date, Interval]

    def day(self, index: int) -> date:
        return self.first + timedelta(days=index)

    def index(self, day: date) -> int:
        return (day - self.first).days

    @property
    def total(self) -> Series:
        return self.by_place.total()


@dataclass(frozen=True)
class Finding:
    """One thing that stood out on one day.

    `fields` holds every number that its sentence says; `net` is the money of the day that it is about, in net sales,
    with what it could be at least and at most; `margin_rate` the share of it that is margin, None where cost is not
    known or where no money moved. `after` is the prediction: how the days after it are to be, and how they were.
    """

    kind: str
    day: date
    dimension: str
    subject: str
    fields: Mapping[str, Any]
    net: float | None = None
    net_low: float | None = None
    net_high: float | None = None
    margin_rate: float | None = None
    after: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about, whatever the day."""
        return self.kind, self.dimension, self.subject


def margin_rate(series: Series, first: int, end: int) -> float | None:
    """The margin in net sales of some days; None where the cost of less than half of them is known."""
    sold = float(series.net_sales[first:end].sum())
    known = float(series.with_cost[first:end].sum())
    if known <= 0 or known < sold / 2:  # a rate of the smaller half would speak for the greater
        return None
    return (known - float(series.cost[first:end].sum())) / known

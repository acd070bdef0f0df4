"""Stock on hand beside real demand: a buyer who reorders by his last 28 days, suppliers with lead times, lost sales.

Half the items are reviewed daily and ordered in a fixed quantity, half are ordered up to a level every week or two.
Rules see what the shop would see: sales, cut off by empty shelves, and stock; never the demand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BUYER_DAYS = 28  # of sales the buyer looks back on
# Days an order lasts. The protocol leaves them open; of several, these bring the naive rules' false share and the days
# out of stock near its own. With (7, 14, 28) the average precision is .652, not .687: see shared/decisions/0041.
COVER = (3, 7, 14)
LATEST = 7  # days a late delivery is late at most


@dataclass(frozen=True, slots=True)
class Shelf:
    """`n` items over `d` days; the morning is six o'clock, after the night's delivery and before the first sale."""

    sales: NDArray[np.float32]  # (n, d) cut off by stock
    morning: NDArray[np.float32]  # (n, d) on hand at six
    cycle: NDArray[np.int32]  # (n, d) how many deliveries have landed so far
    due: NDArray[np.float32]  # (n, d, DUE_DAYS) at six: ordered and expected today, tomorrow, ...; late ones not at all
    cover: NDArray[np.int64]  # (n,) days of lead time and review
    pack: NDArray[np.float64]  # (n,) units

    @property
    def in_stock(self) -> NDArray[np.bool_]:
        return np.asarray(self.morning > 0)


DUE_DAYS = 10  # as far as an alert's words reach


def simulate(  # noqa: PLR0915 - one buyer, draw by draw
    demand: NDArray[np.float32], seed: int, safety: tuple[float, float] = (0.0, 2.0)
) -> Shelf:
    """Lead time 2 to 14 days, 15 % of orders late, packs of 1, 6 or 12, safety factor drawn per item."""
    chance = np.random.default_rng(seed)
    n, days = demand.shape
    fixed = chance.random(n) < 0.5
    every = np.where(fixed, 1, chance.choice([7, 14], n))
    phase = chance.integers(0, 14, n)
    lead = np.asarray(chance.integers(2, 15, n), np.int64)
    pack = chance.choice([1, 6, 12], n).astype(np.float64)
    safe = chance.uniform(*safety, n)
    cover = chance.choice(COVER, n)
    rate = demand[:, :BUYER_DAYS].mean(axis=1).astype(np.float64)
    on_hand: NDArray[np.float64] = np.ceil(rate * (lead + cover) + 2)
    arrives = np.zeros((n, days + 64))  # units by the day they really land
    promised = np.zeros((n, days + 64))  # by the day they were promised, until they land
    landing: list[tuple[int, NDArray[np.intp], NDArray[np.int64], NDArray[np.float64]]] = []
    sales = np.zeros((n, days), np.float32)
    morning = np.zeros((n, days), np.float32)
    cycle = np.zeros((n, days), np.int32)
    due = np.zeros((n, days, DUE_DAYS), np.float32)
    deliveries = np.zeros(n, np.int32)
    on_order = np.zeros(n)
    for day in range(days):
        landed = arrives[:, day]
        on_hand += landed
        on_order -= landed
        deliveries += landed > 0
        for _, rows, promise, units in [entry for entry in landing if entry[0] == day]:
            np.subtract.at(promised, (rows, promise), units)
        landing = [entry for entry in landing if entry[0] > day]
        morning[:, day], cycle[:, day] = on_hand, deliveries
        due[:, day] = promised[:, day : day + DUE_DAYS]
        sold = np.minimum(demand[:, day], on_hand)
        sales[:, day] = sold
        on_hand -= sold
        if day < BUYER_DAYS:
            continue
        rate = sales[:, day + 1 - BUYER_DAYS : day + 1].mean(axis=1, dtype=np.float64)
        spread = safe * np.sqrt(np.maximum(rate, 1e-9) * (lead + every))
        point = rate * (lead + every) + spread
        position = on_hand + on_order
        batch = np.maximum(np.ceil(rate * cover / pack), 1) * pack
        short = np.ceil(np.maximum(point + rate * cover * 0.5 - position, 0) / pack) * pack
        asks = np.where(fixed, (position <= point) * batch, ((day + phase) % every == 0) * short)
        rows = np.flatnonzero((asks > 0) & (rate > 0))
        if len(rows) == 0:
            continue
        promise = day + 1 + lead[rows]
        late = np.where(chance.random(len(rows)) < 0.15, chance.integers(1, LATEST + 1, len(rows)), 0)
        real = np.asarray(promise + late, np.int64)
        np.add.at(arrives, (rows, real), asks[rows])
        np.add.at(promised, (rows, promise), asks[rows])
        on_order[rows] += asks[rows]
        landing += [
            (int(when), rows[real == when], promise[real == when], asks[rows][real == when]) for when in np.unique(real)
        ]
    return Shelf(sales, morning, cycle, due, np.asarray(lead + every, np.int64), np.asarray(pack))

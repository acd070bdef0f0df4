"""What every customer bought, kept small: four bytes for each product of a basket and twelve for each basket."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations_v2.clock import Clock
from recommendations_v2.purchases import Looks, Purchases, Whole
from recommendations_v2.signals import NO_LOOKS


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Histories:
    """Customer c has baskets start[c]:start[c + 1], basket b the products product[line[b]:line[b + 1]].

    Baskets stand by moment. Looks likewise: look_start[c]:look_start[c + 1].
    """

    start: Whole
    at: npt.NDArray[np.uint32]  # seconds since 1970, UTC, by basket
    place: npt.NDArray[np.int16]
    line: Whole
    product: npt.NDArray[np.int32]
    look_start: Whole
    look_at: npt.NDArray[np.uint32]
    look_product: npt.NDArray[np.int32]
    look_kind: npt.NDArray[np.int8]  # VIEWED, ENGAGED or CARTED
    look_strength: npt.NDArray[np.float16]

    @property
    def customers(self) -> int:
        return len(self.start) - 1

    def own(self, customer: int, clock: Clock) -> Purchases:
        """One customer's purchases; of nobody (-1) none. What was paid is not kept: nothing asks for it here."""
        first, last = (int(each) for each in self.start[customer : customer + 2]) if customer >= 0 else (0, 0)
        lines = self.line[first : last + 1]
        product = self.product[lines[0] : lines[-1]].astype(np.int64)
        basket = np.repeat(np.arange(last - first), np.diff(lines))
        at = self.at[first:last].astype(np.int64)
        return Purchases(
            np.full(len(product), max(customer, 0)),
            basket,
            product,
            at[basket],
            clock.local(at)[basket],
            self.place[first:last].astype(np.int64)[basket],
            np.zeros(len(product)),
        )

    def looks(self, customer: int) -> Looks:
        """What one customer looked at; of nobody (-1) nothing."""
        if customer < 0:
            return NO_LOOKS
        mine = slice(int(self.look_start[customer]), int(self.look_start[customer + 1]))
        kind, strength = self.look_kind[mine], self.look_strength[mine].astype(np.float64)
        return Looks(
            np.full(len(kind), customer),
            self.look_product[mine].astype(np.int64),
            self.look_at[mine].astype(np.int64),
            strength * (kind == VIEWED),
            strength * (kind == ENGAGED),
            strength * (kind == CARTED),
        )


VIEWED, ENGAGED, CARTED = 0, 1, 2


def histories_of(purchases: Purchases, looks: Looks, customers: int) -> Histories:
    """Of the customers 0 to `customers`; purchases and looks are sorted by customer and moment."""
    known = purchases.where(slice(0, int(np.searchsorted(purchases.customer, customers))))
    edge = np.ones(len(known.at), bool)
    edge[1:] = (known.customer[1:] != known.customer[:-1]) | (known.at[1:] != known.at[:-1])
    first = np.flatnonzero(edge)
    seen = looks.where(slice(0, int(np.searchsorted(looks.customer, customers))))
    kind = np.where(seen.engaged > 0, ENGAGED, np.where(seen.carted > 0, CARTED, VIEWED))
    return Histories(
        np.searchsorted(known.customer[first], np.arange(customers + 1)),
        known.at[first].astype(np.uint32),
        known.place[first].astype(np.int16),
        np.append(first, len(known.at)),
        known.product.astype(np.int32),
        np.searchsorted(seen.customer, np.arange(customers + 1)),
        seen.at.astype(np.uint32),
        seen.product.astype(np.int32),
        kind.astype(np.int8),
        np.maximum(seen.viewed, np.maximum(seen.engaged, seen.carted)).astype(np.float16),
    )

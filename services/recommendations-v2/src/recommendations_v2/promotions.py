"""Campaigns with a price: which products are on offer on a shop day, for as long as they were planned before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations_v2.offers import MAILED
from recommendations_v2.purchases import Whole


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Promotions:
    """A row for each product of each campaign: on offer from `first` until `last`, days since 1970, both included."""

    product: Whole
    first: Whole
    last: Whole

    def at(self, week: int, _: int) -> tuple[Whole, npt.NDArray[np.int8]]:
        """Products on offer, sorted, and how, as `Offers.at`: `week` is a shop day, and all places have the same."""
        if not len(self.product):
            return self.product, np.zeros(0, np.int8)
        found = np.unique(self.product[(self.first <= week) & (week <= self.last)])
        return found, np.full(len(found), MAILED, np.int8)

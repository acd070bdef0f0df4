"""The list as a serving process makes it of the same candidates: a shortlist by the logistic weights, then hand rules.

Complete Journey tells no stock, so a tenth of its products is drawn as sold out, and lists are made again with that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from recommendations_v2.purchases import Catalogue, Flags, Matrix, Whole
from recommendations_v2.ranking_lists import LISTS, RankedList
from recommendations_v2.rules import Rules, Stock, apply
from recommendations_v2.trees import Forest
from recommendations_v2.weights import Weights
from tests.benchmarks.recommendations_protocol import SHOWN

SERVED = "v2 as served"
_SOLD_OUT, _SEED = 0.1, 11  # of the products, drawn


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Served:
    """One list's serving, and which products are drawn as sold out."""

    listed: RankedList
    catalogue: Catalogue
    sold_out: Flags

    def lists(self, cart: Whole, product: Whole, table: Matrix) -> tuple[Whole, Whole, Whole]:
        """Of these candidates: as it is; and with a tenth sold out, by the ranking alone and by the rules."""
        rows = self.listed.shortlisted(table, np.zeros(len(product), bool))
        some, score = product[rows], self.listed.model.scores(table[rows])
        unruled = some[np.argsort(-score, kind="stable")[:SHOWN]]
        stock = self._stock(some)
        every = apply(Rules(), some, score, stock, cart=cart, count=SHOWN).chosen
        fewer = replace(stock, in_stock=~self.sold_out[some])
        left = apply(Rules(), some, score, fewer, cart=cart, count=SHOWN).chosen
        return some[every], unruled, some[left]

    def gone(self, shown: Whole) -> int:
        """How many of these are drawn as sold out."""
        return int(np.count_nonzero(self.sold_out[shown]))

    def _stock(self, product: Whole) -> Stock:
        """A grocer's: all is used up, nothing is a variant of anything, and what is not known moves nothing."""
        count = len(product)
        unknown, nothing = np.full(count, np.nan), np.zeros(count)
        return Stock(
            np.ones(count, bool),
            unknown,
            nothing,
            unknown,
            np.ones(count, bool),
            product,
            self.catalogue.category[product],
            unknown,
            np.zeros(count, bool),
            nothing,
        )


def served(name: str, catalogue: Catalogue, models: tuple[Forest, Weights], families: tuple[str, ...]) -> Served:
    """The list of that name, with what it learned."""
    kind = next(each for each in LISTS if each.name == name)
    forest, weights = models
    sold_out = np.random.default_rng(_SEED).random(catalogue.products) < _SOLD_OUT
    return Served(RankedList(kind, forest, "bench", forest.names, families, None, weights), catalogue, sold_out)

"""What is made of an artefact once, when it is loaded, so that no list waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recommendations_v2 import feature_table
from recommendations_v2.artefact import Artefact
from recommendations_v2.engine_questions import Numbers, numbers_of
from recommendations_v2.engine_rules import AlertFlags, flags_of
from recommendations_v2.purchases import Flags, Floats, Matrix
from recommendations_v2.ranking_lists import Lists, lists_of
from recommendations_v2.tastes import Neighbours, neighbours_of
from recommendations_v2.visit import Alerts, Card

_MOST_CARDS = 10_000  # some 10 MB; lists of a day show fewer


@dataclass(frozen=True, repr=False)  # as words it would fill pages; no slots: what is made is kept beside the artefact
class Prepared:
    """Of one artefact; each part is made when it is first asked for, or by `all`."""

    artefact: Artefact

    @cached_property
    def numbers(self) -> Numbers:
        return numbers_of(self.artefact)

    @cached_property
    def ids(self) -> list[str]:
        return list(self.numbers.product)

    @cached_property
    def lists(self) -> Lists:
        return lists_of(self.artefact.knowledge, self.artefact.learned)

    @cached_property
    def popular(self) -> Floats:
        """(products,) what sells, from 0 to 1."""
        month = self.artefact.knowledge.figures.month
        return month / max(float(np.max(month, initial=0.0)), 1e-9)

    @cached_property
    def fresh(self) -> Flags:
        """(products,) what is new; nothing where that is not known."""
        signals = self.artefact.knowledge.signals
        return np.zeros(self.artefact.knowledge.catalogue.products, bool) if signals is None else signals.is_fresh

    @cached_property
    def still(self) -> Matrix:
        """(products, n) features that are the same for everybody."""
        known = self.artefact.knowledge
        return feature_table.standing(known, np.arange(known.catalogue.products))

    @cached_property
    def neighbours(self) -> Neighbours:
        return neighbours_of(self.artefact.knowledge.tastes)

    @cached_property
    def _flagged(self) -> list[AlertFlags]:
        return []  # of the alerts asked last: they change seldom, and thousands of ids take a millisecond

    @cached_property
    def _cards(self) -> dict[int, Card]:
        return {}

    def card(self, product: int) -> Card:
        """What is shown of a product; those shown of late are at hand."""
        known = self._cards.get(product)
        if known is None:
            if len(self._cards) >= _MOST_CARDS:
                self._cards.clear()
            known = self._cards[product] = self.artefact.cards.card(product)
        return known

    def flags(self, alerts: Alerts) -> AlertFlags:
        """Alerts of a moment, by product."""
        for kept in self._flagged[-1:]:
            if kept.alerts is alerts:
                return kept
        made = flags_of(alerts, self.artefact.facts, self.numbers)
        self._flagged[:] = [made]
        return made

    def all(self) -> None:
        """Make everything now."""
        _ = self.numbers, self.ids, self.lists, self.popular, self.fresh, self.still, self.neighbours

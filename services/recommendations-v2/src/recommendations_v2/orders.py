"""Lists that are the same for every customer, made once a night: what sells, what rises, what the season asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations_v2.figures import Figures
from recommendations_v2.purchases import DAY, Catalogue, Floats, Purchases, Whole
from recommendations_v2.spans import within

LEADERS = 25  # of a shelf; what stands lower sells too seldom to be among anybody's ten
_TREND = 3.0  # times its usual week at which a product rises
_SEASON = 2.0  # times its usual share, this time last year
_YEAR, _AHEAD = 365, 28  # days
_LEAST_SEASONAL = 10  # purchases in those four weeks of last year; fewer are chance


@dataclass(frozen=True, slots=True)
class Orders:
    """Products, best first; `leaders[leader_start[s]:leader_start[s + 1]]` are those of shelf s."""

    popular: Whole
    rising: Whole
    seasonal: Whole  # empty until there is a year of sales
    leaders: Whole
    leader_start: Whole
    season: Floats  # (products,) log of how much more it sold in these weeks of last year than usually, or 0.0

    def on_shelves(self, shelves: Whole) -> Whole:
        """The leaders of these shelves."""
        return np.asarray(self.leaders[within(self.leader_start, shelves)[0]])


def orders_of(past: Purchases, catalogue: Catalogue, figures: Figures) -> Orders:
    """From the same purchases as the figures."""
    sells = np.flatnonzero(figures.month > 0)
    by_shelf = sells[np.lexsort((-figures.month[sells], catalogue.shelf[sells]))]
    shelf = catalogue.shelf[by_shelf]
    place = np.arange(len(shelf)) - np.searchsorted(shelf, shelf)
    leaders = by_shelf[place < LEADERS]
    shelves = catalogue.shelves
    start = np.searchsorted(catalogue.shelf[leaders], np.arange(shelves + 1))
    rising = figures.week * (figures.week > _TREND * figures.quarter)
    then, lift = _season(past, figures)
    return Orders(_best(figures.month), _best(rising), _best(then), leaders, start, lift)


def _season(past: Purchases, figures: Figures) -> tuple[Floats, Floats]:
    """Share of baskets in the four weeks that come, a year ago, of what sold much more then than usually; and how much
    more, as a log.
    """
    age = (figures.now - past.at) / DAY
    then = (age <= _YEAR) & (age > _YEAR - _AHEAD)
    baskets = len(np.unique(past.basket[then]))
    if not baskets or float(np.max(age)) < _YEAR:
        return np.zeros(figures.products), np.zeros(figures.products)
    count = np.bincount(past.product[then], minlength=figures.products)
    usual = np.bincount(past.product, minlength=figures.products) / len(np.unique(past.basket))
    share = count / baskets
    rises = (share > _SEASON * usual) & (count >= _LEAST_SEASONAL)
    lift = np.log(np.where(rises, share, 1.0) / np.where(rises, usual, 1.0))
    return np.where(rises, share, 0.0), lift


def _best(score: Floats) -> Whole:
    some = np.flatnonzero(score > 0)
    return some[np.argsort(-score[some], kind="stable")]

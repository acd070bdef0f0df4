"""The protocol: which baskets are asked for, what counts as right, and how sure the difference between two lists is.

Statistics over all customers end with the cut; a household's own purchases are known to the second before its basket.
Every figure is a mean per household, then over households; intervals are of paired bootstraps of households.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recommendations_v2.purchases import DAY, Flags, Floats, Purchases, Whole, before
from tests.benchmarks.recommendations_data import Shop

SHOWN = 10
LEAST_BASKETS = 10  # of a household before the cut
DRAWS = 1_000  # paired bootstraps
METRICS = ("recall", "ndcg", "hit", "conv", "conv7")


@dataclass(frozen=True, slots=True)
class Requests:
    """A visit each, sorted by customer and moment; `basket` is what was bought at it."""

    customer: Whole
    moment: Whole
    local: Whole
    place: Whole
    week: Whole
    basket: Whole
    cut: int  # the last week that statistics know

    def __len__(self) -> int:
        return len(self.customer)

    def where(self, kept: Flags | Whole) -> Requests:
        """Those of a mask or of places."""
        return Requests(
            self.customer[kept],
            self.moment[kept],
            self.local[kept],
            self.place[kept],
            self.week[kept],
            self.basket[kept],
            self.cut,
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request knows, and what came of it."""

    customer: int
    moment: int
    local: int
    week: int
    own: Purchases  # before the moment
    truth: Whole  # products of the basket
    week_after: Whole  # products bought within seven days from the moment on
    fortnight_after: Whole  # within fourteen


def requests(shop: Shop, cut: int, last: int, least: int = LEAST_BASKETS) -> Requests:
    """Baskets of the weeks after the cut, of households with so many baskets before."""
    past = shop.week <= cut
    known = np.unique(np.stack([shop.purchases.customer[past], shop.purchases.basket[past]]), axis=1)
    often = np.bincount(known[0], minlength=shop.customers) >= least
    asked = (shop.week > cut) & (shop.week <= last) & often[shop.purchases.customer]
    _, first = np.unique(shop.purchases.basket[asked], return_index=True)
    which = np.sort(np.flatnonzero(asked)[first])
    bought = shop.purchases
    return Requests(
        bought.customer[which],
        bought.at[which],
        bought.local[which],
        bought.place[which],
        shop.week[which],
        bought.basket[which],
        cut,
    )


def visits(shop: Shop, asked: Requests) -> Iterator[Visit]:
    """One for each request, in their order."""
    starts = shop.purchases.starts(shop.customers)
    chosen = (asked.customer, asked.moment, asked.local, asked.week, asked.basket)
    for customer, moment, local, week, basket in zip(*(each.tolist() for each in chosen), strict=True):
        all_own = shop.purchases.where(slice(int(starts[customer]), int(starts[customer + 1])))
        since = all_own.at >= moment
        yield Visit(
            customer,
            moment,
            local,
            week,
            before(all_own, moment),
            all_own.product[all_own.basket == basket],
            np.unique(all_own.product[since & (all_own.at < moment + 7 * DAY)]),
            np.unique(all_own.product[since & (all_own.at < moment + 14 * DAY)]),
        )


def judged(shown: Whole, truth: Whole, week_after: Whole) -> tuple[float, ...]:
    """The five METRICS of one list; the ideal gain is over all of the truth, as in the literature's code."""
    hits = np.isin(shown, truth)
    gains = 1.0 / np.log2(np.arange(2, max(len(truth), SHOWN) + 2))
    found = int(hits.sum())
    return (
        found / len(truth),
        float(gains[: len(shown)][hits].sum() / gains[: len(truth)].sum()),
        float(found > 0),
        found / SHOWN,
        float(np.isin(shown, week_after).sum()) / SHOWN,
    )


@dataclass(frozen=True, slots=True)
class Scores:
    """Of one method: (requests, METRICS), and whose request each is."""

    customer: Whole
    values: Floats

    def by_customer(self) -> Floats:
        """(households, METRICS) means, households in order of their number."""
        _, which = np.unique(self.customer, return_inverse=True)
        count = np.bincount(which)
        return np.stack([np.bincount(which, column) / count for column in self.values.T], axis=1)

    def means(self) -> Floats:
        """(METRICS,)."""
        return np.asarray(self.by_customer().mean(axis=0))

    def where(self, kept: Flags) -> Scores:
        """Those requests."""
        return Scores(self.customer[kept], self.values[kept])


@dataclass(frozen=True, slots=True)
class Gain:
    """A ratio of two means less one, with its 95 % interval."""

    of: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.of:+.1%} [{self.low:+.1%}, {self.high:+.1%}]"


def gains(ours: Scores, theirs: Scores, seed: int = 1) -> list[Gain]:
    """One for each of METRICS: households drawn with replacement, the same for both."""
    mine, other = ours.by_customer(), theirs.by_customer()
    drawn = np.random.default_rng(seed).integers(0, len(mine), (DRAWS, len(mine)))
    weights = np.stack([np.bincount(each, minlength=len(mine)) for each in drawn]).astype(float)
    ratio = (weights @ mine) / (weights @ other) - 1.0
    low, high = np.quantile(ratio, (0.025, 0.975), axis=0)
    exact = mine.mean(axis=0) / other.mean(axis=0) - 1.0
    return [Gain(*(float(each) for each in row)) for row in zip(exact, low, high, strict=True)]

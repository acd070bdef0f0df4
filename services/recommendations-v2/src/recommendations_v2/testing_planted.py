"""A shop whose truths are planted: a pair, a cadence, an evening habit, a Christmas product; the rest is chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations_v2.batch import knowledge_of
from recommendations_v2.purchases import DAY, HOUR, Asked, Catalogue, Purchases, Whole, before, ordered
from recommendations_v2.scene import Knowledge, Scene, scene_of

PASTA, PESTO, COFFEE, WINE, STOLLEN = range(5)
PRODUCTS, CUSTOMERS, WEEKS = 40, 60, 56
# In the shop with a warehouse, besides purchases: looks, an article, a cart left, stock, a product that is new.
VIEWED, PARTNER, READ, LEFT_BEHIND, PILED, NEW = 30, 31, 32, 33, 34, 90
SIBLINGS, GONE, SOLD_OUT = (12, 13), 14, 15
COFFEE_EVERY, NOVEMBER = 10, 47 * 7  # days
MONDAY = 4 * DAY  # 1970-01-05
NOBODY = 10_000
_PAIRED, _HALF = 0.3, 0.5  # chances


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class PlantedShop:
    """Its purchases, what is known of them at the end, and what a customer is shown where."""

    purchases: Purchases
    known: Knowledge
    end: int

    def own(self, customer: int, moment: int | None = None) -> Purchases:
        """What a customer bought before a moment."""
        mine = self.purchases.where(self.purchases.customer == customer)
        return before(mine, self.end if moment is None else moment)

    def scene(self, customer: int, *, cart: tuple[int, ...] = (), moment: int | None = None) -> Scene:
        """A visit of a customer with a cart."""
        moment = self.end if moment is None else moment
        own, held = self.own(customer, moment), np.array(sorted(cart), np.int64)
        return scene_of(self.known, Asked(own, moment, moment, 0, held), self.known.tastes.of_neighbours(customer))


def product_id(number: int) -> str:
    """In a warehouse."""
    return f"p{number:02}"


def customer_id(number: int) -> str:
    """As above."""
    return f"c{number:02}"


def basket(rows: list[tuple[int, ...]], customer: int, at: int, products: Whole) -> None:
    """One more visit."""
    number = rows[-1][1] + 1 if rows else 0
    rows.extend((customer, number, int(product), at) for product in np.unique(products))


def purchases_of(rows: list[tuple[int, ...]]) -> Purchases:
    """(customer, basket, product, moment), in the shop's one place, on a clock without a zone."""
    customer, number, product, at = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    return ordered(Purchases(customer, number, product, at, at, np.zeros(len(at), np.int64), np.ones(len(at))))


def planted_catalogue() -> Catalogue:
    """Four products a shelf, two shelves a category."""
    number = np.arange(PRODUCTS)
    return Catalogue(number // 4, number // 8, number // 20, number % 3, number % 5 == 0)


def planted_rows(seed: int = 11) -> list[tuple[int, ...]]:
    """Purchases as (customer, basket, product, seconds since the first Monday)."""
    drawn = np.random.default_rng(seed)
    rows: list[tuple[int, ...]] = []
    for customer in range(CUSTOMERS):
        favourites = drawn.choice(np.arange(5, PRODUCTS), 6, replace=False)
        for day in range(int(drawn.integers(0, 7)), WEEKS * 7, 5):
            bought = list(drawn.choice(favourites, 2)) + list(drawn.integers(5, PRODUCTS, 1))
            if drawn.random() < _PAIRED:
                bought += [PASTA, PESTO]
            if NOVEMBER <= day % 365 < NOVEMBER + 28 and drawn.random() < _HALF:
                bought.append(STOLLEN)
            evening = drawn.random() < _HALF
            bought.append(WINE if evening else int(drawn.choice(favourites)))
            basket(rows, customer, day * DAY + (19 if evening else 8) * HOUR, np.array(bought))
        if customer % 2 == 0:
            for day in range(0, WEEKS * 7, COFFEE_EVERY):
                basket(rows, customer, day * DAY + 12 * HOUR, np.array([COFFEE]))
    return rows


def planted_shop(seed: int = 11) -> PlantedShop:
    """Every second customer drinks coffee every ten days; wine is bought in the evening; pasta goes with pesto."""
    rows: list[tuple[int, ...]] = [
        (customer, number, product, MONDAY + at) for customer, number, product, at in planted_rows(seed)
    ]
    purchases = purchases_of(rows)
    end = MONDAY + WEEKS * 7 * DAY
    return PlantedShop(purchases, knowledge_of(purchases, planted_catalogue(), CUSTOMERS, end, None), end)

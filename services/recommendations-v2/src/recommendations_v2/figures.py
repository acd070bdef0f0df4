"""What is known of every product from all customers' purchases up to a moment: the batch that runs at night.

Arrays are by product number. Shares are of baskets. Everything is shrunk to the shelf it stands on, the shelf to the
shop, so that a product of three sales is not judged by them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations_v2.purchases import DAY, Catalogue, Floats, Matrix, Purchases, Whole, hour, weekday

DAY_PARTS = 6  # of four hours, from 3 h: a day's rhythm without its noise
_DAYS_SHOWN = (7, 28, 84)
_STRENGTH = 20.0  # purchases at which a product's own rhythm weighs as much as its shelf's
_SHELF_STRENGTH = 100.0  # the same of a shelf against the shop
_GAP_STRENGTH = 10.0  # repeat purchases at which an own gap weighs as much as the shelf's
_USUAL_GAP = 30.0  # days, where a whole shelf was never bought twice
_BUYERS_STRENGTH = 10.0  # buyers at which an own rate of return weighs as much as the shelf's


@dataclass(frozen=True, slots=True)
class Figures:
    """Of products, and where and when they sell."""

    now: int  # seconds since 1970: nothing after it is known
    week: Floats  # share of baskets that held it in the last 7 days
    month: Floats  # in the last 28
    quarter: Floats  # in the last 84
    buyers: Floats
    returning: Floats  # share of buyers who bought it again
    gap_days: Floats  # between two purchases of one customer
    price: Floats
    price_level: Floats  # log of its price over its shelf's mean
    age_days: Floats  # since it first sold
    idle_days: Floats  # since it last sold
    of_day: Matrix  # (products, DAY_PARTS) log of how much more it sells in this part of the day
    of_week: Matrix  # (products, 7) the same by weekday
    place_key: Whole  # sorted: place * products + product, of what sold in the last 28 days
    place_sold: Floats  # baskets there
    shelf_month: Floats  # by shelf: shares of the last 28 days together

    @property
    def products(self) -> int:
        return len(self.month)

    def sold_at(self, place: int, products: Whole) -> Floats:
        """Baskets of the last 28 days at a place, of each of these products."""
        if not len(self.place_key):
            return np.zeros(len(products))
        key = place * self.products + products
        at = np.minimum(np.searchsorted(self.place_key, key), len(self.place_key) - 1)
        return np.where(self.place_key[at] == key, self.place_sold[at], 0.0)


def day_part(local: Whole) -> Whole:
    """0 to 5, of the shop's clock: 3 to 7 h, 7 to 11 h, ..."""
    return (hour(local) + 21) % 24 // 4


def figures_of(past: Purchases, catalogue: Catalogue, now: int) -> Figures:
    """From purchases before a moment; there must be some."""
    count, age = catalogue.products, (now - past.at) / DAY
    shares = []
    for days in _DAYS_SHOWN:
        recent = age <= days
        baskets = max(len(np.unique(past.basket[recent])), 1)
        shares.append(np.bincount(past.product[recent], minlength=count) / baskets)
    buyers, returning, gap = _returns(past, catalogue)
    sold = np.maximum(np.bincount(past.product, minlength=count), 1)
    known = np.bincount(past.product, past.paid, count) / sold
    fresh = age <= _DAYS_SHOWN[1]
    lately = np.bincount(past.product[fresh], past.paid[fresh], count) / np.maximum(
        np.bincount(past.product[fresh], minlength=count), 1
    )
    price = np.where(lately > 0, lately, known)
    level = np.log(np.maximum(price, 0.01))  # a cent: what is free has no logarithm
    sells = buyers > 0
    shelf_level = np.bincount(catalogue.shelf[sells], level[sells]) / np.maximum(np.bincount(catalogue.shelf[sells]), 1)
    shelf_level = np.append(shelf_level, np.zeros(catalogue.shelves - len(shelf_level)))
    oldest, youngest = np.zeros(count), np.full(count, float(np.max(age)) + 1.0)
    np.maximum.at(oldest, past.product, age)
    np.minimum.at(youngest, past.product, age)
    key, sold_there = np.unique(past.place[fresh] * count + past.product[fresh], return_counts=True)
    return Figures(
        now,
        shares[0],
        shares[1],
        shares[2],
        buyers,
        returning,
        gap,
        price,
        np.where(sells, level - shelf_level[catalogue.shelf], 0.0),
        oldest,
        youngest,
        _rhythm(past, catalogue, day_part(past.local), DAY_PARTS),
        _rhythm(past, catalogue, weekday(past.local), 7),
        key,
        sold_there.astype(float),
        np.bincount(catalogue.shelf, shares[1], catalogue.shelves),
    )


def _returns(past: Purchases, catalogue: Catalogue) -> tuple[Floats, Floats, Floats]:
    """Buyers, the share of them who came back for it, and after how many days; one element for each product."""
    count, shelf = catalogue.products, catalogue.shelf
    _, which, times = np.unique(past.customer * count + past.product, return_inverse=True, return_counts=True)
    first, last = np.full(len(times), np.iinfo(np.int64).max), np.zeros(len(times), np.int64)
    np.minimum.at(first, which, past.at)
    np.maximum.at(last, which, past.at)
    product = np.zeros(len(times), np.int64)
    product[which] = past.product
    buyers = np.bincount(product, minlength=count).astype(float)
    again = np.bincount(product, times > 1, count)
    span = np.bincount(product, (last - first) / DAY, count)
    gaps = np.bincount(product, times - 1.0, count)
    shelf_again, shelf_buyers = np.bincount(shelf, again), np.bincount(shelf, buyers)
    usual = float(again.sum()) / max(float(buyers.sum()), 1.0)
    of_shelf = (shelf_again + _BUYERS_STRENGTH * usual) / (shelf_buyers + _BUYERS_STRENGTH)
    returning = (again + _BUYERS_STRENGTH * of_shelf[shelf]) / (buyers + _BUYERS_STRENGTH)
    shelf_gap = (np.bincount(shelf, span) + _USUAL_GAP) / (np.bincount(shelf, gaps) + 1.0)
    return buyers, returning, (span + _GAP_STRENGTH * shelf_gap[shelf]) / (gaps + _GAP_STRENGTH)


def _rhythm(past: Purchases, catalogue: Catalogue, part: Whole, parts: int) -> Matrix:
    """(products, parts) log of the share of its sales in each part over the shop's share of it."""
    shop = (np.bincount(part, minlength=parts) + 1.0) / (len(part) + parts)
    shelves = catalogue.shelves
    key = catalogue.shelf[past.product] * parts + part
    by_shelf = np.bincount(key, minlength=shelves * parts).reshape(shelves, parts)
    of_shelf = (by_shelf + _SHELF_STRENGTH * shop) / (by_shelf.sum(axis=1, keepdims=True) + _SHELF_STRENGTH)
    counted = np.bincount(past.product * parts + part, minlength=catalogue.products * parts)
    own = counted.reshape(catalogue.products, parts)
    share = (own + _STRENGTH * of_shelf[catalogue.shelf]) / (own.sum(axis=1, keepdims=True) + _STRENGTH)
    return np.asarray(np.log(share / shop), np.float32)

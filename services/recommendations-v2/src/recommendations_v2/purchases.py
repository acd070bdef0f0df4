"""Who bought what and when, as arrays: one element for each product of each basket, by customer and moment.

Customers, baskets and products are numbered from 0; a caller keeps the tables that lead back to their ids.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]  # what is kept in memory by product and more
Flags = npt.NDArray[np.bool_]

DAY = 86_400  # seconds
HOUR = 3_600  # seconds


@dataclass(frozen=True, slots=True)
class Purchases:
    """All arrays of one length, sorted by customer, moment and basket; a basket has one moment."""

    customer: Whole
    basket: Whole
    product: Whole
    at: Whole  # seconds since 1970, UTC
    local: Whole  # the same on the shop's clock, so that day, weekday and hour are divisions
    place: Whole  # the store or channel it was bought in
    paid: Floats  # a piece, in the shop's currency

    def where(self, kept: Flags | Whole | slice) -> Purchases:
        """Those of a mask, of places or of a range; order stays."""
        return Purchases(*(getattr(self, field.name)[kept] for field in fields(self)))

    def starts(self, customers: int) -> Whole:
        """(customers + 1,) where each customer's elements begin."""
        return np.searchsorted(self.customer, np.arange(customers + 1))


def ordered(purchases: Purchases) -> Purchases:
    """Sorted as `Purchases` must be."""
    return purchases.where(np.lexsort((purchases.product, purchases.basket, purchases.at, purchases.customer)))


def before(own: Purchases, moment: int) -> Purchases:
    """Of one customer's purchases those before a moment: the same second is no longer before."""
    if not len(own.at) or own.at[-1] < moment:
        return own
    return own.where(slice(0, int(np.searchsorted(own.at, moment))))


@dataclass(frozen=True, slots=True)
class Looks:
    """What people looked at without buying: an element for each look, by customer and moment."""

    customer: Whole
    product: Whole
    at: Whole  # seconds since 1970, UTC
    viewed: Floats  # 1.0 of a product page
    engaged: Floats  # share seen of an article or a video that shows the product
    carted: Floats  # 1.0 of putting it into the cart

    def where(self, kept: Flags | Whole | slice) -> Looks:
        """Those of a mask, of places or of a range; order stays."""
        return Looks(*(getattr(self, field.name)[kept] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Asked:
    """One visit: who asks by what he bought so far, when, and with what in the cart."""

    own: Purchases  # before the moment
    moment: int  # seconds since 1970, UTC
    local: int  # the same on the shop's clock
    week: int  # of the offers' calendar
    cart: Whole  # sorted products
    looks: Looks | None = None  # before the moment; None where looks are not known of anybody
    segment: int = -1  # by number; -1 where none is known


def weekday(local: Whole) -> Whole:
    """0 is Monday; 1970 began on a Thursday."""
    return (local // DAY + 3) % 7


def hour(local: Whole) -> Whole:
    """0 to 23, on the shop's clock."""
    return local % DAY // HOUR


@dataclass(frozen=True)  # no slots: what is counted once is kept beside
class Catalogue:
    """What is known of products beyond their sales; arrays by product number, codes counted from 0."""

    shelf: Whole  # the narrowest group of the like: a type, a leaf of the category tree
    category: Whole
    department: Whole
    maker: Whole  # vendor or brand
    own_brand: Flags

    @property
    def products(self) -> int:
        return len(self.shelf)

    @cached_property
    def shelves(self) -> int:
        return int(np.max(self.shelf)) + 1

    @cached_property
    def categories(self) -> int:
        return int(np.max(self.category)) + 1

    @cached_property
    def makers(self) -> int:
        return int(np.max(self.maker)) + 1

"""What a shop shows of its products, and what rules look at: by product number, as of the build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from recommendations_v2.purchases import Flags, Matrix, Whole
from recommendations_v2.visit import Card

_PRICE_UNIT = Decimal(1_000_000)  # prices are kept in millionths of the shop's currency
UNKNOWN_PRICE = -1


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Texts:
    """Many texts in one array; an empty one stands for what is not known."""

    letters: npt.NDArray[np.uint8]
    start: Whole

    def __len__(self) -> int:
        return len(self.start) - 1

    def at(self, place: int) -> str | None:
        """One of them."""
        return self.letters[self.start[place] : self.start[place + 1]].tobytes().decode() or None

    def all(self) -> list[str]:
        """Every one, empty where it is not known."""
        whole, start = self.letters.tobytes(), self.start.tolist()
        return [whole[begin:end].decode() for begin, end in pairwise(start)]


def texts(values: Iterable[str | None]) -> Texts:
    """Kept together."""
    parts = [(value or "").encode("utf-8", "replace") for value in values]
    start = np.cumsum([0, *(len(part) for part in parts)])
    return Texts(np.frombuffer(b"".join(parts), np.uint8), start.astype(np.int64))


@dataclass(frozen=True, slots=True, repr=False)  # as above
class Cards:
    """What is shown of each product."""

    product_id: Texts
    title: Texts
    category: Texts
    url: Texts
    image_url: Texts
    price: Whole  # millionths; UNKNOWN_PRICE

    def card(self, product: int) -> Card:
        """Of one product."""
        price = int(self.price[product])
        return Card(
            self.product_id.at(product) or "",
            self.title.at(product),
            self.category.at(product),
            None if price == UNKNOWN_PRICE else (Decimal(price) / _PRICE_UNIT).normalize() + Decimal("0.00"),
            self.url.at(product),
            self.image_url.at(product),
        )


def priced(prices: Iterable[Decimal | None]) -> Whole:
    """As `Cards.price`."""
    return np.array([UNKNOWN_PRICE if each is None else int(each * _PRICE_UNIT) for each in prices], np.int64)


@dataclass(frozen=True, slots=True, repr=False)  # as above
class ShopFacts:
    """Of each product, as of the build; NaN where it is not known."""

    sold: Flags  # active, and no gift card
    on_hand: Matrix  # units
    cover_days: Matrix  # of what sold a day in the last four weeks
    overstocked: Matrix  # 0 to 1
    margin_share: Matrix  # of the price
    consumable: Flags
    parent: Whole  # variants of one product share it
    low: Flags  # an alert of the build's moment says so
    out: Flags
    over: Flags

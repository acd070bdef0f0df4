"""What a category of the demo shop is, and the seasons and forms that several of them share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the shop: what is in it, what it costs, when it sells."""

    name: str
    code: str
    bases: tuple[str, ...]
    forms: tuple[tuple[str, float], ...]  # a variant's words, and its price against the first's
    price: tuple[float, float]  # of the first variant, to the customer, tax included
    tax_rate: float  # Ireland: food and books 0, the rest 23 %
    margin: float  # of the price before tax
    popularity: float  # of the category's lines against others of its size
    refund_rate: float
    season: tuple[float, ...]  # January to December, about 1 on average
    brands: tuple[str, ...]
    consumable: bool = False


WINTER = (1.15, 1.1, 1.0, 0.95, 0.85, 0.8, 0.75, 0.8, 0.95, 1.1, 1.25, 1.3)
GIFTS = (0.75, 0.8, 0.85, 0.9, 0.95, 0.95, 0.85, 0.85, 0.95, 1.05, 1.3, 1.8)
SWEET = (0.7, 1.15, 1.25, 1.2, 0.75, 0.6, 0.55, 0.6, 0.8, 0.95, 1.3, 2.15)
BAKING = (0.95, 0.95, 1.05, 0.95, 0.8, 0.75, 0.75, 0.85, 1.05, 1.2, 1.4, 1.3)
SUMMER = (0.35, 0.45, 0.8, 1.35, 1.8, 1.9, 1.7, 1.35, 0.8, 0.45, 0.4, 0.45)
CHRISTMAS = (0.35, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.7, 1.9, 4.0, 3.55)
COLOURS = (("white", 1.0), ("sage", 1.0), ("indigo", 1.0), ("oat", 1.0), ("terracotta", 1.0))
SIZES = (("small", 1.0), ("medium", 1.35), ("large", 1.8))


def listed(text: str) -> tuple[str, ...]:
    """The parts of a text between semicolons."""
    return tuple(part.strip() for part in text.split(";"))

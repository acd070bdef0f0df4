"""What is asked of the ranking, and what it answers: by ids, without a web request and without arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from recommendations_v2.explanation import Part

HOME, PRODUCT, CART, EMAIL, DISCOVERY = "home", "product", "cart", "email", "discovery"
SURFACES = (HOME, PRODUCT, CART, EMAIL, DISCOVERY)
CUSTOMER, VISITOR, ANONYMOUS = "customer", "visitor", "anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who asks for a list, where, when, and what he has done since the last night's build. Moments have an offset.

    `views`, `engaged` (pieces of content) and `bought` may hold what the build knew already: it counts once.
    """

    subject: str  # stable for one person: decides what he explores; never shown
    kind: str  # CUSTOMER, VISITOR or ANONYMOUS
    at: datetime
    customer_id: str | None = None
    surface: str = HOME
    product: str | None = None  # whose page it is
    cart: tuple[str, ...] = ()
    views: tuple[tuple[str, datetime], ...] = ()
    engaged: tuple[tuple[str, datetime, float], ...] = ()  # content id, when, share seen from 0 to 1
    dismissed: frozenset[str] = frozenset()
    bought: tuple[tuple[str, datetime], ...] = ()
    exclude: frozenset[str] = frozenset()  # what the caller shows already
    segment_id: str | None = None  # where it is known; else the build's
    model: str | None = None  # that ranks, where an experiment's arm names one; else the one in force


class Alerts(Protocol):
    """What runs out, is out, or is too much, at this moment: product ids. What is `told` of counts instead of the
    build's alerts.
    """

    @property
    def low(self) -> frozenset[str]: ...

    @property
    def out(self) -> frozenset[str]: ...

    @property
    def over(self) -> frozenset[str]: ...

    @property
    def told(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One product of a list; where it is explained, `parts` add up to `score_millionths` exactly."""

    product_id: str
    score_millionths: int
    confidence: float | None  # of being bought within fourteen days; None where nothing was learned yet
    reason: str  # a family of `features`, "basis", "filler", "rule", or "frequency", "popularity", "cosine" of v1
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A list, best first. `strategy` says how it came about: see `strategies.py`."""

    items: tuple[Item, ...]
    strategy: str
    model_name: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a shop shows of a product, as of the build."""

    product_id: str
    title: str | None
    category: str | None
    price: Decimal | None  # before tax, in the shop's currency
    url: str | None
    image_url: str | None


@dataclass(frozen=True, slots=True)
class ItemExplained:
    """One product of an explained list, in words for staff."""

    item: Item
    families: Mapping[str, int]  # millionths by family of signals
    words: str
    sources: tuple[str, ...]  # of candidates: which named it
    signals: Mapping[str, float]  # what the ranking saw


@dataclass(frozen=True, slots=True)
class NotShown:
    """Why a product is not in the list, by code (`rules`, or one of `not_shown.py`) and in words."""

    product_id: str
    code: str
    words: str
    place: int | None = None  # among all candidates, from 1; None where it was none
    score_millionths: int | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The list that `rank` answers to the same question, with everything behind it."""

    ranked: Ranked
    items: tuple[ItemExplained, ...]
    candidates: int
    left_out: Mapping[str, int] = field(default_factory=dict)  # candidates by why they are not shown
    asked: NotShown | None = None

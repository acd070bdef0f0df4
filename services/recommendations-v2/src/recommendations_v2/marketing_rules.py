"""What marketing decides by hand: pins, bans and cross-sell, each for a while and for some lists or all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When and where a rule holds: from `starts_at` until `ends_at` (exclusive), on one surface or on all."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    surface: str | None = None

    def holds(self, at: datetime, surface: str) -> bool:
        """Whether it holds then and there."""
        begun = self.starts_at is None or self.starts_at <= at
        over = self.ends_at is not None and self.ends_at <= at
        return begun and not over and self.surface in (None, surface)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin(Span):
    """Shown first, in the order of the rules, unless it may not be shown at all."""

    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban(Span):
    """Never shown."""

    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossSell(Span):
    """Who has bought one (or has it in the cart) likely wants the other: it is a candidate, and moves up."""

    bought: str
    wants: str
    strength: float = 1.0  # 0 to 1, of the bound by which a rule may move a product


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingRules:
    """All that holds at any time; `version` grows with every change."""

    version: int = 0
    pins: tuple[Pin, ...] = ()
    bans: tuple[Ban, ...] = ()
    cross_sell: tuple[CrossSell, ...] = ()


NO_RULES = MarketingRules()

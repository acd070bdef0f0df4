"""Marketing's rules as the store keeps them, with who set what when; and as ranking goes by them."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from recommendations_v2.desk import SERVICE
from recommendations_v2.marketing_rules import Ban, CrossSell, MarketingRules, Pin
from shared.store import Store, StoreConflictError

KEY = f"{SERVICE}/rules"  # in the store
KINDS = ("pins", "bans", "cross_sell")
_TRIES = 20  # to write beside others who write at the same moment: each of them gets through once


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rule. Of a cross-sell `product_id` is what was bought and `then` what goes with it."""

    product_id: str
    then: str | None = None
    surface: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    note: str | None = None
    author: str = ""
    at: datetime | None = None

    @property
    def what(self) -> tuple[object, ...]:
        """What it says; two of the same are one rule, and keep the author of the first."""
        return (self.product_id, self.then, self.surface, self.starts_at, self.ends_at, self.note)

    def is_live(self, at: datetime) -> bool:
        """Whether it holds at a moment."""
        begun = self.starts_at is None or self.starts_at <= at
        return begun and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRules:
    """All rules, also those whose time is over or has not come."""

    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None
    pins: tuple[Entry, ...] = ()
    bans: tuple[Entry, ...] = ()
    cross_sell: tuple[Entry, ...] = ()

    def of(self, kind: str) -> tuple[Entry, ...]:
        """Those of one of KINDS."""
        found: tuple[Entry, ...] = getattr(self, kind)
        return found


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules as ranking takes them, and the moments at which what holds changes."""

    rules: MarketingRules = field(default_factory=MarketingRules)
    edges: tuple[datetime, ...] = ()

    def span(self, at: datetime) -> int:
        """Between which of those moments another one lies: what holds is the same within one span."""
        return bisect_right(self.edges, at)


def in_force(kept: KeptRules) -> InForce:
    """What ranking goes by."""
    pins, bans = (
        [
            (each.product_id, {"starts_at": each.starts_at, "ends_at": each.ends_at, "surface": each.surface})
            for each in entries
        ]
        for entries in (kept.pins, kept.bans)
    )
    rules = MarketingRules(
        version=kept.version,
        pins=tuple(Pin(product_id=product, **span) for product, span in pins),  # type: ignore[arg-type]  # a dictionary's values have one type
        bans=tuple(Ban(product_id=product, **span) for product, span in bans),  # type: ignore[arg-type]  # as above
        cross_sell=tuple(
            CrossSell(bought=each.product_id, wants=str(each.then), starts_at=each.starts_at, ends_at=each.ends_at)
            for each in kept.cross_sell
        ),
    )
    moments = {
        moment for kind in KINDS for each in kept.of(kind) for moment in (each.starts_at, each.ends_at) if moment
    }
    return InForce(rules, tuple(sorted(moments)))


def kept_rules(store: Store) -> KeptRules:
    """What stands in the store. Raises StoreError."""
    stored = store.get(KEY)
    return _read(stored.value) if stored else KeptRules()


def current_rules(store: Store) -> MarketingRules:
    """What ranking goes by now. Raises StoreError."""
    return in_force(kept_rules(store)).rules


def change(store: Store, changed: Callable[[KeptRules], KeptRules]) -> KeptRules:
    """Replace the rules by what `changed` makes of those that stand, alone. Raises StoreError and what it raises."""
    for attempt in range(_TRIES):
        stored = store.get(KEY)
        after = changed(_read(stored.value) if stored else KeptRules())
        try:
            store.put(KEY, _written(after), if_absent=stored is None, if_version=stored.version if stored else None)
        except StoreConflictError:
            if attempt == _TRIES - 1:
                raise
        else:
            return after
    raise AssertionError("the last try either returns or raises")


def _written(kept: KeptRules) -> bytes:
    content: dict[str, Any] = {
        "version": kept.version,
        "changed_at": _text(kept.changed_at),
        "changed_by": kept.changed_by,
    }
    for kind in KINDS:
        content[kind] = [
            {
                "product_id": each.product_id,
                "then": each.then,
                "surface": each.surface,
                "starts_at": _text(each.starts_at),
                "ends_at": _text(each.ends_at),
                "note": each.note,
                "author": each.author,
                "at": _text(each.at),
            }
            for each in kept.of(kind)
        ]
    return json.dumps(content).encode()


def _read(value: bytes) -> KeptRules:
    content: Mapping[str, Any] = json.loads(value)
    moments = ("starts_at", "ends_at", "at")
    entries = {
        kind: tuple(Entry(**{**each, **{name: _moment(each[name]) for name in moments}}) for each in content[kind])
        for kind in KINDS
    }
    changed_at = _moment(content["changed_at"])
    return KeptRules(version=content["version"], changed_at=changed_at, changed_by=content["changed_by"], **entries)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

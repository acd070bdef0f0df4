"""What stands in a person's trails, as bytes that are the same however often an event comes, and what follows from it.

Nothing here depends on the order in which entries were added: carts are added up in the order of what happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from shared.cache.trails import Entry, Keep, microseconds, moment_of

VIEW, CART, CONTENT, LINK, ORDER, BOUGHT, DISMISSED = "v", "c", "e", "l", "o", "b", "d"
TRAIL = Keep(48 * 3600.0, 200)  # two days, as web_events give them back at a start; a visit has a few dozen
BOUGHT_LATELY = Keep(35 * 86_400.0, 60)  # orders: what nightly builds that fail for a month do not know
DISMISSED_EVER = Keep(None, 1_000)  # who dismissed a thousand products sees the first of them again
MOST_LINES = 200  # products of one order that are kept: two kilobytes
MOST_LINKED = 3  # browsers of a customer that are looked at: a telephone, a tablet and a computer
_OF_VISITS = frozenset({VIEW, CART, CONTENT})
_CLOCKS_DIFFER = timedelta(minutes=5)  # between a source and ours: what comes from the future is from now
_KEY_BYTES = 12  # of an answer's key: 96 bits


@dataclass(frozen=True, slots=True)
class Act:
    """An entry, read."""

    at: int  # microseconds since 1970
    kind: str
    name: str  # identity of the event, the order or the browser; of DISMISSED the product
    content: tuple[Any, ...]
    owner: str | None  # tag of the customer who was signed in


def view(event_id: str, at: datetime, product_id: str, owner: str | None) -> Entry:
    """A product was looked at."""
    return _entry(at, VIEW, event_id, product_id, owner)


def cart_change(event_id: str, at: datetime, product_id: str, quantity: str, owner: str | None) -> Entry:
    """Units were put into the cart, or taken out (negative)."""
    return _entry(at, CART, event_id, product_id, float(quantity), owner)


def content(event_id: str, at: datetime, content_id: str, progress: str, owner: str | None) -> Entry:
    """An article or a video was opened, or seen up to a share of it."""
    return _entry(at, CONTENT, event_id, content_id, float(progress), owner)


def link(visitor_id: str, at: datetime) -> Entry:
    """A customer was signed in at a browser."""
    return _entry(at, LINK, visitor_id)


def order(order_id: str, ordered_at: datetime, version: int, product_ids: Iterable[str]) -> Entry:
    """An order as it stands; of one order the latest version counts."""
    return _entry(ordered_at, ORDER, order_id, version, sorted(set(product_ids))[:MOST_LINES])


def bought(feedback_id: str, at: datetime, product_id: str) -> Entry:
    """A page said that a product was bought."""
    return _entry(at, BOUGHT, feedback_id, product_id)


def dismissed(product_id: str, at: datetime) -> Entry:
    """A product that shall stay away."""
    return _entry(at, DISMISSED, product_id)


def _entry(at: datetime, *parts: object) -> Entry:
    return Entry(microseconds(at), orjson.dumps(parts))


def acts(entries: Iterable[Entry]) -> list[Act]:
    """Entries, read, in the order of what happened; what another version of this service wrote is left out."""
    found = [act for entry in entries if (act := _act(entry)) is not None]
    return sorted(found, key=lambda act: (act.at, act.name))


def _act(entry: Entry) -> Act | None:
    try:
        kind, name, *rest = orjson.loads(entry.what)
    except (orjson.JSONDecodeError, TypeError, ValueError):
        return None
    sizes: Mapping[str, int] = {VIEW: 2, CART: 3, CONTENT: 3, LINK: 0, ORDER: 2, BOUGHT: 1, DISMISSED: 0}
    if kind not in sizes or len(rest) != sizes[kind] or not isinstance(name, str):
        return None
    owned = kind in _OF_VISITS
    return Act(entry.at, kind, name, tuple(rest[:-1] if owned else rest), rest[-1] if owned else None)


def is_of_cart(entry: Entry) -> bool:
    """Whether an entry changes a cart."""
    return entry.what.startswith(b'["c",')


def linked_visitors(trail: Iterable[Entry], most: int | None = MOST_LINKED) -> tuple[str, ...]:
    """The browsers a customer was signed in at, the latest first; all of them where `most` is None."""
    links = [act for act in acts(trail) if act.kind == LINK]
    return tuple(dict.fromkeys(act.name for act in reversed(links)))[:most]


def of_customer(visitor_trail: Iterable[Entry], owner: str) -> list[Entry]:
    """Of a browser's trail what a customer did before signing in there: what nobody else who signed in there did.

    What was done without signing in belongs to who signed in next, or, where nobody did, last.
    """
    entries = sorted(visitor_trail)
    owners = [None if (act := _act(entry)) is None else act.owner for entry in entries]
    following: list[str | None] = [None] * len(entries)
    for place in reversed(range(len(entries))):
        later = following[place + 1] if place + 1 < len(entries) else None
        following[place] = owners[place] or later
    latest, mine = None, []
    for place, entry in enumerate(entries):
        latest = owners[place] or latest
        if owners[place] is None and (following[place] or latest) == owner:
            mine.append(entry)
    return mine


@dataclass(slots=True)
class Done:
    """What somebody did, added up; products and content by id."""

    cart: dict[str, float] = field(default_factory=dict)  # units
    views: dict[str, datetime] = field(default_factory=dict)
    engaged: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    bought: dict[str, datetime] = field(default_factory=dict)


def done(entries: Iterable[Entry], until: datetime) -> Done:
    """What follows from the entries of trails and orders up to a moment; what happened last stands last."""
    happened, latest = Done(), microseconds(until + _CLOCKS_DIFFER)
    earliest = microseconds(until - timedelta(seconds=TRAIL.seconds or 0))
    for act in _standing(acts(set(entries))):
        if act.at > latest or (act.kind in _OF_VISITS and act.at < earliest):
            continue
        moment = min(until, moment_of(act.at))
        if act.kind == VIEW:
            happened.views.pop(act.content[0], None)
            happened.views[act.content[0]] = moment
        elif act.kind == CART:
            _change_cart(happened.cart, *act.content)
        elif act.kind == CONTENT:
            _, before = happened.engaged.pop(act.content[0], (moment, 0.0))
            happened.engaged[act.content[0]] = (moment, max(before, act.content[1]))
        elif act.kind in {ORDER, BOUGHT}:
            for product in act.content[1] if act.kind == ORDER else act.content:
                happened.bought.pop(product, None)
                happened.bought[product] = moment
                happened.cart.pop(product, None)  # what was bought is in the cart no more
    return happened


def _standing(happened: Sequence[Act]) -> list[Act]:
    """Without the earlier versions of orders."""
    latest: dict[str, int] = {}
    for act in happened:
        if act.kind == ORDER:
            latest[act.name] = max(act.content[0], latest.get(act.name, 0))
    return [act for act in happened if act.kind != ORDER or act.content[0] == latest[act.name]]


def _change_cart(cart: dict[str, float], product: str, quantity: float) -> None:
    units = cart.get(product, 0.0) + quantity
    if quantity > 0 or units <= 0:
        cart.pop(product, None)
    if units > 0:  # a cart cannot owe anything
        cart[product] = units


def key_of(trails: Iterable[Sequence[Entry]]) -> str:
    """Another text after every entry more or less."""
    seen = hashlib.blake2b(digest_size=_KEY_BYTES)
    for trail in trails:
        for entry in trail:
            seen.update(b"%d\0%d\0%b" % (entry.at, len(entry.what), entry.what))
        seen.update(b"\n")
    return seen.hexdigest()

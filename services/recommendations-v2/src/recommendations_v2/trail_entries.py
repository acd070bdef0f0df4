"""What stands in a person's trails, as bytes that are the same however often an event comes, and what follows from it.

Nothing here depends on the order in which entries were added: carts are added up in the order of what happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from shared.cache.trails import Entry, Keep, microseconds, moment_of

VIEW, CART, CONTENT, LINK, ORDER, BOUGHT, DISMISSED = "v", "c", "e", "l", "o", "b", "d"
RETURNED, BUYER = "r", "w"
TRAIL = Keep(48 * 3600.0, 200)  # two days, as web_events give them back at a start; a visit has a few dozen
BOUGHT_LATELY = Keep(35 * 86_400.0, 60)  # orders: what nightly builds that fail for a month do not know
DISMISSED_EVER = Keep(None, 5_000)  # a quarter of a megabyte, read for each list; beyond, answers say what is let go of
BROWSERS = Keep(None, 50)  # of a customer: what was done there goes with him
OF_ORDER = Keep(35 * 86_400.0, 100)  # who placed it and what came back, as long as orders are kept
MOST_LINES = 200  # products of one order that are kept: two kilobytes
MOST_LINKED = 3  # browsers of a customer that are looked at: a telephone, a tablet and a computer
_OF_VISITS = frozenset({VIEW, CART, CONTENT})
_SIZES: Mapping[str, tuple[int, ...]] = {
    VIEW: (2,),
    CART: (3,),
    CONTENT: (3,),
    LINK: (0,),
    ORDER: (3, 2),  # a version before this one did not tell units
    RETURNED: (4,),
    BUYER: (0,),
    BOUGHT: (1,),
    DISMISSED: (0,),
}
"""What stands in an entry behind its kind and name."""
_VERSIONED = frozenset({ORDER, RETURNED})
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


def order(order_id: str, ordered_at: datetime, version: int, units: Mapping[str, float]) -> Entry:
    """An order as it stands, units by product; of one order the latest version counts."""
    return _entry(ordered_at, ORDER, order_id, version, *_lines(units))


def returned(refund_id: str, at: datetime, version: int, order_id: str, units: Mapping[str, float]) -> Entry:
    """What came back of an order, units by product; of one refund the latest version counts."""
    return _entry(at, RETURNED, refund_id, version, order_id, *_lines(units))


def buyer(person: str, ordered_at: datetime) -> Entry:
    """Whose an order is, by the digest of the person: a refund does not always say."""
    return _entry(ordered_at, BUYER, person)


def _lines(units: Mapping[str, float]) -> tuple[list[str], list[float]]:
    products = sorted(product for product, count in units.items() if count > 0)[:MOST_LINES]
    return products, [units[product] for product in products]


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
    if len(rest) not in _SIZES.get(kind, ()) or not isinstance(name, str):
        return None
    owned = kind in _OF_VISITS
    return Act(entry.at, kind, name, tuple(rest[:-1] if owned else rest), rest[-1] if owned else None)


def is_of_cart(entry: Entry) -> bool:
    """Whether an entry changes a cart."""
    return entry.what.startswith(b'["c",')


def of_kind(trail: Iterable[Entry], kind: str) -> list[Entry]:
    """The entries of one kind."""
    return [entry for entry in trail if (act := _act(entry)) is not None and act.kind == kind]


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
    standing = _standing(acts(set(entries)))
    came_back = _came_back(act for act in standing if act.at <= latest)
    for act in standing:
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
            for product, units in _bought(act):
                happened.cart.pop(product, None)  # what was bought is in the cart no more
                if units > came_back.get((act.name, product), 0.0):
                    happened.bought.pop(product, None)
                    happened.bought[product] = moment
    return happened


def _bought(act: Act) -> Iterator[tuple[str, float]]:
    if act.kind == BOUGHT:
        yield act.content[0], 1.0
        return
    _, products, *told = act.content
    yield from zip(products, told[0] if told else [1.0] * len(products), strict=True)


def _came_back(standing: Iterable[Act]) -> Mapping[tuple[str, str], float]:
    """Units by order and product."""
    found: dict[tuple[str, str], float] = {}
    for act in standing:
        if act.kind == RETURNED:
            _, order_id, products, counts = act.content
            for product, units in zip(products, counts, strict=True):
                found[order_id, product] = found.get((order_id, product), 0.0) + units
    return found


def _standing(happened: Sequence[Act]) -> list[Act]:
    """Without the earlier versions of orders and refunds."""
    latest: dict[tuple[str, str], int] = {}
    for act in happened:
        if act.kind in _VERSIONED:
            latest[act.kind, act.name] = max(act.content[0], latest.get((act.kind, act.name), 0))
    return [act for act in happened if act.kind not in _VERSIONED or act.content[0] == latest[act.kind, act.name]]


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

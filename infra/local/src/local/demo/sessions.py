"""What visitors do in a day: sessions that end in an order, those that do not, and a crawler's."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from local.demo import Demo
from local.demo.catalogue import catalogue
from local.demo.content import (
    CART,
    CHECKOUT,
    CONTENT_SOURCE,
    HOME,
    SEARCH,
    SEARCHES,
    SOURCES,
    THANKS,
    VIRAL_SOURCE,
    content_page,
    pieces,
    product_page,
)
from local.demo.days import HOUR, Month
from local.demo.plan import Plan, plan_of
from local.demo.randomness import Floats, Ints, Mask, Rows, choose
from local.demo.records import BLOCK, EVENT, empty
from local.demo.seasons import order_factors, wall_times

EVENTS = (
    "session_start", "page_view", "product_view", "content_view", "content_progress", "search",
    "add_to_cart", "remove_from_cart", "begin_checkout", "purchase",
)  # fmt: skip
START, PAGE, PRODUCT, CONTENT, PROGRESS, SEARCHED, ADD, REMOVE, BEGIN, PURCHASE = range(10)

_ORDERS_A_DAY = 58.0  # online, in the first year, about
_BUY = 0.0134
_VIEW, _CART, _CHECKOUT = 0.2013, 0.0290, 0.0174  # of the sessions that do not buy
UNSEEN_ORDERS = 0.1
_WITHOUT_ORDER, _TWICE = 0.155, 0.07
_NOTHING_IN_CART = 0.3  # of purchases in whose session nothing was put in the cart
_READS = 0.035  # of the other sessions begin with an article
_VIRAL_VIEWS, _STORY_VIEWS = 26, 9  # sessions for each order that these two bring
_DECLARED_BOTS = 0.6
_STEP = 38.0  # seconds between two events
_TAG_BROKEN = 5  # on every fifth day nothing is put in the cart, by the tracker's account


@dataclass
class Events:
    """A day's events while they are collected; session numbers count from 0."""

    demo: Demo
    rng: np.random.Generator
    parts: list[Rows] = field(default_factory=list)

    def add(self, event: int, session: Ints, at: Ints, **columns: Ints | Mask | int) -> None:
        """Events of sessions at moments."""
        rows = empty(EVENT, len(session))
        rows["event"], rows["session"], rows["at"] = event, session, at
        for name in ("product", "content", "progress", "query", "page", "order"):
            rows[name] = -1
        for name, values in columns.items():
            rows[name] = values
        self.parts.append(rows)


@dataclass(frozen=True)
class Sessions:
    """One entry per session of a day."""

    at: Ints
    customer: Ints
    source: Ints


def buying(made: Events, plan: Plan, lines: Rows, today: int) -> Sessions:
    """The sessions that end in an order."""
    rng = made.rng
    _, first, session = np.unique(lines["order"], return_index=True, return_inverse=True)
    orders, count = lines[first], len(first)
    sessions = np.arange(count)
    at = orders["at"] - 60 - (rng.gamma(2.0, 150.0, count)).astype(np.int64)
    span = orders["at"] - at
    source = choose(rng, np.array([share for *_, share in SOURCES]), count)
    viral = np.isin(sessions, session[lines["product"] == plan.viral.product])
    source = np.where(viral & (rng.random(count) < 0.8), VIRAL_SOURCE, source)  # noqa: PLR2004 - four in five
    made.add(START, sessions, at, page=HOME)
    made.add(PAGE, sessions, at + 1, page=HOME)
    story = np.isin(sessions, session[lines["product"] == plan.content_product]) & (
        rng.random(count) < plan.content_share
    )
    story &= pieces(made.demo)[0].published <= at
    _story(made, sessions[story], at[story] + 5, np.zeros(int(story.sum()), np.int64))
    source = np.where(story & (rng.random(count) < 0.5), CONTENT_SOURCE, source)  # noqa: PLR2004 - half of them
    when = at[session] + (span[session] * rng.uniform(0.2, 0.6, len(lines))).astype(np.int64)
    made.add(PRODUCT, session, when, product=lines["product"], page=_product_pages(lines["product"]))
    in_cart = (rng.random(count) >= _NOTHING_IN_CART)[session] & (today % _TAG_BROKEN != 0)
    chosen = lines[in_cart]
    made.add(
        ADD,
        session[in_cart],
        when[in_cart] + 12,
        product=chosen["product"],
        quantity=chosen["quantity"],
        page=_product_pages(chosen["product"]),
    )
    began = rng.random(count) < 0.96  # noqa: PLR2004 - one in 25 pays in one click
    made.add(BEGIN, sessions[began], at[began] + (span[began] * 0.8).astype(np.int64), page=CHECKOUT)
    order = np.where(rng.random(count) < _WITHOUT_ORDER, -1, orders["order"])
    made.add(PURCHASE, sessions, orders["at"] + 3, order=order, page=THANKS)
    again = (rng.random(count) < _TWICE) & (order >= 0)
    made.add(
        PURCHASE,
        sessions[again],
        orders["at"][again] + 3 + rng.integers(5, 900, int(again.sum())),
        order=order[again],
        page=THANKS,
    )
    return Sessions(at, orders["customer"], source)


def looking(made: Events, month: Month, index: int, weight: Floats, online: Rows, *, first: int) -> Sessions:
    """The sessions that end without an order: most leave at once."""
    demo, rng, plan = made.demo, made.rng, plan_of(made.demo)
    expected = _ORDERS_A_DAY * demo.scale * order_factors(demo.seed, month, 0, plan.first_day)[index]
    usual = int(rng.poisson(expected * (1 - UNSEEN_ORDERS) * (1 / _BUY - 1)))
    rushed = [
        int(rng.poisson(_rush(plan, month, index, which) * views))
        for which, views in ((0, _VIRAL_VIEWS), (2, _STORY_VIEWS))
    ]
    total = usual + sum(rushed)
    session = first + np.arange(total)
    wall = wall_times(rng, np.zeros(total, np.int64))
    at = month.utc(np.full(total, index), wall)
    source = choose(rng, np.array([share for *_, share in SOURCES]), total)
    source[usual : usual + rushed[0]], source[usual + rushed[0] :] = VIRAL_SOURCE, CONTENT_SOURCE
    viral, story = source == VIRAL_SOURCE, source == CONTENT_SOURCE
    customer = _known(rng, month, index, online, total)
    draw = rng.random(total)
    looks = (draw < _VIEW) | viral | (customer >= 0)
    looks |= story & (rng.random(total) < 0.4)  # noqa: PLR2004 - two in five look at what they read of
    reads = (rng.random(total) < _READS) | story
    made.add(START, session, at, page=HOME)
    further = looks | (rng.random(total) < 0.35)  # noqa: PLR2004 - the others leave before the page is there
    made.add(PAGE, session[further], at[further] + 1, page=HOME)
    live = np.array(
        [number for number, piece in enumerate(pieces(demo)) if number == 0 or piece.published < month.midnights[index]]
    )
    which = np.where(story, 0, live[rng.integers(0, len(live), total)])
    _story(made, session[reads], at[reads] + 4, which[reads])
    views = 1 + rng.poisson(1.2, int(looks.sum()))
    owner = np.repeat(np.flatnonzero(looks), views)
    product = _viewed(rng, demo, weight, owner, customer=customer, online=online)
    product = np.where(viral[owner], plan.viral.product, np.where(story[owner], plan.content_product, product))
    when = at[owner] + 10 + (rng.exponential(_STEP, len(owner)) * (1 + np.arange(len(owner)) % 3)).astype(np.int64)
    made.add(PRODUCT, session[owner], when, product=product, page=_product_pages(product))
    asks = looks & (rng.random(total) < 0.18)  # noqa: PLR2004 - about one in six
    made.add(SEARCHED, session[asks], at[asks] + 6, query=rng.integers(0, len(SEARCHES), int(asks.sum())), page=SEARCH)
    last = np.flatnonzero(np.append(owner[1:] != owner[:-1], True)) if len(owner) else np.zeros(0, np.int64)
    chance = np.where(viral | (customer >= 0), draw / 4, draw)[owner[last]]
    carts = last[chance < _CART]
    if (month.ordinal + index) % _TAG_BROKEN != 0:
        made.add(
            ADD,
            session[owner[carts]],
            when[carts] + 15,
            product=product[carts],
            quantity=1,
            page=_product_pages(product[carts]),
        )
        gone = carts[rng.random(len(carts)) < 0.15]  # noqa: PLR2004 - one in seven changes its mind
        made.add(REMOVE, session[owner[gone]], when[gone] + 60, product=product[gone], quantity=1, page=CART)
    pays = last[chance < _CHECKOUT]
    made.add(BEGIN, session[owner[pays]], when[pays] + 90, page=CHECKOUT)
    return Sessions(at, customer, source)


def _rush(plan: Plan, month: Month, index: int, number: int) -> float:
    rush, day = plan.rushes[number], month.day(index)
    return rush.orders_per_day * rush.decay ** (day - rush.span.first).days if day in rush.span else 0.0


def _known(rng: np.random.Generator, month: Month, index: int, online: Rows, total: int) -> Ints:
    """Customers who look around one to three days before they order again; the rest of the sessions is nobody's."""
    customer = np.full(total, -1, np.int64)
    soon = online[(online["day"] > index) & (online["day"] <= index + 3) & (online["customer"] >= 0)]
    soon = np.unique(soon["customer"][soon["customer"] // BLOCK < month.number])
    soon = soon[rng.random(len(soon)) < 0.35][:total]  # noqa: PLR2004 - about one visit before two of three orders
    customer[: len(soon)] = soon
    return customer


def _viewed(rng: np.random.Generator, demo: Demo, weight: Floats, owner: Ints, *, customer: Ints, online: Rows) -> Ints:
    """What is looked at: of one category after the other, or what the customer will order."""
    shop = catalogue(demo.seed)
    product = choose(rng, weight, len(owner))
    follows = np.append(False, owner[1:] == owner[:-1]) & (rng.random(len(owner)) < 0.6) if len(owner) else owner < 0  # noqa: PLR2004 - three in five stay
    by_category = np.argsort(shop.category, kind="stable")
    edges = np.searchsorted(shop.category[by_category], np.arange(len(shop.categories) + 1))
    category = shop.category[product[np.maximum(np.arange(len(owner)) - 1, 0)]]
    near = by_category[
        edges[category] + (rng.random(len(owner)) * (edges[category + 1] - edges[category])).astype(np.int64)
    ]
    product = np.where(follows, near, product)
    wants = online[np.argsort(online["customer"], kind="stable")]
    place = np.searchsorted(wants["customer"], customer[owner])
    own = (customer[owner] >= 0) & (rng.random(len(owner)) < 0.7)  # noqa: PLR2004 - seven in ten views
    return np.where(own, wants["product"][np.minimum(place, len(wants) - 1)] if len(wants) else -1, product)


def bots(made: Events, month: Month, index: int, first: int) -> Sessions:
    """A crawler in the night: one product each, from a new visitor each time; some say what they are."""
    plan = plan_of(made.demo)
    count = plan.bot_sessions * made.demo.scale
    wall = 2 * HOUR + np.sort(made.rng.integers(0, 3 * HOUR, count))
    at = month.utc(np.full(count, index), wall)
    session = first + np.arange(count)
    product = np.arange(count) % len(catalogue(made.demo.seed))
    declared = made.rng.random(count) < _DECLARED_BOTS
    made.add(START, session, at, page=_product_pages(product), bot=declared)
    made.add(PRODUCT, session, at + 1, product=product, page=_product_pages(product), bot=declared)
    return Sessions(at, np.full(count, -1), np.full(count, 1))


def _story(made: Events, session: Ints, at: Ints, which: Ints) -> None:
    page = content_page(made.demo, 0) + which
    made.add(CONTENT, session, at, content=which, page=page)
    far = made.rng.random(len(session)) < 0.6  # noqa: PLR2004 - three in five come at least to a quarter
    progress = 25 * made.rng.integers(1, 5, int(far.sum()))
    made.add(PROGRESS, session[far], at[far] + 20, content=which[far], progress=progress, page=page[far])


def _product_pages(product: Ints) -> Ints:
    return product_page(0) + product.astype(np.int64)

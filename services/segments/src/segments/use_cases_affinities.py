"""What is bought together: counted in the warehouse, told from chance in a child, and who bought it as a group.

Cost is bounded: a year of orders, of at most MOST_ITEMS products each, and the thousand products in most orders.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any, cast

from segments import queries_affinities as queries
from segments.affinity_answer import definition, item, name
from segments.cluster_engine import Compute
from segments.desk import SERVICE, Desk
from segments.envelope import data_state, envelope, instant, last_known_day
from segments.queries import TABLES
from segments.queries_affinities import Wanted, Window
from shared import generations
from shared.erased_digests import Erased
from shared.generations import made_at, new_generation
from shared.progress import tell
from shared.schedule import NotYetError
from shared.warehouse import Row

LEAST_ORDERS = 200  # in all; of fewer, what stands in ten together is a twentieth, and few things are
_WINDOW_DAYS = 365  # a year has each season once
_MOST_ITEMS = 30  # products in an order; a household's basket is smaller, and pairs grow with the square
_MOST_PRODUCTS = 1_000  # half a million pairs; what sells less is seldom in ten orders together
_LEAST_TOGETHER = 10  # orders: fewer are an accident, and no group to write to
_LEAST_SHARE = 0.0002  # of all orders: in a big shop ten are nothing
_FALSE_DISCOVERY_RATE = 0.01  # as affinity_scoring has it; a test compares them, for the server imports no numpy
_FOUND = ("affinities", "affinity_members")
_KEY = "segments/affinities/"  # in the store: what was looked at, by generation
_KEPT = 5  # of them; readers read the last one or two
_NAMES_KEY = "segments/affinity-names"  # in the store: names by id, of those too that are no more
_NAMES_KEPT = 2_000  # ten times as many as are found at once
_CHILD = "segments.affinity_child"
_STEPS = 5


@dataclass(frozen=True, slots=True)
class _Search:
    """What was looked at."""

    window: Window
    orders: int
    left_out: int
    least_orders: int
    items: dict[str, int]


def find_affinities(desk: Desk, compute: Compute) -> str:
    """Find what is bought together in the last year; answers what was found.

    Raises NotYetError while there are too few orders, ChildError, WarehouseError, StoreError, GenerationLostError: then
    what stood stands.
    """
    now, known = desk.now().astimezone(UTC), desk.erased_lately.now()
    search = _search(desk, now)
    version = new_generation(now)
    with tempfile.TemporaryDirectory(prefix="shopsight-affinities-") as called:
        folder = Path(called)
        told = _tell_from_chance(desk, compute, search, folder)
        found = [Wanted(*each) for each in cast("list[list[str]]", told["affinities"])]
        tell("looking for their buyers", 4, _STEPS)
        members = queries.affinity_buyers(desk.warehouse, search.window, found, folder / "buyers.parquet")
        desk.store.put(_KEY + version, json.dumps(_document(search, told)).encode())
        made = {
            TABLES["affinities"]: folder / "affinities.parquet",
            TABLES["affinity_members"]: folder / "buyers.parquet",
        }
        generations.replace(desk.warehouse, desk.store, SERVICE, now, made, generation_id=version)
    late = desk.erased_lately.now().since(known)
    if late:  # erased while they were looked for
        queries.erase_affinity_members(desk.warehouse, late)
    for key in sorted(desk.store.list(_KEY))[:-_KEPT]:
        desk.store.delete(key)
    _keep_names(desk, queries.affinity_rows(desk.warehouse, version, None))
    return f"{len(found)} affinities in {search.orders} orders since {search.window.from_day}, {members} memberships"


def erase_from_affinities(desk: Desk, erased: Erased) -> None:
    """Take customers out of the affinities."""
    queries.erase_affinity_members(desk.warehouse, erased)


def affinity_group(desk: Desk, affinity_id: str) -> tuple[str, str] | None:
    """An affinity's name and its definition, for who exports it; None where there never was such an affinity.

    One that is no more has no members: what keeps it up to date somewhere takes its last marks away.
    """
    live = generations.live(desk.store, SERVICE, "affinities")
    rows = [] if live is None else queries.affinity_rows(desk.warehouse, live, None)
    found = next((row for row in rows if row["affinity_id"] == affinity_id), None)
    if found is not None:
        return name(found), definition(found)
    known = _names(desk).get(affinity_id)
    return None if known is None else (known, "Not bought together more often than by chance any more")


def affinity_members(
    desk: Desk, affinity_id: str, after: str | None, limit: int, among: Sequence[str] | None = None
) -> list[str]:
    """Customer ids of an affinity in byte order, those after `after`, at most `limit`; with `among` only these."""
    live = generations.live(desk.store, SERVICE, "affinities")
    if live is None:
        return []
    return queries.affinity_members(desk.warehouse, live, affinity_id, after=after, limit=limit, among=among)


def made_of(desk: Desk) -> tuple[str | None, ...]:
    """The generation that the answer about affinities is made of."""
    return (generations.live(desk.store, SERVICE, "affinities"),)


def affinities(desk: Desk, level: str | None, *, may_see_margin: bool = False) -> dict[str, Any]:
    """The contract's AffinityList, of products, of categories or of both."""
    base, live = envelope(desk, may_see_margin=may_see_margin), generations.live(desk.store, SERVICE, "affinities")
    if live is None:
        lacking = _missing(desk)
        reasons = {"search": "too_few_orders" if lacking["need"] else "not_looked_for_yet"}
        return base | {
            "reasons": base["reasons"] | reasons,
            "found_at": None,
            "search": None,
            "items": [],
            "missing": [lacking],
        }
    rows: list[Row] = queries.affinity_rows(desk.warehouse, live, level)
    stored = desk.store.get(_KEY + live)
    return base | {
        "found_at": instant(desk.shop(), made_at(live)),
        "search": None if stored is None else json.loads(stored.value),
        "items": [item(row) for row in rows],
        "missing": [],
    }


def _names(desk: Desk) -> dict[str, str]:
    """The names of all affinities that were found lately, those found last at the end."""
    stored = desk.store.get(_NAMES_KEY)
    names: dict[str, str] = {} if stored is None else json.loads(stored.value)
    return names


def _keep_names(desk: Desk, rows: Sequence[Row]) -> None:
    found = {cast("str", row["affinity_id"]): name(row) for row in rows}
    names = {**{key: said for key, said in _names(desk).items() if key not in found}, **found}
    kept = dict(list(names.items())[-_NAMES_KEPT:])
    desk.store.put(_NAMES_KEY, json.dumps(kept).encode())


def _search(desk: Desk, now: datetime) -> _Search:
    """What is to be looked at. Raises NotYetError while that is too little."""
    window = _window(desk, now)
    if window is None:
        raise NotYetError("no whole day of sales is loaded")
    tell("counting orders", 0, _STEPS)
    items = queries.affinity_items(desk.warehouse, window, _LEAST_TOGETHER, _MOST_PRODUCTS)
    orders, left_out = items.pop("", 0), items.pop("left out", 0)
    if orders < LEAST_ORDERS:
        raise NotYetError(_too_few(orders, _enough_on(orders, window)))
    least = max(_LEAST_TOGETHER, ceil(_LEAST_SHARE * orders))
    return _Search(window, orders, left_out, least, {each: count for each, count in items.items() if count >= least})


def _tell_from_chance(desk: Desk, compute: Compute, search: _Search, folder: Path) -> dict[str, object]:
    """Count pairs and threes and test them; leaves affinities.parquet in the folder."""
    least, window, items = search.least_orders, search.window, list(search.items)
    (folder / "items.json").write_text(json.dumps({"": search.orders, **search.items}), encoding="utf-8")
    tell("counting pairs", 1, _STEPS)
    queries.affinity_pairs(desk.warehouse, window, items, least, folder / "pairs.parquet")
    promising = cast("list[str]", compute(f"{_CHILD}:promising", folder, {})["items"])
    tell("counting threes", 2, _STEPS)
    queries.affinity_threes(desk.warehouse, window, promising, least, folder / "threes.parquet")
    tell("telling them from chance", 3, _STEPS)
    return dict(compute(f"{_CHILD}:run", folder, {"items": json.dumps(promising)}))


def _document(search: _Search, told: dict[str, object]) -> dict[str, object]:
    """The contract's AffinitySearch."""
    return {
        "from": search.window.from_day.isoformat(),
        "to": search.window.to_day.isoformat(),
        "orders": search.orders,
        "left_out": search.left_out,
        "least_orders": search.least_orders,
        "most_items": search.window.most_items,
        "products": told["product"],
        "categories": told["category"],
        "tests": told["tests"],
        "false_discovery_rate": _FALSE_DISCOVERY_RATE,
    }


def _window(desk: Desk, now: datetime) -> Window | None:
    """The year that ends with the last day that is known, or as much of it as there is."""
    data = data_state(desk)
    until = last_known_day(desk, data, now)
    if until is None or data.since is None:
        return None
    first = max(desk.shop().local_date(data.since), until - timedelta(days=_WINDOW_DAYS - 1))
    return Window(first, until, _MOST_ITEMS)


def _missing(desk: Desk) -> dict[str, Any]:
    """Why there are no affinities: the contract's Missing."""
    window = _window(desk, desk.now().astimezone(UTC))
    if window is None:
        return {"what": "affinities", "why": "No sales are loaded yet", "have": None, "need": None, "enough_on": None}
    orders = queries.affinity_items(desk.warehouse, window, LEAST_ORDERS, 1)[""]
    if orders >= LEAST_ORDERS:
        why = "There are enough orders; affinities are there when the job affinities has been done"
        return {"what": "affinities", "why": why, "have": None, "need": None, "enough_on": None}
    enough = _enough_on(orders, window)
    return {
        "what": "affinities",
        "why": _too_few(orders, enough),
        "have": orders,
        "need": LEAST_ORDERS,
        "enough_on": enough.isoformat() if enough else None,
    }


def _too_few(orders: int, enough: date | None) -> str:
    when = f": enough on {enough} if orders go on as until now" if enough else ""
    return f"{orders} orders were placed, and {LEAST_ORDERS} are needed to tell affinities from chance{when}"


def _enough_on(orders: int, window: Window) -> date | None:
    """The day there will be enough orders, going on as in the window; None where there was none."""
    if not orders:
        return None
    days = (window.to_day - window.from_day).days + 1
    return window.to_day + timedelta(days=ceil((LEAST_ORDERS - orders) * days / orders))

"""The catalogue as arrays: shelves and makers for the ranking, cards for the shop, stock and margin for rules (job)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recommendations_v2 import build_files as files
from recommendations_v2.build_reading import Goods, pylist, seconds, table
from recommendations_v2.catalogue import Cards, ShopFacts, priced, texts
from recommendations_v2.figures import Figures
from recommendations_v2.promotions import Promotions
from recommendations_v2.purchases import DAY, Catalogue, Flags, Floats, Whole
from recommendations_v2.queries_build import LOW_KINDS, OUT_KINDS, OVER_KINDS, UNITS_DAYS

MOST_SHELVES = 2_500  # their lifts are a square in memory, 25 MB; the smallest categories beyond share one
_SEPARATORS = (" > ", "/")  # of a category's path, as Google's taxonomy and shops write it
_OVER_FROM, _OVER_FULL = 120.0, 360.0  # days of cover: four months is much, a year as much as there is
_COMES_BACK = 0.25  # of buyers bought it again: it is used up, where the catalogue does not say
FRESH_DAYS, MOST_FRESH = 45, 200  # since when a product is new, and how many of them are looked at
_NO_END = 1 << 40  # a day after every other


def catalogue_of(goods: Goods) -> Catalogue:
    """A shelf is a category as written; its path, where it has one, leads to a category and a department.

    Products of no category share a shelf, from which they are estimated, but each is a category of its own: of a shop
    that has none, a list may hold more than a category's three.
    """
    named = pylist(goods.about["category"])
    paths = [_path(each) for each in named]
    shelf = _codes(named)
    size = np.bincount(shelf)
    if len(size) > MOST_SHELVES:
        rank = np.empty(len(size), np.int64)
        rank[np.argsort(-size, kind="stable")] = np.arange(len(size))
        shelf = np.minimum(rank, MOST_SHELVES - 1)[shelf]
    return Catalogue(
        shelf,
        _codes(["/".join(path[:-1] or path) or f"/{number}" for number, path in enumerate(paths)]),
        _codes([path[0] for path in paths]),
        _codes(pylist(goods.about["brand"])),
        np.zeros(goods.size, bool),  # no catalogue says which brands are the shop's own
    )


def _path(category: str | None) -> list[str]:
    for separator in _SEPARATORS:
        if category and separator in category:
            return [part.strip() for part in category.split(separator)]
    return [category or ""]


def _codes(values: list[str | None] | list[str]) -> Whole:
    return np.asarray(np.unique([value or "" for value in values], return_inverse=True)[1], np.int64).ravel()


def cards_of(goods: Goods) -> Cards:
    """What is shown."""
    title, category, url, image = (
        texts(pylist(goods.about[name])) for name in ("title", "category", "url", "image_url")
    )
    return Cards(texts(goods.ids.to_pylist()), title, category, url, image, priced(pylist(goods.about["price"])))


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Known:
    """Of products, besides their sales: when they came, and whether they are sold."""

    facts: ShopFacts
    created: Floats  # seconds since 1970, NaN where it is not known


def facts_of(folder: Path, goods: Goods, figures: Figures) -> Known:
    """Stock, cover, margin, kind, and alerts that stand open."""
    on_hand = _floats(folder, files.STOCK, goods, "on_hand")
    sold = np.nan_to_num(_floats(folder, files.UNITS, goods, "units")) / UNITS_DAYS
    with np.errstate(divide="ignore", invalid="ignore"):
        cover = np.where(on_hand > 0, on_hand / np.maximum(sold, 0.0), np.where(np.isnan(on_hand), np.nan, 0.0))
    price, cost = goods.floats("price"), goods.floats("unit_cost")
    margin = np.where(price > 0, (price - cost) / np.where(price > 0, price, 1.0), np.nan)
    created = _created(goods)
    old = ~(created > figures.now - FRESH_DAYS * DAY)
    over = np.clip((cover - _OVER_FROM) / (_OVER_FULL - _OVER_FROM), 0.0, 1.0) * old
    said = goods.about["is_consumable"]
    comes_back = figures.returning >= _COMES_BACK
    consumable = np.where(
        np.asarray(pc.is_valid(said).to_numpy(), bool), goods.flags("is_consumable", otherwise=False), comes_back
    )
    alerts = _alerts(folder, goods)
    facts = ShopFacts(
        goods.flags("is_sold", otherwise=True),  # what was sold without being in the catalogue
        on_hand.astype(np.float32),
        cover.astype(np.float32),
        over.astype(np.float32),
        margin.astype(np.float32),
        consumable.astype(bool),
        _codes(
            [
                parent or own
                for parent, own in zip(pylist(goods.about["parent_product_id"]), goods.ids.to_pylist(), strict=True)
            ]
        ),
        *alerts,
    )
    return Known(facts, created)


def fresh_of(known: Known, figures: Figures) -> Whole:
    """New products that can be bought, the newest first: by the catalogue's date, else by their first sale."""
    sells = figures.buyers > 0
    since = np.where(
        np.isnan(known.created), np.where(sells, figures.age_days, np.inf), (figures.now - known.created) / DAY
    )
    begun = float(np.max(figures.age_days, initial=0.0)) > 2 * FRESH_DAYS  # else all of a young shop is new
    there = known.facts.sold & ~(known.facts.on_hand <= 0) & ~known.facts.out
    new = np.flatnonzero((since <= FRESH_DAYS) & (since >= 0) & there & begun)
    return new[np.lexsort((new, since[new]))][:MOST_FRESH]


def promotions_of(folder: Path, goods: Goods) -> Promotions:
    """Campaigns, by product."""
    rows = table(folder, files.PROMOTIONS)
    categories = pylist(goods.about["category"])
    own = goods.places(rows["product_id"])
    product, first, last = [], [], []
    days = zip(
        pylist(rows["product_id"]),
        pylist(rows["category"]),
        pylist(rows["first_day"]),
        pylist(rows["last_day"]),
        own,
        strict=True,
    )
    for product_id, category, begins, ends, number in days:
        if product_id is not None:
            named = np.array([number] if number >= 0 else [], np.int64)
        else:
            named = np.flatnonzero([category is None or each == category for each in categories])
        product.append(named)
        first.append(np.full(len(named), _day(begins)))
        last.append(np.full(len(named), _NO_END if ends is None else _day(ends)))
    none = [np.zeros(0, np.int64)]
    return Promotions(*(np.concatenate(none + each) for each in (product, first, last)))


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _floats(folder: Path, name: str, goods: Goods, column: str) -> Floats:
    rows = table(folder, name)
    at = goods.places(rows["product_id"])
    values = np.full(goods.size, np.nan)
    values[at[at >= 0]] = rows[column].to_numpy()[at >= 0]
    return values


def _created(goods: Goods) -> Floats:
    column = goods.about["created_at"]
    there = np.asarray(pc.is_valid(column).to_numpy(), bool)
    epoch = pa.scalar(datetime(1970, 1, 1, tzinfo=UTC), column.type)
    return np.where(there, seconds(pc.fill_null(column, epoch)).astype(float), np.nan)


def _alerts(folder: Path, goods: Goods) -> tuple[Flags, Flags, Flags]:
    low, out, over = (np.zeros(goods.size, bool) for _ in range(3))
    if (folder / files.ALERTS).exists():
        rows = table(folder, files.ALERTS)
        at, kinds = goods.places(rows["product_id"]), pylist(rows["kind"])
        for held, wanted in ((low, LOW_KINDS), (out, OUT_KINDS), (over, OVER_KINDS)):
            held[[number for number, kind in zip(at, kinds, strict=True) if kind in wanted and number >= 0]] = True
    return low, out, over

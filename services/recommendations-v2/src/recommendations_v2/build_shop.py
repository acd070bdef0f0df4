"""A shop as a build's child has read it, and what is known of it at one moment (job)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from recommendations_v2 import build_files as files
from recommendations_v2.artefact import Content
from recommendations_v2.batch import knowledge_of
from recommendations_v2.build_catalogue import catalogue_of, facts_of, fresh_of, promotions_of
from recommendations_v2.build_reading import (
    Goods,
    People,
    coded,
    looks_of,
    moments_of,
    numbered,
    purchases_of,
    pylist,
    seconds,
    table,
)
from recommendations_v2.catalogue import ShopFacts, texts
from recommendations_v2.clock import Clock, clock_of
from recommendations_v2.promotions import Promotions
from recommendations_v2.purchases import DAY, Catalogue, Looks, Purchases, Whole
from recommendations_v2.scene import Knowledge
from recommendations_v2.signal_training import Groups, signals_of
from recommendations_v2.signals import LOOKED_BACK_DAYS

_MOST_SEGMENTS = 64  # a row of all products each; a shop has some ten


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class ShopRead:
    """Everything a build or a training goes by; moments are seconds since 1970."""

    people: People
    goods: Goods
    purchases: Purchases  # of known customers, then of guests
    looks: Looks
    sessions: tuple[Whole, Whole, Whole]  # visit, product, when
    segment: Whole  # by customer
    segments: tuple[str, ...]
    catalogue: Catalogue
    promotions: Promotions
    content: Content
    clock: Clock
    until: int  # exclusive: nothing after it is known

    def known_at(self, moment: int, folder: Path) -> tuple[Knowledge, ShopFacts]:
        """What was known before a moment; stock and alerts are of today."""
        earlier = self.purchases.at < moment
        past = self.purchases if earlier.all() else self.purchases.where(earlier)  # a build's are, and one copy will do
        known = knowledge_of(past, self.catalogue, self.people.size, moment, self.promotions)
        facts = facts_of(folder, self.goods, known.figures)
        session, product, at = self.sessions
        seen = at < moment
        sessions = (session[seen], product[seen])
        fresh = fresh_of(facts, known.figures)
        signals = signals_of(past, known.figures, sessions, Groups(self.segment, len(self.segments)), fresh)
        return replace(known, signals=signals), facts.facts


def read_shop(folder: Path, arguments: Mapping[str, Any]) -> ShopRead:
    """From the files of a folder; `until`, `time_zone` and `customer_key` are among the arguments."""
    until = int(arguments["until"])
    people, goods, customer = purchases_of(folder, str(arguments["customer_key"]))
    at = moments_of(folder)
    first = int(np.min(at, initial=until))
    clock = clock_of(ZoneInfo(str(arguments["time_zone"])), min(first, until - LOOKED_BACK_DAYS * DAY), until)
    purchases = numbered(folder, customer, at, goods, clock)
    del customer, at
    looks, content = looks_of(folder, people, goods)
    segment, segments = _segments(folder, people)
    return ShopRead(
        people,
        goods,
        purchases,
        looks,
        _sessions(folder, goods),
        segment,
        segments,
        catalogue_of(goods),
        promotions_of(folder, goods),
        _content(content, goods),
        clock,
        until,
    )


def _sessions(folder: Path, goods: Goods) -> tuple[Whole, Whole, Whole]:
    rows = table(folder, files.SESSIONS, ("session_id", "product_id"))
    session, _ = coded(rows["session_id"])
    product = goods.places(rows["product_id"].cast(pa.string()))
    kept = product >= 0
    return session[kept], product[kept], seconds(rows["seen_at"])[kept]


def _segments(folder: Path, people: People) -> tuple[Whole, tuple[str, ...]]:
    segment = np.full(people.size, -1, np.int64)
    if not (folder / files.SEGMENTS).exists():
        return segment, ()
    rows = table(folder, files.SEGMENTS)
    names = sorted(set(pylist(rows["segment_id"])))[:_MOST_SEGMENTS]
    number = {name: place for place, name in enumerate(names)}
    at = people.places(rows["customer_id"])
    of = np.array([number.get(name, -1) for name in pylist(rows["segment_id"])], np.int64)
    segment[at[at >= 0]] = of[at >= 0]
    return segment, tuple(names)


def _content(rows: pa.Table, goods: Goods) -> Content:
    piece, names = coded(rows["content_id"])
    product = goods.places(rows["product_id"])
    piece, product = piece[product >= 0], product[product >= 0]
    order = np.argsort(piece, kind="stable")
    return Content(texts(names), np.searchsorted(piece[order], np.arange(len(names) + 1)), product[order])

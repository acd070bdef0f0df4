"""From a visit's ids to what the ranking is asked: numbers, the customer's own purchases and looks up to the moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from recommendations_v2.artefact import Artefact
from recommendations_v2.purchases import DAY, Asked, Looks, Purchases, Whole, before
from recommendations_v2.signals import LOOKED_BACK_DAYS
from recommendations_v2.visit import DISCOVERY, EMAIL, PRODUCT, Visit


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Numbers:
    """An artefact's ids by number."""

    product: Mapping[str, int]
    content: Mapping[str, Whole]  # products that a piece shows
    segment: Mapping[str, int]

    def products(self, ids: tuple[str, ...] | frozenset[str]) -> Whole:
        """Those that are known, sorted."""
        known = self.product
        return np.array(sorted({known[each] for each in ids if each in known}), np.int64)


def numbers_of(artefact: Artefact) -> Numbers:
    """Made once for each artefact."""
    content = artefact.content
    shown = zip(content.start.tolist(), content.start[1:].tolist(), strict=False)
    pieces = {
        name: content.product[begin:end].astype(np.int64)
        for name, (begin, end) in zip(content.content_id.all(), shown, strict=True)
    }
    products = {name: number for number, name in enumerate(artefact.cards.product_id.all())}
    return Numbers(products, pieces, {name: number for number, name in enumerate(artefact.segments)})


def asked_of(artefact: Artefact, numbers: Numbers, visit: Visit, customer: int) -> Asked:
    """What is asked; `customer` is -1 for whom the build does not know."""
    moment = int(visit.at.timestamp())
    local = int(artefact.clock.local(np.array(moment)))
    context = (visit.product, *visit.cart) if visit.surface == PRODUCT and visit.product else visit.cart
    with_cart = visit.surface not in (EMAIL, DISCOVERY)
    segment = numbers.segment.get(visit.segment_id or "", -1)
    if segment < 0 and customer >= 0:
        segment = int(artefact.segment[customer])
    return Asked(
        before(_own(artefact, numbers, visit, customer), moment),
        moment,
        local,
        local // DAY,
        numbers.products(context if with_cart else ()),
        _looks(artefact, numbers, visit, customer, moment),
        segment,
    )


def _own(artefact: Artefact, numbers: Numbers, visit: Visit, customer: int) -> Purchases:
    """What the build knew, and what was bought since."""
    own = artefact.histories.own(customer, artefact.clock)
    fresh = sorted(
        (int(at.timestamp()), numbers.product[each])
        for each, at in visit.bought
        if at > artefact.data_until and each in numbers.product
    )
    if not fresh:
        return own
    at = np.array([moment for moment, _ in fresh], np.int64)
    baskets = np.unique(at, return_inverse=True)[1] + (int(own.basket[-1]) + 1 if len(own.basket) else 0)
    place = int(own.place[-1]) if len(own.place) else -1
    added = Purchases(
        np.full(len(at), max(customer, 0)),
        baskets,
        np.array([product for _, product in fresh], np.int64),
        at,
        artefact.clock.local(at),
        np.full(len(at), place),
        np.zeros(len(at)),
    )
    return Purchases(*(np.concatenate(both) for both in zip(_columns(own), _columns(added), strict=True)))


def _columns(own: Purchases) -> tuple[np.ndarray, ...]:
    return own.customer, own.basket, own.product, own.at, own.local, own.place, own.paid


def _looks(artefact: Artefact, numbers: Numbers, visit: Visit, customer: int, moment: int) -> Looks:
    kept = artefact.histories.looks(customer)
    known = kept.where((kept.at < moment) & (kept.at > moment - LOOKED_BACK_DAYS * DAY))
    since = artefact.looks_until if customer >= 0 else None
    rows = [
        (numbers.product[each], at, 1.0, 0.0, 0.0)
        for each, at in visit.views
        if each in numbers.product and _counts(at, since, visit.at)
    ]
    for piece, at, share in visit.engaged:
        if _counts(at, since, visit.at):
            shown = numbers.content.get(piece)
            rows += [] if shown is None else [(int(each), at, 0.0, share, 0.0) for each in shown]
    if not rows:
        return known
    product, seen, viewed, engaged, carted = zip(*rows, strict=True)
    added = ([max(customer, 0)] * len(rows), product, [int(each.timestamp()) for each in seen], viewed, engaged, carted)
    held = (known.customer, known.product, known.at, known.viewed, known.engaged, known.carted)
    return Looks(*(np.concatenate((old, np.array(new, old.dtype))) for old, new in zip(held, added, strict=True)))


def _counts(at: datetime, since: datetime | None, until: datetime) -> bool:
    return at <= until and (since is None or at > since)

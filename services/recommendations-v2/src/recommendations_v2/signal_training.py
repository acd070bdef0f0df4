"""What is known of looks, segments and new products at one moment (job: needs scipy)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations_v2.figures import Figures
from recommendations_v2.link_training import cosine_links
from recommendations_v2.links import Links
from recommendations_v2.purchases import DAY, Matrix, Purchases, Whole
from recommendations_v2.signals import Signals

SESSION_LINKS = 40  # of a product
LONGEST_SESSION = 60  # products: who looked at more was no shopper
_SEGMENT_DAYS = 84  # of purchases by which segments are told apart
_CHANCE = 5.0  # purchases added to both sides of a lift: three where one was expected is no pattern
SEGMENT_POPULAR = 100  # products of a segment
_MOST_LIFT = 3.0  # a log: twenty times as much is as much as anything says


@dataclass(frozen=True, slots=True)
class Groups:
    """How many segments there are, and each customer's by number, -1 where he is in none."""

    of: Whole
    count: int


def signals_of(
    past: Purchases, figures: Figures, sessions: tuple[Whole, Whole], groups: Groups, fresh: Whole
) -> Signals:
    """From purchases and visits (session, product) before a moment, and the products that are new."""
    lift, popular = _segments(past, figures, groups.of, groups.count)
    is_fresh = np.zeros(figures.products, bool)
    is_fresh[fresh] = True
    return Signals(_viewed_together(sessions, figures.products), lift, popular, fresh, is_fresh)


def _viewed_together(sessions: tuple[Whole, Whole], products: int) -> Links:
    session, product = sessions
    if not len(session):
        return Links(np.zeros(products + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    return cosine_links(session, product, products, SESSION_LINKS, most=LONGEST_SESSION)


def _segments(past: Purchases, figures: Figures, segment: Whole, segments: int) -> tuple[Matrix, np.ndarray]:
    """How much more each segment buys a product than the shop does, and what it buys most."""
    count = figures.products
    lately = past.where(past.at > figures.now - _SEGMENT_DAYS * DAY)
    known = lately.customer < len(segment)  # guests are in none
    of = np.full(len(lately.at), -1, np.int64)
    of[known] = segment[lately.customer[known]]
    shop = np.bincount(lately.product, minlength=count) / max(len(lately.at), 1)
    lift = np.zeros((segments, count), np.float32)
    popular = np.full((segments, SEGMENT_POPULAR), -1, np.int32)
    for each in range(segments):
        bought = np.bincount(lately.product[of == each], minlength=count).astype(float)
        expected = shop * bought.sum()
        lift[each] = np.clip(np.log((bought + _CHANCE) / (expected + _CHANCE)), -_MOST_LIFT, _MOST_LIFT)
        best = np.argsort(-bought, kind="stable")[:SEGMENT_POPULAR]
        best = best[bought[best] > 0]
        popular[each, : len(best)] = best
    return lift, popular

"""Visits of earlier weeks as the ranking was asked then: what it could know, and what was bought (job).

Statistics over all customers end with the cut; a customer's own purchases and looks are known to the second before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recommendations_v2 import candidates, features
from recommendations_v2.build_shop import ShopRead
from recommendations_v2.candidates import Found
from recommendations_v2.purchases import DAY, Asked, Purchases, Whole, before
from recommendations_v2.ranking_lists import ListKind
from recommendations_v2.scene import Knowledge, Scene, scene_of
from recommendations_v2.signals import LOOKED_BACK_DAYS
from recommendations_v2.training import Lessons

CONFIDENT_DAYS = 14  # confidence is of being bought within a fortnight
_LEAST_FOR_CART = 2  # products of a basket of which half is in the cart
_EACH = 5  # visits of a customer: who comes daily is one customer all the same
_KEPT = 0.5  # of what was not bought: the rest says the same again


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Question:
    """One visit as one list asks it; `sought` is what a right list holds."""

    customer: int
    moment: int
    own: Purchases
    scene: Scene
    found: Found
    sought: Whole
    in_time: Whole  # products bought within a fortnight from the visit on
    banned: Whole  # what no list may show


@dataclass(frozen=True, slots=True, repr=False)  # as above
class Visits:
    """Baskets to ask about, by customer and moment."""

    customer: Whole
    moment: Whole
    basket: Whole

    def __len__(self) -> int:
        return len(self.customer)


def visits_of(shop: ShopRead, first: int, last: int, most: int, seed: int) -> Visits:
    """Baskets from one moment until another of customers who had bought before: drawn, a few of each, `most` in all."""
    bought = shop.purchases
    known = bought.where(slice(0, int(np.searchsorted(bought.customer, shop.people.size))))
    opening = np.unique(known.basket, return_index=True)[1]
    customer, moment, basket = known.customer[opening], known.at[opening], known.basket[opening]
    came_before = np.zeros(shop.people.size, bool)
    came_before[customer[moment < first]] = True
    asked = np.flatnonzero((moment >= first) & (moment < last) & came_before[customer])
    drawn = np.random.default_rng(seed).permutation(asked)
    by_customer = drawn[np.argsort(customer[drawn], kind="stable")]
    sizes = np.bincount(customer[by_customer], minlength=shop.people.size)
    place = np.arange(len(by_customer)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    few = np.isin(drawn, by_customer[place < _EACH])
    chosen = np.sort(drawn[few][:most])
    return Visits(customer[chosen], moment[chosen], basket[chosen])


def questions(shop: ShopRead, known: Knowledge, kind: ListKind, visits: Visits, seed: int) -> Iterator[Question]:
    """Those visits that the list can be judged by."""
    drawn = np.random.default_rng(seed)
    starts, look_starts = shop.purchases.starts(shop.people.size), _starts(shop.looks.customer, shop.people.size)
    asked = zip(visits.customer.tolist(), visits.moment.tolist(), visits.basket.tolist(), strict=True)
    for customer, moment, basket in asked:
        every = shop.purchases.where(slice(int(starts[customer]), int(starts[customer + 1])))
        own, truth = before(every, moment), every.product[every.basket == basket]
        cart, banned, sought = np.zeros(0, np.int64), np.zeros(0, np.int64), truth
        if kind.of_cart:
            if len(truth) < _LEAST_FOR_CART:
                continue
            cart = banned = np.sort(drawn.permutation(truth)[: len(truth) // 2])
            sought = np.setdiff1d(truth, cart)
        if kind.new_only:
            banned = np.unique(own.product)
            sought = np.setdiff1d(truth, banned)
            if not len(sought):
                continue
        looks = shop.looks.where(slice(int(look_starts[customer]), int(look_starts[customer + 1])))
        looks = looks.where((looks.at < moment) & (looks.at > moment - LOOKED_BACK_DAYS * DAY))
        local = int(shop.clock.local(np.array([moment]))[0])
        question = Asked(own, moment, local, local // DAY, cart, looks, int(shop.segment[customer]))
        scene = scene_of(known, question, known.tastes.of_neighbours(customer))
        found = candidates.candidates(known, scene, kind.counts, new_only=kind.new_only)
        since = (every.at >= moment) & (every.at < moment + CONFIDENT_DAYS * DAY)
        yield Question(customer, moment, own, scene, found, sought, np.unique(every.product[since]), banned)


def lessons_of(known: Knowledge, asked: Iterator[Question], seed: int) -> Lessons | None:
    """Features of candidates, and whether each was bought; None where no visit says anything."""
    drawn = np.random.default_rng(seed)
    tables, bought, customer = [], [], []
    for question in asked:
        right = np.isin(question.found.product, question.sought)
        if right.any() and not right.all():
            kept = right | (drawn.random(len(right)) < _KEPT)
            tables.append(features.build(known, question.scene, question.found.product[kept]))
            bought.append(right[kept])
            customer.append(question.customer)
    if not tables:
        return None
    sizes = np.array([len(each) for each in bought])
    return Lessons(np.concatenate(tables), np.concatenate(bought), sizes, np.array(customer))


def _starts(customer: Whole, customers: int) -> Whole:
    return np.searchsorted(customer, np.arange(customers + 1))

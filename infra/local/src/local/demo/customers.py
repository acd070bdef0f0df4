"""The demo shop's customers, a month of new ones at a time, each with every visit it will ever make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from local.demo import Demo
from local.demo.catalogue import catalogue
from local.demo.days import DAY, EPOCH, Month, month_of, number_of
from local.demo.people import COUNTRIES, FICTION_PHONE_COUNT, FIRST_NAMES, LAST_NAMES
from local.demo.plan import CALM_DAYS, Plan, plan_of
from local.demo.randomness import Floats, Ints, Rows, choose, stream
from local.demo.records import (
    BLOCK,
    CLEANED,
    CUSTOMER,
    LAPSING,
    LOYAL,
    NEVER_ASKED,
    OCCASIONAL,
    ONCE,
    PROSPECT,
    REGULAR,
    SUBSCRIBED,
    UNSUBSCRIBED,
    VISIT,
    empty,
    joined,
)
from local.demo.seasons import order_factors, wall_times

EARLIER_MONTHS = 30  # customers won that long before the data begin are in it when they come again
_A_MONTH = 690.0  # new customers: 20,000 are known after 24 months
_HABITS = (0.69, 0.167, 0.092, 0.026, 0.0, 0.025)
_LAPSING_SHARE = 0.05  # of those won in the months the group comes from
_LAPSING_WON = (540, 240)  # days before the anchor
_MOST_VISITS = 180
_PLACES = (0.52, 0.27, 0.21)
_COUNTRIES = (0.875, 0.075, 0.015, 0.01, 0.015, 0.01)
_CONSENTS = (0.47, 0.37, 0.12, 0.04)
_PHONE_SHARE = 0.4
_CAME_OVER = 0.13  # of visits are at another place than the customer's own
_CALM_SHIFT = 150  # days by which a steady customer's end moves out of the calm days


@dataclass(frozen=True)
class Won:
    """The customers won in a month, and their visits in order of days."""

    customers: Rows
    visits: Rows


def won_in(demo: Demo, number: int) -> Won:
    """The customers of a month (by its number); of months before the data begin those who come again later."""
    plan, month = plan_of(demo), month_of(number)
    rng = stream(demo.seed, "customers", number)
    factors = np.mean([order_factors(demo.seed, month, place, plan.first_day) for place in range(3)], axis=0)
    per_day = rng.poisson(_A_MONTH / 30.4 * demo.scale * factors)
    days = np.repeat(np.arange(month.length), per_day)
    size = len(days)
    people = empty(CUSTOMER, size)
    people["id"] = number * BLOCK + np.arange(size)
    people["habit"] = _habits(rng, plan, month, days)
    people["place"] = choose(rng, np.array(_PLACES), size)
    people["country"] = np.where(people["place"] == 0, choose(rng, np.array(_COUNTRIES), size), COUNTRIES.index("IE"))
    people["first"] = rng.integers(0, len(FIRST_NAMES), size)
    people["last"] = rng.integers(0, len(LAST_NAMES), size)
    walls = wall_times(rng, people["place"].astype(np.int64))
    first_at = month.utc(days, walls)
    people["created"] = first_at - rng.integers(60, 900, size)
    people["consent"] = choose(rng, np.array(_CONSENTS), size)
    people["consent"] = np.where(people["habit"] == PROSPECT, SUBSCRIBED, people["consent"])
    later = np.isin(people["consent"], (UNSUBSCRIBED, CLEANED))
    changed = people["created"] + (rng.exponential(140, size) * DAY).astype(np.int64)
    people["consent_at"] = np.where(later, changed, people["created"])
    # Every phone number once: a shared one would be two people's when one of them is erased.
    turn = (number * 997 + np.arange(size)) % FICTION_PHONE_COUNT
    people["phone"] = np.where((rng.random(size) < _PHONE_SHARE) & (np.arange(size) < 997), turn, -1)  # noqa: PLR2004 - as above
    visits = _visits(rng, demo, people, month.ordinal + days, walls)
    if number < number_of(plan.first_day):
        coming = np.unique(visits["customer"][visits["day"] >= (plan.first_day - EPOCH).days])
        return Won(people[np.isin(people["id"], coming)], visits)
    return Won(people, visits)


def _habits(rng: np.random.Generator, plan: Plan, month: Month, days: Ints) -> Ints:
    habits = choose(rng, np.array(_HABITS), len(days))
    back = (plan.anchor - month.first).days - days
    among = (back <= _LAPSING_WON[0]) & (back > _LAPSING_WON[1]) & (rng.random(len(days)) < _LAPSING_SHARE)
    return np.where(among, LAPSING, habits)


def _visits(rng: np.random.Generator, demo: Demo, people: Rows, days: Ints, walls: Ints) -> Rows:
    """Every visit of these customers; fills in the day their habit ends."""
    plan, size, habit = plan_of(demo), len(people), people["habit"]
    anchor = (plan.anchor - EPOCH).days
    loyal, regular, lapsing = habit == LOYAL, habit == REGULAR, habit == LAPSING
    gap = np.select(
        [loyal, regular, lapsing],
        [rng.uniform(8, 18, size), rng.uniform(26, 55, size), rng.uniform(12, 19, size)],
        90.0,
    )
    life = np.select([loyal, regular], [150 + rng.exponential(550, size), 150 + rng.exponential(450, size)], 1e6)
    ends = days + life
    calm = (loyal | regular) & (ends > anchor - CALM_DAYS) & (ends <= anchor)
    ends = np.where(calm, ends + _CALM_SHIFT, ends)
    stops = rng.integers((plan.lapse_ends.first - EPOCH).days, (plan.lapse_ends.end - EPOCH).days, size)
    ends = np.where(lapsing, stops, ends)
    times = np.select(
        [habit == ONCE, habit == OCCASIONAL, habit == PROSPECT], [1, rng.integers(2, 5, size), 0], _MOST_VISITS
    )
    people["ends"] = np.minimum(ends, 2**31 - 1)
    parts = []
    for kind, shape in ((ONCE, 0.0), (OCCASIONAL, 1.6), (REGULAR, 9.0), (LOYAL, 9.0), (LAPSING, 14.0)):
        own = np.flatnonzero(habit == kind)
        most = int(times[own].max(initial=1))
        gaps = np.zeros((len(own), most))
        if shape:
            gaps[:, 1:] = np.maximum(rng.gamma(shape, 1 / shape, (len(own), most - 1)) * gap[own, None], 1.0)
        when = np.floor(days[own, None] + np.cumsum(gaps, axis=1))
        there = (np.arange(most) < times[own, None]) & (when <= np.maximum(ends[own], days[own])[:, None])
        row, turn = np.nonzero(there)
        parts.append(_of(people, own[row], when[row, turn].astype(np.int64), np.where(turn == 0, walls[own[row]], -1)))
    visits = joined(VISIT, parts)
    visits["favourites"] = _favourites(rng, demo, people)[visits["customer"] % BLOCK]
    moved = (rng.random(len(visits)) < _CAME_OVER) & (visits["wall"] < 0) & (visits["country"] == 0)
    visits["place"] = np.where(moved, rng.integers(0, 3, len(visits)), visits["place"])
    return visits[np.argsort(visits["day"], kind="stable")]


def _of(people: Rows, who: Ints, day: Ints, wall: Ints) -> Rows:
    visits = empty(VISIT, len(who))
    visits["day"], visits["wall"] = day, wall
    for name, source in (("customer", "id"), ("place", "place"), ("habit", "habit"), ("country", "country")):
        visits[name] = people[source][who]
    return visits


def _favourites(rng: np.random.Generator, demo: Demo, people: Rows) -> Ints:
    """Three products a customer comes back for: mostly what is used up; tea for those of the lapsing group."""
    shop, plan = catalogue(demo.seed), plan_of(demo)
    weights: Floats = shop.weight * np.where(shop.consumable, 3.0, 0.3) * ~shop.bundle * ~shop.gift_card
    weights *= shop.stocked.all(axis=0) & (shop.launched_after == 0)
    weights[sorted(plan.kept_apart)] = 0.0
    chosen = choose(rng, weights, 3 * len(people)).reshape(-1, 3)
    tea = weights * (shop.category == shop.categories.index("Tea"))
    lapsing = people["habit"] == LAPSING
    chosen[lapsing, 0] = choose(rng, tea, int(lapsing.sum()))
    return chosen


def consent_at(people: Rows, until: int) -> tuple[Ints, Ints]:
    """What customers agree to at a moment, and since when: who has not left yet is still subscribed."""
    left = people["consent_at"] <= until
    state = np.where(left | (people["consent"] == NEVER_ASKED), people["consent"], SUBSCRIBED)
    return state, np.where(left, people["consent_at"], people["created"])

"""Any customers at any age: each is in exactly one segment, the one that the definitions say in plain words."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from segments import cadence
from segments.definitions import Condition, Definitions, definitions
from segments.features_reading import People, Tastes
from segments.features_scoring import Asked, Scored, crowd_of, score
from segments.partition import LEAST_BUYERS, Crowd, Partition, partition
from segments.rfm import FIFTHS, cuts_of, scores_of

START = (date(2024, 1, 1) - date(1970, 1, 1)).days
LONGEST = 1200
BUILT_IN = definitions({}, [])

histories = st.lists(st.lists(st.integers(0, LONGEST), max_size=25), min_size=1, max_size=120)
ages = st.integers(0, LONGEST + 500)


def people_of(days: list[list[int]], until: int, money: list[float]) -> People:
    """Customers who purchased on these days, as far as they are known until a day."""
    known = [[START + day for day in own if day <= until] for own in days]
    purchases = [cadence.purchase(who, day, 0) for who, own in enumerate(known) for day in own]
    size, nowhere = len(days), np.full(len(days), -1)
    spent = np.array([money[place % len(money)] * len(own) for place, own in enumerate(known)])
    nothing = np.zeros(size, np.int64)
    empty = pa.table({name: pa.array([], pa.float64()) for name in ("value_12m", "expected_purchases_90d")})
    return People(
        ids=pa.array([f"c{place}" for place in range(size)]),
        rows=size,
        habits=cadence.habits_of(np.sort(np.array(purchases, np.int64)), size, START + until - 365, 1),
        monetary=spent,
        realised=spent,
        known=empty,
        known_at=nowhere,
        predicted=empty,
        predicted_at=nowhere,
        tastes=Tastes(nowhere, nothing, nothing, nothing),
        previous=empty,
        previous_at=nowhere,
        gone=nothing[:0],
    )


def sorted_out(people: People, until: int, rules: Definitions = BUILT_IN) -> tuple[Scored, Crowd, Partition]:
    scored = score(people, Asked(START + until, rules.parameters, {}))
    crowd = crowd_of(people, scored, {"channels": ["online"], "categories": []}, lambda _: people.realised)
    return scored, crowd, partition(crowd, rules)


def in_words(place: int, people: People, scored: Scored) -> tuple[str, set[str]]:
    """The segment of a customer and the tags, by the issue's definitions, one customer at a time."""
    habits, buyers = people.habits, int(scored.buyers.sum())
    days = int(habits.purchase_days[place])
    if days == 0:
        return "prospect", set()
    first, last = int(scored.since_first[place]), int(scored.since_last[place])
    late = bool(scored.is_late[place])
    better = sum(
        value >= people.realised[place] for value, buys in zip(people.realised, scored.buyers, strict=True) if buys
    )
    vip = buyers >= LEAST_BUYERS and better <= buyers * 0.1 + 1e-9 and int(scored.scores["frequency"][place]) >= 4
    spread = habits.gap_sd[place] / habits.mean_gap[place]
    loyal = days >= 5 and bool(spread <= 0.75)
    true = {
        "new": first < 30,
        "vip": vip and not late,
        "loyalist": loyal and not late,
        "at-risk": days >= 3 and late and last < 90,
        "inactive": last >= 90,
    }
    holding = [name for name, holds in true.items() if holds]
    was = {name for name, holds in (("was-vip", vip and late), ("was-loyalist", loyal and late)) if holds}
    return (holding[0], {*holding[1:], *was}) if holding else ("regular", was)


@given(histories, ages, st.lists(st.floats(0, 1000), min_size=1, max_size=120))
@settings(max_examples=60, deadline=None)  # a shop each; the clock of a busy machine says nothing
def test_everybody_is_in_one_segment_and_it_is_the_one_in_words(
    days: list[list[int]], age: int, money: list[float]
) -> None:
    people = people_of(days, age, money)
    scored, _, parted = sorted_out(people, age)
    places, texts = parted.tag_texts
    assert len(parted.segment) == len(days)
    for place in range(len(days)):
        found = BUILT_IN.segments[parted.segment[place]].id
        tags = {tag for tag in texts[places[place]].split(",") if tag}
        assert (found, tags) == in_words(place, people, scored)


def test_a_crowd_of_every_habit_is_where_the_words_say_at_every_age() -> None:
    chance = np.random.default_rng(1)
    days, money = [], chance.gamma(2, 20, 300).tolist()
    for _ in range(300):
        first, gap = int(chance.integers(0, LONGEST)), float(chance.choice([8, 25, 60, 200]))
        times = int(chance.choice([0, 1, 1, 1, 3, 6, 20]))
        steps = np.cumsum(chance.gamma(chance.choice([1, 9]), 1, times) * gap / 5).astype(int)
        days.append((first + steps - steps[:1]).tolist())
    seen: set[str] = set()
    for age in range(0, LONGEST + 400, 97):
        people = people_of(days, age, money)
        scored, _, parted = sorted_out(people, age)
        places, texts = parted.tag_texts
        for place in range(len(days)):
            found = BUILT_IN.segments[parted.segment[place]].id
            tags = {tag for tag in texts[places[place]].split(",") if tag}
            assert (found, tags) == in_words(place, people, scored)
            seen |= {found, *tags}
    assert seen >= {each.id for each in BUILT_IN.segments} | {"was-vip", "was-loyalist"}


@given(st.lists(st.integers(0, 200), min_size=1, max_size=12))
@settings(max_examples=10, deadline=None)
def test_one_customer_at_every_age_is_always_somewhere(days: list[int]) -> None:
    order = ["prospect", "new"]
    for age in range(max(days) + 120):
        parted = sorted_out(people_of([days], age, [10.0]), age)[2]
        found = BUILT_IN.segments[parted.segment[0]].id
        since_first, since_last = age - min(days), age - max([day for day in days if day <= age], default=age + 1)
        assert (found == order[0]) == (since_first < 0)
        assert (found == order[1]) == (0 <= since_first < 30)
        if since_last >= 90 and len(days) < 3:  # without a cadence of their own
            assert found == "inactive"


@given(histories, ages, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_segments_do_not_depend_on_the_order_of_customers_or_purchases(days: Any, age: int, chance: Any) -> None:
    money = [float(1 + place % 7) for place in range(len(days))]
    order = list(range(len(days)))
    chance.shuffle(order)
    shuffled = [chance.sample(days[place], len(days[place])) for place in order]
    one = sorted_out(people_of(days, age, money), age)[2]
    other = sorted_out(people_of(shuffled, age, [money[place] for place in order]), age)[2]
    assert one.segment[order].tolist() == other.segment.tolist()
    assert one.tags[order].tolist() == other.tags.tolist()


@given(st.lists(st.integers(0, 12), min_size=1, max_size=80))
def test_equal_customers_share_a_score_and_each_score_is_above_as_many_fifths(values: list[int]) -> None:
    numbers = np.array(values, float)
    scores = scores_of(numbers, cuts_of(numbers))
    for value, found in zip(values, scores.tolist(), strict=True):
        below = sum(other < value for other in values)
        assert found == 1 + sum(below >= np.ceil(share * len(values)) for share in FIFTHS)


@given(histories, ages, st.sampled_from(["at_least", "at_most", "more_than", "less_than", "is", "is_not"]))
@settings(max_examples=30, deadline=None)
def test_what_is_unknown_fulfils_nothing(days: list[list[int]], age: int, operator: str) -> None:
    people = people_of(days, age, [1.0])
    own = {"segment_id": "own", "name": "Own", "before": "prospect",
           "when": [{"feature": "mean_gap_days", "operator": operator, "value": 20}]}  # fmt: skip
    rules = definitions({}, [own])
    _, crowd, parted = sorted_out(people, age, rules)
    gaps: Any = crowd.feature("mean_gap_days")
    assert not np.any((parted.segment == 0) & np.isnan(gaps))
    assert rules.segments[0].when == (Condition("mean_gap_days", operator, 20.0),)

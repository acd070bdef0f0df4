"""Who is in which arm: as GrowthBook's published vectors have it, the same at every sight, and apart by layers."""

from __future__ import annotations

from collections import Counter

import pytest

from recommendations_v2.assignment import (
    HOLD_OUT,
    Arm,
    Policy,
    Running,
    Traffic,
    assign,
    bucket_ranges,
    choose,
    hash_place,
    in_namespace,
)

PEOPLE = [f"customer:c-{number}" for number in range(6_000)]
ARMS = (Arm("v1", 0.5, "v1"), Arm("v2", 0.5, "v2"))


def running(name: str, layer: str = "main", start: float = 0.0, end: float = 1.0, coverage: float = 1.0) -> Running:
    return Running(name, frozenset({"home"}), layer, start, end, coverage, ARMS)


@pytest.mark.parametrize(
    ("seed", "value", "version", "place"),
    [
        ("", "a", 1, 0.22),
        ("", "b", 1, 0.077),
        ("b", "a", 1, 0.946),
        ("ef", "d", 1, 0.652),
        ("asdf", "8952klfjas09ujk", 1, 0.549),
        ("", "123", 1, 0.011),
        ("", '___)((*":&', 1, 0.563),
        ("seed", "a", 2, 0.0505),
        ("seed", "b", 2, 0.2696),
        ("foo", "ab", 2, 0.2575),
        ("foo", "def", 2, 0.2019),
        ("89123klj", "8952klfjas09ujkasdf", 2, 0.124),
        ("90850943850283058242805", "123", 2, 0.7516),
        ("()**(%$##$%#$#", '___)((*":&', 2, 0.0128),
        ("abc", "def", 99, None),
    ],
)
def test_places_are_growthbooks(seed: str, value: str, version: int, place: float | None) -> None:
    assert hash_place(seed, value, version) == place


@pytest.mark.parametrize(
    ("arms", "coverage", "weights", "ranges"),
    [
        (2, 1, None, [(0, 0.5), (0.5, 1)]),
        (2, 0.5, None, [(0, 0.25), (0.5, 0.75)]),
        (2, 0, None, [(0, 0), (0.5, 0.5)]),
        (4, 1, None, [(0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1)]),
        (2, 1, [0.4, 0.6], [(0, 0.4), (0.4, 1)]),
        (3, 1, [0.2, 0.3, 0.5], [(0, 0.2), (0.2, 0.5), (0.5, 1)]),
        (3, 0.2, [0.2, 0.3, 0.5], [(0, 0.04), (0.2, 0.26), (0.5, 0.6)]),
        (2, -0.2, None, [(0, 0), (0.5, 0.5)]),
        (2, 1.5, None, [(0, 0.5), (0.5, 1)]),
        (2, 1, [0.4, 0.1], [(0, 0.5), (0.5, 1)]),
        (2, 1, [0.7, 0.6], [(0, 0.5), (0.5, 1)]),
        (4, 1, [0.4, 0.4, 0.2], [(0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1)]),
        (2, 1, [0.4, 0.5999], [(0, 0.4), (0.4, 0.9999)]),
    ],
)
def test_ranges_are_growthbooks(
    arms: int, coverage: float, weights: list[float] | None, ranges: list[tuple[float, float]]
) -> None:
    found = bucket_ranges(arms, coverage, weights)

    assert [end for each in found for end in each] == pytest.approx([end for each in ranges for end in each])


@pytest.mark.parametrize(
    ("place", "ranges", "chosen"),
    [
        (0.2, ((0, 0.5), (0.5, 1)), 0),
        (0.4, ((0, 0.5), (0.5, 1)), 0),
        (0.6, ((0, 0.5), (0.5, 1)), 1),
        (0.8, ((0, 0.5), (0.5, 1)), 1),
        (0, ((0, 0.5), (0.5, 1)), 0),
        (0.5, ((0, 0.5), (0.5, 1)), 1),
        (0.2, ((0, 0.25), (0.5, 0.75)), 0),
        (0.4, ((0, 0.25), (0.5, 0.75)), None),
        (0.6, ((0, 0.25), (0.5, 0.75)), 1),
        (0.8, ((0, 0.25), (0.5, 0.75)), None),
        (0.25, ((0, 0.25), (0.5, 0.75)), None),
        (0.5, ((0, 0.25), (0.5, 0.75)), 1),
        (0.5, ((0, 0.5), (0.5, 0.5), (0.5, 1)), 2),
    ],
)
def test_arms_are_chosen_as_growthbook_does(
    place: float, ranges: tuple[tuple[float, float], ...], chosen: int | None
) -> None:
    assert choose(place, ranges) == chosen


@pytest.mark.parametrize(
    ("subject", "namespace", "is_low"),
    [(subject, "namespace1", False) for subject in "1234"]
    + [("1", "namespace2", False), ("2", "namespace2", False), ("3", "namespace2", True), ("4", "namespace2", True)],
)
def test_namespaces_are_growthbooks(subject: str, namespace: str, *, is_low: bool) -> None:
    assert in_namespace(subject, namespace, 0, 0.4) is is_low
    assert in_namespace(subject, namespace, 0.4, 1) is not is_low


def test_everybody_stays_in_their_arm_while_the_share_grows() -> None:
    small = Traffic("1", (running("new-ranking", end=0.2),))
    large = Traffic("2", (running("new-ranking", end=0.9),))

    before = {each: assign(each, "home", small, 0.05) for each in PEOPLE}
    after = {each: assign(each, "home", large, 0.05) for each in PEOPLE}

    met = [each for each in PEOPLE if before[each].experiment_id == "new-ranking"]
    assert 0.17 < len(met) / len(PEOPLE) < 0.21
    assert all(after[each] == before[each] for each in met)
    assert assign(PEOPLE[0], "home", small, 0.05) == before[PEOPLE[0]]


def test_a_twentieth_is_held_out_on_every_surface_and_from_every_experiment() -> None:
    traffic = Traffic("1", (running("new-ranking"),))

    held = {
        surface: [assign(each, surface, traffic, 0.05).variant == "none" for each in PEOPLE]
        for surface in ("home", "cart")
    }

    assert held["home"] == held["cart"]
    assert sum(held["home"]) / len(PEOPLE) == pytest.approx(0.05, abs=0.01)
    assert {
        assign(each, "home", traffic, 0.05).experiment_id for each, out in zip(PEOPLE, held["home"], strict=True) if out
    } == {HOLD_OUT}
    assert not any(assign(each, "home", traffic, 0.0).variant == "none" for each in PEOPLE[:500])


def test_arms_are_as_large_as_their_weights_and_independent_of_the_hold_out() -> None:
    arms = (Arm("v1", 0.2, "v1"), Arm("v2", 0.8, "v2"))
    traffic = Traffic("1", (Running("uneven", frozenset({"home"}), "main", 0, 1, 1, arms),))

    counted = Counter(assign(each, "home", traffic, 0.05).arm for each in PEOPLE)

    assert counted["v1"] / (counted["v1"] + counted["v2"]) == pytest.approx(0.2, abs=0.01)


def test_experiments_of_one_layer_share_nobody_and_other_layers_share_by_chance() -> None:
    one, other = running("one", end=0.5), running("other", start=0.5)
    elsewhere = running("elsewhere", layer="prices", end=0.5)

    def within(experiment: Running) -> set[str]:
        traffic = Traffic("1", (experiment,))
        return {each for each in PEOPLE if assign(each, "home", traffic, 0.0).experiment_id is not None}

    assert not within(one) & within(other)
    assert within(one) | within(other) == set(PEOPLE)
    assert len(within(one) & within(elsewhere)) / len(PEOPLE) == pytest.approx(0.25, abs=0.02)


def test_who_is_in_no_experiment_is_served_what_stands() -> None:
    traffic = Traffic("1", (running("home-only"),), {"cart": Policy("v1")})

    assert assign(PEOPLE[0], "cart", traffic, 0.0).variant == "v1"
    assert assign(None, "home", traffic, 0.5).experiment_id is None, "nobody anonymous is kept in an arm, nor held out"
    assert assign(None, "home", traffic, 0.5).variant == "v2"

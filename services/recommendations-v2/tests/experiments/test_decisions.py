"""What is said of an experiment: each verdict by the figures that make it, and in words for people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recommendations_v2.assignment import Arm
from recommendations_v2.experiment_figures import ArmFigures, arm_figures
from recommendations_v2.experiment_judging import judged
from recommendations_v2.experiments import Entry, Experiment
from recommendations_v2.statistics_power import needed_always, tuned

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
EXPERIMENT = Experiment(
    experiment_id="new-ranking",
    name="The new ranking",
    surfaces=("home",),
    arms=(Arm("old", 0.5, "v1"), Arm("new", 0.5, "v2")),
    state="running",
    started_at=BEGAN,
    tuned_for=tuned(needed_always(0.03, 0.2, 0.04)),
    history=(Entry("planned", 1.0, "anna", BEGAN),),
)


def arm(people: int, buyers: int, margin: float = 10.0, crossed: int = 0) -> dict[str, object]:
    """Each buyer spends 30, half of them had bought before, and leaves as much margin."""
    return {
        "people": people, "matured": people, "crossed": crossed, "buyers": buyers, "x_buyers": people // 10,
        "buyers_x": buyers // 2, "costed": buyers, "net": 30.0 * buyers, "net_squares": 900.0 * buyers,
        "margin": margin * buyers, "margin_squares": margin**2 * buyers * 1.2, "orders": buyers,
        "orders_squares": buyers, "sold": 30.0 * buyers, "sold_squares": 900.0 * buyers, "sold_orders": 30.0 * buyers,
    }  # fmt: skip


def arms(*rows: dict[str, object], names: tuple[str, ...] = ("old", "new")) -> list[ArmFigures]:
    return arm_figures(names, [{"arm": name, **row} for name, row in zip(names, rows, strict=True)])


@pytest.mark.parametrize(
    ("old", "new", "days", "verdict", "why", "words"),
    [
        (
            arm(20_000, 600),
            arm(20_000, 760),
            30,
            "ship",
            "better",
            "Ship new: conversion of new is +26.7 % against old",
        ),
        (arm(20_000, 600), arm(20_000, 470), 30, "roll_back", "worse", "Roll back: conversion of new is -21.7 %"),
        (
            arm(20_000, 600),
            arm(20_000, 760, 5),
            30,
            "roll_back",
            "margin_is_lower",
            "margin per person of new is -36.7 %",
        ),
        (arm(20_000, 600), arm(20_000, 600, 5), 30, "roll_back", "margin_is_lower", "Roll back: margin per person"),
        (arm(20_000, 600), arm(20_000, 760), 9, "keep_running", "least_days", "It has run for 9 of 14 days"),
        (arm(20_000, 600), arm(20_000, 640), 30, "keep_running", "too_few_people", "says neither yes nor no"),
        (arm(200, 29), arm(200, 60), 30, "keep_running", "few_buyers", "29 people have bought in the smallest arm"),
        (arm(90_000, 2_700), arm(90_000, 2_710), 90, "keep_running", "enough_seen", "end it as no difference"),
        (arm(20_000, 600), arm(20_900, 900), 30, "unhealthy", "sample_ratio", "not as large as their weights say"),
        (
            arm(200, 60, crossed=30),
            arm(200, 90, crossed=11),
            30,
            "unhealthy",
            "crossed",
            "41 of 400 people were in two",
        ),
        (arm(200, 60, crossed=30), arm(200, 66, crossed=10), 30, "keep_running", "too_few_people", "more people"),
        (arm(2_000, 600), arm(2_000, 1_000), 30, "ship", "better", "look twice"),
        (arm(0, 0), arm(0, 0), 0, "keep_running", "nobody_matured", "Nobody has had the 7 days yet"),
    ],
)
def test_each_verdict_follows_from_its_figures(
    *, old: dict[str, object], new: dict[str, object], days: int, verdict: str, why: str, words: str
) -> None:
    said = judged(EXPERIMENT, arms(old, new), days, BEGAN, [500] * 14, may_see_margin=True).verdict

    assert (said.name, said.why) == (verdict, why), said.words
    assert words in said.words


def test_of_several_arms_the_best_is_shipped_and_each_errs_less() -> None:
    three = (Arm("old", 0.4, "v1"), Arm("good", 0.3, "v2"), Arm("bad", 0.3, "none"))
    told = arms(arm(20_000, 600), arm(15_000, 600), arm(15_000, 300), names=("old", "good", "bad"))

    result = judged(replace(EXPERIMENT, arms=three), told, 30, BEGAN, [], may_see_margin=True)

    assert (result.verdict.name, result.verdict.arm) == ("ship", "good")
    assert {each.alpha for each in result.compared if each.metric == "conversion"} == {0.02}


def test_an_arm_that_is_worse_is_no_reason_to_roll_back_what_is_not() -> None:
    three = (Arm("old", 0.4, "v1"), Arm("same", 0.3, "v2"), Arm("bad", 0.3, "none"))
    told = arms(arm(20_000, 600), arm(15_000, 455), arm(15_000, 300), names=("old", "same", "bad"))

    assert (
        judged(replace(EXPERIMENT, arms=three), told, 30, BEGAN, [], may_see_margin=True).verdict.name == "keep_running"
    )


def test_nobody_coming_is_said() -> None:
    said = judged(EXPERIMENT, arms(arm(9_000, 270), arm(9_000, 280)), 30, BEGAN, [0] * 14, may_see_margin=True)

    assert "and nobody comes" in said.verdict.words
    assert said.seen.left is not None
    assert said.seen.left.days is None


@pytest.mark.parametrize(("state", "verdict"), [("planned", "not_started"), ("stopped", "ended")])
def test_what_does_not_run_has_no_verdict(state: str, verdict: str) -> None:
    one = replace(EXPERIMENT, state=state, decision="ship" if state == "stopped" else None)  # type: ignore[arg-type]  # both are states

    assert judged(one, arms(arm(0, 0), arm(0, 0)), 0, None, [], may_see_margin=True).verdict.name == verdict

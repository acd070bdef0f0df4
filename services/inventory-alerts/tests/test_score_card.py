"""How often alerts came true, and which may therefore be pushed."""

from __future__ import annotations

import pytest

from inventory_alerts.score_card import LEAST, Count, Push, push, total, wilson


def count(outcome: str, ever: int, *, step: int | None = 90, recent: int = 0, kind: str = "low_stock") -> Count:
    return Count(kind, "fast", "act", was_pushed=True, outcome=outcome, step=step, recent=recent, ever=ever)  # type: ignore[arg-type]  # kinds, as named


def test_the_false_share_is_wrong_ones_over_scored_ones() -> None:
    score = total(
        [count("came_true", 30), count("did_not", 10), count("intervention", 99)], recent=False, sees_missed=False
    )
    assert (score.scored, score.false_share, score.interventions, score.missed) == (40, 0.25, 99, None)


def test_too_few_have_no_share() -> None:
    score = total([count("came_true", LEAST - 1)], recent=False, sees_missed=True)
    assert (score.false_share, score.false_interval, score.missed) == (None, None, 0)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 20, 0.0, 0.16113), (1, 20, 0.00888, 0.23613), (10, 20, 0.29930, 0.70070), (20, 20, 0.83887, 1.0)],
)
def test_wilsons_interval_is_that_of_the_tables(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_before_anything_is_measured_the_prior_holds() -> None:
    assert push([], "low_stock", "fast", 0.05).reason == "prior"
    for unmeasured in ("slow_mover", "seasonal_peak", "trending_down"):
        assert push([], unmeasured, "fast", 0.05).threshold is None  # type: ignore[arg-type]  # as named


def test_a_season_is_pushed_when_enough_of_the_shops_own_came_true() -> None:
    came = [
        Count("seasonal_peak", "steady", "act", was_pushed=False, outcome="came_true", step=90, recent=0, ever=scored)
        for scored in (LEAST - 1, 1)
    ]
    assert push(came[:1], "seasonal_peak", "steady", 0.05).threshold is None
    assert push(came, "seasonal_peak", "steady", 0.05).reason == "measured"


def test_a_class_that_is_right_is_pushed_whatever_the_prior() -> None:
    right = push(
        [count("came_true", 60, kind="trending_up"), count("did_not", 3, kind="trending_up")],
        "trending_up",
        "fast",
        0.05,
    )
    assert (right.threshold, right.reason) == (0.0, "measured")


def test_the_threshold_rises_until_the_target_is_held() -> None:
    counts = [count("did_not", 10, step=81), count("came_true", 20, step=85), count("came_true", 40, step=95)]
    rule = push(counts, "low_stock", "fast", 0.05)
    assert (rule.threshold, rule.reason) == (0.82, "measured")


def test_a_class_that_is_wrong_at_every_threshold_is_not_pushed() -> None:
    rule = push([count("did_not", 10, step=95), count("came_true", 40, step=95)], "low_stock", "fast", 0.05)
    assert (rule.threshold, rule.reason) == (None, "too_often_wrong")


def test_another_kind_and_what_was_only_watched_tell_nothing() -> None:
    other = Count("stock_out", "fast", "act", was_pushed=True, outcome="did_not", step=90, recent=0, ever=500)
    watched = Count("low_stock", "fast", "watch", was_pushed=False, outcome="did_not", step=60, recent=0, ever=500)
    assert push([other, watched], "low_stock", "fast", 0.05).reason == "prior"


def test_a_class_of_which_too_few_are_scored_is_judged_by_its_kind() -> None:
    """Forty wrong ones in a hundred stop the pushing, even where no single class has twenty of them."""
    paces = ("fast", "steady", "slow", "rare")
    counts = [
        Count("overstock", pace, "act", was_pushed=True, outcome=outcome, step=90, recent=0, ever=ever)  # type: ignore[arg-type]  # as named
        for pace in paces
        for outcome, ever in (("came_true", 11), ("did_not", 7))
    ]
    assert push(counts, "overstock", "fast", 0.05).reason == "too_often_wrong"
    right = [count for count in counts if count.outcome == "came_true"]
    assert push(right, "overstock", "fast", 0.05) == Push(0.0, "measured_by_kind")


def test_while_all_that_was_pushed_is_wrong_too_often_what_nobody_measured_and_was_wrong_waits() -> None:
    def of(kind: str, outcome: str, number: int) -> Count:
        return Count(kind, "fast", "act", was_pushed=True, outcome=outcome, step=90, recent=number, ever=number)  # type: ignore[arg-type]  # as named

    rises = [of("trending_up", "did_not", 4), of("trending_up", "came_true", 6)]
    good, bad = of("low_stock", "came_true", 100), of("low_stock", "came_true", 20)
    assert push([*rises, good], "trending_up", "fast", 0.05).reason == "prior"  # 4 of 110 were wrong
    assert push([*rises, bad], "trending_up", "fast", 0.05) == Push(None, "too_often_wrong")  # 4 of 30
    assert push([*rises, bad], "overstock", "fast", 0.05).reason == "prior"  # was not wrong itself
    assert push([*rises, bad], "low_stock", "fast", 0.05).reason == "measured"
    assert push(rises, "trending_up", "fast", 0.05).reason == "prior"  # of ten nothing can be told

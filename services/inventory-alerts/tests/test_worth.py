"""What alerts and reorders were worth."""

from __future__ import annotations

import pytest

from inventory_alerts.worth import Told, avoided, counted, false_share, warned_of, why_unknown

ARRIVED = Told("intervention", "lost_margin", 2, 0, 300.0, 250.0, 2500.0)
RAN_OUT = Told("came_true", "lost_margin", 19, 1, 400.0, 380.0, 100.0)
DID_NOT = Told("did_not", "lost_margin", 1, 0, 40.0, 36.0, 10.0)
TOO_MUCH = Told("intervention", "carrying_cost", 5, 0, 900.0, 900.0, 0.0)


def test_goods_that_arrived_in_time_saved_what_was_expected_to_be_lost() -> None:
    saved = avoided([ARRIVED, RAN_OUT, DID_NOT, TOO_MUCH])

    assert (saved.value, saved.low, saved.high) == (250.0, pytest.approx(185.92), pytest.approx(314.08))


def test_an_estimate_is_never_below_nothing() -> None:
    assert avoided([Told("intervention", "lost_margin", 1, 0, 100.0, 10.0, 900.0)]).low == 0.0


def test_without_alerts_nothing_is_known() -> None:
    assert avoided([RAN_OUT]).value is None
    assert warned_of([ARRIVED]) is None
    assert false_share([ARRIVED]) is None
    assert avoided([Told("intervention", "lost_margin", 1, 1, None, None, None)]).value is None


def test_false_alarms_are_a_share_of_what_could_be_seen() -> None:
    share = false_share([ARRIVED, RAN_OUT, DID_NOT])

    # Wilson, 1 of 20 at 95 %: the textbook's 0.009 to 0.236
    assert share == (0.05, pytest.approx(0.0089, abs=1e-4), pytest.approx(0.2361, abs=1e-4))
    assert (counted([RAN_OUT, DID_NOT], "came_true"), warned_of([RAN_OUT])) == (19, 400.0)


def test_an_amount_that_leaves_something_out_says_so() -> None:
    assert why_unknown([ARRIVED, TOO_MUCH], "intervention", "none") is None
    assert why_unknown([RAN_OUT, TOO_MUCH], "intervention", "none") == "none"
    assert why_unknown([RAN_OUT], "came_true", "none") == "some_prices_or_costs_unknown"
    unknown = Told("intervention", "lost_margin", 2, 2, None, None, None)
    assert why_unknown([unknown, RAN_OUT], "intervention", "none") == "price_or_cost_unknown"

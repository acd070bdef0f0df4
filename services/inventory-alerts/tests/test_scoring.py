"""What a prediction comes to, kind by kind: right, wrong, or an intervention; and whether what was real lasted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from inventory_alerts.run_scoring import Seen, score

WEEK = {"observed_units": 84, "baseline_units": 7}  # a rise from seven units a week to twelve times as many
SILENCE = {"observed_units": 56, "baseline_units": 28}  # eight weeks of a product that sold every second day


def seen(*units: float, out: bool = False, arrived: int | None = None, on_hand: float | None = 10.0) -> Seen:
    return Seen(np.array(units, np.float64), out, arrived, on_hand)


def month(sold: float) -> Seen:
    return seen(sold, *[0.0] * 29)


@pytest.mark.parametrize(
    ("kind", "what", "evidence", "outcome", "lasted"),
    [
        ("low_stock", seen(4, 6, out=True), {}, "came_true", None),
        ("low_stock", seen(4, 5, arrived=1), {}, "intervention", None),
        ("low_stock", seen(4, 5), {}, "did_not", None),
        ("stock_out", seen(0), {}, "came_true", None),
        ("stock_out", seen(3), {}, "did_not", None),
        ("stock_out", seen(0, 4, arrived=1), {}, "intervention", None),
        ("overstock", seen(4, 5), {}, "came_true", None),
        ("overstock", seen(4, 6), {}, "did_not", None),
        ("overstock", seen(4, on_hand=None), {}, "unknown", None),
        ("dead_stock", seen(0), {}, "came_true", None),
        ("dead_stock", seen(1), {}, "did_not", None),
        ("slow_mover", month(0), SILENCE, "came_true", True),
        ("slow_mover", month(7), SILENCE, "came_true", False),  # a customer came, half as many as before did not
        ("slow_mover", month(7.5), SILENCE, "did_not", False),
        ("trending_up", seen(*[10.0] * 7), WEEK, "came_true", True),
        ("trending_up", seen(*[1.0] * 7), WEEK, "came_true", False),  # it was real, and is over
        ("trending_up", seen(*[1.0] * 7), {"observed_units": 10, "baseline_units": 7}, "did_not", False),
        ("trending_down", seen(*[0.2] * 7), {"observed_units": 2, "baseline_units": 20}, "came_true", True),
        ("seasonal_peak", seen(*[1.0] * 7, *[3.0] * 7), {"observed_units": 7, "baseline_units": 7}, "came_true", None),
        ("trending_up", seen(1), {}, "unknown", None),
        ("reorder_due", seen(1), {}, "unknown", None),
    ],
)
def test_what_was_said_is_held_against_what_happened(
    kind: str, what: Seen, evidence: dict[str, Any], outcome: str, lasted: bool | None
) -> None:
    found, _, went_on = score(kind, what, evidence)
    assert (found, went_on) == (outcome, lasted)

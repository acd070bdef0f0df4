"""The chart, drawn for good, in the child that draws it."""

from __future__ import annotations

import struct

import pytest

from inventory_alerts.digest_chart import ChartPlan, draw
from shared.child import compute

HOSTILE = 'Mug "; datum.value] + </script> \u202e'


@pytest.mark.parametrize("bars", [2, 10])
def test_a_chart_is_a_picture_whatever_products_are_called(bars: int) -> None:
    plan = ChartPlan("At stake", tuple((f"{HOSTILE} {number}", 100.0 + number, "£100") for number in range(bars)), "")
    drawn = draw(plan, compute)
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", drawn[16:24])
    assert 900 < width < 1600  # points times two, names cut where they are too long
    assert 56 * bars < height < 56 * bars + 200

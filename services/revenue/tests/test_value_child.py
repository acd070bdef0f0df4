"""What goes between the tables and the arithmetic: amounts to the last place, and a draw that is always the same."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from revenue import lifetime_value_child as child


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0.0, "0"),
        (12.345678, "12.3457"),
        (-0.00004, "0"),
        (-7.25, "-7.25"),
        (8_999_999_999.5, "8999999999.5"),
        (1e300, "9000000000"),
        (-np.inf, "-9000000000"),
    ],
)
def test_amounts_are_written_to_four_places(amount: float, written: str) -> None:
    (found,) = child._money(np.array([amount])).to_pylist()
    assert found == Decimal(written)


def test_of_very_many_customers_the_same_are_compared_in_whatever_order_they_come() -> None:
    chance, count = np.random.default_rng(1), 101_000
    table = pa.table(
        {
            "customer_id": pa.array(np.arange(count)).cast(pa.string()),
            "first_day": pa.array(chance.integers(19_000, 19_700, count).astype(np.int32)).cast(pa.date32()),
            "last_day_0": pa.array(chance.integers(19_700, 20_000, count).astype(np.int32)).cast(pa.date32()),
            "days_0": chance.integers(1, 9, count),
            "value_0": chance.gamma(2, 20, count),
        }
    )
    drawn = child._compared(table)
    again = child._compared(table.take(pa.array(chance.permutation(count))))
    assert len(drawn) == 100_000
    assert set(drawn["customer_id"].to_pylist()) == set(again["customer_id"].to_pylist())
    left_out = set(table["value_0"].to_pylist()) - set(drawn["value_0"].to_pylist())
    assert np.mean(list(left_out)) == pytest.approx(40, rel=0.1)  # who is left out is like the others


def test_few_customers_are_all_compared() -> None:
    table = pa.table({"customer_id": ["a", "b"]})
    assert child._compared(table) is table

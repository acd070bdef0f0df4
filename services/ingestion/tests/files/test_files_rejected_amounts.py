"""What a rejected sale comes to is read where its amount can be, and never guessed."""

from __future__ import annotations

from typing import Any

import pytest

Load = Any  # the fixture's callable
HEADER = "order_id,occurred_at,product_id,quantity,unit_price,discount_amount,net_amount,kind,currency,fx_rate\n"
GOOD = "0,2024-07-01T10:00:00Z,mug,1,10,,,,,\n"


def amounts_of(load: Load, *rows: str) -> list[tuple[str, int, str]]:
    """Reason, rows and amount of what was read of rejected rows."""
    loaded = load({"sales.csv": HEADER + GOOD + "".join(f"{row}\n" for row in rows)})
    assert len(loaded.rejected) == len(rows)
    return [(read["reason"], read["rows"], read["amount"]) for read in loaded.report.rejected_amounts]


def test_a_sale_of_an_unreadable_day_has_its_amount(load: Load) -> None:
    rows = ("1,31.02.2024,mug,2,8.50,,,,,", "2,soon,mug,1,3,1,,,,", ",2024-07-01T10:00:00Z,mug,1,5,,,,,")
    read = amounts_of(load, *rows)
    assert {(reason, count, amount.rstrip("0").rstrip(".")) for reason, count, amount in read} == {
        ("not_a_date", 2, "19"),
        ("required_missing", 1, "5"),
    }


@pytest.mark.parametrize(
    "row",
    [
        "1,soon,mug,many,8.50,,,,,",  # the day is wrong, and so is what the amount is made of
        "1,soon,mug,2,8.50,some,,,,",
        "1,2024-07-01T10:00:00Z,mug,2,,,,,,",  # no amount at all
        "1,soon,mug,2,8.50,,,,USD,",  # dollars at an unknown rate
        "1,2024-07-01T10:00:00Z,mug",  # no row
    ],
)
def test_an_amount_that_cannot_be_read_is_not_made_up(load: Load, row: str) -> None:
    assert amounts_of(load, row) == []


def test_an_amount_that_contradicts_its_row_is_the_amount_it_says(load: Load) -> None:
    read = amounts_of(load, "1,2024-07-01T10:00:00Z,mug,1,10,1,8,,,", "2,2024-07-01T10:00:00Z,mug,-1,10,,,sale,,")
    assert [(reason, count) for reason, count, _ in read] == [("amounts_disagree", 1), ("sign_conflict", 1)]
    assert [float(amount) for _, _, amount in read] == [8, -10]


def test_rejected_rows_of_other_tables_have_none(load: Load) -> None:
    loaded = load({"products.csv": "product_id,price\nmug,dear\ncup,3\n"})
    assert (len(loaded.rejected), loaded.report.rejected_amounts) == (1, [])

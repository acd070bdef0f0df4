"""What a .sql file says of its parameters, and what BigQuery is given for them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.warehouse import Value, WarehouseError
from shared.warehouse.bigquery_jobs import label, parameter
from shared.warehouse.sql_files import parse_query

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def test_a_header_says_the_type_of_lists_too() -> None:
    text = "-- @days ARRAY<DATE>\n-- @until TIMESTAMP  (excluded)\n-- Every @day of @days.\nSELECT @days, @until"
    assert parse_query("days", text).parameters == {"days": "ARRAY<DATE>", "until": "TIMESTAMP"}


@pytest.mark.parametrize("declared", ["ARRAY<DATE", "ARRAY<DATE>>", "date"])
def test_a_type_that_is_none_is_refused(declared: str) -> None:
    with pytest.raises(ValueError, match="header declares"):
        parse_query("days", f"-- @days {declared}\nSELECT @days")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("DATE", NOON),  # the client would send it cut
        ("TIMESTAMP", date(2024, 5, 1)),
        ("INT64", True),
        ("INT64", Decimal(1)),
        ("NUMERIC", 0.1),
        ("STRING", 7),
        ("ARRAY<DATE>", ["2024-05-01"]),
        ("ARRAY<STRING>", "mug"),
    ],
)
def test_a_value_of_another_type_is_refused_before_it_is_sent(kind: str, value: Value) -> None:
    with pytest.raises(WarehouseError, match="@given: "):
        parameter("given", kind, value)


def test_a_label_is_what_bigquery_takes_for_one() -> None:
    assert label("Append_Sales: not new") == "append_sales__not_new"
    assert len(label("x" * 100)) == 63

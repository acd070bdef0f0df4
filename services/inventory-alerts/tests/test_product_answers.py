"""Products in a list, and one product's days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from inventory_alerts.product_answers import CSV_HEADER, history_answer, product_answer, product_lines
from inventory_alerts.product_settings import read_settings_file
from shared.contracts.problems import ProblemError
from shared.shop import Shop
from shared.warehouse import Row

SHOP = Shop("Europe/Dublin", "EUR", "IE")
AS_OF = datetime(2026, 3, 2, 6, tzinfo=UTC)
KNOWN: Row = {
    "product_id": "mug",
    "location_id": "dublin",
    "title": "Mug",
    "sku": "M-1",
    "category": "Kitchen",
    "supplier_id": "acme",
    "price": Decimal("12.5"),
    "unit_cost": Decimal("5.1"),
    "on_hand": 10.0,
    "counted_at": datetime(2026, 2, 28, 18, tzinfo=UTC),
    "stock_assumed": False,
    "committed": 2.0,
    "available": 8.0,
    "incoming": 0.0,
    "position": 8.0,
    "days_of_cover": 4.0,
    "days_until_stockout": 4.0,
    "days_until_stockout_low": 3.0,
    "days_until_stockout_high": 6.0,
    "velocity_7": None,
    "velocity_30": 2.0,
    "velocity_90": 2.0,
    "week_over_week": 0.1,
    "turnover_days": 4.0,
    "unsold_days": 1,
    "missed_low": 0.0,
    "missed_units": 0.0,
    "missed_high": 0.0,
    "reorder_point": 9.0,
    "lead_time_days": 5,
    "lead_time_from": "supplier",
}


def test_a_product_says_how_old_its_stock_is_and_what_it_is_worth() -> None:
    answer = product_answer(SHOP, KNOWN, AS_OF, {("mug", "dublin"): ["low_stock"]}, may_see_margin=True)

    assert answer["stock_age_days"] == 1.5
    assert answer["stock_value"] == {"amount": "51.00", "currency": "EUR"}
    assert answer["open_alerts"] == ["low_stock"]
    assert answer["reasons"] == {"velocity_7": "too_few_days_in_stock"}


def test_costs_are_for_who_may_see_margins() -> None:
    answer = product_answer(SHOP, KNOWN, AS_OF, {}, may_see_margin=False)

    assert (answer["unit_cost"], answer["stock_value"]) == (None, None)
    assert answer["reasons"]["unit_cost"] == answer["reasons"]["stock_value"] == "needs_margin_read"
    assert answer["price"] == {"amount": "12.50", "currency": "EUR"}


def test_what_was_never_counted_is_unknown_and_says_so() -> None:
    never = {**KNOWN, **dict.fromkeys(("on_hand", "counted_at", "committed", "available", "position", "days_of_cover"))}
    answer = product_answer(SHOP, never, AS_OF, {}, may_see_margin=True)

    assert answer["reasons"] | {"velocity_7": ""} == {
        "velocity_7": "",
        "on_hand": "never_counted",
        "on_hand_as_of": "never_counted",
        "stock_age_days": "never_counted",
        "committed": "never_counted",
        "available": "never_counted",
        "position": "never_counted",
        "days_of_cover": "stock_unknown",
        "stock_value": "stock_unknown",
    }


def test_a_file_has_amounts_as_plain_numbers() -> None:
    (line,) = product_lines(
        SHOP, [KNOWN], AS_OF, {("mug", "dublin"): ["low_stock", "reorder_due"]}, may_see_margin=True
    )
    told = dict(zip(CSV_HEADER, line, strict=True))

    assert (told["price"], told["stock_value"]) == (Decimal("12.50"), Decimal("51.00"))
    assert told["open_alerts"] == "low_stock reorder_due"
    assert told["reasons"] == "velocity_7: too_few_days_in_stock"


def day(number: int, what: str, units: float) -> Row:
    return {"what": what, "location_id": "dublin", "local_date": date(2026, 3, number), "units": units}


def test_stock_is_carried_on_from_a_count() -> None:
    told = [
        day(1, "sold", 2.0),
        day(2, "counted", 10.0),
        day(2, "sold", 1.0),
        day(3, "sold", 4.0),
        day(4, "received", 6.0),
    ]
    history = history_answer(told, date(2026, 3, 1), date(2026, 3, 5))

    assert [(each["units"], each["on_hand"], each["in_stock"], each["estimated"]) for each in history] == [
        (2.0, None, None, True),  # before the first count nothing is known
        (1.0, 10.0, True, False),  # a count stands for the end of its day
        (4.0, 6.0, True, True),
        (0.0, 12.0, True, True),
    ]


def all_known(_: object) -> set[str]:
    return set()


def test_whatever_is_wrong_in_a_settings_file_is_told_at_once() -> None:
    content = b"product_id,pack_size\nmug,6\nnone,6\ntray,zero\n"
    with pytest.raises(ProblemError) as refused:
        read_settings_file(content, lambda ids: set(ids) - {"mug", "tray"})
    assert [name for name, _ in refused.value.errors] == ["line 3.product_id", "line 4.pack_size"]


def test_a_settings_file_says_takes_back_and_leaves() -> None:
    changes = read_settings_file(
        "\ufeffproduct_id,lead_time_days,never_alert,unit_cost\r\nmug,9,yes,\r\n'=tray,,,5.10\r\n".encode(), all_known
    )

    assert [(each.product_id, dict(each.values)) for each in changes] == [
        ("mug", {"lead_time_days": 9, "never_alert": True, "unit_cost": None}),
        ("=tray", {"lead_time_days": None, "never_alert": False, "unit_cost": Decimal("5.10")}),
    ]


@pytest.mark.parametrize(
    ("content", "field", "why"),
    [
        (b"title,lead_time_days\nmug,9\n", "file", "begins with a line of product_id"),
        (b"product_id,lead_time_days\n", "file", "holds 1 to"),
        (b"product_id,lead_time_days\nmug\n", "line 2.file", "another number of cells"),
        (b"product_id,lead_time_days\nmug,366\n", "line 2.lead_time_days", "whole number of days"),
        (b"product_id,lead_time_days\nmug,1.5\n", "line 2.lead_time_days", "whole number of days"),
        (b"product_id,pack_size\nmug,0\n", "line 2.pack_size", "is a number"),
        (b"product_id,unit_cost\nmug,nan\n", "line 2.unit_cost", "is a number"),
        (b"product_id,unit_cost\nmug,-1\n", "line 2.unit_cost", "is a number"),
        (b"product_id,never_alert\nmug,perhaps\n", "line 2.never_alert", "is yes or no"),
        (b"product_id,pack_size\nmug,6\nmug,7\n", "line 3.product_id", "stands above already"),
        (b"product_id,pack_size\n,6\n", "line 2.product_id", "printable characters"),
        (b"product_id\n\xff\n", "file", "is no UTF-8 text"),
    ],
)
def test_a_settings_file_is_used_whole_or_not_at_all(content: bytes, field: str, why: str) -> None:
    with pytest.raises(ProblemError) as refused:
        read_settings_file(content, all_known)
    found: dict[str, Any] = dict(refused.value.errors)
    assert why in found[field]

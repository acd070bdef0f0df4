"""What was ordered and what arrived, as events of `openapi/events.yaml`. Pure: rows in, events out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, cast

from shared.contracts.events import Event, new_event
from shared.warehouse import Row

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOSED = {"received", "withdrawn"}  # lines of which nothing is awaited


def purchase_events(source: str, bought: Iterable[Row], lines: Iterable[Row]) -> list[Event]:
    """`purchase-order-changed.v1` of purchase orders in `lines`, and `stock-received.v1` of deliveries in `bought`.

    `lines` are of `purchase_order_lines`, `bought` of `reorders_bought`. A purchase order is told whole, as it stands;
    a delivery by the decision that told of it. The same rows make the same events, with the same ids.
    """
    standing = {
        number: list(of_one) for number, of_one in groupby(lines, key=lambda row: str(row["purchase_order_id"]))
    }
    places = {str(row["reorder_id"]): row["line_no"] for of_one in standing.values() for row in of_one}
    received = [
        _received(source, row, cast("int", places[str(row["reorder_id"])]))
        for row in bought
        if row["delivery"] is not None
    ]
    return [*(_purchase_order(source, number, of_one) for number, of_one in standing.items()), *received]


def _purchase_order(source: str, number: str, lines: Sequence[Row]) -> Event:
    version = max(version_of(cast("datetime", row["recorded_at"])) for row in lines)
    kept = [row for row in lines if row["state"] != "withdrawn"]
    status = "open" if any(row["state"] not in _CLOSED for row in lines) else "received" if kept else "cancelled"
    expected = [cast("datetime", row["expected_at"]) for row in kept if row["expected_at"] is not None]
    data: dict[str, Any] = {
        "entity_id": number,
        "version": version,
        "occurred_at": instant(max(cast("datetime", row["recorded_at"]) for row in lines)),
        "supplier_id": lines[0]["supplier_id"],
        "location_id": lines[0]["location_id"] or None,
        "ordered_at": instant(min(cast("datetime", row["ordered_at"]) for row in lines)),
        "expected_at": instant(max(expected)) if expected else None,
        "status": status,
        "lines": [_line(row) for row in kept or lines],
    }
    return new_event("purchase-order-changed.v1", source, data, event_id=f"{number}-{version}")


def _line(row: Row) -> dict[str, Any]:
    unit_cost = cast("Decimal | None", row["unit_cost"])
    # What came of a line that is closed is all that will come: nothing more of it is awaited.
    quantity = row["received_quantity"] if row["state"] == "received" else row["quantity"]
    return {
        "line_no": row["line_no"],
        "product_id": row["product_id"],
        "quantity": plain(cast("Decimal", quantity)),
        "unit_cost": None if unit_cost is None else plain(unit_cost),
    }


def _received(source: str, row: Row, line_no: int) -> Event:
    version = version_of(cast("datetime", row["recorded_at"]))
    named = f"{row['reorder_id']}-{version}"
    data = {
        "entity_id": named,
        "version": version,
        "occurred_at": instant(cast("datetime", row["recorded_at"])),
        "purchase_order_id": row["purchase_order_id"],
        "location_id": row["location_id"] or None,
        "lines": [
            {
                "line_no": line_no,
                "product_id": row["product_id"],
                "quantity": plain(cast("Decimal", row["arrived"])),
            }
        ],
    }
    return new_event("stock-received.v1", source, data, event_id=f"receipt-{named}")


def plain(number: Decimal) -> str:
    """A number as events have it: decimal digits without an exponent."""
    return f"{number.normalize():f}"


def version_of(moment: datetime) -> int:
    """The microseconds since 1970: a later decision has a greater version."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def instant(moment: datetime) -> str:
    """A moment as events have it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

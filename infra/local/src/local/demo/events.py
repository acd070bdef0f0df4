"""What happens in the demo shop as events of `openapi/events.yaml`; what they do not carry stays in files.

Orders and refunds in the shop's currency, stock counts and the storefront's events. Not amounts in other currencies: an
event has them as they were paid, the demo's cents are those of the shop, and between the two lies a rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from local.demo import EVENTS_FILE, SHOP
from shared.contracts.events import Event, encode, new_event

Row = Mapping[str, Any]

_SOURCE = "demo"
_ABOUT = ("customer_id", "channel", "location_id", "staff_id", "country", "is_test")
_AMOUNTS = ("gross_amount", "discount_amount", "tax_amount")


def as_events(files: Sequence[Path]) -> list[Path]:
    """Put what events can carry into one file of them beside the others, a line each; answers the files left."""
    left: list[Path] = []
    events: list[Event] = []
    for file in files:
        made = _MADE.get(file.stem)
        if made is None:
            left.append(file)
            continue
        table = pq.read_table(file)
        if file.stem == "sales":
            ours = pc.equal(pc.cast(table["currency"], "string"), SHOP["SHOP_CURRENCY"])
            others, table = table.filter(pc.invert(ours)), table.filter(ours)
            if others.num_rows:
                pq.write_table(others, file)
                left.append(file)
        if file not in left:
            file.unlink()
        events += made(table.to_pylist())
    if events:
        target = files[0].with_name(EVENTS_FILE)
        ordered = sorted(events, key=lambda event: (event.occurred_at, event.type, event.id))
        target.write_bytes(b"".join(encode(event) + b"\n" for event in ordered))
        left.append(target)
    return left


def _event(kind: str, entity_id: str, at: datetime, data: Row) -> Event:
    said = {"entity_id": entity_id, "version": 1, "occurred_at": _text(at), **data}
    return new_event(kind, _SOURCE, said, event_id=f"{kind}/{entity_id}", time=at)


def _sales(rows: Iterable[Row]) -> Iterator[Event]:
    def happened(row: Row) -> tuple[str, str, datetime]:
        return row["kind"], row["order_id"], row["occurred_at"]

    for (kind, order_id, at), group in groupby(sorted(rows, key=happened), key=happened):
        lines = list(group)
        first = lines[0]
        data = {name: first[name] for name in _ABOUT}
        data |= {"ordered_at": _text(first["ordered_at"]), "currency": first["currency"]}
        if kind == "sale":
            yield _event("order-placed.v1", order_id, at, data | {"lines": [_line(row, 1) for row in lines]})
        else:
            data |= {"order_id": order_id, "lines": [_line(row, -1) for row in lines]}
            yield _event("order-refunded.v1", f"{order_id}-{at:%Y%m%d%H%M%S}", at, data)


def _line(row: Row, sign: int) -> dict[str, Any]:
    return {
        "line_id": str(row["line_no"]),
        "line_no": row["line_no"],
        "line_type": row["line_type"],
        "product_id": row["product_id"],
        "quantity": str(sign * row["quantity"]),
        **{name: str(sign * row[name]) for name in _AMOUNTS},
        "unit_cost": None if row["unit_cost"] is None else str(row["unit_cost"]),
        "staff_id": row["staff_id"],
    }


def _counts(rows: Iterable[Row]) -> Iterator[Event]:
    for row in rows:
        data = {"product_id": row["product_id"], "location_id": row["location_id"], "on_hand": str(row["on_hand"])}
        at = row["counted_at"]
        entity_id = f"{row['product_id']}@{row['location_id']}/{at:%Y%m%d%H%M%S}"
        yield _event("stock-counted.v1", entity_id, at, data)


def _web_events(rows: Iterable[Row]) -> Iterator[Event]:
    for row in rows:
        data = {name: value for name, value in row.items() if name not in ("event_id", "occurred_at")}
        data |= {name: None if row[name] is None else str(row[name]) for name in ("quantity", "progress")}
        yield _event("web-event-received.v1", row["event_id"], row["occurred_at"], data)


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


_MADE: Mapping[str, Callable[[Iterable[Row]], Iterator[Event]]] = {
    "sales": _sales,
    "stock_counts": _counts,
    "web_events": _web_events,
}

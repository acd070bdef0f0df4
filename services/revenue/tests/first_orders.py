"""The rollups of first orders and of guests, made in Python from the lines that begin an order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from shared.warehouse import Row

Line = dict[str, Any]


def first_order_rollups(lines: Iterable[Line]) -> dict[str, list[Row]]:
    """Rows by the name of their table; the lines know whether they begin an order."""
    begun = [line for line in lines if line["is_order_start"]]
    known = [line for line in begun if line.get("customer_id") is not None]
    guests = Counter(line["local_date"] for line in begun if line.get("customer_id") is None)
    return {
        "daily_guest_sales": [{"local_date": day, "orders": orders} for day, orders in guests.items()],
        "daily_first_orders": _first_orders(begun),
        "customer_first_days": _first_days(known, lambda line: (line["customer_id"],), ("customer_id",)),
        "monthly_customers": _first_days(
            known, lambda line: (line["local_date"].replace(day=1), line["customer_id"]), ("month", "customer_id")
        ),
    }


def _first_days(lines: Iterable[Line], key_of: Callable[[Line], tuple[Any, ...]], names: tuple[str, ...]) -> list[Row]:
    placed: dict[tuple[Any, ...], list[tuple[date, datetime]]] = defaultdict(list)
    for line in lines:
        placed[key_of(line)].append((line["local_date"], line["occurred_at"]))
    return [
        dict(zip(names, key, strict=True)) | dict(zip(("first_date", "first_at"), min(found), strict=True))
        for key, found in placed.items()
    ]


def _first_orders(lines: Iterable[Line]) -> list[Row]:
    """The first order of each customer on a day, and every order of a guest."""
    placed: dict[tuple[Any, ...], list[datetime]] = defaultdict(list)
    for line in lines:
        customer, at = line.get("customer_id"), line["occurred_at"]
        placed[line["local_date"], customer, at if customer is None else None].append(at)
    return [
        {
            "local_date": day,
            "customer_id": customer,
            "first_at": min(found),
            "orders": len(found),
            "guest_orders": 0 if customer else len(found),
        }
        for (day, customer, _), found in placed.items()
    ]

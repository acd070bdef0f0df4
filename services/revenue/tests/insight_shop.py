"""A shop of two places with ten even weeks, in which things can be made to happen; filled faster than line by line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from shared.warehouse import Column, Query, Table

FIRST, LAST = date(2025, 2, 3), date(2025, 4, 20)  # a Monday and a Sunday: eleven weeks
ODD = date(2025, 4, 8)
HOURS = tuple(range(9, 19))
ONLINE, HIGH_STREET = "web-shop", "high-street"


def even_shop(small_shop: Callable[..., Any], *, without: Callable[[date, str], bool] = lambda *_: False) -> Any:
    """Each day 20 orders in the high street and 20 online, of a mug, which costs 4, or a pan, whose cost nobody knows.

    `without` leaves the orders of a day at a place out.
    """
    shop = small_shop()
    shop.product("mug", "Table")
    shop.product("pan", "Kitchen")
    for place, channel in ((HIGH_STREET, "counter"), (ONLINE, "online")):
        for number in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=number)
            if not without(day, place):
                _orders_of_a_day(shop, day, place, channel)
    shop.now = shop.at(f"{LAST + timedelta(days=1)} 06:00")
    return shop


def _orders_of_a_day(shop: Any, day: date, place: str, channel: str) -> None:
    for number in range(20):
        product, price, cost = ("mug", "10", "4") if number % 2 else ("pan", "30", None)
        at = f"{day} {HOURS[number // 2]:02}:{number % 2 * 25 + 10}"
        shop.line(f"{day}-{place}-{number}", at, product, 1, price, cost=cost, channel=channel, location_id=place)


def rush(shop: Any, day: date, product: str, orders: int, price: str, cost: str | None = None) -> None:
    """So many orders more of a product, online."""
    for number in range(orders):
        at = f"{day} {HOURS[number % 10]:02}:{number % 40 + 11}"
        order = f"rush-{day}-{product}-{number}"
        shop.line(order, at, product, 1, price, cost=cost, channel="online", location_id=ONLINE)


def wave(shop: Any, day: date, product: str, units: int, price: str, cost: str | None = None) -> None:
    """So many units come back, online."""
    for number in range(units):
        order, at = f"{day - timedelta(days=7)}-{ONLINE}-{number % 20}", f"{day} 12:{number:02}"
        shop.refund(order, at, product, 1, price, cost=cost, channel="online", location_id=ONLINE)


def opened(shop: Any, tables: Mapping[str, Table], folder: Path, *, data_until: str | None = None) -> Any:
    """The service over the shop's ledger, as `SmallShop.open`, its rows staged from files: thousands in a moment."""
    folder.mkdir(parents=True, exist_ok=True)
    lines, shop.lines = shop.lines, []
    visitor = shop.open(data_until=data_until or f"{LAST + timedelta(days=1)} 00:30")
    shop.lines = lines
    refill(visitor, tables, folder)
    first = min(line["occurred_at"] for line in lines)
    visitor.newer_data(data_from=first.isoformat())
    return visitor


def refill(visitor: Any, tables: Mapping[str, Table], folder: Path) -> None:
    """Put the shop's lines, and the rollups they add up to, in the place of those that are there."""
    shop = visitor.small
    for line in shop.lines:
        line["is_order_start"] = False
    shop._mark_order_starts()
    rows = {
        "sales": shop.lines,
        "daily_shop_sales": shop._rollup("daily_shop_sales"),
        "daily_product_sales": shop._rollup("daily_product_sales"),
    }
    with visitor.warehouse.change() as change:
        for name, found in rows.items():
            columns = [Column(column.name, column.type) for column in tables[name].columns]
            change.stage(f"new_{name}", columns, [_file(found, columns, folder / f"{name}.jsonl")])
        for name in rows:
            names = ", ".join(tables[name].column_names)
            change.execute(Query("clear", f"DELETE FROM {name} WHERE TRUE", {}))
            change.execute(Query("fill", f"INSERT INTO {name} ({names}) SELECT {names} FROM new_{name}", {}))


def _file(rows: Iterable[Mapping[str, Any]], columns: Iterable[Column], path: Path) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps({each.name: _text(row.get(each.name)) for each in columns}) + "\n")
    return path


def _text(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)

"""Shop days that revenue has closed, kept for the digest's first line: what `day-closed.v1` said of the last few."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from inventory_alerts.digest import ClosedDay
from shared.contracts.events import Event
from shared.store import Store

PREFIX = "inventory/closed-days"
KEPT_DAYS = 14  # the digest asks for yesterday; a fortnight is room for events that come late


def keeping(store: Store) -> Callable[[Event], None]:
    """The handler of `day-closed.v1`: the same event twice, or two in any order, leave the same."""

    def keep(event: Event) -> None:
        day = date.fromisoformat(event.data["local_date"])
        store.put(f"{PREFIX}/{day.isoformat()}", json.dumps(dict(event.data)).encode())
        oldest = (day - timedelta(days=KEPT_DAYS)).isoformat()
        for key in list(store.list(f"{PREFIX}/")):
            if key.rpartition("/")[2] < oldest:
                store.delete(key)

    return keep


def closed_day(store: Store, day: date, currency: str) -> ClosedDay | None:
    """What is known of a closed day; None where nothing is, or only in another currency than the shop has now."""
    found = store.get(f"{PREFIX}/{day.isoformat()}")
    if found is None:
        return None
    held = json.loads(found.value)
    if held["net_sales"]["currency"] != currency:
        return None
    target = held["target"]
    return ClosedDay(
        local_date=day,
        net_sales=Decimal(held["net_sales"]["amount"]),
        orders=int(held["orders"]),
        target=None if target is None else Decimal(target["amount"]),
    )

"""What revenue tells the other services, as events of `openapi/events.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.contracts.events import Event, new_event
from shared.contracts.target_changed import TargetChange

SOURCE = "/revenue"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def target_changed(change: TargetChange) -> Event:
    """A changed target. Its id is the change's own and its version the microsecond it was made in: what is published
    again is known, and what comes late does not stand above what was said after it.
    """
    key = change.key
    start, end = key.period_start.isoformat(), key.period_end.isoformat()
    amount = change.net_amount
    data = {
        "entity_id": f"{key.scope}/{key.scope_id}/{start}/{end}",
        "version": (change.changed_at - _EPOCH) // timedelta(microseconds=1),
        "occurred_at": _instant(change.changed_at),
        "scope": key.scope,
        "scope_id": key.scope_id,
        "period_start": start,
        "period_end": end,
        "net_amount": None if amount is None else f"{amount.normalize():f}",
    }
    return new_event("target-changed.v1", SOURCE, data, event_id=change.change_id)


def day_closed(data: Mapping[str, Any]) -> Event:
    """A shop day that ended. Its id follows from the day: however often it is published, it is one event."""
    return new_event("day-closed.v1", SOURCE, data, event_id=f"day-closed-{data['local_date']}")


def closed_day(day: str, ended_at: datetime, figures: Mapping[str, Any]) -> dict[str, Any]:
    """The data of `day_closed`; `figures` are net_sales, orders, target and gap."""
    return {"local_date": day, "closed_at": _instant(ended_at), **figures}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

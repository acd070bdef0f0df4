"""Tells the other services of a refresh, as `segments-refreshed.v1` of `openapi/events.yaml`.

The refresh is live first. What was told last stands in the store and moves only when the bus has it: a process that is
killed in between tells the same again under the same id, and a repetition is no second event.
"""

from __future__ import annotations

from segments.desk import Desk
from segments.refreshes import Refresh, last_refresh
from shared.contracts.events import Event, new_event
from shared.event_bus import EventBusError
from shared.telemetry import logger

SOURCE = "/segments"
TOLD_KEY = "segments/told"  # in the store: the id of the refresh that was told last


def publish_refreshed(desk: Desk) -> None:
    """Publish the live refresh unless it was. A bus that does not answer is tried again by the next, or at a start."""
    refresh = last_refresh(desk)
    stored = desk.store.get(TOLD_KEY)
    if refresh is None or (stored is not None and stored.value.decode() == refresh.refresh_id):
        return
    try:
        desk.event_bus.publish([refreshed_event(refresh)])
    except EventBusError:
        logger().warning("refresh not published", exc_info=True)
        return
    desk.store.put(TOLD_KEY, refresh.refresh_id.encode())


def refreshed_event(refresh: Refresh) -> Event:
    """`segments-refreshed.v1`."""
    data = {
        "generation_id": refresh.refresh_id,
        "as_of_date": refresh.day.isoformat(),
        "customers": refresh.customers,
        "segments": dict(refresh.segments),
    }
    return new_event("segments-refreshed.v1", SOURCE, data, event_id=f"refreshed-{refresh.refresh_id}")

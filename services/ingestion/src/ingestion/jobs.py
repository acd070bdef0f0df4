"""Schedule in, one use case: what Cloud Scheduler starts as a Cloud Run job, `main.py job NAME`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from ingestion.door import Door
from ingestion.lightspeed.connecting import NotConnectedError
from ingestion.lightspeed.syncing import sync
from ingestion.merging import merge
from ingestion.shopify import reconciling
from shared import telemetry

_HOUR = timedelta(hours=1)  # between two questions to a vendor what changed
_LIGHTSPEED = "sync-lightspeed"
_CONNECTED_BY = {reconciling.JOB: "shopify", _LIGHTSPEED: "lightspeed"}  # the secret that a vendor's job needs
_MINUTE_SECONDS = 50.0  # Scheduler starts the next job after sixty; the last merge of this one has ten to end


def merge_waiting(door: Door, *, seconds: float = _MINUTE_SECONDS) -> int:
    """Merge until nothing waits or the time is up; answers how many facts were taken.

    Every merge tells readers of new data, for a job before this one may have ended between its change and saying so.
    Raises LeaseHeldError while a load runs, WarehouseError; the next job takes what this one left.
    """
    deadline, taken = time.monotonic() + seconds, 0
    while True:
        report = merge(door, owed=True)
        taken += report.taken
        if report.taken == 0 or time.monotonic() >= deadline:
            return taken


def _merge(door: Door) -> None:
    telemetry.logger().info("events merged", facts=merge_waiting(door))


def _reconcile_shopify(door: Door) -> None:
    report = reconciling.reconcile(door, lambda *_: None)
    telemetry.logger().info("shopify compared", report=report)


def _sync_lightspeed(door: Door) -> None:
    try:
        report = sync(door, lambda *_: None)
    except NotConnectedError as error:
        telemetry.logger().info("nothing to sync", why=str(error))
        return
    telemetry.logger().info("lightspeed synced", report=report)


JOBS: Mapping[str, Callable[[Door], None]] = {
    "merge": _merge,
    reconciling.JOB: _reconcile_shopify,
    _LIGHTSPEED: _sync_lightspeed,
}
"""Every job, by the name it is started with."""


def hourly(door: Door, jobs: Mapping[str, Callable[[Door], None]] = JOBS) -> dict[str, Callable[[], None]]:
    """The vendors' jobs for a clock that asks often: each runs where its vendor is connected, once an hour."""
    return {name: partial(_when_due, door, name, jobs[name]) for name in _CONNECTED_BY}


def _when_due(door: Door, name: str, job: Callable[[Door], None]) -> None:
    if door.secrets.get(_CONNECTED_BY[name]) is None:
        return
    key, now = f"jobs/{name}/began", door.now()
    stored = door.store.get(key)
    if stored is not None and now - datetime.fromisoformat(stored.value.decode()) < _HOUR:
        return
    door.store.put(key, now.isoformat().encode())  # before the job: one that fails is tried an hour later
    if stored is not None:  # else it was just connected, and whoever did that brings the first of it over, and watches
        job(door)

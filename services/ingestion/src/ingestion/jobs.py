"""Schedule in, one use case: what Cloud Scheduler starts as a Cloud Run job, `main.py job NAME`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from ingestion import renewing
from ingestion.door import Door
from ingestion.lightspeed.connecting import NotConnectedError
from ingestion.lightspeed.syncing import sync
from ingestion.merging import AT_ONCE, merge
from ingestion.shopify import reconciling
from shared import telemetry
from shared.progress import tell
from shared.schedule import Job

_MERGE, _LIGHTSPEED = "merge", "sync-lightspeed"
_CONNECTED_BY = {reconciling.JOB: "shopify", _LIGHTSPEED: "lightspeed"}  # the secret that a vendor's job needs
_BACKLOG = AT_ONCE // 2  # facts of a merge, of which each counts once however often it came: there may be more of them
_JOB_SECONDS = 3_000.0  # a job may take an hour; its last merge has ten minutes to end


@dataclass(frozen=True, slots=True)
class Task:
    """A job before it has its door: what to do, when in shop time, and what it is in one line."""

    do: Callable[[Door], object]
    cron: str
    what: str


def merge_waiting(door: Door, *, seconds: float = _JOB_SECONDS) -> int:
    """Merge until no backlog waits or the time is up; answers how many facts were taken.

    What comes meanwhile waits for the next time: to look for it costs as much as to merge it. Every merge tells readers
    of new data, for one before this may have ended between its change and saying so.
    Raises LeaseHeldError while a load runs, WarehouseError; the next time takes what this one left.
    """
    deadline, taken = time.monotonic() + seconds, 0
    while True:
        report = merge(door, owed=True)
        taken += report.taken
        if report.taken < _BACKLOG or time.monotonic() >= deadline:
            return taken


def _merge(door: Door) -> str:
    renewed = renewing.renew(door, tell)
    merged = f"{merge_waiting(door)} facts merged"
    return f"rollups of this version made; {merged}" if renewed else merged


def _reconcile_shopify(door: Door) -> str:
    report = reconciling.reconcile(door, tell)
    telemetry.logger().info("shopify compared", report=report)
    return "compared; the difference is in the log"


def _sync_lightspeed(door: Door) -> str:
    try:
        report = sync(door, tell)
    except NotConnectedError as error:
        telemetry.logger().info("nothing to sync", why=str(error))
        return str(error)
    telemetry.logger().info("lightspeed synced", report=report)
    return "synced; what came over is in the log"


_EVERY_HOUR, _EVERY_HALF_PAST = "0 * * * *", "30 * * * *"
JOBS: Mapping[str, Task] = {
    # What the clock asks for each minute is asked_merges.py; this one has an hour, for backlogs and rollups made anew.
    _MERGE: Task(_merge, _EVERY_HALF_PAST, "Writes facts that were taken into the tables"),
    reconciling.JOB: Task(_reconcile_shopify, _EVERY_HOUR, "Asks Shopify what no webhook told"),
    _LIGHTSPEED: Task(_sync_lightspeed, _EVERY_HOUR, "Asks Lightspeed what is new"),
}
"""Every job, by the name it is started with."""


def jobs_of(door: Door, tasks: Mapping[str, Task] = JOBS, *, merges_itself: bool = False) -> dict[str, Job]:
    """The jobs, ready to be started; without the merge where the host merges all the time."""
    return {
        name: Job(partial(_do, door, name, task.do), task.cron, task.what)
        for name, task in tasks.items()
        if not (merges_itself and name == _MERGE)
    }


def _do(door: Door, name: str, work: Callable[[Door], object]) -> object:
    """Do it, a vendor's where that vendor is connected."""
    if name not in _CONNECTED_BY:
        return work(door)
    vendor = _CONNECTED_BY[name]
    if door.secrets.get(vendor) is None:
        return f"{vendor} is not connected"
    key = f"jobs/{name}/began"
    known = door.store.get(key) is not None
    door.store.put(key, door.now().isoformat().encode())
    if not known:
        return (
            f"{vendor} was just connected: whoever did that brings the first of it over, with `shopsight sync {vendor}`"
        )
    return work(door)

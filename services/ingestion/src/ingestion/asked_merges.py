"""When facts are merged on Google Cloud: the clock asks each minute, and here it is decided whether it is time.

While somebody looks at live figures it is time every `MERGE_MINUTES_WATCHED`, else every `MERGE_MINUTES`
(shared/decisions/0076). On one machine the suite's own thread merges, and nobody asks.
"""

from __future__ import annotations

from datetime import timedelta

from ingestion import renewing
from ingestion.door import Door
from ingestion.jobs import JOBS, merge_waiting
from shared import telemetry
from shared.contracts.events import Event
from shared.event_bus import Handler
from shared.looks import Looks
from shared.runs import EVENT
from shared.runs.doing import SLICE_SECONDS
from shared.schedule import Job, JobBusyError, job_name
from shared.schedule.doing import do, last_run
from shared.store import LeaseHeldError

__all__ = ["EVENT", "MERGED", "handler", "is_time"]

SERVICE, MERGE = "ingestion", "merge"
MERGED = "facts merged"
"""What the log says of each merge that ended well, also of one that found nothing: an alert counts these lines."""

_LOOKING = timedelta(minutes=2)  # four times as long as `Looks` is silent: one write may fail
_EARLY = timedelta(seconds=30)  # the clock is not on the second: a minute is any time nearer to one than to none


def is_time(door: Door) -> bool:
    """Whether a merge is due: the last one began long enough ago, or ended badly. Raises StoreError."""
    last = last_run(door.store, SERVICE, MERGE)
    if last.outcome == "running":
        return False
    if last.began_at is None or last.outcome in {"failed", "interrupted"}:
        return True
    is_watched = Looks(door.store, door.now).within(_LOOKING)
    minutes = door.settings.merge_minutes_watched if is_watched else door.settings.merge_minutes
    return door.now() - last.began_at >= timedelta(minutes=minutes) - _EARLY


def handler(door: Door) -> Handler:
    """What ingestion does with `run-requested.v1`: its own merge; what others are asked for is theirs."""
    asked_for = job_name(SERVICE, MERGE)

    def handle(event: Event) -> None:
        if event.data["name"] == asked_for and is_time(door):
            _merge(door)

    return handle


def _merge(door: Door) -> None:
    """Merge for as long as a push lasts; the clock asks again, so what another one does is left to it.

    Raises WarehouseError and whatever else a merge raises: then the bus tries again.
    """
    if renewing.is_due(door):  # minutes of a large shop, and another revision may be the one that serves tomorrow
        telemetry.logger().warning("rollups of another version stand", made_by="the job merge")
        return
    job = Job(lambda: merge_waiting(door, seconds=SLICE_SECONDS), JOBS[MERGE].cron, JOBS[MERGE].what)
    try:
        taken = do(door.store, SERVICE, MERGE, job, now=door.now)
    except (JobBusyError, LeaseHeldError) as why:
        telemetry.logger().info("merge waits", why=str(why))
        return
    telemetry.logger().info(MERGED, facts=taken)

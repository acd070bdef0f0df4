"""What the clock starts each morning: the run, and the digest of what stands after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inventory_alerts.envelope import data_state
from inventory_alerts.post_room import PostRoom
from inventory_alerts.quality import recent_score
from inventory_alerts.queries_reorders import ReorderFilters
from inventory_alerts.reading import last_run, open_alerts
from inventory_alerts.run import Compute, RunReport, run
from inventory_alerts.use_cases_digest import DigestRun, Standing, deliver, send_digests
from inventory_alerts.use_cases_reorders import reorders
from shared.runs.doing import Slice, Work
from shared.schedule import NotYetError

ALERTS_RUN = "alerts-run"  # as in run-requested.v1


@dataclass(frozen=True, slots=True)
class Morning:
    """What a morning did; `str()` is what the clock shows."""

    report: RunReport
    digests: DigestRun

    def __str__(self) -> str:
        return f"{self.report}. {self.digests}"


def daily(room: PostRoom, compute: Compute) -> Morning:
    """Look at everything, then send the digest of the day; a run that fails leaves the digest for the next try.

    Raises NotYetError before the first load: a minute after it the first digest goes out.
    """
    if data_state(room.desk).until is None:
        raise NotYetError("no sales are loaded yet")
    now = room.desk.now()
    report = run(room.desk, compute, f"{now:%Y%m%d%H%M%S}-daily", now)
    return Morning(report, send_digests(room, standing(room)))


def standing(room: PostRoom) -> Standing:
    """What the digest is made of: all that stands after the last run."""
    done = last_run(room.desk)
    return Standing(
        alerts=open_alerts(room.desk),
        reorders=reorders(room.desk, ReorderFilters(state="suggested"))[0],
        sales_until=done.sales_until if done else None,
        stock_until=done.stock_until if done else None,
        quality=recent_score(room.desk),
    )


def deliver_letters(room: PostRoom) -> DigestRun:
    """Try again what could not be delivered."""
    return deliver(room)


def works(room: PostRoom, compute: Compute) -> Mapping[str, Work]:
    """What run-requested.v1 can ask of this service. A run by hand sends no digest: that goes out once a day."""

    def alerts_run(part: Slice) -> Mapping[str, Any]:
        report = run(room.desk, compute, part.run_id, part.run.requested_at)
        return {
            "items": report.items,
            "candidates": report.candidates,
            "opened": report.opened,
            "resolved": report.resolved,
            "suggested": report.suggested,
            "notes": dict(report.notes),
        }

    return {ALERTS_RUN: alerts_run}

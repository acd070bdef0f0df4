"""Makes the rollups anew where an update defines them otherwise than those that stand."""

from __future__ import annotations

from ingestion import queries, rollups
from ingestion.door import Door
from ingestion.rollups import Progress
from ingestion.use_cases import alone, data_bounds, publish_version
from shared.store import LeaseHeldError

_KEY = "shop/rollups"


def is_due(door: Door) -> bool:
    """Whether the rollups that stand are another version's."""
    stored = door.store.get(_KEY)
    return stored is None or stored.value != rollups.defined().encode()


def renew(door: Door, progress: Progress) -> bool:
    """Make the rollups of this version, in one atomic change; answers whether that was due and is done.

    It is not done while another process has the lease of loads: that one makes them, or the next call does.
    """
    if not is_due(door):
        return False
    if data_bounds(door)["data_until"] is not None:
        try:
            with alone(door, "new rollups", progress), door.warehouse.change() as change:
                queries.all_days(change)
                queries.no_redated_entries(change)
                rollups.refresh(change, progress)
        except LeaseHeldError:
            return False
        publish_version(door)  # before it is noted as done: who is killed in between makes them once more
    door.store.put(_KEY, rollups.defined().encode())
    return True

"""Clears what a killed process left behind: files it staged, a lease nobody holds, rejected rows of no load."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection

from ingestion.door import Door
from shared.store import LeaseHeldError, lease

_REJECTED = "loads/"  # where the store keeps the rejected rows of loads, each under its load's id
_DRY_RUN = "dry-run"  # a dry run's rejected rows stay until the next one: nobody was told that they go


def clear(door: Door, *, lease_key: str, loads: Callable[[], Collection[str]]) -> None:
    """Make the folder and the store as if what was killed had never begun; `loads` answers the ids of all loads.

    Where another process may be in the middle of a load, nothing of a load is touched; its end, or the start after its
    end, leaves the store clean.
    """
    shutil.rmtree(door.settings.staging, ignore_errors=True)
    if door.warehouse.exclusive:
        door.store.delete(lease_key)
    try:
        with lease(door.store, lease_key, holder="a start"):
            _forget_loads_that_never_were(door, loads)
    except LeaseHeldError:
        return


def _forget_loads_that_never_were(door: Door, loads: Callable[[], Collection[str]]) -> None:
    kept = list(door.store.list(_REJECTED))
    if not kept:
        return
    known = {_DRY_RUN, *loads()}
    for key in kept:
        if key.split("/")[1] not in known:
            door.store.delete(key)

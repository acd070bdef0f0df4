"""The backup as a job of the suite: by the clock where BACKUP_DIR is set, by hand where `shopsight backup` says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from ingestion.door import Door
from local.backing_up import back_up, backups_in
from shared.progress import tell
from shared.schedule import Job
from shared.store import Store

SERVICE, NAME = "suite", "backup"
WANTED_KEY = "backup/wanted"  # in the store: where the command line wants one, until it is made
_CRON = "30 2 * * *"  # before the night's jobs begin
_KEPT = 14  # of those made by the clock: two weeks, longer than a bad load stays unseen


def backup_job(door: Door, root: Path, by_clock: Path | None) -> Job:
    """Backs the shop up into the folder that was wanted, else into `by_clock`."""
    return Job(lambda: _make(door, root, by_clock), _CRON, "Backs the shop up, where BACKUP_DIR says")


def _make(door: Door, root: Path, by_clock: Path | None) -> str:
    wanted = _wanted(door.store)
    into = wanted or by_clock
    if into is None:
        return "No folder for backups is named (BACKUP_DIR)"
    try:
        backup = back_up(door, root, into, tell)
    finally:
        door.store.delete(WANTED_KEY)
    if wanted is None:
        _forget_old(into)
    return f"{backup.folder}, {backup.size / 1e6:.1f} MB, {backup.totals.orders:,} orders"


def _wanted(store: Store) -> Path | None:
    stored = store.get(WANTED_KEY)
    return None if stored is None else Path(stored.value.decode())


def _forget_old(into: Path) -> None:
    remove: Callable[[Path], None] = shutil.rmtree
    for backup in backups_in(into)[:-_KEPT]:
        remove(backup.folder)

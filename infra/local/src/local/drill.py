"""Practises what one hopes never to need: backup, restore, and that nobody who was erased comes back by it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ingestion.queries import customers_named
from local.backing_up import BackupError, read_backup
from local.client import ProcessClient
from local.data_folder import DataFolder, open_data_folder
from local.plugs import issuer
from local.restoring import restore
from local.suite import Suite, open_suite
from local.talk import log_lines_into
from shared.progress import Progress


@dataclass(frozen=True, slots=True)
class Report:
    """How a drill went; seconds are those of this machine now. None where there was nobody to erase."""

    backup_seconds: float
    restore_seconds: float
    megabytes: float
    orders: int
    figures_equal: bool
    stayed_erased: bool | None

    @property
    def passed(self) -> bool:
        """Whether a backup of this shop can be relied on."""
        return self.figures_equal and self.stayed_erased is not False

    def document(self) -> dict[str, Any]:
        """For scripts."""
        return {**asdict(self), "passed": self.passed}

    def lines(self) -> list[str]:
        """For people."""
        erased = {True: "stays erased", False: "CAME BACK", None: "not tried, as the shop knows no customer"}
        return [
            f"backup:  {self.megabytes:.1f} MB in {self.backup_seconds:.1f} s",
            f"restore: {self.orders:,} orders in {self.restore_seconds:.1f} s",
            f"figures: {'equal' if self.figures_equal else 'NOT EQUAL'}",
            f"erasure: an erased customer {erased[self.stayed_erased]}, when the backup from before is restored",
        ]


def practise(back_up: Callable[[Path], Path], progress: Progress) -> Report:
    """`back_up` makes a backup in a folder and answers where. Raises BackupError and what opening a folder raises."""
    with tempfile.TemporaryDirectory(prefix="shopsight-drill-") as name:
        room = Path(name)
        began = time.perf_counter()
        backup = read_backup(back_up(room / "backups"))
        backed_up = time.perf_counter()
        first = open_data_folder(room / "first")
        done = restore(backup.folder, first, _own(), progress)
        restored = time.perf_counter()
        stayed = _erase_and_restore(first, backup.folder, open_data_folder(room / "second"), progress)
        return Report(
            backup_seconds=round(backed_up - began, 2),
            restore_seconds=round(restored - backed_up, 2),
            megabytes=backup.size / 1e6,
            orders=backup.totals.orders,
            figures_equal=done.figures_equal,
            stayed_erased=stayed,
        )


def _erase_and_restore(first: DataFolder, backup: Path, second: DataFolder, progress: Progress) -> bool | None:
    """Erase somebody in one restored shop, restore the backup from before elsewhere, and look whether they are back."""
    with log_lines_into(first.log):
        suite = open_suite(first.root, _own(), progress)
        try:
            named = _named(suite)
            if not named:
                return None
            customer = named[0]
            client = ProcessClient(suite, issuer(first, _own()).issue("owner", "drill"))
            client.request("POST", f"/api/ingest/customers/{quote(customer, safe='')}/erase").document()
            if customer in _named(suite):
                raise BackupError("A customer could not be erased in the restored shop")
        finally:
            suite.close()
    restore(backup, second, _own(), progress, also=[first.root])
    again = open_suite(second.root, _own(), progress)
    try:
        return customer not in _named(again)
    finally:
        again.close()


def _named(suite: Suite) -> list[str]:
    return [str(row["customer_id"]) for row in customers_named(suite.door.warehouse)]


def _own() -> dict[str, str]:
    """The environment without what names plugs: a drill's folders are its own, whatever the shop's are."""
    ours = ("WAREHOUSE_URL", "STORE_URL", "EVENT_BUS_URL", "SECRETS_URL", "SCHEDULE_URL", "DATA_DIR", "INBOX_URL")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "JOBS_BY_CLOCK": "false"}

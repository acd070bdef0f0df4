"""A backup of one shop on this machine, taken while it is open: its tables, its state, its secrets, what waits.

While it is taken nothing is loaded, undone or erased; answers go on. What waits for delivery is copied first and the
tables last: an event that is in both is taken twice, which changes nothing, and none is lost. Every file is in the
manifest with its digest, and so are the figures of the ledger, which a restore has to come to again.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import count
from pathlib import Path
from secrets import token_hex

from ingestion.door import Door
from ingestion.queries import ledger_totals
from ingestion.use_cases import alone
from shared.progress import Progress
from shared.warehouse.snapshots import FILE, take_snapshot

MANIFEST, DATABASE = "manifest.json", f"shop/{FILE}"
VERSION = 1  # of what a backup is made of
_WAITING = ("events.sqlite", "inbox.sqlite")
_STORE, _REJECTED, _SECRETS, _SETTINGS = "shop/store", "shop/rejected", "secrets", "shop.toml"
# Held by processes of then; where this backup goes; temporary; made by the folder itself.
_PASSED_OVER = (
    f"{_STORE}/leases",
    f"{_STORE}/backup",
    f"{_STORE}/.writing",
    f"{_STORE}/.lock",
    f"{_SECRETS}/.writing",
    f"{_SECRETS}/.lock",
)
_STAMP = "%Y%m%dT%H%M%SZ"
_PIECE = 1 << 20  # bytes read at once
_BUSY_SECONDS = 10.0  # another connection's commit takes milliseconds


class BackupError(Exception):
    """What could not be backed up or brought back; `str()` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the ledger says in all; a restore comes to the same."""

    lines: int
    orders: int
    net: str
    until: str | None


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as its manifest tells of it: digests of its files by their place in the data folder."""

    folder: Path
    made_at: datetime
    totals: Totals
    files: dict[str, str]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum((self.folder / name).stat().st_size for name in self.files)


def back_up(door: Door, root: Path, into: Path, progress: Progress) -> Backup:
    """Write a backup of the data folder `root`, open as `door`, as a new folder inside `into`, for its owner only.

    Raises BackupError, WarehouseError, OSError and LeaseHeldError; then there is no new folder.
    """
    if into.is_relative_to(root):
        raise BackupError(f"{into} lies in the data folder: a backup has to lie elsewhere, best on another disk")
    made_at = door.now().astimezone(UTC)
    part = into / f".{made_at.strftime(_STAMP)}.{os.getpid()}.{token_hex(4)}.part"
    part.mkdir(mode=0o700, parents=True)
    try:
        with alone(door, "a backup", progress):
            progress("copying what waits", 0, 4)
            for name in _WAITING:
                _copy_sqlite(root / "shop" / name, part / "shop" / name)
            progress("copying the store", 1, 4)
            for name in (_STORE, _REJECTED, _SECRETS, _SETTINGS):
                _copy(root, name, part)
            progress("copying the tables", 2, 4)
            (part / DATABASE).parent.mkdir(mode=0o700, exist_ok=True)
            take_snapshot(door.warehouse, part / DATABASE)
            totals = totals_of(door)
        progress("counting", 3, 4)
        backup = Backup(part, made_at, totals, {name: digest_of(part / name) for name in files_in(part)})
        (part / MANIFEST).write_text(_document(backup), encoding="utf-8")
        final = named(part, into / made_at.strftime(_STAMP))
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return replace(backup, folder=final)


def named(part: Path, wanted: Path) -> Path:
    """Give a finished backup its name; of one second the second one, whoever made the first, gets a number behind it.

    Raises OSError.
    """
    for number in count(1):
        final = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        try:
            return part.rename(final)  # never onto another: one that is there is not empty
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
    raise AssertionError("numbers do not end")


def totals_of(door: Door) -> Totals:
    """The ledger's own figures now."""
    row = ledger_totals(door.warehouse)[0]
    until = row["until"]
    net = Decimal(str(row["net"] or 0)).normalize()
    return Totals(int(str(row["lines"])), int(str(row["orders"])), f"{net:f}", None if until is None else str(until))


def read_backup(folder: Path) -> Backup:
    """A backup that is there, by its manifest. Raises BackupError for what is none."""
    try:
        stated = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        made_at = datetime.fromisoformat(stated["made_at"])
        version, totals, files = stated["version"], Totals(**stated["totals"]), dict(stated["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder} is no backup: {MANIFEST} is not there or cannot be read") from error
    if version != VERSION:
        raise BackupError(
            f"{folder} was made by another version of the suite (form {version}, this one reads {VERSION})"
        )
    return Backup(folder, made_at, totals, files)


def backups_in(folder: Path) -> list[Backup]:
    """The backups in a folder, oldest first."""
    found = [read_backup(each) for each in folder.iterdir() if (each / MANIFEST).is_file()]
    return sorted(found, key=lambda backup: backup.made_at)


def files_in(folder: Path) -> Iterator[str]:
    """Every file below a folder by its place in it, in order."""
    return iter(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    found = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def _document(backup: Backup) -> str:
    stated = {
        "version": VERSION,
        "made_at": backup.made_at.isoformat(),
        "totals": asdict(backup.totals),
        "files": backup.files,
    }
    return json.dumps(stated, indent=1) + "\n"


def _copy_sqlite(source: Path, target: Path) -> None:
    """A SQLite file as of one moment, with what is still in its log."""
    if not source.exists():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        reading.backup(writing)
    target.chmod(0o600)


def _copy(root: Path, name: str, part: Path) -> None:
    """Files of the data folder with their times, which are versions in the store; what goes away meanwhile is gone."""
    source = root / name
    if source.is_file():
        shutil.copy2(source, part / name)
    for path in files_in(source) if source.is_dir() else ():
        place = f"{name}/{path}"
        if place.startswith(_PASSED_OVER):
            continue
        target = part / place
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copy2(root / place, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)

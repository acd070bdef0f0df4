"""Brings a backup back into an empty data folder, and forgets anew whom the shop erased after it was made.

Who was erased is known by keyed digests (`ingestion.suppression`): in the backups that lie beside this one and are
newer, and in a data folder that is named. Whoever of them is in the restored shop is erased there as by hand, so that
an old backup brings nobody back.
"""

from __future__ import annotations

import http
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ingestion.door import Door
from ingestion.queries import customers_named
from ingestion.suppression import ID, read_list
from local.backing_up import DATABASE, Backup, BackupError, backups_in, digest_of, read_backup, totals_of
from local.client import ProcessClient
from local.data_folder import DataFolder, find_said
from local.plugs import issuer
from local.suite import Suite, open_suite
from local.talk import log_lines_into
from shared import secrets, store
from shared.progress import Progress
from shared.secrets import Secrets
from shared.store import Store

_LIST, _KEY = "suppression/", "suppression-key"  # as ingestion.suppression keeps them
_ROLE, _SUBJECT = "owner", "restore"

Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: the backup, whether the figures came out the same, and how many were erased anew."""

    backup: Backup
    figures_equal: bool
    erased_again: int
    waiting: int  # events that were published and not taken yet


def restore(
    source: Path, folder: DataFolder, environment: Environment, progress: Progress, *, also: Iterable[Path] = ()
) -> Restored:
    """Bring the backup in `source` back into an empty data folder. `also` are data folders that know who was erased.

    Raises BackupError for a backup that is not whole and a folder that is not empty; nothing was changed then. Raises
    what opening a data folder raises.
    """
    backup = read_backup(source)
    _check_empty(folder)
    _check_whole(backup, progress)
    known_by = [*also, *(each.folder for each in backups_in(source.parent) if each.made_at > backup.made_at)]
    _copy_back(backup, folder, progress)
    _add_erased(folder, known_by)
    with log_lines_into(folder.log):
        suite = open_suite(folder.root, {**environment, "JOBS_BY_CLOCK": "false"}, progress)
        try:
            equal = totals_of(suite.door) == backup.totals
            erased = _erase_again(suite, folder, environment, progress)
            waiting = ProcessClient(suite, "").settle(progress)
        finally:
            suite.close()
    return Restored(backup, equal, erased, waiting)


def _check_empty(folder: DataFolder) -> None:
    if find_said(folder) is not None:
        raise BackupError(f"{folder.root} is held by a suite, or was when it was killed: name an empty folder")
    there = [name for name in ("shop", "secrets", "shop.toml") if (folder.root / name).exists()]
    if there:
        raise BackupError(f"{folder.root} holds {', '.join(there)}: name an empty folder, nothing is written over")


def _check_whole(backup: Backup, progress: Progress) -> None:
    if DATABASE not in backup.files:
        raise BackupError(f"{backup.folder} has no tables in it")
    for done, (name, digest) in enumerate(backup.files.items()):
        progress("looking whether the backup is whole", done, len(backup.files))
        path = backup.folder / name
        if not path.is_file() or digest_of(path) != digest:
            raise BackupError(f"{name} of {backup.folder} is not as it was written: take another backup")


def _copy_back(backup: Backup, folder: DataFolder, progress: Progress) -> None:
    """All or nothing: a copy that broke off leaves no shop that looks whole."""
    with tempfile.TemporaryDirectory(dir=folder.root, prefix=".restoring-") as name:
        part = Path(name)
        for done, place in enumerate(backup.files):
            progress("bringing files back", done, len(backup.files))
            target = part / place
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(backup.folder / place, target)
        for each in sorted(part.iterdir()):
            each.replace(folder.root / each.name)


def _add_erased(folder: DataFolder, known_by: Iterable[Path]) -> None:
    """Put whom others know to be erased onto the restored shop's list, under the key that they share."""
    own_store, own_secrets = _state_of(folder.root)
    for place in known_by:
        if not (place / "shop" / "store").is_dir():
            continue
        with tempfile.TemporaryDirectory(prefix="known-") as name:
            copied = Path(name)  # opening a store tidies it up: a backup is not to be touched
            shutil.copytree(place / "shop" / "store", copied / "shop" / "store", dirs_exist_ok=True)
            shutil.copytree(place / "secrets", copied / "secrets", dirs_exist_ok=True)
            their_store, their_secrets = _state_of(copied)
            digests = list(their_store.list(_LIST))
            if not digests:
                continue
            _take_key(own_store, own_secrets, their_secrets.get(_KEY), place)
            for digest in digests:
                own_store.put(digest, b"")


def _take_key(own_store: Store, own: Secrets, key: str | None, place: Path) -> None:
    known = own.get(_KEY)
    if key is None or (known not in {None, key} and any(True for _ in own_store.list(_LIST))):
        raise BackupError(f"{place} keeps its list of the erased under another key: it is another shop's")
    if known != key:
        own.put(_KEY, key)


def _state_of(root: Path) -> tuple[Store, Secrets]:
    opened: Callable[[str], str] = lambda part: (root / part).absolute().as_uri()  # noqa: E731 - two URLs of one form
    return store.connect(opened("shop/store")), secrets.connect(opened("secrets"))


def _erase_again(suite: Suite, folder: DataFolder, environment: Environment, progress: Progress) -> int:
    """Erase whoever of the restored shop is on the list; answers how many."""
    listed = read_list(suite.plugs.store, suite.plugs.secrets)
    if not listed:
        return 0
    found = [name for name in _named(suite.door) if listed.covers(ID, name)]
    client = ProcessClient(suite, issuer(folder, environment).issue(_ROLE, _SUBJECT))
    for done, customer in enumerate(found):
        progress("forgetting anew", done, len(found))
        answered = client.request("POST", f"/api/ingest/customers/{quote(customer, safe='')}/erase")
        answered.document()
        if answered.status != http.HTTPStatus.OK:
            raise BackupError("A customer who was erased could not be erased anew: do not use the restored shop")
    return len(found)


def _named(door: Door) -> list[str]:
    return [str(row["customer_id"]) for row in customers_named(door.warehouse)]

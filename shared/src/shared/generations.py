"""Tables that are replaced as a whole: each run's rows are a generation, and the store says which one is live.

A generation is built beside the live one and switched to at the end by one compare-and-set, so a run that is killed
anywhere leaves what stood. SQL reads `WHERE generation_id = @generation_id` with what `live` answers. Tables that are
replaced together are switched together: one generation id for all of them, and whoever joins them asks `live` once.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from shared.store import Store, StoreConflictError
from shared.warehouse import Change, Column, Query, Table, Warehouse

COLUMN = "generation_id"

_MOMENT = "%Y%m%dT%H%M%S%fZ"


class GenerationLostError(Exception):
    """Another run began to replace the same tables meanwhile; what it makes counts."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is written in the same change besides the tables that are replaced: files to stage, then statements."""

    staged: Mapping[str, tuple[Sequence[Column], Path]]
    write: Callable[[Change], object]


@dataclass(frozen=True, slots=True)
class _Pointer:
    """What the store holds of one table.

    Of tables that are replaced together one leads: its pointer is theirs, and so all are switched by one write. The
    others `follow` it, and keep what they had for as long as the leader does not yet name them among its `tables`.
    """

    generation_id: str | None = None
    tables: tuple[str, ...] = ()
    follows: str | None = None
    building: str | None = None  # by whom; a run that finds another one here has been overtaken


def new_generation(now: datetime) -> str:
    """A new generation's id; later ones sort after earlier ones."""
    return f"{now.astimezone(UTC).strftime(_MOMENT)}-{secrets.token_hex(4)}"


def made_at(generation_id: str) -> datetime:
    """The moment a generation was made as of."""
    return datetime.strptime(generation_id.partition("-")[0], _MOMENT).replace(tzinfo=UTC)


def live(store: Store, service: str, table_name: str) -> str | None:
    """The generation of a service's table that readers read now; None when none was made yet.

    A generation is there until two newer ones have been made: whoever asks once for an answer reads one whole one.
    """
    pointer, _ = _read(store, service, table_name)
    if pointer.follows is not None:
        leader, _ = _read(store, service, pointer.follows)
        if table_name in leader.tables:
            return leader.generation_id
    return pointer.generation_id


def replace(
    warehouse: Warehouse,
    store: Store,
    service: str,
    now: datetime,
    tables: Mapping[Table, Path],
    *,
    generation_id: str | None = None,
    beside: Beside | None = None,
) -> str:
    """Make the rows of Parquet files the live generation of their tables, all at once; answers its id.

    Each file has the table's columns without `generation_id`. The one before is kept for those who read it; what is
    older goes, and what a killed run left. Raises GenerationLostError where another run began after this one, and
    WarehouseError; then, and when it is killed anywhere, what was live stays live.

    Who needs the id before there is the generation gives one of `new_generation`. What is written `beside` is there as
    soon as the change is: a run that is killed before the switch leaves it, and only its generation tells.
    """
    if not tables:
        raise ValueError("nothing to replace")
    generation_id = generation_id or new_generation(now)
    names = sorted(table.name for table in tables)
    leader = names[0]
    version = _announce(store, service, leader, generation_id)
    kept = [name for table in names if (name := live(store, service, table)) is not None]
    with warehouse.change() as change:
        for table, path in tables.items():
            change.stage(f"made_{table.name}", [c for c in table.columns if c.name != COLUMN], [path])
        for name, (columns, path) in (beside.staged if beside else {}).items():
            change.stage(name, columns, [path])
        for table in tables:
            _write(change, table, generation_id, kept)
        if beside is not None:
            beside.write(change)
    for name in names[1:]:
        _follow(store, service, name, leader)
    _put(store, service, leader, _Pointer(generation_id, tuple(names)), version)
    return generation_id


def _write(change: Change, table: Table, generation_id: str, kept: Sequence[str]) -> None:
    """Add the new rows, and remove what nobody reads: all generations but the one that is live until the switch."""
    columns = [column.name for column in table.columns if column.name != COLUMN]
    remove = f"DELETE FROM {table.name} WHERE {COLUMN} NOT IN UNNEST(@kept)"
    change.execute(Query(f"clear_{table.name}", remove, {"kept": "ARRAY<STRING>"}), {"kept": list(kept)})
    add = (
        f"INSERT INTO {table.name} ({', '.join([COLUMN, *columns])}) "
        f"SELECT @{COLUMN}, {', '.join(columns)} FROM made_{table.name}"
    )
    change.execute(Query(f"fill_{table.name}", add, {COLUMN: "STRING"}), {COLUMN: generation_id})


def _announce(store: Store, service: str, leader: str, generation_id: str) -> str:
    """Say who builds. From then on a run that began earlier cannot switch any more, and its rows may be removed."""
    before, version = _read(store, service, leader)
    own = before.generation_id if before.follows is None else live(store, service, leader)
    tables = before.tables if before.follows is None else (leader,)
    return _put(store, service, leader, _Pointer(own, tables, building=generation_id), version)


def _follow(store: Store, service: str, name: str, leader: str) -> None:
    pointer, version = _read(store, service, name)
    if pointer.follows != leader:
        _put(store, service, name, _Pointer(live(store, service, name), pointer.tables, follows=leader), version)


def _key(service: str, table_name: str) -> str:
    return f"generations/{service}/{table_name}"


def _read(store: Store, service: str, table_name: str) -> tuple[_Pointer, str | None]:
    stored = store.get(_key(service, table_name))
    if stored is None:
        return _Pointer(), None
    content = json.loads(stored.value)
    return _Pointer(**{**content, "tables": tuple(content["tables"])}), stored.version


def _put(store: Store, service: str, table_name: str, pointer: _Pointer, version: str | None) -> str:
    value = json.dumps(asdict(pointer)).encode()
    try:
        return store.put(_key(service, table_name), value, if_absent=version is None, if_version=version)
    except StoreConflictError as error:
        raise GenerationLostError(f"{service}'s {table_name} is being replaced by another run") from error

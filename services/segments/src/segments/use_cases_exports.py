"""What people and the clock do with exports: ask for one, do what was asked for, take one back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from segments import queries_exports as queries
from segments.desk import SERVICE, Desk
from segments.export_desk import Outlet
from segments.export_key import digest, shop_key
from segments.export_record import CSV, Export, Kind, export_of, new_export_id
from segments.export_run import do_export
from segments.export_standing import standing_now
from segments.export_target import LONGEST_NAME, TargetRefusedError
from segments.export_writing import write_export
from segments.use_cases_settings import set_now
from shared import runs
from shared.contracts.problems import ProblemError
from shared.runs.doing import AGAIN, Again, Slice
from shared.store import StoreConflictError
from shared.warehouse import Row

SEGMENTS_EXPORT = "segments-export"  # as in run-requested.v1
KEYS = "segments/export-keys/"  # in the store: which export an Idempotency-Key stands for

_KEY_FOR = timedelta(days=1)  # the contract's words


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for; `hold_out` None is as the settings say."""

    target: str
    group_id: str
    hold_out: float | None = None
    dry_run: bool = False


def ask_export(outlet: Outlet, asked: Asked, by: str, key: str | None) -> dict[str, str]:
    """Ask for an export; answers `export_id` and `run_id`. With a key, within a day, the first answer.

    Raises ProblemError: 404 where there is no such group, 409 where the target is not connected or the key was used
    for something else.
    """
    desk = outlet.desk
    kind: Kind = "dry_run" if asked.dry_run else "once"
    found = outlet.group(desk, asked.group_id)
    if not asked.dry_run:
        check_connected(outlet, asked.target)
    share = set_now(desk).hold_out if asked.hold_out is None else asked.hold_out
    export = new_export(desk, asked.target, found.group_id, found.name, kind, share, by)
    return _once(desk, "export", asdict(asked), export, key)


def revert(outlet: Outlet, export_id: str, by: str, key: str | None) -> dict[str, str]:
    """Ask that the marks an export set are taken away, and nothing else; answers as `ask_export`.

    Raises ProblemError: 404 where there is no such export, 409 where it cannot be taken back now.
    """
    desk, export = outlet.desk, read_export(outlet.desk, export_id)
    if export.kind not in {"once", "standing"} or export.target == CSV:
        raise _wrong_state("It set no marks that could be taken away")
    if export.is_open:
        raise _wrong_state("It goes on; wait until it is over")
    if any((each.target, each.group_id) == (export.target, export.group_id) for each in standing_now(desk)):
        raise _wrong_state("The group is kept up to date there, which would set them again; switch that off first")
    check_connected(outlet, export.target)
    taken = new_export(desk, export.target, export.group_id, export.name, "revert", 0.0, by)
    return _once(desk, "revert", {"reverts": export_id}, replace(taken, reverts=export_id), key)


def check_connected(outlet: Outlet, target: str) -> None:
    """Raise ProblemError 409 for a target that is not connected."""
    if target == CSV:
        return
    try:
        outlet.targets[target]()
    except TargetRefusedError as error:
        raise ProblemError(409, "not-connected", f"{target.title()} is not connected", str(error)) from None


def new_export(  # noqa: PLR0917 - where to, whom, how, on whose word
    desk: Desk, target: str, group_id: str, name: str, kind: Kind, share: float, by: str
) -> Export:
    """An export that is asked for now."""
    now = desk.now()
    return Export(
        export_id=new_export_id(now),
        recorded_at=now,
        target=target,
        group_id=group_id,
        name=_name_there(desk, target, group_id, name),
        kind=kind,
        state="queued",
        hold_out_share=share,
        requested_by=by,
        requested_at=now,
    )


def _name_there(desk: Desk, target: str, group_id: str, name: str) -> str:
    """What a group is called at a target: what it was called there first, and what no other group is called.

    Names that are longer than the target takes may begin alike, as those of affinities do: the id tells them apart.
    """
    names = {str(row["group_id"]): str(row["name"]) for row in _exported_to(desk, target)}
    if group_id in names:
        return names[group_id]
    taken = {each.casefold() for each in names.values()}
    if len(name) <= LONGEST_NAME and name.casefold() not in taken:
        return name
    apart = f" ({group_id})"
    return name[: max(0, LONGEST_NAME - len(apart))].rstrip() + apart


def _exported_to(desk: Desk, target: str) -> list[Row]:
    return [row for row in queries.exports_of_groups(desk.warehouse) if row["target"] == target]


def read_export(desk: Desk, export_id: str) -> Export:
    """An export as it stands. Raises ProblemError 404."""
    rows = queries.export_rows(desk.warehouse, export_id, None, 1)
    if not rows:
        detail = "It is none of GET /api/segments/exports."
        raise ProblemError(404, "no-such-export", "No such export", detail)
    return export_of(rows[0])


def start(desk: Desk) -> str:
    """Ask for the run that does what is asked for; answers its id."""
    return runs.request(desk.event_bus, desk.store, SERVICE, SEGMENTS_EXPORT, {}, desk.now())


def do_exports(outlet: Outlet, part: Slice) -> Mapping[str, Any] | Again:
    """Do every export that is asked for, one after another: the work of a run. Each is tried once in a run."""
    position: dict[str, Any] = dict(part.position or {"tried": [], "done": 0, "failed": 0, "waiting": 0})
    outlet = replace(outlet, read_consent=cache(outlet.read_consent))  # once in a slice is shortly before each of them
    while True:
        rows = queries.exports_open(outlet.desk.warehouse)
        waiting = [export for row in rows if (export := export_of(row)).export_id not in position["tried"]]
        if not waiting:
            return {name: position[name] for name in ("done", "failed", "waiting")}
        if part.is_over():
            part.keep(position)
            return AGAIN
        ended = do_export(outlet, replace(waiting[0], run_id=part.run_id), part.tell, part.is_over)
        if ended is None:
            part.keep(position)
            return AGAIN
        position["tried"].append(ended.export_id)
        position[ended.state] += 1
        part.keep(position)


def _once(desk: Desk, what: str, asked: Mapping[str, Any], export: Export, key: str | None) -> dict[str, str]:
    """Write an export and start it; with a key, what was answered the first time. Raises ProblemError 409."""
    if key is None:
        write_export(desk, export)
        return {"export_id": export.export_id, "run_id": start(desk)}
    place = KEYS + digest(shop_key(desk), f"{export.requested_by}\0{key}")
    fingerprint = hashlib.sha256(json.dumps([what, asked], sort_keys=True).encode()).hexdigest()
    held = _reserve(desk, place, {"asked": fingerprint, "export_id": export.export_id, "at": desk.now().isoformat()})
    if held["asked"] != fingerprint:
        detail = "Use a key of its own for each thing that is asked for"
        raise ProblemError(409, "key-used", "This Idempotency-Key stands for something else", detail)
    if "run_id" not in held:  # the first time, or the process ended before it was answered
        export_id = str(held["export_id"])
        if not queries.export_rows(desk.warehouse, export_id, None, 1):
            write_export(desk, replace(export, export_id=export_id))
        held = {**held, "run_id": start(desk)}
        desk.store.put(place, json.dumps(held).encode())
    return {"export_id": str(held["export_id"]), "run_id": str(held["run_id"])}


def _reserve(desk: Desk, place: str, content: Mapping[str, str]) -> Mapping[str, str]:
    """What a key stands for: this, unless it was used within a day."""
    while True:
        stored = desk.store.get(place)
        if stored is not None:
            held = json.loads(stored.value)
            if desk.now() - datetime.fromisoformat(held["at"]) < _KEY_FOR:
                return cast("Mapping[str, str]", held)
        try:
            version = stored.version if stored else None
            desk.store.put(place, json.dumps(content).encode(), if_absent=version is None, if_version=version)
        except StoreConflictError:
            continue  # the same was asked at the same moment: see by whom
        return content


def forget_old_keys(desk: Desk) -> None:
    """Let go of keys that stand for nothing any more."""
    for place in list(desk.store.list(KEYS)):
        stored = desk.store.get(place)
        if stored and desk.now() - datetime.fromisoformat(json.loads(stored.value)["at"]) >= _KEY_FOR:
            desk.store.delete(place, if_version=stored.version)


def _wrong_state(detail: str) -> ProblemError:
    return ProblemError(409, "wrong-state", "It cannot be done now", detail)

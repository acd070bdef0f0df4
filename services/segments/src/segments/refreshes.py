"""What is known of a refresh: a document in the store for each, written before its generation is switched to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from segments.desk import SERVICE, Desk
from shared import generations

TABLE = "segment_customers"  # its live generation is the last refresh
_KEY = "segments/refreshes/"  # in the store: what a refresh found, by its id
_KEPT = 40  # documents: a month of mornings and some by hand


@dataclass(frozen=True, slots=True)
class Note:
    """What cannot be said of a shop this size: what there is, what is needed, and when it will be enough."""

    code: str
    words: str
    have: float | None = None
    needed: float | None = None
    enough_on: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a group since some day: who came, who went."""

    entered: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """One refresh: by what it went, and what it found. Moments are in UTC."""

    refresh_id: str  # the generation of segment_customers
    run_id: str
    as_of: datetime
    until: date  # the last whole shop day that was known
    day: date  # the shop day memberships begin and end on
    finished_at: datetime
    data_version: int
    settings_version: int
    monetary_basis: str
    value_basis: str
    customers: int
    purchasers: int
    segments: Mapping[str, int]
    tags: Mapping[str, int]
    cuts: Mapping[str, Sequence[float] | None]
    rules: Mapping[str, Any]  # `definitions.plain`
    notes: Sequence[Note] = ()
    compared_with: date | None = None  # the shop day that `changes` are since; None while membership is younger
    changes: Mapping[str, Change] = field(default_factory=dict)  # by group; who is not there has not changed


def with_found(made: Refresh, found: Mapping[str, Any]) -> Refresh:
    """A refresh with what the child found."""
    names = ("monetary_basis", "value_basis", "customers", "purchasers", "segments", "tags", "cuts")
    notes = tuple(
        Note(each["code"], each["words"], each.get("have"), each.get("needed"), each.get("enough_on"))
        for each in found["notes"]
    )
    return replace(made, **{name: found[name] for name in names}, notes=notes)


def last_refresh(desk: Desk) -> Refresh | None:
    """The refresh whose generation readers read; None before the first."""
    refresh_id = generations.live(desk.store, SERVICE, TABLE)
    stored = desk.store.get(_KEY + refresh_id) if refresh_id else None
    return None if stored is None else _read(json.loads(stored.value))


def keep(desk: Desk, refresh: Refresh) -> None:
    """Keep what a refresh found; nobody reads it until its generation is live."""
    document = asdict(refresh)
    desk.store.put(_KEY + refresh.refresh_id, json.dumps(document, default=_text).encode())


def forget_old(desk: Desk) -> None:
    """Let go of what nobody looks at any more."""
    live = generations.live(desk.store, SERVICE, TABLE)
    for key in sorted(desk.store.list(_KEY))[:-_KEPT]:
        if key != _KEY + str(live):
            desk.store.delete(key)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a document")


def _read(content: dict[str, Any]) -> Refresh:
    moments = {name: datetime.fromisoformat(content[name]) for name in ("as_of", "finished_at")}
    given = {name: content[name] for name in ("until", "day", "compared_with")}
    days = {name: date.fromisoformat(text) if text else None for name, text in given.items()}
    changes = {name: Change(**told) for name, told in content["changes"].items()}
    notes = tuple(Note(**each) for each in content["notes"])
    return Refresh(**{**content, **moments, **days, "changes": changes, "notes": notes})

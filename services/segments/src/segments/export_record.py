"""An export as the table `exports` holds it, and what its parts are called."""

from __future__ import annotations

import json
import secrets as randomness
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Kind = Literal["once", "dry_run", "standing", "revert"]
State = Literal["queued", "running", "waiting", "done", "failed", "reverted"]
Action = Literal["added", "removed", "skipped", "rejected", "held_out"]

OPEN: frozenset[State] = frozenset({"queued", "running", "waiting"})
CSV = "csv"
TICK = timedelta(microseconds=1)  # of two rows of one key the later counts, however close they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One export, as its latest row says; columns as in tables/exports.json."""

    export_id: str
    recorded_at: datetime
    target: str
    group_id: str
    name: str
    kind: Kind
    state: State
    hold_out_share: float
    requested_by: str
    requested_at: datetime
    reverts: str | None = None
    run_id: str | None = None
    made_from: str | None = None
    finished_at: datetime | None = None
    members: int | None = None
    contactable: int | None = None
    held_out: int | None = None
    already_there: int | None = None
    to_add: int | None = None
    to_remove: int | None = None
    left_out: str | None = None
    error: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def left_out_by_reason(self) -> Mapping[str, int]:
        """Members who are neither at the target nor to be added, by reason."""
        return {} if self.left_out is None else dict(json.loads(self.left_out))


_COLUMNS = tuple(field.name for field in fields(Export))


def export_of(row: Mapping[str, Any]) -> Export:
    """The export of a row of the table, whatever else the row has."""
    return Export(**{name: row[name] for name in _COLUMNS})


def new_export_id(now: datetime) -> str:
    """Later ones sort after earlier ones."""
    return f"{now.astimezone(UTC):%Y%m%d%H%M%S}-{randomness.token_hex(4)}"

"""Writes what became of members: how they stand at the target, and the audit, batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from segments import queries_exports as queries
from segments.desk import Desk
from segments.export_batches import Outcome
from segments.export_consent import Noticeboard
from segments.export_erasing import erasing_exports, to_forget
from segments.export_plan import Decided
from segments.export_record import CSV, TICK, Export
from segments.export_writing import write_outcomes


class Recorder:
    """Writes for one export, from one thread. `by` is whose word it is on, when that is not who asked for it."""

    def __init__(self, desk: Desk, export: Export, board: Noticeboard, by: str | None = None) -> None:
        self._desk = desk
        self._export = export
        self._board = board
        self._by = by or export.requested_by
        # Of two rows of one member the later counts: whatever stands is older than what this export writes.
        self._last = queries.export_last_recorded(desk.warehouse, export.target, export.group_id)
        self.settled = 0  # changes of which it is known what became of them

    def note(self, decided: Iterable[Decided]) -> None:
        """Write who is held out, and who is no longer: nothing is sent for either. Of a file nothing is ever sent."""
        held = {"hold_out": "held_out", "release": "absent"}
        if self._export.target == CSV:
            held["remove"] = "absent"
        noted = [one for one in decided if one.verdict in held]
        if noted:
            self.write([Outcome(one.customer_id, "held_out", state=held[one.verdict]) for one in noted])
            self.settled -= len(noted)

    def write(self, outcomes: Sequence[Outcome]) -> None:
        """Write what is known of a batch. Of whoever was erased meanwhile nothing is written, and it goes to the outbox
        what the target knows them by.
        """
        before = self._board.now()
        kept = []
        for one in outcomes:
            if not before.is_erased(one.customer_id):
                kept.append(one)
            elif one.reference is not None:
                to_forget(self._desk, self._export.target, one.reference, [self._export.group_id])
        moment = self._desk.now()
        if self._last is not None:
            moment = max(moment, self._last + TICK)
        self._last = moment
        members, audit = [], []
        for one in kept:
            row: dict[str, Any] = {
                "export_id": self._export.export_id,
                "customer_id": one.customer_id,
                "target": self._export.target,
                "group_id": self._export.group_id,
            }
            if one.state is not None:
                more = {"state": one.state, "reference": one.reference, "reason": one.reason}
                members.append({**row, **more, "since": moment, "recorded_at": moment})
            if one.action != "held_out" or one.state == "held_out":  # leaving the hold-out is no sending
                more = {"action": one.action, "reason": one.reason}
                audit.append({**row, **more, "sent_at": moment, "sent_by": self._by})
        write_outcomes(self._desk.warehouse, members, audit)
        self.settled += len(outcomes)
        after = self._board.now()
        late = [one.customer_id for one in kept if after.is_erased(one.customer_id)]
        if late:  # erased while it was written: their rows may have come after those who looked for them
            erasing_exports(self._desk)(self._desk.erased_lately.these(late))

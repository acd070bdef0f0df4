"""Asks targets about batches that were sent and never heard of again, of exports that are over.

Whoever the target holds is written down with its own id of them, so that an erasure finds them; and who was erased
meanwhile, and has no name in the note any more, goes to the outbox of those whom the target is to forget.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from segments import queries_exports as queries
from segments.export_batches import Outcome
from segments.export_consent import Noticeboard
from segments.export_desk import Outlet
from segments.export_erasing import to_forget
from segments.export_record import Export, export_of
from segments.export_recording import Recorder
from segments.export_target import Change, Held, Mark, Person, Target, TargetError
from segments.export_unheard import UNHEARD, Unheard, read_unheard
from shared import telemetry
from shared.personal_data import scrubbed
from shared.secrets import SecretsError
from shared.store import StoreConflictError


@dataclass(frozen=True, slots=True)
class Hearing:
    """How many erased people it is not known of yet whether a target holds them, and why."""

    left: int = 0
    why: str | None = None


def hear(outlet: Outlet) -> Hearing:
    """Ask about every note of an export that is over; one whose target does not answer waits for another time.

    So does one whose target something is to be sent to: what it holds may be another thing before it is written.
    """
    desk, left, why = outlet.desk, 0, None
    opened: dict[str, Target] = {}
    places = list(desk.store.list(UNHEARD))
    busy = {str(row["target"]) for row in queries.exports_open(desk.warehouse)} if places else set()  # after those
    for place in places:
        export_id = place.removeprefix(UNHEARD).partition("/")[0]
        rows = queries.export_rows(desk.warehouse, export_id, None, 1)
        if rows and rows[0]["target"] in busy:
            continue
        nameless = 1  # where it cannot even be read
        try:
            found = read_unheard(desk, place)
            if found is not None and rows:
                unheard, export = found[0], export_of(rows[0])
                nameless = len(unheard.nameless)
                done = queries.export_audited(desk.warehouse, export_id, sorted(unheard.people))
                asked = {each: address for each, address in unheard.people.items() if each not in done}
                if asked or nameless:
                    opened[export.target] = opened.get(export.target) or outlet.targets[export.target]()
                    _ask(outlet, opened[export.target], export, unheard, asked)
            desk.store.delete(place, if_version=found[1] if found else None)
        except StoreConflictError:  # somebody in it was erased meanwhile
            left += 1
        except (TargetError, SecretsError) as error:
            left, why = left + nameless, scrubbed(str(error))
    if left:
        telemetry.logger().warning("not known yet whether they are held", left=left, why=why)
    return Hearing(left, why)


def _ask(outlet: Outlet, target: Target, export: Export, unheard: Unheard, asked: Mapping[str, str]) -> None:
    """Have written down whom of a batch the target holds. Raises TargetError.

    Nobody is given anything by it: the export is over. In an audience that is not connected any more only those are
    looked for who were erased.
    """
    there: Target | None = target
    if target.place() != unheard.place:
        there, asked = target.elsewhere(unheard.place), {}
    if there is None:
        return
    desk, mark = outlet.desk, Mark(export.group_id, export.name)
    recorder = Recorder(desk, export, Noticeboard(desk))
    for people in _portions(asked, target.batch_size):
        held = _held(target, mark, people)
        rows = queries.export_carried(desk.warehouse, export.target, list(people))
        known = {(row["customer_id"], row["reference"]) for row in rows}
        recorder.write(
            [_outcome(each, one) for each, one in held.items() if one.reference and (each, one.reference) not in known]
        )
    nobody = {str(number): address for number, address in enumerate(unheard.nameless)}
    for people in _portions(nobody, target.batch_size):
        for one in _held(there, mark, people).values():
            if one.reference:
                to_forget(desk, export.target, one.reference, [export.group_id])


def _held(target: Target, mark: Mark, people: Mapping[str, str]) -> Mapping[str, Held]:
    return target.read_back(mark, [Change(Person(each, address), add=False) for each, address in people.items()])


def _outcome(customer_id: str, held: Held) -> Outcome:
    if held.carries:
        return Outcome(customer_id, "added", None, "present", held.reference)
    return Outcome(customer_id, "held_out", None, "absent", held.reference)  # nothing for the audit: no mark was set


def _portions(people: Mapping[str, str], most: int) -> Iterator[dict[str, str]]:
    named: Sequence[tuple[str, str]] = list(people.items())
    for begin in range(0, len(named), most):
        yield dict(named[begin : begin + most])

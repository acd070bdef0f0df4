"""Asks targets about batches that were sent and never heard of again, of exports that are over.

Whoever the target holds is written down with its own id of them, so that an erasure finds them; and who was erased
meanwhile, and has no name in the note any more, goes to the outbox of those whom the target is to forget.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from segments import queries_exports as queries
from segments.desk import Desk
from segments.export_batches import Outcome
from segments.export_consent import Noticeboard
from segments.export_desk import Outlet
from segments.export_erasing import to_forget
from segments.export_record import Export, export_of
from segments.export_recording import Recorder
from segments.export_target import Change, Held, Mark, Person, Target, TargetError, TryLaterError
from segments.export_unheard import UNHEARD, Unheard, note_again, read_unheard
from shared import telemetry
from shared.personal_data import scrubbed
from shared.secrets import SecretsError
from shared.store import StoreConflictError
from shared.warehouse import Row

_MOST_ASKED = 2_000  # people in one look, and the rest of a note: a request each at Mailchimp, some five minutes
_SHOWN_AFTER = timedelta(days=1)  # an import shows its profiles within minutes, or hours where many wait at Klaviyo


@dataclass(slots=True)
class Hearing:
    """How many erased people targets hold, who are in the outbox now; of how many it is not known yet, and why."""

    found: int = 0
    left: int = 0
    why: str | None = None
    asked: int = 0


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at the notes: targets that answer, each with its audience or account, and those that are not asked."""

    outlet: Outlet
    hearing: Hearing
    opened: dict[str, tuple[Target, str]]
    silent: set[str]


def hear(outlet: Outlet) -> Hearing:
    """Ask about notes of exports that are over; one whose target does not answer waits for another time.

    So does one whose target something is to be sent to: what it holds may be another thing before it is written. And
    one whose export the warehouse does not know (it was brought back from a backup): nobody can tell whom to ask.
    """
    desk, hearing = outlet.desk, Hearing()
    places = list(desk.store.list(UNHEARD))
    busy = {str(row["target"]) for row in queries.exports_open(desk.warehouse)} if places else set()  # after those
    look = _Look(outlet, hearing, {}, busy)
    for place in places:
        nameless = 1  # where it cannot even be read
        try:
            found = read_unheard(desk, place)
            if found is None:
                continue
            nameless = len(found[0].nameless)
            export_id = place.removeprefix(UNHEARD).partition("/")[0]
            rows = queries.export_rows(desk.warehouse, export_id, None, 1)
            if not rows and nameless:
                hearing.why = hearing.why or f"the warehouse knows no export {export_id}"
            if not rows or rows[0]["target"] in look.silent or hearing.asked >= _MOST_ASKED:
                hearing.left += nameless
                continue
            _settle(look, export_of(rows[0]), place, *found)
        except StoreConflictError:  # somebody in it was erased meanwhile
            hearing.left += 1
        except (TargetError, SecretsError) as error:
            hearing.left, hearing.why = hearing.left + nameless, scrubbed(str(error))
    if hearing.left:
        telemetry.logger().warning("not known yet whether they are held", left=hearing.left, why=hearing.why)
    return hearing


def _settle(look: _Look, export: Export, place: str, unheard: Unheard, version: str) -> None:
    """Ask about one note, and let go of it but for those erased who may still show. Raises TargetError,
    StoreConflictError.
    """
    desk, missing = look.outlet.desk, list[str]()
    asked = _to_ask(desk, export, unheard)
    if asked or unheard.nameless:
        try:
            missing = _ask(look, export, unheard, asked)
        except TryLaterError:
            look.silent.add(export.target)
            raise
        look.hearing.asked += len(asked) + len(unheard.nameless)
    over_at = export.finished_at or export.requested_at
    if not missing or desk.now() >= over_at + _SHOWN_AFTER:
        desk.store.delete(place, if_version=version)
        return
    left = replace(unheard, people={}, nameless=missing)
    if left != unheard:
        note_again(desk, place, left, version)
    look.hearing.left += len(missing)


def _to_ask(desk: Desk, export: Export, unheard: Unheard) -> dict[str, str]:
    """Who has a name in a note and whose id the export did not write down: being done with is not being known."""
    ids = sorted(unheard.people)
    done = queries.export_audited(desk.warehouse, export.export_id, ids)
    rows = queries.export_carried(desk.warehouse, export.target, ids)
    told = {row["customer_id"] for row in rows if row["group_id"] == export.group_id and _is_told(row)}
    return {each: address for each, address in unheard.people.items() if each not in done or each not in told}


def _is_told(row: Row) -> bool:
    """Who was refused may be known by the id of an address before."""
    return row["reference"] is not None and row["state"] != "refused"


def _ask(look: _Look, export: Export, unheard: Unheard, asked: Mapping[str, str]) -> list[str]:
    """Have written down whom of a batch the target holds; answers whom of the erased it does not. Raises TargetError.

    Nobody is given anything by it: the export is over. In an audience that is not connected any more only those are
    looked for who were erased.
    """
    if export.target not in look.opened:
        opened = look.outlet.targets[export.target]()
        look.opened[export.target] = opened, opened.place()
    target, connected = look.opened[export.target]
    there: Target | None = target
    if connected != unheard.place:
        there, asked = target.elsewhere(unheard.place), {}
    if there is None:
        return []
    desk, mark = look.outlet.desk, Mark(export.group_id, export.name)
    recorder = Recorder(desk, export, Noticeboard(desk))
    for people in _portions(asked, target.batch_size):
        held = _held(target, mark, people)
        rows = queries.export_carried(desk.warehouse, export.target, list(people))
        known = {(row["customer_id"], row["reference"]) for row in rows}
        recorder.write(
            [_outcome(each, one) for each, one in held.items() if one.reference and (each, one.reference) not in known]
        )
    nobody = {str(number): address for number, address in enumerate(unheard.nameless)}
    missing = list[str]()
    for people in _portions(nobody, target.batch_size):
        held = _held(there, mark, people)
        references = {each: one.reference for each, one in held.items() if one.reference}
        for reference in references.values():
            to_forget(desk, export.target, reference, [export.group_id])
        look.hearing.found += len(references)
        missing += [address for each, address in people.items() if each not in references]
    return missing


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

"""Sends one batch: reads people and their consent, hands them to the target, and makes sure of what became of them.

Whoever may not be sent any more is skipped. Where the target gave no answer it is asked what it holds before anything
is sent again, so that nothing is sent twice. Addresses live in here, for one try, and sealed in a note until there
is an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from segments import queries_exports as queries
from segments.desk import Desk
from segments.export_addresses import sharing
from segments.export_consent import WAS_ERASED, Noticeboard
from segments.export_pacing import Pacing
from segments.export_record import Action, Export
from segments.export_target import NO_RECEIPT, UNSEEN, Change, Mark, Person, Receipt, Target, TryLaterError
from segments.export_unheard import Note, note_unheard, take_names
from shared.warehouse import Row

SHARED_ADDRESS = "shared_address"  # of whom somebody else has the address, and keeps the mark


@dataclass(frozen=True, slots=True)
class Item:
    """One customer to be given the mark, or without it from now on; `refusal` is why it is taken away again."""

    customer_id: str
    add: bool
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one customer; `state` is how they stand at the target now, None where that is as before."""

    customer_id: str
    action: Action
    reason: str | None = None
    state: str | None = None
    reference: str | None = None


@dataclass(slots=True)
class Sent:
    """What is known of a batch, also of one that was broken off by an error."""

    outcomes: list[Outcome] = field(default_factory=list)
    error: Exception | None = None
    notes: list[Note] = field(default_factory=list)  # to let go of when the outcomes are written, and there is no error
    unsure: set[str] = field(default_factory=set)  # whom the target may hold without having said an id: the notes stay


@dataclass(frozen=True)
class Sending:
    """What batches of one export are sent with."""

    desk: Desk
    export: Export
    target: Target
    mark: Mark
    board: Noticeboard
    pacing: Pacing


def send_batch(
    sending: Sending, items: Sequence[Item], *, ambiguous: bool, leaving: AbstractSet[str] = frozenset()
) -> Sent:
    """Send a batch until its target has answered; `ambiguous` says that it may have been sent before, and `leaving` who
    loses the mark in the same round, in this batch or another.

    The error of the answer, where there is one, is PutOffError (try again another time: of those without an outcome
    nothing is known), TargetRefusedError (none of those was written), or what else went wrong.
    """
    sent, tries = Sent(), 0
    tried: Sequence[Change] = ()  # without an answer
    try:
        left = _without_shared(sending, items, leaving, sent)
        while left or tried:
            sending.pacing.wait()
            changes, left = _changes(sending, left, sent, ambiguous=ambiguous)
            try:
                _note_erased(sending, tried, sent)
                tried = ()
                if changes and ambiguous:
                    left = _read_back(sending, changes, left, sent)
                    ambiguous = False
                    continue
                if changes and not _is_noted(sending, changes, sent):
                    continue
                if changes:
                    tried = changes
                    _note_receipts(sent, changes, left, sending.target.send(sending.mark, changes))
                tried, left = (), []
            except TryLaterError as error:
                tries += 1
                ambiguous = ambiguous or not error.is_untouched
                if not error.is_untouched:
                    sent.unsure.update(change.person.customer_id for change in tried if change.add)
                sending.pacing.later(error, tries)
    except Exception as error:  # noqa: BLE001 - what is known of the batch must be written before it is raised
        sent.error = error
    return sent


def _without_shared(sending: Sending, items: Sequence[Item], leaving: AbstractSet[str], sent: Sent) -> list[Item]:
    """Those to be sent. Who leaves and shares an address with somebody who stays is noted as gone: the mark is theirs
    too, and one person at the target.
    """
    ids = [item.customer_id for item in items if not item.add]
    export = sending.export
    rows = queries.export_sharing(sending.desk.warehouse, export.target, export.group_id, ids)
    staying = {str(row["reference"]) for row in rows if row["customer_id"] not in leaving}
    stays = {str(row["customer_id"]): str(row["reference"]) for row in rows if str(row["reference"]) in staying}
    left = []
    for item in items:
        reference = stays.get(item.customer_id)
        if item.add or reference is None:
            left.append(item)
        else:
            sent.outcomes.append(Outcome(item.customer_id, "removed", SHARED_ADDRESS, "absent", reference))
    return left


def _changes(
    sending: Sending, items: Sequence[Item], sent: Sent, *, ambiguous: bool
) -> tuple[list[Change], list[Item]]:
    """The changes of those who may be sent now, and their items; of the others it is noted why not.

    Whoever withdrew after a try whose answer was lost may carry the mark: it is taken away again.
    """
    desk, target = sending.desk, sending.export.target
    ids = [item.customer_id for item in items]
    people = {str(row["customer_id"]): row for row in queries.export_people(desk.warehouse, ids)}
    shared = sharing(desk.warehouse, ids)
    others = shared.others()
    standing = _Standing(queries.export_carried(desk.warehouse, target, sorted({*ids, *others})), others)
    notes = sending.board.now()  # after the people: whoever withdrew until now is among them or noted
    refusals = shared.refusals(notes, people, ids)
    changes, left = [], []
    for item in items:
        row = people.get(item.customer_id)
        refusal = refusals[item.customer_id]
        if refusal == WAS_ERASED:
            continue  # nothing is written of them any more, and the vendor is asked to forget them
        if item.add and refusal is not None:
            if not ambiguous:
                sent.outcomes.append(Outcome(item.customer_id, "skipped", refusal))
                continue
            item = Item(item.customer_id, add=False, refusal=refusal)  # noqa: PLW2901 - from here on it is this one
        change = _change(sending.export, item, row, standing)
        if change.person.email is None and change.reference is None:
            sent.outcomes.append(Outcome(item.customer_id, "skipped", "not_known"))
            continue
        changes.append(change)
        left.append(item)
    return changes, left


class _Standing:
    """How the customers of a batch stand at the target, over all groups; `others` are those of one address."""

    def __init__(self, rows: Sequence[Row], others: Mapping[str, AbstractSet[str]]) -> None:
        self.references: dict[str, str] = {}
        self._others = others
        self._carried: dict[str, set[str]] = {}
        for row in rows:
            customer_id = str(row["customer_id"])
            if row["reference"] is not None:
                self.references[customer_id] = str(row["reference"])  # the last one told counts
            if row["state"] == "present":
                self._carried.setdefault(customer_id, set()).add(str(row["group_id"]))

    def carried(self, customer_id: str) -> set[str]:
        """The groups whose mark is there under their address: all who have it are one person at the target."""
        found = [self._carried.get(each, ()) for each in self._others.get(customer_id, {customer_id})]
        return set().union(*found)


def _change(export: Export, item: Item, row: Row | None, standing: _Standing) -> Change:
    reference = standing.references.get(item.customer_id)
    carried = standing.carried(item.customer_id)
    carried = carried | {export.group_id} if item.add else carried - {export.group_id}
    segments = sorted(group for group in carried if ":" not in group)  # tags and the like are many, a segment is one
    segment = export.group_id if item.add and ":" not in export.group_id else (segments or [""])[0]
    person = _person(item.customer_id, row if item.add or reference is None else None)
    return Change(person, item.add, tuple(sorted(carried)), {"segment": segment}, reference)


def _person(customer_id: str, row: Row | None) -> Person:
    """Whom to find; without an address where the target's own reference will do, or none is known."""
    if row is None:
        return Person(customer_id, None)
    said = {name: str(row[name]) if row[name] else None for name in _PERSONAL}
    return Person(customer_id, **said)


_PERSONAL = ("email", "phone", "first_name", "last_name", "country")


def _read_back(sending: Sending, changes: Sequence[Change], items: Sequence[Item], sent: Sent) -> list[Item]:
    """Who is still to be sent, by what the target holds."""
    held = sending.target.read_back(sending.mark, changes)
    left = []
    for change, item in zip(changes, items, strict=True):
        found = held.get(item.customer_id)
        if (found is not None and found.carries) == item.add:
            reference = (found.reference if found else None) or change.reference
            if found is not None and found.reference is not None:
                sent.unsure.discard(item.customer_id)
            if item.refusal is not None:  # the try before set no mark, but may have brought them there
                known = found.reference if found else None
                state = "absent" if known else None
                sent.outcomes.append(Outcome(item.customer_id, "skipped", item.refusal, state, known))
                continue
            sent.outcomes.append(_written(item.customer_id, add=item.add, reference=reference))
        else:
            left.append(item)
    return left


def _is_noted(sending: Sending, changes: Sequence[Change], sent: Sent) -> bool:
    """Note whom the batch is about to reach; whether nobody was erased before that stood there.

    Whoever is erased from then on is found in the note. One after which nothing is sent is of no use.
    """
    note = note_unheard(sending.desk, sending.export.export_id, sending.target.name, changes)
    if note is not None:
        sent.notes.append(note)
    erased = sending.board.now().erased
    is_anybody = any(erased.covers(change.person.customer_id) for change in changes)
    if is_anybody and note is not None:
        sending.desk.store.delete(note.place)
    elif is_anybody:
        take_names(sending.desk, erased)
    return not is_anybody


def _note_erased(sending: Sending, tried: Sequence[Change], sent: Sent) -> None:
    """Of who was erased after a try without an answer: what the target knows them by, so that it is asked to forget."""
    notes = sending.board.now() if tried else None
    gone = [change for change in tried if notes is not None and notes.is_erased(change.person.customer_id)]
    held = sending.target.read_back(sending.mark, gone) if gone else {}
    sent.outcomes += [_written(customer_id, add=True, reference=found.reference) for customer_id, found in held.items()]


def _note_receipts(sent: Sent, changes: Sequence[Change], items: Sequence[Item], receipts: Sequence[Receipt]) -> None:
    told: Mapping[str, Receipt] = {receipt.customer_id: receipt for receipt in receipts}
    for change, item in zip(changes, items, strict=True):
        customer_id = change.person.customer_id
        receipt = told.get(customer_id) or Receipt(customer_id, "rejected", NO_RECEIPT)
        reference = receipt.reference or change.reference
        if receipt.reference is not None:
            sent.unsure.discard(customer_id)
        elif change.add and (receipt.outcome == "written" or receipt.reason in UNSEEN):
            sent.unsure.add(customer_id)
        if receipt.outcome == "written":
            sent.outcomes.append(_written(customer_id, add=change.add, reference=reference))
            continue
        action: Action = "skipped" if receipt.outcome == "skipped" else "rejected"
        state = "refused" if change.add and receipt.reason != NO_RECEIPT else None
        if item.refusal is not None:  # the mark is there, and the next export takes it away
            state = "present"
        sent.outcomes.append(Outcome(customer_id, action, receipt.reason, state, reference))


def _written(customer_id: str, *, add: bool, reference: str | None) -> Outcome:
    if add:
        return Outcome(customer_id, "added", None, "present", reference)
    return Outcome(customer_id, "removed", None, "absent", reference)

"""Does one export, in rounds of as many batches as the target takes at once.

The ids of a round stand in the store before any of it is sent, and its outcomes in the warehouse before the next one
begins. A run that was killed goes on with the round that it was at: whoever has an outcome is done with, and of the
others the target is asked what it holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from segments import queries_exports as queries
from segments.desk import Desk
from segments.export_batches import Item, Sending, Sent, send_batch
from segments.export_consent import Noticeboard
from segments.export_desk import Outlet
from segments.export_pacing import Pacing, PutOffError
from segments.export_place import settle
from segments.export_plan import Counts, Decided, Page, pages
from segments.export_record import CSV, Export, export_of
from segments.export_recording import Recorder
from segments.export_rounds import ROUNDS, Round, begin_round, begun_round
from segments.export_target import Mark, TargetError, TryLaterError
from segments.export_unheard import let_go
from segments.export_writing import write_export
from shared.contracts.problems import ProblemError
from shared.personal_data import scrubbed

LEFT_ALONE = "segments/left-alone/"  # in the store, by target: until when it asked not to be asked

Tell = Callable[[str, int, int], None]
IsOver = Callable[[], bool]


def do_export(outlet: Outlet, export: Export, tell: Tell, is_over: IsOver) -> Export | None:
    """Do an export, or go on with it; answers it as it is then, None where it is to go on in another slice.

    It ends done, failed (the target refuses, the group is no more) or waiting (the target does not answer).
    """
    desk = outlet.desk
    until = _left_alone_until(desk, export.target)
    if export.kind != "dry_run" and until is not None and desk.now() < until:
        said = f"The target asks to be left alone until {until:%Y-%m-%d %H:%M} UTC"
        return export if export.state == "waiting" else write_export(desk, replace(export, state="waiting", error=said))
    try:
        export = _settled_in(outlet, export)
        if export.kind != "dry_run":
            outlet.read_consent(export.target)
        board = Noticeboard(desk)
        if export.members is None:
            export = _counted(outlet, export, board, tell)
        if export.kind != "dry_run":
            export = write_export(desk, replace(export, state="running", error=None))
            if not _send(outlet, export, board, tell, is_over):
                return None
        ended = replace(export, state="done", error=None, finished_at=desk.now())
    except (PutOffError, TryLaterError) as error:
        seconds = error.seconds if isinstance(error, PutOffError) else error.retry_after_seconds
        if seconds is not None:
            until = desk.now().astimezone(UTC) + timedelta(seconds=seconds)
            desk.store.put(LEFT_ALONE + export.target, until.isoformat().encode())
        return write_export(desk, replace(export, state="waiting", error=scrubbed(str(error))))
    except (TargetError, ProblemError) as error:
        said = error.detail or error.title if isinstance(error, ProblemError) else str(error)
        ended = replace(export, state="failed", error=scrubbed(said), finished_at=desk.now())
    if ended.reverts is not None and ended.state == "done":
        _reverted(desk, ended.reverts)
    ended = write_export(desk, ended)
    desk.store.delete(ROUNDS + export.export_id)
    return ended


def _settled_in(outlet: Outlet, export: Export) -> Export:
    """The export, to be begun anew where another audience or account is connected than before: what was done or counted
    so far was for that one. For a dry run as far as it can be seen.
    """
    if export.target == CSV:
        return export
    with suppress(TargetError) if export.kind == "dry_run" else nullcontext():
        if settle(outlet.desk, outlet.targets[export.target](), export.export_id):
            outlet.desk.store.delete(ROUNDS + export.export_id)
            return replace(export, members=None)
    return export


def _left_alone_until(desk: Desk, target: str) -> datetime | None:
    stored = desk.store.get(LEFT_ALONE + target)
    return None if stored is None else datetime.fromisoformat(stored.value.decode())


def _counted(outlet: Outlet, export: Export, board: Noticeboard, tell: Tell) -> Export:
    """The export with what it comes to."""
    counts = Counts()
    for page in pages(outlet, export, board, ""):
        counts.add(page)
        tell("counting", counts.members, 0)
    of = counts.verdicts
    return replace(
        export,
        members=counts.members,
        contactable=counts.contactable,
        held_out=of["held_out"] + of["hold_out"],
        already_there=of["stay"],
        to_add=of["add"],
        to_remove=of["remove"],
        left_out=json.dumps(dict(sorted(counts.left_out.items()))),
    )


def _send(outlet: Outlet, export: Export, board: Noticeboard, tell: Tell, is_over: IsOver) -> bool:
    """Send what is to be sent; False where the rest is for another slice. Raises PutOffError, TargetError."""
    desk, recorder = outlet.desk, Recorder(outlet.desk, export, board)
    if export.target == CSV:  # whoever fetches the file is told who is in it; here it is noted who is held out
        for page in pages(outlet, export, board, ""):
            recorder.note(page.decided)
        return True
    target = outlet.targets[export.target]()
    mark = Mark(export.group_id, export.name)
    sending = Sending(desk, export, target, mark, board, Pacing(outlet.pause, is_over))
    after: str | None = ""
    begun = begun_round(desk, export.export_id)
    if begun is not None:
        _do_round(sending, recorder, begun, tell, ambiguous=True)
        after = begun.until
    if after is None:
        return True
    found = _settled(pages(outlet, export, board, after), recorder)
    for this in _rounds(found, target.batch_size * target.at_once):
        if is_over():
            return False
        begin_round(desk, export.export_id, this, board)
        _do_round(sending, recorder, this, tell, ambiguous=False)
    return True


def _settled(found: Iterable[Page], recorder: Recorder) -> Iterator[Page]:
    """The pages, when it is written who of them is held out: nothing is to be sent for those."""
    for page in found:
        recorder.note(page.decided)
        yield page


def _rounds(found: Iterable[Page], most: int) -> Iterator[Round]:
    """What is to be sent, so many at once, however many members lie between them."""
    waiting: list[Item] = []
    for page in found:
        waiting += [Item(one.customer_id, one.verdict == "add") for one in page.decided if _is_sent(one)]
        while len(waiting) > most:
            yield Round(waiting[most - 1].customer_id, waiting[:most])
            del waiting[:most]
        if waiting and (page.until is None or len(waiting) == most):
            yield Round(page.until, waiting[:])
            waiting.clear()


def _is_sent(one: Decided) -> bool:
    return one.verdict in {"add", "remove"}


def _do_round(sending: Sending, recorder: Recorder, this: Round, tell: Tell, *, ambiguous: bool) -> None:
    """Send a round, and write what becomes of each batch as soon as it is known. Raises what a batch ended with.

    Marks are taken away before any is given: two customers of one address are one person at the target, and whoever
    joins keeps the mark then.
    """
    leaving = [item for item in this.items if not item.add]
    gone = frozenset(item.customer_id for item in leaving)
    for items in (leaving, [item for item in this.items if item.add]):
        _send_together(sending, recorder, items, tell, partial(send_batch, ambiguous=ambiguous, leaving=gone))


def _send_together(
    sending: Sending, recorder: Recorder, items: Sequence[Item], tell: Tell, send: Callable[..., Sent]
) -> None:
    size, errors = sending.target.batch_size, list[Exception]()
    of = (sending.export.to_add or 0) + (sending.export.to_remove or 0)
    batches = [items[begin : begin + size] for begin in range(0, len(items), size)]
    with ThreadPoolExecutor(max_workers=sending.target.at_once, thread_name_prefix="export") as pool:
        waiting = [pool.submit(send, sending, batch) for batch in batches]
        for future in as_completed(waiting):
            if future.cancelled():
                continue
            sent = future.result()
            recorder.write(sent.outcomes)
            if sent.error is None and not sent.unsure:
                let_go(sending.desk, sent.notes)
            tell(f"sending to {sending.target.name}", min(recorder.settled, of), of)
            if sent.error is not None:
                errors.append(sent.error)
                for other in waiting:
                    other.cancel()  # those that have not begun
    if errors:
        # Of a batch that was put off nothing is known: as long as there is one, the round must be looked at again.
        raise next((error for error in errors if isinstance(error, PutOffError)), errors[0])


def _reverted(desk: Desk, export_id: str) -> None:
    rows = queries.export_rows(desk.warehouse, export_id, None, 1)
    if rows:
        write_export(desk, replace(export_of(rows[0]), state="reverted"))

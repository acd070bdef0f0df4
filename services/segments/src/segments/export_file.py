"""The file of an export to csv: made when it is fetched, from consent as it is then.

Who is handed out is in the audit before their line leaves. No file is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from segments import queries_exports as queries
from segments.export_addresses import sharing
from segments.export_batches import Outcome
from segments.export_consent import Noticeboard
from segments.export_desk import Outlet
from segments.export_plan import pages
from segments.export_record import CSV, Export
from segments.export_recording import Recorder
from segments.use_cases_exports import read_export
from shared.contracts.problems import ProblemError

HEADER = ("customer_id", "email", "phone", "first_name", "last_name", "country", "segment")

_BATCH = 1_000  # people in memory: the file begins at once, and each write of the audit is a small one
_FOR = timedelta(days=1)  # after it the members are others, and the counts of the export would not be the file's


def file_rows(outlet: Outlet, export_id: str, by: str) -> Iterator[Sequence[object]]:
    """One row per member who may be written to and is not held out, as HEADER says.

    Raises ProblemError: 404 where there is no such export, 409 where it has no file (any more).
    """
    export = read_export(outlet.desk, export_id)
    if export.target != CSV or export.kind != "once":
        raise _no_file("It is no export to csv")
    if export.state != "done" or export.finished_at is None:
        raise _no_file(export.error or "It is not done yet; ask again in a moment")
    if outlet.desk.now() - export.finished_at > _FOR:
        raise _no_file("It is more than a day old; export the group again")
    outlet.group(outlet.desk, export.group_id)  # raises where it is no more, before the first byte is sent
    return _rows(outlet, export, by)


def _rows(outlet: Outlet, export: Export, by: str) -> Iterator[Sequence[object]]:
    desk, board = outlet.desk, Noticeboard(outlet.desk)
    recorder = Recorder(desk, export, board, by)
    for page in pages(outlet, export, board, ""):
        recorder.note(page.decided)
        wanted = [one.customer_id for one in page.decided if one.verdict in {"add", "stay"}]
        for begin in range(0, len(wanted), _BATCH):
            ids = wanted[begin : begin + _BATCH]
            people = {str(row["customer_id"]): row for row in queries.export_people(desk.warehouse, ids)}
            shared = sharing(desk.warehouse, ids)
            refusals = shared.refusals(board.now(), people, ids)
            recorder.write(
                [
                    Outcome(customer_id, "added", None, "present")
                    if refusals[customer_id] is None
                    else Outcome(customer_id, "skipped", refusals[customer_id])
                    for customer_id in ids
                ]
            )
            for customer_id in ids:
                if refusals[customer_id] is None:
                    yield [*(people[customer_id][name] for name in HEADER[:-1]), export.group_id]


def _no_file(detail: str) -> ProblemError:
    return ProblemError(409, "wrong-state", "There is no file", detail)

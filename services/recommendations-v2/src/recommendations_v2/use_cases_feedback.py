"""Feedback: taken durably, counted with the next list at once, and brought to the warehouse in batches by a job."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import orjson

from recommendations_v2 import feedback_inbox, queries_feedback
from recommendations_v2.desk import Desk
from recommendations_v2.feedback import BOUGHT, DISMISSING, Reader, Row, Taken, moment_of, once, subject_of
from recommendations_v2.feedback_inbox import PUBLISHED, FeedbackInbox
from recommendations_v2.state import OnlineState
from recommendations_v2.trail_entries import bought, dismissed
from shared.cache.trails import Addition
from shared.erased_digests import Erased
from shared.event_bus import EventBusError
from shared.telemetry import logger
from shared.warehouse import JSON_LINES, Table

_MOST_ROWS = 50_000  # of one change of the warehouse: some 25 MB of text
_MOST_BATCHES = 2_000  # read for one change
_TOLD_AGAIN = timedelta(days=1)  # the same feedback, told again, may be dated by another day


def take_feedback(reader: Reader, inbox: FeedbackInbox, state: OnlineState, body: bytes) -> Taken:
    """Take a batch: durable when this returns, and counted with the next list of whoever it is from.

    Raises ProblemError for a body that is not right, StoreError and SecretsError when nothing can be taken.
    """
    taken = reader.read(body)
    if taken.rows:
        inbox.take(taken.rows)
        state.record_all(additions(state, taken.rows))
    return taken


def additions(state: OnlineState, rows: Sequence[Row]) -> list[Addition]:
    """What feedback changes of what people did: what they dismissed, and what they bought."""
    made: list[Addition] = []
    for row in rows:
        subject, product = subject_of(row), row["product_id"]
        if subject is None or product is None:
            continue
        if row["event"] in DISMISSING:
            made += state.dismissed(subject, dismissed(product, moment_of(row)))
        elif row["event"] == BOUGHT:
            made += state.bought(subject, bought(row["feedback_id"], moment_of(row), product))
    return made


def land_feedback(desk: Desk, table: Table) -> int:
    """Bring what is published to the warehouse, and what processes left that are gone; answers how many rows are new.

    Raises WarehouseError, StoreError: batches stay where they are then. A bus that is away keeps back what it did not
    take, and nothing else.
    """
    with suppress(EventBusError):
        feedback_inbox.pass_on_abandoned(desk.store, desk.event_bus, desk.now())
    landed = 0
    while keys := list(islice(desk.store.list(PUBLISHED), _MOST_BATCHES)):
        some: list[str] = []
        rows: list[Row] = []
        for key in keys:
            some.append(key)
            rows += feedback_inbox.read(desk.store, [key])
            if len(rows) >= _MOST_ROWS:
                break
        landed += _write(desk, table, once(rows))
        for key in some:
            desk.store.delete(key)
    if landed:
        logger().info("feedback landed", rows=landed)
    return landed


def _write(desk: Desk, table: Table, rows: Sequence[Row]) -> int:
    before = desk.erased_lately.now()
    left = [row for row in rows if not before.covers(row["customer_id"])]
    if not left:
        return 0
    days = [date.fromisoformat(row["local_date"]) for row in left]
    names = table.column_names
    with tempfile.TemporaryDirectory(prefix="shopsight-feedback-") as folder, desk.warehouse.change() as change:
        path = Path(folder) / f"taken_feedback{JSON_LINES}"
        with path.open("wb") as file:
            for row in left:
                file.write(orjson.dumps({name: row[name] for name in names}, option=orjson.OPT_APPEND_NEWLINE))
        change.stage("taken_feedback", table.columns, [path])
        added = queries_feedback.add_feedback(change, min(days) - _TOLD_AGAIN, max(days) + _TOLD_AGAIN)
    late = desk.erased_lately.now().since(before)
    if any(late.covers(row["customer_id"]) for row in left):  # erased while it was written, when no row was there yet
        erase_feedback(desk, late)
    return added


def erase_feedback(desk: Desk, erased: Erased, visitors: Sequence[str] = ()) -> None:
    """Nothing is left of what customers did with recommendations, in the tables or on its way there; nor of what was
    done at browsers where they were signed in. Raises StoreError, WarehouseError.
    """
    gone = frozenset(visitors)
    feedback_inbox.strike(desk.store, lambda row: erased.covers(row["customer_id"]) or row["visitor_id"] in gone)
    with desk.warehouse.change() as change:
        queries_feedback.erase_feedback(change, erased, visitors)

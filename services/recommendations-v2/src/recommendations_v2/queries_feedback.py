"""Feedback, and what people did lately, in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from shared.erased_digests import Erased
from shared.warehouse import Change, Row, Warehouse
from shared.warehouse.sql_files import load_query

PACKAGE = "recommendations_v2"


def add_feedback(change: Change, first_date: date, last_date: date) -> int:
    """Append the staged `taken_feedback` that is not there yet; repetitions are looked for within these days."""
    return change.execute(load_query(PACKAGE, "add_feedback"), {"first_date": first_date, "last_date": last_date})


def erase_feedback(change: Change, erased: Erased, visitors: Sequence[str]) -> int:
    """Take away what customers did, and what was done at these browsers."""
    parameters = {**erased.parameters, "visitors": list(visitors)}
    return change.execute(load_query(PACKAGE, "erase_feedback"), parameters)


def feedback_remembered(warehouse: Warehouse, bought_since: datetime) -> Iterator[Row]:
    """What was ever dismissed, and what was bought lately by pages' own word."""
    return warehouse.stream(load_query(PACKAGE, "feedback_remembered"), {"bought_since": bought_since})


def recent_web_events(warehouse: Warehouse, since: datetime) -> Iterator[Row]:
    """What known visitors did since a moment."""
    return warehouse.stream(load_query(PACKAGE, "recent_web_events"), {"since": since})


def recent_orders(warehouse: Warehouse, since: datetime, since_date: date) -> Iterator[Row]:
    """What customers ordered since a moment, which lies in the shop day `since_date` or after it; order after order."""
    return warehouse.stream(load_query(PACKAGE, "recent_orders"), {"since": since, "since_date": since_date})


def recent_alerts(warehouse: Warehouse, since: datetime, kinds: Sequence[str]) -> Iterator[Row]:
    """How the alerts of some kinds stand that changed since a moment."""
    return warehouse.stream(load_query(PACKAGE, "recent_alerts"), {"since": since, "kinds": list(kinds)})


def warehouse_answers(warehouse: Warehouse) -> bool:
    """True where it answers. Raises WarehouseError where it does not."""
    return bool(warehouse.query(load_query(PACKAGE, "warehouse_answers"))[0]["answers"])

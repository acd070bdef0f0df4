"""How far the data speak: the ledger's bounds, and up to when a source that is asked all the time knows of no more."""

from __future__ import annotations

from datetime import date, datetime

from ingestion import queries
from shared.store import Store
from shared.warehouse import Change, Row, Value, Warehouse

_KEY = "data/covered_until"


def data_bounds(warehouse: Warehouse | Change) -> Row:
    """`data_from` and `data_until`: the first and the last instant the ledger speaks of; null when it is empty."""
    days = queries.rollup_days(warehouse)[0]
    first, last = days["first_day"], days["last_day"]
    if not isinstance(first, date) or not isinstance(last, date):
        first, last = date.max, date.min  # nothing counts as sales: all there is has to be looked at
    return queries.data_bounds(warehouse, first_day=first, last_day=last)[0]


def keep_covered(store: Store, until: datetime) -> None:
    """Keep that all that happened by `until` is in the tables."""
    store.put(_KEY, until.isoformat().encode())


def covered(store: Store, last: Value) -> Value:
    """The last instant the data speak of: that of the ledger, or a later one that its source vouched for."""
    stored = store.get(_KEY)
    if stored is None or not isinstance(last, datetime):
        return last
    return max(last, datetime.fromisoformat(stored.value.decode()))

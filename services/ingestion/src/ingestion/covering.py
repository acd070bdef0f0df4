"""How far the data speak where nothing was sold: a source that is asked all the time knows that there was nothing."""

from __future__ import annotations

from datetime import datetime

from shared.store import Store
from shared.warehouse import Value

_KEY = "data/covered_until"


def keep_covered(store: Store, until: datetime) -> None:
    """Keep that all that happened by `until` is in the tables."""
    store.put(_KEY, until.isoformat().encode())


def covered(store: Store, last: Value) -> Value:
    """The last instant the data speak of: that of the ledger, or a later one that its source vouched for."""
    stored = store.get(_KEY)
    if stored is None or not isinstance(last, datetime):
        return last
    return max(last, datetime.fromisoformat(stored.value.decode()))

"""The inbox on Google Cloud: the table `raw_facts`, which a BigQuery subscription of Pub/Sub writes by itself.

What is merged is remembered in `merged_messages`, in the change that merges it. A message may reach the table long
after it was published, so every one of the last week that is not remembered waits; older ones Pub/Sub no longer has.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ingestion import queries_inbox
from ingestion.inbox import Depth, Waiting
from ingestion.spans import moments, runs
from shared.contracts.events import Event, EventError, decode
from shared.store import Store
from shared.warehouse import Change, Warehouse

_WATERMARK = "inbox/watermark"
_LATE = timedelta(days=7)  # what Pub/Sub keeps of a message that nobody took: it cannot come later than that
_LOOK_SECONDS = 1.0  # between two looks at a table that tells nobody of new rows
_NO_TYPE = "unknown"


class RawFacts:
    """Implements `ingestion.inbox.Inbox`."""

    def __init__(self, warehouse: Warehouse, store: Store) -> None:
        self._warehouse = warehouse
        self._store = store

    def put(self, event: Event) -> None:
        """Nothing: Pub/Sub keeps a fact until its BigQuery subscription has written it, whoever else is given it."""

    def take(self, most: int) -> list[Waiting]:
        rows = self._read(queries_inbox.waiting_messages(self._warehouse, published_from=self._from(), row_limit=most))
        taken: dict[tuple[str, str], Waiting] = {}
        for row in rows:
            each = _waiting(row)
            first = taken.get((each.source, each.id))
            if first is None:
                taken[each.source, each.id] = each
            else:
                first.copies.append(each.key)
        return list(taken.values())

    def _read(self, waiting: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What the waiting messages say, in their order: asked for by the days they were published on."""
        ids = [row["message_id"] for row in waiting]
        said: dict[str, dict[str, Any]] = {}
        for span in runs(row["publish_time"].date() for row in waiting):
            first, last = moments(span)
            for row in queries_inbox.messages(self._warehouse, message_ids=ids, first_at=first, last_at=last):
                said.setdefault(str(row["message_id"]), dict(row))
        return [said[each] for each in ids if each in said]

    def _from(self) -> datetime:
        stored = self._store.get(_WATERMARK)
        if stored is None:
            return datetime(1970, 1, 1, tzinfo=UTC)
        return datetime.fromisoformat(stored.value.decode()) - _LATE

    def done_within(self, change: Change, taken: Sequence[Waiting]) -> None:
        message_ids = [str(key) for each in taken for key in (each.key, *each.copies)]
        queries_inbox.insert_merged_messages(
            change, published_from=self._from(), message_ids=message_ids, merged_at=datetime.now(UTC)
        )

    def done(self, taken: Sequence[Waiting]) -> None:
        latest = max(each.received_at for each in taken)
        stored = self._store.get(_WATERMARK)
        if stored is None or datetime.fromisoformat(stored.value.decode()) < latest:
            self._store.put(_WATERMARK, latest.isoformat().encode())

    def depth(self) -> Depth:
        row: dict[str, Any] = dict(queries_inbox.count_waiting(self._warehouse, published_from=self._from())[0])
        return Depth(row["facts"], row["since"])

    def wait(self, seconds: float) -> bool:
        time.sleep(min(seconds, _LOOK_SECONDS))
        return False

    def wake(self) -> None:
        """Nobody waits long."""

    def close(self) -> None:
        """The warehouse is not this one's to close."""


def _waiting(row: dict[str, Any]) -> Waiting:
    try:
        event = decode((row["data"] or "").encode())
    except EventError as error:
        message_id, published_at = row["message_id"], row["publish_time"]
        return Waiting(message_id, _NO_TYPE, "", message_id, published_at, None, str(error))
    return Waiting(row["message_id"], event.type, event.source, event.id, row["publish_time"], event.data)

"""The inbox: facts that were taken durably and wait for the merger, which writes them into the tables in batches.

Locally it is a SQLite file that handlers write to, on Google Cloud the table `raw_facts`, which a subscription of
Pub/Sub writes to by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from shared.contracts.events import Event
from shared.store import Store
from shared.warehouse import Change, Warehouse

RAW_FACTS = "raw-facts:"
_FILE = "sqlite://"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact that waits; `data` is its event's, None for what is no event of the contract (`fault` says why)."""

    key: int | str
    type: str
    source: str
    id: str
    received_at: datetime
    data: Mapping[str, Any] | None
    fault: str = ""
    copies: list[int | str] = field(default_factory=list)  # keys of repetitions, which are done with it


@dataclass(frozen=True, slots=True)
class Depth:
    """How many facts wait, and since when the first of them does."""

    facts: int
    since: datetime | None


class InboxError(Exception):
    """The inbox did not take a fact; the bus brings it again."""


class Inbox(Protocol):
    """Safe to use from any thread."""

    def put(self, event: Event) -> None:
        """Take a fact: durable when this returns; one that is there (`source`, `id`) is taken already."""

    def take(self, most: int) -> list[Waiting]:
        """The facts that wait, first come first, at most so many; they stay until they are `done`."""

    def done_within(self, change: Change, taken: Sequence[Waiting]) -> None:
        """Called in the change that merges them, where that can remember what is done."""

    def done(self, taken: Sequence[Waiting]) -> None:
        """Called after that change was committed."""

    def depth(self) -> Depth:
        """What waits now."""

    def wait(self, seconds: float) -> bool:
        """Until something is put, or so long; says whether something was."""

    def wake(self) -> None:
        """Let whoever waits go on as if something was put."""

    def close(self) -> None:
        """Let go of what it holds open."""


def open_inbox(url: str | None, *, data_dir: Path, warehouse: Warehouse, store: Store) -> Inbox:
    """The inbox of `INBOX_URL`: `raw-facts:` a table of the warehouse, `sqlite:///<file>` a file; None the usual file.

    Raises InboxError for any other.
    """
    if url == RAW_FACTS:
        from ingestion.inbox.raw_facts import RawFacts  # noqa: PLC0415 - an adapter is imported when it is chosen

        return RawFacts(warehouse, store)
    if url is None or url.startswith(_FILE + "/"):
        from ingestion.inbox.sqlite import SqliteInbox  # noqa: PLC0415 - as above

        return SqliteInbox(data_dir / "shop" / "inbox.sqlite" if url is None else Path(url.removeprefix(_FILE)))
    raise InboxError(f"INBOX_URL: no inbox {url!r}; use raw-facts: or sqlite:///<absolute file>")

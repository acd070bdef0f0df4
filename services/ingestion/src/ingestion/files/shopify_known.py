"""What the shop's tables hold already of Shopify's exports, as the reading of a newer export needs it.

Light: the serving process writes it and the child reads it. A file of SQLite, since a shop may have millions of lines
and an order asks for its own few.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

PREFIX = "shopify:"  # how the identity of every ledger line begins that a Shopify export brought
Entry = Mapping[str, str | None]  # a ledger line, every field as text

_MAPPED = 1 << 28  # bytes read without copying: the orders of an export are asked for one by one, all over the file
_TABLES = (
    "CREATE TABLE entries (order_id TEXT NOT NULL, content TEXT NOT NULL)",
    "CREATE TABLE counts (product_id TEXT, location_id TEXT, content TEXT, PRIMARY KEY (product_id, location_id))",
    "CREATE TABLE consents (customer_id TEXT PRIMARY KEY, consent TEXT NOT NULL)",
)


@dataclass(frozen=True)
class Known:
    """Looks up, and remembers, what the ledger holds of an order, of a count, of a customer's consent."""

    connection: sqlite3.Connection

    def entries(self, order_id: str) -> list[dict[str, str | None]]:
        """The ledger's lines of an order, in the order they came."""
        found = self.connection.execute("SELECT content FROM entries WHERE order_id = ? ORDER BY rowid", (order_id,))
        return [json.loads(content) for (content,) in found]

    def add_entries(self, entries: Iterable[Entry]) -> None:
        """Remember ledger lines: of the tables, or of a file of the same load that was read before."""
        rows = ((entry["order_id"], json.dumps(entry)) for entry in entries)
        self.connection.executemany("INSERT INTO entries VALUES (?, ?)", rows)

    def has_entries(self) -> bool:
        return self.connection.execute("SELECT 1 FROM entries LIMIT 1").fetchone() is not None

    def count(self, product_id: str, location_id: str) -> dict[str, str | None] | None:
        """The latest count of a product at a place: counted_at, on_hand, committed."""
        found = self.connection.execute(
            "SELECT content FROM counts WHERE product_id = ? AND location_id = ?", (product_id, location_id)
        ).fetchone()
        return None if found is None else json.loads(found[0])

    def add_counts(self, counts: Iterable[Entry]) -> None:
        rows = ((row["product_id"], row["location_id"], json.dumps(row)) for row in counts)
        self.connection.executemany("INSERT OR REPLACE INTO counts VALUES (?, ?, ?)", rows)

    def consent(self, customer_id: str) -> str | None:
        """What a customer last agreed to, where they agreed or took it back."""
        found = self.connection.execute("SELECT consent FROM consents WHERE customer_id = ?", (customer_id,)).fetchone()
        return None if found is None else str(found[0])

    def add_consents(self, consents: Iterable[tuple[str, str]]) -> None:
        self.connection.executemany("INSERT OR REPLACE INTO consents VALUES (?, ?)", consents)

    def index(self) -> None:
        """To be called when the bulk is in: an index that grows with it would cost more."""
        self.connection.execute("CREATE INDEX IF NOT EXISTS by_order ON entries (order_id)")
        self.connection.commit()

    def close(self) -> None:
        self.connection.commit()
        self.connection.close()


def create_known(path: Path) -> closing[Known]:
    """A new, empty file."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = OFF")  # a crash throws the whole folder away
    connection.execute("PRAGMA synchronous = OFF")
    for statement in _TABLES:
        connection.execute(statement)
    return closing(Known(connection))


def open_known(path: Path | None) -> closing[Known]:
    """The file that the serving process wrote; without one, nothing is known."""
    if path is None:
        return create_known(Path(":memory:"))
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
    return closing(Known(connection))

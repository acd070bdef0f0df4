"""The process that takes a storm of events and is killed: delivers from a line on, merges, says how far it is.

`python -m tests.benchmarks.storm_victim DATA_DIR DELIVERIES FIRST_LINE`: says `ready`, then `taken N` when the first N
deliveries are durable, and `done` when all of them are and nothing waits any more.
"""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import orjson

from ingestion import merging, starting
from ingestion.door import Door
from ingestion.settings import Settings
from ingestion.subscriptions import handlers
from shared.contracts.events import Event
from shared.secrets import connect as connect_secrets
from shared.shop import Shop
from shared.store import connect as connect_store
from shared.testing import MemoryBus
from shared.warehouse import connect

SHOP = Shop("Europe/Dublin", "EUR", "IE")
_HANDLERS = 128  # threads that wait for the disk: what a suite with as many pushes in hand has
_AT_ONCE = 2_000  # deliveries between two reports
_NOW = datetime(2026, 11, 1, tzinfo=UTC)  # after every order


def open_door(data_dir: Path) -> Door:
    """Ingestion's door on a data folder."""
    shop = data_dir / "shop"
    return Door(
        connect(f"duckdb://{shop}/shop.duckdb"),
        connect_store(f"file://{shop}/store"),
        connect_secrets(f"file://{shop}/secrets"),
        lambda: SHOP,
        Settings(data_dir=data_dir),
        lambda: _NOW,
        event_bus=MemoryBus(),
    )


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> None:
    data_dir, deliveries, first = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    door = open_door(data_dir)
    starting.start(door, lambda *_: None)
    handled, stop = handlers(door), threading.Event()

    def deliver(line: bytes) -> None:
        kind, event_id, data = orjson.loads(line)
        handled[kind](Event(kind, "/storm", event_id, _NOW, data))

    merger = threading.Thread(target=merging.run_merger, args=(door, stop), name="merger")
    merger.start()
    _say("ready")
    taken = first
    with deliveries.open("rb") as lines, ThreadPoolExecutor(_HANDLERS) as pool:
        rest = islice(lines, first, None)
        while portion := list(islice(rest, _AT_ONCE)):
            list(pool.map(deliver, portion))
            taken += len(portion)
            _say(f"taken {taken}")
    while door.inbox.depth().facts:
        time.sleep(0.05)
    stop.set()
    merger.join()
    door.inbox.close()
    door.warehouse.close()
    _say("done")


if __name__ == "__main__":
    main()

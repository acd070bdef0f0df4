"""Memory of a process and all below it, from the kernel's own accounts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_PAUSE_SECONDS = 0.2  # between two looks: adding up the pages of a gigabyte takes the kernel some 10 ms


@dataclass
class Memory:
    """Megabytes: `proportional` counts a page that n processes share as 1/n in each, `resident` as a whole one."""

    proportional: float = 0
    resident: float = 0


def family(process_id: int) -> list[int]:
    """A process and all below it; without those that ended meanwhile."""
    found, waiting = [], [process_id]
    while waiting:
        current = waiting.pop()
        with suppress(OSError):
            for task in Path(f"/proc/{current}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
            found.append(current)
    return found


def memory_of(process_id: int) -> Memory:
    """What a process and all below it hold now."""
    total = Memory()
    for member in family(process_id):
        with suppress(OSError):
            for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total.proportional += int(line.split()[1]) / 1024
                if line.startswith("Rss:"):
                    total.resident += int(line.split()[1]) / 1024
    return total


@contextmanager
def watched(process_id: int) -> Iterator[Memory]:
    """The most that a process and all below it hold at once while the block runs; read it after the block."""
    most, done = Memory(), threading.Event()

    def look() -> None:
        while not done.wait(_PAUSE_SECONDS):
            now = memory_of(process_id)
            most.proportional = max(most.proportional, now.proportional)
            most.resident = max(most.resident, now.resident)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()

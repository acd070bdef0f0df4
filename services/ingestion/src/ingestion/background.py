"""Runs slow work beside the answer that tells of its progress, and ends the work when nobody listens any more."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context

_HEARTBEAT_SECONDS = 2.0  # a line at least this often: a caller that is gone is noticed by writing to it

Event = dict[str, object] | Exception


class _NobodyListensError(Exception):
    """The caller has gone; the work is undone."""


def run_with_progress(work: Callable[[Callable[[str, int, int], None]], dict[str, object]]) -> Iterator[Event]:
    """Run `work(progress)` in a thread; yields {"progress": [...]} lines, then {"report": ...} or the exception."""
    events: queue.Queue[Event] = queue.Queue()
    gone = threading.Event()

    def progress(stage: str, done: int, total: int) -> None:
        if gone.is_set():
            raise _NobodyListensError
        events.put({"progress": [stage, done, total]})

    def run() -> None:
        try:
            events.put({"report": work(progress)})
        except _NobodyListensError:
            pass
        except Exception as error:  # noqa: BLE001 - handed to the thread that answers, which tells it
            events.put(error)

    context = copy_context()
    thread = threading.Thread(target=context.run, args=(run,), name="load")
    thread.start()
    try:
        while True:
            try:
                event = events.get(timeout=_HEARTBEAT_SECONDS)
            except queue.Empty:
                yield {"heartbeat": True}
                continue
            yield event
            if isinstance(event, Exception) or "report" in event:
                return
    finally:
        gone.set()
        thread.join()

"""The trace of the request in hand, as whoever stands in front of the service began it: every log line carries it.

W3C Trace Context (`traceparent`), which Cloud Run's front end sends, and Google's older header. Only their form is
taken: a header of any other form is no trace, so nothing a caller writes gets into a log line by it.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")
_GOOGLES = re.compile(r"([0-9a-f]{32})(?:/([0-9]{1,20}))?(?:;o=([01]))?")
_NONE = "0" * 32  # the id that means that there is none


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace's id, the span of it that called, and whether it is kept."""

    trace_id: str
    span_id: str
    is_sampled: bool


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)
_project: list[str] = []  # of Google Cloud, where logs find their traces; one a process


def configure(project: str | None) -> None:
    """Say in which project of Google Cloud traces are kept; None on one machine."""
    _project[:] = [project] if project else []


def begin(traceparent: str, googles: str) -> None:
    """The trace of a request by its headers, until the next one begins in this thread of work."""
    _current.set(trace_of(traceparent, googles))


def trace_of(traceparent: str, googles: str = "") -> Trace | None:
    """What `traceparent` and `X-Cloud-Trace-Context` say; None where they say nothing, or not in their form."""
    found = _TRACEPARENT.fullmatch(traceparent)
    if found is not None and found[1] != _NONE:
        return Trace(found[1], found[2], bool(int(found[3], 16) & 1))
    found = _GOOGLES.fullmatch(googles)
    if found is None or found[1] == _NONE:
        return None
    return Trace(found[1], f"{int(found[2] or 0) % 2**64:016x}", found[3] == "1")


def log_fields() -> dict[str, object]:
    """The trace as a log line has it: as Cloud Logging reads it where a project is known, else its id."""
    trace = _current.get()
    if trace is None:
        return {}
    if not _project:
        return {"trace": trace.trace_id}
    return {
        "logging.googleapis.com/trace": f"projects/{_project[0]}/traces/{trace.trace_id}",
        "logging.googleapis.com/spanId": trace.span_id,
        "logging.googleapis.com/trace_sampled": trace.is_sampled,
    }

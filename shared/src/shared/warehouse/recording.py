"""Keeps what was asked of the warehouse while a request runs, so that every answer can be explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from shared import telemetry
from shared.personal_data import REMOVED, is_private
from shared.warehouse import Query, Value

_LONGEST_VALUE = 200  # characters of a parameter that an explanation shows


@dataclass(frozen=True, slots=True)
class Executed:
    """One statement as it was run; parameters as text, None where null, no secret and nobody's personal data."""

    name: str
    text: str
    parameters: Mapping[str, str | None]
    rows: int
    seconds: float


_executed: ContextVar[list[Executed] | None] = ContextVar("executed", default=None)


@contextmanager
def recording() -> Iterator[list[Executed]]:
    """Collects the statements run by this thread of work until the block ends."""
    collected: list[Executed] = []
    token = _executed.set(collected)
    try:
        yield collected
    finally:
        _executed.reset(token)


def keep(executed: Iterable[Executed]) -> None:
    """Add what was run elsewhere on behalf of this thread of work."""
    collected = _executed.get()
    if collected is not None:
        collected.extend(executed)


def record(query: Query, parameters: Mapping[str, Value], *, rows: int, seconds: float) -> None:
    """Called by the adapters after each statement."""
    telemetry.observe_query(query.name, seconds)
    collected = _executed.get()
    if collected is not None:
        shown = {name: _shown(name, value) for name, value in parameters.items()}
        collected.append(Executed(query.name, query.text, shown, rows, seconds))


def _shown(name: str, value: Value) -> str | None:
    if value is None:
        return None
    return REMOVED if is_private(name) else str(value)[:_LONGEST_VALUE]

"""Days a statement reads, as few runs of neighbouring days: BigQuery bills the partitions between two given bounds.

A subquery's result prunes nothing there, so the days are asked for first, of narrow columns, and passed as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

Span = tuple[date, date]  # the first and the last day

EVER: Span = (date.min, date.max)
NEVER: Span = (date.max, date.min)
"""Between them lies no day: BigQuery reads nothing, and bills nothing."""
_MOST = 8  # questions: each bills 10 MiB at least, some weeks of a shop of a thousand orders a day


def runs(days: Iterable[date], most: int = _MOST) -> list[Span]:
    """Runs of neighbouring days, first to last; the nearest are joined until there are not more than `most`."""
    found: list[Span] = []
    for day in sorted(set(days)):
        if found and day - found[-1][1] <= timedelta(1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    while len(found) > most:
        nearest = min(range(1, len(found)), key=lambda place: found[place][0] - found[place - 1][1])
        found[nearest - 1 : nearest + 1] = [(found[nearest - 1][0], found[nearest][1])]
    return found


def around(spans: Iterable[Span]) -> Span:
    """The one span that holds them all; NEVER for none."""
    held = [span for span in spans if span != NEVER]
    return (min(first for first, _ in held), max(last for _, last in held)) if held else NEVER


def moments(span: Span) -> tuple[datetime, datetime]:
    """The first and the last instant of UTC days, as partitions of a table with moments are cut."""
    first, last = span
    return datetime.combine(first, time.min, UTC), datetime.combine(last, time.max, UTC)

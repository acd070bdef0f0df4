"""Time zones for whole columns: between UTC and wall clock, on int64 microseconds since 1970.

The transitions of a zone are taken from `zoneinfo` once per process; then a column is converted by binary search.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

SECOND = 1_000_000  # microseconds
DAY = 86_400  # seconds
# A shop's records lie well within these years; before and after, the nearest known offset holds.
_FIRST = int(datetime(1950, 1, 1, tzinfo=UTC).timestamp())
_LAST = int(datetime(2101, 1, 1, tzinfo=UTC).timestamp())

Int64s = NDArray[np.int64]


class Zone:
    """One time zone, for columns."""

    def __init__(self, name: str) -> None:
        self.name = name
        changes, offsets = _transitions(ZoneInfo(name))
        self._changes = np.array(changes, np.int64) * SECOND
        self._offsets = np.array(offsets, np.int64) * SECOND
        # Until this wall-clock time the offset before a change holds: so an hour that comes twice is its first, and an
        # hour that never comes is read with the old offset, which shows it shifted forward. As zoneinfo with fold=0.
        self._wall_changes = self._changes + np.maximum(self._offsets[:-1], self._offsets[1:])

    def to_utc(self, wall: Int64s) -> Int64s:
        """UTC of wall-clock times. An ambiguous autumn hour is the first, a left-out spring hour shifts forward."""
        utc: Int64s = wall - self._offsets[np.searchsorted(self._wall_changes, wall, side="right")]
        return utc

    def to_wall(self, utc: Int64s) -> Int64s:
        """What the clock on the wall shows."""
        wall: Int64s = utc + self._offsets[np.searchsorted(self._changes, utc, side="right")]
        return wall

    def local_days(self, utc: Int64s) -> NDArray[np.int32]:
        """The local date of each moment, in days since 1970."""
        return (self.to_wall(utc) // (DAY * SECOND)).astype(np.int32)


@cache
def zone(name: str) -> Zone:
    """The zone of an IANA name, computed once. Raises zoneinfo.ZoneInfoNotFoundError."""
    return Zone(name)


def _transitions(info: ZoneInfo) -> tuple[list[int], list[int]]:
    """The moments at which the offset changes, and the offsets before, between and after them, in seconds."""

    def offset_at(second: int) -> int:
        offset = datetime.fromtimestamp(second, info).utcoffset()
        return 0 if offset is None else round(offset.total_seconds())

    changes, offsets = [], [offset_at(_FIRST)]
    # A day is shorter than any span a zone has ever kept an offset for.
    for day in range(_FIRST, _LAST, DAY):
        if offset_at(day) == offsets[-1]:
            continue
        before, after = day - DAY, day
        while after - before > 1:
            middle = (before + after) // 2
            if offset_at(middle) == offsets[-1]:
                before = middle
            else:
                after = middle
        changes.append(after)
        offsets.append(offset_at(day))
    return changes, offsets

"""The shop's clock as a table: moments to local seconds without asking a time zone for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from recommendations_v2.purchases import DAY, HOUR, Whole

_AHEAD = timedelta(days=400)  # an artefact is replaced each night; a year more is for one that is not


@dataclass(frozen=True, slots=True)
class Clock:
    """From since[i] on, the shop's clock is offset[i] seconds before UTC's."""

    since: Whole
    offset: Whole

    def local(self, at: Whole) -> Whole:
        """Seconds on the shop's clock."""
        return at + self.offset[np.maximum(np.searchsorted(self.since, at, side="right") - 1, 0)]


def clock_of(zone: ZoneInfo, first: int, last: int) -> Clock:
    """For moments from `first` on, until a good year after `last`. Zones change their clocks at whole hours of UTC, or
    at half ones: looked at by half hours on the days on which they change.
    """
    first -= first % HOUR
    since, offset = [first], [_offset(zone, first)]
    day = first
    until = last + int(_AHEAD.total_seconds())
    while day < until:
        if _offset(zone, day + DAY) != offset[-1]:
            changed = next(at for at in range(day, day + DAY + 1, HOUR // 2) if _offset(zone, at) != offset[-1])
            since.append(changed)
            offset.append(_offset(zone, changed))
        day += DAY
    return Clock(np.array(since, np.int64), np.array(offset, np.int64))


def _offset(zone: ZoneInfo, at: int) -> int:
    shift = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return 0 if shift is None else int(shift.total_seconds())

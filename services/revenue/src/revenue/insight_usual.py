"""What a day lets expect: by the weeks before it, and by days like it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median

from revenue.insight_data import Floats
from revenue.insight_models import MAD_TO_SD

WEEKS = 8  # that show the shape of a week

_LEVEL = 14  # days for the level
_YEARS = (363, 364, 365, 366)  # the same weekday last year, the same date, and a day beside either
_MONTHS = 3  # before, whose same date may be special too: two could be chance
_SPREAD = (0.08, 0.6)  # of a day beside chance: no shop is steadier, and what varies more tells nothing


def expected_range(values: Floats, first: date, index: int) -> tuple[float, float, float] | None:
    """The least and the greatest that several measures let expect of a day, and how days vary beside chance.

    The measures: the weekday's share in eight weeks times the level of two, and that times how the same days of last
    year, and the same date of the months before, stood to theirs. None without the weeks.
    """
    usual = usual_day(values, index)
    if usual is None:
        return None
    expected, spread = usual
    measures = [expected, *(expected * ratio for ratio in special(values, first, index))]
    return min(measures), max(measures), spread


def special(values: Floats, first: date, index: int) -> list[float]:
    """How days that could be like this one stood to what was usual then: a feast, a payday, the first of a month."""
    found = [_ratio(values, index - offset) for offset in _YEARS]
    day = first + timedelta(days=index)
    months = [_ratio(values, index - (day - before).days) for before in _same_date(day)]
    known = [ratio for ratio in months if ratio is not None]
    if len(known) == len(months):
        found.append(median(known))
    return [ratio for ratio in found if ratio is not None]


def _same_date(day: date) -> Iterator[date]:
    """The same date of the months before; the last of a shorter month."""
    for back in range(1, _MONTHS + 1):
        year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
        yield date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _ratio(values: Floats, index: int) -> float | None:
    usual = usual_day(values, index) if index >= WEEKS * 7 else None
    return float(values[index]) / usual[0] if usual is not None and usual[0] > 0 else None


def usual_day(values: Floats, index: int) -> tuple[float, float] | None:
    """What a weekday sells by the last weeks, and how far its days lie from that.

    Plain lists: they are so short that an array's calls would take ten times as long.
    """
    days = WEEKS * 7
    recent = values[max(0, index - days) : index].tolist()
    if len(recent) < days or not any(recent):
        return None
    weeks = [recent[start : start + 7] for start in range(0, days, 7)]  # the first is the weekday of `index`
    columns = [_median([week[day] for week in weeks if week[day] > 0]) for day in range(7)]
    closed = sum(week[0] <= 0 for week in weeks)
    if closed > WEEKS // 2 or sum(columns) <= 0:
        return None
    levels = [_level(week, columns) for week in weeks]
    lately = levels[-(_LEVEL // 7) :]
    expected = columns[0] * sum(lately) / len(lately)
    residuals, by_chance = [], []
    for week, level in zip(weeks, levels, strict=True):
        for found, column in zip(week, columns, strict=True):
            if found > 0:
                flat = max(column * level, 1.0)
                residuals.append((found - flat) / flat)
                by_chance.append(1.0 / flat)
    middle = _median(residuals)
    own = MAD_TO_SD * _median([abs(residual - middle) for residual in residuals])
    spread = max(own**2 - sum(by_chance) / len(by_chance), 0.0) ** 0.5
    return expected, min(max(spread, _SPREAD[0]), _SPREAD[1])


def _median(values: list[float]) -> float:
    return median(values) if values else 0.0


def _level(week: list[float], columns: list[float]) -> float:
    """How a week stands to the usual week, by its median day: one odd day does not move it."""
    ratios = [found / column for found, column in zip(week, columns, strict=True) if found > 0 and column > 0]
    return median(ratios) if ratios else 1.0

"""The method that reads the calendar: net sales as weekday x season x day of the month x holidays x promotions x level.

A log-linear mean, fitted as quasi-Poisson with ridge penalties by iteratively reweighted least squares (McCullagh and
Nelder 1989, chapter 9), so that days without much evidence for an effect keep none. A slowly moving level, the
exponentially weighted ratio of what was sold to what the calendar explains, stands beside it and goes on.
"""

from __future__ import annotations

import numpy as np

from revenue.forecast_days import WEEK, DailySales, Floats, Mask

_LEVEL_HALF_LIFE = 42.0  # days, on both sides while fitting; on the public data 28 to 112 did equally well
_MONTH_FROM = 182  # days: six months show what the days of a month have in common; with fewer it made forecasts worse
_YEAR_FROM = 400  # days: a season is seen when it has come round
_MONTH_WAVES, _YEAR_WAVES = 3, 3
_MONTH_DAYS, _YEAR_DAYS = 30.44, 365.25
_EXPONENT = (-8.0, 4.0)  # of the mean day: a thousandth to fifty times of it
_ROUNDS = 12  # the fit stands still after about eight
_LEVEL_ROUNDS = (4, 8)  # when the level is taken anew
_LOOSE_ROUNDS = 3  # rounds in which nothing is known well enough to call a day an outlier
_LOOSE_CAP = 4.0  # mean days, meanwhile
_CAP = (0.3, 3.0)  # then: three times what is expected and a third of a mean day; the level still counts all of it
_TINY = 1e-9

# Penalties: how much evidence an effect needs, in mean days.
_WEEKDAY_RIDGE, _YEAR_RIDGE, _MONTH_RIDGE = 0.3, 1.0, 2.0
_EVENT_RIDGE, _SECOND_EVE_RIDGE, _PROMOTION_RIDGE = 1.0, 2.0, 0.05  # a promotion's column is small: a few per cent


def calendar(days: DailySales, origin: int, horizon: int) -> Floats:
    """Net sales of the days after the first `origin` ones, as the calendar and the level of the last weeks say."""
    opened = ~days.closed[:origin]
    if not opened.any():
        return np.zeros(horizon)
    mean_day = max(float(np.median(days.net[:origin][opened])), _TINY)
    sold = np.where(opened, np.maximum(days.net[:origin], 0.0), 0.0) / mean_day
    columns, ridge = _columns(days, origin, origin + horizon)
    effects = _fit(columns[:origin], ridge, sold, opened)
    explained = np.exp(np.clip(columns @ effects, *_EXPONENT))
    level = _level(sold, np.where(opened, explained[:origin], 0.0))
    return np.asarray(mean_day * level * explained[origin:])


def _columns(days: DailySales, origin: int, length: int) -> tuple[Floats, Floats]:
    """One column an effect, and the ridge penalty of each."""
    found: list[tuple[Floats | Mask, float]] = [
        (days.weekday[:length] == number, _WEEKDAY_RIDGE) for number in range(WEEK)
    ]
    if origin >= _YEAR_FROM:
        found += _waves(days.day_of_year[:length], _YEAR_DAYS, _YEAR_WAVES, _YEAR_RIDGE, power=2)
    if origin >= _MONTH_FROM:
        found += _waves(days.day_of_month[:length], _MONTH_DAYS, _MONTH_WAVES, _MONTH_RIDGE, power=1)
    event, eve = days.event[:length], days.eve[:length]
    found += [
        (event, _EVENT_RIDGE),
        (eve, _EVENT_RIDGE),
        (np.append(eve[1:], np.False_) & ~event & ~eve, _SECOND_EVE_RIDGE),
        (np.concatenate([[np.False_], event[:-1]]) & ~event, _EVENT_RIDGE),
    ]
    for name in sorted({name for name in days.events[:origin] if name is not None}):
        found.append((np.array([each == name for each in days.events[:length]]), _EVENT_RIDGE))
    if days.promoted[:origin].any():
        found.append((days.promoted[:length], _PROMOTION_RIDGE))
    return (
        np.stack([np.asarray(column, dtype=np.float64) for column, _ in found], axis=1),
        np.array([penalty for _, penalty in found]),
    )


def _waves(at: Floats, period: float, waves: int, ridge: float, *, power: int) -> list[tuple[Floats | Mask, float]]:
    found: list[tuple[Floats | Mask, float]] = []
    for wave in range(1, waves + 1):
        angle = 2 * np.pi * wave * at / period
        found += [(np.sin(angle), ridge * wave**power), (np.cos(angle), ridge * wave**power)]
    return found


def _fit(columns: Floats, ridge: Floats, sold: Floats, opened: Mask) -> Floats:
    """The effects, as logarithms."""
    effects = np.zeros(columns.shape[1])
    drift = np.zeros(len(sold))
    for number in range(_ROUNDS):
        mean = np.exp(np.clip(columns @ effects + drift, *_EXPONENT))
        cap = _CAP[0] + _CAP[1] * mean if number >= _LOOSE_ROUNDS else _LOOSE_CAP
        weight = np.where(opened, mean, 0.0)
        target = np.log(mean) - drift + (np.minimum(sold, cap) - mean) / mean
        weighted = columns * weight[:, None]
        # A penalty is in days of mean weight, so that it means the same in a small shop and in a large one.
        penalty = np.diag(ridge * weight.sum() / max(1, int(opened.sum())))
        effects = np.asarray(np.linalg.solve(weighted.T @ columns + penalty, weighted.T @ target))
        if number in _LEVEL_ROUNDS:
            explained = np.exp(np.clip(columns @ effects, *_EXPONENT))
            drift = _drift(sold, np.where(opened, explained, 0.0))
    return effects


def _level(sold: Floats, explained: Floats) -> float:
    """What is sold for what the calendar explains, by the end."""
    weight = 0.5 ** (np.arange(len(sold) - 1, -1, -1) / _LEVEL_HALF_LIFE)
    base = float((weight * explained).sum())
    return float((weight * sold).sum()) / base if base > _TINY else 0.0


def _drift(sold: Floats, explained: Floats) -> Floats:
    """The logarithm of the level around each day."""
    growing = 2.0 ** (np.arange(len(sold)) / _LEVEL_HALF_LIFE)  # of three years some 10^8: sums of it lose nothing

    def smooth(values: Floats) -> Floats:
        before = np.cumsum(values * growing) / growing
        after = (np.cumsum(values[::-1] * growing) / growing)[::-1]
        return np.asarray(before + after - values)

    return np.asarray(np.log(np.maximum(smooth(sold), _TINY) / np.maximum(smooth(explained), _TINY)))

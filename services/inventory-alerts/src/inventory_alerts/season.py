"""What the time of the year multiplies demand by: the category's profile, and the product's own where it is old.

Years are 52 weeks counted from today, so that a week lies on the same weekdays as a year ago. Holidays that move
against that calendar (Easter, Ramadan) are taken out of the profile where they were and put back where they will be.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from inventory_alerts import negative_binomial
from inventory_alerts.candidates import found
from inventory_alerts.forecast import sizes
from inventory_alerts.inputs import DAYS_AHEAD, Floats, Inputs, Matrix, SeasonHistory, Whole, coded, summed
from inventory_alerts.outcome import Candidates
from inventory_alerts.outlook import Outlook
from inventory_alerts.stock_now import StockNow, lost_margin

YEAR, WEEK = 52, 7  # weeks, days
YEARS = 2  # full ones before season and growth can be told apart
_OWN_STRENGTH = 2.0  # units a week at which an item's own profile weighs as much as its category's
_HOLIDAY_STRENGTH = 20.0  # units of usual weeks at which a holiday's lift counts half
_CATEGORY_STRENGTH = 100.0  # the same of a category against the shop
_MOVED = 4  # days a holiday moves against the 52 weeks before it is no part of the yearly profile
_ROWS = 4096  # items at a time, as in forecast: a large shop's years at once would be half a gigabyte
_AROUND = 4  # weeks on either side that a holiday's week is held against
_SURE = 0.8  # of the peak week to reach the margin: its 20 % quantile does
_TINY = 1e-9


def enough(history: SeasonHistory | None) -> str:
    """Why there is no yearly profile: what is missing and when it will be enough; "" where there is one."""
    weeks = 0 if history is None else history.weekly.shape[1]
    missing = YEARS * YEAR - weeks
    return "" if missing <= 0 else f"{weeks} weeks of sales; a yearly profile needs {YEARS * YEAR}: {missing} more"


def _by_year(weekly: Floats) -> list[Floats]:
    """Per full year (m, 52) units by week of the year, each smoothed with its neighbours' quarter."""
    years = weekly.shape[1] // YEAR
    parts = np.split(weekly[:, -years * YEAR :].astype(np.float64), years, axis=1)
    return [(np.roll(part, 1, axis=1) + 2.0 * part + np.roll(part, -1, axis=1)) / 4.0 for part in parts]


def _own(weekly: Floats, prior: Floats, strength: float) -> Floats:
    """(m, 52) each row's profile: what every one of its years says beyond the prior, in the same direction.

    The least of the years' deviations counts, so that a boom of one year is no season.
    """
    above, below = np.full(prior.shape, np.inf), np.zeros(prior.shape)
    for part in _by_year(weekly):
        beyond = (part + strength * prior) / (part.mean(axis=1, keepdims=True) + strength) / np.maximum(prior, _TINY)
        above, below = np.minimum(above, beyond), np.maximum(below, beyond)
    profile = prior * np.where(above > 1.0, above, np.minimum(below, 1.0))
    return np.asarray(profile / np.maximum(profile.mean(axis=1, keepdims=True), _TINY))


def profiles(weekly: Matrix, category: Whole) -> Matrix:
    """(n, 52) what a week multiplies demand by, mean 1; column 0 begins today, column 51 ended yesterday.

    The shop's, then the category's, then the item's own, each shrunk to the one before. An item's own counts where it
    sold in the first half year of the two; a younger one has its category's.
    """
    own, by_category = _by_category(weekly, category)
    return _profiles(weekly, _shapes(by_category)[own])


def _shapes(by_category: Floats) -> Floats:
    """(categories, 52) from units a week of each."""
    shop = _own(by_category.sum(axis=0, keepdims=True), np.ones((1, YEAR)), _CATEGORY_STRENGTH)
    return _own(by_category, np.broadcast_to(shop, (len(by_category), YEAR)), _CATEGORY_STRENGTH)


def _profiles(weekly: Matrix, shapes: Floats) -> Matrix:
    items = _own(weekly.astype(np.float64), shapes, _OWN_STRENGTH)
    sold = weekly[:, -YEARS * YEAR :] > 0
    old = sold.any(axis=1) & (sold.argmax(axis=1) < YEAR // 2)
    return np.asarray(np.where(old[:, None], items, shapes), np.float32)


def _by_category(weekly: Matrix, category: Whole) -> tuple[Whole, Floats]:
    own, count = coded(category)
    return own, summed(weekly, own, count)


def yearly(history: SeasonHistory, inputs: Inputs) -> tuple[Matrix, Matrix]:
    """Factors per item of the history's days (n, d) and of the days from today (n, DAYS_AHEAD)."""
    n, d = inputs.units.shape
    own, by_category = _by_category(history.weekly, inputs.category)
    lifts = holiday_lifts(by_category, _movable(history, inputs.today))
    days = np.arange(-history.weekly.shape[1] * WEEK, DAYS_AHEAD)
    holiday = np.ones((len(by_category), len(days)), np.float32)
    for lift, offsets in lifts:
        for offset in offsets:
            window = (days > offset - WEEK) & (days <= offset)
            holiday[:, window] *= lift[:, None].astype(np.float32)
    of_week = holiday[:, :-DAYS_AHEAD].reshape(len(holiday), -1, WEEK).mean(axis=2)
    shapes = _shapes(by_category / of_week if lifts else by_category)
    week = np.floor_divide(np.arange(-d, DAYS_AHEAD), WEEK) % YEAR
    of_day = holiday[:, -d - DAYS_AHEAD :]
    past, ahead = np.empty((n, d), np.float32), np.empty((n, DAYS_AHEAD), np.float32)
    for start in range(0, n, _ROWS):
        rows = slice(start, start + _ROWS)
        weekly = history.weekly[rows] / of_week[own[rows]] if lifts else history.weekly[rows]
        profile = _profiles(weekly, shapes[own[rows]])
        past[rows], ahead[rows] = np.take(profile, week[:d], axis=1), np.take(profile, week[d:], axis=1)
        if lifts:
            past[rows] *= of_day[own[rows], :d]
            ahead[rows] *= of_day[own[rows], d:]
    return past, ahead


def _movable(history: SeasonHistory, today: date) -> list[list[int]]:
    """Days from today of each holiday that moves against a year of 52 weeks, past ones within the history."""
    reach = history.weekly.shape[1] * WEEK
    by_name: dict[str, list[int]] = {}
    for day, name in history.holidays:
        offset = (day - today).days
        if -reach + WEEK <= offset < DAYS_AHEAD:
            by_name.setdefault(name, []).append(offset)
    moving = []
    for offsets in by_name.values():
        places = [offset % (YEAR * WEEK) for offset in offsets]
        apart = max(places) - min(places)
        if min(apart, YEAR * WEEK - apart) > _MOVED and min(offsets) < 0:
            moving.append(sorted(offsets))
    return moving


def holiday_lifts(weekly: Floats, holidays: list[list[int]]) -> list[tuple[Floats, list[int]]]:
    """Per holiday what the seven days that end with it multiply a category's demand by, (categories,), and its days.

    The excess of the weeks that the window touches over the median of the weeks around, summed over its years.
    """
    w = weekly.shape[1]
    found_lifts = []
    for offsets in holidays:
        excess, usual = np.zeros(len(weekly)), np.zeros(len(weekly))
        for offset in offsets:
            if offset >= 0:
                continue
            touched = sorted({w + (offset - back) // WEEK for back in range(WEEK)} & set(range(w)))
            around = [
                week
                for week in range(max(0, touched[0] - _AROUND), min(w, touched[-1] + _AROUND + 1))
                if week not in touched
            ]
            level = np.median(weekly[:, around], axis=1)
            excess += weekly[:, touched].sum(axis=1) - level * len(touched)
            usual += level
        lift = np.clip(1.0 + excess / (usual + _HOLIDAY_STRENGTH), 0.2, 6.0)  # beyond lies a mistake in the data
        found_lifts.append((lift, offsets))
    return found_lifts


def expected_peak(factors: Matrix, now: Floats, within: Whole) -> tuple[Floats, Whole]:
    """The highest coming week's factor over the level of the last four weeks, and the days until that week begins."""
    ahead = factors[:, : DAYS_AHEAD - DAYS_AHEAD % WEEK].reshape(len(factors), -1, WEEK).mean(axis=2)
    starts = np.arange(ahead.shape[1]) * WEEK
    ratio = np.where(starts <= within[:, None], ahead / np.maximum(now, _TINY)[:, None], 0.0)
    week = ratio.argmax(axis=1)
    return ratio[np.arange(len(ratio)), week], (week * WEEK).astype(np.int32)


def seasonal_peak(inputs: Inputs, stock: StockNow, outlook: Outlook, past: Matrix, ahead: Matrix) -> Candidates:
    """The 20 % quantile of the coming peak week lies `spike_margin` above the level of the last four weeks.

    Looked for until lead time, review and four weeks from today: early enough to order for it.
    No public data has two years of such a shop, so how often it is wrong is for the shop's own seasons to say: until
    enough of them are scored it is shown as watch (`score_card.push`), and the digest names it in one sentence.
    """
    settings = inputs.settings
    recent = slice(-4 * WEEK, None)
    now = past[:, recent].mean(axis=1, dtype=np.float64)
    sold = inputs.units[:, recent].sum(axis=1, dtype=np.float64)
    stocked = inputs.in_stock[:, recent].sum(axis=1)
    ratio, starts = expected_peak(ahead, now, stock.cover_days + 4 * WEEK)
    modelled = outlook.levels.rate * now * WEEK
    level = np.where(stocked >= WEEK, sold / np.maximum(stocked, 1) * WEEK, modelled)
    peak = modelled * ratio
    # at least a piece more: half of next to nothing is nothing
    enough_units = np.ceil(np.maximum((1.0 + settings.spike_margin) * level, level + 1.0))
    size = sizes(np.maximum(peak, _TINY), outlook.levels)
    probability = negative_binomial.at_least(enough_units, np.maximum(peak, _TINY), size)
    holds = (ratio >= 1.0 + settings.spike_margin) & (probability >= _SURE) & ~inputs.muted
    return found(
        holds,
        "seasonal_peak",
        "",
        probability=probability,
        horizon_days=starts + WEEK,
        money=lost_margin(outlook, stock.available, starts + WEEK, stock.margin, holds),
        money_basis="lost_margin",
        expected=peak,
        observed=level,
        baseline=level,
        threshold=1.0 + settings.spike_margin,
    )

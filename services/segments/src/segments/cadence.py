"""How often customers come, and from when on they are late against their own habit. Arrays in, arrays out.

Late is who stays away longer than all but 1 in 40 of the gaps to expect of them: their mean gap plus Student's t times
its spread, as for the next draw of a normal sample (Montgomery & Runger, Applied Statistics, 8-5), where the spread is
their own together with the shop's: few gaps say little of it (empirical Bayes, with the weight of PRIOR_GAPS gaps).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CHANNEL_BITS = 6  # as in customer_features_purchases.sql: a purchase is its customer, its day, the place of its channel
DAY_BITS = 17  # days since 1970 until the year 2328
LAST_GAPS = 12  # a year of a monthly habit; what was before is another life
LEAST_GAPS = 2  # the fewest that have a spread
CERTAINTY = (
    0.975  # one gap in forty is longer: of ten steady customers a fortnight apart one is called late every 1.5 years
)
PRIOR_GAPS = 4  # weight of the shop's spread: as much as a customer's own of five gaps
USUAL_SPREAD = 0.75  # of gaps over their mean, where the shop has too few repeaters to tell its own
LEAST_REPEATERS = 30  # customers with so many gaps for the shop's own spread: known to a tenth then
SPREAD_GAPS = 3  # of customers by whom the shop's spread is told: of two gaps it is too wild


@dataclass(frozen=True, slots=True)
class Habits:
    """What purchases say, one element for each customer; `*_gap` are NaN and days 0 where there is nothing to tell."""

    first_day: Integers  # since 1970
    last_day: Integers
    purchase_days: Integers
    window_days: Integers  # purchase days in the window
    purchases: Integers
    channel: Integers  # the place of the channel of most purchases
    channel_purchases: Integers
    gaps: Integers  # of the last LAST_GAPS
    mean_gap: Floats
    gap_sd: Floats


def purchase(customer: int, day: int, channel: int) -> int:
    """A purchase as a number: of the customer who has this one, on a day since 1970, by the channel at this place."""
    return customer << DAY_BITS + CHANNEL_BITS | day << CHANNEL_BITS | channel


def habits_of(purchases: Integers, size: int, window_from: int, channels: int) -> Habits:
    """The habits of customers 0 to `size`, from purchases in ascending order.

    Of so many channels; the place after the last one stands for those that have none.
    """
    who = purchases >> CHANNEL_BITS + DAY_BITS
    place = np.minimum(purchases & (1 << CHANNEL_BITS) - 1, channels)
    channel, channel_purchases = _most(who, place, size)
    number = np.bincount(who, minlength=size)
    keys = purchases >> CHANNEL_BITS
    keys = keys[np.diff(keys, prepend=-1) > 0]  # a day counts once
    who, day = keys >> DAY_BITS, keys & (1 << DAY_BITS) - 1
    days = np.bincount(who, minlength=size)
    ends = np.cumsum(days)
    some = days > 0
    first, last = np.zeros(size, np.int64), np.zeros(size, np.int64)
    first[some], last[some] = day[(ends - days)[some]], day[ends[some] - 1]
    in_window = np.bincount(who[day > window_from], minlength=size)
    gaps, mean_gap, gap_sd = _gaps(who, day, ends)
    return Habits(first, last, days, in_window, number, channel, channel_purchases, gaps, mean_gap, gap_sd)


def _most(who: Integers, place: Integers, size: int) -> tuple[Integers, Integers]:
    """The place most purchases of each customer have, the first of those as frequent, and how many they are."""
    width = int(np.max(place, initial=0)) + 1
    counted = np.bincount(who * width + place, minlength=size * width).reshape(size, width)
    most = counted.argmax(axis=1)
    return most, counted[np.arange(size), most]


def _gaps(who: Integers, day: Integers, ends: Integers) -> tuple[Integers, Floats, Floats]:
    size = len(ends)
    gap = np.diff(day, prepend=0)
    from_end = ends[who] - np.arange(len(day))  # 1 is the last purchase day, and the gap before it
    counted = (np.diff(who, prepend=-1) == 0) & (from_end <= LAST_GAPS)
    of, length = who[counted], gap[counted].astype(float)
    number = np.bincount(of, minlength=size)
    total, squares = np.bincount(of, length, size), np.bincount(of, length * length, size)
    mean = np.divide(total, number, out=np.full(size, np.nan), where=number > 0)
    # Sums of squares of whole days are exact, and so is what is left of them.
    left = np.maximum(squares - total * total / np.maximum(number, 1), 0)
    variance = np.divide(left, number - 1, out=np.full(size, np.nan), where=number >= LEAST_GAPS)
    return number, mean, np.sqrt(variance)


def spread_of_shop(habits: Habits) -> tuple[float, int]:
    """How far gaps spread over their mean in this shop, and by how many customers that is told."""
    told = habits.gaps >= SPREAD_GAPS
    customers = int(np.count_nonzero(told))
    if customers < LEAST_REPEATERS:
        return USUAL_SPREAD, customers
    return float(np.sqrt(np.mean((habits.gap_sd[told] / habits.mean_gap[told]) ** 2))), customers


def late_after(habits: Habits, spread: float, steady_spread: float, inactive_after_days: float) -> Floats:
    """Days since the last purchase after which a customer is late; NaN with fewer than LEAST_GAPS gaps.

    Who has no steady cadence is not waited for beyond the days after which anybody is inactive.
    """
    known = habits.gaps >= LEAST_GAPS
    number, mean = habits.gaps[known].astype(float), habits.mean_gap[known]
    own = habits.gap_sd[known]
    freedom = number - 1 + PRIOR_GAPS
    variance = ((number - 1) * own**2 + PRIOR_GAPS * (spread * mean) ** 2) / freedom
    limit = np.floor(mean + _students(freedom) * np.sqrt(variance * (1 + 1 / number)))
    unsteady = own > steady_spread * mean
    limit = np.where(unsteady, np.minimum(limit, inactive_after_days - 1), limit)
    days = np.full(len(habits.gaps), np.nan)
    days[known] = limit
    return days


def _students(freedom: Floats) -> Floats:
    """The quantile of Student's t at CERTAINTY, to 0.2 % from five degrees of freedom (Abramowitz & Stegun 26.7.5)."""
    z = NormalDist().inv_cdf(CERTAINTY)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3

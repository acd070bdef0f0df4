"""How right predictions were: made from what was known at the end of a day, compared with the days after it.

A shop's past is split twice. What was known two windows ago predicts the window after it: that chooses the method. What
was known one window ago predicts the last window with the chosen method: that is what is told of it, beside the same as
the window before and the mean of the cohort, so nothing is reported on what it was chosen by.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from revenue import lifetime_value as values
from revenue.lifetime_value import Models, Outlook, Seen
from revenue.lifetime_value_purchases import Floats, Integers, NotFittedError

MODELS, WITH_LAST_WINDOW, COHORT_MEAN = "models", "models_with_last_window", "cohort_mean"
LEAST_REPEATERS = 100  # the standard error of the rate's shape is some 15 % then, by simulation; of fewer it grows fast


@dataclass(frozen=True, slots=True)
class Actual:
    """What customers did in the window after."""

    days: Integers  # on which they purchased
    value: Floats


@dataclass(frozen=True, slots=True)
class Errors:
    """Of predictions for customers: how far off, each and in sum."""

    actual: float
    predicted: float
    mean_absolute: float
    root_mean_square: float
    correlation: float | None  # None where all are alike


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of one method."""

    purchases: Errors
    value: Errors


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the intervals of value: the share of customers inside, and the share that should have been."""

    inside: float
    expected: float
    below: float
    above: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well who buys again is told from who does not: 1 is always, 0.5 is chance."""

    by_expected_purchases: float | None  # None where all do, or none does
    by_recency: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What one split tells."""

    until: int  # the last day known, since 1970
    window: int  # days predicted
    customers: int
    method: str
    accuracy: dict[str, Accuracy]  # by method, and of `last_window`
    coverage: Coverage
    ranking: Ranking

    def plain(self) -> dict[str, object]:
        """As JSON has it."""
        return asdict(self)


def outlooks(seen: Seen, models: Models | None, ahead: int, *, discount: float = 0.0) -> dict[str, Outlook]:
    """What each method says, `discount` a month; without models, those that need none."""
    said = {COHORT_MEAN: values.by_cohort(seen, ahead, discount=discount)}
    if models is None:
        return said
    modelled = values.by_models(models, seen, ahead, discount=discount)
    window = values.by_models(models, seen, seen.window)
    bought, worth = float(window.purchases.sum()), float(window.value.sum())
    said[MODELS] = modelled
    said[WITH_LAST_WINDOW] = values.averaged(
        modelled,
        seen,
        # How much more the models expect of the time ahead than of one window, over all customers.
        windows=float(modelled.purchases.sum()) / bought if bought > 0 else 0.0,
        windows_value=float(modelled.value.sum()) / worth if worth > 0 else 0.0,
    )
    return said


def models_of(seen: Seen) -> Models | None:
    """Both models; None where too few came back, or no parameters are found."""
    if seen.repeaters < LEAST_REPEATERS:
        return None
    try:
        return values.fit(seen)
    except NotFittedError:
        return None


def choose(seen: Seen, actual: Actual) -> str | None:
    """The method whose value was least far off, by its square: the mean is asked for, and the absolute error would
    rather have the median, which is nothing for most. None where there are no models to choose.
    """
    models = models_of(seen)
    if models is None:
        return None
    said = outlooks(seen, models, seen.window)
    return min(said, key=lambda method: _errors(said[method].value, actual.value).root_mean_square)


def calibrate(seen: Seen, actual: Actual, method: str, *, ahead: int | None = None) -> Calibration | None:
    """How right a method was in the days after; None where it cannot be made from what was known."""
    ahead = ahead or seen.window
    said = outlooks(seen, models_of(seen), ahead)
    if method not in said or not seen.days.size:
        return None
    shown = {
        method: said[method],
        "last_window": values.by_last_window(seen, ahead),
        COHORT_MEAN: said[COHORT_MEAN],
    }
    return Calibration(
        seen.until,
        ahead,
        len(seen.days),
        method,
        {
            name: Accuracy(_errors(each.purchases, actual.days.astype(float)), _errors(each.value, actual.value))
            for name, each in shown.items()
        },
        _coverage(said[method], actual.value),
        Ranking(
            area_under_curve(said[method].purchases, actual.days > 0),
            area_under_curve(seen.last_day.astype(float), actual.days > 0),
        ),
    )


def _errors(predicted: Floats, actual: Floats) -> Errors:
    off = predicted - actual
    alike = not (predicted.size and np.ptp(predicted) > 0 and np.ptp(actual) > 0)
    return Errors(
        float(actual.sum()),
        float(predicted.sum()),
        float(np.abs(off).mean()),
        float(np.sqrt((off**2).mean())),
        None if alike else float(np.corrcoef(predicted, actual)[0, 1]),
    )


def _coverage(outlook: Outlook, actual: Floats) -> Coverage:
    """Where nothing is likely, an interval that begins at nothing holds more than eight in ten; that is expected."""
    low, high = values.interval(outlook)
    below, above = float(np.mean(actual < low)), float(np.mean(actual > high))
    most = np.maximum(outlook.none, values.UPPER)
    least = np.where(outlook.none >= values.LOWER, 0.0, values.LOWER)
    return Coverage(1 - below - above, float(np.mean(most - least)), below, above)


def area_under_curve(score: Floats, came: npt.NDArray[np.bool_]) -> float | None:
    """The probability that of two customers, one who came again and one who did not, the first scores higher (half of
    the ties; Mann-Whitney). None where all are of one kind.
    """
    some, none = int(np.count_nonzero(came)), int(np.count_nonzero(~came))
    if not some or not none:
        return None
    _, which, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2  # of equal scores the mean
    return float((ranks[which[came]].sum() - some * (some + 1) / 2) / (some * none))

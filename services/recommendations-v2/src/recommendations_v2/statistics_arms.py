"""What an arm's subjects did, as a mean with its variance: plain, adjusted by what they did before, or a ratio. Pure.

Everything is made of sums, which a warehouse can add up; a subject is one case, whatever it did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sums:
    """One arm in one measure: of each subject what it did (y), and what it had done before it was exposed (x)."""

    subjects: int
    total: float  # of y
    squares: float  # of y * y
    before: float = 0.0  # of x
    before_squares: float = 0.0  # of x * x
    products: float = 0.0  # of x * y


@dataclass(frozen=True, slots=True)
class RatioSums:
    """One arm in a ratio such as amount by order, whose denominator differs from subject to subject too."""

    subjects: int
    numerator: float
    numerator_squares: float
    denominator: float
    denominator_squares: float
    products: float


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of so many subjects and the variance of one of them."""

    subjects: int
    mean: float
    variance: float

    @property
    def squared_error(self) -> float:
        """Of the mean."""
        return self.variance / self.subjects


def plain(sums: Sums) -> Mean:
    """The mean as it is. Needs two subjects or more, as everything here does."""
    spread = _covariance(sums.subjects, sums.squares, sums.total, sums.total)
    return Mean(sums.subjects, sums.total / sums.subjects, spread)


def theta(arms: Sequence[Sums]) -> float:
    """How much of what was done before is found again after: the slope of y on x of all arms together; 0 without any.

    A. Deng, Y. Xu, R. Kohavi, T. Walker, Improving the Sensitivity of Online Controlled Experiments by Utilizing
    Pre-Experiment Data, WSDM 2013 (CUPED).
    """
    subjects = sum(arm.subjects for arm in arms)
    before, total = sum(arm.before for arm in arms), sum(arm.total for arm in arms)
    spread = _covariance(subjects, sum(arm.before_squares for arm in arms), before, before)
    return _covariance(subjects, sum(arm.products for arm in arms), before, total) / spread if spread > 0 else 0.0


def usual(arms: Sequence[Sums]) -> float:
    """The mean before, of all arms together."""
    return sum(arm.before for arm in arms) / sum(arm.subjects for arm in arms)


def adjusted(sums: Sums, slope: float, before_usually: float) -> Mean:
    """The mean as if the arm had done before what all did: chance put those who do more into one of them."""
    n = sums.subjects
    after = _covariance(n, sums.squares, sums.total, sums.total)
    before = _covariance(n, sums.before_squares, sums.before, sums.before)
    together = _covariance(n, sums.products, sums.before, sums.total)
    variance = after + slope * slope * before - 2 * slope * together
    return Mean(n, sums.total / n - slope * (sums.before / n - before_usually), max(0.0, variance))


def ratio(sums: RatioSums) -> Mean | None:
    """A ratio of two sums, its variance by the delta method; None where nothing is below.

    A. Deng, U. Knoblich, J. Lu, Applying the Delta Method in Metric Analytics, KDD 2018.
    """
    if not sums.denominator:
        return None
    n, value = sums.subjects, sums.numerator / sums.denominator
    above = _covariance(n, sums.numerator_squares, sums.numerator, sums.numerator)
    below = _covariance(n, sums.denominator_squares, sums.denominator, sums.denominator)
    together = _covariance(n, sums.products, sums.numerator, sums.denominator)
    variance = (above + value * value * below - 2 * value * together) / (sums.denominator / n) ** 2
    return Mean(n, value, max(0.0, variance))


def winsor_bounds(amounts: Sequence[float], share: float) -> tuple[float, float]:
    """Where amounts are cut off: the lowest and the highest `share` of those that are not 0, and always around 0.

    Of all arms together, so that no arm is cut by its own: a refund of a fortune and a purchase of one both go. Zeros
    are most of them in any shop, and would make of every purchase an outlier.
    """
    told = sorted(amount for amount in amounts if amount)
    if not told:
        return 0.0, 0.0
    cut = int(share * len(told))
    return min(0.0, told[cut]), max(0.0, told[len(told) - 1 - cut])


def winsorised(amounts: Sequence[float], bounds: tuple[float, float]) -> list[float]:
    """The amounts, none beyond the bounds."""
    low, high = bounds
    return [min(high, max(low, amount)) for amount in amounts]


def _covariance(n: int, products: float, first: float, second: float) -> float:
    """Of the sample; with two or more subjects."""
    return (products - first * second / n) / (n - 1)

"""The difference between two arms, with intervals: Welch's for one look, and one that holds at every look.

Pure. The second is the asymptotic confidence sequence of I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and
A. Ramdas, Time-uniform central limit theory and asymptotic confidence sequences (arXiv 2103.06476): equation 9 for the
interval, 155 for the p-value, 161 for the parameter. It is widest early and tightest at the size it is tuned for, which
must be chosen before anybody looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, sqrt

from recommendations_v2.statistics_arms import Mean
from recommendations_v2.statistics_tails import student_quantile, student_two_sided

_LARGEST_EXPONENT = 700.0  # beyond it a float is infinite, and the p-value nothing


@dataclass(frozen=True, slots=True)
class Interval:
    """From low to high."""

    low: float
    high: float

    @property
    def is_told(self) -> bool:
        """Whether 0 is outside."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What a subject of an arm does more than one of another: standard error, degrees of freedom, subjects of both."""

    estimate: float
    error: float
    freedom: float
    subjects: int

    def once(self, alpha: float) -> Interval:
        """Welch's interval (Biometrika 34, 1947): right for who looks once, at a moment chosen before."""
        return self._around(student_quantile(1 - alpha / 2, self.freedom) * self.error)

    def once_p(self) -> float:
        """Welch's p-value, two-sided."""
        if not self.error:
            return 1.0 if not self.estimate else 0.0
        return student_two_sided(self.estimate / self.error, self.freedom)

    def always(self, alpha: float, tuned_for: float) -> Interval:
        """The interval that holds at every look at once, with all but `alpha`; tightest at `tuned_for` subjects."""
        return self._around(boundary(self.subjects, alpha, tuned_for) * self.error)

    def always_p(self, alpha: float, tuned_for: float) -> float:
        """The p-value that goes with it: below `alpha` exactly where `always` excludes nothing."""
        if not self.error:
            return 1.0 if not self.estimate else 0.0
        mixed = _rho_squared(alpha, tuned_for) * self.subjects
        exponent = (self.estimate / self.error) ** 2 * mixed / (2 * (mixed + 1))
        return min(1.0, sqrt(mixed + 1) * exp(-exponent)) if exponent < _LARGEST_EXPONENT else 0.0

    def _around(self, half: float) -> Interval:
        return Interval(self.estimate - half, self.estimate + half)


def absolute(control: Mean, other: Mean) -> Difference:
    """How much more a subject of the other arm does."""
    squared = control.squared_error + other.squared_error
    return Difference(
        other.mean - control.mean, sqrt(squared), _freedom(control, other), control.subjects + other.subjects
    )


def relative(control: Mean, other: Mean, standard_errors: float) -> Interval | None:
    """The other mean as a share of the control's, less one: from where to where, so many standard errors wide.

    Fieller's interval (Supplement to the Journal of the Royal Statistical Society 7, 1940): it excludes 0 exactly where
    that of the absolute difference does, while the delta method's calls chance a loss too often where few have bought.
    None where the control itself is not that far above nothing: then any share is possible.
    """
    wide = standard_errors**2
    below = control.mean**2 - wide * control.squared_error
    if control.mean <= 0 or below <= 0:
        return None
    product = control.mean * other.mean
    inside = product**2 - below * (other.mean**2 - wide * other.squared_error)
    half = sqrt(max(0.0, inside))
    return Interval((product - half) / below - 1, (product + half) / below - 1)


def boundary(subjects: float, alpha: float, tuned_for: float) -> float:
    """How many standard errors from nothing is far enough, at so many subjects, however often it is looked at."""
    mixed = _rho_squared(alpha, tuned_for) * subjects
    return sqrt(2 * (mixed + 1) / mixed * log(sqrt(mixed + 1) / alpha))


def _rho_squared(alpha: float, tuned_for: float) -> float:
    return (-2 * log(alpha) + log(1 - 2 * log(alpha))) / tuned_for


def _freedom(control: Mean, other: Mean) -> float:
    """Satterthwaite's."""
    spread = sum(arm.squared_error**2 / (arm.subjects - 1) for arm in (control, other))
    return (control.squared_error + other.squared_error) ** 2 / spread if spread else inf

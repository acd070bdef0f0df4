"""Tails of the distributions that experiments are judged by: Student's and chi-square's. Pure."""

from __future__ import annotations

from math import copysign, erfc, exp, gamma, isinf, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

_ENOUGH = 1e-15  # of a continued fraction: what a float tells apart
_MOST_TERMS = 500  # it needs some ten to forty
_TINY = 1e-300  # instead of a zero that would be divided by
_STEPS = 4  # of Newton's from a start that is good to two places; each doubles them
_NORMAL = NormalDist()


def student_two_sided(t: float, freedom: float) -> float:
    """The chance that |T| is at least |t|: Student's, with so many degrees of freedom, which need not be whole."""
    if isinf(t):
        return 0.0
    return _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t))


def student_quantile(probability: float, freedom: float) -> float:
    """The t that T stays below with this probability (above a half).

    Starts from the expansion around the normal quantile (Abramowitz and Stegun 26.7.5) and goes on by Newton's steps.
    """
    z = _NORMAL.inv_cdf(probability)
    t = z + (z**3 + z) / (4 * freedom)
    log_constant = lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - log(freedom * pi) / 2
    for _ in range(_STEPS):
        density = exp(log_constant - (freedom + 1) / 2 * log1p(t * t / freedom))
        below = 0.5 + copysign(0.5 * (1 - student_two_sided(t, freedom)), t)
        t -= (below - probability) / density
    return t


def chi_square_above(value: float, freedom: int) -> float:
    """The chance that chi-square with so many (whole) degrees of freedom is at least this, by closed forms."""
    half = value / 2
    if freedom % 2:
        found, order = erfc(sqrt(half)), 0.5
    else:
        found, order = exp(-half), 1.0
    while order < freedom / 2:
        found += half**order * exp(-half) / gamma(order + 1)
        order += 1
    return min(1.0, found)


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):  # there the fraction converges fast; elsewhere that of the other side does
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Its continued fraction (Abramowitz and Stegun 26.5.8), evaluated from the front as Lentz does."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    found = d
    for term in range(1, _MOST_TERMS):
        twice = 2 * term
        even = term * (b - term) * x / ((a + twice - 1) * (a + twice))
        odd = -(a + term) * (a + b + term) * x / ((a + twice) * (a + twice + 1))
        for coefficient in (even, odd):
            d = 1 / _away(1 + coefficient * d)
            c = _away(1 + coefficient / c)
            found *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return found


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY

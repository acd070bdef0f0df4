"""How often customers buy again: the BG/NBD model by maximum likelihood. Arrays in, arrays out.

While a customer is active, purchases come at random at a rate of their own (over all customers a gamma distribution: r,
alpha); after each of them the customer leaves for good with a probability of their own (a beta distribution: a, b).
Fader, Hardie & Lee, "Counting Your Customers" the Easy Way, Marketing Science 24(2), 2005: the likelihood is their
equation 6, the expectation their equation 10.

Of a customer the model needs `frequency` (purchase days after the first), `recency` (from the first purchase to the
last) and `age` (from the first purchase until now), both in the same unit of time. Customers who bought once belong in
it as much as the others: what most people do is what it learns from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh_tridiagonal
from scipy.optimize import minimize
from scipy.special import digamma, gammaln, hyp2f1

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Parameters are looked for between exp(-9) and exp(9): beyond, all customers are alike to more digits than are shown,
# and no closed form keeps its.
_WIDEST = 9.0
_START = (0.5, 0.5, 0.5, 2.0)  # near no shop in particular: the optimum is the same from elsewhere, by test
_STEPS = 500  # of the optimiser; CDNOW takes 20
_NUDGE = 1e-6  # the closed form has removable poles (a = 1, a + b + x = 1): so far beside them, six digits are right
_LITTLE = 1e-4  # the first term of a series in this is right to one in ten thousand
_NODES = 48  # of the quadrature: enough for nine digits where the closed form holds too, by test


class NotFittedError(Exception):
    """No parameters could be found; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Histories:
    """What different customers did, alike ones as one row of so much `weight`; pairs are what rows have in common."""

    frequency: Integers  # purchase days after the first
    recency: Floats  # first to last purchase
    age: Floats  # first purchase until now
    weight: Floats  # customers
    place: Integers  # of each customer, its row
    pair_frequency: Integers
    pair_age: Floats
    pair: Integers  # of each row, the pair with its frequency and age


@dataclass(frozen=True, slots=True)
class PurchaseModel:
    """BG/NBD: rates are gamma (`r`; `alpha`, in units of time), chances to leave after a purchase beta (`a`, `b`)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float


def collapse(frequency: Integers, recency: Integers, age: Integers) -> Histories:
    """Alike customers as one: the likelihood of a million has a third as many different terms, or fewer.

    Days are whole numbers here; what is not a history (a last purchase before the first, or after now) is refused with
    ValueError.
    """
    if bool(np.any((frequency < 0) | (recency < 0) | (recency > age))):
        raise ValueError("a history lies between a first purchase and now")
    if bool(np.any((frequency == 0) & (recency > 0))):
        raise ValueError("whoever bought once has no later purchase")
    longest = int(np.max(age, initial=0)) + 1
    if int(np.max(frequency, initial=0)) >= np.iinfo(np.int64).max // longest**2:
        raise ValueError("more purchases than days")
    key = (frequency * longest + recency) * longest + age
    found, place, weight = np.unique(key, return_inverse=True, return_counts=True)
    rest, ages = np.divmod(found, longest)
    frequencies, recencies = np.divmod(rest, longest)
    pairs, pair = np.unique(frequencies * longest + ages, return_inverse=True)
    pair_frequency, pair_age = np.divmod(pairs, longest)
    return Histories(
        frequencies,
        recencies.astype(float),
        ages.astype(float),
        weight.astype(float),
        place.astype(np.int64),
        pair_frequency,
        pair_age.astype(float),
        pair.astype(np.int64),
    )


def log_likelihood(parameters: Floats, customers: Histories) -> tuple[float, Floats]:
    """Of r, alpha, a, b: the log-likelihood of all customers, and its derivative by each of them.

    The gamma functions depend on the frequency alone, which takes few values: they are computed once for each.
    """
    r, alpha, a, b = parameters
    frequency, weight = customers.frequency, customers.weight
    counts = np.arange(int(np.max(frequency)) + 1)
    by_count = np.bincount(frequency, weights=weight)
    bought = gammaln(r + counts) - gammaln(r) + r * np.log(alpha)
    stayed = gammaln(a + b) - gammaln(b) + gammaln(b + counts) - gammaln(a + b + counts)
    again = frequency > 0
    log_age, log_recency = np.log(alpha + customers.age), np.log(alpha + customers.recency)
    active = -(r + frequency) * log_age
    gone = np.where(
        again, np.log(a) - np.log(np.maximum(b + frequency - 1, b)) - (r + frequency) * log_recency, -np.inf
    )
    top = np.maximum(active, gone)
    together = top + np.log(np.exp(active - top) + np.exp(gone - top))
    value = float(by_count @ (bought + stayed) + weight @ together)
    left = np.exp(gone - together) * weight  # how likely it is that the customer had left, times customers
    here = weight - left
    everybody, buys = weight.sum(), r + frequency
    gradient = np.array(
        [
            by_count @ (digamma(r + counts) - digamma(r))
            + everybody * np.log(alpha)
            - here @ log_age
            - left @ log_recency,
            everybody * r / alpha
            - here @ (buys / (alpha + customers.age))
            - left @ (buys / (alpha + customers.recency)),
            by_count @ (digamma(a + b) - digamma(a + b + counts)) + left.sum() / a,
            by_count @ (digamma(a + b) - digamma(b) + digamma(b + counts) - digamma(a + b + counts))
            - left @ (1 / np.maximum(b + frequency - 1, b)),
        ]
    )
    return value, gradient


def fit(customers: Histories, start: Sequence[float] = _START) -> PurchaseModel:
    """The parameters that make what happened most likely; the search starts at r, alpha / greatest age, a, b.

    Raises NotFittedError where there are none.
    """
    everybody = float(customers.weight.sum())
    if everybody == 0 or not bool(np.any(customers.frequency > 0)):
        raise NotFittedError("nobody bought twice")
    unit = float(
        np.max(customers.age)
    )  # time is measured in it while parameters are looked for: alpha is about one then
    scaled = replace(customers, recency=customers.recency / unit, age=customers.age / unit)

    def loss(logarithms: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logarithms)
        value, gradient = log_likelihood(parameters, scaled)
        return -value / everybody, -gradient * parameters / everybody

    with np.errstate(all="ignore"):  # what overflows on the way is a step the optimiser takes back
        # The tolerances are of a log-likelihood per customer and its slope: four digits of the parameters, with room.
        found = minimize(
            loss,
            np.log(start),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-_WIDEST, _WIDEST)] * 4,
            options={"maxiter": _STEPS, "ftol": 1e-13, "gtol": 1e-8},
        )
    r, alpha, a, b = (float(each) for each in np.exp(found.x))
    # Told in other units of time, the density of every purchase after the first is another.
    value = -float(found.fun) * everybody - float(customers.weight @ customers.frequency) * float(np.log(unit))
    if not (found.success and np.isfinite(value)):
        raise NotFittedError(f"the optimiser ended without an optimum: {found.message}")
    return PurchaseModel(r, alpha * unit, a, b, value)


def still_active(model: PurchaseModel, customers: Histories) -> Floats:
    """The probability that a customer has not left, between 0 and 1, by row.

    No measure of churn: it is 1 for whoever bought once, because leaving comes after a second purchase here.
    """
    frequency = customers.frequency
    odds = (
        np.log(model.a)
        - np.log(np.maximum(model.b + frequency - 1, model.b))
        + (model.r + frequency) * (np.log(model.alpha + customers.age) - np.log(model.alpha + customers.recency))
    )
    with np.errstate(over="ignore"):  # odds beyond 1e308 are a probability of 0
        return np.where(frequency > 0, 1 / (1 + np.exp(odds)), 1.0)


def expected_if_active(model: PurchaseModel, frequency: Integers, age: Floats, ahead: float) -> Floats:
    """Purchases in the time `ahead` of a customer who has not left.

    The paper's 2F1 has arguments that grow with the frequency and overflow; Euler's transformation (Abramowitz & Stegun
    15.3.3) leaves only its third growing. Where even that is no number, quadrature is.
    """
    a = model.a if abs(model.a - 1) > _NUDGE else 1 + _NUDGE
    third = a + model.b + frequency - 1
    third = np.where(np.abs(third) > _NUDGE, third, _NUDGE)
    passed = ahead / (model.alpha + age + ahead)
    with np.errstate(all="ignore"):  # looked at below
        series = hyp2f1(a - 1, a + model.b - 1 - model.r, third, passed)
        found = third / (a - 1) * (1 - np.exp((a - 1) * np.log1p(-passed)) * series)
    most = (model.r + frequency) * ahead / (model.alpha + age)  # as many as whoever never leaves
    doubtful = ~np.isfinite(found) | (found < 0) | (found > most * (1 + _NUDGE))
    if bool(np.any(doubtful)):
        found[doubtful] = _moments(model, frequency[doubtful], age[doubtful], ahead)[0]
    return np.asarray(np.clip(found, 0, most), float)


def expected_purchases(model: PurchaseModel, customers: Histories, ahead: float) -> Floats:
    """Purchases to be expected in the time `ahead`, by row."""
    active = expected_if_active(model, customers.pair_frequency, customers.pair_age, ahead)[customers.pair]
    found: Floats = still_active(model, customers) * active
    return found


def none_expected(model: PurchaseModel, customers: Histories, ahead: float) -> Floats:
    """The probability of not one purchase in the time `ahead`, by row."""
    quiet = np.exp(-(model.r + customers.frequency) * np.log1p(ahead / (model.alpha + customers.age)))
    return np.asarray(1 - still_active(model, customers) * (1 - quiet), float)


def expected_squares(model: PurchaseModel, customers: Histories, ahead: float) -> Floats:
    """The expectation of the square of purchases in the time `ahead`, by row.

    By quadrature, which falls short where hardly anybody leaves and some come a thousand times: it is then what it is
    at the least, by Jensen.
    """
    first, both = _moments(model, customers.pair_frequency, customers.pair_age, ahead)
    expected = expected_purchases(model, customers, ahead)
    squares = still_active(model, customers) * (first + both)[customers.pair]
    found: Floats = np.maximum(squares, np.maximum(expected, expected**2))
    return found


def _moments(model: PurchaseModel, frequency: Integers, age: Floats, ahead: float) -> tuple[Floats, Floats]:
    """E[N] and E[N(N-1)] of purchases N in the time `ahead` of whoever has not left, over the chance to leave.

    Of a customer with rate L and chance p, purchases at a time s come at L exp(-L p s), pairs of them with the later at
    s at s (1-p) L^2 exp(-L p s); over the gamma distribution of rates both integrals over s are elementary, and the one
    over the beta distribution of chances is by Gauss's quadrature.
    """
    first, both = np.empty(frequency.shape), np.empty(frequency.shape)
    for count in np.unique(frequency):
        rows = frequency == count
        p, weights = _beta_nodes(model.a, model.b + float(count))
        shape = model.r + float(count)
        passed = (ahead / (model.alpha + age[rows]))[:, np.newaxis]
        grown = passed * p
        gone = -np.expm1(-shape * np.log1p(grown))  # that at least one of the events at the rate L p came
        first[rows] = gone / p @ weights
        # Of two: for little time the difference loses its digits, and the first term of its series stands for it.
        exact = np.maximum(gone - shape * grown / (1 + grown) * (1 - gone), 0) / p**2
        pair = np.where(shape * grown < _LITTLE, shape * (shape + 1) * passed**2 / 2, exact)
        both[rows] = 2 * (pair * (1 - p)) @ weights
    return first, both


def _beta_nodes(a: float, b: float) -> tuple[Floats, Floats]:
    """Gauss's nodes and weights for an expectation over a beta distribution, from the eigenvalues of its Jacobi matrix.

    Golub & Welsch, 1969; `scipy.special.roots_jacobi` overflows where b is large.
    """
    n = np.arange(1, _NODES)
    total = 2 * n + a + b - 2
    diagonal = np.empty(_NODES)
    diagonal[0] = a / (a + b)
    diagonal[1:] = (1 + (a - b) * (a + b - 2) / (total * (total + 2))) / 2
    beside = np.empty(_NODES - 1)
    beside[0] = a * b / ((a + b) ** 2 * (a + b + 1))
    n, total = n[1:], total[1:]
    beside[1:] = n * (n + a - 1) * (n + b - 1) * (n + a + b - 2) / (total**2 * (total**2 - 1))
    nodes, vectors = eigh_tridiagonal(diagonal, np.sqrt(beside))
    return np.clip(nodes, 1e-100, 1.0), vectors[0] ** 2  # the least chance may be rounded to none

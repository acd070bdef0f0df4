"""What a purchase day of a customer is worth: the Gamma-Gamma model by maximum likelihood. Arrays in, arrays out.

What a customer brings on a purchase day varies around a mean of their own (a gamma distribution of shape p), and the
means vary over customers (q, gamma), however often somebody buys. Fader & Hardie, The Gamma-Gamma Model of Monetary
Value, 2013: the likelihood is their equation 1a, the expectation their equation 5.

It is fitted on repeaters alone: of one purchase, what is the customer and what is chance cannot be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from revenue.lifetime_value_purchases import NotFittedError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Parameters lie between exp(-12) and exp(12); q from 1.01, because the mean over customers is infinite
# at 1 and says nothing close to it.
_WIDEST = 12.0
_LEAST_Q = 1.01
_STEPS = 500  # of the optimiser; CDNOW takes 30


@dataclass(frozen=True, slots=True)
class SpendModel:
    """Gamma-Gamma: `p` and `q` without a unit, `gamma` in money."""

    p: float
    q: float
    gamma: float
    log_likelihood: float

    @property
    def mean(self) -> float:
        """Of a purchase day of whoever nothing is known of."""
        return self.p * self.gamma / (self.q - 1)


def log_likelihood(parameters: Floats, days: Integers, mean: Floats) -> tuple[float, Floats]:
    """Of p, q, gamma: the log-likelihood of customers' mean values over so many days, and its derivative by each."""
    p, q, gamma = parameters
    counts = np.arange(1, int(np.max(days)) + 1)  # the gamma functions depend on the days alone, of which there are few
    shape = p * counts
    total = days * mean
    around = np.log(gamma + total)
    customers = np.bincount(days)[1:].astype(float)
    summed = np.bincount(days, weights=np.log(total) - around)[1:]  # by days: it is multiplied by them
    value = (
        customers @ (gammaln(shape + q) - gammaln(shape))
        + shape @ summed
        - float(np.log(mean).sum())
        + len(days) * (q * np.log(gamma) - gammaln(q))
        - q * float(around.sum())
    )
    by_p = customers @ (counts * (digamma(shape + q) - digamma(shape))) + counts @ summed
    by_q = customers @ digamma(shape + q) + len(days) * (np.log(gamma) - digamma(q)) - float(around.sum())
    by_gamma = len(days) * q / gamma - float(((p * days + q) / (gamma + total)).sum())
    return float(value), np.array([by_p, by_q, by_gamma])


def fit(days: Integers, mean: Floats) -> SpendModel:
    """The parameters for repeaters: over how many purchase days, and what these brought in the mean, above zero.

    Raises NotFittedError where there are none.
    """
    if days.size == 0 or bool(np.any(days < 1)) or not bool(np.all(mean > 0)):
        raise NotFittedError("there is nothing above zero to fit")
    unit = float(np.median(mean))  # money is measured in it while parameters are looked for

    def loss(logarithms: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logarithms)
        value, gradient = log_likelihood(parameters, days, mean / unit)
        return -value / len(days), -gradient * parameters / len(days)

    with np.errstate(all="ignore"):  # what overflows on the way is a step the optimiser takes back
        found = minimize(
            loss,
            np.log([2.0, 3.0, 2.0]),  # near no shop in particular: the optimum is the same from elsewhere, by test
            jac=True,
            method="L-BFGS-B",
            bounds=[(-_WIDEST, _WIDEST), (float(np.log(_LEAST_Q)), _WIDEST), (-_WIDEST, _WIDEST)],
            options={"maxiter": _STEPS, "ftol": 1e-13, "gtol": 1e-8},  # as of purchases
        )
    p, q, gamma = (float(each) for each in np.exp(found.x))
    value = -float(found.fun) * len(days) - len(days) * float(np.log(unit))
    if not (found.success and np.isfinite(value)):
        raise NotFittedError(f"the optimiser ended without an optimum: {found.message}")
    if q <= _LEAST_Q:
        raise NotFittedError("a few customers' values are so far from the others that no mean can be told")
    return SpendModel(p, q, gamma * unit, value)


def expected_value(model: SpendModel, days: Integers, mean: Floats) -> Floats:
    """What a purchase day of each customer is worth in the mean, by what `days` of them brought.

    Of nobody's days it is the mean over customers. Days that brought nothing, or a loss, are taken as worth nothing: a
    gamma distribution knows no other, and the customer is then worth less than others, but not less than nothing.
    """
    total = days * np.maximum(mean, 0)
    return model.p * (model.gamma + total) / (model.p * days + model.q - 1)

"""What sets a cluster apart, in numbers and in one sentence made of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from segments.cluster_model import ModelFeature
from segments.cluster_scaling import FEATURES, Floats

_TELLING = 0.5  # deviations from the mean of all: less sets nobody apart
_MOST = 3  # features in a sentence: more is a table
_SHARES = frozenset({"discount", "refund"})  # told as averages: the median refund is none nearly everywhere


def features(raw: Floats, of_all: Floats, centre: Floats) -> tuple[ModelFeature, ...]:
    """The features of a cluster's customers (customers x features), beside those of all."""
    theirs, everybody = _typical(raw), _typical(of_all)
    return tuple(
        ModelFeature(name, theirs[name], everybody[name], float(centre[place])) for place, name in enumerate(FEATURES)
    )


def sentence(found: tuple[ModelFeature, ...], currency: str) -> str:
    """The features that set a cluster apart most, with what is typical of all customers beside each."""
    telling = [each for each in found if abs(each.deviations) >= _TELLING]
    telling = sorted(telling, key=lambda each: -abs(each.deviations))[:_MOST]
    if not telling:
        return "Like the average of all customers in everything that is looked at."
    said = [f"{_said(each, each.typical, currency)} (all: {_value(each, currency)})" for each in telling]
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}."


def _typical(raw: Floats) -> Mapping[str, float]:
    medians, means = np.median(raw, axis=0), raw.mean(axis=0)
    return {name: float(means[place] if name in _SHARES else medians[place]) for place, name in enumerate(FEATURES)}


def _said(each: ModelFeature, value: float, currency: str) -> str:
    amount = _number(each.feature, value, currency)
    return {
        "recency": f"last bought {amount} ago",
        "tenure": f"first bought {amount} ago",
        "frequency": f"bought on {amount}",
        "spend": f"spends {amount} on such a day",
        "discount": f"discounts of {amount}",
        "refund": f"refunds of {amount}",
    }[each.feature]


def _value(each: ModelFeature, currency: str) -> str:
    return _number(each.feature, each.typical_of_all, currency)


def _number(feature: str, value: float, currency: str) -> str:
    if feature in _SHARES:
        return f"{100 * value:.0f} %" if value >= 0.1 or value == 0 else f"{100 * value:.1f} %"  # noqa: PLR2004 - from a tenth on a half says nothing
    if feature == "spend":
        return f"{value:.2f} {currency}"
    return f"{value:g} {'day' if value == 1 else 'days'}"

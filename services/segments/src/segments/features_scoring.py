"""From what is known of customers to what rules speak of: days, scores, cadence, shares. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segments import cadence
from segments.features_reading import People
from segments.partition import LEAST_BUYERS, Crowd, Feature, Texts
from segments.rfm import Cuts, cuts_of, scores_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SCORES = ("recency", "frequency", "monetary")


@dataclass(frozen=True, slots=True)
class Asked:
    """By what customers are scored."""

    until: int  # days since 1970
    parameters: Mapping[str, float]  # of the rules
    cuts: Mapping[str, Sequence[float] | None]  # as a shop set them: recency in rising days, from score 5 down


@dataclass(frozen=True, slots=True)
class Scored:
    """What follows from what is known; scores are 0 and days NaN where there is none."""

    buyers: Flags
    since_first: Floats
    since_last: Floats
    scores: Mapping[str, Integers]
    cuts: Mapping[str, list[float | None] | None]  # recency in days: who is at most so many days away has the score
    spread: float  # of gaps over their mean, in this shop
    spread_by: int  # customers by whom that is told
    late_after: Floats
    is_late: Flags
    predicted: Floats
    expected: Floats


def score(people: People, asked: Asked) -> Scored:
    """Score everybody."""
    habits = people.habits
    buyers = habits.purchase_days > 0
    nothing = np.where(buyers, 0.0, np.nan)
    since_first = np.maximum(asked.until - habits.first_day, 0) + nothing
    since_last = np.maximum(asked.until - habits.last_day, 0) + nothing
    values = {"recency": -since_last, "frequency": habits.window_days.astype(float), "monetary": people.monetary}
    cuts, scores = {}, {}
    for name in SCORES:
        cuts[name], scores[name] = _scores(values[name], buyers, _set(name, asked.cuts.get(name)))
    spread, spread_by = cadence.spread_of_shop(habits)
    inactive = asked.parameters["inactive_after_days"]
    late_after = cadence.late_after(habits, spread, asked.parameters["steady_spread"], inactive)
    waited = np.where(np.isnan(late_after), inactive - 1, late_after)
    there = people.predicted_at >= 0
    predicted, expected = (np.full(people.size, np.nan) for _ in range(2))
    for column, name in ((predicted, "value_12m"), (expected, "expected_purchases_90d")):
        told = people.predicted[name].cast("double").to_numpy()
        column[there] = told[people.predicted_at[there]]
    return Scored(
        buyers=buyers,
        since_first=since_first,
        since_last=since_last,
        scores=scores,
        cuts={name: _told(name, found) for name, found in cuts.items()},
        spread=spread,
        spread_by=spread_by,
        late_after=late_after,
        is_late=buyers & (since_last > waited),
        predicted=predicted,
        expected=expected,
    )


def crowd_of(
    people: People, scored: Scored, names: Mapping[str, Sequence[str]], amounts: Callable[[str], Floats]
) -> Crowd:
    """Everybody as rules see them; `amounts` reads a column of money, `names` are those of channels and categories."""
    habits, tastes = people.habits, people.tastes

    def share(part: str, whole: str, less: str | None = None) -> Floats:
        base = amounts(whole) - (amounts(less) if less else 0.0)
        shares: Floats = np.divide(amounts(part), base, out=np.full(people.size, np.nan), where=base > 0)
        return shares

    def lifetime() -> Floats:
        return people.realised + np.nan_to_num(scored.predicted)

    known: dict[str, Callable[[], Feature]] = {
        **{name: _one(_score_or_nan(scored.scores[of])) for name, of in _SCORES_OF.items()},
        "days_since_first": lambda: scored.since_first,
        "days_since_last": lambda: scored.since_last,
        "purchase_days": lambda: habits.purchase_days.astype(float),
        "purchase_days_window": lambda: habits.window_days.astype(float),
        "monetary": lambda: people.monetary,
        "mean_gap_days": lambda: habits.mean_gap,
        "gap_sd_days": lambda: habits.gap_sd,
        "gap_spread": lambda: habits.gap_sd / habits.mean_gap,
        "gaps": lambda: habits.gaps.astype(float),
        "late_after_days": lambda: scored.late_after,
        "is_late": lambda: scored.is_late,
        "discount_share": lambda: share("discounts", "gross_sales"),
        "refund_share": lambda: share("refunds", "gross_sales", "discounts"),
        "top_category": lambda: Texts(tastes.top, names["categories"]),
        "top_category_lines": lambda: tastes.top_lines.astype(float),
        "category_lines": lambda: tastes.lines.astype(float),
        "categories": lambda: tastes.categories.astype(float),
        "channel": lambda: channels_of(people, names),
        "channel_purchases": lambda: habits.channel_purchases.astype(float),
        "purchases": lambda: habits.purchases.astype(float),
        "value_realised": lambda: people.realised,
        "value_predicted_12m": lambda: scored.predicted,
        "lifetime_value": lifetime,
        "value_is_historic": lambda: np.isnan(scored.predicted),
        "expected_purchases_90d": lambda: scored.expected,
    }

    def feature(name: str) -> Feature:
        return known[name]() if name in known else amounts(name)

    return Crowd(people.size, scored.buyers, feature)


def channels_of(people: People, names: Mapping[str, Sequence[str]]) -> Texts:
    """The channel of most purchases of everybody; unknown without a purchase, and where the ledger names none."""
    places = people.habits.channel
    known = (people.habits.purchases > 0) & (places < len(names["channels"]))
    return Texts(np.where(known, places, -1), names["channels"])


_SCORES_OF = {"r_score": "recency", "f_score": "frequency", "m_score": "monetary"}


def _one(feature: Feature) -> Callable[[], Feature]:
    return lambda: feature


def _score_or_nan(scores: Integers) -> Floats:
    return np.where(scores > 0, scores, np.nan)


def _set(name: str, cuts: Sequence[float] | None) -> Cuts | None:
    """Cuts as a shop set them, lowest first; recency, of which fewer is better, as negative days."""
    if cuts is None:
        return None
    return tuple(-cut for cut in reversed(cuts)) if name == "recency" else tuple(cuts)


def _told(name: str, cuts: Cuts | None) -> list[float | None] | None:
    if cuts is None:
        return None
    return [cut if cut is None or name != "recency" else -cut for cut in cuts]


def _scores(values: Floats, buyers: Flags, cuts: Cuts | None) -> tuple[Cuts | None, Integers]:
    """The cuts, and a score for each buyer; 0 for others, and for all in a shop too small for fifths of its own."""
    scores = np.zeros(len(values), np.int64)
    if cuts is None:
        if np.count_nonzero(buyers) < LEAST_BUYERS:
            return None, scores
        cuts = cuts_of(values[buyers])
    scores[buyers] = scores_of(values[buyers], cuts)
    return cuts, scores

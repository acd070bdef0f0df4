"""Customers' features in, the segment of each out: a total, ordered partition, and every other true definition as tag.

Arrays in, arrays out; runs in the refresh's child (`refresh_child`), over all customers at once.

The columns of table `segment_customers`, one row per customer, in this order, as the child writes them to
`customers.parquet` (`generation_id` is put in front by `shared.generations`):

    customer_id            STRING REQUIRED   Identity of the customer
    as_of_date             DATE REQUIRED     The last whole shop day that was known; days are counted until then
    segment_id             STRING REQUIRED   The one segment the customer is in
    tags                   STRING REQUIRED   Every other true definition: ids with commas, sorted; '' when there is none
    reason_code            STRING REQUIRED   Why: what `reasons.reason` puts into words from the row
    r_score                INT64             Recency, 1 to 5 within the shop; null without a purchase, or too few buyers
    f_score                INT64             Frequency, likewise
    m_score                INT64             Monetary, likewise
    rfm                    STRING            The three scores in a row: 545; null where they are
    first_day              DATE              Shop day of the first purchase
    last_day               DATE              Shop day of the last purchase
    days_since_first       INT64             Tenure: days from first_day to as_of_date
    days_since_last        INT64             Recency: days from last_day to as_of_date
    purchase_days          INT64 REQUIRED    Shop days with a purchase, ever
    purchase_days_window   INT64 REQUIRED    Frequency: those in the window
    orders                 INT64 REQUIRED    Orders, ever
    net_sales              NUMERIC REQUIRED  Net sales, ever, refunds in
    margin                 NUMERIC           Margin of the part of them whose cost is known; null where none is
    net_with_cost          NUMERIC REQUIRED  That part of net_sales: the denominator of what margin covers
    monetary               NUMERIC REQUIRED  Monetary: what the window brought, in monetary_basis; by margin, sales of
                                             unknown cost count nothing
    monetary_basis         STRING REQUIRED   gross_margin or net_sales; one for all customers of a run
    mean_gap_days          FLOAT64           Mean of the last gaps between purchase days; null with fewer than two days
    gap_sd_days            FLOAT64           Spread (standard deviation) of these gaps; null with fewer than two gaps
    gaps                   INT64 REQUIRED    How many gaps that are
    late_after_days        INT64             Days since the last purchase after which the customer is late against the
                                             own cadence; null with fewer gaps than cadence asks for
    is_late                BOOL REQUIRED     Whether they are: days_since_last > late_after_days; without a cadence,
                                             whether they count as inactive
    discounts              NUMERIC REQUIRED  Discounts, ever: numerator of discount_share
    gross_sales            NUMERIC REQUIRED  Sales before discounts, ever: its denominator
    discount_share         FLOAT64           discounts / gross_sales; null without gross sales
    refunds                NUMERIC REQUIRED  Given back, ever, positive: numerator of refund_share; denominator is
                                             gross_sales - discounts
    refund_share           FLOAT64           refunds / (gross_sales - discounts); null without
    top_category           STRING            The category most purchase lines of the window were of; null when unknown
    top_category_lines     INT64 REQUIRED    How many lines that were
    category_lines         INT64 REQUIRED    Lines of the window whose category is known
    categories             INT64 REQUIRED    Different categories among them
    channel                STRING            The channel of most purchases
    channel_purchases      INT64 REQUIRED    How many purchases (of a day, at a place) came by it
    purchases              INT64 REQUIRED    Of how many
    created_at             TIMESTAMP         Since when the shop knows the customer
    value_realised         NUMERIC REQUIRED  What the customer brought so far, in value_basis, as monetary
    value_predicted_12m    NUMERIC           What the next 12 months are expected to bring; null when nobody said
    lifetime_value         NUMERIC REQUIRED  Realised plus predicted; realised alone where nothing is predicted
    value_basis            STRING REQUIRED   gross_margin or net_sales; one for all customers of a run
    value_is_historic      BOOL REQUIRED     True where lifetime_value is the realised part alone
    value_as_of            DATE              As of when the prediction is
    expected_purchases_90d FLOAT64           Purchase days to expect in 90 days; null when nobody said

`changes.parquet` has the columns of `segment_members`: customer_id, segment_id, tags, valid_from DATE, valid_to DATE,
recorded_at TIMESTAMP, refresh_id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segments.definitions import WAS, Condition, Definition, Definitions
from segments.feature_names import FEATURES
from segments.rfm import cuts_of

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]

LEAST_BUYERS = 50  # for scores and for a top share: ten in each fifth, five in a tenth
_FEW_MASKS = 1 << 20  # of tags: a count for each of so many takes less than sorting a million of them
REST = "rest"  # the reason code of whom no condition put where they are


@dataclass(frozen=True, slots=True)
class Texts:
    """A feature that is a text: for each customer the place of it in `names`, -1 where it is unknown."""

    places: npt.NDArray[np.int64]
    names: Sequence[str]


Feature = Numbers | Flags | Texts


@dataclass(frozen=True, slots=True)
class Crowd:
    """All customers of a run: `feature` answers one by name, an element each; numbers are NaN where unknown."""

    size: int
    buyers: Flags  # who has purchased
    feature: Callable[[str], Feature]


@dataclass(frozen=True, slots=True)
class Partition:
    """Where each customer is: `segment` is a place in the rules' segments, `tags` has a bit for each of `tag_ids`."""

    segment: npt.NDArray[np.int8]
    tags: npt.NDArray[np.uint64]
    tag_ids: tuple[str, ...]
    tag_texts: tuple[npt.NDArray[np.int64], list[str]]  # of the column `tags`: a place for each customer, and its text


def partition(crowd: Crowd, rules: Definitions) -> Partition:
    """Put everybody into the first segment whose conditions hold, the last one taking the rest; the others are tags."""
    segment = np.full(crowd.size, len(rules.segments) - 1, np.int8)
    free = np.ones(crowd.size, bool)
    tags = np.zeros(crowd.size, np.uint64)
    tag_ids: list[str] = []

    def mark(name: str, who: Flags) -> None:
        bit = np.uint64(1 << len(tag_ids))
        tag_ids.append(name)
        tags[who] |= bit

    for place, rule in enumerate(rules.segments[:-1]):
        when, while_ = _all(crowd, rule.when), _all(crowd, rule.while_)
        holds = when & while_
        taken = free & holds
        segment[taken] = place
        free &= ~taken
        mark(rule.id, holds & ~taken)
        if rule.while_:
            mark(WAS + rule.id, when & ~while_)
    for rule in rules.tags:
        mark(rule.id, _all(crowd, rule.when))
    masks, texts_at = _distinct(tags)
    texts = [",".join(sorted(name for bit, name in enumerate(tag_ids) if mask >> bit & 1)) for mask in masks.tolist()]
    return Partition(segment, tags, tuple(tag_ids), (texts_at, texts))


def _distinct(tags: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """The different values in order, and the place of each element's own among them."""
    if int(np.max(tags, initial=0)) >= _FEW_MASKS:
        masks, places = np.unique(tags, return_inverse=True)
        return masks, places.astype(np.int64)
    there = np.bincount(tags.astype(np.int64)) > 0
    return np.flatnonzero(there).astype(np.uint64), (np.cumsum(there) - 1)[tags]


def reason_codes(rules: Definitions) -> list[str]:
    """The reason code of each segment, by its place."""
    return [*(rule.id for rule in rules.segments[:-1]), REST]


def features_needed(rules: Definitions) -> set[str]:
    """Names of all features that the rules speak of."""
    spoken: Sequence[Definition] = (*rules.segments, *rules.tags)
    return {condition.feature for rule in spoken for condition in (*rule.when, *rule.while_)}


def _all(crowd: Crowd, conditions: Sequence[Condition]) -> Flags:
    holds = np.ones(crowd.size, bool)
    for condition in conditions:
        holds &= _holds(crowd, condition)
    return holds


def _holds(crowd: Crowd, condition: Condition) -> Flags:
    feature = crowd.feature(condition.feature)
    if isinstance(feature, Texts):
        return _text_holds(feature, condition)
    kind, value = FEATURES[condition.feature][0], float(condition.value)  # type: ignore[arg-type]  # as it was read
    if kind == "flag":
        return np.full(crowd.size, bool(value)) if condition.operator == "known" else np.equal(feature, bool(value))
    if condition.operator == "known":
        return np.not_equal(np.isnan(feature), bool(value))
    if condition.operator == "top_share":
        return _among_the_top(crowd, feature.astype(float), value)
    compare: Mapping[str, Callable[..., Flags]] = {
        "at_least": np.greater_equal,
        "at_most": np.less_equal,
        "more_than": np.greater,
        "less_than": np.less,
        "is": np.equal,
        "is_not": _differs,
    }
    return compare[condition.operator](feature, value)


def _differs(values: Numbers, value: float) -> Flags:
    return np.not_equal(values, value) & ~np.isnan(values)


def _text_holds(feature: Texts, condition: Condition) -> Flags:
    known = feature.places >= 0
    if condition.operator == "known":
        return np.equal(known, bool(condition.value))
    value = condition.value
    wanted = {value} if isinstance(value, str) else set(value)  # type: ignore[arg-type]  # texts, as they were read
    among = np.isin(feature.places, [place for place, name in enumerate(feature.names) if name in wanted])
    return known & ~among if condition.operator == "is_not" else known & among


def _among_the_top(crowd: Crowd, values: Numbers, share: float) -> Flags:
    """Who has no more than such a share of all buyers at or above them; nobody in too small a shop."""
    counted = crowd.buyers & ~np.isnan(values)
    if np.count_nonzero(counted) < LEAST_BUYERS:
        return np.zeros(crowd.size, bool)
    cut = cuts_of(values[counted], (1 - share,))[0]
    return counted & (values >= cut) if cut is not None else np.zeros(crowd.size, bool)

"""Why a customer is in their segment: a sentence with its numbers, from a row of `segment_customers`.

No amount of money is told: what customers bring may be margin, which not everybody may see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from segments.definitions import Condition, Definition, Definitions, in_words
from segments.feature_names import FEATURES

_MONEY = frozenset(
    {"net_sales", "margin", "monetary", "gross_sales", "value_realised", "value_predicted_12m", "lifetime_value"}
)


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is `reason_code`; `numbers` are the columns that the sentence rests on."""

    code: str
    words: str
    numbers: Mapping[str, Any]


def reason(row: Mapping[str, Any], rules: Definitions) -> Reason:
    """Why this row's segment_id is what it is, by the rules of the run that made it."""
    rule = next((each for each in rules.segments if each.id == row["segment_id"]), None)
    code = str(row["reason_code"])
    if rule is None:
        return Reason(code, f"By a definition of then, {row['segment_id']}.", {})
    if not rule.when:
        words = f"{_habit(row)}; no other definition holds."
    elif rule.built_in and rule.id in _BUILT_IN:
        words = _BUILT_IN[rule.id].format(_Shown(row, rules), habit=_habit(row), silence=_silence(row))
    else:
        words = f"{'; '.join(_compared(row, each) for each in (*rule.when, *rule.while_))}."
    return Reason(code, words[:1].upper() + words[1:], dict(_numbers(row, rule)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a sentence may name: thresholds of the run, and numbers of the row."""

    row: Mapping[str, Any]
    rules: Definitions

    def __getitem__(self, name: str) -> str:
        known = self.rules.parameters
        value = known[name] if name in known else self.row.get(name)
        if name == "vip_share":
            return f"{value:.0%}"
        return f"{value:g}" if isinstance(value, float) else str(value)


_BUILT_IN: Mapping[str, str] = {
    "prospect": "no purchase yet.",
    "new": "first purchase {0[days_since_first]} days ago, less than {0[new_for_days]}.",
    "vip": "among the top {0[vip_share]} of buyers by lifetime value, and a frequency score of {0[f_score]};"
    " {habit}; {silence}.",
    "loyalist": "{habit}, a steady cadence over {0[purchase_days]} days with a purchase; {silence}.",
    "at-risk": "{habit}, with purchases on {0[purchase_days]} days, and is late now: {silence}.",
    "inactive": "no purchase for {0[days_since_last]} days, {0[inactive_after_days]} or more.",
}


def _habit(row: Mapping[str, Any]) -> str:
    days, mean, spread = row.get("purchase_days"), row.get("mean_gap_days"), row.get("gap_sd_days")
    if mean is None:
        return f"{days} day{'' if days == 1 else 's'} with a purchase"
    give = "" if spread is None else f", give or take {spread:.0f}"
    return f"comes every {mean:.0f} days{give}"


def _silence(row: Mapping[str, Any]) -> str:
    since, limit = row.get("days_since_last"), row.get("late_after_days")
    known = "" if limit is None else f", late after {limit}"
    return f"{since} days since the last purchase{known}"


def _compared(row: Mapping[str, Any], condition: Condition) -> str:
    value = row.get(condition.feature)
    if value is None or condition.feature in _MONEY or FEATURES[condition.feature][0] != "number":
        return in_words(condition)
    return f"{in_words(condition)} (here {float(value):g})"


def _numbers(row: Mapping[str, Any], rule: Definition) -> Iterator[tuple[str, Any]]:
    named = {each.feature for each in (*rule.when, *rule.while_)} - _MONEY
    for name in sorted({*named, "purchase_days", "days_since_last", "mean_gap_days", "gap_sd_days", "late_after_days"}):
        if name in row:
            yield name, row[name]

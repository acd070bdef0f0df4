"""What cannot be said of a shop this size yet: what there is, what is needed, and when it will be enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from segments.cadence import LEAST_REPEATERS
from segments.features_scoring import Scored
from segments.partition import LEAST_BUYERS

_LATELY_DAYS = 90  # a quarter: what comes in it is what comes
_FARTHEST_DAYS = 3650  # ten years: a date beyond is no news


def notes(scored: Scored, until: date, parameters: Mapping[str, float]) -> list[dict[str, Any]]:
    """Each with `code`, `words`, `have`, `needed` and `enough_on`: a day, going on as lately, or null."""
    found: list[dict[str, Any]] = []
    buyers = int(np.count_nonzero(scored.buyers))
    since = scored.since_first[scored.buyers]
    days = int(np.max(since, initial=-1)) + 1  # of sales
    if buyers < LEAST_BUYERS:
        on = _on(
            until, LEAST_BUYERS - buyers, int(np.count_nonzero(since < _LATELY_DAYS)) / max(1, min(days, _LATELY_DAYS))
        )
        words = f"{buyers} customers have purchased, and {LEAST_BUYERS} are needed for"
        found.append(_note("rfm", f"{words} scores: ten in each fifth", buyers, LEAST_BUYERS, on))
        found.append(_note("vip", f"{words} telling who the best of them are", buyers, LEAST_BUYERS, on))
    if scored.spread_by < LEAST_REPEATERS:
        on = _on(until, LEAST_REPEATERS - scored.spread_by, scored.spread_by / max(1, days))
        words = (
            f"{scored.spread_by} customers came four times or more; {LEAST_REPEATERS} tell how regular the shop's are"
        )
        found.append(_note("cadence", words, scored.spread_by, LEAST_REPEATERS, on))
    inactive = int(parameters["inactive_after_days"])
    if 0 < days < inactive:
        words = f"{days} days of sales are known: nobody can have been away for {inactive} days"
        found.append(_note("segments", words, days, inactive, until + timedelta(days=inactive - days)))
    told = int(np.count_nonzero(scored.buyers & ~np.isnan(scored.predicted)))
    if told < buyers:
        words = "lifetime value is what they brought so far, where nothing is predicted (job customer-value)"
        found.append(_note("predicted_value", f"{buyers - told} of {buyers} buyers: {words}", told, buyers, None))
    return found


def _note(code: str, words: str, have: int, needed: int, enough_on: date | None) -> dict[str, Any]:
    day = enough_on.isoformat() if enough_on else None
    return {"code": code, "words": words, "have": have, "needed": needed, "enough_on": day}


def _on(until: date, lacking: int, a_day: float) -> date | None:
    """The day on which as many more will be there."""
    if a_day <= 0 or lacking / a_day > _FARTHEST_DAYS:
        return None
    return until + timedelta(days=int(np.ceil(lacking / a_day)))

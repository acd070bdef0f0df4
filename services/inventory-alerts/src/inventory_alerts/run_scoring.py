"""What predictions came to, looked at when their horizon has passed; in the run's child, where the days are at hand.

A prediction is false when what it said did not come about by its last day; where goods arrived before it could be seen,
it was an intervention and counts neither way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from inventory_alerts.inputs import Flags, Floats
from inventory_alerts.run_inputs import Prepared

# Both weeks of a trend together, against the eight before: half of what the alert claimed has to be left of it.
_TREND_LEFT = 0.25
_PEAK_LEFT = 0.25  # of a season's lift likewise
_AS_BEFORE = 0.5  # of what a product's own rhythm promises: with so much it was never silent


@dataclass(frozen=True, slots=True)
class Seen:
    """What happened to an item from the morning of a prediction until the end of its last day, day by day.

    `out` says on which day nothing was left, of days up to the first delivery; `arrived` the place of that day or None.
    """

    units: Floats
    out: bool
    arrived: int | None
    on_hand: float | None  # when it was predicted

    @property
    def sold(self) -> float:
        """Units of all the days."""
        return float(self.units.sum())


# The outcome (came_true, did_not, intervention, unknown), what decided it, and whether what was found lasted.
Verdict = tuple[str, str, bool | None]


def score(kind: str, seen: Seen, evidence: Mapping[str, Any]) -> Verdict:
    """What a prediction of a kind came to."""
    if kind in _TRENDS:
        return _moved(kind, seen, evidence)
    if kind == "slow_mover":
        return _slow(seen, evidence)
    judge = _JUDGES.get(kind)
    return (*(("unknown", "it is not scored one by one") if judge is None else judge(seen)), None)


def _low_stock(seen: Seen) -> tuple[str, str]:
    if seen.out:
        return "came_true", "it ran out"
    if seen.arrived is not None:
        return "intervention", "goods arrived before it ran out"
    return "did_not", "it did not run out in the stated time"


def _stock_out(seen: Seen) -> tuple[str, str]:
    before = seen.units if seen.arrived is None else seen.units[: seen.arrived]
    if before.sum() > 0:
        return "did_not", "it was sold although nothing was to be left"
    return ("came_true", "nothing was sold") if seen.arrived is None else ("intervention", "goods arrived")


def _overstock(seen: Seen) -> tuple[str, str]:
    if seen.on_hand is None:
        return "unknown", "stock was not known"
    left = seen.sold < seen.on_hand
    return ("came_true", "stock was left") if left else ("did_not", "all of it was sold in the stated time")


def _silent(seen: Seen) -> tuple[str, str]:
    return ("did_not", "it sold again") if seen.sold > 0 else ("came_true", "nothing was sold")


_TRENDS = frozenset({"trending_up", "trending_down", "seasonal_peak"})
_JUDGES: Mapping[str, Callable[[Seen], tuple[str, str]]] = {
    "low_stock": _low_stock,
    "stock_out": _stock_out,
    "overstock": _overstock,
    "dead_stock": _silent,
}


def _slow(seen: Seen, evidence: Mapping[str, Any]) -> Verdict:
    """The silence was real unless it sells as before; that it sells at all ends it."""
    silent, expected = evidence.get("observed_units"), evidence.get("baseline_units")
    if not silent or expected is None:
        return "unknown", "there was nothing to compare with", None
    usual = expected / silent * len(seen.units)
    if seen.sold >= _AS_BEFORE * usual:
        return "did_not", "it sells as before", False
    return "came_true", "it sells far less than before" if seen.sold else "nothing was sold", seen.sold == 0


def _moved(kind: str, seen: Seen, evidence: Mapping[str, Any]) -> Verdict:
    baseline, week = evidence.get("baseline_units"), evidence.get("observed_units")
    if baseline is None or week is None or baseline <= 0:
        return "unknown", "there was nothing to compare with", None
    days = len(seen.units)
    if kind == "seasonal_peak":
        # The week that was said to be the best, the last of the horizon: the best of many weeks is high by chance.
        if float(seen.units[-7:].sum()) >= baseline * (1 + _PEAK_LEFT):
            return "came_true", "demand rose", None
        return ("unknown", "it had run out", None) if seen.out else ("did_not", "demand did not rise", None)
    following = seen.sold * 7 / days

    def moved(units: float) -> bool:
        return bool(
            units >= baseline * (1 + _TREND_LEFT) if kind == "trending_up" else units <= baseline * (1 - _TREND_LEFT)
        )

    if not moved((week + following) / 2):
        return "did_not", "both weeks together may be chance", moved(following)
    lasted = moved(following)
    return "came_true", "it held on" if lasted else "it was real, and is over", lasted


def write_outcomes(folder: Path, prepared: Prepared, run_id: str, as_of: datetime) -> int:
    """Score what is in `predictions_due.parquet` into `alert_outcomes.parquet`; answers how many there are."""
    table = pq.read_table(folder / "predictions_due.parquet")
    due = table.to_pylist()
    rows, moves, first_day = _rows_of(prepared), prepared.moves, prepared.first_day
    outcomes: list[str] = []
    words: list[str] = []
    lasting: list[bool | None] = []
    for each in due:
        row = rows.get((each["product_id"], each["location_id"]))
        first, last = (each["predicted_on"] - first_day).days, (each["due_on"] - first_day).days
        if row is None or first < 0 or last >= prepared.inputs.units.shape[1]:
            outcome, word, lasted = "unknown", "its days are not known any more", None
        else:
            own = slice(*np.searchsorted(moves.row, (row, row + 1)))
            seen = _seen(prepared, own, row, slice(first, last + 1), each["on_hand"])
            outcome, word, lasted = score(each["kind"], seen, json.loads(each["evidence"]))
        outcomes.append(outcome)
        words.append(word)
        lasting.append(lasted)
    scored = table.drop_columns(["predicted_on", "on_hand", "evidence"])
    more = {
        "outcome_id": scored.column("alert_id"),
        "outcome": pa.array(outcomes, pa.string()),
        "what": pa.array(words, pa.string()),
        "lasted": pa.array(lasting, pa.bool_()),
        "scored_at": pa.array([as_of] * len(due), pa.timestamp("us", "UTC")),
        "run_id": pa.array([run_id] * len(due), pa.string()),
    }
    for name, values in more.items():
        scored = scored.append_column(name, values)
    pq.write_table(scored, folder / "alert_outcomes.parquet")
    return len(due)


def _rows_of(prepared: Prepared) -> dict[tuple[str, str], int]:
    items = prepared.items
    pairs = zip(items.product.tolist(), items.place.tolist(), strict=True)
    return {(items.product_ids[p], items.places[q]): number for number, (p, q) in enumerate(pairs)}


def _seen(prepared: Prepared, own: slice, row: int, days: slice, on_hand: float | None) -> Seen:
    inputs, moves = prepared.inputs, prepared.moves
    arriving = sorted(
        int(column) - days.start
        for column, units in zip(moves.column[own], moves.received[own], strict=True)
        if units > 0 and days.start <= column < days.stop
    )
    arrived = arriving[0] if arriving else None
    end = days.stop if arrived is None else days.start + arrived + 1
    mornings: Flags = inputs.in_stock[row, days.start + 1 : min(end + 1, inputs.in_stock.shape[1])]
    gone_now = end == inputs.in_stock.shape[1] and inputs.on_hand[row] <= 0
    units = inputs.units[row, days].astype(np.float64)
    sold_out = on_hand is not None and on_hand > 0 and float(units[: end - days.start].sum()) >= on_hand
    return Seen(units, bool((~mornings).any() or gone_now or sold_out), arrived, on_hand)

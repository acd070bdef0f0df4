"""Figures of alerts: truth, precision and recall once per replenishment cycle, calibration, and promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Promise:
    """A measured figure beside its target; `beyond` is a further target that does not fail the run."""

    name: str
    measured: float
    least: float | None = None
    most: float | None = None
    beyond: float | None = None

    @property
    def kept(self) -> bool:
        return (self.least is None or self.measured >= self.least) and (self.most is None or self.measured <= self.most)

    def told(self) -> str:
        bounds = [f">= {self.least:g}"] if self.least is not None else []
        bounds += [f"<= {self.most:g}"] if self.most is not None else []
        further = ""
        if self.beyond is not None:
            there = self.measured >= self.beyond if self.least is not None else self.measured <= self.beyond
            further = f"; beyond {self.beyond:g}: {'reached' if there else 'not reached'}"
        word = "kept  " if self.kept else "BROKEN"
        return f"  {word} {self.name}: {self.measured:.3f} (promised {' and '.join(bounds)}{further})"


Tell = Callable[[str], None]


def of_the_next(units: NDArray[np.float32], days: int) -> Floats:
    """(n, d) units of each day and the ones after it, `days` in all; fewer at the end."""
    n, d = units.shape
    total = np.concatenate([np.zeros((n, 1)), np.cumsum(units, axis=1, dtype=np.float64)], axis=1)
    return np.asarray(total[:, np.minimum(np.arange(d) + days, d)] - total[:, :d])


def average_precision(score: Floats, truth: Flags) -> float:
    """Area under precision over recall, ties taken together."""
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(truth[order])
    ends = np.r_[np.diff(score[order]) != 0, True]
    hits, sent = hits[ends], np.flatnonzero(ends) + 1
    return float((np.diff(np.r_[0, hits]) * hits / sent).sum() / max(truth.sum(), 1))


@dataclass(frozen=True, slots=True)
class Events:
    """Alerts counted once per item and replenishment cycle: the first morning of the cycle on which the rule holds."""

    alerts: int
    in_7: float  # precision: share that ran out within 7 days
    in_10: float
    recall: float  # share of cycles that came within 7 days of running out which had an alert that was true
    lead_days: float  # median, of alerts that came true within 10 days

    def told(self) -> str:
        return (
            f"{self.alerts:6d} alerts, false within 10 d {1 - self.in_10:.3f}, within 7 d {1 - self.in_7:.3f}, "
            f"recall {self.recall:.3f}, warning {self.lead_days:g} d"
        )


def first_of_cycle(holds: Flags, cycle: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Item and day of the first True of each item and cycle."""
    item, day = np.nonzero(holds)
    _, first = np.unique(item.astype(np.int64) * 100_000 + cycle[item, day], return_index=True)
    return item[first], day[first]


@dataclass(frozen=True, slots=True)
class Truths:
    """(n, days) of the mornings judged."""

    in_7: Flags
    in_10: Flags
    cycle: NDArray[np.int32]
    days_left: Floats  # until stock is gone, no deliveries counted

    def events(self, holds: Flags, items: Flags) -> Events:
        """Of some items."""
        holds = holds & items[:, None]
        item, day = first_of_cycle(holds, self.cycle)
        due, _ = first_of_cycle(self.in_7 & items[:, None], self.cycle)
        caught, _ = first_of_cycle(self.in_7 & holds, self.cycle)
        true = self.in_10[item, day]
        lead = self.days_left[item, day][true]
        return Events(
            alerts=len(item),
            in_7=float(self.in_7[item, day].mean()) if len(item) else float("nan"),
            in_10=float(true.mean()) if len(item) else float("nan"),
            recall=len(caught) / max(len(due), 1),
            lead_days=float(np.median(lead)) if len(lead) else float("nan"),
        )


def threshold_for(score: Floats, truths: Truths, items: Flags, precision: float) -> float:
    """The lowest of forty thresholds from which 10-day precision is at least this; chosen on the days given."""
    candidates = np.quantile(score[score > 0], np.linspace(0.5, 0.9995, 40))
    best = float(candidates[-1])
    for threshold in candidates[::-1]:
        events = truths.events(score >= threshold, items)
        if events.alerts >= 30 and events.in_10 < precision:
            break
        best = float(threshold)
    return best


def calibration(probability: Floats, truth: Flags) -> list[tuple[float, float, int]]:
    """Per decile of the prediction: mean prediction, share that came true, how many."""
    decile = np.minimum((probability * 10).astype(int), 9)
    return [
        (float(probability[decile == each].mean()), float(truth[decile == each].mean()), int((decile == each).sum()))
        for each in range(10)
        if (decile == each).any()
    ]

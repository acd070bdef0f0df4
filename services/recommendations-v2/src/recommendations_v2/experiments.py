"""Experiments as the store keeps them: planned, begun, ramped and ended, by whom and when; and what requests go by.

They are one object of the store, changed by compare-and-set, so that two people cannot give one place in a layer away
twice, and an instance that reads it sees all of a change. An experiment's arms and weights never change: that would
move people between arms. Its share of the layer may: whoever is in it stays where he is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from recommendations_v2.assignment import Arm, Policy, Running, Traffic
from shared.store import Store, StoreConflictError

KEY = "recommendations-v2/experiments"  # in the store
State = Literal["planned", "running", "stopped"]
PLANNED: State = "planned"
RUNNING: State = "running"
STOPPED: State = "stopped"
Decided = Literal["ship", "roll_back", "no_difference", "abandoned"]

MAIN_LAYER = "main"
WINDOW_DAYS = 7  # a purchase within a week of the sight: most of what a list moves, and a verdict a week later
LEAST_DAYS = 14  # two of each weekday, and past the first days, in which what is new draws by being new
EXPECTED_LIFT = 0.20  # what the second version is built to bring
_A_PLACE = 1e-9  # shares are added up as floats; a layer has a thousand places
_TRIES = 20  # to write beside others who write at the same moment: each of them gets through once


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done to an experiment."""

    what: str
    share: float
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One experiment; the first arm is the control.

    While it runs it takes the places of its layer from `layer_from` to `layer_from + share`. `tuned_for` is how many
    people, of two arms, the sequential interval is tightest at: fixed when it begins, before anybody can look.
    """

    experiment_id: str
    name: str
    surfaces: tuple[str, ...]
    arms: tuple[Arm, ...]
    layer: str = MAIN_LAYER
    share: float = 1.0
    window_days: int = WINDOW_DAYS
    least_days: int = LEAST_DAYS
    expected_lift: float = EXPECTED_LIFT
    state: State = PLANNED
    layer_from: float = 0.0
    tuned_for: float | None = None
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    decision: Decided | None = None
    shipped_arm: str | None = None
    note: str | None = None
    history: tuple[Entry, ...] = ()

    @property
    def control(self) -> Arm:
        """What the others are held against."""
        return self.arms[0]

    @property
    def layer_to(self) -> float:
        """Where its part of the layer ends (excluded)."""
        return self.layer_from + self.share

    def arm(self, name: str) -> Arm | None:
        """The arm of a name."""
        return next((each for each in self.arms if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a surface serves whom no experiment takes, and which experiment decided it."""

    variant: Literal["v1", "v2", "none"]
    model: str | None
    experiment_id: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Experiments:
    """All of them, in the order in which they were planned, and what stands on each surface."""

    experiments: tuple[Experiment, ...] = ()
    standing: Mapping[str, Standing] = field(default_factory=dict)

    def find(self, experiment_id: str) -> Experiment | None:
        """The one of this id."""
        return next((each for each in self.experiments if each.experiment_id == experiment_id), None)

    def running(self) -> tuple[Experiment, ...]:
        """Those that run."""
        return tuple(each for each in self.experiments if each.state == RUNNING)

    def models(self) -> frozenset[str]:
        """Models that arms name which are served, or may yet be."""
        arms = {arm.model for each in self.experiments if each.state != STOPPED for arm in each.arms}
        return frozenset(name for name in {*arms, *(each.model for each in self.standing.values())} if name)

    def with_one(self, one: Experiment) -> Experiments:
        """With one of them changed, or a new one."""
        known = self.find(one.experiment_id) is not None
        kept = [one if each.experiment_id == one.experiment_id else each for each in self.experiments]
        return replace(self, experiments=(*kept,) if known else (*kept, one))


def free_place(others: Sequence[Experiment], share: float) -> float | None:
    """Where in a layer, whose other experiments that run these are, a share of it is free; None where it is nowhere."""
    start = 0.0
    for each in sorted(others, key=lambda other: other.layer_from):
        if each.layer_from - start >= share - _A_PLACE:
            return start
        start = max(start, each.layer_to)
    return start if 1 - start >= share - _A_PLACE else None


def overlaps(one: Experiment, others: Sequence[Experiment]) -> list[Experiment]:
    """Those of the same layer that an experiment would share people with."""
    return [
        each
        for each in others
        if each.layer == one.layer
        and each.experiment_id != one.experiment_id
        and each.layer_from < one.layer_to - _A_PLACE
        and one.layer_from < each.layer_to - _A_PLACE
    ]


def traffic(stored: Experiments, version: str) -> Traffic:
    """What requests go by."""
    return Traffic(
        version,
        tuple(
            Running(
                each.experiment_id, frozenset(each.surfaces), each.layer, each.layer_from, each.layer_to, 1.0, each.arms
            )
            for each in stored.running()
        ),
        {surface: Policy(each.variant, each.model) for surface, each in stored.standing.items()},
    )


def traffic_now(store: Store) -> Traffic:
    """What requests go by now. Raises StoreError."""
    stored = store.get(KEY)
    return Traffic() if stored is None else traffic(read(stored.value), stored.version)


def experiments_now(store: Store) -> Experiments:
    """All experiments as they are now. Raises StoreError."""
    stored = store.get(KEY)
    return Experiments() if stored is None else read(stored.value)


def change(store: Store, changed: Callable[[Experiments], Experiments]) -> Experiments:
    """Replace them by what `changed` makes of those that stand, alone. Raises StoreError and what it raises.

    What it gives back as it was is not written.
    """
    for attempt in range(_TRIES):
        stored = store.get(KEY)
        before = Experiments() if stored is None else read(stored.value)
        after = changed(before)
        if after == before:
            return before
        try:
            store.put(KEY, written(after), if_absent=stored is None, if_version=stored.version if stored else None)
        except StoreConflictError:
            if attempt == _TRIES - 1:
                raise
        else:
            return after
    raise AssertionError("unreachable")


def written(all_of_them: Experiments) -> bytes:
    """As the store keeps them."""
    return json.dumps(asdict(all_of_them), default=datetime.isoformat, sort_keys=True).encode()


def read(content: bytes) -> Experiments:
    """What `written` wrote."""
    told = json.loads(content)
    return Experiments(
        tuple(_experiment(each) for each in told["experiments"]),
        {
            surface: Standing(each["variant"], each["model"], each["experiment_id"], _moment(each["since"]))
            for surface, each in told["standing"].items()
        },
    )


def _experiment(told: Mapping[str, Any]) -> Experiment:
    moments = {name: _moment(told[name]) if told[name] else None for name in ("started_at", "stopped_at")}
    return Experiment(
        **{
            **told,
            **moments,
            "surfaces": tuple(told["surfaces"]),
            "arms": tuple(Arm(**arm) for arm in told["arms"]),
            "history": tuple(Entry(**{**each, "at": _moment(each["at"])}) for each in told["history"]),
        }
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

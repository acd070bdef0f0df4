"""Who is shown what: a deterministic hash puts a subject into an arm and keeps them there. Pure; nothing is stored.

The hashes, the bucket ranges and the namespaces are GrowthBook's, so that its published vectors and any of its SDKs
tell the same arm: FNV-1a of 32 bits, once in version 1 and twice in version 2, of which the last three or four decimal
digits are a place from 0 to 1. A wider coverage keeps whom it had. Layers make experiments exclude one another: each
takes a range of its layer's own hash. Before all of them comes the standing hold-out, who are shown nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Variant = Literal["v1", "v2", "none"]
Kind = Literal["customer", "visitor"]
Ranges = tuple[tuple[float, float], ...]

HOLD_OUT = "hold-out"  # the standing experiment, and the seed of its hash
HELD_OUT, RECOMMENDED = "held_out", "recommended"  # its arms
STANDING = "standing"  # the arm of whom no experiment takes: what was decided last

_FNV_START = 0x811C9DC5  # of FNV-1a, 32 bits
_PLACES_V1, _PLACES_V2 = 1_000, 10_000  # GrowthBook's, by version
_WEIGHTS_SUM = (0.99, 1.01)  # GrowthBook's: weights outside of it are taken as equal


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm: what is served in it. `model` names a ranking model; None is whichever is current."""

    name: str
    weight: float
    variant: Variant = "v2"
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What a surface serves whom no experiment takes."""

    variant: Variant = "v2"
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """What assignment goes by of an experiment that runs. `layer_from` to `layer_to` (excluded) is its part of it.

    What can be reckoned once for all subjects is: the ranges of the arms, and the hash of the seed.
    """

    experiment_id: str
    surfaces: frozenset[str]
    layer: str
    layer_from: float
    layer_to: float
    coverage: float
    arms: tuple[Arm, ...]
    ranges: Ranges = field(init=False)
    seeded: int = field(init=False)

    def __post_init__(self) -> None:
        weights = [arm.weight for arm in self.arms]
        object.__setattr__(self, "ranges", bucket_ranges(len(weights), self.coverage, weights))
        object.__setattr__(self, "seeded", _fnv(self.experiment_id))


@dataclass(frozen=True, slots=True)
class Traffic:
    """What every request goes by: the experiments that run, and what stands on each surface. `version` names it."""

    version: str = ""
    running: tuple[Running, ...] = ()
    standing: Mapping[str, Policy] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which arm of which experiment, and what is served in it. `experiment_id` is None where none takes the subject."""

    experiment_id: str | None
    arm: str
    variant: Variant
    model: str | None = None


_HELD_OUT = Assignment(HOLD_OUT, HELD_OUT, "none")
_SURFACE_DEFAULT = Policy()


def assign(subject: str | None, surface: str, traffic: Traffic, hold_out_share: float) -> Assignment:
    """The arm of a subject on a surface; the same again for as long as the traffic gives it.

    Nobody who is anonymous (None) can be kept in an arm, so nobody is: they are served what stands.
    """
    if subject is not None:
        if _place_v2(_HOLD_OUT_SEEDED, subject) < hold_out_share:
            return _HELD_OUT
        for each in traffic.running:
            if surface in each.surfaces and _is_in_layer(each, subject):
                chosen = choose(_place_v2(each.seeded, subject), each.ranges)
                if chosen is not None:
                    arm = each.arms[chosen]
                    return Assignment(each.experiment_id, arm.name, arm.variant, arm.model)
    standing = traffic.standing.get(surface, _SURFACE_DEFAULT)
    return Assignment(None, STANDING, standing.variant, standing.model)


def hash_place(seed: str, value: str, version: int) -> float | None:
    """GrowthBook's place of a value from 0 (included) to 1 (excluded); None for a version it does not have."""
    if version == 1:
        return _fnv(seed, _fnv(value)) % _PLACES_V1 / _PLACES_V1
    return _place_v2(_fnv(seed), value) if version == 2 else None  # noqa: PLR2004 - the versions there are


def in_namespace(subject: str, namespace: str, start: float, end: float) -> bool:
    """Whether a subject is in a part of a namespace: GrowthBook's, which hashes it with version 1."""
    place = hash_place(f"__{namespace}", subject, 1)
    return place is not None and start <= place < end


def bucket_ranges(arms: int, coverage: float, weights: Sequence[float] | None = None) -> Ranges:
    """The range of places of each arm: GrowthBook's. Each begins where it does with full coverage."""
    covered = min(1.0, max(0.0, coverage))
    equal = [1 / arms] * arms
    shares = list(weights) if weights is not None and len(weights) == arms else equal
    if not _WEIGHTS_SUM[0] <= sum(shares) <= _WEIGHTS_SUM[1]:
        shares = equal
    starts = [sum(shares[:place]) for place in range(arms)]
    return tuple((start, start + covered * share) for start, share in zip(starts, shares, strict=True))


def choose(place: float, ranges: Ranges) -> int | None:
    """Which range a place is in; None where it is in none."""
    for number, (start, end) in enumerate(ranges):
        if start <= place < end:
            return number
    return None


def _is_in_layer(experiment: Running, subject: str) -> bool:
    whole = experiment.layer_from <= 0 and experiment.layer_to >= 1
    return whole or in_namespace(subject, experiment.layer, experiment.layer_from, experiment.layer_to)


def _fnv(text: str, state: int = _FNV_START) -> int:
    # Bytes are numbers already; of a text beyond ASCII the characters count, not the bytes, as in GrowthBook's SDKs.
    for code in text.encode() if text.isascii() else map(ord, text):
        state = (state ^ code) * 0x01000193 & 0xFFFFFFFF  # FNV's prime, and 32 bits
    return state


def _place_v2(seeded: int, value: str) -> float:
    return _fnv(str(_fnv(value, seeded))) % _PLACES_V2 / _PLACES_V2


_HOLD_OUT_SEEDED = _fnv(HOLD_OUT)

"""What was learned, in the store: the lists' models as text and numbers, which every build takes along."""

from __future__ import annotations

import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import numpy as np

from recommendations_v2.artefact import Learned
from recommendations_v2.calibration import Calibration
from recommendations_v2.desk import SERVICE
from recommendations_v2.weights import Weights
from shared.store import Store

MODELS_KEY = f"{SERVICE}/models"  # in the store: what ranks, as `to_text` writes it


def to_text(learned: Sequence[Learned]) -> str:
    """JSON; numbers are written so that they come back as they were."""
    return json.dumps([_plain(each) for each in learned])


def from_text(text: str) -> tuple[Learned, ...]:
    """What `to_text` wrote."""
    return tuple(_learned(each) for each in json.loads(text))


def kept(store: Store) -> tuple[Learned, ...]:
    """What ranks now; nothing before the first training."""
    stored = store.get(MODELS_KEY)
    return () if stored is None else from_text(stored.value.decode())


def keep(store: Store, learned: Sequence[Learned]) -> None:
    """From the next build on this ranks."""
    store.put(MODELS_KEY, to_text(learned).encode())


def names(store: Store) -> frozenset[str]:
    """Of the models that the next build takes along: all passed the offline gate, or stood beside one that did."""
    return frozenset(each.model_name for each in kept(store))


def with_those_named(learned: Sequence[Learned], before: Sequence[Learned], wanted: AbstractSet[str]) -> list[Learned]:
    """What was learned, first, since of a list the first ranks; and of what stood what experiments still name."""
    there = {(each.list_name, each.model_name) for each in learned}
    left = [each for each in before if each.model_name in wanted and (each.list_name, each.model_name) not in there]
    return [*learned, *left]


def in_folder(path: Path) -> tuple[Learned, ...]:
    """As `kept`, in a child that was given the text."""
    return from_text(path.read_text(encoding="utf-8")) if path.exists() else ()


def _plain(each: Learned) -> dict[str, object]:
    weights, learned = each.weights, each.calibration
    return {
        "list_name": each.list_name,
        "model_name": each.model_name,
        "forest": each.forest,
        "weights": weights
        and {
            "names": list(weights.names),
            "intercept": weights.intercept,
            **{name: getattr(weights, name).tolist() for name in ("mean", "spread", "weight")},
        },
        "calibration": learned
        and {
            "intercept": learned.intercept,
            **{name: getattr(learned, name).tolist() for name in ("mean", "spread", "weight", "edges", "share")},
        },
    }


def _learned(told: dict[str, Any]) -> Learned:
    weights, learned = told["weights"], told["calibration"]
    return Learned(
        str(told["list_name"]),
        str(told["model_name"]),
        str(told["forest"]),
        _weights(weights) if weights else None,
        _calibration(learned) if learned else None,
    )


def _weights(told: dict[str, Any]) -> Weights:
    mean, spread, weight = (np.array(told[name], np.float64) for name in ("mean", "spread", "weight"))
    return Weights(tuple(map(str, told["names"])), mean, spread, weight, float(told["intercept"]))


def _calibration(told: dict[str, Any]) -> Calibration:
    names = ("mean", "spread", "weight", "edges", "share")
    mean, spread, weight, edges, share = (np.array(told[name], np.float64) for name in names)
    return Calibration(mean, spread, weight, float(told["intercept"]), edges, share)

"""Chance that is the same every time: a stream of its own for each purpose and each month, day or product."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.void]  # records of one of the dtypes of records.py


def stream(seed: int, purpose: str, number: int = 0) -> np.random.Generator:
    """A stream that depends on nothing but its three names, so that any part of the shop can be made alone."""
    key = hashlib.blake2b(f"{seed}/{purpose}/{number}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key, "little")))


def choose(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    """Indices drawn by weight."""
    edges = np.cumsum(weights)
    return np.asarray(np.searchsorted(edges, rng.random(size) * edges[-1], side="right"), np.int64)

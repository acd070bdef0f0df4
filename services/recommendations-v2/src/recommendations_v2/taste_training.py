"""Neighbours and directions, computed from all purchases up to a moment (job: needs scipy)."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from recommendations_v2.purchases import DAY, Matrix, Purchases
from recommendations_v2.tastes import Tastes

NEIGHBOURS = 100  # as TIFU-KNN has it for this kind of shop
DIRECTIONS = 64  # more gained nothing on the weeks before the last cut
_HALF_LIFE_DAYS = 120.0  # of a purchase in a customer's taste
_POPULARITY_POWER = 0.3  # what all buy says little of anybody: it counts by buyers to the minus 0.3
_AT_ONCE = 1_000  # customers whose likeness to all is in memory together
_SEED = 7  # of the singular vectors' first guess


def tastes_of(past: Purchases, customers: int, products: int, now: int) -> Tastes:
    """From purchases before a moment."""
    faded = 0.5 ** ((now - past.at) / (_HALF_LIFE_DAYS * DAY))
    held = sparse.csr_matrix((faded, (past.customer, past.product)), (customers, products))
    length = np.sqrt(np.asarray(held.multiply(held).sum(axis=1)).ravel())
    unit = (sparse.diags(1.0 / np.maximum(length, 1e-9)) @ held).tocsr()
    neighbour, likeness = _neighbours(unit, min(NEIGHBOURS, max(customers - 1, 1)))
    bought = sparse.csr_matrix((np.log1p(held.data), held.indices, held.indptr), held.shape)
    buyers = np.bincount(held.indices, minlength=products).astype(float)
    scaled = bought @ sparse.diags(1.0 / np.maximum(buyers, 1.0) ** _POPULARITY_POWER)
    rank = min(DIRECTIONS, min(held.shape) - 1)
    first = np.random.default_rng(_SEED).normal(size=min(held.shape))
    directions = svds(scaled, k=rank, v0=first, return_singular_vectors="vh")[2].T
    return Tastes(
        held.indptr.astype(np.int64),
        held.indices.astype(np.int32),
        held.data.astype(np.float32),
        neighbour,
        likeness,
        np.ascontiguousarray(directions, np.float32),
        _POPULARITY_POWER,
        buyers,
    )


def _neighbours(unit: sparse.csr_matrix, keep: int) -> tuple[np.ndarray, Matrix]:
    others, alike = [], []
    turned = unit.T.tocsc()
    for begin in range(0, unit.shape[0], _AT_ONCE):
        cosine = (unit[begin : begin + _AT_ONCE] @ turned).toarray().astype(np.float32)
        row = np.arange(len(cosine))
        cosine[row, begin + row] = 0.0
        best = np.argpartition(-cosine, keep - 1, axis=1)[:, :keep]
        others.append(best.astype(np.int32))
        alike.append(cosine[row[:, None], best])
    return np.concatenate(others), np.concatenate(alike)

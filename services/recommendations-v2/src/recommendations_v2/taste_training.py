"""Neighbours and directions, computed from all purchases up to a moment (job: needs scipy)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import svds

from recommendations_v2.purchases import DAY, Purchases, Whole
from recommendations_v2.tastes import Tastes

NEIGHBOURS = 100  # as TIFU-KNN has it for this kind of shop
DIRECTIONS = 64  # more gained nothing on the weeks before the last cut
_HALF_LIFE_DAYS = 120.0  # of a purchase in a customer's taste
_POPULARITY_POWER = 0.3  # what all buy says little of anybody: it counts by buyers to the minus 0.3
REFERENCES = 5_000  # customers among whom neighbours are sought: of more than these, drawn evenly; work grows with it
_OF_REFERENCE = 128  # products of one, by faded purchases: what was bought once long ago weighs nothing
_AT_ONCE = 1_000  # customers whose likeness to all references is in memory together: 20 MB
_SEED = 7  # of the singular vectors' first guess


def tastes_of(past: Purchases, customers: int, products: int, now: int) -> Tastes:
    """From purchases before a moment."""
    faded = 0.5 ** ((now - past.at) / (_HALF_LIFE_DAYS * DAY))
    held = sparse.csr_matrix((faded, (past.customer, past.product)), (customers, products))
    length = np.sqrt(np.asarray(held.multiply(held).sum(axis=1)).ravel())
    unit = (sparse.diags(1.0 / np.maximum(length, 1e-9)) @ held).astype(np.float32).tocsr()
    reference = _references(held)
    neighbour, likeness = _neighbours(unit, reference, min(NEIGHBOURS, max(len(reference) - 1, 1)))
    bought = sparse.csr_matrix((np.log1p(held.data), held.indices, held.indptr), held.shape)
    buyers = np.bincount(held.indices, minlength=products).astype(float)
    scaled = bought @ sparse.diags(1.0 / np.maximum(buyers, 1.0) ** _POPULARITY_POWER)
    rank = min(DIRECTIONS, min(held.shape) - 1)
    first = np.random.default_rng(_SEED).normal(size=min(held.shape))
    directions = svds(scaled, k=rank, v0=first, return_singular_vectors="vh")[2].T
    told = _strongest(held[reference], _OF_REFERENCE)
    return Tastes(
        told.indptr.astype(np.int64),
        told.indices.astype(np.int32),
        told.data.astype(np.float32),
        neighbour,
        likeness,
        np.ascontiguousarray(directions, np.float32),
        _POPULARITY_POWER,
        buyers,
    )


def _strongest(rows: sparse.csr_matrix, keep: int) -> sparse.csr_matrix:
    """The highest values of each row."""
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((-rows.data, row))
    place = np.arange(len(order)) - rows.indptr[row[order]]
    kept = order[place < keep]
    return sparse.csr_matrix((rows.data[kept], (row[kept], rows.indices[kept])), rows.shape)


def _references(held: sparse.csr_matrix) -> Whole:
    """All customers, or so many of those who bought anything, drawn."""
    if held.shape[0] <= REFERENCES:
        return np.arange(held.shape[0])
    some = np.flatnonzero(np.diff(held.indptr) > 0)
    return np.sort(np.random.default_rng(_SEED).choice(some, min(REFERENCES, len(some)), replace=False))


def _neighbours(
    unit: sparse.csr_matrix, reference: Whole, keep: int
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.float16]]:
    """(customers, keep) places among the references, and how alike they are; nobody is his own neighbour."""
    others, alike = [], []
    turned = unit[reference].T.tocsr()
    own = np.full(unit.shape[0], -1)
    own[reference] = np.arange(len(reference))
    for begin in range(0, unit.shape[0], _AT_ONCE):
        cosine = (unit[begin : begin + _AT_ONCE] @ turned).toarray()
        row = np.arange(len(cosine))
        mine = own[begin : begin + _AT_ONCE]
        cosine[row[mine >= 0], mine[mine >= 0]] = 0.0
        best = np.argpartition(-cosine, keep - 1, axis=1)[:, :keep]
        others.append(best.astype(np.uint16))
        alike.append(cosine[row[:, None], best].astype(np.float16))
    return np.concatenate(others), np.concatenate(alike)

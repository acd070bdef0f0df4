"""Links between products, counted over customers or over baskets (job: needs scipy)."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from recommendations_v2.links import Links
from recommendations_v2.purchases import Matrix, Whole

SHRINK = 10.0  # in the denominator, in customers or baskets; see links.py
_AT_ONCE = 1_000  # products whose row is in memory together: some 100 MB for 70,000 products
_CHANCE = 5.0  # baskets added to both sides of a lift: three where one was expected is no pattern
_LEAST = 3  # customers or baskets of a product that may be linked


def cosine_links(
    holder: Whole, product: Whole, products: int, keep: int, *, most: int | None = None, shrink: float = SHRINK
) -> Links:
    """The `keep` products that are most alike by who (or which basket) holds them; `holder` and `product` pair up.

    Holders of more than `most` products are left out: a wholesaler's basket goes with everything and costs its square.
    """
    held = sparse.csr_matrix((np.ones(len(holder)), (holder, product)), (int(np.max(holder)) + 1, products))
    held.data[:] = 1.0
    if most is not None:
        held = sparse.diags((np.diff(held.indptr) <= most).astype(float)) @ held
    known = np.asarray((held > 0).sum(axis=0)).ravel() >= _LEAST
    held = (held @ sparse.diags(known.astype(float))).tocsc()
    norm = np.sqrt(np.asarray(held.multiply(held).sum(axis=0)).ravel())
    rows, others, weights = held.T.tocsr(), [], []
    start = np.zeros(products + 1, np.int64)
    for begin in range(0, products, _AT_ONCE):
        part = (rows[begin : begin + _AT_ONCE] @ held).tocsr()
        for i in range(part.shape[0]):
            found = slice(part.indptr[i], part.indptr[i + 1])
            other, together = part.indices[found], part.data[found]
            kept = (other != begin + i) & (together > 0)
            other, together = other[kept], together[kept]
            alike = together / (norm[begin + i] * norm[other] + shrink)
            if len(other) > keep:
                best = np.argpartition(-alike, keep)[:keep]
                other, alike = other[best], alike[best]
            sorting = np.lexsort((other, -alike))
            others.append(other[sorting].astype(np.int32))
            weights.append(alike[sorting].astype(np.float32))
            start[begin + i + 1] = len(other)
    return Links(np.cumsum(start), np.concatenate(others), np.concatenate(weights))


def shelf_lift(basket: Whole, shelf: Whole, shelves: int) -> Matrix:
    """(shelves, shelves) log of baskets that hold both over those that would by chance, both with five added."""
    held = sparse.csr_matrix((np.ones(len(basket)), (basket, shelf)), (int(np.max(basket)) + 1, shelves))
    held.data[:] = 1.0
    both = (held.T @ held).toarray().astype(np.float32)
    alone = np.diagonal(both).copy()
    baskets = max(int((np.diff(held.indptr) > 0).sum()), 1)
    np.fill_diagonal(both, 0.0)  # a shelf goes with itself in every basket, which says nothing of a second product
    chance = alone[:, None] * alone[None, :] / baskets
    np.fill_diagonal(chance, 0.0)
    return np.ascontiguousarray(np.log((both + _CHANCE) / (chance + _CHANCE)), np.float32)

"""What the lists are held against: v1, popularity, TIFU-KNN (Hu et al., SIGIR 2020) and EASE (Steck, WWW 2019)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import linalg, sparse

from recommendations_v2 import version_one
from recommendations_v2.link_training import cosine_links
from recommendations_v2.purchases import Floats, Matrix, Purchases, Whole
from recommendations_v2.scene import Knowledge
from tests.benchmarks.recommendations_data import Shop
from tests.benchmarks.recommendations_protocol import SHOWN
from tests.benchmarks.recommendations_surfaces import CART, DISCOVERY, HOME, Question, Ranked, Surface

V1, FADED, POPULARITY, TIFU, COSINE, EASE = "v1", "faded frequency", "popularity", "TIFU-KNN", "v1 (b) cosine", "EASE"

_GROUP, _GROUP_DECAY, _OWN, _NEIGHBOURS = 14, 0.8, 0.8, 100  # the protocol's (14, 1, .8, .8, 100) of TIFU-KNN
_EASE_PRODUCTS = 6_000  # the protocol's
_EASE_PENALTY = 300.0  # of the order of the customers who bought a product often enough to count


@dataclass(frozen=True, slots=True)
class TifuKnn:
    """Every customer's vector at the cut, and who is near whom."""

    vectors: Any  # sparse (customers, products)
    near: Whole  # (customers, k)

    def scores(self, customer: int, own: Purchases) -> Floats:
        """(products,) from the purchases before the moment; neighbours as they were at the cut."""
        others = np.asarray(self.vectors[self.near[customer]].sum(axis=0)).ravel() / _NEIGHBOURS
        return np.asarray(_OWN * _frequency_vector(own, self.vectors.shape[1]) + (1 - _OWN) * others)


def tifu_knn(past: Purchases, customers: int, products: int) -> TifuKnn:
    """From all purchases up to the cut."""
    starts = past.starts(customers)
    rows = [_frequency_vector(past.where(slice(*starts[c : c + 2].tolist())), products) for c in range(customers)]
    vectors = sparse.vstack([sparse.csr_matrix(row) for row in rows]).tocsr()
    squares = np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()
    distance = squares[None, :] + squares[:, None] - 2.0 * (vectors @ vectors.T).toarray()
    np.fill_diagonal(distance, np.inf)
    return TifuKnn(vectors, np.argpartition(distance, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS])


def _frequency_vector(own: Purchases, products: int) -> Floats:
    """Groups of at most fourteen baskets, as even as can be, the last not faded and each before it by 0.8 more."""
    if not len(own.at):
        return np.zeros(products)
    edge = np.ones(len(own.at), bool)
    edge[1:] = own.basket[1:] != own.basket[:-1]
    order = np.cumsum(edge)
    baskets = int(order[-1])
    groups = -(-baskets // _GROUP)
    group_of = np.arange(baskets) * groups // baskets
    size = np.bincount(group_of)
    group = group_of[baskets - order]
    return np.bincount(own.product, _GROUP_DECAY**group / size[group] / groups, products)


@dataclass(frozen=True, slots=True)
class Ease:
    """Item weights among the products that most customers buy."""

    products: Whole
    place: Whole  # by product, -1 where not among them
    weights: Matrix

    def scores(self, own: Whole) -> Floats:
        """(products,) from what a customer ever bought."""
        known = self.place[own]
        total = np.full(len(self.place), -np.inf)
        total[self.products] = self.weights[known[known >= 0]].sum(axis=0)
        return total


def ease(past: Purchases, customers: int, products: int) -> Ease:
    """In closed form, by the smaller of the two matrices: (X'X + pI)^-1 = (I - X'(XX' + pI)^-1 X) / p."""
    held = sparse.csr_matrix((np.ones(len(past.at)), (past.customer, past.product)), (customers, products))
    held.data[:] = 1.0
    buyers = np.bincount(held.indices, minlength=products)
    chosen = np.sort(np.argsort(-buyers, kind="stable")[:_EASE_PRODUCTS])
    some = held[:, chosen].toarray().astype(np.float32)
    inner = linalg.solve(some @ some.T + _EASE_PENALTY * np.eye(customers, dtype=np.float32), some, assume_a="pos")
    inverse = -np.asarray(sparse.csr_matrix(some).T @ inner, np.float32)
    inverse[np.diag_indices(len(chosen))] += 1.0
    weights = -inverse / np.diag(inverse)[None, :]
    np.fill_diagonal(weights, 0.0)
    place = np.full(products, -1)
    place[chosen] = np.arange(len(chosen))
    return Ease(chosen, place, weights)


class Baselines:
    """What needs no ranking of ours, each as the function that lists."""

    def __init__(self, shop: Shop, past: Purchases, known: Knowledge) -> None:
        count = known.catalogue.products
        self.popular = known.figures.month / np.max(known.figures.month)
        self.tifu = tifu_knn(past, shop.customers, count)
        self.ease = ease(past, shop.customers, count)
        self.cosine = cosine_links(past.customer, past.product, count, 200, shrink=0.0)

    def of(self, surface: Surface) -> dict[str, Ranked]:
        """By name."""
        popular = self.popular

        def list_of(score: Callable[[Question], np.ndarray]) -> Ranked:
            return lambda question: version_one.best(score(question), SHOWN, question.banned)

        every: dict[str, Ranked] = {
            V1: list_of(lambda q: version_one.frequency(q.visit.own, q.visit.moment, popular)),
            POPULARITY: list_of(lambda _: popular),
            FADED: list_of(lambda q: version_one.decayed(q.visit.own, q.visit.moment, len(popular)) + 1e-9 * popular),
            TIFU: list_of(lambda q: self.tifu.scores(q.visit.customer, q.visit.own)),
            COSINE: list_of(lambda q: self.cosine.summed(own := np.unique(q.visit.own.product), np.ones(len(own)))),
            EASE: list_of(lambda q: self.ease.scores(np.unique(q.visit.own.product))),
        }
        shown = {
            HOME.name: (V1, FADED, TIFU, POPULARITY),
            CART.name: (V1, FADED),
            DISCOVERY.name: (POPULARITY, COSINE, EASE),
        }
        return {name: every[name] for name in shown[surface.name]}

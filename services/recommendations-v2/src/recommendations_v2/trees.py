"""A LightGBM text model, read and scored with numpy alone, so that the serving process needs no LightGBM.

Scores are whole numbers of millionths: sums of them are exact, whatever the order, and so is an explanation.

Scoring follows QuickScorer (Lucchese et al., SIGIR 2015): a tree's leaves are bits from left to right, a node that is
not satisfied clears the leaves of its left side, and the lowest bit left is the leaf. Since nodes of one feature are
cleared in the order of their thresholds, what all of them clear is looked up by the feature's place among them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from recommendations_v2.purchases import Matrix, Whole

UNIT = 1_000_000  # a score of 1.0
MOST_LEAVES = 32  # bits of a mask
_DEFAULT_LEFT = 2  # the one bit of a decision that changes nothing where nothing is missing

Masks = npt.NDArray[np.uint32]


class ModelTextError(ValueError):
    """The text is no model that this module scores; the message says why."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes from 0, the root; a child below 0 is the leaf ~child; values are millionths, node by node."""

    feature: Whole
    threshold: npt.NDArray[np.float64]
    left: Whole
    right: Whole
    leaf_value: Whole
    node_value: Whole  # mean of the leaves below, by how often training came there


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Tables:
    """What scoring needs of a forest, as an artefact keeps it: making it from a text of 150 trees takes a third of a
    second.
    """

    form: int  # FORM, of what makes and reads it
    basis: int
    used: Whole  # features that any node asks for
    start: Whole  # (used + 1,) where each one's thresholds begin
    thresholds: Matrix  # flat, sorted for each feature; the largest float32 that is not more
    cleared: Masks  # (thresholds + used, trees) leaves that stay; feature i's begin at start[i] + i
    values: Whole  # flat (trees * MOST_LEAVES) millionths, by bit
    paths: npt.NDArray[np.int32]  # (trees * MOST_LEAVES, features) millionths that each feature adds on a leaf's path


FORM = 1  # of Tables; another number whenever they mean something else


@dataclass(frozen=True, slots=True, repr=False)  # as above
class Forest:
    """Trees by their tables."""

    names: tuple[str, ...]  # of features, as columns are
    tables: Tables
    used: tuple[int, ...]
    thresholds: tuple[Matrix, ...]  # by place in `used`
    cleared: tuple[Masks, ...]
    limits: tuple[list[float], ...]  # the thresholds once more: one value is found among them in a tenth of the time
    text: str  # what it was read from

    @property
    def basis(self) -> int:
        """Millionths of an average candidate."""
        return self.tables.basis

    @property
    def trees(self) -> int:
        """How many there are."""
        return int(self.tables.cleared.shape[1])

    def scores(self, features: Matrix) -> Whole:
        """(candidates,) millionths."""
        return self.scored(self.traced(features))

    def contributions(self, features: Matrix) -> Whole:
        """(candidates, features) millionths by which each feature moved the score from `basis`.

        Along a tree's path each split adds what the mean of the leaves below it changes by; their sum is the leaf's
        value less the root's, exactly.
        """
        return self.moved_by(self.traced(features))

    def traced(self, features: Matrix) -> Whole:
        """(candidates, trees) the leaf that each comes to, as a place in `values`: what the rest is made from."""
        left = np.full((len(features), self.trees), 0xFFFFFFFF, np.uint32)
        stays = np.empty_like(left)
        first = features[:1]
        alike = (features == first).all(axis=0).tolist() if len(features) else []
        every = np.full(self.trees, 0xFFFFFFFF, np.uint32)
        for at, column in enumerate(self.used if len(features) else ()):
            if alike[column]:  # of the visit, not of a candidate: once for all
                every &= self.cleared[at][bisect_left(self.limits[at], float(first[0, column]))]
                continue
            # Places are within the table; "clip" spares numpy a copy that its own check would make.
            places = self.thresholds[at].searchsorted(features[:, column])
            self.cleared[at].take(places, axis=0, out=stays, mode="clip")
            np.bitwise_and(left, stays, out=left)
        left &= every
        lowest = left & (~left + np.uint32(1))
        bit = np.bitwise_count(lowest - np.uint32(1)).astype(np.int64)
        bit += np.arange(self.trees) * MOST_LEAVES
        return np.asarray(bit)

    def scored(self, leaves: Whole) -> Whole:
        """As `scores`, of what came to these leaves."""
        return np.asarray(self.tables.values.take(leaves).sum(axis=1))

    def moved_by(self, leaves: Whole) -> Whole:
        """As `contributions`, of what came to these leaves: a leaf's path is known."""
        return np.asarray(self.tables.paths[leaves].sum(axis=1, dtype=np.int64))


def read(text: str) -> Forest:
    """From what `Booster.model_to_string` wrote.

    Raises ModelTextError for categorical or linear trees, trees that treat missing values apart, and those of more than
    32 leaves.
    """
    blocks = text.split("\nTree=")[1:]
    names = _names(text)
    if not blocks or not names:
        raise ModelTextError("This is no LightGBM text model: it names no features or has no trees.")
    trees = tuple(_tree(_fields(block)) for block in blocks)
    used = sorted({int(feature) for tree in trees for feature in tree.feature})
    tables = [_tables(trees, feature) for feature in used]
    values = np.zeros((len(trees), MOST_LEAVES), np.int64)
    for at, tree in enumerate(trees):
        values[at, : len(tree.leaf_value)] = tree.leaf_value[_from_left(tree)]
    none = np.zeros((0, len(trees)), np.uint32)
    made = Tables(
        FORM,
        sum(int(tree.node_value[0]) for tree in trees),
        np.array(used, np.int64),
        np.cumsum([0, *(len(thresholds) for thresholds, _ in tables)]),
        np.concatenate([np.zeros(0, np.float32), *(thresholds for thresholds, _ in tables)]),
        np.concatenate([none, *(cleared for _, cleared in tables)]),
        values.ravel(),
        _paths(trees, len(names)),
    )
    return opened(made, text)


def opened(tables: Tables, text: str) -> Forest:
    """The forest of a text, from the tables that were made of it. Raises ModelTextError for those of another form."""
    names = _names(text)
    if tables.form != FORM or tables.paths.shape[1] != len(names):
        raise ModelTextError("The tables are not this text's, or of another version.")
    bounds = list(enumerate(pairwise(tables.start.tolist())))
    return Forest(
        names,
        tables,
        tuple(tables.used.tolist()),
        tuple(tables.thresholds[begin:end] for _, (begin, end) in bounds),
        tuple(tables.cleared[begin + at : end + at + 1] for at, (begin, end) in bounds),
        tuple(tables.thresholds[begin:end].tolist() for _, (begin, end) in bounds),
        text,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(_fields(text.partition("\nTree=")[0]).get("feature_names", "").split())


def _paths(trees: tuple[Tree, ...], features: int) -> npt.NDArray[np.int32]:
    """What every feature adds on the way to every leaf, leaves by bit."""
    moved = np.zeros((len(trees), MOST_LEAVES, features), np.int64)
    for at, tree in enumerate(trees):
        if not len(tree.feature):
            continue
        bit = np.empty(len(tree.leaf_value), np.int64)
        bit[_from_left(tree)] = np.arange(len(tree.leaf_value))
        added = np.zeros((len(tree.feature), features), np.int64)
        for node in range(len(tree.feature)):  # children have higher numbers than their parents
            for child in (int(tree.left[node]), int(tree.right[node])):
                value = tree.leaf_value[~child] if child < 0 else tree.node_value[child]
                where = moved[at, bit[~child]] if child < 0 else added[child]
                where += added[node]
                where[tree.feature[node]] += value - tree.node_value[node]
    if len(trees) and int(np.abs(moved).max()) > np.iinfo(np.int32).max:
        raise ModelTextError("A leaf's path adds more than two thousand to a score: that is no ranking.")
    return moved.reshape(-1, features).astype(np.int32)


def _fields(block: str) -> dict[str, str]:
    lines = (line.partition("=") for line in block.splitlines() if "=" in line)
    return {name: value for name, _, value in lines}


def _tree(fields: dict[str, str]) -> Tree:
    leaves = int(fields["num_leaves"])
    if leaves > MOST_LEAVES:
        raise ModelTextError(f"A tree has {leaves} leaves; at most {MOST_LEAVES} are scored.")
    if fields.get("num_cat", "0") != "0" or fields.get("is_linear", "0") != "0":
        raise ModelTextError("Categorical splits and linear leaves are not scored.")

    def whole(name: str) -> Whole:
        return np.array(fields.get(name, "").split(), np.int64)

    if np.any(whole("decision_type") & ~_DEFAULT_LEFT):
        raise ModelTextError("The model treats missing values apart; train it with use_missing=false.")
    value = np.round(np.array(fields["leaf_value"].split(), np.float64) * UNIT).astype(np.int64)
    left, right = whole("left_child"), whole("right_child")
    if leaves == 1:
        return Tree(whole("none"), np.zeros(0), left, right, value[:1], value[:1])
    count = whole("leaf_count")
    weight, total = np.zeros(leaves - 1), np.zeros(leaves - 1)
    for node in range(leaves - 2, -1, -1):  # children have higher numbers than their parents
        for child in (int(left[node]), int(right[node])):
            weight[node] += count[~child] if child < 0 else weight[child]
            total[node] += count[~child] * value[~child] if child < 0 else total[child]
    means = np.round(total / np.maximum(weight, 1.0)).astype(np.int64)
    return Tree(whole("split_feature"), np.array(fields["threshold"].split(), np.float64), left, right, value, means)


def _from_left(tree: Tree) -> Whole:
    """Leaves in their order from left to right."""
    if not len(tree.feature):
        return np.zeros(1, np.int64)
    order, waiting = [], [0]
    while waiting:
        node = waiting.pop()
        if node < 0:
            order.append(~node)
        else:
            waiting += [int(tree.right[node]), int(tree.left[node])]
    return np.array(order)


def _tables(trees: tuple[Tree, ...], feature: int) -> tuple[Matrix, Masks]:
    """One feature's thresholds, and which leaves of all trees stay when so many of them are exceeded."""
    found = []
    for at, tree in enumerate(trees):
        asking = np.flatnonzero(tree.feature == feature)
        if len(asking):
            bit = np.empty(len(tree.leaf_value), np.int64)
            bit[_from_left(tree)] = np.arange(len(tree.leaf_value))
            found += [(float(tree.threshold[node]), at, _below(tree, int(tree.left[node]), bit)) for node in asking]
    thresholds, place = np.unique([_not_more(threshold) for threshold, _, _ in found], return_inverse=True)
    stays = np.full((len(thresholds) + 1, len(trees)), 0xFFFFFFFF, np.uint32)
    for row, (_, at, leaves) in zip(place + 1, found, strict=True):
        stays[row, at] &= np.uint32(0xFFFFFFFF ^ leaves)
    return thresholds.astype(np.float32), np.bitwise_and.accumulate(stays, axis=0)


def _not_more(threshold: float) -> np.float32:
    """The largest float32 that is not more: features have this type, and are compared as exactly by it."""
    near = np.float32(threshold)
    return near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf))


def _below(tree: Tree, child: int, bit: Whole) -> int:
    """Bits of the leaves below a child."""
    leaves, waiting = 0, [child]
    while waiting:
        node = waiting.pop()
        if node < 0:
            leaves |= 1 << int(bit[~node])
        else:
            waiting += [int(tree.left[node]), int(tree.right[node])]
    return leaves

"""A LightGBM text model, read and scored with numpy alone, so that the serving process needs no LightGBM.

Scores are whole numbers of millionths: sums of them are exact, whatever the order, and so is an explanation.

Scoring follows QuickScorer (Lucchese et al., SIGIR 2015): a tree's leaves are bits from left to right, a node that is
not satisfied clears the leaves of its left side, and the lowest bit left is the leaf. Since nodes of one feature are
cleared in the order of their thresholds, what all of them clear is looked up by the feature's place among them.
"""

from __future__ import annotations

from dataclasses import dataclass

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
class Nodes:
    """All trees' nodes in one row of arrays; children and roots are places in it, one below 0 is the leaf ~child."""

    roots: Whole  # of trees that ask anything
    feature: Whole
    threshold: npt.NDArray[np.float64]
    left: Whole
    right: Whole
    value: Whole
    leaf_value: Whole


@dataclass(frozen=True, slots=True, repr=False)  # as above
class Forest:
    """Trees and the tables made from them."""

    names: tuple[str, ...]  # of features, as columns are
    trees: tuple[Tree, ...]
    used: tuple[int, ...]  # features that any node asks for
    thresholds: tuple[npt.NDArray[np.float64], ...]  # by place in `used`, sorted
    cleared: tuple[Masks, ...]  # (thresholds + 1, trees) leaves that stay
    values: Whole  # flat (trees * MOST_LEAVES) millionths, by bit
    nodes: Nodes
    text: str  # what it was read from

    @property
    def basis(self) -> int:
        """Millionths of an average candidate."""
        return int(sum(int(tree.node_value[0]) for tree in self.trees))

    def scores(self, features: Matrix) -> Whole:
        """(candidates,) millionths."""
        every = np.full(len(self.trees), 0xFFFFFFFF, np.uint32)
        left = np.full((len(features), len(self.trees)), 0xFFFFFFFF, np.uint32)
        stays = np.empty_like(left)
        for column, thresholds, masks in zip(self.used, self.thresholds, self.cleared, strict=True):
            values = features[:, column].astype(np.float64)
            if len(values) and bool((values == values[0]).all()):  # of the visit, not of a candidate: once for all
                every &= masks[np.searchsorted(thresholds, values[0])]
                continue
            # Places are within the table; "clip" spares numpy a copy that its own check would make.
            np.take(masks, np.searchsorted(thresholds, values), axis=0, out=stays, mode="clip")
            np.bitwise_and(left, stays, out=left)
        left &= every
        lowest = left & (~left + np.uint32(1))
        bit = np.bitwise_count(lowest - np.uint32(1)).astype(np.int64)
        return np.asarray(self.values[bit + np.arange(len(self.trees)) * MOST_LEAVES].sum(axis=1))

    def contributions(self, features: Matrix) -> Whole:
        """(candidates, features) millionths by which each feature moved the score from `basis`.

        Along a tree's path each split adds what the mean of the leaves below it changes by; their sum is the leaf's
        value less the root's, exactly.
        """
        rows, columns, nodes = len(features), features.shape[1], self.nodes
        moved = np.zeros(rows * columns)
        node, row = np.tile(nodes.roots, rows), np.repeat(np.arange(rows), len(nodes.roots))
        here = nodes.value[node]
        while len(node):
            asked = nodes.feature[node]
            less = features[row, asked].astype(np.float64) <= nodes.threshold[node]
            child = np.where(less, nodes.left[node], nodes.right[node])
            ends = child < 0
            value = np.where(ends, nodes.leaf_value[~np.minimum(child, -1)], nodes.value[np.maximum(child, 0)])
            moved += np.bincount(row * columns + asked, value - here, rows * columns)  # whole numbers: exact below 2^53
            node, row, here = child[~ends], row[~ends], value[~ends]
        return moved.reshape(rows, columns).astype(np.int64)


def read(text: str) -> Forest:
    """From what `Booster.model_to_string` wrote.

    Raises ModelTextError for categorical or linear trees, trees that treat missing values apart, and those of more than
    32 leaves.
    """
    head, *blocks = text.split("\nTree=")
    names = tuple(_fields(head).get("feature_names", "").split())
    if not blocks or not names:
        raise ModelTextError("This is no LightGBM text model: it names no features or has no trees.")
    trees = tuple(_tree(_fields(block)) for block in blocks)
    used = tuple(sorted({int(feature) for tree in trees for feature in tree.feature}))
    thresholds, cleared = zip(*(_tables(trees, feature) for feature in used), strict=True) if used else ((), ())
    values = np.zeros((len(trees), MOST_LEAVES), np.int64)
    for at, tree in enumerate(trees):
        values[at, : len(tree.leaf_value)] = tree.leaf_value[_from_left(tree)]
    return Forest(names, trees, used, thresholds, cleared, values.ravel(), _nodes(trees), text)


def _nodes(trees: tuple[Tree, ...]) -> Nodes:
    asking = [tree for tree in trees if len(tree.feature)]
    sizes, leaves = [len(tree.feature) for tree in asking], [len(tree.leaf_value) for tree in asking]
    roots, first_leaf = np.cumsum([0, *sizes])[:-1], np.cumsum([0, *leaves])[:-1]

    def joined(parts: list[Whole]) -> Whole:
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def moved(child: Whole, root: int, leaf: int) -> Whole:
        return np.where(child < 0, child - leaf, child + root)

    return Nodes(
        roots.astype(np.int64),
        joined([tree.feature for tree in asking]),
        np.concatenate([tree.threshold for tree in asking]) if asking else np.zeros(0),
        joined([moved(tree.left, *at) for tree, *at in zip(asking, roots, first_leaf, strict=True)]),
        joined([moved(tree.right, *at) for tree, *at in zip(asking, roots, first_leaf, strict=True)]),
        joined([tree.node_value for tree in asking]),
        joined([tree.leaf_value for tree in asking]),
    )


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


def _tables(trees: tuple[Tree, ...], feature: int) -> tuple[npt.NDArray[np.float64], Masks]:
    """One feature's thresholds, and which leaves of all trees stay when so many of them are exceeded."""
    found = []
    for at, tree in enumerate(trees):
        asking = np.flatnonzero(tree.feature == feature)
        if len(asking):
            bit = np.empty(len(tree.leaf_value), np.int64)
            bit[_from_left(tree)] = np.arange(len(tree.leaf_value))
            found += [(float(tree.threshold[node]), at, _below(tree, int(tree.left[node]), bit)) for node in asking]
    thresholds, place = np.unique([threshold for threshold, _, _ in found], return_inverse=True)
    stays = np.full((len(thresholds) + 1, len(trees)), 0xFFFFFFFF, np.uint32)
    for row, (_, at, leaves) in zip(place + 1, found, strict=True):
        stays[row, at] &= np.uint32(0xFFFFFFFF ^ leaves)
    return thresholds, np.bitwise_and.accumulate(stays, axis=0)


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

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
class Forest:
    """Trees and the tables made from them."""

    names: tuple[str, ...]  # of features, as columns are
    trees: tuple[Tree, ...]
    used: tuple[int, ...]  # features that any node asks for
    thresholds: tuple[npt.NDArray[np.float64], ...]  # by place in `used`, sorted
    cleared: tuple[Masks, ...]  # (thresholds + 1, trees) leaves that stay
    values: Whole  # flat (trees * MOST_LEAVES) millionths, by bit

    @property
    def basis(self) -> int:
        """Millionths of an average candidate."""
        return int(sum(int(tree.node_value[0]) for tree in self.trees))

    def scores(self, features: Matrix) -> Whole:
        """(candidates,) millionths."""
        left = np.full((len(features), len(self.trees)), 0xFFFFFFFF, np.uint32)
        for column, thresholds, masks in zip(self.used, self.thresholds, self.cleared, strict=True):
            left &= masks[np.searchsorted(thresholds, features[:, column].astype(np.float64))]
        lowest = left & (~left + np.uint32(1))
        bit = np.bitwise_count(lowest - np.uint32(1)).astype(np.int64)
        return np.asarray(self.values[bit + np.arange(len(self.trees)) * MOST_LEAVES].sum(axis=1))

    def contributions(self, features: Matrix) -> Whole:
        """(candidates, features) millionths by which each feature moved the score from `basis`.

        Along a tree's path each split adds what the mean of the leaves below it changes by; their sum is the leaf's
        value less the root's, exactly.
        """
        moved = np.zeros(features.shape, np.int64)
        rows = np.arange(len(features))
        for tree in self.trees:
            node = np.zeros(len(features), np.int64)
            here = np.full(len(features), tree.node_value[0])
            going = rows[: len(rows) * bool(len(tree.feature))]
            while len(going):
                asked = tree.feature[node[going]]
                less = features[going, asked].astype(np.float64) <= tree.threshold[node[going]]
                child = np.where(less, tree.left[node[going]], tree.right[node[going]])
                value = np.where(
                    child < 0, tree.leaf_value[~np.minimum(child, -1)], tree.node_value[np.maximum(child, 0)]
                )
                moved[going, asked] += value - here[going]
                here[going], node[going] = value, child
                going = going[child >= 0]
        return moved


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
    return Forest(names, trees, used, thresholds, cleared, values.ravel())


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

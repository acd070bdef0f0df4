"""Rows of different lengths in one array: where the elements of some of them are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations_v2.purchases import Flags, Whole


def within(start: Whole, rows: Whole) -> tuple[Whole, Whole]:
    """Places of the elements of these rows, row after row, and how many each has; row i is start[i]:start[i + 1]."""
    begin = start[rows]
    length = start[rows + 1] - begin
    end = np.cumsum(length)
    place = np.arange(int(end[-1]) if len(end) else 0)
    place += np.repeat(begin - end + length, length)
    return place, length


def among(keys: Whole, values: Whole) -> Flags:
    """Whether each value is one of the keys, which are sorted: a tenth of what `isin` takes for some hundred."""
    if not len(keys):
        return np.zeros(len(values), bool)
    return np.asarray(keys[np.minimum(keys.searchsorted(values), len(keys) - 1)] == values)


@dataclass(frozen=True, slots=True)
class Groups:
    """Equal values together; the arrays but `which` are by group, in the order of their keys."""

    key: Whole
    which: Whole  # of each value its group
    first: Whole  # place of the first value
    last: Whole
    count: Whole


def groups_of(values: Whole) -> Groups:
    """Of whole numbers from 0 on; with as many bits as say how many there are they have 63 at most."""
    bits = len(values).bit_length()
    lined = values << bits | np.arange(len(values))  # value and place in one: its sort is stable, and takes a fifth
    lined.sort()
    order, lined = lined & ((1 << bits) - 1), lined >> bits
    edge = np.ones(len(values), bool)
    np.not_equal(lined[1:], lined[:-1], out=edge[1:])
    begins = edge.nonzero()[0]
    which = np.empty(len(values), np.int64)
    which[order] = np.cumsum(edge) - 1
    ends = np.append(begins[1:], len(values)) if len(values) else begins
    return Groups(lined[begins], which, order[begins], order[ends - 1], ends - begins)


def wider(groups: Groups, values: Whole) -> tuple[Groups, Whole]:
    """Groups together by a value of each; and of each group which of the wider ones it is in."""
    key, inner = grouped(values)
    first, last = np.full(len(key), len(groups.which)), np.full(len(key), -1)
    np.minimum.at(first, inner, groups.first)
    np.maximum.at(last, inner, groups.last)
    count = np.bincount(inner, groups.count, len(key)).astype(np.int64)
    return Groups(key, inner[groups.which], first, last, count), inner


def grouped(values: Whole) -> tuple[Whole, Whole]:
    """The different values, sorted, and the place of each value among them: as `unique`, for some hundred at once."""
    order = values.argsort(kind="stable")
    lined = values[order]
    edge = np.ones(len(values), bool)
    np.not_equal(lined[1:], lined[:-1], out=edge[1:])
    which = np.empty(len(values), np.int64)
    which[order] = edge.cumsum() - 1
    return lined[edge], which

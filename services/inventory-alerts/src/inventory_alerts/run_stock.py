"""Which days a product was there to be bought: told by counts, receipts and sales. Pure arrays; runs in a child.

On a day with stock in the morning, or with a sale, it was. Between counts stock is rolled forward by what was sold and
received; a product that is never counted is taken to have been there, but for silences far beyond its own rhythm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from inventory_alerts.inputs import Flags, Floats, Matrix, Whole

Indices = np.ndarray[Any, np.dtype[np.int64]]

_BLOCK = 5_000  # items at once: their arrays are some dozen megabytes
_COUNTS_A_QUARTER = 1  # with a count in 90 days the days between are known well enough to say they are
_QUARTER = 90
_SILENCE = 6.0  # e^-6 is 1 in 400: a silence of six times the usual gap is no chance, it was not there


@dataclass(frozen=True, slots=True)
class Moves:
    """Counts and receipts by item, of each in the order of time: the item, the day's column, units counted (NaN without
    a count) and received.
    """

    row: Indices
    column: Indices
    counted: Floats
    received: Floats


def calendar(units: Matrix, moves: Moves, on_hand: Floats) -> tuple[Flags, Flags, Whole]:
    """(n, d) whether it could be bought; (n,) whether that is inferred from sales; (n,) the first day it was known."""
    n, d = units.shape
    in_stock, assumed = np.zeros((n, d), dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    first = np.zeros(n, dtype=np.int32)
    for start in range(0, n, _BLOCK):
        block = slice(start, min(start + _BLOCK, n))
        own = slice(*np.searchsorted(moves.row, (start, block.stop)))
        part = Moves(moves.row[own] - start, moves.column[own], moves.counted[own], moves.received[own])
        in_stock[block], assumed[block], first[block] = _calendar(units[block], part, on_hand[block])
    return in_stock, assumed, first


def _calendar(units: Matrix, moves: Moves, on_hand: Floats) -> tuple[Flags, Flags, Whole]:
    n, d = units.shape
    flow = -units.astype(np.float32)
    np.add.at(flow, (moves.row, moves.column), moves.received.astype(np.float32))
    counts = ~np.isnan(moves.counted)
    level = np.full((n, d), np.nan, dtype=np.float32)
    level[moves.row[counts], moves.column[counts]] = moves.counted[counts]
    first = _first_days(units, moves)
    known, morning = _mornings(level, flow, on_hand)
    sold = units > 0
    in_stock = np.where(known[:, None], (morning > 0) | sold, sold)
    there = np.arange(d)[None, :] >= first[:, None]
    blind = np.flatnonzero(~known)
    in_stock[blind] |= _not_silent(sold[blind], first[blind])
    recent = np.zeros(n, dtype=np.int64)
    late = counts & (moves.column >= d - _QUARTER)
    np.add.at(recent, moves.row[late], 1)
    assumed = ~known | (recent < _COUNTS_A_QUARTER)
    return np.asarray(in_stock & there), np.asarray(assumed), first


def _first_days(units: Matrix, moves: Moves) -> Whole:
    """The column of the first sale, count or receipt; d where there was none."""
    d = units.shape[1]
    sold = units > 0
    first = np.where(sold.any(axis=1), sold.argmax(axis=1), d).astype(np.int64)
    np.minimum.at(first, moves.row, moves.column)
    return first.astype(np.int32)


def _mornings(counted: Matrix, flow: Matrix, on_hand: Floats) -> tuple[Flags, Matrix]:
    """Whether an item was ever counted, and its stock at the beginning of each day.

    A count is taken as the morning's. Before the first one of the history stock is rolled back from it; without one in
    the history, from what is there now.
    """
    n, d = counted.shape
    before = np.concatenate([np.zeros((n, 1), np.float32), np.cumsum(flow, axis=1, dtype=np.float32)], axis=1)
    has = ~np.isnan(counted)
    last = np.maximum.accumulate(np.where(has, np.arange(d)[None, :], -1), axis=1)
    rows = np.arange(n)[:, None]
    anchor = np.where(has.any(axis=1), has.argmax(axis=1), d)
    base = np.where(has.any(axis=1), counted[np.arange(n), np.minimum(anchor, d - 1)], on_hand)
    offset = base - before[np.arange(n), anchor]  # stock of a morning less the flow before it
    at = np.maximum(last, 0)
    offsets = np.where(last >= 0, counted[rows, at] - before[rows, at], offset[:, None])
    known = ~np.isnan(base)
    return known, (offsets + before[:, :-1]).astype(np.float32)


def _not_silent(sold: Flags, first: Whole) -> Flags:
    """Days that lie in no silence far beyond the item's own rhythm."""
    n, d = sold.shape
    if not n:
        return np.zeros((0, d), dtype=np.bool_)
    days = np.arange(d)
    last = np.maximum.accumulate(np.where(sold, days[None, :], -1), axis=1)
    following = np.minimum.accumulate(np.where(sold, days[None, :], d)[:, ::-1], axis=1)[:, ::-1]
    gap = following - np.where(last < 0, first[:, None], last)
    usual = (d - first).clip(1) / sold.sum(axis=1).clip(1)
    return np.asarray(gap <= np.maximum(usual * _SILENCE, 7.0)[:, None])  # a week is too short to say so of anything

"""The service that orders kept: replenishment cycles without a day out of stock. Pure arrays; runs in the run's child.

A cycle begins with a delivery and ends with the next one of the same product at the same place. That is what reorder
points aim at, and how an alert that a reorder is due is judged: all orders together, not one by one.
"""

from __future__ import annotations

import numpy as np

from inventory_alerts.inputs import Flags, Matrix
from inventory_alerts.run_stock import Moves

RECENT_DAYS = 28  # as the quality of alerts has it
_BLOCK = 5_000  # items at once, as in run_stock


def cycles_kept(units: Matrix, in_stock: Flags, moves: Moves, counted: Flags) -> dict[str, int]:
    """How many cycles ended in the last 28 days and in the history; how many of each were `kept`: never out of stock.

    A cycle in which nothing was sold and nothing was missing tells nothing, and does not count; nor do those of a
    product that is never counted, whose days in stock are told by its sales. Two deliveries of one day begin one cycle.
    """
    n, d = units.shape
    counts = dict.fromkeys(("recent", "recent_kept", "ever", "ever_kept"), 0)
    arrived = (moves.received > 0) & counted[moves.row]
    row, column = moves.row[arrived], moves.column[arrived]
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        own = slice(*np.searchsorted(row, (start, stop)))
        item, day = row[own] - start, column[own]
        order = np.lexsort((day, item))
        item, day = item[order], day[order]
        follows = (item[1:] == item[:-1]) & (day[1:] > day[:-1])
        of, first, last = item[1:][follows], day[:-1][follows], day[1:][follows]
        out, sold = _until(~in_stock[start:stop]), _until(units[start:stop])
        # From the morning after a delivery until the morning of the next one, which may find an empty shelf.
        missing = out[of, last + 1] - out[of, first + 1]
        tells = (missing > 0) | (sold[of, last + 1] - sold[of, first] > 0)
        recent, kept = last >= d - RECENT_DAYS, missing == 0
        for name, which in (("ever", tells), ("recent", tells & recent)):
            counts[name] += int(which.sum())
            counts[f"{name}_kept"] += int((which & kept).sum())
    return counts


def _until(values: Matrix | Flags) -> Matrix:
    """(n, d + 1) sums of the days before each."""
    sums = np.zeros((values.shape[0], values.shape[1] + 1), np.float32)
    np.cumsum(values, axis=1, dtype=np.float32, out=sums[:, 1:])
    return sums

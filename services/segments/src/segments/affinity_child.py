"""Tells affinities from chance in a child process: counts as Parquet in, affinities as Parquet out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from segments.affinity_scoring import Counts, Scores, possible, score_pairs, score_threes

ITEMS, PAIRS, THREES, FOUND = "items.json", "pairs.parquet", "threes.parquet", "affinities.parquet"
LEVELS = ("product", "category")
_ID_CHARACTERS = 12  # of a digest: 48 bits tell some hundred affinities apart
_MOST_PAIRS = {"product": 100, "category": 50}  # kept: those with most orders beyond chance; a list is read by people
_MOST_THREES = 50
_MOST_THREED = 200  # items looked for in threes: those of the pairs with most orders beyond chance

_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("affinity_id", "level", "item_1", "item_2", "item_3")),
        *((name, pa.int64()) for name in ("orders", "orders_1", "orders_2", "orders_3")),
        *((name, pa.int64()) for name in ("orders_12", "orders_13", "orders_23", "orders_together")),
        *((name, pa.float64()) for name in ("lift", "leverage", "p_value", "q_value")),
    ]
)


@dataclass(frozen=True, slots=True)
class _Counted:
    """Orders: all there are, those with each item, and those with both of a pair; items as product:mug."""

    orders: int
    items: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]

    def level(self, level: str) -> list[str]:
        return [item for item in self.items if item.startswith(f"{level}:")]


def promising(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:  # noqa: ARG001 - as every child is called
    """Read ITEMS and PAIRS; answers the `items` of pairs that are no chance, to be looked for in threes."""
    counted = _read(folder)
    items: list[str] = []
    for level in LEVELS:
        found, scores = _pairs(counted, level)
        order = [place for place in _by_leverage(scores) if scores.is_kept[place]]
        named = dict.fromkeys(item for place in order for item in found[place])
        items += list(named)[:_MOST_THREED]
    return {"items": items}


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Read ITEMS, PAIRS and THREES, write FOUND as `affinities` has it.

    `arguments` has `items` that were looked for in threes, as JSON. Answers the `affinities` with their items, how many
    `tests` were possible, and how many of each level were looked at.
    """
    counted = _read(folder)
    threed: list[str] = json.loads(arguments["items"])
    rows: list[dict[str, Any]] = []
    tests = 0
    for level in LEVELS:
        own = [item for item in threed if item.startswith(f"{level}:")]
        tests += possible(len(counted.level(level)), 2) + possible(len(own), 3)
        rows += _pair_rows(counted, level) + _three_rows(counted, level, folder, possible(len(own), 3))
    rows.sort(key=lambda row: str(row["affinity_id"]))
    pq.write_table(pa.Table.from_pylist(rows, _SCHEMA), folder / FOUND)
    found = [[row["affinity_id"], *(_key(row, item) for item in ("item_1", "item_2", "item_3"))] for row in rows]
    looked_at: dict[str, object] = {level: len(counted.level(level)) for level in LEVELS}
    return {"affinities": found, "tests": tests, **looked_at}


def _read(folder: Path) -> _Counted:
    items: dict[str, int] = json.loads((folder / ITEMS).read_text(encoding="utf-8"))
    pairs = {(row["item_1"], row["item_2"]): row["orders"] for row in pq.read_table(folder / PAIRS).to_pylist()}
    return _Counted(items.pop("", 0), dict(sorted(items.items())), dict(sorted(pairs.items())))


def _pairs(counted: _Counted, level: str) -> tuple[list[tuple[str, str]], Scores]:
    found = [pair for pair in counted.pairs if pair[0].startswith(f"{level}:")]
    together = _counts([counted.pairs[pair] for pair in found])
    first, second = (_counts([counted.items[pair[side]] for pair in found]) for side in range(2))
    tests = possible(len(counted.level(level)), 2)
    return found, score_pairs(together, first, second, counted.orders, tests)


def _pair_rows(counted: _Counted, level: str) -> list[dict[str, Any]]:
    found, scores = _pairs(counted, level)
    return [
        {
            **_named(level, found[place]),
            "orders": counted.orders,
            "orders_1": counted.items[found[place][0]],
            "orders_2": counted.items[found[place][1]],
            "orders_12": counted.pairs[found[place]],
            "orders_together": counted.pairs[found[place]],
            **_scored(scores, place),
        }
        for place in _best(scores, _MOST_PAIRS[level])
    ]


def _three_rows(counted: _Counted, level: str, folder: Path, tests: int) -> list[dict[str, Any]]:
    table = [row for row in pq.read_table(folder / THREES).to_pylist() if row["item_1"].startswith(f"{level}:")]
    found = sorted((row["item_1"], row["item_2"], row["item_3"], row["orders"]) for row in table)
    if not found:
        return []
    together = _counts([row[3] for row in found])
    single = np.array([[counted.items[item] for item in row[:3]] for row in found], np.int64)
    others = np.array([[counted.pairs[b, c], counted.pairs[a, c], counted.pairs[a, b]] for a, b, c, _ in found])
    scores = score_threes(together, single, others, counted.orders, tests)
    return [
        {
            **_named(level, found[place][:3]),
            "orders": counted.orders,
            **{f"orders_{item + 1}": int(single[place, item]) for item in range(3)},
            **dict(zip(("orders_23", "orders_13", "orders_12"), others[place].tolist(), strict=True)),
            "orders_together": int(together[place]),
            **_scored(scores, place),
        }
        for place in _best(scores, _MOST_THREES)
    ]


def _named(level: str, items: tuple[str, ...]) -> dict[str, Any]:
    names = [item.partition(":")[2] for item in items]
    said = "\x1f".join([level, *names])  # a separator that no id has
    columns = dict(zip(("item_1", "item_2", "item_3"), names, strict=False))
    return {"affinity_id": hashlib.sha256(said.encode()).hexdigest()[:_ID_CHARACTERS], "level": level, **columns}


def _key(row: Mapping[str, Any], item: str) -> str:
    """An item as counted, such as product:mug; '' where a pair has none."""
    return f"{row['level']}:{row[item]}" if row.get(item) is not None else ""


def _scored(scores: Scores, place: int) -> dict[str, float]:
    return {name: float(getattr(scores, name)[place]) for name in ("lift", "leverage", "p_value", "q_value")}


def _best(scores: Scores, most: int) -> list[int]:
    return [place for place in _by_leverage(scores) if scores.is_kept[place]][:most]


def _by_leverage(scores: Scores) -> list[int]:
    order: list[int] = np.argsort(-scores.leverage, kind="stable").tolist()
    return order


def _counts(numbers: list[int]) -> Counts:
    return np.array(numbers, np.int64)

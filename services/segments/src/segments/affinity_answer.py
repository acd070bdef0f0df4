"""Affinities as the contract tells them. No table is read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from shared.warehouse import Row

CSV_HEADER = (
    "segment_id",
    "name",
    "of",
    "left",
    "right",
    "customers",
    "support",
    "confidence",
    "lift",
    "leverage",
    "p_value",
    "q_value",
)
_PLACES = (1, 2, 3)


def name(row: Row) -> str:
    """Titles of products where they are known, else ids; or the categories."""
    return " + ".join(str(row[f"title_{place}"] or row[f"item_{place}"]) for place in _places(row))


def definition(row: Row) -> str:
    """One sentence of who is in the group."""
    return f"Bought {name(row)} in one order; {row['lift']:.1f} times as often as chance would bring"


def item(row: Row) -> dict[str, Any]:
    """The contract's Affinity: said the way round in which it is surest."""
    places, together = _places(row), cast("int", row["orders_together"])
    right = min(places, key=lambda place: (_orders_left(row, place), place))
    return {
        "segment_id": f"affinity:{row['affinity_id']}",
        "name": name(row),
        "of": row["level"],
        "items": [
            {"id": row[f"item_{place}"], "title": row[f"title_{place}"], "orders": row[f"orders_{place}"]}
            for place in places
        ],
        "left": [row[f"item_{place}"] for place in places if place != right],
        "right": [row[f"item_{right}"]],
        "customers": row["customers"],
        "support": _ratio(together, cast("int", row["orders"])),
        "confidence": _ratio(together, _orders_left(row, right)),
        "lift": row["lift"],
        "leverage": row["leverage"],
        "p_value": row["p_value"],
        "q_value": row["q_value"],
    }


def rows(answer: Mapping[str, Any]) -> Iterator[list[object]]:
    """AffinityList as rows under CSV_HEADER; ratios as their values, ids with a line feed between them."""
    for each in answer["items"]:
        told = {
            **each,
            "left": "\n".join(each["left"]),
            "right": "\n".join(each["right"]),
            "support": each["support"]["value"],
            "confidence": each["confidence"]["value"],
        }
        yield [told[column] for column in CSV_HEADER]


def _places(row: Row) -> tuple[int, ...]:
    return tuple(place for place in _PLACES if row[f"item_{place}"] is not None)


def _orders_left(row: Row, right: int) -> int:
    """Orders with all items but one."""
    left = [place for place in _places(row) if place != right]
    return cast("int", row[f"orders_{''.join(str(place) for place in left)}"])


def _ratio(numerator: int, denominator: int) -> dict[str, float]:
    return {"value": numerator / denominator, "numerator": numerator, "denominator": denominator}

"""Performance, movement and worth as rows of a file; amounts as plain decimals. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from segments.performance import plain

PERFORMANCE_HEADER = ("part", "figure", "value", "numerator", "denominator", "reason")
MOVEMENT_HEADER = ("from_segment", "to_segment", "customers", "re_entered")
VALUE_HEADER = ("part", "figure", "value", "low", "high", "reason")

Answer = Mapping[str, Any]
_MEASURES = ("net_sales", "margin", "conversion")
_NO_FIGURES = ("reasons", "formulas")


def performance_rows(answer: Answer) -> Iterator[list[object]]:
    """Performance under PERFORMANCE_HEADER: one row per figure."""
    for part in ("segment", "all_customers", "shop"):
        if answer[part] is None:
            yield [part, "", "", "", "", answer["reasons"][part]]
        else:
            yield from _rows(part, answer[part])
    yield _row("shop", "share_of_net_sales", answer["share_of_net_sales"], answer["reasons"])
    if answer["lift"] is None:
        yield ["lift", "", "", "", "", answer["reasons"]["lift"]]
        return
    yield from _rows("lift", {name: value for name, value in answer["lift"].items() if name not in _MEASURES})
    for name in _MEASURES:
        yield from _rows(f"lift.{name}", answer["lift"][name])


def _rows(part: str, told: Answer) -> Iterator[list[object]]:
    yield from (_row(part, name, value, told["reasons"]) for name, value in told.items() if name not in _NO_FIGURES)


def _row(part: str, name: str, value: object, reasons: Answer) -> list[object]:
    ends = value if isinstance(value, dict) else {}
    return [
        part,
        name,
        plain(value),
        *(plain(ends.get(end)) for end in ("numerator", "denominator")),
        reasons.get(name, ""),
    ]


def movement_rows(answer: Answer) -> Iterator[list[object]]:
    """The pairs of Movement under MOVEMENT_HEADER."""
    for item in answer["items"]:
        yield [item[name] for name in MOVEMENT_HEADER]


def worth_rows(answer: Answer) -> Iterator[list[object]]:
    """SegmentsValue as rows under VALUE_HEADER; amounts as plain decimals."""
    for part in ("measured", "estimated"):
        for name, value in answer[part].items():
            reason = answer["reasons"].get(f"{part}.{name}", "")
            if isinstance(value, dict) and "low" in value:
                yield [part, name, *(plain(value[end]) for end in ("amount", "low", "high")), reason]
            elif isinstance(value, dict):
                yield from _nested(part, name, value, answer["reasons"])
            elif not isinstance(value, list):
                yield [part, name, value, "", "", reason]
    for group in answer["measured"]["groups"]:
        figure = group["net_sales"]
        ends = (plain(figure[end]) for end in ("amount", "low", "high"))
        yield ["measured.groups", group["segment_id"], *ends, group["reason"] or ""]
    for action in answer["measured"]["actions"]:
        yield ["measured.actions", action["action"], action["members"], "", "", action["reason"] or ""]


def _nested(part: str, name: str, value: Answer, reasons: Answer) -> Iterator[list[object]]:
    for figure, told in value.items():
        ends = told if isinstance(told, dict) and "low" in told else {"amount": told}
        place = f"{part}.{name}.{figure}"
        cells = (plain(ends.get(end)) for end in ("amount", "low", "high"))
        yield [f"{part}.{name}", figure, *cells, reasons.get(place, "")]

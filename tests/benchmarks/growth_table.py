"""The results of several sizes as one Markdown table, each promise beside what was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from tests.benchmarks.questions import QUESTIONS, unasked

FACTOR, EXTRA_MS = 1.5, 10.0  # uncached answers may take so many times the query by hand, and so much on top
LARGEST = 50  # million rows, the size that absolute promises speak of
_BROKEN = " **over**"
_CENT = Decimal("0.01")
Results = dict[str, Any]


def table(sizes: Sequence[Results]) -> str:
    """One row per thing measured, one column per size; `over` marks a broken promise."""
    header = ["", "promised", *(f"{size['millions']:g} million rows" for size in sizes)]
    lines = [header, ["---"] * len(header)]
    for name, promised, cell in _ROWS:
        lines.append([name, promised, *(_cell(cell, size) for size in sizes)])
    for question in QUESTIONS:
        promised = f"≤ {FACTOR} times by hand + {EXTRA_MS:.0f} ms"
        if question.most_ms is not None:
            promised += f"; ≤ {question.most_ms:.0f} ms at {LARGEST} million"
        if question.most_query_ms is not None:
            promised += f"; its query ≤ {question.most_query_ms:.0f} ms at {LARGEST} million"
        cells = (question_cell(size["questions"].get(question.name, {}), size["millions"]) for size in sizes)
        lines.append([question.name, promised, *cells])
    text = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    notes = [f"NOT MEASURED, no question asks it: {path}" for path in unasked()]
    return "\n".join(
        [text, "", "Answers: p50 / p99 in ms uncached, in brackets p50 by hand and the ratio to it.", *notes]
    )


def question_cell(answer: Results, millions: float) -> str:
    """What one question took at one size, whether that is as promised, and whether both ways found the same."""
    if "server" not in answer:
        return f"not there ({answer.get('missing', 'not asked')})"
    server = answer["server"]
    shown = f"{server['p50']:.1f} / {server['p99']:.1f}"
    if "by_hand" not in answer:
        return shown
    by_hand = answer["by_hand"]["p50"]
    over = server["p50"] > FACTOR * by_hand + EXTRA_MS
    if answer["most_ms"] is not None and millions >= LARGEST:
        over = over or server["p50"] > answer["most_ms"]
    most_query_ms = answer.get("most_query_ms")
    if most_query_ms is not None:
        shown += f", its query {answer['query']['p50']:.1f}"
        over = over or (millions >= LARGEST and answer["query"]["p50"] > most_query_ms)
    differs = "" if same(answer["said"], answer["found"]) else f" **differs: {answer['said']}, {answer['found']}**"
    return f"{shown} ({by_hand:.1f}, ratio {server['p50'] / by_hand:.1f}){_BROKEN if over else ''}{differs}"


def same(said: str, found: str) -> bool:
    """Whether two figures are one, to the penny: answers are rounded, sums by hand are not."""
    return Decimal(said).quantize(_CENT) == Decimal(found).quantize(_CENT)


def _cell(cell: Callable[[Results], str], size: Results) -> str:
    try:
        return cell(size)
    except KeyError:
        return "not measured"


def _load(size: Results) -> str:
    load = size["load"]
    most = {1: 15, LARGEST: 600}.get(size["millions"])
    over = _BROKEN if most is not None and load["seconds"] > most else ""
    return f"{load['seconds']:.1f} s, {load['rows_per_second']:,.0f} rows/s{over}"


def _cached(size: Results, status: int) -> str:
    found = size["offered"]["by_status"].get(str(status))
    if found is None:
        return "none"
    over = _BROKEN if found["p99"] > 20 or size["offered"]["unexpected"] else ""  # ms, as promised
    return f"{found['p50']:.1f} / {found['p99']:.1f} ms{over}"


def _memory(size: Results) -> str:
    over = _BROKEN if size["memory"]["pss_mb"] > 1500 else ""  # MB, as promised at the largest size
    return f"{size['memory']['pss_mb']:,.0f} MB (resident {size['memory']['rss_mb']:,.0f}){over}"


def _touched(size: Results) -> str:
    touched = size["touched_day"]
    over = _BROKEN if touched["rollup_seconds"] > 0.3 else ""  # s, as promised
    return f"{touched['rollup_seconds']:.2f} s of a load of {touched['load_seconds']:.1f} s{over}"


_ROWS: tuple[tuple[str, str, Callable[[Results], str]], ...] = (
    ("load", "1 million < 15 s, 50 million < 10 min", _load),
    ("most memory of a load, all its processes", "bounded", lambda size: f"{size['load']['peak_pss_mb']:,.0f} MB"),
    ("the warehouse's file", "", lambda size: f"{size['load']['warehouse_mb']:,.0f} MB"),
    ("start to first answer", "< 1.5 s", lambda size: f"{size['start_seconds']:.2f} s"),
    ("memory of the running suite after all calls", "< 1.5 GB", _memory),
    ("rollups of one touched day", "< 0.3 s", _touched),
    ("cached, 500 requests/s: p50 / p99 of 200", "p99 < 20 ms", lambda size: _cached(size, 200)),
    ("cached, 500 requests/s: p50 / p99 of 304", "p99 < 20 ms", lambda size: _cached(size, 304)),
)

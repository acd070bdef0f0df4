"""Asks DuckDB by hand, in this process, what the suite answered: the same file, threads and memory as the suite's."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tests.benchmarks.latencies import Spread, enough, spread
from tests.benchmarks.moments import Moment
from tests.benchmarks.questions import Question, Rows

_FOLDER = Path(__file__).parent / "by_hand"
_THREADS, _MEMORY = 2, "1GB"  # as shared/warehouse/duckdb.py has them
_FAIR_TRY, _HOPELESS = 5, 2  # after five calls a way whose best is twice the other's middle is given up
_FIGURES = (
    "gross_sales",
    "discounts",
    "refunds",
    "net_sales",
    "net_sales_with_cost",
    "cost",
    "costed",
    "units",
    "units_refunded",
    "orders",
)
_ROLLUP_SUMS = ", ".join(f"sum({name}) AS {name}" for name in _FIGURES)
_LEDGER_SUMS = """
  sum(CASE WHEN s.kind = 'refund' THEN 0 ELSE s.gross_amount END) AS gross_sales,
  sum(CASE WHEN s.kind = 'refund' THEN 0 ELSE s.discount_amount END) AS discounts,
  sum(CASE WHEN s.kind = 'refund' THEN -s.net_amount ELSE 0 END) AS refunds,
  sum(s.net_amount) AS net_sales,
  sum(CASE WHEN coalesce(s.unit_cost, c.unit_cost) IS NULL THEN 0 ELSE s.net_amount END) AS net_sales_with_cost,
  sum(coalesce(CAST(s.quantity * coalesce(s.unit_cost, c.unit_cost) AS DECIMAL(38, 9)), 0)) AS cost,
  count(coalesce(s.unit_cost, c.unit_cost)) AS costed,
  sum(s.quantity) AS units,
  sum(CASE WHEN s.kind = 'refund' THEN -s.quantity ELSE 0 END) AS units_refunded,
  count(*) FILTER (s.is_order_start) AS orders
"""
_COSTED_SALES = """sales AS s LEFT JOIN product_costs AS c ON s.unit_cost IS NULL AND c.product_id = s.product_id
  AND c.valid_from <= s.ordered_at AND s.ordered_at < c.valid_to"""
_CATEGORIES = """(SELECT product_id, category FROM products
  QUALIFY row_number() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1)"""
_TEXTS = {
    "rollup_sums": _ROLLUP_SUMS,
    "ledger_sums": _LEDGER_SUMS,
    "costed_sales": _COSTED_SALES,
    "categories": _CATEGORIES,
}


@dataclass(frozen=True)
class Handmade:
    """The faster of the ways a question can be asked by hand, its times, and what it found at the first moment."""

    way: str
    taken: Spread
    found: Any


@contextmanager
def opened(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse's file that no suite holds, as the suite would open it, to read only."""
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET threads = {_THREADS}")
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")
        yield connection


def statements(question: Question, way: str) -> list[str]:
    """The statements of one file, its braces filled in."""
    lines = (_FOLDER / f"{way}.sql").read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("--"))
    for name, value in {**_TEXTS, **question.values}.items():
        text = text.replace(f"{{{name}}}", value)
    return [statement.strip() for statement in text.split(";\n") if statement.strip()]


def ask(connection: duckdb.DuckDBPyConnection, texts: Sequence[str], facts: dict[str, Any]) -> list[Rows]:
    """The rows of some statements; of the facts each takes those it names."""
    results = []
    for text in texts:
        wanted = set(re.findall(r"\$(\w+)", text))
        cursor = connection.execute(text, {name: value for name, value in facts.items() if name in wanted})
        names = [column[0] for column in cursor.description or ()]
        results.append([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
    return results


def measured(connection: duckdb.DuckDBPyConnection, question: Question, asked: Sequence[Moment], warm: int) -> Handmade:
    """Ask in every way, at many moments; the way with the lowest middle counts. The first `warm` calls do not."""
    best: Handmade | None = None
    for way in question.by_hand:
        tried = _tried(connection, question, way, [*asked[:warm], *asked], warm, best)
        if best is None or tried.taken.p50 < best.taken.p50:
            best = tried
    if best is None:
        raise ValueError(f"{question.name} is asked in no way by hand")
    return best


def _tried(
    connection: duckdb.DuckDBPyConnection,
    question: Question,
    way: str,
    asked: Sequence[Moment],
    warm: int,
    best: Handmade | None,
) -> Handmade:
    texts, found = statements(question, way), None
    taken: list[float] = []
    for place, each in enumerate(asked):
        moment = each.at_end if question.at_end else each
        facts = {**moment.facts(question.days), **question.values}
        started = time.perf_counter()
        results = ask(connection, texts, facts)
        if place >= warm:
            taken.append((time.perf_counter() - started) * 1000)
        if place == warm:
            found = question.found(results, facts)
        hopeless = len(taken) == _FAIR_TRY and best is not None and min(taken) > _HOPELESS * best.taken.p50
        if hopeless or enough(taken):
            break
    return Handmade(way, spread(taken), found)

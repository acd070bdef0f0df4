"""Every statement of every service means on both engines what GoogleSQL's documentation and its own header say.

The case of `services/*/src/<service>/sql/<query>.sql` is `cases/<service>/<query>.yaml`; a statement without one fails.
It is a mapping of

tables      What is there before, by name: rows of a table of `tables/*.json` (any service's), or of a staged or derived
            table, whose columns `cases/derived.yaml` defines. A column that is left out is null or, where the table
            does not allow that, what `cases/defaults.yaml` says or else '', 0, false, 2024-05-01, 2024-05-01T12:00:00Z.
            A table that the statement names and the case does not is there and empty.
parameters  Values by name; one that is left out is null, and an array that is left out empty.
rows        Of a SELECT: the rows it answers, with every column; in this order if the statement ends in ORDER BY, else
            in any. `rows_like: sales` beside it completes them as rows of that table are completed, for SELECT *.
after       Of an INSERT or DELETE: what tables hold afterwards, completed as above, in any order.
touched     Of an INSERT or DELETE: how many rows it touched.

A statement that is asked more than once of the same tables has `questions`: a list of such mappings without `tables`;
each of them finds the tables as they were. For instance

    tables:
      targets:
        - {scope: shop, period_start: 2024-05-01, period_end: 2024-05-31, net_amount: 5000}
    questions:
      - parameters: {scope: shop, scope_id: "", day: 2024-05-31}
        rows: [{period_start: 2024-05-01, period_end: 2024-05-31, net_amount: 5000.0}]
      - parameters: {scope: shop, scope_id: "", day: 2024-06-01}
        rows: []

In `rows` a number says its type, as in GoogleSQL's documentation: 3 is INT64, 3.0 NUMERIC and 3e0 FLOAT64; where the
column is known (`tables`, `after`, `rows_like`, `parameters`) 3 is NUMERIC too. Moments end in Z or an offset. Texts
that look like something else are quoted: "1001", "no".

Expected rows are written by hand from GoogleSQL's documented meaning and the statement's header, before an engine is
asked, and never copied from an answer. A comment says what a row is there for: nulls, equal moments, both ends of a
half-open range, refunds, nine digits after the point, the days on which the clocks change.

The tables are temporary ones of a change that all cases share and that is rolled back: a tenth of the time that tables
of a dataset take the emulator. That those are made as their files say is asked in test_bigquery.py, and the statements
run on them in test_whole_suite.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache

import pytest
import sqlglot
from tests.queries import statement_cases
from tests.queries.statement_cases import CASES, STATEMENTS, Case, Question

from shared.warehouse import Change, Query, Row, Warehouse, WarehouseError


class Bench:
    """One change that all cases share: each sets its tables anew. It is never committed."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._open = ExitStack()
        self._change: Change | None = None

    def change(self) -> Change:
        if self._change is None:
            self._change = self._open.enter_context(self._warehouse.change())
        return self._change

    def clear(self) -> None:
        """Let go of the change; a statement that was refused may have spoilt it."""
        if self._change is not None:
            self._change.roll_back()
        self._open.close()
        self._change = None


@pytest.fixture(scope="module")
def bench(new_warehouse: Callable[[], Warehouse]) -> Iterator[Bench]:
    bench = Bench(new_warehouse())
    yield bench
    bench.clear()


def set_tables(change: Change, case: Case) -> None:
    for name, rows in case.tables.items():
        change.derive(name, statement_cases.given(name, rows))


def shown(rows: Sequence[Row], *, in_order: bool) -> list[dict[str, str]]:
    written = [{name: statement_cases.written(value) for name, value in row.items()} for row in rows]
    return written if in_order else sorted(written, key=lambda row: sorted(row.items()))


@cache
def in_order(text: str) -> bool:
    return sqlglot.parse_one(text, read="bigquery").args.get("order") is not None


def answers(change: Change, query: Query, question: Question) -> None:
    if question.rows is not None:
        answered = change.query(query, question.parameters)
        ordered = in_order(query.text)
        assert shown(answered, in_order=ordered) == shown(question.rows, in_order=ordered)
        return
    touched = change.execute(query, question.parameters)
    if question.touched is not None:
        assert touched == question.touched
    for name, rows in question.after.items():
        left = change.query(Query(f"after_{name}", f"SELECT * FROM {name}", {}))
        assert shown(left, in_order=False) == shown(rows, in_order=False)


def asked(change: Change, case: Case) -> None:
    as_set = False
    for question in case.questions:
        if not as_set:
            set_tables(change, case)
        answers(change, case.query, question)
        as_set = question.rows is not None  # a SELECT leaves them so


@pytest.mark.parametrize(("service", "name"), STATEMENTS, ids=["-".join(each) for each in STATEMENTS])
def test_a_statement_answers_what_its_case_says(bench: Bench, service: str, name: str) -> None:
    if not (CASES / service / f"{name}.yaml").exists():
        pytest.fail(f"write its case first: tests/queries/cases/{service}/{name}.yaml", pytrace=False)
    try:
        asked(bench.change(), statement_cases.case_of(service, name))
    except WarehouseError:
        bench.clear()
        raise


def test_every_case_has_its_statement() -> None:
    cases = {(path.parent.name, path.stem) for path in CASES.glob("*/*.yaml")}
    assert cases <= set(STATEMENTS)

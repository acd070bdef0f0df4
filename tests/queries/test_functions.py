"""GoogleSQL means here what BigQuery's documentation says, on both engines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlglot
import yaml
from sqlglot import exp

from shared.warehouse import Query, Warehouse

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((Path(__file__).parent / "functions.yaml").read_text(encoding="utf-8"))
TABLES = """WITH t AS (SELECT 1 AS x UNION ALL SELECT 2 UNION ALL SELECT NULL),
u AS (SELECT 'a' AS g, 1 AS x UNION ALL SELECT 'a', 2 UNION ALL SELECT 'b', NULL)
"""
# Syntax rather than functions: what these mean shows in every statement.
SYNTAX = (exp.Cast, exp.Case, exp.If, exp.Exists, exp.Paren, exp.And, exp.Or, exp.Not, exp.Star)


def statement(case: dict[str, object]) -> str:
    if "rows" in case:
        return TABLES + str(case["rows"])
    return TABLES + f"SELECT {case['sql']} AS value FROM {case.get('over', '(SELECT 1)')}"


def plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.get("sql", case.get("rows"))))
def test_an_expression_answers_what_googlesql_documents(warehouse: Warehouse, case: dict[str, object]) -> None:
    rows = warehouse.query(Query("case", statement(case), {}))
    values = [plain(row[next(iter(row))]) for row in rows]
    expected = case["answers"] if isinstance(case["answers"], list) else [case["answers"]]
    if any(isinstance(value, Decimal) for value in values):
        assert values == [Decimal(str(value)) for value in expected]
    else:
        assert values == [plain(value) for value in expected]
        assert [type(value) for value in values] == [type(plain(value)) for value in expected]


def functions_in(text: str) -> set[str]:
    tree = sqlglot.parse_one(text, read="bigquery")
    return {type(node).__name__ for node in tree.find_all(exp.Func) if not isinstance(node, SYNTAX)}


def test_no_statement_uses_a_function_that_no_case_covers() -> None:
    covered = set().union(*(functions_in(statement(case)) for case in CASES))
    for path in sorted(ROOT.glob("services/*/src/*/sql/*.sql")):
        used = functions_in(path.read_text(encoding="utf-8"))
        assert used <= covered, f"{path.name} uses {sorted(used - covered)}: write a case in functions.yaml first"
        assert "Anonymous" not in used, f"{path.name} uses a function that sqlglot does not know"

"""The cases of test_statements.py: reads them, types their values, and writes what they are given as GoogleSQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import sqlglot
import yaml
from sqlglot import exp

from shared.warehouse import Column, Query, Row, Table, Value
from shared.warehouse.sql_files import load_query, load_tables

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"
STATEMENTS = sorted(
    (path.parent.parent.name, path.stem) for path in ROOT.glob("services/*/src/*/sql/*.sql")
)  # service and name

# What a column that must not be null holds where neither a case nor cases/defaults.yaml says anything.
_OF_TYPE: dict[str, Value] = {
    "STRING": "",
    "INT64": 0,
    "NUMERIC": Decimal(0),
    "FLOAT64": 0.0,
    "BOOL": False,
    "DATE": date(2024, 5, 1),
    "TIMESTAMP": datetime(2024, 5, 1, 12, tzinfo=UTC),
}
_ARRAY = re.compile(r"ARRAY<(\w+)>")
_FLOAT = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")


class _Loader(yaml.SafeLoader):
    """Numbers are of the type GoogleSQL's documents write them as: 3 INT64, 3.0 NUMERIC, 3e0 FLOAT64."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:float"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("!numeric", re.compile(rf"^{_DECIMAL.pattern}$"), list("-+0123456789"))
_Loader.add_implicit_resolver("!float", re.compile(rf"^{_FLOAT.pattern}$"), list("-+0123456789"))
_Loader.add_constructor("!numeric", lambda _, node: Decimal(node.value))
_Loader.add_constructor("!float", lambda _, node: float(node.value))


@dataclass(frozen=True, slots=True)
class Question:
    """One run of a statement: what it takes, and what it answers or leaves behind."""

    parameters: Mapping[str, Value]
    rows: Sequence[Row] | None
    after: Mapping[str, Sequence[Row]]
    touched: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """The tables a statement finds, and the questions asked of them."""

    query: Query
    tables: Mapping[str, Sequence[Row]]
    questions: Sequence[Question]


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a SafeLoader


@cache
def tables() -> dict[str, Table]:
    """The tables of all services."""
    owners = [path.parent.name for path in ROOT.glob("services/*/src/*/tables")]
    return {name: table for owner in owners for name, table in load_tables(owner).items()}


@cache
def columns(name: str) -> tuple[Column, ...]:
    """The columns of a table, or of a staged or derived one as cases/derived.yaml has it."""
    if name in tables():
        return tables()[name].columns
    defined = dict(read(CASES / "derived.yaml")[name])
    model, without = defined.pop("_like", None), defined.pop("_without", [])
    given = [column for column in columns(model) if column.name not in without] if model else []
    return (*given, *(Column(column, kind) for column, kind in defined.items()))


@cache
def _defaults(name: str) -> dict[str, Value]:
    """What a row of a table holds where a case says nothing."""
    stated = read(CASES / "defaults.yaml")
    if name not in tables():
        name = read(CASES / "derived.yaml")[name].get("_like", name)
    own = stated.get(name, {})
    return {column.name: own.get(column.name, _default(column)) for column in columns(name)}


def _default(column: Column) -> Value:
    if column.mode == "REPEATED":
        return []
    return _OF_TYPE[column.type] if column.mode == "REQUIRED" else None


def value_of(kind: str, value: object, place: str) -> Value:
    """A value of a case under its GoogleSQL type; raises TypeError when it is none."""
    array = _ARRAY.fullmatch(kind)
    if array is not None:
        return [value_of(array.group(1), each, place) for each in value or []]  # type: ignore[attr-defined, return-value]  # a list, as the case's writer knows
    fits = {
        "STRING": isinstance(value, str),
        "INT64": isinstance(value, int) and not isinstance(value, bool),
        "NUMERIC": isinstance(value, (int, Decimal)) and not isinstance(value, bool),
        "FLOAT64": isinstance(value, (int, float, Decimal)) and not isinstance(value, bool),
        "BOOL": isinstance(value, bool),
        "DATE": isinstance(value, date) and not isinstance(value, datetime),
        "TIMESTAMP": isinstance(value, datetime) and value.tzinfo is not None,
    }[kind]
    if value is not None and not fits:
        raise TypeError(f"{place}: {value!r} is no {kind}")
    if value is not None and kind in ("NUMERIC", "FLOAT64"):
        return Decimal(str(value)) if kind == "NUMERIC" else float(str(value))
    return value  # type: ignore[return-value]  # as checked


def completed(name: str, rows: Sequence[Mapping[str, object]]) -> list[Row]:
    """Rows of a table as a case states them, with every column."""
    known = {column.name: column for column in columns(name)}
    done: list[Row] = []
    for row in rows:
        if unknown := set(row) - set(known):
            raise TypeError(f"{name} has no column {sorted(unknown)}")
        whole = {**{column: _defaults(name).get(column) for column in known}, **row}
        done.append(
            {column: value_of(_kind(known[column]), value, f"{name}.{column}") for column, value in whole.items()}
        )
    return done


def _kind(column: Column) -> str:
    return f"ARRAY<{column.type}>" if column.mode == "REPEATED" else column.type


def tables_in(text: str) -> set[str]:
    """The tables that a statement reads or writes."""
    tree = sqlglot.parse_one(text, read="bigquery")
    named = {table.name for table in tree.find_all(exp.Table) if isinstance(table.this, exp.Identifier)}
    return named - {expression.alias for expression in tree.find_all(exp.CTE)}


def case_of(service: str, name: str) -> Case:
    """The case of a statement. Raises FileNotFoundError, or TypeError for one that does not fit it."""
    raw = read(CASES / service / f"{name}.yaml")
    query = load_query(service, name)
    stated = raw.get("tables") or {}
    if unknown := set(stated) - tables_in(query.text):
        raise TypeError(f"{name} has nothing to do with {sorted(unknown)}")
    found = {table: completed(table, stated.get(table) or []) for table in sorted(tables_in(query.text))}
    asked = raw.get("questions") or [{key: value for key, value in raw.items() if key != "tables"}]
    if "questions" in raw and (unknown := set(raw) - {"tables", "questions"}):
        raise TypeError(f"{name}: {sorted(unknown)} belongs into questions")
    return Case(query, found, [_question(query, each) for each in asked])


def _question(query: Query, raw: Mapping[str, Any]) -> Question:
    if unknown := set(raw) - {"parameters", "rows", "rows_like", "after", "touched"}:
        raise TypeError(f"{query.name}: a case has no {sorted(unknown)}")
    stated = raw.get("parameters") or {}
    if unknown := set(stated) - set(query.parameters):
        raise TypeError(f"{query.name} takes no {sorted(unknown)}")
    parameters = {each: value_of(kind, stated.get(each), f"@{each}") for each, kind in query.parameters.items()}
    if ("rows" in raw) == ("after" in raw or "touched" in raw):
        raise TypeError(f"{query.name}: a question says rows, or after and touched")
    rows = raw.get("rows")
    if rows is not None and "rows_like" in raw:
        rows = completed(raw["rows_like"], rows)
    after = {table: completed(table, rows or []) for table, rows in (raw.get("after") or {}).items()}
    return Question(parameters, rows, after, raw.get("touched"))


def literal(kind: str, value: Value) -> str:
    """A value as GoogleSQL writes it."""
    array = _ARRAY.fullmatch(kind)
    if array is not None:
        return "[" + ", ".join(literal(array.group(1), each) for each in value or []) + "]"  # type: ignore[union-attr]  # value_of made it a list
    if value is None:
        return "NULL"
    if kind == "STRING":
        escaped = str(value).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
        return f"'{escaped}'"
    return f"{kind} '{value}'" if kind in ("NUMERIC", "DATE", "TIMESTAMP") else str(value).upper()


def given(name: str, rows: Sequence[Row]) -> Query:
    """The SELECT that answers rows of a table.

    What is the same in all rows is written once: a wide table's text costs the emulator as much as a query does.
    """
    defined = columns(name)
    if not rows:
        nothing = ", ".join(f"CAST(NULL AS {_kind(c)}) AS {c.name}" for c in defined)
        return Query(f"given_{name}", f"SELECT {nothing} FROM (SELECT 1 AS one) AS none WHERE FALSE", {})
    first, *others = rows
    varying = [c for c in defined if any(row[c.name] != first[c.name] for row in others)] or [defined[0]]
    selected = ", ".join(f"t.{c.name}" if c in varying else _typed(c, first) for c in defined)
    heads = ", ".join(_typed(c, first) for c in varying)
    tails = (", ".join(literal(_kind(c), row[c.name]) for c in varying) for row in others)
    inner = " UNION ALL ".join([f"SELECT {heads}", *(f"SELECT {tail}" for tail in tails)])
    return Query(f"given_{name}", f"SELECT {selected} FROM ({inner}) AS t", {})


def _typed(column: Column, row: Row) -> str:
    return f"CAST({literal(_kind(column), row[column.name])} AS {_kind(column)}) AS {column.name}"


def written(value: Value) -> str:
    """A value of an answer as GoogleSQL writes it: what shows its type too, and sorts."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(written(each) for each in value) + "]"
    if isinstance(value, float):
        return f"FLOAT64 {value:.12g}"  # the last bits of a quotient are the engine's own
    if isinstance(value, Decimal):
        return f"NUMERIC {value.normalize():f}"
    if isinstance(value, datetime):
        return f"TIMESTAMP {value.astimezone(UTC).isoformat()}"
    return "NULL" if value is None else repr(value)

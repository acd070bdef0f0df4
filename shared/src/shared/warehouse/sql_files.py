"""Reads what a service keeps beside its code: `sql/*.sql` (one statement each) and `tables/*.json`.

A .sql file says the GoogleSQL type of each parameter in its header, one per line: `-- @from_date DATE`.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from shared.warehouse import Column, Query, Table

_PARAMETER = re.compile(r"^--\s*@(\w+)\s+([A-Z0-9]+(?:<[A-Z0-9]+>)?)(?!\S)", re.MULTILINE)
_COMMENT = re.compile(r"--[^\n]*")
_USED = re.compile(r"@(\w+)")


@cache
def load_query(package: str, name: str) -> Query:
    """The statement in `<package>/sql/<name>.sql`. Raises ValueError if its header and its text disagree."""
    text = (files(package) / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return parse_query(name, text)


def parse_query(name: str, text: str) -> Query:
    """A statement from its text; every `@name` it uses is declared in the header, and the other way round."""
    declared = dict(_PARAMETER.findall(text))
    used = set(_USED.findall(_COMMENT.sub("", text)))
    if used != set(declared):
        raise ValueError(f"{name}.sql: header declares {sorted(declared)}, the statement uses {sorted(used)}")
    return Query(name, text, declared)


@cache
def load_tables(package: str) -> dict[str, Table]:
    """Every table a service owns, from `<package>/tables/*.json`, by name."""
    tables = {}
    for resource in sorted((files(package) / "tables").iterdir(), key=lambda entry: entry.name):
        if resource.name.endswith(".json"):
            table = parse_table(json.loads(resource.read_text(encoding="utf-8")))
            tables[table.name] = table
    return tables


def parse_table(raw: dict[str, object]) -> Table:
    """A table from its JSON document. Raises TypeError or KeyError where the document is not one."""
    columns = tuple(Column(**column) for column in raw["columns"])  # type: ignore[attr-defined]  # checked by a test
    return Table(
        name=str(raw["name"]),
        description=str(raw["description"]),
        shape=str(raw["shape"]),
        public=bool(raw["public"]),
        columns=columns,
        key=tuple(raw["key"]),  # type: ignore[arg-type]  # checked by a test
        partition=raw.get("partition"),  # type: ignore[arg-type]  # checked by a test
        cluster=tuple(raw.get("cluster", ())),  # type: ignore[arg-type]  # checked by a test
        partition_filter=bool(raw.get("partition_filter", False)),
        expiry_days=raw.get("expiry_days"),  # type: ignore[arg-type]  # checked by a test
    )

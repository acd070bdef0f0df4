"""Every statement of the project, for BigQuery to check before a delivery. For a checkout: it reads the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from local.talk import WRONG_USAGE, CommandError
from shared.warehouse import Column, Query, Table
from shared.warehouse.sql_files import load_tables, parse_query

PACKAGES = ("ingestion", "revenue", "inventory_alerts", "segments", "recommendations_v2")
CHECKOUT = Path(__file__).parents[4]


def checkout() -> Path:
    """The folder of the sources. Raises CommandError where there are none."""
    if not (CHECKOUT / "infra" / "terraform").is_dir():
        raise CommandError(
            "This is for a checkout of the sources", f"{CHECKOUT} has no infra/terraform", code=WRONG_USAGE
        )
    return CHECKOUT


def standing_tables() -> dict[str, Table]:
    """Every table that Terraform makes, by name."""
    return {name: table for package in PACKAGES for name, table in load_tables(package).items()}


def statements() -> Iterator[Query]:
    """Every statement, named `service/statement`."""
    for path in sorted(checkout().glob("services/*/src/*/sql/**/*.sql")):
        yield parse_query(f"{path.relative_to(CHECKOUT).parts[1]}/{path.stem}", path.read_text(encoding="utf-8"))


def passing_tables() -> dict[str, Sequence[Column]]:
    """The columns of what a change stages or derives for itself, as the cases of the tests have them."""
    told = yaml.safe_load((checkout() / "tests" / "queries" / "cases" / "derived.yaml").read_text(encoding="utf-8"))
    standing = {name: list(table.columns) for name, table in standing_tables().items()}
    return {name: _columns(name, told, standing) for name in told}


def _columns(name: str, told: Mapping[str, Any], standing: Mapping[str, Sequence[Column]]) -> Sequence[Column]:
    if name in standing:
        return standing[name]
    own = dict(told[name])
    model, without = own.pop("_like", None), own.pop("_without", [])
    given = [each for each in _columns(model, told, standing) if each.name not in without] if model else []
    return [*given, *(Column(column, kind) for column, kind in own.items())]

"""Writes down the columns that tables have, for a release: `python -m tests.architecture.table_history`.

A data folder of any version since then has to start with every later one, see test_table_updates.py. What was written
down once is never taken out again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
HISTORY = Path(__file__).with_suffix(".json")

Tables = Mapping[str, Mapping[str, str]]
"""Columns by table, with type and mode as in BigQuery's schema files: `STRING REQUIRED`."""


def tables_now() -> dict[str, dict[str, str]]:
    """The tables of all services as their files define them."""
    found = {}
    for path in sorted(ROOT.glob("services/*/src/*/tables/*.json")):
        table = json.loads(path.read_text(encoding="utf-8"))
        found[str(table["name"])] = {one["name"]: f"{one['type']} {one['mode']}" for one in table["columns"]}
    return found


def tables_before() -> dict[str, dict[str, str]]:
    """The columns that tables had in releases."""
    read: dict[str, dict[str, str]] = json.loads(HISTORY.read_text(encoding="utf-8"))
    return read


def written_down(before: Tables, now: Tables) -> dict[str, dict[str, str]]:
    """Both together; of a column that is in both as it is now."""
    names = sorted({*before, *now})
    return {name: {**before.get(name, {}), **now.get(name, {})} for name in names}


def faults(before: Tables, now: Tables) -> list[str]:
    """What of the tables now would keep a data folder of a release from starting, or from being written to."""
    found = []
    for name in sorted(before.keys() & now.keys()):
        for column, was in before[name].items():
            kind, mode = was.split()
            told = now[name].get(column)
            if told is None and mode == "REQUIRED":
                found.append(f"{name}.{column} is gone, and rows of earlier folders have to fill it: keep it")
            elif told is not None and (told.split()[0] != kind or ("REPEATED" in told) != (mode == "REPEATED")):
                found.append(f"{name}.{column} was {was} and is {told}: take another name for it")
            elif told is not None and mode == "NULLABLE" and told.endswith("REQUIRED"):
                found.append(f"{name}.{column} may be empty in rows of earlier folders: it cannot be REQUIRED")
        found += [
            f"{name}.{column} is new and REQUIRED, and no row of earlier folders has it: make it NULLABLE"
            for column, told in now[name].items()
            if column not in before[name] and told.endswith("REQUIRED")
        ]
    return found


if __name__ == "__main__":
    document = written_down(tables_before() if HISTORY.exists() else {}, tables_now())
    HISTORY.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")

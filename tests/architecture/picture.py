"""Draws docs/architecture.md from the contracts: `python -m tests.architecture.picture`.

Who tells whom what is in openapi/events.yaml, who reads whose tables in the services' SQL, and what a caller asks in
their contracts. A test holds the picture against them.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlglot
import yaml
from sqlglot import exp

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
_HEAD = """# How the parts hang together

Written by `python -m tests.architecture.picture` from `openapi/`, the tables and the statements; a test keeps it so.
Decisions are in `shared/decisions/`, and what runs where on Google Cloud in `infra/terraform/`.

"""


def services() -> list[str]:
    """The services by the names of their folders."""
    return sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))


def events() -> dict[str, dict[str, Any]]:
    """The events of the contract, by type."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "openapi/events.yaml").read_text(encoding="utf-8"))[
        "x-events"
    ]
    return found


def told() -> dict[tuple[str, str], list[str]]:
    """What one service tells another, by the two; who publishes for anybody stands as `any`."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, event in events().items():
        publishers = event["publisher"] if isinstance(event["publisher"], list) else [event["publisher"]]
        for publisher in publishers:
            for subscriber in event["subscribers"]:
                if publisher != subscriber:
                    found[publisher, subscriber].append(name.removesuffix(".v1"))
    return found


def owners() -> dict[str, tuple[str, bool]]:
    """Who owns each table, and whether others may read it."""
    found = {}
    for path in sorted(ROOT.glob("services/*/src/*/tables/*.json")):
        table = json.loads(path.read_text(encoding="utf-8"))
        found[table["name"]] = path.parents[3].name, bool(table["public"])
    return found


def read() -> dict[tuple[str, str], set[str]]:
    """Which tables of one service another reads, by owner and reader."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    owned = owners()
    for path in ROOT.glob("services/*/src/*/sql/*.sql"):
        reader = path.parents[3].name
        tree = sqlglot.parse_one(path.read_text(encoding="utf-8"), read="bigquery")
        for table in tree.find_all(exp.Table):
            owner, _ = owned.get(table.name, (reader, True))
            if owner != reader:
                found[owner, reader].add(table.name)
    return found


def _node(name: str) -> str:
    return name.replace("-", "_")


def _edges(pairs: Mapping[tuple[str, str], Any], arrow: str) -> Iterator[str]:
    for (source, target), what in sorted(pairs.items()):
        yield f"  {_node(source)} {arrow}|{_label(sorted(what))}| {_node(target)}"


def _label(names: list[str]) -> str:
    shown = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    return "<br/>".join(shown)


def page() -> str:
    """The whole page."""
    boxes = [f'  {_node(name)}["{name}"]' for name in services()]
    owned, taken = owners(), read()
    lines = ["## Events", "", "```mermaid", "flowchart LR", *boxes, '  any(["any service, or the clock"])']
    lines += [*_edges(told(), "-->"), "```", "", "## Tables that others read", "", "```mermaid", "flowchart LR", *boxes]
    lines += [
        *_edges(taken, "-.->"),
        "```",
        "",
        "## Every event",
        "",
        "| event | published by | taken by |",
        "|---|---|---|",
    ]
    for name, event in events().items():
        publishers = event["publisher"] if isinstance(event["publisher"], list) else [event["publisher"]]
        lines.append(
            f"| `{name}` | {', '.join(publishers)} | {', '.join(event['subscribers']) or 'whoever wants it'} |"
        )
    lines += ["", "## Every table", "", "| table | owned by | others may read it | read by |", "|---|---|---|---|"]
    readers = {table: sorted(reader for (_, reader), tables in taken.items() if table in tables) for table in owned}
    for name, (owner, public) in sorted(owned.items(), key=lambda each: (each[1][0], each[0])):
        lines.append(f"| `{name}` | {owner} | {'yes' if public else 'no'} | {', '.join(readers[name])} |")
    text = "\n".join(lines)
    return f"{_HEAD}{text}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")

"""What a load did, in lines a person reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_INDENT = "  "
_THOUSAND = 1000  # BigQuery bills decimal units


def load_lines(report: dict[str, Any], rejected: Path | None) -> list[str]:
    """The contract's LoadReport as text."""
    lines = ["what the load would do" if report["dry_run"] else f"load {report['load_id']}"]
    lines += _files(report["files"])
    lines += _sources(report.get("sources", []))
    lines += _tables(report["tables"])
    lines += _rejected(report["rejected"], rejected)
    lines += _amounts(report)
    lines += _apart(report.get("counted_apart", []))
    lines += [f"note: {note}" for note in report["notes"]]
    return lines


def _files(files: list[dict[str, Any]]) -> list[str]:
    lines = []
    for file in files:
        lines.append(f"{file['name']}: {file['rows']:,} rows for {file['table']}")
        if file["recognised"]:
            named = file["recognised"].items()
            pairs = (f"{field} from {column}" if field != column else field for field, column in named)
            lines += _wrapped("recognised: ", list(pairs))
        if file.get("ignored"):
            lines += _wrapped("not used: ", list(file["ignored"]))
    return lines


def _wrapped(label: str, words: list[str], width: int = 100) -> list[str]:
    lines, line = [], f"{_INDENT}{label}"
    for place, word in enumerate(words):
        piece = word if place == len(words) - 1 else f"{word}, "
        if len(line) + len(piece) > width:
            lines.append(line.rstrip())
            line = _INDENT + " " * len(label)
        line += piece
    return [*lines, line.rstrip()]


def _sources(sources: list[dict[str, Any]]) -> list[str]:
    """What was read of a BigQuery dataset, and in a dry run what its first rows become."""
    lines = []
    for source in sources:
        since = f" since {source['since']} by {source['watermark']}" if source["since"] else ""
        lines.append(f"{source['name']}: {source['rows']:,} rows{since}, {_bytes(source['bytes'])} read by BigQuery")
        for table in source.get("mapped") or []:
            lines += [f"{_INDENT}{table['table']}: {_row(row)}" for row in table["rows"]]
        if "mapped" in source and source["mapped"] is None:
            lines.append(f"{_INDENT}its rows are not shown: {source['reasons']['mapped']}")
    return lines


def _apart(counted: list[dict[str, Any]]) -> list[str]:
    """Rows of GA4's export that are told apart, the events that are not kept in one line."""
    others = [f"{one['event']} {one['rows']:,}" for one in counted if one["event"]]
    told = [f"{one['reason'].replace('_', ' ')} {one['rows']:,}" for one in counted if not one["event"]]
    lines = _wrapped("of the export's rows: ", told) if told else []
    return lines + (_wrapped("events that are not kept: ", others) if others else [])


def _bytes(count: int) -> str:
    size, units = float(count), ["bytes", "kB", "MB", "GB", "TB"]
    while size >= _THOUSAND and len(units) > 1:
        size, units = size / _THOUSAND, units[1:]
    return f"{size:,.0f} {units[0]}" if units[0] == "bytes" else f"{size:,.1f} {units[0]}"


def _row(row: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.items() if value not in (None, []))


def _tables(tables: list[dict[str, Any]]) -> list[str]:
    header = ("table", "read", "= loaded", "+ known", "+ rejected")
    rows = [
        header,
        *((t["table"], *(f"{t[name]:,}" for name in ("read", "loaded", "known", "rejected"))) for t in tables),
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(header))]
    return [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _rejected(reasons: list[dict[str, Any]], file: Path | None) -> list[str]:
    lines = []
    for reason in reasons:
        example = f", the first: {reason['example']}" if reason.get("example") else ""
        lines.append(f"rejected, {reason['table']}: {reason['reason']}: {reason['rows']:,} rows{example}")
    return [*lines, f"rejected rows, with line and reason: {file}"] if file else lines


def _amounts(report: dict[str, Any]) -> list[str]:
    if report["net_amount"] is None:
        return []
    verb = "would be loaded" if report["dry_run"] else "loaded"
    lines = [f"net total {verb}, before exclusions: {_money(report['net_amount'])}"]
    lines += [
        f"in the ledger, but no sales: {one['reason']}: {one['rows']:,} rows, {_money(one['net_amount'])}"
        for one in report["excluded"]
    ]
    return lines


def _money(value: dict[str, str]) -> str:
    whole, _, part = value["amount"].partition(".")
    return (
        f"{int(whole):,}{'.' if part else ''}{part} {value['currency']}"
        if int(whole)
        else f"{value['amount']} {value['currency']}"
    )

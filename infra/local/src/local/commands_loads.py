"""`shopsight loads list` and `shopsight loads undo`."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import EXIT_CODES, answer, progress_talk, say

if TYPE_CHECKING:  # imported by the commands that need it
    from local.client import Client

loads = typer.Typer(
    help="What was loaded, and how to take it back.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

_PAGE = 500  # loads a request; the contract's most


@loads.command("list", epilog=EXIT_CODES)
def list_loads(*, as_json: AsJson = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """List the loads so far, newest first."""
    from local.client import open_client  # noqa: PLC0415 - `--help` does not need it

    folder = data_folder(data_dir)
    with progress_talk() as progress, open_client(folder, os.environ, progress) as client:
        items, of_demo = _every_load(client)
    if as_json:
        answer(json.dumps(items))
        return
    for line in _table(items):
        answer(line)
    if of_demo:
        say("These are the demo's: your own shop holds no load, or USE_MOCK_DATA=true hides it.")
    if items:
        say(f"To take one back: {command_for('loads undo ID', folder)}")
    else:
        say("Nothing was loaded yet. How to begin: shopsight load --help")


def _every_load(client: Client) -> tuple[list[dict[str, Any]], bool]:
    """The loads of the shop that is shown, and whether that is the demo."""
    items: list[dict[str, Any]] = []
    of_demo = False
    following: str | None = ""
    while following is not None:
        cursor = f"&cursor={quote(following)}" if following else ""
        answered = client.request("GET", f"/api/ingest/loads?limit={_PAGE}{cursor}")
        page: dict[str, Any] = answered.document()
        items += page["items"]
        following = page["next_cursor"]
        of_demo = answered.of_demo
    return items, of_demo


def _table(items: list[dict[str, Any]]) -> list[str]:
    if not items:
        return []
    header = ("load", "status", "when", "source", "read", "loaded", "known", "rejected", "net amount", "files")
    rows = [header, *(_cells(item) for item in items)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(header))]
    numbers = range(header.index("read"), header.index("files"))
    return [
        "  ".join(
            cell.rjust(width) if place in numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _cells(item: dict[str, Any]) -> tuple[str, ...]:
    amount = item["net_amount"]
    return (
        item["load_id"],
        item["status"],
        item["recorded_at"][:19].replace("T", " "),
        item["source"],
        *(f"{item[name]:,}" for name in ("read", "loaded", "known", "rejected")),
        f"{amount['amount']} {amount['currency']}" if amount else "",
        ", ".join(item["files"]),
    )


@loads.command("undo", epilog=EXIT_CODES)
def undo_load(
    load_id: Annotated[str, typer.Argument(metavar="ID", help="The load's id, from `loads list`.")],
    *,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Take one load back exactly: what it brought goes, what was there before stays."""
    from local.client import open_client  # noqa: PLC0415 - `--help` does not need it

    folder = data_folder(data_dir)
    with progress_talk() as progress, open_client(folder, os.environ, progress) as client:
        progress(f"taking back {load_id}", 0, 0)
        report: dict[str, Any] = client.request("POST", f"/api/ingest/loads/{quote(load_id, safe='')}/undo").document()
        origin = client.origin
    if as_json:
        answer(json.dumps(report))
        return
    answer(f"taken back: {report['load_id']}")
    for table in report["tables"]:
        answer(f"  {table['table']}: {table['rows']:,} rows")
    for note in report["notes"]:
        answer(f"  note: {note}")
    say(f"The figures follow at once: {origin}/" if origin else f"To see the figures: {command_for('up', folder)}")

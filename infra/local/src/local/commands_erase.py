"""`shopsight erase`."""

from __future__ import annotations

import http
import json
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from local.data_folder import DataFolder
from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import REFUSED, WRONG_USAGE, CommandError, answer, progress_talk, say

if TYPE_CHECKING:  # imported by the command when it runs
    from local.client import Client

_WORDS = {
    "customers": "versions of the customer's row, gone",
    "sales": "sales lines, a guest's now",
    "order_facts": "facts about their orders, a guest's now",
    "entity_facts": "what events said about them, gone",
    "web_events": "web events, nobody's in particular now",
}


def erase(
    customer: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help="The customer's id, as the shop's files have it.")
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Erase a customer for good: the money stays, the person goes.

    Their row goes, their sales become a guest's, and no later load brings them back. Taking loads back does not either.
    """
    if not customer.strip():
        raise CommandError("Say which customer, by the id the shop's files have", code=WRONG_USAGE)
    if not yes:
        _ask(customer)
    folder = data_folder(data_dir)
    from local.client import open_client  # noqa: PLC0415 - `--help` does not need it

    with progress_talk() as progress, open_client(folder, os.environ, progress) as client:
        progress("erasing the customer", 0, 0)
        path = f"/api/ingest/customers/{quote(customer.strip(), safe='')}/erase"
        answered = client.request("POST", path)
        report: dict[str, Any] = answered.document()
        if not answered.of_demo:
            _refresh_rejected(client, folder)
        origin = client.origin
    if as_json:
        answer(json.dumps(report))
        return
    touched = [row for row in report["tables"] if row["rows"]]
    answer("erased" if touched else "erased: nothing here named this customer, and no load will")
    for row in touched:
        answer(f"  {_WORDS.get(row['table'], row['table'])}: {row['rows']:,}")
    for note in report["notes"]:
        answer(f"  note: {note}")
    if answered.of_demo:
        say("This was the demo's customer: the suite shows the demo. Your own shop's data are as they were.")
        return
    say("Files that name this customer are yours to clean; loading them again brings nobody back.")
    say(f"The figures stay as they were: {origin}/" if origin else f"To see the figures: {command_for('up', folder)}")


def _ask(customer: str) -> None:
    if not sys.stdin.isatty():
        raise CommandError("Erasing cannot be taken back", "Say --yes to do it without being asked", code=WRONG_USAGE)
    if not typer.confirm(f"Erase customer {customer} for good? This cannot be taken back", err=True):
        raise CommandError("Nothing was changed", code=REFUSED)


def _refresh_rejected(client: Client, folder: DataFolder) -> None:
    """Rejected rows that `shopsight load` left beside the shop, as the suite keeps them now: they may name anybody."""
    for file in sorted(folder.rejected.glob("*.csv")):
        answered = client.request(
            "GET", f"/api/ingest/loads/{quote(file.stem, safe='')}/rejected.csv", accept="text/csv"
        )
        body = b"".join(answered.pieces)
        if answered.status == http.HTTPStatus.OK and body != file.read_bytes():
            file.write_bytes(body)

"""`shopsight events list`, `shopsight events dead` and `shopsight events retry`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Protocol
from urllib.parse import quote

import typer

from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import EXIT_CODES, REFUSED, CommandError, answer, say

if TYPE_CHECKING:  # imported by the commands that need it
    from local.client import Client
    from local.data_folder import DataFolder
    from shared.event_bus.local import LocalBus

events = typer.Typer(
    help="What the services have not told one another yet, and what was given up.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

_SHOWN = 50  # lines for a person; --json has all
_PAGE = 500  # deliveries a request; the contract's most
_HEADER = ("delivery", "subscriber", "type", "published", "tries", "next try", "last answer", "source", "id")
_LONGEST_ANSWER = 60  # characters of a line's last answer; --json has it whole


class _Bus(Protocol):
    """The bus of a data folder, in a running suite or in its file."""

    def letters(self, which: str) -> Iterator[dict[str, Any]]: ...
    def retry(self, number: int | None) -> int: ...


@events.command("list", epilog=EXIT_CODES)
def list_events(*, as_json: AsJson = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """List what waits for its first or its next try, oldest first."""
    folder = data_folder(data_dir)
    with _open_bus(folder) as bus:
        waiting = list(bus.letters("deliveries"))
    _show(waiting, as_json=as_json)
    if not as_json and not waiting:
        say("Nothing waits: every event was taken by all who subscribe to it, or given up (shopsight events dead).")


@events.command("dead", epilog=EXIT_CODES)
def dead_events(*, as_json: AsJson = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """List the dead letters: what failed five times, and why."""
    folder = data_folder(data_dir)
    with _open_bus(folder) as bus:
        dead = list(bus.letters("dead-letters"))
    _show(dead, as_json=as_json)
    if not as_json:
        retry = command_for("events retry", folder)
        say(f"When the cause is gone, deliver them again: {retry}" if dead else "There are no dead letters.")


@events.command("retry", epilog=EXIT_CODES)
def retry_events(
    delivery: Annotated[
        int | None, typer.Argument(metavar="[DELIVERY]", min=1, help="One dead letter, from `events dead`; else all.")
    ] = None,
    *,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Deliver dead letters again; what was taken already changes nothing twice."""
    folder = data_folder(data_dir)
    with _open_bus(folder) as bus:
        retried = bus.retry(delivery)
    if as_json:
        answer(json.dumps({"retried": retried}))
        return
    answer(f"{retried} waiting for delivery")
    if retried:
        say(f"A running suite delivers at once, another when it starts. How it went: {command_for('events', folder)}")


@contextmanager
def _open_bus(folder: DataFolder) -> Iterator[_Bus]:
    """The bus in the running suite or, when none runs, its file. Raises CommandError."""
    from local.client import running_suite  # noqa: PLC0415 - `--help` does not need it

    client = running_suite(folder, os.environ, role="admin")
    if client is not None:
        yield _OverHttp(client)
        return
    from local.plugs import open_bus  # noqa: PLC0415 - as above

    with closing(open_bus(folder, os.environ)) as bus:
        yield _InFile(bus)


class _OverHttp:
    def __init__(self, client: Client) -> None:
        self._client = client

    def letters(self, which: str) -> Iterator[dict[str, Any]]:
        following: str | None = ""
        of_demo = False
        while following is not None:
            cursor = f"&cursor={quote(following)}" if following else ""
            answered = self._client.request("GET", f"/api/bus/{which}?limit={_PAGE}{cursor}")
            page: dict[str, Any] = answered.document()
            yield from page["items"]
            following, of_demo = page["next_cursor"], answered.of_demo
        if of_demo:
            say("These are the demo's: the suite shows it, and not your own shop.")

    def retry(self, number: int | None) -> int:
        which = "" if number is None else f"/{number}"
        document: dict[str, Any] = self._client.request("POST", f"/api/bus/dead-letters{which}/retry").document()
        return int(document["retried"])


class _InFile:
    def __init__(self, bus: LocalBus) -> None:
        self._bus = bus

    def letters(self, which: str) -> Iterator[dict[str, Any]]:
        from local.bus_letters import every  # noqa: PLC0415 - as above

        yield from every(self._bus.waiting if which == "deliveries" else self._bus.dead_letters)

    def retry(self, number: int | None) -> int:
        retried = self._bus.retry(number)
        if number is not None and not retried:
            raise CommandError("No such dead letter", f"{number} is none of `shopsight events dead`", code=REFUSED)
        return retried


def _show(letters: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        answer(json.dumps(letters))
        return
    if not letters:
        return
    rows = [_HEADER, *(_cells(letter) for letter in letters[:_SHOWN])]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADER))]
    for row in rows:
        answer("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    if len(letters) > _SHOWN:
        say(f"… and {len(letters) - _SHOWN:,} more; --json lists all")


def _cells(letter: dict[str, Any]) -> tuple[str, ...]:
    return (
        str(letter["delivery_no"]),
        letter["subscription"],
        letter["type"],
        _moment(letter["published_at"]),
        str(letter["attempts"]),
        _moment(letter["due_at"] or ""),
        (letter["last_error"] or "")[:_LONGEST_ANSWER],
        letter["source"],
        letter["event_id"],
    )


def _moment(text: str) -> str:
    return text[:19].replace("T", " ")

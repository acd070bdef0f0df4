"""`shopsight jobs list` and `shopsight jobs run`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import (
    EXIT_CODES,
    REFUSED,
    WRONG_USAGE,
    CommandError,
    Progress,
    answer,
    problem_error,
    progress_talk,
    say,
)

if TYPE_CHECKING:  # imported by the commands that need it
    from local.client import Client

jobs = typer.Typer(
    help="What the suite does by the clock, and doing it now.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

_ROLE = "admin"
_HEADER = ("service", "job", "when", "last", "how it went", "next", "what")
_OUTCOMES = {
    "done": "done",
    "failed": "failed",
    "not_yet": "not yet",
    "running": "running",
    "interrupted": "interrupted",
    "never": "",
}


@jobs.command("list", epilog=EXIT_CODES)
def list_jobs(*, as_json: AsJson = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """List every job: when it is due, when it was done last and how it went."""
    from local.client import open_client  # noqa: PLC0415 - `--help` does not need it

    folder = data_folder(data_dir)
    with progress_talk() as progress, open_client(folder, os.environ, progress, role=_ROLE) as client:
        answered = client.request("GET", "/api/jobs")
        items = _items(answered.document())
        of_demo, running = answered.of_demo, client.origin is not None
    if as_json:
        answer(json.dumps(items))
        return
    rows = [_HEADER, *(_cells(item) for item in items)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADER))]
    for row in rows:
        answer("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for item in items:
        if item["said"] and item["outcome"] in {"failed", "not_yet"}:
            answer(f"{item['job']}: {item['said']}")
    if of_demo:
        say("These are the demo's: the suite shows it, and not your own shop.")
    say(f"To do one now: {command_for('jobs run JOB', folder)}")
    if not running:
        say("No suite runs: what is due is done when one does.")


@jobs.command("run", epilog=EXIT_CODES)
def run_job(
    name: Annotated[
        str, typer.Argument(metavar="JOB", help="The job, from `jobs list`; SERVICE/JOB where two share it.")
    ],
    *,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Do a job now, whether it is due or not, and say how it went."""
    from local.client import open_client  # noqa: PLC0415 - `--help` does not need it

    folder = data_folder(data_dir)
    with progress_talk() as progress, open_client(folder, os.environ, progress, role=_ROLE) as client:
        report = _run(client, *_find(client, name), progress)
    if as_json:
        answer(json.dumps(report))
    elif report["outcome"] == "done":
        answer(f"done: {report['job']}{': ' + report['said'] if report['said'] else ''}")
    if report["outcome"] != "done":
        words = "had nothing to work with yet" if report["outcome"] == "not_yet" else report["outcome"]
        raise CommandError(f"{report['job']} {words}", report["said"] or "", code=REFUSED)


def _items(document: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = document["items"]
    return items


def _find(client: Client, name: str) -> tuple[str, str]:
    """The service and the job that a name means. Raises CommandError where it means none, or more than one."""
    items = _items(client.request("GET", "/api/jobs").document())
    meant = [(job["service"], job["job"]) for job in items if name in {job["job"], f"{job['service']}/{job['job']}"}]
    if len(meant) == 1:
        return meant[0]
    there = ", ".join(f"{service}/{job}" for service, job in meant) or ", ".join(job["job"] for job in items)
    raise CommandError(
        f"{name} is {'more than one job' if meant else 'no job'}", f"There are: {there}", code=WRONG_USAGE
    )


def _run(client: Client, service: str, job: str, progress: Progress) -> dict[str, Any]:
    path = f"/api/jobs/{service}/{job}/run"
    lines: Iterator[dict[str, Any]] = client.request("POST", path, accept="application/x-ndjson").lines()
    for line in lines:
        if "progress" in line:
            what, done, of = line["progress"]
            progress(what, done, of)
        if "problem" in line:
            raise problem_error(line["problem"], int(line["problem"]["status"]))
        if "report" in line:
            report: dict[str, Any] = line["report"]
            return report
    raise CommandError("The suite ended before the job did", code=REFUSED)


def _cells(item: dict[str, Any]) -> tuple[str, ...]:
    return (
        item["service"],
        item["job"],
        item["when"],
        _moment(item["ended_at"] or item["began_at"]),
        _OUTCOMES[item["outcome"]],
        _moment(item["due_at"]),
        item["what"],
    )


def _moment(text: str | None) -> str:
    return (text or "")[:16].replace("T", " ")

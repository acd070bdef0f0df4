"""`shopsight backup`, `shopsight restore` and `shopsight drill`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import REFUSED, UNAVAILABLE, CommandError, Progress, answer, problem_error, progress_talk, say

if TYPE_CHECKING:  # imported by the commands when they run
    from local.data_folder import DataFolder

_ROLE = "admin"


def backup(
    into: Annotated[Path, typer.Argument(metavar="DIR", help="Where backups go; a new folder is made in it.")],
    *,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Back the shop up, while the suite runs or not: tables, state, secrets and what waits for delivery.

    Nothing is loaded or erased meanwhile; answers go on. It holds secrets and customers: keep it as safe as the shop.
    """
    folder = data_folder(data_dir)
    with progress_talk() as progress:
        said = _back_up(folder, into, progress)
    place, *_ = said.partition(", ")
    if as_json:
        answer(json.dumps({"backup": place, "said": said}))
        return
    answer(f"backed up: {said}")
    say("Erased customers stay erased when an older backup is restored, as long as newer ones lie beside it.")


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="One backup: the folder with its manifest.json.")],
    *,
    erased_in: Annotated[
        list[Path] | None,
        typer.Option("--erased-in", help="A data folder that knows who was erased since; repeatable."),
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Bring a backup back into an empty data folder; whoever was erased since is erased there too."""
    from local.backing_up import BackupError  # noqa: PLC0415 - `--help` does not need it
    from local.restoring import restore as bring_back  # noqa: PLC0415 - as above
    from shared.serving import REFUSALS  # noqa: PLC0415 - as above

    folder = data_folder(data_dir)
    try:
        with progress_talk() as progress:
            done = bring_back(source.absolute(), folder, os.environ, progress, also=erased_in or ())
    except BackupError as why:
        raise CommandError("Nothing was restored", str(why), code=REFUSED) from why
    except REFUSALS as why:
        raise CommandError("The restored folder cannot be opened", str(why), code=UNAVAILABLE) from why
    totals = done.backup.totals
    if as_json:
        told = {"made_at": done.backup.made_at.isoformat(), "orders": totals.orders, "net": totals.net}
        answer(json.dumps({**told, "figures_equal": done.figures_equal, "erased_again": done.erased_again}))
    else:
        answer(f"restored: {totals.orders:,} orders, net {totals.net}, as of {done.backup.made_at:%Y-%m-%d %H:%M} UTC")
        answer("figures: as in the backup" if done.figures_equal else "figures: NOT as in the backup")
        answer(f"erased anew: {done.erased_again:,}")
        say(f"To see it: {command_for('up', folder)}")
    if not done.figures_equal:
        raise CommandError("The figures are not those of the backup: do not go on with this folder", code=REFUSED)


def drill(*, as_json: AsJson = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Practise: back the shop up, restore it elsewhere, compare, erase somebody there, restore again. Changes nothing.

    All of it happens in a temporary folder, which is removed; the shop is only read.
    """
    from local.backing_up import BackupError  # noqa: PLC0415 - `--help` does not need it
    from local.drill import practise  # noqa: PLC0415 - as above

    folder = data_folder(data_dir)
    try:
        with progress_talk() as progress:
            report = practise(lambda into: Path(_back_up(folder, into, progress).partition(", ")[0]), progress)
    except BackupError as why:
        raise CommandError("The drill failed", str(why), code=REFUSED) from why
    if as_json:
        answer(json.dumps(report.document()))
    else:
        for line in report.lines():
            answer(line)
    if not report.passed:
        raise CommandError("The drill failed: a backup of this shop cannot be relied on", code=REFUSED)


def _back_up(folder: DataFolder, into: Path, progress: Progress) -> str:
    """Have whoever holds the folder make a backup; answers what it says."""
    from local.backup_job import NAME, SERVICE, WANTED_KEY  # noqa: PLC0415 - `--help` does not need it
    from local.client import open_client  # noqa: PLC0415 - as above
    from local.plugs import open_store  # noqa: PLC0415 - as above

    open_store(folder, os.environ).put(WANTED_KEY, str(into.absolute()).encode())
    with open_client(folder, os.environ, progress, role=_ROLE) as client:
        lines = client.request("POST", f"/api/jobs/{SERVICE}/{NAME}/run", accept="application/x-ndjson").lines()
        for line in lines:
            _show(line, progress)
            if "report" in line:
                report: dict[str, Any] = line["report"]  # type: ignore[assignment]  # the contract's Job
                if report["outcome"] != "done":
                    raise CommandError("Nothing was backed up", str(report["said"] or ""), code=REFUSED)
                return str(report["said"])
    raise CommandError("The suite ended before the backup did", code=UNAVAILABLE)


def _show(line: dict[str, Any], progress: Progress) -> None:
    if "progress" in line:
        what, done, of = line["progress"]
        progress(what, done, of)
    if "problem" in line:
        raise problem_error(line["problem"], int(line["problem"]["status"]))

"""`shopsight demo`."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from local.data_folder import DataFolder, find_running
from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import UNAVAILABLE, WRONG_USAGE, CommandError, answer, progress_talk, say

if TYPE_CHECKING:  # imported by the command when it runs
    from local.talk import Progress


class Scale(StrEnum):
    """How many times the usual number of orders."""

    ONE = "1"
    TEN = "10"
    HUNDRED = "100"


def demo(
    *,
    scale: Annotated[Scale, typer.Option(help="How many times the usual 150,000 orders.")] = Scale.ONE,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Another seed is another shop.", show_default="the same as ever")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="The demo's last moment, 2026-03-01T12:00:00Z.", show_default="now")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Only write its files, and truths.json, into this folder.", show_default=False)
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Build the demo anew: an invented shop of two years, the same for the same seed and last moment.

    Your own shop is not touched. A suite that shows the demo goes over to the new one by itself.
    """
    moment = _moment(until)
    if out is not None:
        _write(out, seed, moment, int(scale), as_json=as_json)
        return
    folder = data_folder(data_dir)
    with progress_talk() as progress:
        made = _build(folder, seed, moment, int(scale), progress)
    truths = folder.root / "demo" / "truths.json"
    if as_json:
        answer(json.dumps({**made, "truths": str(truths)}))
        return
    answer(f"demo until {made['until']}, seed {made['seed']}, scale {made['scale']}")
    for table in made["tables"]:
        answer(f"  {table['table']}: {table['loaded']:,} rows")
    answer(f"what was planted in it: {truths}")
    running = find_running(folder)
    if running is None:
        say(f"To see it: {command_for('up', folder)} (USE_MOCK_DATA=true where the shop holds loads of its own)")
    else:
        say(f"{running.origin}/ goes over to it within seconds, if it shows the demo")


def _write(out: Path, seed: int | None, until: datetime, scale: int, *, as_json: bool) -> None:
    """The demo as files that `shopsight load` takes, and what is planted in it."""
    from local.demo import SEED, SHOP, Demo, write_files, write_truths  # noqa: PLC0415 - `--help` does not need it

    made = Demo(SEED if seed is None else seed, until, scale)
    try:
        with progress_talk() as progress:
            files = write_files(made, out / "files", progress)
        write_truths(made, out / "truths.json")
    except OSError as error:
        raise CommandError(f"The folder {out} cannot be written: {error.strerror}", code=UNAVAILABLE) from error
    if as_json:
        told = {"files": [str(file) for file in files], "truths": str(out / "truths.json"), "settings": SHOP}
        answer(json.dumps(told))
        return
    for file in files:
        answer(str(file))
    answer(f"what was planted in it: {out / 'truths.json'}")
    settings = " ".join(f"{name}={value}" for name, value in SHOP.items())
    say(f"To load it: {settings} shopsight load --format canonical {out / 'files'}")


def _moment(until: str | None) -> datetime:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    if until is None:
        return now
    try:
        moment = datetime.fromisoformat(until)
    except ValueError:
        raise CommandError(f"--until {until!r} is no moment; write 2026-03-01T12:00:00Z", code=WRONG_USAGE) from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if moment > now:
        raise CommandError(f"--until {until} has not come yet; the demo goes on from there by itself", code=WRONG_USAGE)
    return moment


def _build(folder: DataFolder, seed: int | None, until: datetime, scale: int, progress: Progress) -> dict[str, Any]:
    from local.demo_folder import DemoError  # noqa: PLC0415 - pydantic, which `--help` does not need
    from local.demo_plan import DemoMaker  # noqa: PLC0415 - as above

    maker = DemoMaker(folder.root, os.environ, folder.log)
    try:
        return maker.build(seed=seed, until=until, scale=scale, progress=progress)
    except DemoError as error:
        raise CommandError("The demo was not built", *str(error).splitlines(), code=UNAVAILABLE) from error

"""What several commands take."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import which
from typing import Annotated

import typer

from local.data_folder import DataFolder, open_data_folder
from local.talk import UNAVAILABLE, CommandError

DataDir = Annotated[
    Path,
    typer.Option(
        "--data-dir", envvar="DATA_DIR", help="The folder that holds the shop: its tables, secrets and settings."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]
DEFAULT_DATA_DIR = Path(".data")


def data_folder(path: Path) -> DataFolder:
    """The folder an option names, made when it is not there. Raises CommandError."""
    try:
        return open_data_folder(path)
    except OSError as error:
        raise CommandError(f"The data folder {path} cannot be used: {error.strerror}", code=UNAVAILABLE) from error


def command_for(command: str, folder: DataFolder) -> str:
    """A command to type next, with the data folder where it is not the default one."""
    default = folder.root == DEFAULT_DATA_DIR.absolute()
    typed = f"{_program()} {command}"
    return typed if default else f"{typed} --data-dir {folder.root}"


def _program() -> str:
    """How this command line is called from here: by its name where a shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if which("shopsight") or called.name != "shopsight":
        return "shopsight"
    return str(called.relative_to(Path.cwd())) if called.is_relative_to(Path.cwd()) else str(called)

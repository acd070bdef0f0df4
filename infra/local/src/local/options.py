"""What several commands take."""

from __future__ import annotations

from pathlib import Path
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
    return f"shopsight {command}" if default else f"shopsight {command} --data-dir {folder.root}"

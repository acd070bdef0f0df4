"""After a load whose answer was lost: whether it is there is looked up, not guessed."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from local.data_folder import DataFolder
from local.options import command_for
from local.talk import UNAVAILABLE, CommandError, Progress

if TYPE_CHECKING:  # imported by the command when it runs
    from local.client import Answer

_PATIENCE_SECONDS = 20.0  # a suite whose minder was killed holds the folder until it notices, at its next step
_PAUSE_SECONDS = 0.5  # between two tries
_LOOKED_AT = 20  # loads: others may have been done since


def find_load(
    folder: DataFolder,
    names: Collection[str],
    since: datetime,
    progress: Progress,
    *,
    patience: float = _PATIENCE_SECONDS,
) -> dict[str, Any] | None:
    """The load of some files that was done since a moment; None where there is none.

    Raises CommandError where nobody can say.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            listed = _loads(folder, progress)
        except CommandError as error:
            if time.monotonic() > deadline:
                raise _unknown(folder, error.message) from error
            time.sleep(_PAUSE_SECONDS)
            continue
        for load in listed:
            if datetime.fromisoformat(load["recorded_at"]) >= since and set(load["files"]) == set(names):
                return load
        return None


def _loads(folder: DataFolder, progress: Progress) -> list[dict[str, Any]]:
    from local.client import open_client  # noqa: PLC0415 - the commands' way: `--help` does not need it

    with open_client(folder, os.environ, progress) as client:
        answered: Answer = client.request("GET", f"/api/ingest/loads?limit={_LOOKED_AT}")
        listed: list[dict[str, Any]] = answered.document()["items"]  # type: ignore[assignment]  # the contract's LoadPage
        if answered.of_demo:
            raise CommandError("the demo is shown, whose loads are others", code=UNAVAILABLE)
        return listed


def _unknown(folder: DataFolder, why: str) -> CommandError:
    return CommandError(
        "The suite ended before it answered, and whether the files were loaded cannot be seen now",
        why,
        f"`{command_for('loads list', folder)}` shows the load if it was done; loading the files again then changes"
        " nothing",
        code=UNAVAILABLE,
    )

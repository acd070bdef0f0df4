"""What the doctor's checks are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from local.data_folder import DataFolder, RunningSuite
from local.settings import EverySetting
from shared.secrets import Secrets
from shared.settings import PlugSettings
from shared.shop import Shop
from shared.store import Store


@dataclass(frozen=True)
class Patient:
    """A suite as it stands: its folder, its settings and plugs, and the process that holds it, where one does.

    `command` makes of the words after `shopsight` what is to be typed here.
    """

    folder: DataFolder
    settings: EverySetting
    plugs: PlugSettings
    shop: Shop
    store: Store
    secrets: Secrets
    running: RunningSuite | None
    now: datetime
    free_bytes: Callable[[Path], int]
    command: Callable[[str], str]

"""What ingestion works with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingestion.settings import Settings
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.warehouse import Warehouse


@dataclass(frozen=True)
class Door:
    """The plugs, the shop, the settings and the clock of this service.

    `after_load` is called when a load is there for good, and answers what its report should add for people.
    """

    warehouse: Warehouse
    store: Store
    secrets: Secrets
    shop: Callable[[], Shop]
    settings: Settings
    now: Callable[[], datetime]
    after_load: Callable[[], Sequence[str]] = tuple

"""What the service works with: its plugs, the shop, its settings, and the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from recommendations_v2.settings import Settings
from shared.cache import Cache
from shared.erased_customers import ErasedLately
from shared.event_bus import EventBus
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.warehouse import Warehouse

SERVICE = "recommendations-v2"  # as in the names of generations, leases and runs


@dataclass(frozen=True)
class Desk:
    """What use cases are given; lists are answered from `serving.Serving`, which holds this and what is in memory."""

    warehouse: Warehouse
    store: Store
    cache: Cache
    secrets: Secrets
    event_bus: EventBus
    shop: Callable[[], Shop]
    settings: Settings
    now: Callable[[], datetime]

    @cached_property
    def erased_lately(self) -> ErasedLately:
        """Whom the shop erased within the last week."""
        return ErasedLately(self.store, self.secrets, SERVICE, self.now)

"""What the service works with: its plugs, the shop, its settings, and the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from inventory_alerts.settings import Settings
from shared.event_bus import EventBus
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.warehouse import Warehouse

SERVICE = "inventory-alerts"  # as in the names of generations, leases and runs


@dataclass(frozen=True)
class Desk:
    """What use cases are given. `told` are decisions that this process published lately: `publishing` knows them."""

    warehouse: Warehouse
    store: Store
    secrets: Secrets
    event_bus: EventBus
    shop: Callable[[], Shop]
    settings: Settings
    now: Callable[[], datetime]
    told: set[tuple[str, datetime]] = field(default_factory=set)

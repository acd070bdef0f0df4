"""Puts the service together: plugs and settings in, a Flask blueprint out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ingestion import use_cases
from ingestion.door import Door
from ingestion.routes import make_blueprint
from ingestion.settings import Settings
from shared.auth.routes import Guard
from shared.cache import Cache
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.warehouse import Warehouse
from shared.web import Service


def build_service(
    *,
    warehouse: Warehouse,
    store: Store,
    secrets: Secrets,
    cache: Cache,  # noqa: ARG001 - every service is built with the same plugs
    guard: Guard,
    shop: Callable[[], Shop],
    settings: Settings,
    now: Callable[[], datetime],
) -> Service:
    """Build ingestion; `on_start` of the result is called once before the first request."""
    door = Door(warehouse=warehouse, store=store, secrets=secrets, shop=shop, settings=settings, now=now)
    return Service(
        name="ingestion",
        blueprint=make_blueprint(door, guard),
        on_start=lambda progress: use_cases.start(door, progress),
    )

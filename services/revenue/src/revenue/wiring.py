"""Puts the service together: plugs and settings in, a Flask blueprint out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from revenue.routes import make_blueprint
from revenue.settings import Settings
from revenue.use_cases import Desk
from shared.auth.routes import Guard
from shared.cache import Cache
from shared.shop import Shop
from shared.store import Store
from shared.warehouse import Warehouse
from shared.web import Service


def build_service(
    *,
    warehouse: Warehouse,
    store: Store,
    cache: Cache,
    guard: Guard,
    shop: Callable[[], Shop],
    settings: Settings,
    now: Callable[[], datetime],
) -> Service:
    """Build revenue. It reads ingestion's public tables and writes nothing but its cache."""
    desk = Desk(warehouse=warehouse, store=store, cache=cache, shop=shop, settings=settings, now=now)
    return Service(name="revenue", blueprint=make_blueprint(desk, guard))

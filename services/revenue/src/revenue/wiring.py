"""Puts the service together: plugs and settings in, a Flask blueprint out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from revenue import use_cases_targets
from revenue.publishing import PublishTargets
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
    publish_targets: PublishTargets | None = None,
) -> Service:
    """Build revenue. It reads ingestion's public tables and writes none.

    `publish_targets` is the way of a changed target to who writes them; without one changes wait in the store.
    """
    desk = Desk(
        warehouse=warehouse,
        store=store,
        cache=cache,
        shop=shop,
        settings=settings,
        now=now,
        publish_targets=publish_targets,
    )
    return Service(
        name="revenue", blueprint=make_blueprint(desk, guard), on_start=lambda _: use_cases_targets.send_left(desk)
    )

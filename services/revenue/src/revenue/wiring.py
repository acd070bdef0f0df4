"""Puts the service together: plugs and settings in, a Flask blueprint out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from revenue import subscriptions, use_cases_pending
from revenue.jobs import jobs_of
from revenue.live_feed import LiveFeed
from revenue.live_places import Places
from revenue.live_sockets import LiveSockets
from revenue.live_tickets import Tickets
from revenue.live_watch import LiveWatch
from revenue.routes import make_blueprint
from revenue.routes_live import Live, add_live_routes
from revenue.settings import Settings
from revenue.use_cases import Desk
from shared import ending
from shared.auth import utc_now
from shared.auth.routes import Guard
from shared.cache import Cache
from shared.event_bus import EventBus
from shared.event_bus.push import PushVerifier, add_push_route
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.warehouse import Warehouse
from shared.warehouse.learning import check_engine
from shared.warehouse.sql_files import load_tables
from shared.web import Service

_PLAIN_DIGESTS = "customer-value/erased/"  # where a version before this one kept them


def build_service(
    *,
    warehouse: Warehouse,
    store: Store,
    cache: Cache,
    guard: Guard,
    shop: Callable[[], Shop],
    settings: Settings,
    now: Callable[[], datetime],
    event_bus: EventBus,
    secrets: Secrets,
    push: PushVerifier,
) -> Service:
    """Build revenue. It reads ingestion's public tables and writes its own."""
    check_engine("FORECAST_ENGINE", settings.forecast_engine, warehouse)
    desk = Desk(
        warehouse=warehouse,
        store=store,
        cache=cache,
        shop=shop,
        settings=settings,
        now=now,
        event_bus=event_bus,
        secrets=secrets,
    )
    places = Places(settings.live_viewers, settings.live_viewers_per_user)
    sockets = LiveSockets(places)
    feed, watch = LiveFeed(desk, sockets), LiveWatch(sockets, guard.still_holds)
    handlers = subscriptions.handlers(desk)
    blueprint = make_blueprint(desk, guard)
    add_live_routes(blueprint, Live(feed, places, Tickets(store, utc_now)), guard)
    add_push_route(blueprint, push, handlers)
    forget = ending.tell(sockets.tell_end)

    def start(_: object) -> None:
        warehouse.create(load_tables("revenue").values())
        desk.erased_lately.drop_plain(_PLAIN_DIGESTS)
        use_cases_pending.send_left(desk)
        watch.start()

    def stop() -> None:
        watch.close()
        feed.close()
        forget()

    jobs = jobs_of(desk)
    return Service(name="revenue", blueprint=blueprint, on_start=start, handlers=handlers, jobs=jobs, on_stop=stop)

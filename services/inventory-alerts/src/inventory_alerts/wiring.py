"""Puts the service together: plugs and settings in, a Flask blueprint, handlers and jobs out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from inventory_alerts import publishing, queries
from inventory_alerts.closed_days import keeping
from inventory_alerts.desk import SERVICE, Desk
from inventory_alerts.hand import Hand
from inventory_alerts.jobs import jobs_of
from inventory_alerts.post_room import PostRoom
from inventory_alerts.routes import make_blueprint
from inventory_alerts.routes_digest import add_digest_routes
from inventory_alerts.settings import Settings
from inventory_alerts.use_cases_daily import works
from inventory_alerts.use_cases_product_settings import send_costs
from inventory_alerts.use_cases_reorders import approve
from inventory_alerts.use_cases_slack import Buttons, snoozing
from shared.auth import utc_now
from shared.auth.routes import Guard
from shared.child import Argument, compute
from shared.event_bus import EventBus
from shared.event_bus.push import PushVerifier, add_push_route
from shared.runs import EVENT, Runs
from shared.runs.doing import handler
from shared.schedule import Schedule
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.warehouse import Warehouse
from shared.warehouse.learning import check_engine
from shared.web import Service


def build_service(
    *,
    warehouse: Warehouse,
    store: Store,
    secrets: Secrets,
    guard: Guard,
    shop: Callable[[], Shop],
    settings: Settings,
    now: Callable[[], datetime],
    event_bus: EventBus,
    push: PushVerifier,
    schedule: Callable[[], Schedule],
) -> Service:
    """Build the service. It reads ingestion's public tables and writes its own."""
    check_engine("FORECAST_ENGINE", settings.forecast_engine, warehouse)
    desk = Desk(
        warehouse=warehouse,
        store=store,
        secrets=secrets,
        event_bus=event_bus,
        shop=shop,
        settings=settings,
        now=now,
    )
    room = PostRoom(desk=desk, schedule=schedule, compute=_in_child, clock=utc_now)
    runs = Runs(store, SERVICE, now)
    handlers = {
        "day-closed.v1": keeping(store),
        EVENT: handler(runs, event_bus, works(room, _in_child)),
    }
    blueprint = make_blueprint(desk, guard, runs)
    add_digest_routes(blueprint, room, guard, Buttons(snoozing(room), _approving(desk)))
    add_push_route(blueprint, push, handlers)

    def start(_: object) -> None:
        warehouse.create(queries.TABLES.values())
        publishing.publish_decided(desk)
        send_costs(desk)

    return Service(
        name=SERVICE,
        blueprint=blueprint,
        on_start=start,
        handlers=handlers,
        jobs=jobs_of(room, _in_child),
    )


def _in_child(target: str, folder: Path, arguments: Mapping[str, Argument]) -> Mapping[str, object]:
    """Arithmetic in a process of its own: this one never imports numpy."""
    return compute(target, folder, arguments)


def _approving(desk: Desk) -> Callable[..., object]:
    """Agrees to a suggestion in somebody's name, as a button in Slack does."""

    def approve_one(reorder_id: str, *, by: str) -> object:
        return approve(desk, reorder_id, Hand(by, desk.now()))

    return approve_one

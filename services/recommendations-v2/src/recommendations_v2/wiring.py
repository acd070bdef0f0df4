"""Puts the service together: plugs and settings in, a Flask blueprint, handlers and jobs out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Thread

from recommendations_v2.desk import SERVICE, Desk
from recommendations_v2.feedback import Reader
from recommendations_v2.jobs import RUNS, TABLES, Tools, asked_by_the_clock, jobs_of
from recommendations_v2.routes import make_blueprint
from recommendations_v2.routes_entrance import make_entrance
from recommendations_v2.routes_experiments import add_experiment_routes
from recommendations_v2.routes_feedback import add_feedback_routes
from recommendations_v2.routes_performance import add_performance_routes
from recommendations_v2.settings import Settings
from recommendations_v2.standing import Standing, standing
from recommendations_v2.subscriptions_online import online_handlers
from recommendations_v2.use_cases_exposures import erase_from_experiments
from recommendations_v2.use_cases_feedback import erase_feedback
from shared.auth.routes import Guard
from shared.cache import Cache
from shared.cache.trails import Trails
from shared.child import Argument, compute
from shared.erased_customers import erasing
from shared.erased_digests import NOBODY
from shared.event_bus import EventBus, Handler
from shared.event_bus.push import PushVerifier, add_push_route
from shared.runs import EVENT, Runs
from shared.runs.doing import handler
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.telemetry import logger
from shared.warehouse import Warehouse, WarehouseError
from shared.web import Service

_PLAIN_DIGESTS = f"{SERVICE}/erased/"  # where a version before this one kept them
_TABLES_SECONDS = 1.0  # a start waits so long for the warehouse to make tables; it needs none to answer lists


def build_service(
    *,
    warehouse: Warehouse,
    store: Store,
    cache: Cache,
    trails: Trails,
    secrets: Secrets,
    guard: Guard,
    shop: Callable[[], Shop],
    settings: Settings,
    now: Callable[[], datetime],
    event_bus: EventBus,
    push: PushVerifier,
) -> Service:
    """Build the service, which closes the trails at its end. Lists are answered without the warehouse; builds, results
    and what is written use it.
    """
    desk = Desk(
        warehouse=warehouse,
        store=store,
        cache=cache,
        secrets=secrets,
        event_bus=event_bus,
        shop=shop,
        settings=settings,
        now=now,
    )
    held = standing(desk, trails)
    entrance = make_entrance(desk, guard)
    reader = Reader(held.records.open, held.state.is_erased, shop, now)
    runs, tools = Runs(store, SERVICE, now), Tools(desk, _in_child)
    jobs = jobs_of(tools)
    asked_for = {name: partial(work, tools) for name, work in RUNS.items()}
    handlers: dict[str, Handler] = {
        **online_handlers(held.state, held.alerts),
        "customer-erased.v1": erasing(
            desk.erased_lately,
            (partial(erase_feedback, desk), partial(erase_from_experiments, desk)),
            partial(_forget, desk, held),
        ),
        EVENT: asked_by_the_clock(store, jobs, handler(runs, event_bus, asked_for), now),
    }
    blueprint = make_blueprint(
        held.serving(),
        guard,
        entrance,
        runs,
        held.rules.look,
        lambda routes: add_feedback_routes(routes, entrance, reader, held.inbox, held.state),
        lambda routes: add_experiment_routes(routes, desk, guard, held.traffic.look),
        lambda routes: add_performance_routes(routes, desk, guard),
    )
    add_push_route(blueprint, push, handlers)

    def start(_: object) -> None:
        _make_tables(warehouse)
        desk.erased_lately.drop_plain(_PLAIN_DIGESTS)
        held.start()

    return Service(name=SERVICE, blueprint=blueprint, on_start=start, handlers=handlers, jobs=jobs, on_stop=held.stop)


def _forget(desk: Desk, held: Standing, customer_id: str) -> None:
    """A customer is nobody from now on: to what he did of late, and to the build in memory. What was done at his
    browsers before he signed in goes first: only his trail says which they are, once the shop's events do not.
    """
    if browsers := held.state.browsers(customer_id):
        erase_feedback(desk, NOBODY, browsers)
        erase_from_experiments(desk, NOBODY, browsers)
    held.state.forget(customer_id)
    held.shelf.look()


def _make_tables(warehouse: Warehouse) -> None:
    """Make the tables, beside the start where the warehouse takes its time: lists are answered without it."""

    def make() -> None:
        try:
            warehouse.create(TABLES.values())
        except WarehouseError:
            logger().warning("tables cannot be made now; what writes them will fail and be tried again", exc_info=True)

    making = Thread(target=make, name="recommendations-tables", daemon=True)
    making.start()
    making.join(_TABLES_SECONDS)


def _in_child(target: str, folder: Path, arguments: Mapping[str, Argument]) -> Mapping[str, object]:
    """Heavy arithmetic in a process of its own: this one goes on answering."""
    return compute(target, folder, arguments)

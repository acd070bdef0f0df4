"""All services in one process: opens the plugs of a data folder, builds every service, mounts what they serve."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

from flask import Flask, Response

import ingestion.wiring
import inventory_alerts.wiring
import recommendations_v2.wiring
import revenue.wiring
import segments.wiring
from ingestion.door import Door
from ingestion.use_cases import LEASE_KEY
from local import backup_job
from local.access_routes import make_access_blueprint
from local.bus_routes import make_bus_blueprint
from local.clock import Clock, Timetable
from local.dashboard_routes import built_dashboard, make_dashboard_blueprint
from local.host_routes import make_host_blueprint
from local.jobs_routes import make_jobs_blueprint
from local.merger import Merger
from local.settings import EverySetting, read_every_setting
from shared.auth.role_versions import RoleVersions
from shared.auth.routes import session_blueprint
from shared.auth.sessions import Sessions
from shared.auth.tokens import own_issuer
from shared.cache import trails
from shared.event_bus.local import of_this_machine
from shared.event_bus.push import quick_pushes
from shared.event_bus.push_identity import LocalPush
from shared.serving import Plugs, open_plugs, utc_now
from shared.shop import Shop
from shared.web import Service, install

Data = Literal["shop", "demo"]
Progress = Callable[[str, int, int], None]

DATA_HEADER = "X-Shopsight-Data"


@dataclass(frozen=True)
class Suite:
    """The app of one shop, and the plugs it holds open."""

    app: Flask
    plugs: Plugs
    door: Door
    data: Data
    services: Sequence[Service]
    clock: Clock
    merger: Merger

    def stop(self) -> None:
        """End what goes on by itself, connections of viewers too; requests are answered still. Twice is fine."""
        self.clock.close()
        self.merger.stop()
        for service in self.services:
            if service.on_stop is not None:
                service.on_stop()

    def close(self) -> None:
        """Stop, then let go of the bus and the tables."""
        self.stop()
        self.plugs.event_bus.close()
        self.merger.close()
        self.plugs.warehouse.close()


def create_app(data_dir: Path, environment: Mapping[str, str]) -> Flask:
    """The suite's app, ready to answer; it holds the data folder as long as the process lives."""
    return open_suite(data_dir, environment, lambda *_: None).app


def open_suite(
    data_dir: Path,
    environment: Mapping[str, str],
    progress: Progress,
    *,
    after_load: Callable[[], Sequence[str]] = tuple,
    signed_in_at: Plugs | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Suite:
    """Open a data folder, recover what a crash left behind, and build the app.

    `after_load` is told of loads, see `ingestion.door`. The demo's folder is opened with the plugs of the shop's in
    `signed_in_at`: whoever is signed in there is signed in here, and what is here is marked as the demo. `now` is what
    its services take for now. Jobs are done by hand until the clock of the result is started.

    Raises one of `shared.serving.REFUSALS`: wrong settings, a folder that another process holds, a plug that fails.
    """
    data: Data = "shop" if signed_in_at is None else "demo"
    settings = read_every_setting(data_dir, environment)
    plugs = open_plugs(settings.environment, service="shopsight")

    def shop() -> Shop:
        return replace(plugs.shop(), data=data)

    try:
        _free_leases(plugs)
        door = Door(
            plugs.warehouse,
            plugs.store,
            plugs.secrets,
            shop,
            settings.ingestion,
            now,
            after_load,
            event_bus=plugs.event_bus,
        )
        front = signed_in_at or plugs
        services = [
            ingestion.wiring.build_around(door, front.guard, plugs.push, has_clock=data == "shop"),
            revenue.wiring.build_service(
                warehouse=plugs.warehouse,
                store=plugs.store,
                cache=plugs.cache,
                guard=front.guard,
                shop=shop,
                settings=settings.revenue,
                now=now,
                event_bus=plugs.event_bus,
                secrets=plugs.secrets,
                push=plugs.push,
            ),
            inventory_alerts.wiring.build_service(
                warehouse=plugs.warehouse,
                store=plugs.store,
                secrets=plugs.secrets,
                guard=front.guard,
                shop=shop,
                settings=settings.inventory_alerts,
                now=now,
                event_bus=plugs.event_bus,
                push=plugs.push,
                schedule=lambda: plugs.schedule,
            ),
            segments.wiring.build_service(
                warehouse=plugs.warehouse,
                store=plugs.store,
                secrets=plugs.secrets,
                guard=front.guard,
                shop=shop,
                settings=settings.segments,
                now=now,
                event_bus=plugs.event_bus,
                push=plugs.push,
            ),
            recommendations_v2.wiring.build_service(
                warehouse=plugs.warehouse,
                store=plugs.store,
                cache=plugs.cache,
                trails=trails.connect(plugs.settings.cache_url, plugs.store),
                secrets=plugs.secrets,
                guard=front.guard,
                shop=shop,
                settings=settings.recommendations,
                now=now,
                event_bus=plugs.event_bus,
                push=plugs.push,
            ),
        ]
        jobs = {service.name: dict(service.jobs) for service in services}
        if data == "shop":
            jobs[backup_job.SERVICE] = {backup_job.NAME: backup_job.backup_job(door, data_dir, settings.suite.backups)}
        clock = Clock(Timetable(jobs, plugs.store, plugs.schedule, shop), now)
        app = _mount(settings, plugs, front, services, data)
        app.register_blueprint(make_jobs_blueprint(clock, front.guard))
        for service in services:
            if service.on_start is not None:
                service.on_start(progress)
        _deliver(plugs, app, services, data)
    except BaseException:
        plugs.event_bus.close()
        plugs.warehouse.close()
        raise
    merger = Merger(door)
    merger.start()
    return Suite(app, plugs, door, data, services, clock, merger)


def _free_leases(plugs: Plugs) -> None:
    """Let go of what a killed process of this folder held: no other one is open on it.

    Of a killed load ingestion sees more than its lease, and clears both itself.
    """
    if plugs.warehouse.exclusive:
        for key in [key for key in plugs.store.list("leases/") if key != LEASE_KEY]:
            plugs.store.delete(key)


def _deliver(plugs: Plugs, app: Flask, services: list[Service], data: Data) -> None:
    """Deliver what is published to the services' own routes, in the name of the bus."""
    bus = of_this_machine(plugs.event_bus)
    if bus is None:
        return
    paths = {service.name: f"{service.blueprint.url_prefix}/events" for service in services}
    handled = {paths[service.name]: (service.name, service.handlers) for service in services}
    # Flask's documents have it so: what stands around the app stands around its wsgi_app.
    app.wsgi_app = bus.answering(quick_pushes(app.wsgi_app, plugs.push, handled, [(DATA_HEADER, data)]))  # type: ignore[assignment,method-assign]  # as above
    bus.deliver(app, paths, LocalPush(own_issuer(plugs.settings, plugs.store)).token)


def _mount(settings: EverySetting, plugs: Plugs, front: Plugs, services: list[Service], data: Data) -> Flask:
    app = Flask(__name__, static_folder=None)
    install(app, service="shopsight")

    @app.after_request
    def say_whose(response: Response) -> Response:
        response.headers[DATA_HEADER] = data
        return response

    dashboard = built_dashboard(settings.suite.dashboard_dir)
    app.register_blueprint(make_host_blueprint(settings.suite.host_names, dashboard=dashboard is not None))
    if dashboard is not None:
        app.register_blueprint(make_dashboard_blueprint(dashboard, {"apiOrigin": "", "signIn": "code"}))
    app.register_blueprint(session_blueprint(front.guard, Sessions(front.store, RoleVersions(front.store))))
    issuer = partial(own_issuer, front.settings, front.store)
    app.register_blueprint(make_access_blueprint(front.store, issuer, front.guard, utc_now))
    if (bus := of_this_machine(plugs.event_bus)) is not None:
        app.register_blueprint(make_bus_blueprint(bus, front.guard))
    for service in services:
        app.register_blueprint(service.blueprint)
    return app

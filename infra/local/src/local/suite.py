"""All services in one process: opens the plugs of a data folder, builds every service, mounts what they serve."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from flask import Flask, Response

import ingestion.wiring
import revenue.wiring
from ingestion.door import Door
from local.page_routes import make_page_blueprint
from local.settings import EverySetting, read_every_setting
from shared.auth.role_versions import RoleVersions
from shared.auth.routes import session_blueprint
from shared.auth.sessions import Sessions
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

    def close(self) -> None:
        """Let go of the tables."""
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
) -> Suite:
    """Open a data folder, recover what a crash left behind, and build the app.

    `after_load` is told of loads, see `ingestion.door`. The demo's folder is opened with the plugs of the shop's in
    `signed_in_at`: whoever is signed in there is signed in here, and what is here is marked as the demo.

    Raises one of `shared.serving.REFUSALS`: wrong settings, a folder that another process holds, a plug that fails.
    """
    data: Data = "shop" if signed_in_at is None else "demo"
    settings = read_every_setting(data_dir, environment)
    plugs = open_plugs(settings.environment, service="shopsight")

    def shop() -> Shop:
        return replace(plugs.shop(), data=data)

    try:
        door = Door(plugs.warehouse, plugs.store, plugs.secrets, shop, settings.ingestion, utc_now, after_load)
        front = signed_in_at or plugs
        services = [
            ingestion.wiring.build_around(door, front.guard),
            revenue.wiring.build_service(
                warehouse=plugs.warehouse,
                store=plugs.store,
                cache=plugs.cache,
                guard=front.guard,
                shop=shop,
                settings=settings.revenue,
                now=utc_now,
                publish_targets=lambda changes: ingestion.wiring.change_targets(door, changes),
            ),
        ]
        app = _mount(settings, front, services, data)
        for service in services:
            if service.on_start is not None:
                service.on_start(progress)
    except BaseException:
        plugs.warehouse.close()
        raise
    return Suite(app, plugs, door, data)


def _mount(settings: EverySetting, front: Plugs, services: list[Service], data: Data) -> Flask:
    app = Flask(__name__, static_folder=None)
    install(app, service="shopsight")

    @app.after_request
    def say_whose(response: Response) -> Response:
        response.headers[DATA_HEADER] = data
        return response

    app.register_blueprint(make_page_blueprint(settings.suite.host_names, demo=data == "demo"))
    app.register_blueprint(session_blueprint(front.guard, Sessions(front.store, RoleVersions(front.store))))
    for service in services:
        app.register_blueprint(service.blueprint)
    return app

"""All services in one process: opens the plugs of a data folder, builds every service, mounts what they serve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

import ingestion.wiring
import revenue.wiring
from local.page_routes import make_page_blueprint
from local.settings import Settings, read_every_setting
from shared.auth.role_versions import RoleVersions
from shared.auth.routes import session_blueprint
from shared.auth.sessions import Sessions
from shared.serving import Plugs, open_plugs, utc_now
from shared.web import Service, install

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Suite:
    """The app, and the plugs it holds open."""

    app: Flask
    plugs: Plugs

    def close(self) -> None:
        """Let go of the data folder."""
        self.plugs.warehouse.close()


def create_app(data_dir: Path, environment: Mapping[str, str]) -> Flask:
    """The suite's app, ready to answer; it holds the data folder as long as the process lives."""
    return open_suite(data_dir, environment, lambda *_: None).app


def open_suite(data_dir: Path, environment: Mapping[str, str], progress: Progress) -> Suite:
    """Open a data folder, recover what a crash left behind, and build the app.

    Raises one of `shared.serving.REFUSALS`: wrong settings, a folder that another process holds, a plug that fails.
    """
    settings = read_every_setting(data_dir, environment)
    plugs = open_plugs(settings.environment, service="shopsight")
    try:
        services = [
            ingestion.wiring.build_service(
                warehouse=plugs.warehouse,
                store=plugs.store,
                secrets=plugs.secrets,
                cache=plugs.cache,
                guard=plugs.guard,
                shop=plugs.shop,
                settings=settings.ingestion,
                now=utc_now,
            ),
            revenue.wiring.build_service(
                warehouse=plugs.warehouse,
                store=plugs.store,
                cache=plugs.cache,
                guard=plugs.guard,
                shop=plugs.shop,
                settings=settings.revenue,
                now=utc_now,
            ),
        ]
        app = _mount(settings.suite, plugs, services)
        for service in services:
            if service.on_start is not None:
                service.on_start(progress)
    except BaseException:
        plugs.warehouse.close()
        raise
    return Suite(app, plugs)


def _mount(settings: Settings, plugs: Plugs, services: list[Service]) -> Flask:
    app = Flask(__name__, static_folder=None)
    install(app, service="shopsight")
    app.register_blueprint(make_page_blueprint(settings.host_names))
    app.register_blueprint(session_blueprint(plugs.guard, Sessions(plugs.store, RoleVersions(plugs.store))))
    for service in services:
        app.register_blueprint(service.blueprint)
    return app

"""What Google Cloud starts: settings, plugs, app. `main.py` serves; `main.py job NAME` runs a job."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from flask import Flask

from revenue.settings import Settings
from revenue.wiring import build_service
from shared.serving import open_plugs, run, start, utc_now
from shared.settings import read
from shared.web import Service, install


def make_app() -> Flask:
    """Called in the worker, after the fork: connections and threads do not survive one."""
    app = Flask("revenue", static_folder=None)
    install(app, service="revenue")
    service = make_service()
    app.register_blueprint(service.blueprint)
    start(service)
    return app


def make_service() -> Service:
    """Revenue with the plugs that the environment names."""
    settings, plugs = read(Settings, os.environ), open_plugs(os.environ, service="revenue")
    return build_service(
        warehouse=plugs.warehouse,
        store=plugs.store,
        cache=plugs.cache,
        guard=plugs.guard,
        shop=plugs.shop,
        settings=settings,
        now=utc_now,
        event_bus=plugs.event_bus,
        push=plugs.push,
    )


def viewers(environment: Mapping[str, str]) -> int:
    """How many WebSockets are taken."""
    return read(Settings, environment).live_viewers


def close_days() -> None:
    """Tell of the shop days that have ended."""
    make_service().jobs["close-days"]()


if __name__ == "__main__":
    jobs = {"close-days": close_days}
    sys.exit(run(sys.argv[1:], os.environ, app=make_app, settings=Settings, jobs=jobs, sockets=viewers))

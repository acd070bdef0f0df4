"""What Google Cloud starts: settings, plugs, app. `main.py` serves; `main.py job NAME` runs a job."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import partial

from flask import Flask

from revenue.jobs import JOBS
from revenue.settings import Settings
from revenue.wiring import build_service
from shared.auth.routes import identity_blueprint
from shared.schedule.doing import do
from shared.serving import Plugs, open_plugs, run, start, utc_now
from shared.settings import read
from shared.web import Service, install


def make_app() -> Flask:
    """Called in the worker, after the fork: connections and threads do not survive one."""
    app = Flask("revenue", static_folder=None)
    install(app, service="revenue")
    plugs = open_plugs(os.environ, service="revenue")
    service = make_service(plugs)
    app.register_blueprint(service.blueprint)
    app.register_blueprint(identity_blueprint(plugs.guard))  # for the dashboard; the load balancer asks here
    start(service)
    return app


def make_service(plugs: Plugs) -> Service:
    """Revenue with these plugs."""
    return build_service(
        warehouse=plugs.warehouse,
        store=plugs.store,
        cache=plugs.cache,
        guard=plugs.guard,
        shop=plugs.shop,
        settings=read(Settings, os.environ),
        now=utc_now,
        event_bus=plugs.event_bus,
        secrets=plugs.secrets,
        push=plugs.push,
    )


def viewers(environment: Mapping[str, str]) -> int:
    """How many WebSockets are taken."""
    return read(Settings, environment).live_viewers


def do_job(name: str) -> None:
    """Do one of the jobs, with the plugs that the environment names."""
    plugs = open_plugs(os.environ, service="revenue")
    do(plugs.store, "revenue", name, make_service(plugs).jobs[name], now=utc_now)


if __name__ == "__main__":
    jobs = {name: partial(do_job, name) for name in JOBS}
    sys.exit(run(sys.argv[1:], os.environ, app=make_app, settings=Settings, jobs=jobs, sockets=viewers))

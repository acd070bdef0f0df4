"""What Google Cloud starts: settings, plugs, app. `main.py` serves; `main.py job NAME` runs a job."""

from __future__ import annotations

import os
import sys
from functools import partial

from flask import Flask

from segments.jobs import JOBS
from segments.settings import Settings
from segments.wiring import build_service
from shared.schedule.doing import do
from shared.serving import Plugs, open_plugs, run, start, utc_now
from shared.settings import read
from shared.web import Service, install


def make_app() -> Flask:
    """Called in the worker, after the fork: connections and threads do not survive one."""
    app = Flask("segments", static_folder=None)
    install(app, service="segments")
    service = make_service(open_plugs(os.environ, service="segments"))
    app.register_blueprint(service.blueprint)
    start(service)
    return app


def make_service(plugs: Plugs) -> Service:
    """Segments with these plugs."""
    return build_service(
        warehouse=plugs.warehouse,
        store=plugs.store,
        secrets=plugs.secrets,
        guard=plugs.guard,
        shop=plugs.shop,
        settings=read(Settings, os.environ),
        now=utc_now,
        event_bus=plugs.event_bus,
        push=plugs.push,
    )


def do_job(name: str) -> None:
    """Do one of the jobs, with the plugs that the environment names."""
    plugs = open_plugs(os.environ, service="segments")
    do(plugs.store, "segments", name, make_service(plugs).jobs[name], now=utc_now)


if __name__ == "__main__":
    jobs = {name: partial(do_job, name) for name in JOBS}
    sys.exit(run(sys.argv[1:], os.environ, app=make_app, settings=Settings, jobs=jobs))

"""What Google Cloud starts: settings, plugs, app. `main.py` serves; `main.py job NAME` runs a job."""

from __future__ import annotations

import os
import sys
from functools import partial

from flask import Flask

from recommendations_v2.jobs import JOBS
from recommendations_v2.settings import Settings
from recommendations_v2.wiring import build_service
from shared.cache import trails
from shared.schedule.doing import do
from shared.serving import Plugs, open_plugs, run, start, utc_now
from shared.settings import read
from shared.web import Service, install


def make_app() -> Flask:
    """Called in the worker, after the fork: connections and threads do not survive one."""
    app = Flask("recommendations-v2", static_folder=None)
    install(app, service="recommendations-v2")
    service = make_service(open_plugs(os.environ, service="recommendations-v2"))
    app.register_blueprint(service.blueprint)
    start(service)
    return app


def make_service(plugs: Plugs) -> Service:
    """Recommendations with these plugs."""
    return build_service(
        warehouse=plugs.warehouse,
        store=plugs.store,
        cache=plugs.cache,
        trails=trails.connect(plugs.settings.cache_url, plugs.store),
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
    plugs = open_plugs(os.environ, service="recommendations-v2")
    do(plugs.store, "recommendations-v2", name, make_service(plugs).jobs[name], now=utc_now)


if __name__ == "__main__":
    jobs = {name: partial(do_job, name) for name in JOBS}
    sys.exit(run(sys.argv[1:], os.environ, app=make_app, settings=Settings, jobs=jobs))

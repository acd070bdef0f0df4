"""What Google Cloud starts: settings, plugs, app. `main.py` serves; `main.py job NAME` runs a job."""

from __future__ import annotations

import os
import sys
from functools import partial

from flask import Flask

from ingestion.door import Door
from ingestion.jobs import JOBS
from ingestion.settings import Settings
from ingestion.wiring import build_service
from shared.schedule import Job
from shared.schedule.doing import do
from shared.serving import open_plugs, run, start, utc_now
from shared.settings import read
from shared.web import install


def make_app() -> Flask:
    """Called in the worker, after the fork: connections and threads do not survive one."""
    settings, plugs = read(Settings, os.environ), open_plugs(os.environ, service="ingestion")
    app = Flask("ingestion", static_folder=None)
    install(app, service="ingestion")
    service = build_service(
        warehouse=plugs.warehouse,
        store=plugs.store,
        secrets=plugs.secrets,
        cache=plugs.cache,
        guard=plugs.guard,
        shop=plugs.shop,
        settings=settings,
        now=utc_now,
        event_bus=plugs.event_bus,
        push=plugs.push,
    )
    app.register_blueprint(service.blueprint)
    start(service)
    return app


def do_job(name: str) -> None:
    """Do one of the jobs, with the plugs that the environment names."""
    settings, plugs = read(Settings, os.environ), open_plugs(os.environ, service="ingestion")
    door = Door(
        plugs.warehouse,
        plugs.store,
        plugs.secrets,
        plugs.shop,
        settings,
        utc_now,
        event_bus=plugs.event_bus,
    )
    do(plugs.store, "ingestion", name, Job(partial(JOBS[name].do, door), JOBS[name].cron, JOBS[name].what), now=utc_now)


if __name__ == "__main__":
    jobs = {name: partial(do_job, name) for name in JOBS}
    sys.exit(run(sys.argv[1:], os.environ, app=make_app, settings=Settings, jobs=jobs))

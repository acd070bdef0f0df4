"""What Google Cloud starts: two functions of one image, `api` over HTTP and `run_requested` over Pub/Sub; jobs beside.

`functions-framework --target=api` serves them as well; started as a program this serves the function that
FUNCTION_TARGET names with the house's own server, and `main.py job NAME` does a job.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache, partial

import functions_framework
from cloudevents.http import CloudEvent
from flask import Flask, Request, request
from werkzeug.wrappers import Response

from inventory_alerts.jobs import JOBS
from inventory_alerts.settings import Settings
from inventory_alerts.wiring import build_service
from shared.auth import NotSignedInError
from shared.event_bus.envelope import from_cloud_event
from shared.runs import EVENT
from shared.schedule import JobBusyError, NotYetError
from shared.schedule.doing import do
from shared.serving import Plugs, open_plugs, run, start, utc_now
from shared.settings import read
from shared.web import Service, install

SERVICE = "inventory-alerts"


def make_service(plugs: Plugs) -> Service:
    """Inventory alerts with these plugs."""
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
        schedule=lambda: plugs.schedule,
    )


@cache  # made in the worker, at the first request: connections and threads do not survive a fork
def started() -> tuple[Flask, Plugs, Service]:
    """The app with its plugs, ready to answer."""
    app = Flask("inventory-alerts", static_folder=None)
    install(app, service=SERVICE)
    plugs = open_plugs(os.environ, service=SERVICE)
    service = make_service(plugs)
    app.register_blueprint(service.blueprint)
    start(service)
    return app, plugs, service


@functions_framework.http
def api(asked: Request) -> Response:
    """Every route of openapi/inventory-alerts.yaml."""
    return Response.from_app(started()[0].wsgi_app, asked.environ)


@functions_framework.cloud_event
def run_requested(event: CloudEvent) -> None:
    """A run that was asked for, as the bus pushes it; whatever is raised makes the bus push it again."""
    _, plugs, service = started()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedInError("Only the event bus may push events, with its token")
    plugs.push.verify(token.strip())
    told = from_cloud_event(event)
    if told.type == EVENT and told.data["name"] in JOBS:  # the clock's: whatever it asks for twice is done once
        name = str(told.data["name"])
        with suppress(NotYetError, JobBusyError):  # the clock asks again: neither is worth a dead letter
            do(plugs.store, SERVICE, name, service.jobs[name], now=utc_now)
    elif told.type in service.handlers:
        service.handlers[told.type](told)


def make_app() -> Flask:
    """The function that FUNCTION_TARGET names, as functions-framework serves it."""
    target = os.environ.get("FUNCTION_TARGET", "api")
    app: Flask = functions_framework.create_app(target, __file__)  # type: ignore[no-untyped-call]  # it has no types
    sys.modules["main"].started()  # what cannot be refuses to start, instead of each request
    return app


def do_job(name: str) -> None:
    """Do one of the jobs, with the plugs that the environment names."""
    plugs = open_plugs(os.environ, service=SERVICE)
    do(plugs.store, SERVICE, name, make_service(plugs).jobs[name], now=utc_now)


if __name__ == "__main__":
    jobs = {name: partial(do_job, name) for name in JOBS}
    sys.exit(run(sys.argv[1:], os.environ, app=make_app, settings=Settings, jobs=jobs))

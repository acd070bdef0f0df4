"""What Google Cloud starts: settings, plugs, app. `main.py` serves; `main.py job NAME` runs a job."""

from __future__ import annotations

import os
import sys

from flask import Flask, has_request_context, request

from revenue.publishing import over_http
from revenue.settings import Settings
from revenue.wiring import build_service
from shared.serving import open_plugs, run, start, utc_now
from shared.settings import read
from shared.web import install


def make_app() -> Flask:
    """Called in the worker, after the fork: connections and threads do not survive one."""
    settings, plugs = read(Settings, os.environ), open_plugs(os.environ, service="revenue")
    url = settings.ingestion_url
    app = Flask("revenue", static_folder=None)
    install(app, service="revenue")
    service = build_service(
        warehouse=plugs.warehouse,
        store=plugs.store,
        cache=plugs.cache,
        guard=plugs.guard,
        shop=plugs.shop,
        settings=settings,
        now=utc_now,
        publish_targets=None if url is None else over_http(url, lambda: plugs.shop().currency, _authorisation),
    )
    app.register_blueprint(service.blueprint)
    start(service)
    return app


def _authorisation() -> str | None:
    """Of whoever is asking; nobody is, at the start."""
    return request.headers.get("Authorization") if has_request_context() else None


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], os.environ, app=make_app, settings=Settings, jobs={}))

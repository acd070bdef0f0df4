"""What stands around the dashboard: the check of the Host header, `/metrics`, and `/` where none was built."""

from __future__ import annotations

import re
from collections.abc import Collection

from flask import Blueprint, Response, request

from shared import telemetry
from shared.web import ProblemError

_PORT = re.compile(r":[0-9]{1,5}$")


def make_host_blueprint(host_names: Collection[str], *, dashboard: bool) -> Blueprint:
    """`/metrics`, and `/` without a `dashboard`; requests for a host not among `host_names` are answered 421."""
    blueprint = Blueprint("host", __name__)

    @blueprint.before_app_request
    def check_host() -> None:
        # A page of another site whose name was made to point here (DNS rebinding) sends that site's name as Host.
        host = request.headers.get("Host", "")
        if _PORT.sub("", host).lower() not in host_names:
            raise ProblemError(
                421,
                "unknown-host",
                "This suite does not answer to that name",
                f"Host {host[:100]!r} is none of its names. Open it as localhost, or add the name to ALLOWED_HOSTS.",
            )

    @blueprint.get("/metrics")
    def metrics() -> Response:
        text, content_type = telemetry.metrics_text()
        return Response(text, content_type=content_type)

    if not dashboard:

        @blueprint.get("/")
        def no_dashboard() -> Response:
            told = "`make frontend` builds it, with the package registry; the figures are at /api/revenue/current."
            raise ProblemError(503, "no-dashboard", "The dashboard was not built", told)

    return blueprint

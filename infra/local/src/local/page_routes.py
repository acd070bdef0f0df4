"""The plain page, its files, `/metrics`, and the check of the Host header that stands before every request."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from shared import telemetry
from shared.web import ProblemError

_FOLDER = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FILES = frozenset(entry.name for entry in _FOLDER.iterdir() if entry.suffix in _TYPES)
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_DEMO_SHOWN = ('id="demo" hidden', 'id="demo"')  # the banner stands in the page, hidden
_PORT = re.compile(r":[0-9]{1,5}$")


def make_page_blueprint(host_names: Collection[str], *, demo: bool = False, at: str = "/") -> Blueprint:
    """The page at `at`, `/page/<file>` and `/metrics`; requests for a host not among `host_names` are answered 421.

    The page of a demo says so before its script does anything.
    """
    blueprint = Blueprint("page", __name__)

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

    @blueprint.get(at)
    def index() -> Response:
        return _page_file("index.html", _DEMO_SHOWN if demo else ("", ""))

    @blueprint.get("/page/<name>")
    def page_file(name: str) -> Response:
        return _page_file(name)

    @blueprint.get("/metrics")
    def metrics() -> Response:
        text, content_type = telemetry.metrics_text()
        return Response(text, content_type=content_type)

    return blueprint


def _page_file(name: str, changed: tuple[str, str] = ("", "")) -> Response:
    if name not in _FILES:
        raise NotFound
    content = (_FOLDER / name).read_text(encoding="utf-8").replace(*changed)
    response = Response(content, content_type=_TYPES[Path(name).suffix])
    response.headers["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
    response.headers["Cache-Control"] = "no-cache"  # asked for again after an update; unchanged, it is a 304
    response.add_etag()
    response.make_conditional(request)
    return response

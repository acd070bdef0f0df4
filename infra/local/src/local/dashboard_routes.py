"""The dashboard: the files that `make frontend` built, with what this suite says of itself in the page.

Its views are in the fragment of the address (`/#/inventory?alert=...`; links from outside say
`/?to=/inventory?alert=...`), so the only page is `/`.
"""

from __future__ import annotations

import gzip
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from threading import Thread

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_NONCE, _CONFIG = "__CSP_NONCE__", "__SHOPSIGHT_CONFIG__"
# Styles that are made in the page (the theme's colours, a drawer's width) carry the nonce; nothing else may be inline.
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FOREVER = "public, max-age=31536000, immutable"  # a file with other content has another name
_A_DAY = "public, max-age=86400"  # the icon, which keeps its name: three places of a page show it
_BUILT = Path(__file__).parent.joinpath(*[".."] * 4, "frontend", "dist")  # of a checkout; in an image there is none


@dataclass(frozen=True)
class _File:
    content: bytes
    content_type: str
    brotli: bytes | None  # of the build, which takes seconds for it; None where a build has none

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, mtime=0)


def built_dashboard(setting: str) -> Path | None:
    """Where the dashboard's files are: as set, else where `make frontend` leaves them; None without any."""
    folder = Path(setting) if setting else _BUILT
    return folder if (folder / "index.html").is_file() else None


def make_dashboard_blueprint(folder: Path, config: Mapping[str, str]) -> Blueprint:
    """`/`, `/assets/<file>` and the icon. All files are read at the start, and compressed beside it."""
    blueprint = Blueprint("dashboard", __name__)
    page = (folder / "index.html").read_text(encoding="utf-8").replace(_CONFIG, escape(json.dumps(dict(config))))
    assets = {
        entry.name: _read(entry)
        for entry in [*(folder / "assets").iterdir(), folder / "icon.svg"]
        if entry.suffix in _TYPES
    }

    # A tenth of a second of the other core's, which a start has not to wait for.
    Thread(target=lambda: [each.compressed for each in assets.values()], name="dashboard", daemon=True).start()

    @blueprint.get("/")
    def index() -> Response:
        nonce = secrets.token_urlsafe(16)
        response = Response(page.replace(_NONCE, nonce), content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY.format(nonce=nonce)
        response.headers["Cache-Control"] = "no-store"  # a nonce is for one answer
        return response

    @blueprint.get("/icon.svg")
    def icon() -> Response:
        return _answer(assets["icon.svg"], _A_DAY)

    @blueprint.get("/assets/<name>")
    def asset(name: str) -> Response:
        if name not in assets:
            raise NotFound
        return _answer(assets[name], _FOREVER)

    return blueprint


def _read(file: Path) -> _File:
    brotli = file.with_name(f"{file.name}.br")
    return _File(file.read_bytes(), _TYPES[file.suffix], brotli.read_bytes() if brotli.is_file() else None)


def _answer(file: _File, cached: str) -> Response:
    encoding, content = _encoded(file)
    response = Response(content, content_type=file.content_type)
    if encoding is not None:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = cached
    response.add_etag()
    response.make_conditional(request)
    return response


def _encoded(file: _File) -> tuple[str | None, bytes]:
    """The smallest of what the caller takes."""
    taken = request.accept_encodings
    if file.brotli is not None and taken.quality("br") > 0:
        return "br", file.brotli
    if taken.quality("gzip") > 0:
        return "gzip", file.compressed
    return None, file.content

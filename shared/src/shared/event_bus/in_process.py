"""Sends requests to a WSGI app of this process, without a socket."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:  # _typeshed exists for type checkers only
    from _typeshed.wsgi import WSGIApplication


def call(app: WSGIApplication, path: str, body: bytes, token: str) -> tuple[int, bytes]:
    """POST a body of JSON to a WSGI app in this process; answers the status, and the body where it failed."""
    began: list[int] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }

    def start_response(status: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
        began.append(int(status[:3]))
        return lambda _: None

    answer: Iterable[bytes] = app(environ, start_response)
    try:
        said = b"".join(answer)
    finally:
        if (close := getattr(answer, "close", None)) is not None:
            close()
    return began[-1], said


def told_problem(answer: bytes) -> str:
    """What a problem document says."""
    try:
        problem = orjson.loads(answer)
        return ": ".join(str(problem[name]) for name in ("title", "detail") if problem.get(name))
    except (orjson.JSONDecodeError, AttributeError):
        return ""

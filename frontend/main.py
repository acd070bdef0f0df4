"""What Google Cloud starts for the dashboard: its built files from memory, and nothing else.

It asks no service, reads no secret and keeps nothing; the page asks the services at its own address.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, Response
from gunicorn.app.base import BaseApplication

from local.dashboard_routes import built_dashboard, make_dashboard_blueprint

_WRONG_USAGE = 2  # the exit code for wrong settings, as the services have it
_THREADS = 16  # files from memory: few are answered at once, and who reads slowly holds a thread
_GRACEFUL_SECONDS = 7  # for requests in hand after SIGTERM: Cloud Run kills at ten
_SIGN_INS = ("proxy", "code")
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, app: Flask, address: str) -> None:
        self._app, self._address = app, address
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": [self._address],
            "workers": 1,
            "worker_class": "gthread",
            "threads": _THREADS,
            "graceful_timeout": _GRACEFUL_SECONDS,
            "control_socket_disable": True,  # nobody talks to it
            "loglevel": "warning",  # Cloud Run itself writes down who asked what
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def make_app(folder: Path, sign_in: str) -> Flask:
    """The dashboard in `folder`, for people who sign in by a proxy or by a code."""
    app = Flask("dashboard", static_folder=None)
    app.register_blueprint(make_dashboard_blueprint(folder, {"apiOrigin": "", "signIn": sign_in}))

    @app.get("/health/live")
    @app.get("/health/ready")
    def health() -> Mapping[str, str]:
        return {"status": "ok"}

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.extend(_HEADERS)
        return response

    return app


def main(environment: Mapping[str, str]) -> int:
    """Serve until SIGTERM; answers the exit code of settings that cannot be."""
    sign_in = environment.get("SIGN_IN", "proxy")
    folder = built_dashboard(environment.get("DASHBOARD_DIR", "dist"))
    port = environment.get("PORT", "8080")
    wrong = []
    if sign_in not in _SIGN_INS:
        wrong.append(f"SIGN_IN: {sign_in!r} is none of {', '.join(_SIGN_INS)}")
    if folder is None:
        wrong.append("DASHBOARD_DIR: there is no built dashboard; `make frontend` builds it")
    if not port.isdecimal():
        wrong.append(f"PORT: {port!r} is no port")
    if wrong or folder is None:
        sys.stderr.write("\n".join(wrong) + "\n")
        return _WRONG_USAGE
    host = environment.get("HOST", "127.0.0.1")
    _Server(make_app(folder, sign_in), f"{host}:{port}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ))

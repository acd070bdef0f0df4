"""`/metrics` of one process for whoever stands beside it: a collector in the same instance, such as a sidecar's.

A port of its own on the loopback address, so that no load balancer and no other machine can reach it: Prometheus pulls,
and what it is told is nobody else's. Without the setting nothing listens; metrics then go by OTLP, or nowhere.
"""

from __future__ import annotations

import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from shared import telemetry
from shared.settings import SettingsError

HOST = "127.0.0.1"


class _Metrics(BaseHTTPRequestHandler):
    server_version, sys_version = "shopsight", ""  # what it runs on is nobody's business

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != "/metrics":
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body, content_type = telemetry.metrics_text()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: a line every quarter of a minute says nothing."""


def start(port: int | None) -> None:
    """Answer `GET /metrics` on a port of the loopback address until the process ends; None: nowhere.

    Raises SettingsError where nobody can listen there.
    """
    if port is None:
        return
    try:
        server = ThreadingHTTPServer((HOST, port), _Metrics)
    except OSError as error:
        raise SettingsError(f"METRICS_PORT: cannot listen on {HOST}, port {port}: {error.strerror}") from error
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()

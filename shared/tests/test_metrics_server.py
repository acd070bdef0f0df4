"""`/metrics` of one process: there for a collector beside it, and for nobody else."""

from __future__ import annotations

import http.client
import socket

import pytest

from shared import metrics_server, telemetry
from shared.settings import PlugSettings, SettingsError, read


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def asked(port: int, path: str) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = answer.status, answer.headers["Content-Type"], answer.read()
    connection.close()
    return found


def test_a_collector_beside_the_process_reads_bounded_metrics_and_nothing_else() -> None:
    port = free_port()
    telemetry.configure(service="revenue", otlp_endpoint=None)
    telemetry.observe_request("revenue", "/api/revenue/current", "2xx", 0.02)
    telemetry.observe_request("revenue", "/api/customers/anna@example.com?x", "2xx", 0.02)
    metrics_server.start(port)

    status, content_type, body = asked(port, "/metrics")
    assert (status, content_type.partition(";")[0]) == (200, "text/plain")
    assert b'route="/api/revenue/current"' in body
    assert b'route="other"' in body
    assert b"anna" not in body
    assert asked(port, "/api/revenue/current")[0] == 404
    with pytest.raises(SettingsError, match=f"METRICS_PORT: cannot listen on 127.0.0.1, port {port}"):
        metrics_server.start(port)


def test_nothing_listens_unless_a_port_is_named() -> None:
    metrics_server.start(read(PlugSettings, {}).metrics_port)
    assert read(PlugSettings, {"METRICS_PORT": "9464"}).metrics_port == 9464
    with pytest.raises(SettingsError, match="METRICS_PORT"):
        read(PlugSettings, {"METRICS_PORT": "80"})

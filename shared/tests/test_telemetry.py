"""The six metrics: what they count, by which labels, and who is told."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from shared import telemetry

METRICS = {
    "shopsight_request_duration_seconds": "histogram",
    "shopsight_requests_in_flight": "gauge",
    "shopsight_cache_requests_total": "counter",
    "shopsight_warehouse_query_duration_seconds": "histogram",
    "shopsight_rows_loaded_total": "counter",
    "shopsight_data_age_seconds": "gauge",
    "shopsight_inbox_age_seconds": "gauge",
}


@pytest.fixture(autouse=True)
def configured() -> Iterator[None]:
    telemetry.configure(service="shopsight", otlp_endpoint=None)
    yield
    telemetry.set_data_age(lambda: None)
    telemetry.set_inbox_age(lambda: None)


def samples() -> dict[str, float]:
    body, _ = telemetry.metrics_text()
    lines = [line.rsplit(" ", 1) for line in body.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def change_of(sample: str, before: dict[str, float]) -> float:
    return samples().get(sample, 0.0) - before.get(sample, 0.0)


def test_there_are_the_seven_metrics_and_no_other() -> None:
    telemetry.observe_request("revenue", "/api/revenue/current", "2xx", 0.01)
    telemetry.in_flight("revenue", 0)
    telemetry.observe_cache(hit=True)
    telemetry.observe_query("shop_days", 0.01)
    telemetry.count_rows("loaded", 0)
    telemetry.set_data_age(lambda: 1.0)
    telemetry.set_inbox_age(lambda: 0.0)

    body, content_type = telemetry.metrics_text()

    types = [line.split()[2:] for line in body.decode().splitlines() if line.startswith("# TYPE")]
    assert dict(types) == METRICS
    assert content_type.startswith("text/plain; version=0.0.4")


def test_a_request_is_counted_by_service_route_and_status_class() -> None:
    before = samples()
    labels = '{route="/api/ingest/loads/<load_id>/undo",service="ingestion",status_class="4xx"}'

    telemetry.observe_request("ingestion", "/api/ingest/loads/<load_id>/undo", "4xx", 0.3)

    assert change_of(f"shopsight_request_duration_seconds_count{labels}", before) == 1
    assert change_of(f"shopsight_request_duration_seconds_sum{labels}", before) == pytest.approx(0.3)


def test_quick_and_slow_requests_fall_into_different_buckets() -> None:
    before = samples()
    for seconds in (0.002, 0.004, 8.0):
        telemetry.observe_request("revenue", "/buckets", "2xx", seconds)

    def bucket(bound: str) -> float:
        labels = f'{{le="{bound}",route="/buckets",service="revenue",status_class="2xx"}}'
        return change_of(f"shopsight_request_duration_seconds_bucket{labels}", before)

    assert [bucket(bound) for bound in ("0.001", "0.0025", "0.005", "5.0", "10.0", "+Inf")] == [0, 1, 2, 2, 3, 3]


def test_requests_in_flight_go_up_and_down() -> None:
    before = samples()
    sample = 'shopsight_requests_in_flight{service="revenue"}'

    telemetry.in_flight("revenue", 1)
    telemetry.in_flight("revenue", 1)
    telemetry.in_flight("revenue", -1)

    assert change_of(sample, before) == 1
    telemetry.in_flight("revenue", -1)
    assert change_of(sample, before) == 0


def test_rows_and_queries_and_cache_requests_are_counted() -> None:
    before = samples()

    telemetry.count_rows("rejected", 17)
    telemetry.observe_query("shop_days", 0.002)
    telemetry.observe_cache(hit=False)

    assert change_of('shopsight_rows_loaded_total{outcome="rejected"}', before) == 17
    assert change_of('shopsight_warehouse_query_duration_seconds_count{query="shop_days"}', before) == 1
    assert change_of('shopsight_cache_requests_total{result="miss"}', before) == 1


def test_the_age_of_the_data_is_asked_at_every_reading() -> None:
    ages = iter([60.0, 61.5])
    telemetry.set_data_age(lambda: next(ages))

    assert [samples()["shopsight_data_age_seconds"] for _ in range(2)] == [60.0, 61.5]


def test_without_data_there_is_no_age() -> None:
    telemetry.set_data_age(lambda: None)

    assert "shopsight_data_age_seconds" not in samples()


def test_an_age_that_cannot_be_found_leaves_the_other_metrics_readable(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> float:
        raise ConnectionError("anna@example.com is not at home")

    telemetry.set_data_age(broken)
    telemetry.observe_cache(hit=True)

    assert 'shopsight_cache_requests_total{result="hit"}' in samples()
    error = capsys.readouterr().err
    assert "is not at home" in error
    assert "anna" not in error


@pytest.mark.parametrize("route", [None, "", "/customers/anna@example.com", "/orders/10045", "/x y", "/" + "a" * 60])
def test_a_route_that_is_no_template_becomes_other(route: str | None) -> None:
    before = samples()

    telemetry.observe_request("revenue", route, "404", 0.01)

    labels = '{route="other",service="revenue",status_class="other"}'
    assert change_of(f"shopsight_request_duration_seconds_count{labels}", before) == 1


@pytest.mark.parametrize(
    "route", ["/", "/static/<path:filename>", "/api/recommendations/v2/docs", "/api/auth/openapi.json"]
)
def test_the_routes_of_the_suite_keep_their_names(route: str) -> None:
    before = samples()

    telemetry.observe_request("revenue", route, "5xx", 0.01)

    labels = f'{{route="{route}",service="revenue",status_class="5xx"}}'
    assert change_of(f"shopsight_request_duration_seconds_count{labels}", before) == 1


FLOOD = """
from shared import telemetry
telemetry.configure(service="revenue", otlp_endpoint=None)
for number in range(2_000):
    telemetry.observe_request("revenue", f"/flood/route{number}", "2xx", 0.001)
    telemetry.observe_request(f"service-{number}", "/", "2xx", 0.001)
    telemetry.in_flight(f"service-{number}", 1)
    telemetry.observe_query(f"query_{number}", 0.001)
    telemetry.count_rows(f"outcome_{number}", 1)
print(telemetry.metrics_text()[0].decode())
"""


def test_a_flood_of_names_stays_bounded_and_is_counted_as_other() -> None:
    ended = subprocess.run([sys.executable, "-c", FLOOD], capture_output=True, text=True, check=True)

    names = [line.rsplit(" ", 1)[0] for line in ended.stdout.splitlines()]
    requests = [name for name in names if name.startswith("shopsight_request_duration_seconds_count{")]
    queries = [name for name in names if name.startswith("shopsight_warehouse_query_duration_seconds_count{")]
    assert 300 <= len(requests) <= 350
    assert 1_000 <= len(queries) <= 1_001
    assert len([name for name in names if name.startswith("shopsight_requests_in_flight{")]) <= 21
    assert 'shopsight_rows_loaded_total{outcome="other"} 2000.0' in ended.stdout.splitlines()


def test_observing_from_many_threads_loses_nothing() -> None:
    before = samples()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: telemetry.count_rows("known", 1), range(2_000)))

    assert change_of('shopsight_rows_loaded_total{outcome="known"}', before) == 2_000


UNCONFIGURED = """
import sys
from shared import telemetry
telemetry.observe_request("revenue", "/", "2xx", 0.1)
telemetry.in_flight("revenue", 1)
telemetry.observe_cache(True)
telemetry.observe_query("shop_days", 0.1)
telemetry.count_rows("loaded", 1)
telemetry.set_data_age(lambda: 1.0)
heavy = [name for name in sys.modules if name.split(".")[0] in ("opentelemetry", "prometheus_client", "structlog")]
assert not heavy, heavy
assert telemetry.metrics_text()[0] == b""
telemetry.logger().info("early line")
telemetry.configure(service="revenue", otlp_endpoint=None)
telemetry.configure(service="another", otlp_endpoint=None)
telemetry.logger().info("late line")
assert b"shopsight_data_age_seconds 1.0" in telemetry.metrics_text()[0]
assert not [name for name in sys.modules if name == "rich" or "otlp" in name]
import rich.console  # a command that prints tables has it all the same
telemetry.logger().info("last line")
"""


def test_before_configure_observing_does_nothing_and_imports_nothing() -> None:
    ended = subprocess.run([sys.executable, "-c", UNCONFIGURED], capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == ""
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    told = [("early line", None), ("late line", "revenue"), ("last line", "revenue")]
    assert [(line["message"], line["service"]) for line in lines] == told


class Collector(BaseHTTPRequestHandler):
    """An OpenTelemetry collector that keeps what it is sent."""

    received: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        self.received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the base class gives
        pass


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    received: list[tuple[str, bytes]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Collector,), {"received": received}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_is_told_the_metrics_at_the_latest_when_the_process_ends(
    collector: tuple[str, list[tuple[str, bytes]]],
) -> None:
    url, received = collector
    program = f"""
from shared import telemetry
telemetry.configure(service="revenue", otlp_endpoint="{url}/")
telemetry.count_rows("loaded", 17)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, "")
    path, body = received[-1]
    assert path == "/v1/metrics"
    (resource,) = ExportMetricsServiceRequest.FromString(body).resource_metrics
    attributes = {attribute.key: attribute.value.string_value for attribute in resource.resource.attributes}
    assert attributes["service.name"] == "revenue"
    metrics = {metric.name: metric for metric in resource.scope_metrics[0].metrics}
    assert metrics["shopsight_rows_loaded_total"].sum.data_points[0].as_int == 17

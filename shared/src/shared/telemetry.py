"""Telemetry: seven metrics and JSON log lines, the same in every service.

`configure` is called once per process. Before it, observing does nothing and costs nothing, so that a use case can be
run and tested without it; log lines are written, only without the service's name. OpenTelemetry and structlog (each
about 0.1 s of CPU) are imported when they are first needed, so that a command line pays for neither.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared import tracing
from shared.log_library import structlog_alone
from shared.personal_data import without_personal_data

if TYPE_CHECKING:  # imported when needed, for the reason given above
    from opentelemetry.metrics import Observation
    from opentelemetry.sdk.metrics.export import MetricReader
    from structlog.typing import FilteringBoundLogger

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request in hand; every log line carries it."""

OTHER = "other"
"""What a label says instead of a value it was not made for."""

# Panels take 1 to 5 ms and an export some seconds; Cloud Run's own limit for them is 60 s.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_EXPORT_SECONDS = 5.0  # Cloud Run kills 10 s after SIGTERM, and the last export happens then


@dataclass
class _Label:
    """A label with a bounded number of values: one of another form, or one too many, becomes "other"."""

    form: str
    most: int
    seen: set[str] = field(default_factory=set)

    def value(self, given: str | None) -> str:
        if given is None:
            return OTHER
        if given not in self.seen:
            if len(self.seen) >= self.most or not re.fullmatch(self.form, given):
                return OTHER
            self.seen.add(given)
        return given


# The bounds: a handful of services, some 30 routes and 100 queries each, of which one process hosts all.
_SERVICE = _Label(r"[a-z][a-z0-9-]*", 20)
_ROUTE = _Label(r"/|(?:/(?:<[^<>/]+>|[A-Za-z.][\w.-]{0,40}))+/?", 300)  # a template: what varies stands in <>
_STATUS_CLASS = _Label(r"[1-5]xx", 5)
_QUERY = _Label(r"[a-z][a-z0-9_/.-]*", 1_000)
_OUTCOME = _Label(r"loaded|known|rejected|excluded", 4)


class _Metrics:
    """The seven instruments, and the registry that `/metrics` is read from."""

    def __init__(self, service: str, otlp_endpoint: str | None) -> None:
        from opentelemetry.exporter.prometheus import PrometheusMetricReader  # noqa: PLC0415 - see the module's first lines
        from opentelemetry.metrics import Observation  # noqa: PLC0415 - as above
        from opentelemetry.sdk.metrics import MeterProvider  # noqa: PLC0415 - as above
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - as above
        from prometheus_client import CollectorRegistry  # noqa: PLC0415 - as above

        self.registry = CollectorRegistry()  # of its own: the library's global one adds metrics of Python itself
        readers: list[MetricReader] = [
            PrometheusMetricReader(disable_target_info=True, scope_info_enabled=False, registry=self.registry)
        ]
        if otlp_endpoint:
            readers.append(_otlp_reader(otlp_endpoint))
        self.provider = MeterProvider(readers, resource=Resource.create({"service.name": service}))
        meter = self.provider.get_meter("shopsight")

        def observed(seconds: Callable[[], float | None]) -> list[Observation]:
            return [] if (found := seconds()) is None else [Observation(found)]

        self.request_duration = meter.create_histogram(
            "shopsight_request_duration_seconds",
            unit="s",
            description="Time from a request's arrival to the end of its answer",
            explicit_bucket_boundaries_advisory=_BUCKETS,
        )
        self.requests_in_flight = meter.create_up_down_counter(
            "shopsight_requests_in_flight", description="Requests being answered now"
        )
        self.cache_requests = meter.create_counter(
            "shopsight_cache_requests_total", description="Questions to the cache, by whether it had the answer"
        )
        self.query_duration = meter.create_histogram(
            "shopsight_warehouse_query_duration_seconds",
            unit="s",
            description="Time the warehouse took for a query",
            explicit_bucket_boundaries_advisory=_BUCKETS,
        )
        self.rows_loaded = meter.create_counter(
            "shopsight_rows_loaded_total", description="Rows read by loads, by what became of them"
        )
        meter.create_observable_gauge(
            "shopsight_data_age_seconds",
            [lambda _: observed(_process.data_age)],
            unit="s",
            description="Time since the last sale in the ledger",
        )
        meter.create_observable_gauge(
            "shopsight_inbox_age_seconds",
            [lambda _: observed(_process.inbox_age)],
            unit="s",
            description="Time the oldest fact has waited to be merged",
        )


def _otlp_reader(endpoint: str) -> MetricReader:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import (  # noqa: PLC0415 - 0.1 s that only an endpoint is worth
        OTLPMetricExporter,
    )
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader  # noqa: PLC0415 - as above

    exporter = OTLPMetricExporter(endpoint=f"{endpoint.rstrip('/')}/v1/metrics", timeout=_EXPORT_SECONDS)
    return PeriodicExportingMetricReader(exporter)


@dataclass
class _Process:
    """What this process knows of itself."""

    service: str | None = None
    metrics: _Metrics | None = None
    data_age: Callable[[], float | None] = lambda: None
    inbox_age: Callable[[], float | None] = lambda: None
    logs_ready: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


_process = _Process()


def configure(*, service: str, otlp_endpoint: str | None) -> None:
    """Begin to measure, and name the service in every log line. The first call stands; later ones change nothing.

    Args:
        service: the process's name, `revenue` or, with all services in one, `shopsight`.
        otlp_endpoint: base URL of an OpenTelemetry collector (`OTEL_EXPORTER_OTLP_ENDPOINT`), told every minute
            (`OTEL_METRIC_EXPORT_INTERVAL`) and at the end; None keeps the figures here, for `metrics_text`.
    """
    with _process.lock:
        if _process.metrics is None:
            _process.service = service
            _process.metrics = _Metrics(service, otlp_endpoint)
            _set_up_logs()
            logging.getLogger().addHandler(_library_lines())


def metrics_text() -> tuple[bytes, str]:
    """All seven metrics in Prometheus' text format, and its content type; nothing before `configure`."""
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest  # noqa: PLC0415 - as above

    body = generate_latest(_process.metrics.registry) if _process.metrics else b""
    return body, CONTENT_TYPE_PLAIN_0_0_4


def observe_request(service: str, route: str | None, status_class: str, seconds: float) -> None:
    """A request was answered. `route` is the template (`/loads/<load_id>/undo`), None when none fitted;
    `status_class` is `2xx` and so on.
    """
    if _process.metrics:
        labels = {
            "service": _SERVICE.value(service),
            "route": _ROUTE.value(route),
            "status_class": _STATUS_CLASS.value(status_class),
        }
        _process.metrics.request_duration.record(seconds, labels)


def in_flight(service: str, delta: int) -> None:
    """A request began (+1) or ended (-1)."""
    if _process.metrics:
        _process.metrics.requests_in_flight.add(delta, {"service": _SERVICE.value(service)})


def observe_cache(hit: bool) -> None:
    """The cache was asked, and had the answer or not."""
    if _process.metrics:
        _process.metrics.cache_requests.add(1, {"result": "hit" if hit else "miss"})


def observe_query(name: str, seconds: float) -> None:
    """The warehouse answered the query of this name."""
    if _process.metrics:
        _process.metrics.query_duration.record(seconds, {"query": _QUERY.value(name)})


def count_rows(outcome: str, n: int) -> None:
    """A load read `n` rows that became this: `loaded`, `known`, `rejected` or `excluded`."""
    if _process.metrics:
        _process.metrics.rows_loaded.add(n, {"outcome": _OUTCOME.value(outcome)})


def set_data_age(seconds: Callable[[], float | None]) -> None:
    """Say how to find the age of the data; asked at every reading. None: there is no data, and no figure."""
    _process.data_age = seconds


def set_inbox_age(seconds: Callable[[], float | None]) -> None:
    """Say how long the oldest fact has waited to be merged; 0 where none does, None where nobody knows."""
    _process.inbox_age = seconds


def logger() -> FilteringBoundLogger:
    """The logger: `logger().info("load finished", load_id=..., rows=...)` is one line of JSON on stderr.

    It carries time, severity, message, service and request id, and no personal data (`shared.personal_data`).
    """
    structlog = structlog_alone()

    with _process.lock:
        _set_up_logs()
    log: FilteringBoundLogger = structlog.get_logger()
    return log


class _Stderr:
    """Where structlog writes its lines: standard error as it is at that moment, since tests and servers exchange it."""

    def write(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")  # in one piece, so that threads do not mix their lines
        sys.stderr.flush()

    msg = log = debug = info = warning = warn = error = err = exception = critical = fatal = failure = write


def _set_up_logs() -> None:
    structlog = structlog_alone()

    if not _process.logs_ready:
        structlog.configure(
            processors=[*_line_processors(), _as_json],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
            logger_factory=lambda *_: _Stderr(),
        )
        _process.logs_ready = True


def _library_lines() -> logging.Handler:
    """Lines of libraries that use the standard logging (from WARNING up), in the same form and as clean."""
    structlog = structlog_alone()

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            try:
                _Stderr().write(self.format(record))
            except Exception:  # noqa: BLE001 - as every handler of the standard library: a line must not break its caller
                self.handleError(record)

    lines = Lines(logging.WARNING)
    chain = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_line_processors(), _as_json]
    lines.setFormatter(structlog.stdlib.ProcessorFormatter(processors=chain))
    return lines


def _line_processors() -> list[Any]:
    structlog = structlog_alone()

    return [
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        _without_personal_data,
        _enveloped,
    ]


def _without_personal_data(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: without_personal_data(value, name) for name, value in event.items()}


def _enveloped(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The fields every line has, named as Cloud Logging reads them."""
    envelope = {
        "time": datetime.now(UTC).isoformat(),
        "severity": str(event.pop("level")).upper(),
        "message": event.pop("event"),
        "service": event.pop("service", _process.service),
        "request_id": event.pop("request_id", without_personal_data(request_id.get(), "request_id")),
    }
    return {**envelope, **tracing.log_fields(), **event}


def _as_json(_: object, __: str, event: MutableMapping[str, Any]) -> str:
    return json.dumps(event)  # escaped to ASCII, which any encoding of standard error can write

"""How a process serves, on Cloud Run and on one machine alike: gunicorn, one worker, many threads.

One worker, because the warehouse of one machine is one process's, unless a service that computes its answers is told
otherwise (WORKERS); threads, because a request waits for the warehouse.
"""

from __future__ import annotations

import atexit
import errno
import gc
import resource
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from gunicorn.app.base import BaseApplication
from gunicorn.errors import AppImportError
from gunicorn.glogging import Logger

from shared import cache, event_bus, metrics_server, schedule, secrets, store, telemetry, tracing, warehouse
from shared.ending import tell_at
from shared.quick_worker import QuickWorker
from shared.schedule.doing import attempt
from shared.settings import PlugSettings, SettingsError, WorkerSettings, read
from shared.shop import ShopReader, ShopSettingsError

if TYPE_CHECKING:  # _typeshed exists for type checkers only; flask is imported in the worker, not in who minds it
    from _typeshed.wsgi import WSGIApplication
    from pydantic_settings import BaseSettings

    from shared.auth.routes import Guard
    from shared.event_bus.push_identity import PushVerifier
    from shared.web import Service


class AddressTakenError(Exception):
    """Another process listens there already."""


REFUSALS = (
    SettingsError,
    ShopSettingsError,
    AddressTakenError,
    warehouse.WarehouseError,
    store.StoreError,
    secrets.SecretsError,
    cache.CacheError,
    event_bus.EventBusError,
    schedule.ScheduleError,
)
"""What keeps a process from starting and is not a fault of the program: its text says what to do."""

WRONG_USAGE = 2  # the exit code for wrong arguments and wrong settings, as shells and argparse have it

GRACEFUL_SECONDS = 7  # for requests in hand after SIGTERM: Cloud Run kills at 10, and closing takes up to 2
CONNECTIONS = 5000  # the default of 1,000 silently starves requests once that many sockets are open
_OTHER_FILES = 500  # tables, logs, pipes, and those of a load in hand
KEEP_ALIVE_SECONDS = (
    75  # clients keep a connection for up to a minute: they close first and never write into a closed one
)
LONGEST_REQUEST_LINE = 8190  # gunicorn's most; beyond it the answer is gunicorn's own and no problem document


class _Log(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's own words take the way of all others: a line of JSON once telemetry is configured."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401 - gunicorn ships no types
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, app_factory: Callable[[], WSGIApplication], settings: dict[str, object]) -> None:
        self._app_factory = app_factory
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        try:
            return self._app_factory()
        except REFUSALS as refusal:
            raise AppImportError(str(refusal)) from refusal  # gunicorn prints its text and no stack


def serve(
    app_factory: Callable[[], WSGIApplication],
    *,
    host: str,
    port: int,
    threads: int,
    workers: int = 1,
    sockets: int = 0,
    on_ready: Callable[[], None] | None = None,
    on_stop: Callable[[], None] | None = None,
) -> NoReturn:
    """Serve until SIGTERM (finishing requests for up to seven seconds) or SIGINT (at once), then exit the process.

    Everything but the listening socket lives in the worker, a child of this process: `app_factory` is called there
    (connections and threads do not survive a fork), then `on_ready` once the first request can be answered, and
    `on_stop` at the end; of several `workers` in each. Whatever stands after this call, or in a `finally` around it,
    runs in all of these processes.

    `sockets` is how many WebSockets the app takes. Each may need a thread, if only until it is handed over: without one
    for each, so many who come back at once after a restart would keep all others waiting. So the threads are `threads`
    more than sockets, made when they are needed, and CONNECTIONS lies above both. Cloud Run's concurrency for a service
    (infra/terraform/services.tf) counts sockets as requests, so it follows from the two numbers too.

    Exits with 0 after a signal, 4 when `app_factory` raises one of REFUSALS (its text is printed, no stack) and 3 when
    it raises anything else; `on_stop` is called then too. Raises AddressTakenError.
    """
    _check_free(host, port)
    _allow_files(CONNECTIONS)
    settings: dict[str, object] = {
        "bind": [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"],
        "workers": workers,
        "worker_class": QuickWorker,
        "threads": threads + sockets,
        "worker_connections": CONNECTIONS,
        "keepalive": KEEP_ALIVE_SECONDS,
        "graceful_timeout": GRACEFUL_SECONDS,
        "timeout": 0,  # a first start may recompute for minutes; who hangs is found by the liveness probe
        "limit_request_line": LONGEST_REQUEST_LINE,
        "control_socket_disable": True,  # nobody talks to it, and it lies in the home folder for all services at once
        "loglevel": "warning",  # our own access log says who asked what
        "logger_class": _Log,
    }

    def ready(_worker: object) -> None:
        tell_at(signal.SIGTERM)  # gunicorn's own handler is there by now, and is called next
        gc.freeze()  # what was built by now stays: else looking through it stops all answers for 30 ms now and then
        if on_ready is not None:
            on_ready()

    def ended(_server: object, _worker: object) -> None:
        gc.unfreeze()  # else libraries written in C tell of objects that nobody took away
        if on_stop is not None:
            on_stop()

    settings["post_worker_init"] = ready
    settings["worker_exit"] = ended
    _Server(app_factory, settings).run()
    raise AssertionError("gunicorn leaves by SystemExit")


def _allow_files(connections: int) -> None:
    """Every connection is an open file, and many systems let a process have 1,024 until it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _check_free(host: str, port: int) -> None:
    """Gunicorn would try five times and name no way out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise AddressTakenError(
                    f"PORT: {port} on {host} is in use; stop that process, or choose another"
                ) from None
            raise AddressTakenError(f"HOST: cannot listen on {host}, port {port}: {error.strerror}") from None


@dataclass(frozen=True)
class Plugs:
    """What a service is built with; every service's `build_service` takes these by name."""

    settings: PlugSettings
    warehouse: warehouse.Warehouse
    store: store.Store
    cache: cache.Cache
    secrets: secrets.Secrets
    guard: Guard
    shop: ShopReader
    event_bus: event_bus.EventBus
    push: PushVerifier

    @property
    def schedule(self) -> schedule.Schedule:
        """Times that somebody chose, for whoever lets them be chosen. Raises ScheduleError where nobody can."""
        return schedule.connect(self.settings.schedule_url, self.store)


def open_plugs(environment: Mapping[str, str], *, service: str) -> Plugs:
    """Open what the environment names, and begin to measure as `service`. Raises one of REFUSALS."""
    from shared.auth.opening import open_guard  # noqa: PLC0415 - flask and jwt are the worker's, see above
    from shared.auth.tokens import own_issuer  # noqa: PLC0415 - as above
    from shared.event_bus.push_identity import LocalPush, google_push  # noqa: PLC0415 - as above

    settings = read(PlugSettings, environment)
    shop = ShopReader(settings.data_dir, environment)
    shop()  # a wrong time zone is refused now, not at the first request
    telemetry.configure(service=service, otlp_endpoint=settings.otel_exporter_otlp_endpoint)
    metrics_server.start(settings.metrics_port)
    tracing.configure(settings.google_project)
    kept = store.connect(settings.store_url)
    hidden = secrets.connect(settings.secrets_url)
    guard = open_guard(settings, kept)
    if settings.push_audience and settings.push_service_account:
        push = google_push(settings.push_audience, settings.push_service_account)
    else:
        push = LocalPush(own_issuer(settings, kept)).verifier()
    cached = cache.connect(settings.cache_url)
    held = warehouse.connect(settings.warehouse_url)
    atexit.register(held.close)  # else the next start has this one's log to replay
    try:  # after the warehouse, which lets in one process at a time: that one delivers
        bus = event_bus.connect(settings.event_bus_url)
    except BaseException:
        held.close()
        raise
    atexit.register(bus.close)
    return Plugs(settings, held, kept, cached, hidden, guard, shop, bus, push)


def start(service: Service) -> None:
    """What a service does once before its first request, and at the end; how far it is goes to the log."""
    if service.on_start is not None:
        service.on_start(lambda what, done, of: telemetry.logger().info("starting", what=what, done=done, of=of))
    if service.on_stop is not None:
        atexit.register(service.on_stop)  # before the plugs are let go of, which were registered earlier


def utc_now() -> datetime:
    return datetime.now(UTC)


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    app: Callable[[], WSGIApplication],
    settings: type[BaseSettings],
    jobs: Mapping[str, Callable[[], None]],
    sockets: Callable[[Mapping[str, str]], int] = lambda _: 0,
) -> int:
    """What `main.py` does: serve `app` without arguments, run one of `jobs` with `job NAME`; answers the exit code.

    `job NAME wait` comes after whoever does the same job now; without it that one is left to do it.

    `sockets` tells from the environment how many WebSockets the app takes.
    `settings` are the service's own: they are read here too, so that all that is wrong is named at once.
    """
    match list(arguments):
        case []:
            return _serve(environment, app, settings, sockets)
        case ["job", name, *waiting] if name in jobs and waiting in ([], ["wait"]):
            attempt(name, jobs[name], waits=bool(waiting))
            return 0
        case ["job", *_]:
            return _refused(f"usage: main.py job NAME; jobs: {', '.join(sorted(jobs)) or 'none yet'}")
        case _:
            return _refused("usage: main.py, or main.py job NAME")


def _serve(
    environment: Mapping[str, str],
    app: Callable[[], WSGIApplication],
    settings: type[BaseSettings],
    sockets: Callable[[Mapping[str, str]], int],
) -> int:
    problems: list[str] = []
    for model in (WorkerSettings, settings):
        try:
            read(model, environment)
        except SettingsError as error:
            problems.append(str(error))
    if problems:
        return _refused("\n".join(problems))
    listen = read(WorkerSettings, environment)
    try:
        serve(
            app,
            host=listen.host,
            port=listen.port,
            threads=listen.threads,
            workers=listen.workers,
            sockets=sockets(environment),
        )
    except AddressTakenError as taken:
        return _refused(str(taken))


def _refused(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return WRONG_USAGE

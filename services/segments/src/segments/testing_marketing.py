"""Marketing vendors of this machine, for tests and benchmarks: how they are reached, and how they misbehave."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, cast
from urllib.parse import parse_qs, unquote, urlsplit

Json = dict[str, Any]
Answer = tuple[int, Json | None]

_POLL_SECONDS = 0.05  # between two looks whether the server shall end
_SILENT_SECONDS = 2.0  # longer than whoever tries it waits
_MOST_KEPT = 5_000  # requests that are kept for a test to look at; a benchmark sends more
_JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came: the path without its prefix, and what the body says."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    headers: Mapping[str, str]


@dataclass
class Trouble:
    """How often a vendor misbehaves, of one; `script` comes first, one a request ("" lets one through).

    `too_many`: 429 with `retry_after` in the header. `faults`: 500 before anything was done. `lost`: it is done, and
    the line is cut before the answer. A script may say "silent" too: nothing is done or said for a while.
    """

    too_many: float = 0.0
    faults: float = 0.0
    lost: float = 0.0
    retry_after: str | None = "0"
    script: list[str] = field(default_factory=list)
    seed: int = 1

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - picks requests to trouble, and guards nothing
        self._lock = threading.Lock()

    def next(self) -> str:
        """What happens to the next request: "429", "500", "lost", "silent" or nothing."""
        with self._lock:
            if self.script:
                return self.script.pop(0)
            drawn = self._chance.random()
        for share, name in ((self.too_many, "429"), (self.faults, "500"), (self.lost, "lost")):
            if drawn < share:
                return name
            drawn -= share
        return ""


class StandIn(Protocol):
    """A vendor's answers; `answer` is called by one thread at a time."""

    trouble: Trouble
    most_at_once: int
    url: str

    def answer(self, asked: Asked) -> Answer:
        """Do what is asked."""

    def problem(self, status: int, title: str, detail: str = "") -> Answer:
        """An error as this vendor words it."""


@dataclass
class Log:
    """What came: all counts, the requests themselves as far as they are kept."""

    asked: list[Asked] = field(default_factory=list)
    count: int = 0
    troubled: int = 0
    under_way: int = 0
    most_under_way: int = 0

    def note(self, asked: Asked) -> None:
        self.count += 1
        if len(self.asked) < _MOST_KEPT:
            self.asked.append(asked)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes: the second would wait 40 ms for the first

    def log_message(self, *_: object) -> None:
        """Nothing to standard error."""

    def _serve(self) -> None:
        server = cast("_Server", self.server)
        raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
        parts = urlsplit(self.path)
        query = {name: each[0] for name, each in parse_qs(parts.query, keep_blank_values=True).items()}
        asked = Asked(
            self.command, unquote(parts.path), query, json.loads(raw) if raw else None, dict(self.headers.items())
        )
        with server.counting:
            server.log.note(asked)
            server.log.under_way += 1
            server.log.most_under_way = max(server.log.most_under_way, server.log.under_way)
            is_crowded = server.log.under_way > server.stand_in.most_at_once
        try:
            self._reply(server, asked, "429" if is_crowded else server.stand_in.trouble.next())
        finally:
            with server.counting:
                server.log.under_way -= 1

    def _reply(self, server: _Server, asked: Asked, trouble: str) -> None:
        stand_in = server.stand_in
        headers = dict(_JSON)
        if trouble == "silent":
            time.sleep(_SILENT_SECONDS)
            self.close_connection = True
            return
        if trouble == "429":
            answer = stand_in.problem(429, "Too Many Requests")
            if stand_in.trouble.retry_after is not None:
                headers["Retry-After"] = stand_in.trouble.retry_after
        elif trouble.isdecimal():
            answer = stand_in.problem(int(trouble), "Trouble")
        else:
            with server.working:
                answer = stand_in.answer(asked)
        with server.counting:
            server.log.troubled += bool(trouble)
        if trouble == "lost":
            self.close_connection = True
            return
        status, document = answer
        content = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 - as the standard library calls them


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a run asks from twenty threads, each by a new connection
    stand_in: StandIn
    log: Log
    working: threading.Lock
    counting: threading.Lock

    def handle_error(self, *_: object) -> None:
        """Whoever hung up did so on purpose."""


@contextmanager
def standing_in(stand_in: StandIn) -> Iterator[Log]:
    """Have a stand-in answer on 127.0.0.1 while the block runs; its `url` is where."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.stand_in, server.log = stand_in, Log()
        server.working, server.counting = threading.Lock(), threading.Lock()
        stand_in.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _POLL_SECONDS}, daemon=True)
        thread.start()
        try:
            yield server.log
        finally:
            server.shutdown()
            thread.join()

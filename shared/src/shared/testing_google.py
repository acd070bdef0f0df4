"""For tests: Secret Manager's and Cloud Scheduler's REST interfaces on 127.0.0.1, as far as our adapters use them.

As strict as the real ones about what they are sent, and checked against what their clients send; what they answer is
written after the documents of both, never seen from Google itself.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import google_crc32c

_SECRET = re.compile(r"/v1/projects/([^/]+)/secrets/([\w-]{1,255})(?:/versions/(latest|\d+))?:(access|addVersion)")
_JOBS = re.compile(r"/v1/(projects/[^/]+/locations/[^/]+/jobs)(?:/([\w-]{1,500}))?")
_STATUS = {400: "FAILED_PRECONDITION", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 503: "UNAVAILABLE"}
_PAGE = 3  # jobs a page: few, so that listing has to turn pages


class _RefusedError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class GoogleStandIn(ThreadingHTTPServer):
    """What stands at Google, to look at and to change; `faults` are met by the next requests, one each.

    A secret is a list of versions (None: destroyed). A job is as its REST resource. A fault is a status, or "cut".
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.secrets: dict[str, list[str | None]] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.faults: deque[int | str] = deque()
        self.asked: list[str] = []
        self.broken_rules: list[str] = []

    @property
    def url(self) -> str:
        """Where it is, as the adapters' option `emulator` wants it."""
        return f"http://127.0.0.1:{self.server_port}"

    def add_job(self, job_id: str, schedule: str, time_zone: str, **more: object) -> None:
        """A job of project `shop-of-tests` in europe-west2."""
        name = f"projects/shop-of-tests/locations/europe-west2/jobs/{job_id}"
        self.jobs[name] = {"name": name, "schedule": schedule, "timeZone": time_zone, "state": "ENABLED", **more}

    def job(self, job_id: str) -> dict[str, Any]:
        """The job of that id."""
        return next(job for name, job in self.jobs.items() if name.endswith(f"/jobs/{job_id}"))

    def handle_error(self, *_: object) -> None:
        """A caller that went away is no news here."""


class _Handler(BaseHTTPRequestHandler):
    server: GoogleStandIn
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}") if length else {}
        parts = urlsplit(self.path)
        self.server.asked.append(f"{self.command} {parts.path}")
        fault = self.server.faults.popleft() if self.server.faults else None
        if fault == "cut":
            self.close_connection = True
            return None
        if isinstance(fault, int):
            return self._send(fault, {"error": {"code": fault, "message": f"the fault {fault}"}})
        try:
            self._send(200, self._told(parts.path, parse_qs(parts.query), body))
        except _RefusedError as refused:
            error = {"code": refused.status, "message": str(refused), "status": _STATUS.get(refused.status, "UNKNOWN")}
            self._send(refused.status, {"error": error})
        return None

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815 - the names that http.server looks for

    def _told(self, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> dict[str, Any]:
        if (found := _SECRET.fullmatch(path)) is not None:
            _, name, version, verb = found.groups()
            return self._access(name, version) if verb == "access" else self._add(name, body)
        if (found := _JOBS.fullmatch(path)) is not None:
            parent, job_id = found.groups()
            return self._list(parent, query) if job_id is None else self._job(f"{parent}/{job_id}", query, body)
        self.server.broken_rules.append(f"{self.command} {path}")
        raise _RefusedError(404, "no such method")

    def _access(self, name: str, version: str | None) -> dict[str, Any]:
        versions = self.server.secrets.get(name, [])
        number = len(versions) if version in (None, "latest") else int(version)
        if not 1 <= number <= len(versions):
            raise _RefusedError(404, f"Secret [{name}] not found or has no versions.")
        held = versions[number - 1]
        if held is None:
            raise _RefusedError(400, f"Secret Version [{name}/{number}] is in DESTROYED state.")
        data = held.encode()
        payload = {"data": base64.b64encode(data).decode(), "dataCrc32c": str(google_crc32c.value(data))}
        return {"name": f"projects/1/secrets/{name}/versions/{number}", "payload": payload}

    def _add(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        payload = body["payload"]
        data = base64.b64decode(payload["data"])
        if not data:
            raise _RefusedError(400, "Secret Payload cannot be empty.")
        if int(payload["dataCrc32c"]) != google_crc32c.value(data):
            raise _RefusedError(400, "the checksum does not match the data")
        if name not in self.server.secrets:
            raise _RefusedError(404, f"Secret [{name}] not found.")
        self.server.secrets[name].append(data.decode())
        return {"name": f"projects/1/secrets/{name}/versions/{len(self.server.secrets[name])}", "state": "ENABLED"}

    def _list(self, parent: str, query: dict[str, list[str]]) -> dict[str, Any]:
        after = query.get("pageToken", [""])[0]
        names = sorted(name for name in self.server.jobs if name.startswith(f"{parent}/") and name > after)
        more = {"nextPageToken": names[_PAGE - 1]} if len(names) > _PAGE else {}
        return {"jobs": [self.server.jobs[name] for name in names[:_PAGE]], **more}

    def _job(self, name: str, query: dict[str, list[str]], body: dict[str, Any]) -> dict[str, Any]:
        job = self.server.jobs.get(name)
        if job is None:
            raise _RefusedError(404, "Job not found.")
        if self.command == "PATCH":
            masked = set(query.get("updateMask", [""])[0].split(","))
            if masked != {"schedule", "timeZone"}:
                self.server.broken_rules.append(f"a mask of {sorted(masked)}")
            job.update({field: body[field] for field in masked})
        return job

    def _send(self, status: int, document: dict[str, Any]) -> None:
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing: the tests look at `asked`."""


@contextmanager
def google_stand_in() -> Iterator[GoogleStandIn]:
    """Serves until the end of the block; then nothing it was asked may be foreign to the real ones."""
    server = GoogleStandIn()
    thread = threading.Thread(
        target=server.serve_forever, args=(0.02,), daemon=True
    )  # seconds between looks at its end
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert server.broken_rules == []  # noqa: S101 - it is a test's

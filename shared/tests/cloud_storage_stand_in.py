"""A stand-in for Cloud Storage: as much of its JSON API as the store uses, over HTTP on 127.0.0.1, kept in memory.

It is a process of its own, `python cloud_storage_stand_in.py [discovery document]`, says its port in its first line and
lives until its standard input ends. Any bucket exists whose name does not begin with "missing". Three paths are not of
the API: `POST /stand-in/<bucket>/faults` (a JSON list of faults, each met once by the next request of its method: a
status; "hang" or "hang up" after doing it; "garbled"; "overwritten KEY VALUE", where the answer breaks off as well),
`GET /stand-in/<bucket>/requests`, what was asked about the bucket since, and `GET /stand-in/broken-rules`: what was not
as the discovery document says, where there is one, or is nothing that the stand-in knows.
"""

from __future__ import annotations

import base64
import contextlib
import email
import email.policy
import itertools
import json
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import google_crc32c
from storage_discovery import Discovery

PAGE = 4  # keys; Cloud Storage may answer fewer than asked for, so this does
HANGS_SECONDS = 3  # longer than the tests wait for an answer

_PATHS = [
    ("insert", "POST", re.compile(r"/upload/storage/v1/b/([^/]+)/o")),
    ("resume", "PUT", re.compile(r"/upload/storage/v1/b/([^/]+)/o")),
    ("download", "GET", re.compile(r"/download/storage/v1/b/([^/]+)/o/([^/]+)")),
    ("get", "GET", re.compile(r"/storage/v1/b/([^/]+)/o/([^/]+)")),
    ("delete", "DELETE", re.compile(r"/storage/v1/b/([^/]+)/o/([^/]+)")),
    ("list", "GET", re.compile(r"/storage/v1/b/([^/]+)/o")),
]
_REASONS = {
    400: ("invalid", "Provided CRC32C doesn't match calculated CRC32C"),
    403: ("forbidden", "the caller does not have storage.objects.create access"),
    404: ("notFound", "No such object"),
    412: ("conditionNotMet", "At least one of the pre-conditions you specified did not hold."),
    429: ("rateLimitExceeded", "The object exceeded the rate limit for object mutation operations."),
    503: ("backendError", "Backend Error"),
}


Answer = tuple[int, dict[str, str], bytes]  # status, headers, body


class RefusedError(Exception):
    """An answer other than success; `args` is its status, and its message where it is not the usual one."""


@dataclass
class Entry:
    """An object: what the API says of it, and its bytes."""

    resource: dict[str, Any]
    content: bytes


@dataclass
class Upload:
    """A resumable upload that was begun; `entry` once it is complete."""

    name: str
    resource: dict[str, Any]
    condition: str | None
    content: bytearray = field(default_factory=bytearray)
    entry: Entry | None = None


@dataclass
class Bucket:
    """Everything about a bucket. One lock: a request changes it as a whole or not at all."""

    name: str
    lock: threading.RLock = field(default_factory=threading.RLock)
    entries: dict[str, Entry] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    faults: list[dict[str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    generations: itertools.count[int] = field(default_factory=lambda: itertools.count(time.time_ns() // 1000))

    def write(self, name: str, resource: dict[str, Any], content: bytes, condition: str | None) -> Entry:
        checksum = base64.b64encode(google_crc32c.value(content).to_bytes(4, "big")).decode()
        if resource.get("crc32c", checksum) != checksum:
            raise RefusedError(400)
        self.expect(name, condition)
        known = {"kind": "storage#object", "bucket": self.name, "name": name, "metageneration": "1", "crc32c": checksum}
        generation = str(next(self.generations))
        entry = Entry(resource | known | {"generation": generation, "size": str(len(content))}, content)
        self.entries[name] = entry
        return entry

    def expect(self, name: str, condition: str | None) -> None:
        live = self.entries[name].resource["generation"] if name in self.entries else "0"
        if condition is not None and condition != live:
            raise RefusedError(412)

    def find(self, name: str, generation: str | None = None) -> Entry:
        entry = self.entries.get(name)
        if entry is None or generation not in {None, entry.resource["generation"]}:
            raise RefusedError(404, f"No such object: {self.name}/{name}")
        return entry

    def fault_of(self, method: str) -> str | None:
        for fault in self.faults:
            if fault["on"] == method:
                self.faults.remove(fault)
                return fault["what"]
        return None


class Handler(BaseHTTPRequestHandler):
    """One request after the other on a connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves as one packet: head and body apart would wait for one another 40 ms
    server: Server

    def _answer_any(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if url.path.startswith("/stand-in/"):
            return self._control(url.path.split("/")[2:], body)
        found = ((name, path.fullmatch(url.path)) for name, verb, path in _PATHS if verb == self.command)
        method, place = next(((name, place) for name, place in found if place), ("", None))
        if place is None:
            self.server.broken_rules.append(f"{self.command} {url.path}: no such path")
            return self._refuse(404, "Not Found")
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        name = unquote(place[2]) if place.re.groups > 1 else query.get("name", "")
        bucket = self.server.buckets[place[1]]
        with bucket.lock:
            bucket.requests.append(f"{method} conditionally" if "ifGenerationMatch" in query else method)
            fault = bucket.fault_of(method)
        self.server.broken_rules += self.server.discovery.broken_by(method, self.command, url.path, query)
        return self._act(method, bucket, name, query, body, fault or "")

    do_GET = do_POST = do_PUT = do_DELETE = _answer_any  # noqa: N815 - http.server looks for these names

    def _act(self, method: str, bucket: Bucket, name: str, query: dict[str, str], body: bytes, fault: str) -> None:
        if fault.isdigit():
            return self._refuse(int(fault))
        if fault == "garbled":
            body = body.replace(b"intact", b"broken")
        try:
            if bucket.name.startswith("missing"):
                raise RefusedError(404, "The specified bucket does not exist.")  # noqa: TRY301 - as any other refusal
            with bucket.lock:
                status, headers, answer = getattr(self, f"_{method}")(bucket, name, query, body)
        except RefusedError as refused:
            return self._refuse(*refused.args)
        if fault == "hang":
            time.sleep(HANGS_SECONDS)
        if fault in {"hang", "hang up"}:
            self.close_connection = True
            return None
        if fault.startswith("overwritten "):
            _, key, value = fault.split()
            with bucket.lock:
                bucket.write(key, {}, value.encode(), None)
            self.close_connection = True
            return self._send(status, headers, answer, cut=True)
        return self._send(status, headers, answer.replace(b"intact", b"broken") if fault == "garbled" else answer)

    def _insert(self, bucket: Bucket, _name: str, query: dict[str, str], body: bytes) -> Answer:
        condition = query.get("ifGenerationMatch")
        if query["uploadType"] == "resumable":
            resource = json.loads(body)
            self.server.broken_rules += self.server.discovery.unknown_fields(resource)
            bucket.expect(resource["name"], condition)
            upload_id = str(len(bucket.uploads))
            bucket.uploads[upload_id] = Upload(resource["name"], resource, condition)
            host = self.headers["Host"]
            place = f"http://{host}/upload/storage/v1/b/{bucket.name}/o?uploadType=resumable&upload_id={upload_id}"
            return 200, {"Location": place}, b""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        first, second = email.message_from_bytes(head + body, policy=email.policy.HTTP).iter_parts()
        resource = json.loads(_payload(first))
        self.server.broken_rules += self.server.discovery.unknown_fields(resource)
        return self._told(bucket.write(resource["name"], resource, _payload(second), condition))

    def _resume(self, bucket: Bucket, _name: str, query: dict[str, str], body: bytes) -> Answer:
        upload = bucket.uploads[query["upload_id"]]
        if upload.entry is not None:
            return self._told(upload.entry)
        first, last, total = map(int, re.findall(r"\d+", self.headers["Content-Range"]))
        assert first <= len(upload.content)
        assert last - first + 1 == len(body)
        upload.content += body[len(upload.content) - first :]  # what it has already it does not take again
        if len(upload.content) < total:
            return 308, {"Range": f"bytes=0-{len(upload.content) - 1}"}, b""
        upload.entry = bucket.write(upload.name, upload.resource, bytes(upload.content), upload.condition)
        return self._told(upload.entry)

    def _download(self, bucket: Bucket, name: str, query: dict[str, str], _: bytes) -> Answer:
        entry = bucket.find(name, query.get("generation"))
        headers = {
            "Content-Type": "application/octet-stream",
            "x-goog-generation": entry.resource["generation"],
            "x-goog-metageneration": "1",
            "x-goog-hash": f"crc32c={entry.resource['crc32c']}",
        }
        return 200, headers, entry.content

    def _get(self, bucket: Bucket, name: str, _query: dict[str, str], _body: bytes) -> Answer:
        return self._told(bucket.find(name))

    def _delete(self, bucket: Bucket, name: str, query: dict[str, str], _: bytes) -> Answer:
        bucket.find(name)
        bucket.expect(name, query.get("ifGenerationMatch"))
        del bucket.entries[name]
        return 204, {}, b""

    def _list(self, bucket: Bucket, _name: str, query: dict[str, str], _body: bytes) -> Answer:
        after = query.get("pageToken", "")
        names = sorted(name for name in bucket.entries if name.startswith(query.get("prefix", "")) and name > after)
        page = {"items": [{"name": name} for name in names[:PAGE]]} if names else {}
        more = {"nextPageToken": names[PAGE - 1]} if len(names) > PAGE else {}
        return 200, {"Content-Type": "application/json"}, json.dumps(page | more).encode()

    @staticmethod
    def _told(entry: Entry) -> Answer:
        return 200, {"Content-Type": "application/json"}, json.dumps(entry.resource).encode()

    def _refuse(self, status: int, message: str | None = None) -> None:
        reason, usual = _REASONS[status]
        error = {"code": status, "message": message or usual, "errors": [{"domain": "global", "reason": reason}]}
        self._send(status, {"Content-Type": "application/json"}, json.dumps({"error": error}).encode())

    def _control(self, path: list[str], body: bytes) -> None:
        if path == ["broken-rules"]:
            return self._send(200, {}, json.dumps(self.server.broken_rules).encode())
        bucket = self.server.buckets[path[0]]
        with bucket.lock:
            if self.command == "POST":
                bucket.faults = json.loads(body)
                bucket.requests.clear()
            return self._send(200, {}, json.dumps(bucket.requests).encode())

    def _send(self, status: int, headers: dict[str, str], body: bytes, *, cut: bool = False) -> None:
        self.send_response(status, HTTPStatus(status).phrase)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)

    def log_message(self, *_: object) -> None:
        """Says nothing: the tests ask for `requests`."""


def _payload(part: Any) -> bytes:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


class Server(ThreadingHTTPServer):
    """The stand-in: its buckets, and what it was asked that the API does not know."""

    daemon_threads = True
    request_queue_size = 128  # as many connections at once as the races open, and some

    def __init__(self, discovery: Discovery) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.buckets = _Buckets()
        self.broken_rules: list[str] = []
        self.discovery = discovery

    def handle_error(self, *address: Any) -> None:
        """A caller that was killed is no news; everything else is a mistake in here."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):
            self.broken_rules.append(f"the stand-in failed: {error!r}")
            super().handle_error(*address)


class _Buckets(dict[str, Bucket]):
    def __missing__(self, name: str) -> Bucket:
        return self.setdefault(name, Bucket(name))


if __name__ == "__main__":
    server = Server(Discovery(sys.argv[1] if len(sys.argv) > 1 else None))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)  # noqa: T201 - how the tests learn it
    with contextlib.suppress(KeyboardInterrupt):
        sys.stdin.read()

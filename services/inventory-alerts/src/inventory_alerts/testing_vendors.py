"""Vendors of this machine that misbehave as vendors do: Slack's Web API and webhooks, SendGrid, a mail server."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

WORKED = {"ok": True}
_HELD_SECONDS = 20  # an answer that nobody releases: longer than any test waits
_POLL_SECONDS = 0.05  # between two looks whether the server shall end


@dataclass
class StandInVendor:
    """Slack and SendGrid in one: `trouble` comes first, one a request; what was accepted stays.

    Trouble: a status ("429", "500"), a code of Slack's ("not_in_channel"), "lost" (accepted, then the line is cut),
    "slow" (accepted, no answer in time), "cut" (not accepted, the line is cut), "held" (accepted; the answer waits for
    `released`), "before" (it waits for `released`, and then accepts nothing).
    """

    accepted: list[dict[str, Any]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)  # path, headers, body
    released: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)
    taken: threading.Event = field(default_factory=threading.Event)
    page: int = 100  # messages on a page of a channel's history
    url: str = ""

    def accept(self, path: str, body: dict[str, Any]) -> tuple[int, bytes]:
        ts = f"{1781500000 + len(self.accepted)}.000100"
        self.accepted.append({**body, "ts": ts})
        if path.startswith("/services/"):
            return 200, b"ok"
        if path == "/v3/mail/send":
            return 202, b""
        return 200, json.dumps(WORKED | {"ts": ts, "channel": body.get("channel")}).encode()

    def history(self, asked: dict[str, str]) -> bytes:
        first = int(asked.get("cursor") or 0)
        newest = self.accepted[::-1][first : first + self.page]
        more = first + self.page < len(self.accepted)
        following = {"next_cursor": str(first + self.page) if more else ""}
        return json.dumps(WORKED | {"messages": newest, "response_metadata": following}).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing to standard error."""

    def do_POST(self) -> None:
        vendor = cast("_VendorServer", self.server).vendor
        raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
        path = urlsplit(self.path).path
        is_json = "json" in (self.headers["Content-Type"] or "")
        body = json.loads(raw) if is_json else {name: each[0] for name, each in parse_qs(raw.decode()).items()}
        vendor.requests.append((path, dict(self.headers.items()), body))
        trouble = vendor.trouble.pop(0) if vendor.trouble else ""
        if trouble.isdecimal():
            self._say(int(trouble), b"{}", {"Retry-After": "120"} if trouble == "429" else {})
        elif trouble == "cut":
            self.close_connection = True
        elif trouble == "before":
            vendor.waiting.set()
            vendor.released.wait(_HELD_SECONDS)
            self.close_connection = True
        elif trouble and trouble not in ("lost", "slow", "held"):
            self._say(200, json.dumps({"ok": False, "error": trouble}).encode())
        elif path.endswith("/conversations.history"):
            self._say(200, vendor.history(body))
        else:
            self._accept(vendor, path, body, trouble)

    def _accept(self, vendor: StandInVendor, path: str, body: dict[str, Any], trouble: str) -> None:
        status, answer = vendor.accept(path, body)
        vendor.taken.set()
        if trouble == "lost":
            self.close_connection = True
            return
        if trouble in ("slow", "held"):
            vendor.released.wait(_HELD_SECONDS)
        self._say(status, answer, {"X-Message-Id": "m-1"})

    def _say(self, status: int, answer: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


class _VendorServer(ThreadingHTTPServer):
    daemon_threads = True
    vendor: StandInVendor

    def handle_error(self, *_: object) -> None:
        """Whoever hung up did so on purpose."""


@contextmanager
def standing_in() -> Iterator[StandInVendor]:
    """A stand-in that answers on 127.0.0.1 while the block runs."""
    stand_in = StandInVendor()
    with _VendorServer(("127.0.0.1", 0), _Handler) as server:
        server.vendor = stand_in
        stand_in.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _POLL_SECONDS}, daemon=True).start()
        yield stand_in
        stand_in.released.set()
        server.shutdown()


@dataclass
class StandInMailServer:
    """A mail server; `reply` is what it says to the mail itself ("" cuts the line), `to_rcpt` to its address."""

    port: int = 0
    reply: str = "250 taken"
    to_rcpt: str = "250 fine"
    mails: list[bytes] = field(default_factory=list)


class _MailHandler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast("_MailServer", self.server).stand_in
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                mail = b""
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    mail += part
                server.mails.append(mail)
                if not server.reply:
                    return
                self._say(server.reply)
            elif verb == b"RCPT":
                self._say(server.to_rcpt)
            else:
                self._say("250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class _MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    stand_in: StandInMailServer


@contextmanager
def mail_server_standing_in() -> Iterator[StandInMailServer]:
    """A mail server of this machine."""
    stand_in = StandInMailServer()
    with _MailServer(("127.0.0.1", 0), _MailHandler) as server:
        server.stand_in = stand_in
        stand_in.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _POLL_SECONDS}, daemon=True).start()
        yield stand_in
        server.shutdown()

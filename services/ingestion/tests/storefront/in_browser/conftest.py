"""A real browser, and a shop's pages on one origin that speak with the door on another."""

from __future__ import annotations

import http.server
import json
import os
import select
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from shared.auth.storefront_keys import create_key

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
GRANTED = "shopsight.push(['consent', 'granted']);"
# A page's time runs twenty times as fast: the snippet gathers for 100 ms instead of two seconds.
FASTER = "const wait = setInterval; window.setInterval = (then, after) => wait(then, after / 20);"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE_SECONDS = 30  # for a browser to come to the point; it takes a fraction of one, unless the machine is busy
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--window-size=400,600",
    f"--user-agent={CHROME}",
    "--disable-blink-features=AutomationControlled",  # as a person's; what drives a browser says so otherwise
    "--remote-debugging-pipe",  # no port that others could find
    # Without these a browser on a closed network fails at its own look-ups before it shows the page.
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Browser:
    """Chromium, spoken to by the DevTools protocol over a pair of pipes."""

    def __init__(self, profile: Path) -> None:
        assert CHROMIUM is not None
        read_here, write_there = os.pipe()
        read_there, self._write = os.pipe()
        self._read, self._rest, self._number = read_here, b"", 0
        # It reads commands from its third descriptor and answers on its fourth.
        shell = f'exec "$0" "$@" 3<&{read_there} 4>&{write_there}'
        command = ["bash", "-c", shell, CHROMIUM, *FLAGS, f"--user-data-dir={profile}"]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            command, pass_fds=(read_there, write_there), stdin=quiet, stdout=quiet, stderr=quiet
        )
        os.close(read_there)
        os.close(write_there)

    def ask(self, method: str, session: str | None = None, **parameters: object) -> dict[str, Any]:
        """One command and its answer."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": parameters, "sessionId": session}
        os.write(self._write, json.dumps({k: v for k, v in asked.items() if v is not None}).encode() + b"\0")
        while True:
            told = self._message()
            if told.get("id") == self._number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            readable, _, _ = select.select([self._read], [], [], PATIENCE_SECONDS)
            assert readable, "the browser says nothing"
            self._rest += os.read(self._read, 1 << 16)
        message, _, self._rest = self._rest.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told

    def close(self) -> None:
        self.ask("Browser.close")
        self._process.wait(PATIENCE_SECONDS)
        os.close(self._read)
        os.close(self._write)


class Visitor:
    """One person's browser: nothing of it is left by anybody before."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.context = browser.ask("Target.createBrowserContext")["browserContextId"]
        target = browser.ask("Target.createTarget", url="about:blank", browserContextId=self.context)["targetId"]
        self._session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def opens(self, address: str) -> None:
        self._browser.ask("Page.navigate", self._session, url=address)

    def sees(self, expression: str) -> Any:
        """What an expression is in the page, once that is there."""
        ready = f"document.readyState == 'complete' ? ({expression}) : undefined"
        answer = self._browser.ask("Runtime.evaluate", self._session, expression=ready, returnByValue=True)
        return answer["result"].get("value")

    def leaves(self) -> None:
        self._browser.ask("Target.disposeBrowserContext", browserContextId=self.context)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever needs the browser is skipped, and says so, where there is none."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="needs a browser (apt-get install chromium)"))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    opened = Browser(tmp_path_factory.mktemp("browser"))
    yield opened
    opened.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    somebody = Visitor(browser)
    yield somebody
    somebody.leaves()


@pytest.fixture(scope="session")
def eventually() -> Callable[[Callable[[], object]], None]:
    """Waits until something is so."""

    def wait(so: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not so():
            assert time.monotonic() < until, "it never came to it"
            time.sleep(0.02)

    return wait


@dataclass
class Shop:
    """A shop whose pages embed the snippet, and somebody who visits it."""

    door: Any
    address: str
    key: str
    visitor: Any
    eventually: Callable[[Callable[[], object]], None]
    origin: str
    pages: dict[str, str] = field(default_factory=dict)

    def page(self, path: str, body: str = "", *, before: str = GRANTED) -> None:
        """A page of the shop: `before` runs before the snippet, `body` is its content."""
        self.pages[path] = (
            f"<!doctype html><title>shop</title><script>{FASTER}var errors = [];"
            "addEventListener('error', e => errors.push(e.message));"
            "addEventListener('unhandledrejection', e => errors.push('' + e.reason));"
            f"window.shopsight = [];{before}</script>"
            f'<script defer src="{self.address}/api/ingest/snippet.js" data-key="{self.key}"></script>{body}'
        )

    def visit(self, path: str) -> None:
        """Open a page and wait for the snippet to be there."""
        self.visitor.opens(self.origin + path)
        bare = path.partition("?")[0]
        self.eventually(lambda: self.visitor.sees(f"location.pathname == '{bare}' && !Array.isArray(shopsight)"))

    def does(self, *calls: str) -> None:
        """What the page's own script says to the snippet."""
        for call in calls:
            self.visitor.sees(f"shopsight.push({call})")

    def has_told(self, *events: str) -> None:
        """Wait until just these events were published, each once."""
        self.eventually(lambda: len(self.told("event")) >= len(events))
        assert sorted(map(str, self.told("event"))) == sorted(events)
        assert self.visitor.sees("errors") == []

    def told(self, name: str) -> list[object]:
        """One field of every event that was published, each event once."""
        return [one.get(name) for one in {event["entity_id"]: event for event in self.door.published}.values()]

    def kept(self, expression: str = "") -> Any:
        """What the browser keeps."""
        return self.visitor.sees(f"JSON.parse(localStorage.shopsight || null){expression}")


@pytest.fixture
def shop(
    new_storefront: Callable[..., Any], visitor: Any, eventually: Callable[[Callable[[], object]], None]
) -> Iterator[Shop]:
    pages: dict[str, str] = {}

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = pages.get(self.path.partition("?")[0], "").encode()
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    page_server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    page_server.daemon_threads = True
    origin = f"http://127.0.0.1:{page_server.server_port}"
    door = new_storefront(allowed_origins=origin, storefront_address_per_second=1000)
    door.live()
    server = make_server("127.0.0.1", 0, door.app, threaded=True)
    threads = [threading.Thread(target=one.serve_forever, args=(0.02,)) for one in (page_server, server)]
    for thread in threads:
        thread.start()
    key, _ = create_key(door.store, [origin])
    yield Shop(door, f"http://localhost:{server.server_port}", key, visitor, eventually, origin, pages)
    for one, thread in zip((page_server, server), threads, strict=True):
        one.shutdown()
        thread.join()
        one.server_close()

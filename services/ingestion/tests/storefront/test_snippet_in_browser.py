"""The snippet in a real browser: a shop's pages on one origin, the door on another."""

from __future__ import annotations

import http.server
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from shared.auth.customer_signature import make_secret, signature
from shared.auth.storefront_keys import create_key

SNIPPET = Path(__file__).parents[2] / "src/ingestion/storefront/shopsight.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
# Without the middle ones a browser on a closed network fails at its own look-ups before it shows the page.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=400,600",
    "--disable-blink-features=AutomationControlled",  # as a person's; what drives a browser flags it otherwise
]
PAGE_SECONDS = 60  # starting a browser takes one; a loaded machine must not fail the test

needs_browser = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser (Debian: apt-get install chromium)"),
]


def test_the_snippet_is_under_three_kilobytes_and_ascii() -> None:
    script = SNIPPET.read_bytes()
    assert len(script) < 3 * 1024
    assert script.isascii()


@dataclass
class Shop:
    """A shop whose pages embed the snippet."""

    door: Any
    address: str
    key: str
    profile: Path
    pages: dict[str, str] = field(default_factory=dict)
    origin: str = ""

    def page(self, path: str, body: str, *, before: str = "", head: str = "") -> None:
        """A page of the shop: `before` runs before the snippet, `body` is its content."""
        self.pages[path] = (
            f"<!doctype html><title>shop</title><script>var errors = [];"
            "addEventListener('error', e => errors.push(e.message));"
            "addEventListener('unhandledrejection', e => errors.push('' + e.reason));"
            f"window.shopsight = [];{before}</script>{head}"
            f'<script defer src="{self.address}/api/ingest/snippet.js" data-key="{self.key}"></script>{body}'
        )

    def visit(self, path: str, *flags: str, user_agent: str = PERSON) -> str:
        """Open a page and what it goes on to; answers what stands on the last one, once it has settled."""
        assert CHROMIUM is not None
        own = [f"--user-data-dir={self.profile}", f"--user-agent={user_agent}", "--virtual-time-budget=9000", *flags]
        command = [CHROMIUM, *FLAGS, *own, "--dump-dom", self.origin + path]
        shown = subprocess.run(command, capture_output=True, text=True, timeout=PAGE_SECONDS, check=True).stdout
        return " ".join(unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", shown, flags=re.DOTALL)).split())

    def told(self, name: str) -> list[object]:
        """One field of every event that was published, each event once."""
        return [one.get(name) for one in {event["entity_id"]: event for event in self.door.published}.values()]


GRANTED = "shopsight.push(['consent', 'granted']);"
ERRORS = (
    "<p id=e></p><script>setInterval(() => e.textContent = 'errors: ' + errors.length + ' ' + errors, 100)</script>"
)


@pytest.fixture
def shop(new_storefront: Callable[..., Any], tmp_path: Path) -> Iterator[Shop]:
    pages: dict[str, str] = {}

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
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
    threads = [threading.Thread(target=one.serve_forever) for one in (page_server, server)]
    for thread in threads:
        thread.start()
    key, _ = create_key(door.store, [origin])
    yield Shop(door, f"http://localhost:{server.server_port}", key, tmp_path / "profile", pages, origin)
    for one, thread in zip((page_server, server), threads, strict=True):
        one.shutdown()
        thread.join()
        one.server_close()


class TestInABrowser:
    pytestmark = needs_browser

    def test_a_visit_is_told_with_its_views_cart_search_and_customer(self, shop: Shop) -> None:
        secret, expires = make_secret(shop.door.secrets), int(shop.door.time.timestamp()) + 3600
        signed = f"{{customer_id: 'c-17', expires: {expires}, signature: '{signature(secret, 'c-17', expires)}'}}"
        shop.page(
            "/p/mug",
            f"<main data-product-id=mug>Mug</main>{ERRORS}<script>setTimeout(() => {{"
            "shopsight.push(['add_to_cart', {product_id: 'mug', quantity: 2}]);"
            "shopsight.push(['search', {query: 'blue mug'}]) }, 500)</script>",
            before=f"{GRANTED}shopsight.push(['customer', {signed}]);",
        )

        words = shop.visit("/p/mug?utm_source=letter&utm_medium=email&utm_campaign=spring&token=secret")

        assert words == "shop Mug errors: 0"
        assert shop.told("event") == ["page_view", "product_view", "add_to_cart", "search"]
        assert shop.told("product_id") == [None, "mug", "mug", None]
        assert shop.told("quantity") == [None, None, "2", None]
        assert shop.told("query") == [None, None, None, "blue mug"]
        assert set(shop.told("page")) == {"/p/mug"}
        assert set(shop.told("customer_id")) == {"c-17"}
        assert len(set(shop.told("visitor_id"))) == len(set(shop.told("session_id"))) == 1
        everybody = [(one["source"], one["medium"], one["campaign"], one["device"]) for one in shop.door.published]
        assert set(everybody) == {("letter", "email", "spring", "desktop")}
        assert set(shop.told("is_bot")) == {False}
        assert "secret" not in str(shop.door.published)

    def test_what_waits_when_the_page_is_left_is_sent_and_the_visitor_stays_the_same(self, shop: Shop) -> None:
        leaving = "<script>setTimeout(() => { shopsight.push(['begin_checkout']); location = '/next' }, 300)</script>"
        shop.page("/", leaving, before=GRANTED)
        shop.page("/next", ERRORS, before=GRANTED)

        assert shop.visit("/") == "shop errors: 0"

        assert sorted(map(str, shop.told("event"))) == ["begin_checkout", "page_view", "page_view"]
        assert len(set(shop.told("visitor_id"))) == len(set(shop.told("session_id"))) == 1
        assert set(shop.told("source")) == {None}  # the shop's own page before says nothing
        shop.visit("/next")
        assert len(shop.told("event")) == 4
        assert len(set(shop.told("visitor_id"))) == 1

    def test_reading_an_article_is_told_in_quarters(self, shop: Shop) -> None:
        scrolling = "<script>let at = 0; setInterval(() => scrollTo(0, at += 200), 100)</script>"
        shop.page("/story", f"<article data-content-id=story style=height:3000px></article>{scrolling}", before=GRANTED)

        shop.visit("/story")

        engaged = [
            (one["event"], one.get("progress")) for one in shop.door.published if one.get("content_id") == "story"
        ]
        assert engaged[0] == ("content_view", None)
        assert engaged[1:] == [("content_progress", share) for share in ("0.25", "0.5", "0.75", "1")]

    def test_watching_a_video_is_told_in_quarters(self, shop: Shop) -> None:
        playing = """<script>
            const film = document.createElement('video'); document.body.append(film)
            Object.defineProperty(film, 'duration', {value: 100}); let now = 0
            Object.defineProperty(film, 'currentTime', {get: () => now})
            setTimeout(() => { shopsight.push(['content_view', {content_id: 'film'}, film])
              for (now of [10, 30, 60, 70, 100]) film.dispatchEvent(new Event('timeupdate')) }, 300)</script>"""
        shop.page("/film", playing, before=GRANTED)

        shop.visit("/film")

        engaged = [one.get("progress") for one in shop.door.published if one.get("content_id") == "film"]
        assert engaged == [None, "0.25", "0.5", "1"]

    @pytest.mark.parametrize(
        ("before", "consent"),
        [
            ("", "unknown"),
            ("shopsight.push(['consent', 'denied']);", "denied"),
            (f"Object.defineProperty(navigator, 'doNotTrack', {{value: '1'}});{GRANTED}", "denied"),
            (f"Object.defineProperty(navigator, 'globalPrivacyControl', {{value: true}});{GRANTED}", "denied"),
        ],
    )
    def test_without_consent_nobody_is_told_apart_and_the_browser_keeps_nothing(
        self, shop: Shop, before: str, consent: str
    ) -> None:
        kept = "<p id=k></p><script>setInterval(() => k.textContent = 'kept: ' + localStorage.length, 100)</script>"
        shop.page("/", kept + ERRORS, before=before)
        shop.door.bus.fails = True
        assert shop.visit("/") == "shop kept: 0 errors: 0"  # not even what could not be sent
        shop.door.bus.fails = False
        assert shop.visit("/") == "shop kept: 0 errors: 0"

        assert (shop.told("event"), shop.told("consent")) == (["page_view"], [consent])
        assert (shop.told("visitor_id"), shop.told("session_id")) == ([None], [None])

    def test_consent_that_is_taken_back_makes_the_browser_forget(self, shop: Shop) -> None:
        kept = "<p id=k></p><script>setInterval(() => k.textContent = 'kept: ' + localStorage.length, 100)</script>"
        later = "<script>setTimeout(() => shopsight.push(['consent', 'denied']), 3000)</script>"
        shop.page("/", kept + later, before=GRANTED)
        assert shop.visit("/") == "shop kept: 0"
        assert shop.told("consent") == ["granted"]

    def test_what_could_not_be_sent_is_sent_by_the_next_page_once(self, shop: Shop) -> None:
        shop.page("/", ERRORS, before=GRANTED)
        shop.door.bus.fails = True
        assert shop.visit("/") == "shop errors: 0"
        assert shop.door.published == []

        shop.door.bus.fails = False
        shop.visit("/")
        assert shop.told("event") == ["page_view", "page_view"]
        shop.visit("/")
        assert len(shop.told("event")) == len(shop.door.published) == 3
        assert len(set(shop.told("visitor_id"))) == 1

    def test_what_waits_to_be_sent_is_bounded(self, shop: Shop) -> None:
        many = "<p id=k></p><script>setInterval(() => shopsight.push(['page_view']), 2500);"
        kept = (
            "setInterval(() => k.textContent = JSON.parse(localStorage.shopsight || '{}').unsent?.length, 100)</script>"
        )
        shop.page("/", many + kept, before=GRANTED)
        shop.door.bus.fails = True
        assert shop.visit("/", "--virtual-time-budget=90000") == "shop 20"

    @pytest.mark.parametrize(
        "trouble",
        [
            "Object.defineProperty(window, 'localStorage', {get() { throw Error('blocked') }});",
            "localStorage.shopsight = 'no JSON';",
            "localStorage.shopsight = 'null';",
            "window.fetch = () => { throw Error('no fetch') }; navigator.sendBeacon = () => { throw Error('none') };",
            "window.fetch = () => Promise.reject(Error('offline')); navigator.sendBeacon = () => false;",
            "crypto.randomUUID = undefined;",
            "shopsight.push(['product_view']); shopsight.push('nonsense'); shopsight.push(null);",
            "window.shopsight = 'something of the page';",
        ],
    )
    def test_whatever_happens_the_shops_page_sees_no_error(self, shop: Shop, trouble: str) -> None:
        shop.page("/", f"<main data-content-id=story></main>{ERRORS}", before=GRANTED + trouble)
        shop.page("/leaves", "<script>setTimeout(() => location = '/', 300)</script>", before=GRANTED + trouble)
        assert shop.visit("/leaves") == "shop errors: 0"

    def test_a_browser_that_a_program_drives_says_so(self, shop: Shop) -> None:
        shop.page("/", "", before=GRANTED + "Object.defineProperty(navigator, 'webdriver', {value: true});")
        shop.visit("/")
        assert shop.told("is_bot") == [True]

    def test_a_page_of_another_origin_gets_nothing_in(self, shop: Shop) -> None:
        shop.page("/", ERRORS, before=GRANTED)
        shop.origin = shop.origin.replace("127.0.0.1", "localhost")
        assert shop.visit("/") == "shop errors: 0"
        assert shop.door.published == []

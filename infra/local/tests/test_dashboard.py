"""The dashboard: how the suite serves it, and what it shows while the suite is killed."""

from __future__ import annotations

import gzip
import re
import shutil
import signal
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from local.dashboard_routes import built_dashboard, make_dashboard_blueprint
from local.testing import free_port, started
from local.testing_browser import CHROMIUM, Browser, opened_browser
from shared.web import install

ROOT = Path(__file__).parents[3]
KILLS = 3  # of the suite, in front of somebody who looks at it


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What a build leaves behind, in small."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    page = '<meta name="shopsight-config" content="__SHOPSIGHT_CONFIG__"><script nonce="__CSP_NONCE__"></script>'
    (folder / "index.html").write_text(page, encoding="utf-8")
    (folder / "icon.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "assets" / "a.js").write_text("let a = 1;" * 100, encoding="utf-8")
    (folder / "assets" / "notes.txt").write_text("not for the world", encoding="utf-8")
    return folder


@pytest.fixture
def client(built: Path) -> FlaskClient:
    app = Flask("suite", static_folder=None)
    install(app, service="shopsight")
    app.register_blueprint(make_dashboard_blueprint(built, {"apiOrigin": "", "signIn": "code"}))
    return app.test_client()


def test_every_page_has_a_nonce_of_its_own_and_only_styles_that_carry_it_may_be_inline(client: FlaskClient) -> None:
    pages = [client.get("/") for _ in range(2)]

    nonces = [re.findall(r'nonce="([^"]+)"', page.text)[0] for page in pages]
    assert nonces[0] != nonces[1]
    policy = dict(part.strip().split(" ", 1) for part in pages[0].headers["Content-Security-Policy"].split(";"))
    assert policy["style-src"] == f"'self' 'nonce-{nonces[0]}'"
    assert policy["script-src"] == policy["connect-src"] == policy["img-src"] == "'self'"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in pages[0].headers["Content-Security-Policy"]
    assert pages[0].headers["Cache-Control"] == "no-store"


def test_the_page_is_told_where_it_runs(client: FlaskClient) -> None:
    assert "&quot;signIn&quot;: &quot;code&quot;" in client.get("/").text


def test_a_file_is_kept_for_ever_and_sent_compressed_to_who_can_read_it(client: FlaskClient) -> None:
    plain = client.get("/assets/a.js")
    compressed = client.get("/assets/a.js", headers={"Accept-Encoding": "gzip, br"})

    assert gzip.decompress(compressed.data) == plain.data
    assert len(compressed.data) < len(plain.data)
    assert "immutable" in plain.headers["Cache-Control"]
    assert "Accept-Encoding" in compressed.headers["Vary"]
    assert compressed.mimetype == "text/javascript"


def test_what_the_build_compressed_better_is_sent_to_who_can_read_that(built: Path) -> None:
    (built / "assets" / "a.js.br").write_bytes(b"as Brotli has it")
    app = Flask("suite", static_folder=None)
    app.register_blueprint(make_dashboard_blueprint(built, {}))

    answers = {
        taken: app.test_client().get("/assets/a.js", headers={"Accept-Encoding": taken})
        for taken in ("gzip, deflate, br", "gzip", "br;q=0, gzip", "identity")
    }

    assert {taken: answer.headers.get("Content-Encoding") for taken, answer in answers.items()} == {
        "gzip, deflate, br": "br",
        "gzip": "gzip",
        "br;q=0, gzip": "gzip",
        "identity": None,
    }
    assert answers["gzip, deflate, br"].data == b"as Brotli has it"
    assert len({answer.headers["ETag"] for answer in answers.values()}) == len({a.data for a in answers.values()})
    assert app.test_client().get("/assets/a.js.br").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", ["/assets/notes.txt", "/assets/none.js", "/assets/%2e%2e/index.html", "/assets/"])
def test_nothing_but_the_builds_own_files_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_without_a_build_there_is_no_dashboard(tmp_path: Path, built: Path) -> None:
    assert built_dashboard(str(tmp_path)) is None
    assert built_dashboard(str(built)) == built


def net_sales_are_those_of_the_api(page: Browser) -> None:
    """Until what stands on the page is what the suite answers at the same moment."""
    page.wait("document.querySelector('.pulse')?.dataset.phase === 'live'")
    page.wait("""fetch('/api/revenue/current').then((answer) => answer.json()).then(({today}) =>
      Number(document.querySelector('[data-figure=net_sales]').innerText.replace(/[^0-9.-]/g, '')) ===
      Number(today.net_sales.amount)).catch(() => false)""")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser (Debian: apt-get install chromium)")
@pytest.mark.skipif(built_dashboard("") is None, reason="needs a built dashboard: make frontend")
def test_what_the_owner_sees_is_what_the_api_says_however_often_the_suite_is_killed(
    data_dir: Path, tmp_path: Path, small_demo: Path
) -> None:
    shutil.copytree(small_demo, data_dir / "demo")
    told, port = {"DASHBOARD_DIR": str(ROOT / "frontend" / "dist")}, free_port()
    with ExitStack() as stack:
        up = stack.enter_context(started(data_dir, environment=told, empty=False, port=port))
        page = stack.enter_context(opened_browser(tmp_path / "profile"))
        page.visit(f"{up.origin}/#code={up.new_code()}")
        net_sales_are_those_of_the_api(page)
        for _ in range(KILLS):
            up.end(signal.SIGKILL)
            page.read("stale since")
            up = stack.enter_context(started(data_dir, environment=told, empty=False, port=port))
            net_sales_are_those_of_the_api(page)

"""The dashboard: how the suite serves it, and people's journeys through it in a real browser."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from local.dashboard_routes import built_dashboard, make_dashboard_blueprint
from local.testing import Shopsight, Up, free_port, started
from local.testing_browser import CHROMIUM, Browser, opened_browser
from segments.testing_marketing import standing_in
from segments.testing_marketing_mailchimp import KEY, LIST, StandInMailchimp
from shared.web import install

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "infra/local/frontend.sh"
DEMO_SECONDS = 400  # making one takes half a minute on a quiet machine
KILLS = 3  # of the suite, in front of somebody who looks at it
JOURNEY_SECONDS = 600  # they take half a minute; a loaded machine must not fail them


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


@pytest.mark.parametrize("path", ["/assets/notes.txt", "/assets/none.js", "/assets/%2e%2e/index.html", "/assets/"])
def test_nothing_but_the_builds_own_files_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_without_a_build_there_is_no_dashboard(tmp_path: Path, built: Path) -> None:
    assert built_dashboard(str(tmp_path)) is None
    assert built_dashboard(str(built)) == built


def wait_for_demo(up: Up) -> None:
    """Until the suite has made its demo and shows it."""
    deadline = time.monotonic() + DEMO_SECONDS
    who = up.signed_in()
    while True:
        _, headers, _ = up.ask("GET", "/api/revenue/current", headers=who)
        if headers["X-Shopsight-Data"] == "demo":
            return
        if time.monotonic() > deadline:
            raise AssertionError(f"there is no demo after {DEMO_SECONDS} s")
        time.sleep(0.5)


def sign_in_links(up: Up) -> str:
    """An address for each role of the journeys that signs one browser in, once; `leaver` is an owner who will leave."""
    roles = {"owner": "owner", "buyer": "buyer", "marketer": "marketer", "viewer": "viewer", "leaver": "owner"}
    return json.dumps({name: [f"{up.origin}/#code={up.new_code(role)}"] for name, role in roles.items()})


def net_sales_are_those_of_the_api(page: Browser) -> None:
    """Until what stands on the page is what the suite answers at the same moment."""
    page.wait("document.querySelector('.pulse')?.dataset.phase === 'live'")
    page.wait("""fetch('/api/revenue/current').then((answer) => answer.json()).then(({today}) =>
      Number(document.querySelector('[data-figure=net_sales]').innerText.replace(/[^0-9.-]/g, '')) ===
      Number(today.net_sales.amount)).catch(() => false)""")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser (Debian: apt-get install chromium)")
@pytest.mark.skipif(built_dashboard("") is None, reason="needs a built dashboard: make frontend")
@pytest.mark.skipif("THOROUGH" not in os.environ, reason="minutes of a browser: make bench-ui")
def test_owner_buyer_and_marketer_get_where_they_want_to(
    data_dir: Path, tmp_path: Path, shopsight: Shopsight, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailchimp, port, log = StandInMailchimp(), free_port(), tmp_path / "suite.log"
    with ExitStack() as stack:
        stack.enter_context(standing_in(mailchimp))
        monkeypatch.setenv("MAILCHIMP_API_URL", mailchimp.url)
        monkeypatch.setenv("MAILCHIMP_API_KEY", KEY)
        assert shopsight("connect", "mailchimp", "--audience", LIST, "--data-dir", data_dir).code == 0
        told = {"DASHBOARD_DIR": str(ROOT / "frontend" / "dist"), "MAILCHIMP_API_URL": mailchimp.url}
        up = stack.enter_context(started(data_dir, environment=told, empty=False, port=port, log=log))
        wait_for_demo(up)
        journeys = subprocess.run(
            ["/bin/bash", str(SCRIPT), "run", "vitest", "run", "--config", "vitest.journeys.config.ts"],
            cwd=ROOT,
            env={
                **os.environ,
                "SUITE_ORIGIN": up.origin,
                "SUITE_LINKS": sign_in_links(up),
                "CHROMIUM": str(CHROMIUM),
            },
            capture_output=True,
            text=True,
            timeout=JOURNEY_SECONDS,
            check=False,
        )
        assert journeys.returncode == 0, journeys.stdout + journeys.stderr
        assert {member.status for member in mailchimp.members.values()} == {"subscribed"}
        exported, kept = (mailchimp.carrying(f"shopsight: {name}") for name in ("Loyalist", "VIP"))
        assert exported
        assert exported | kept == set(mailchimp.members)
        assert mailchimp.forced == []


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

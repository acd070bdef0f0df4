"""The dashboard's image, made as its Dockerfile says and started exactly as an engine would start it."""

from __future__ import annotations

import json
import re
import signal
import time
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from tests.end_to_end.dockerfiles import ROOT, Image, Stage
from tests.end_to_end.test_images import READY_SECONDS, STOP_SECONDS, Running, started


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    if not (ROOT / "frontend" / "dist" / "index.html").is_file():
        pytest.skip("the dashboard was not built: make frontend")
    return Image(ROOT / "frontend" / "Dockerfile", tmp_path_factory.mktemp("dashboard")).stage("serve")


@pytest.fixture(scope="module")
def running(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(stage, tmp_path_factory.mktemp("run") / "data") as server:
        deadline = time.monotonic() + READY_SECONDS
        while server.get("/health/ready") != 200:
            assert server.process.poll() is None, server.words()
            assert time.monotonic() < deadline, server.words()
            time.sleep(0.05)
        yield server


def test_the_page_is_told_how_to_sign_in_and_has_a_nonce_of_its_own(running: Running) -> None:
    nonces = []
    for _ in range(2):
        with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/", timeout=5) as answer:
            page, headers = answer.read().decode(), answer.headers
        config = re.search(r'<meta name="shopsight-config" content="([^"]*)">', page)
        nonce = re.search(r"style-src 'self' 'nonce-([^']+)'", headers["Content-Security-Policy"])
        assert config is not None
        assert nonce is not None
        assert json.loads(unescape(config[1])) == {"apiOrigin": "", "signIn": "proxy"}
        assert "__CSP_NONCE__" not in page
        assert headers["X-Content-Type-Options"] == "nosniff"
        nonces.append(nonce[1])
    assert len(set(nonces)) == 2

    for path in set(re.findall(r'(?:src|href)="(/[^"]+)"', page)):
        assert running.get(path) == 200, path
    assert running.get("/assets/../main.py") == 404
    assert running.get("/api/revenue/current") == 404


def test_it_holds_its_packages_and_nothing_of_the_services(stage: Stage) -> None:
    packages = next(stage.at(".venv").glob("lib/python3.*/site-packages"))
    held = {path.name.split("-")[0].lower() for path in packages.glob("*.dist-info")}
    lock = (ROOT / "frontend" / "serve.txt").read_text(encoding="utf-8")
    locked = {match.lower().replace("-", "_") for match in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}

    assert held <= locked  # what only Windows needs is locked too
    assert {"flask", "gunicorn"} <= held
    assert {path.name for path in stage.at("local").glob("*.py")} == {"__init__.py", "dashboard_routes.py"}
    assert list(stage.at("local/__pycache__").glob("dashboard_routes.*.pyc"))
    assert stage.user != "root"
    megabytes = sum(path.stat().st_size for path in stage.at(".").rglob("*") if path.is_file()) / 1e6
    assert megabytes < 30  # beside the base image's 130


def test_settings_that_cannot_be_are_named_and_sigterm_ends_it(stage: Stage, running: Running, tmp_path: Path) -> None:
    with started(stage, tmp_path / "data", SIGN_IN="password", PORT="http") as refused:
        assert refused.process.wait(timeout=READY_SECONDS) == 2
        assert refused.words() == "SIGN_IN: 'password' is none of proxy, code\nPORT: 'http' is no port\n"

    told = time.monotonic()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=STOP_SECONDS) == 0, running.words()
    assert time.monotonic() - told < STOP_SECONDS

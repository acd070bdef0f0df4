"""The page at `/`: what it may load, whom it answers, and that it brings everything it needs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from flask import Flask
from flask.testing import FlaskClient

from local.page_routes import make_page_blueprint
from shared.web import install

PAGE = files("local") / "page"
FILES = sorted(entry.name for entry in PAGE.iterdir())
HOST_NAMES = {"localhost", "127.0.0.1", "[::1]", "shop.local"}


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("suite", static_folder=None)
    install(app, service="shopsight")
    app.register_blueprint(make_page_blueprint(HOST_NAMES))
    return app.test_client()


class _Seen(HTMLParser):
    """Every element of a page, and the text of scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def elements_of_page() -> list[tuple[str, dict[str, str | None]]]:
    seen = _Seen()
    seen.feed((PAGE / "index.html").read_text(encoding="utf-8"))
    return seen.elements


def test_the_page_is_there_and_allows_only_its_own_files(client: FlaskClient) -> None:
    answer = client.get("/")

    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_served_with_its_type_and_asked_for_again(client: FlaskClient, name: str) -> None:
    types = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}

    answer = client.get(f"/page/{name}")

    assert answer.status_code == 200
    assert answer.mimetype == types[name.rpartition(".")[2]]
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(f"/page/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/page/../suite.py", "/page/%2e%2e/suite.py", "/page/nothing.js", "/page/", "/page"])
def test_nothing_but_the_pages_files_is_served(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_the_page_holds_no_inline_script_or_style() -> None:
    for tag, attributes in elements_of_page():
        assert tag != "style"
        assert not [name for name in attributes if name == "style" or name.startswith("on")], attributes
        assert tag != "script" or attributes.get("src"), "a script without a file"


def test_the_page_names_only_files_that_are_there_and_no_other_site() -> None:
    named = [
        value
        for tag, attributes in elements_of_page()
        for name, value in attributes.items()
        if value and name in {"src", "href"} and not value.startswith("/api/")
    ]
    imported = [
        f"/page/{name.removeprefix('./')}"
        for file in FILES
        if file.endswith(".js")
        for name in re.findall(r'from "([^"]+)"', (PAGE / file).read_text(encoding="utf-8"))
    ]

    assert "/page/page.js" in named
    assert "/page/api.js" in imported
    assert {address for address in {*named, *imported} if address != "/"} <= {f"/page/{name}" for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_no_file_reaches_for_another_site_or_makes_markup_of_text(name: str) -> None:
    text = (PAGE / name).read_text(encoding="utf-8")

    assert set(re.findall(r"(?:https?:)?//[a-z][\w.-]*\.[a-z]{2,}[^\"' ]*", text)) <= {
        "http://www.w3.org/2000/svg",  # a name, fetched by nobody
        "http://www.w3.org/1999/xhtml",
    }
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:9", "[::1]:8080", "SHOP.local:8080"])
def test_the_suite_answers_to_its_own_names(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8080", "127.0.0.1.evil.example", "::1", ""])
@pytest.mark.parametrize("path", ["/", "/metrics", "/api/anything"])
def test_a_name_that_was_made_to_point_here_is_turned_away(client: FlaskClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host})

    assert answer.status_code == 421
    assert answer.json is not None
    assert answer.json["type"] == "urn:shopsight:problem:unknown-host"
    assert "ALLOWED_HOSTS" in answer.json["detail"]


def test_metrics_are_plain_text(client: FlaskClient) -> None:
    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"

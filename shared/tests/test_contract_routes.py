"""What every service shows of itself: that it lives, whether it can answer, and its contract."""

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from shared.api_docs import docs_page
from shared.contracts.generate import GENERATED
from shared.web import add_contract_routes, install

SERVICES = sorted(path.stem for path in GENERATED.glob("*.json"))


def client(checks: Mapping[str, str] | Exception) -> FlaskClient:
    def ready() -> Mapping[str, str]:
        if isinstance(checks, Exception):
            raise checks
        return checks

    app = Flask("shop")
    install(app, service="shop")
    blueprint = Blueprint("revenue", "revenue", url_prefix="/api/revenue")
    add_contract_routes(blueprint, contract="revenue", ready=ready)
    app.register_blueprint(blueprint)
    return app.test_client()


def test_a_service_lives_whatever_it_depends_on() -> None:
    answer = client(RuntimeError("down")).get("/api/revenue/health/live")

    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
    assert "no-cache" in answer.headers["Cache-Control"]


def test_a_service_is_ready_when_all_it_needs_is() -> None:
    well = client({"warehouse": "ok", "store": "ok"}).get("/api/revenue/health/ready")
    unwell = client({"warehouse": "no answer", "store": "ok"}).get("/api/revenue/health/ready")

    assert (well.status_code, well.get_json()["status"]) == (200, "ok")
    assert (unwell.status_code, unwell.get_json()) == (
        503,
        {"status": "unavailable", "checks": {"warehouse": "no answer", "store": "ok"}},
    )


def test_a_check_that_fails_itself_is_no_readiness_and_no_error() -> None:
    answer = client(RuntimeError("secret")).get("/api/revenue/health/ready")

    assert (answer.status_code, answer.get_json()["status"]) == (503, "unavailable")
    assert "secret" not in answer.text


def test_the_contract_is_served_as_it_was_bundled_and_only_when_it_changed() -> None:
    caller = client({})
    answer = caller.get("/api/revenue/openapi.json")

    assert answer.data == (GENERATED / "revenue.json").read_bytes()
    assert caller.get("/api/revenue/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


class Page(HTMLParser):
    """What a page is made of, and whether every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}
        self.ids |= {value or "" for name, value in attrs if name == "id"}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("service", SERVICES)
def test_the_page_shows_every_operation_parameter_and_schema_without_help_from_elsewhere(service: str) -> None:
    contract = json.loads((GENERATED / f"{service}.json").read_text())
    text = docs_page(contract)
    page = Page(text)

    assert page.open == []
    assert not page.tags & {"script", "img", "link", "iframe"}
    assert 'name="viewport"' in text
    assert {link for link in page.links if not link.startswith("#")} == {"openapi.json"}
    assert {link[1:] for link in page.links if link.startswith("#")} <= page.ids
    assert set(contract["components"]["schemas"]) <= page.ids
    for path, item in contract["paths"].items():
        assert path in text
        assert {operation["operationId"] for operation in item.values()} <= page.ids
    assert all(parameter["name"] in text for parameter in contract["components"].get("parameters", {}).values())


def test_the_page_may_load_its_own_style_and_nothing_else() -> None:
    answer = client({}).get("/api/revenue/docs")

    assert answer.content_type == "text/html; charset=utf-8"
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; frame-ancestors 'none'",
        answer.headers["Content-Security-Policy"],
    )


def test_what_a_contract_says_is_text_on_the_page_and_never_markup() -> None:
    evil = "<script>alert(1)</script>"
    schema = {"description": evil, "properties": {evil: {"type": "string", "description": evil, "enum": [evil]}}}
    operation = {
        "operationId": "x",
        "summary": evil,
        "parameters": [{"name": evil, "in": "query", "description": evil, "schema": {"type": "string"}}],
        "responses": {"200": {"description": evil, "content": {"text/html": {"schema": schema}}}},
    }
    contract = {
        "info": {"title": evil, "version": evil},
        "paths": {f"/{evil}": {"get": operation}},
        "components": {"schemas": {evil: schema}},
    }

    assert "script" not in Page(docs_page(contract)).tags

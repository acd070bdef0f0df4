"""Whom the suite answers, and what it says where no dashboard was built."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from local.host_routes import make_host_blueprint
from shared.web import install

HOST_NAMES = {"localhost", "127.0.0.1", "[::1]", "shop.local"}


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("suite", static_folder=None)
    install(app, service="shopsight")
    app.register_blueprint(make_host_blueprint(HOST_NAMES, dashboard=False))
    return app.test_client()


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:9", "[::1]:8080", "SHOP.local:8080"])
def test_the_suite_answers_to_its_own_names(client: FlaskClient, host: str) -> None:
    assert client.get("/metrics", headers={"Host": host}).status_code == 200


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


def test_who_comes_without_a_dashboard_is_told_how_to_build_it(client: FlaskClient) -> None:
    answer = client.get("/")

    assert answer.status_code == 503
    assert answer.json is not None
    assert "make frontend" in answer.json["detail"]

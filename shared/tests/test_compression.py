"""Answers in gzip for who takes it, and nothing personal among them."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from shared.compression import LEAST_BYTES
from shared.web import csv_answer, install, json_answer

LARGE = {"days": ["2024-05-01"] * LEAST_BYTES}
ASKS = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("shop")
    install(app, service="corner-shop")

    @app.get("/large")
    def large() -> Response:
        return json_answer(LARGE, etag="v1")

    @app.get("/small")
    def small() -> Response:
        return json_answer({"days": []}, etag="v1")

    @app.get("/personal")
    def personal() -> Response:
        return json_answer(LARGE, personal=True)

    @app.get("/file.csv")
    def file() -> Response:
        return csv_answer("file.csv", ["day"], [["2024-05-01"]] * LEAST_BYTES)

    return app.test_client()


def test_a_large_answer_comes_compressed_and_says_the_same(client: FlaskClient) -> None:
    plain, packed = client.get("/large"), client.get("/large", headers=ASKS)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 10
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_who_holds_it_is_not_sent_it_again_in_either_form(client: FlaskClient) -> None:
    for asks in ({}, ASKS):
        etag = client.get("/large", headers=asks).headers["ETag"]
        assert client.get("/large", headers={**ASKS, "If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("path", ["/small", "/personal", "/file.csv"])
def test_what_is_small_personal_or_streamed_stays_as_it_is(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=ASKS)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == client.get(path).data


def test_who_does_not_want_gzip_gets_none(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/large", headers={"Accept-Encoding": "gzip;q=0, br"}).headers

"""POST /api/ingest/files as a browser sends it, and as somebody sends it who means harm."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from local.suite import open_suite
from shared.auth.sessions import create_code
from shared.store import connect as connect_store

SALES = b"order_id,occurred_at,product_id,quantity,unit_price\n1,2024-05-01T10:00:00Z,mug,1,12.50\n"
ORIGIN = "http://localhost"  # what the test client calls the suite
OURS = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def suite(new_suite: Callable[[], Any]) -> Any:
    """A shop that every upload of these tests leaves as empty as it was."""
    return new_suite()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A suite that takes one megabyte at most."""
    return open_suite(tmp_path_factory.mktemp("small"), {"MAX_UPLOAD_MB": "1"}, lambda *_: None)


def send(suite: Any, files: list[tuple[str, bytes]], **form: str) -> TestResponse:
    uploads = [(io.BytesIO(content), name) for name, content in files]
    answer: TestResponse = suite.client.post(
        "/api/ingest/files",
        data={"file": uploads, "dry_run": "true", **(form or {"format": "canonical"})},
        headers={"Authorization": f"Bearer {suite.token('owner')}"},
    )
    answer.request.environ["wsgi.input"].close()  # the test client spools a large body to a file and forgets it
    return answer


def left_behind(suite: Any) -> list[Path]:
    staging = suite.data_dir / "shop" / "staging"
    return list(staging.rglob("*")) if staging.exists() else []


def test_a_page_of_ours_tries_a_load_and_then_does_it(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    client = suite.client
    store = connect_store(f"file://{suite.data_dir}/shop/store")
    signed = client.post("/api/auth/session", json={"code": create_code(store, "owner")}, headers=OURS)
    assert signed.status_code == 200

    def asked(**form: str) -> dict[str, Any]:
        data = {"file": [(io.BytesIO(SALES), "sales.csv")], "format": "canonical", **form}
        answer: dict[str, Any] = client.post("/api/ingest/files", data=data, headers=OURS).get_json()
        return answer

    assert asked(dry_run="true")["tables"][0]["loaded"] == 1
    assert suite.rows("SELECT COUNT(*) AS found FROM sales") == [{"found": 0}]
    assert asked()["tables"][0]["loaded"] == 1
    assert asked()["tables"][0]["known"] == 1


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://localhost:81"}],
)
def test_a_page_of_another_origin_loads_nothing_with_our_cookie(suite: Any, headers: dict[str, str]) -> None:
    client = suite.client
    store = connect_store(f"file://{suite.data_dir}/shop/store")
    client.post("/api/auth/session", json={"code": create_code(store, "owner")}, headers=OURS)
    data = {"file": [(io.BytesIO(SALES), "sales.csv")], "format": "canonical"}

    assert client.post("/api/ingest/files", data=data, headers=headers).status_code == 403
    assert suite.rows("SELECT COUNT(*) AS found FROM sales") == [{"found": 0}]


def test_who_may_only_read_loads_nothing_and_is_told_before_the_body_is_read(suite: Any) -> None:
    headers = {"Authorization": f"Bearer {suite.token('viewer')}", "Content-Type": "multipart/form-data; boundary=x"}

    class Unread(io.BytesIO):
        """A body that must not be touched."""

        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

    answer = suite.client.post("/api/ingest/files", input_stream=Unread(), headers=headers, content_length=1000)
    assert answer.status_code == 403


def test_an_upload_beyond_the_limit_is_refused_by_its_length(small: Any) -> None:
    issuer_client = small.app.test_client()
    store = small.plugs.store
    issuer_client.post("/api/auth/session", json={"code": create_code(store, "owner")}, headers=OURS)
    data = {"file": [(io.BytesIO(b"x" * (2 << 20)), "sales.csv")], "format": "canonical"}
    answer = issuer_client.post("/api/ingest/files", data=data, headers=OURS)
    answer.request.environ["wsgi.input"].close()

    assert answer.status_code == 413
    assert answer.get_json()["type"] == "urn:shopsight:problem:content-too-large"


def test_a_body_without_a_length_is_cut_off_at_the_limit(small: Any) -> None:
    client = small.app.test_client()
    client.post("/api/auth/session", json={"code": create_code(small.plugs.store, "owner")}, headers=OURS)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="sales.csv"\r\n\r\n'
    answer = client.post(
        "/api/ingest/files",
        input_stream=io.BytesIO(head + b"y" * (3 << 20) + b"\r\n--x--\r\n"),
        headers={**OURS, "Content-Type": "multipart/form-data; boundary=x"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"no form at all", 400),
        (b'--x\r\nContent-Disposition: form-data; name="file"; filename="sales.csv"\r\n\r\ncut off', 400),
        (b"--x--\r\n", 400),
        (b'--x\r\nContent-Disposition: form-data; name="mapping"\r\n\r\n' + b"m" * 5_000_000 + b"\r\n--x--\r\n", 413),
    ],
)
def test_a_form_that_is_none_is_refused_as_one(suite: Any, body: bytes, status: int) -> None:
    answer = suite.client.post(
        "/api/ingest/files",
        data=body,
        headers={
            "Authorization": f"Bearer {suite.token('owner')}",
            "Content-Type": "multipart/form-data; boundary=x",
        },
    )
    answer.request.environ["wsgi.input"].close()

    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert left_behind(suite) == []


@pytest.mark.parametrize(
    ("files", "form", "field"),
    [
        ([("sales.csv", SALES)] * 201, {"format": "canonical"}, "file"),
        ([("sales.csv", SALES)] * 2, {"format": "canonical"}, "file"),
        ([("../..", SALES)], {"format": "canonical"}, "file"),
        ([("=+", SALES)], {"format": "canonical"}, "file"),
        ([("sales.csv", SALES)], {"format": "excel"}, "format"),
        ([("sales.csv", SALES)], {"format": "canonical", "mapping": "x"}, "mapping"),
        ([("sales.csv", SALES)], {"format": "canonical", "more": "x"}, "more"),
    ],
)
def test_a_form_with_too_much_or_too_little_is_refused_by_field(
    suite: Any, files: list[tuple[str, bytes]], form: dict[str, str], field: str
) -> None:
    answer = send(suite, files, **form)

    assert answer.status_code == 400, answer.text
    assert field in {error["field"] for error in answer.get_json()["errors"]}
    assert left_behind(suite) == []


@pytest.mark.parametrize("name", ["../../etc/sales.csv", "=@sales.csv", "\x00sales.csv"])
def test_no_name_of_a_file_becomes_a_path_or_a_formula(suite: Any, name: str) -> None:
    answer = send(suite, [(name, SALES)])

    assert answer.status_code == 200, answer.text
    assert [file["name"] for file in answer.get_json()["files"]] == ["sales.csv"]
    assert left_behind(suite) == []


def test_the_rows_a_load_rejected_are_a_file_that_no_spreadsheet_runs(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    rows = b'2,2024-05-01T10:00:00Z,mug,"=HYPERLINK(""http://evil.test"")",1\n3,"@SUM(1)",mug,1,1\n'
    report = suite.load({"=1+1sales.csv": b"", "sales.csv": SALES + rows}, format="canonical").get_json()
    assert "detail" in report  # a file that is named after no table

    report = suite.load({"sales.csv": SALES + rows}, format="canonical").get_json()
    answer = suite.get(report["rejected_rows"])

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="rejected-')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    cells = [cell for row in csv.reader(answer.text.splitlines()) for cell in row]
    answer.close()
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]


def test_a_bomb_is_refused_with_what_it_is_and_leaves_nothing(suite: Any) -> None:
    bomb = gzip.compress(b"\n" * (128 << 20), compresslevel=9)
    answer = send(suite, [("sales.csv.gz", bomb)])

    assert answer.status_code == 422
    assert "unpacks to more than 200 times its size" in answer.get_json()["detail"]
    assert left_behind(suite) == []

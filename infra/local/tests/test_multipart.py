"""Files go to the suite as a form that is read from disk while it is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from local.multipart import MultipartForm


def received(form: MultipartForm) -> Request:
    """The form as the suite sees it."""
    return Request({**EnvironBuilder(method="POST").get_environ(), **form.environ()})


def test_files_and_fields_arrive_as_they_are(tmp_path: Path) -> None:
    sales, products = tmp_path / "sales.csv", tmp_path / "products.csv"
    sales.write_bytes(b"order_id\r\n" + b"1\n" * 400_000)
    products.write_bytes(b"")

    with received(MultipartForm({"format": "canonical", "dry_run": "true"}, [sales, products])) as request:
        assert request.form.to_dict() == {"format": "canonical", "dry_run": "true"}
        files = request.files.getlist("file")
        assert [file.filename for file in files] == ["sales.csv", "products.csv"]
        assert files[0].read() == sales.read_bytes()
        assert files[1].read() == b""


@pytest.mark.parametrize("name", ['the "best" of 2011.csv', "Übersicht Köln.csv", "a\\b.csv", "x; filename=y.csv"])
def test_any_name_of_a_file_leaves_the_form_whole(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("order_id\n1\n", encoding="utf-8")

    with received(MultipartForm({"mapping": "sales: ü\n---\n"}, [file])) as request:
        assert request.form["mapping"] == "sales: ü\n---\n"
        assert request.files["file"].read() == b"order_id\n1\n"


@pytest.mark.parametrize("size", [1, 7, 1_000, 1_000_000, -1])
def test_the_length_told_is_the_length_sent_whatever_is_read_at_a_time(tmp_path: Path, size: int) -> None:
    file = tmp_path / "sales.csv"
    file.write_bytes(b"x" * 3_000)
    form = MultipartForm({"format": "canonical"}, [file])

    body = b"".join(iter(lambda: form.read(size), b""))

    assert len(body) == form.length


def test_progress_tells_bytes_of_all_files(tmp_path: Path) -> None:
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file in files:
        file.write_bytes(b"x" * 300_000)
    told: list[tuple[int, int]] = []

    MultipartForm({}, files, lambda sent, total: told.append((sent, total))).read()

    assert told[-1] == (600_000, 600_000)
    assert [sent for sent, _ in told] == sorted({sent for sent, _ in told})


def test_a_file_that_grows_meanwhile_is_sent_as_long_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_bytes(b"first\n")
    form = MultipartForm({}, [file])
    file.write_bytes(b"first\nsecond\n")

    with received(form) as request:
        assert request.files["file"].read() == b"first\n"


def test_a_file_that_became_shorter_is_an_error_and_not_a_hang(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_bytes(b"first\nsecond\n")
    form = MultipartForm({}, [file])
    file.write_bytes(b"first\n")

    with pytest.raises(OSError, match=r"sales\.csv became shorter"):
        form.read()

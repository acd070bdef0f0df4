"""`shopsight load bigquery://...`: what is said before, and instead of, reading a dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.reports import load_lines
from local.testing import Shopsight

MAPPING = "source: Theirs\ntables: [{table: products, from: Wares, watermark: Changed, columns: {product_id: Sku}}]\n"
SOURCE = "bigquery://their-project/shop"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    file = tmp_path / "theirs.yaml"
    file.write_text(MAPPING, encoding="utf-8")
    return file


@pytest.fixture
def no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")  # else the library asks the network whether this is a Google machine
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "BIGQUERY_EMULATOR", "BIGQUERY_SOURCES"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((SOURCE,), "--mapping FILE.yaml"),
        ((SOURCE, "--format", "canonical"), "--mapping FILE.yaml"),
        ((SOURCE, "sales.csv", "--mapping", "uci_online_retail"), "no files with it"),
        (("sales.csv", "--mapping", "uci_online_retail", "--since", "last"), "--since is for a BigQuery dataset"),
        ((SOURCE, "--mapping", "no_such_file.yaml"), "no_such_file.yaml cannot be read"),
    ],
)
def test_wrong_usage_is_said_before_anything_is_opened(
    shopsight: Shopsight, data_dir: Path, arguments: tuple[str, ...], words: str
) -> None:
    said = shopsight("load", *arguments, "--data-dir", data_dir)

    assert said.code == 2
    assert words in said.talk
    assert not data_dir.exists()


@pytest.mark.usefixtures("no_credentials")
def test_without_credentials_it_is_said_how_to_get_some(shopsight: Shopsight, data_dir: Path, mapping: Path) -> None:
    said = shopsight("load", SOURCE, "--mapping", mapping, "--data-dir", data_dir)

    assert said.code == 4
    assert "gcloud auth application-default login" in said.talk


@pytest.mark.usefixtures("no_credentials")
@pytest.mark.parametrize(
    ("source", "since", "words"),
    [
        ("bigquery://their-project", "last", "source: is bigquery://PROJECT/DATASET"),
        (f"{SOURCE}?emulator=http://127.0.0.1:1", "last", "BIGQUERY_EMULATOR"),
        (SOURCE, "yesterday", "since: is a day (2024-01-31)"),
    ],
)
def test_what_cannot_be_a_source_or_a_time_is_refused(
    shopsight: Shopsight, data_dir: Path, mapping: Path, source: str, since: str, words: str
) -> None:
    said = shopsight("load", source, "--mapping", mapping, "--since", since, "--data-dir", data_dir)

    assert said.code == 1
    assert words in said.talk


def test_only_listed_datasets_are_read(
    shopsight: Shopsight, data_dir: Path, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIGQUERY_SOURCES", "their-project/other, our-project/shop")
    said = shopsight("load", SOURCE, "--mapping", mapping, "--data-dir", data_dir)

    assert said.code == 1
    assert "BIGQUERY_SOURCES" in said.talk


def test_an_emulator_is_on_this_machine(
    shopsight: Shopsight, data_dir: Path, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIGQUERY_EMULATOR", "http://169.254.169.254")
    said = shopsight("load", SOURCE, "--mapping", mapping, "--data-dir", data_dir)

    assert said.code == 2
    assert "BIGQUERY_EMULATOR: is no http://127.0.0.1:PORT" in said.talk


def test_the_report_says_what_was_read_and_what_it_cost() -> None:
    read = {"name": "Wares", "tables": ["products"], "bytes": 12_345_678_901, "rows": 1_200}
    report = {
        "load_id": "dry-run",
        "dry_run": True,
        "files": [],
        "tables": [],
        "rejected": [],
        "net_amount": None,
        "notes": [],
        "sources": [
            {
                **read,
                "since": "2024-05-01T00:00:00+00:00",
                "watermark": "Changed",
                "mapped": [{"table": "products", "rows": [{"product_id": "s1", "title": "Mug", "price": None}]}],
                "reasons": {},
            },
            {**read, "bytes": 7, "since": None, "watermark": None, "mapped": None, "reasons": {"mapped": "hidden"}},
        ],
    }

    assert load_lines(report, None)[1:6] == [
        "Wares: 1,200 rows since 2024-05-01T00:00:00+00:00 by Changed, 12.3 GB read by BigQuery",
        "  products: product_id s1, title Mug",
        "Wares: 1,200 rows, 7 bytes read by BigQuery",
        "  its rows are not shown: hidden",
        "table  read  = loaded  + known  + rejected",
    ]

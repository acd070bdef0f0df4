"""`shopsight compare-engines`: on one machine this machine beside the baseline, and that BigQuery ML is not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from local.commands_compare import clusters
from local.testing import Shopsight


@pytest.fixture
def shop(shopsight: Shopsight, tmp_path: Path) -> Path:
    """A shop of ninety days, forecast."""
    lines = ["order_id,occurred_at,product_id,quantity,unit_price"]
    for number in range(90):
        day = date(2024, 1, 1) + timedelta(days=number)
        lines.append(f"{number},{day}T10:00:00Z,mug,{3 + day.weekday()},8.50")
    files = tmp_path / "files"
    files.mkdir()
    (files / "sales.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    data = tmp_path / "data"
    assert shopsight("load", "--format", "canonical", files, "--data-dir", data).code == 0
    for job in ("forecast", "demand-forecast"):
        assert shopsight("jobs", "run", job, "--data-dir", data).code == 0
    return data


def test_this_machine_stands_beside_the_baseline_and_what_is_missing_is_said(shopsight: Shopsight, shop: Path) -> None:
    said = shopsight("compare-engines", "--data-dir", shop)
    assert said.code == 0
    assert "BigQuery ML is not there" in said.talk
    rows = shopsight("compare-engines", "--json", "--data-dir", shop)
    told = [(row["what"], row["engine"]) for row in rows.document]  # type: ignore[index]  # a list of rows
    assert told == [
        ("net sales, 28 days", "local"),
        ("net sales, 28 days", "bigquery-ml"),
        ("net sales, 28 days", "baseline"),
        ("fast products, 28 days", "local"),
        ("fast products, 28 days", "baseline"),
        ("fast products, 28 days", "bigquery-ml"),
        ("clusters", "local"),
    ]
    local = rows.document[0]  # type: ignore[index]  # as above
    assert local["note"] == "chosen"
    assert local["error"].endswith(" %")
    assert rows.document[1]["note"] == "not_chosen"  # type: ignore[index]  # as above


class Answers:
    """A suite that answers with what it was given, of every path one document."""

    origin = None

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self._documents = documents

    def request(self, method: str, path: str, **_: object) -> Any:
        assert method == "GET"
        return SimpleNamespace(document=lambda: self._documents[path])


def test_clusters_of_both_engines_stand_side_by_side() -> None:
    local = {"engine": "local", "is_chosen": False, "k": 4, "silhouette": 0.412, "spread": 2.31, "agreement": None}
    google = {**local, "engine": "bigquery-ml", "is_chosen": True, "spread": 2.29, "agreement": 0.973, "usd": "0.0143"}
    engines = [{**local, "usd": None, "reason": None}, {**google, "reason": None}]
    rows = list(clusters(Answers({"/api/segments/clusters": {"training": {"sample": 5000, "engines": engines}}})))

    assert [(row[1], row[6], row[7]) for row in rows] == [
        ("local", "5,000", "4 clusters, silhouette 0.41, spread 2.31"),
        (
            "bigquery-ml",
            "5,000",
            "4 clusters, silhouette 0.41, spread 2.29, agreement with local 0.97, chosen, 0.0143 USD",
        ),
    ]


def test_a_shop_without_data_says_what_is_missing(shopsight: Shopsight, tmp_path: Path) -> None:
    said = shopsight("compare-engines", "--data-dir", tmp_path / "empty")
    assert said.code == 0
    assert "no_data" in said.out
    assert "not made yet" in said.out

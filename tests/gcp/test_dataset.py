"""The suite that runs on Google empties tables: never a shop's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.gcp.dataset import may_be_emptied

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("dataset", ["shop", "shop_empty", "contest", ""])
def test_a_shops_own_dataset_is_never_emptied(dataset: str) -> None:
    assert not may_be_emptied(f"bigquery://test/{dataset}")


def test_what_the_pages_tell_to_type_is_for_tests() -> None:
    said = [
        url
        for page in (*ROOT.glob("docs/*.md"), ROOT / "Makefile", ROOT / "tests/gcp/test_google_cloud.py")
        for url in re.findall(r"GCP_WAREHOUSE=(bigquery://\S+)", page.read_text(encoding="utf-8"))
    ]
    assert len(said) >= 4
    assert [url for url in said if not may_be_emptied(url.rstrip("`,"))] == []

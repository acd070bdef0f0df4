"""`shopsight load --format ga4` of files."""

from __future__ import annotations

from pathlib import Path

from ingestion.testing_ga4 import ga4_event, json_lines, purchase
from local.testing import Shopsight


def test_a_folder_of_the_export_is_loaded_and_what_is_apart_is_told(
    shopsight: Shopsight, tmp_path: Path, data_dir: Path
) -> None:
    folder = tmp_path / "analytics"
    folder.mkdir()
    (folder / "events_20240501.json").write_bytes(json_lines([ga4_event("page_view"), ga4_event("scroll")]))
    (folder / "events_20240502.jsonl").write_bytes(json_lines([purchase("1001", consent="No")]))
    (folder / "readme.md").write_text("nothing", encoding="utf-8")

    said = shopsight("load", "--format", "ga4", folder, "--data-dir", data_dir)

    assert said.code == 0, said.talk
    assert "events_20240501.json: 1 rows for web_events" in said.out
    assert "of the export's rows: consent denied 1, without session 1" in said.out
    assert "events that are not kept: scroll 1" in said.out
    assert "left out, no JSON" in said.talk


def test_a_dataset_is_read_by_a_mapping_or_as_googles_export(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("load", "--format", "shopify", "bigquery://project/analytics_1", "--data-dir", data_dir)

    assert said.code == 2
    assert "--format ga4" in said.talk

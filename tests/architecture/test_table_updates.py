"""A data folder that an earlier version wrote starts with this one: what tables may not do to that end."""

from __future__ import annotations

from tests.architecture.table_history import faults, tables_before, tables_now, written_down

BEFORE = {"sales": {"entry_id": "STRING REQUIRED", "tags": "STRING REPEATED", "note": "STRING NULLABLE"}}


def test_folders_of_earlier_versions_start_with_the_tables_of_this_one() -> None:
    assert faults(tables_before(), tables_now()) == []


def test_what_would_keep_a_folder_from_starting_is_found() -> None:
    def found(**columns: str | None) -> int:
        now = {name: told for name, told in {**BEFORE["sales"], **columns}.items() if told is not None}
        return len(faults(BEFORE, {"sales": now, "alerts": {"alert_id": "STRING REQUIRED"}}))

    assert found(till="STRING NULLABLE", note=None, entry_id="STRING NULLABLE") == 0
    assert found(entry_id=None) == 1
    assert found(till="STRING REQUIRED") == 1
    assert found(note="STRING REQUIRED") == 1
    assert found(note="INT64 NULLABLE") == 1
    assert found(tags="STRING NULLABLE") == 1


def test_what_was_written_down_stays() -> None:
    assert written_down(BEFORE, {"alerts": {"x": "INT64 NULLABLE"}}).keys() == {"alerts", "sales"}
    assert written_down(BEFORE, {"sales": {"till": "STRING NULLABLE"}})["sales"].keys() == {*BEFORE["sales"], "till"}

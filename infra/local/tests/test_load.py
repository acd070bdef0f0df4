"""`shopsight load` and `shopsight loads`, with no suite running: the command opens the shop itself."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ingestion.testing import Item, Order, orders_csv
from local.testing import NET_TOTAL, SALES, Shopsight


def load_id(shopsight: Shopsight, data_dir: Path) -> str:
    return str(json.loads(shopsight("loads", "list", "--json", "--data-dir", data_dir).out)[0]["load_id"])


def test_a_folder_of_canonical_files_is_loaded_and_the_rows_add_up(
    shopsight: Shopsight, shop_files: Path, data_dir: Path
) -> None:
    said = shopsight("load", "--format", "canonical", shop_files, "--json", "--data-dir", data_dir)

    assert said.code == 0
    tables = {row["table"]: row for row in said.document["tables"]}  # type: ignore[attr-defined]  # the contract's list
    assert {name: (row["read"], row["loaded"], row["known"], row["rejected"]) for name, row in tables.items()} == {
        "sales": (3, 3, 0, 0),
        "products": (2, 2, 0, 0),
    }
    assert said.document["net_amount"]["amount"] == NET_TOTAL  # type: ignore[index]  # the contract's Money
    assert "shopsight" not in said.talk


def test_the_report_for_a_person_says_what_was_recognised_and_what_to_do_next(
    shopsight: Shopsight, shop_files: Path, data_dir: Path
) -> None:
    said = shopsight("load", "--format", "canonical", shop_files, "--data-dir", data_dir)

    assert said.code == 0
    assert "sales.csv: 3 rows for sales" in said.out
    assert "products.csv: 2 rows for products" in said.out
    assert f"{NET_TOTAL} GBP" in said.out
    assert f"shopsight up --data-dir {data_dir}" in said.talk
    assert "shopsight loads undo" in said.talk


def test_a_dry_run_says_the_same_and_changes_nothing(shopsight: Shopsight, shop_files: Path, data_dir: Path) -> None:
    dry = shopsight("load", "--format", "canonical", shop_files, "--dry-run", "--data-dir", data_dir)

    assert dry.code == 0
    assert "what the load would do" in dry.out
    assert f"{NET_TOTAL} GBP" in dry.out
    assert "without --dry-run" in dry.talk
    assert json.loads(shopsight("loads", "list", "--json", "--data-dir", data_dir).out) == []


def test_loading_the_same_files_twice_finds_them_known(shopsight: Shopsight, shop_files: Path, data_dir: Path) -> None:
    shopsight("load", "--format", "canonical", shop_files / "sales.csv", "--data-dir", data_dir)

    again = shopsight("load", "--format", "canonical", shop_files / "sales.csv", "--json", "--data-dir", data_dir)

    assert again.code == 0
    assert again.document["tables"] == [{"table": "sales", "read": 3, "loaded": 0, "known": 3, "rejected": 0}]


def test_rows_that_cannot_be_read_end_in_a_file_and_in_an_exit_code_of_their_own(
    shopsight: Shopsight, shop_files: Path, data_dir: Path
) -> None:
    (shop_files / "sales.csv").write_text(SALES + "1003,1,2024-03-03T09:00:00Z,mug,many,8.50\n", encoding="utf-8")

    said = shopsight("load", "--format", "canonical", shop_files, "--json", "--data-dir", data_dir)

    assert said.code == 3
    file = Path(str(said.document["rejected_file"]))
    assert file.is_relative_to(data_dir)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert len(rows) == 2
    assert "sales.csv" in rows[1]
    assert "5" in rows[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--format canonical"),
        ([], "uci_online_retail"),
        (["--format", "canonical", "--mapping", "x.yaml"], "one of two ways"),
        (["--format", "excel"], "excel"),
        (["--mapping", "no_such_mapping"], "no_such_mapping cannot be read"),
    ],
)
def test_wrong_usage_is_said_before_anything_is_opened(
    shopsight: Shopsight, shop_files: Path, data_dir: Path, arguments: list[str], words: str
) -> None:
    said = shopsight("load", *arguments, shop_files, "--data-dir", data_dir)

    assert said.code == 2
    assert words in said.talk
    assert said.out == ""
    assert not data_dir.exists()


def test_a_folder_of_shopifys_exports_is_loaded_by_their_headers(
    shopsight: Shopsight, tmp_path: Path, data_dir: Path
) -> None:
    (tmp_path / "exports").mkdir()
    order = Order("#1001", [Item("Mug", "12.00", 2, sku="MUG-1")], taxes="4.00", includes_tax=True)
    (tmp_path / "exports" / "whatever.csv").write_text(orders_csv([order]), encoding="utf-8")

    said = shopsight("load", "--format", "shopify", tmp_path / "exports", "--data-dir", data_dir)

    assert said.code == 0
    assert "whatever.csv: 1 rows for sales" in said.out
    assert "20.00 GBP" in said.out
    assert "without the products export" in said.out + said.talk


def test_a_file_that_is_not_there_is_wrong_usage(shopsight: Shopsight, tmp_path: Path, data_dir: Path) -> None:
    said = shopsight("load", "--format", "canonical", tmp_path / "none.csv", "--data-dir", data_dir)

    assert said.code == 2
    assert "none.csv" in said.talk


def test_a_folder_without_a_table_in_it_is_wrong_usage(shopsight: Shopsight, tmp_path: Path, data_dir: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "README.md").write_text("nothing", encoding="utf-8")

    said = shopsight("load", "--format", "canonical", tmp_path / "empty", "--data-dir", data_dir)

    assert said.code == 2
    assert "README.md" in said.talk


def test_a_file_that_is_no_table_is_refused_with_what_to_do(
    shopsight: Shopsight, tmp_path: Path, data_dir: Path
) -> None:
    file = tmp_path / "umsatz.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")

    said = shopsight("load", "--format", "canonical", file, "--data-dir", data_dir)

    assert said.code == 1
    assert "umsatz.csv" in said.talk
    assert said.out == ""
    assert json.loads(shopsight("loads", "list", "--json", "--data-dir", data_dir).out) == []


def test_loads_are_listed_and_one_is_taken_back(shopsight: Shopsight, shop_files: Path, data_dir: Path) -> None:
    shopsight("load", "--format", "canonical", shop_files, "--data-dir", data_dir)
    loaded = load_id(shopsight, data_dir)

    listed = shopsight("loads", "list", "--data-dir", data_dir)
    undone = shopsight("loads", "undo", loaded, "--data-dir", data_dir)
    again = shopsight("loads", "undo", loaded, "--data-dir", data_dir)

    assert loaded in listed.out
    assert "shopsight loads undo" in listed.talk
    assert undone.code == 0
    assert "sales: 3 rows" in undone.out
    assert json.loads(shopsight("loads", "list", "--json", "--data-dir", data_dir).out)[0]["status"] == "undone"
    assert again.code == 1


@pytest.mark.parametrize("name", ["20240101-000000-abcdef", "NO SUCH", "../up", "a/b?c#d"])
def test_a_load_that_is_not_there_cannot_be_taken_back(shopsight: Shopsight, data_dir: Path, name: str) -> None:
    said = shopsight("loads", "undo", name, "--data-dir", data_dir)

    assert said.code == 1
    assert said.out == ""


def test_a_shop_without_loads_says_how_to_begin(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("loads", "list", "--data-dir", data_dir)

    assert said.code == 0
    assert said.out == ""
    assert "shopsight load" in said.talk


def test_log_lines_stay_out_of_the_talk(shopsight: Shopsight, shop_files: Path, data_dir: Path) -> None:
    said = shopsight("load", "--format", "canonical", shop_files, "--data-dir", data_dir)

    assert "{" not in said.talk
    assert '"message"' in (data_dir / "suite.log").read_text(encoding="utf-8")


def test_settings_that_will_not_do_are_named(
    shopsight: Shopsight, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TIMEZONE", "Europe/Lundun")

    said = shopsight("loads", "list", "--data-dir", data_dir)

    assert said.code == 2
    assert "SHOP_TIMEZONE" in said.talk
    assert "Europe/London" in said.talk

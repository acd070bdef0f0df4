"""Backup, restore and drill on one machine: figures come out equal, and an old backup brings nobody back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from local.backing_up import named
from local.testing import NET_TOTAL, Shopsight, Up, started

ANNA, BEN = "c-71", "c-62"
SALES = f"""order_id,line_no,occurred_at,product_id,quantity,unit_price,customer_id
1001,1,2024-03-01T10:00:00Z,mug,2,8.50,{ANNA}
1001,2,2024-03-01T10:00:00Z,plate,1,12.00,{ANNA}
1002,1,2024-03-02T15:30:00Z,mug,1,8.50,{BEN}
"""
CUSTOMERS = f"""customer_id,email,phone
{ANNA},anna.ax@shop.test,+44 20 7946 0958
{BEN},ben@elsewhere.test,
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "sales.csv").write_text(SALES, encoding="utf-8")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    with started(tmp_path_factory.mktemp("live") / "data") as up:
        yield up


def net_of(data_dir: Path) -> str:
    """Net sales of the two days, asked of whatever holds the folder."""
    from local.client import open_client  # noqa: PLC0415 - after the environment was cleaned
    from local.data_folder import DataFolder  # noqa: PLC0415 - as above

    with open_client(DataFolder(data_dir), {"JOBS_BY_CLOCK": "false"}, lambda *_: None) as client:
        asked = client.request("GET", "/api/revenue/trends?from=2024-03-01&to=2024-03-02&as_of=2024-03-05T00:00:00Z")
        document = asked.document()
    days: list[dict[str, dict[str, str]]] = document["series"]  # type: ignore[assignment]  # the contract's
    return str(sum(Decimal(day["net_sales"]["amount"]) for day in days))


def names_anna(data_dir: Path) -> bool:
    from shared.warehouse import Query, connect  # noqa: PLC0415 - the command has let go of the file by then

    warehouse = connect(f"duckdb://{data_dir / 'shop' / 'shop.duckdb'}")
    try:
        rows = warehouse.query(Query("named", "SELECT DISTINCT customer_id FROM sales", {}))
        rows += warehouse.query(Query("known", "SELECT DISTINCT customer_id FROM customers", {}))
        return ANNA in {row["customer_id"] for row in rows}
    finally:
        warehouse.close()


def test_a_shop_is_backed_up_while_it_runs_and_comes_back_without_whom_was_erased_since(
    shopsight: Shopsight, running: Up, files: Path, tmp_path: Path
) -> None:
    live, backups = running.data_dir, tmp_path / "backups"
    assert shopsight("load", "--format", "canonical", files, "--data-dir", live).code == 0
    first = Path(str(shopsight("backup", backups, "--json", "--data-dir", live).document["backup"]))
    assert running.process.poll() is None  # it went on
    assert not list(first.rglob("*leases*"))
    assert first.stat().st_mode & 0o077 == 0  # it holds customers and secrets
    assert (first / "secrets").is_dir()

    assert shopsight("erase", ANNA, "--yes", "--data-dir", live).code == 0
    said = shopsight("backup", backups, "--json", "--data-dir", live)
    assert said.code == 0, said.talk
    second = Path(str(said.document["backup"]))
    assert json.loads((first / "manifest.json").read_text())["totals"]["orders"] == 2

    back = tmp_path / "back"
    said = shopsight("restore", first, "--json", "--data-dir", back)
    assert (said.code, said.document["figures_equal"], said.document["erased_again"]) == (0, True, 1), said.talk
    assert net_of(back) == net_of(live) == NET_TOTAL
    assert not names_anna(back)  # the newer backup beside it knows that she was erased
    assert shopsight("load", "--format", "canonical", files, "--data-dir", back).code == 3  # nor do her files

    alone = tmp_path / "elsewhere" / first.name  # moved away from the newer ones
    alone.parent.mkdir()
    first.rename(alone)
    again = tmp_path / "again"
    assert shopsight("restore", alone, "--erased-in", live, "--data-dir", again).code == 0
    assert not names_anna(again)
    assert shopsight("restore", second, "--data-dir", tmp_path / "newest").code == 0


def test_backups_of_one_second_have_names_of_their_own(tmp_path: Path) -> None:
    wanted = tmp_path / "20261122T023000Z"
    for number in range(3):
        part = tmp_path / f".part{number}"
        part.mkdir()
        (part / "manifest.json").write_text(str(number), encoding="utf-8")
        named(part, wanted)

    made = {path.name: (path / "manifest.json").read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert made == {"20261122T023000Z": "0", "20261122T023000Z-2": "1", "20261122T023000Z-3": "2"}


def test_what_waits_for_delivery_is_in_the_backup(shopsight: Shopsight, running: Up, tmp_path: Path) -> None:
    made = Path(str(shopsight("backup", tmp_path, "--json", "--data-dir", running.data_dir).document["backup"]))
    for name in ("events.sqlite", "inbox.sqlite"):
        with closing(sqlite3.connect(made / "shop" / name)) as copied:
            assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_goes_nowhere_into_the_shop_itself(shopsight: Shopsight, running: Up) -> None:
    said = shopsight("backup", running.data_dir / "backups", "--data-dir", running.data_dir)
    assert said.code == 1
    assert "another disk" in said.talk


@pytest.fixture
def made(shopsight: Shopsight, running: Up, tmp_path: Path) -> Path:
    return Path(
        str(shopsight("backup", tmp_path / "made", "--json", "--data-dir", running.data_dir).document["backup"])
    )


def test_a_damaged_backup_is_refused_and_changes_nothing(shopsight: Shopsight, made: Path, tmp_path: Path) -> None:
    damaged = made / "shop" / "shop.duckdb"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    said = shopsight("restore", made, "--data-dir", tmp_path / "back")
    assert said.code == 1
    assert "is not as it was written" in said.talk
    assert not (tmp_path / "back" / "shop").exists()


def test_nothing_is_restored_over_a_shop(shopsight: Shopsight, made: Path, running: Up, tmp_path: Path) -> None:
    for held in (running.data_dir, made):  # a running suite's folder, and one that nobody holds
        said = shopsight("restore", made, "--data-dir", held)
        assert said.code == 1
        assert "empty folder" in said.talk
    assert shopsight("restore", tmp_path, "--data-dir", tmp_path / "back").code == 1  # no backup at all


def test_a_drill_says_what_it_tried_and_leaves_the_shop_alone(
    shopsight: Shopsight, files: Path, tmp_path: Path
) -> None:
    live = tmp_path / "data"
    shopsight("load", "--format", "canonical", files, "--data-dir", live)
    said = shopsight("drill", "--json", "--data-dir", live)
    assert said.code == 0, said.talk
    told = said.document
    assert (told["passed"], told["figures_equal"], told["stayed_erased"], told["orders"]) == (True, True, True, 2)
    assert names_anna(live)

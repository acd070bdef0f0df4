"""`shopsight erase`: the money stays, the person goes, while the suite runs or not."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import time
from pathlib import Path

import pytest

from local.testing import END_SECONDS, SHOPSIGHT, Shopsight, Up, clean_environment
from shared.testing import hashes_of

ANNA = "gid://shop/Customer/71"
EMAIL, PHONE = "anna.ax@shop.test", "+44 20 7946 0958"
SALES = f"""order_id,occurred_at,product_id,quantity,unit_price,customer_id
1001,2024-03-01T10:00:00Z,mug,2,8.50,{ANNA}
1002,2024-03-02T15:30:00Z,mug,1,8.50,{ANNA}
1003,2024-03-02T16:30:00Z,mug,1,8.50,{ANNA},too,many,cells
1004,2024-03-02T17:30:00Z,mug,1,8.50,c-62
"""
CUSTOMERS = f"""customer_id,email,phone
{ANNA},{EMAIL},{PHONE}
c-62,ben@elsewhere.test,
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Sales of two customers, one line of them with too many cells."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "sales.csv").write_text(SALES, encoding="utf-8")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    return folder


def naming_anna(data_dir: Path) -> list[str]:
    """Files of the data folder that name her; the warehouse's own file reuses the space of removed rows in time, and
    the bus's names her until every service has heard that she is to be forgotten.
    """
    found = []
    for path in sorted(data_dir.rglob("*")):
        if path.is_file() and not path.name.startswith(("shop.duckdb", "events.sqlite")):
            text = path.read_bytes().decode(errors="replace")
            found += [str(path) for identity in (ANNA, EMAIL, PHONE) if identity in text]
    return found


def giving_anna_away(data_dir: Path) -> list[str]:
    """Files whose name or content holds a hash that takes no key to make of what identifies her."""
    hashes = [each for name in (ANNA, f"customer:{ANNA}", EMAIL, PHONE) for each in hashes_of(name)]
    files = {path: str(path).encode() + path.read_bytes() for path in data_dir.rglob("*") if path.is_file()}
    return [str(path) for path, held in files.items() if any(each in held for each in hashes)]


def the_bus_forgets(data_dir: Path) -> bool:
    """Whether, once every service has heard of it, no byte of the bus's files names her."""
    deadline = time.monotonic() + END_SECONDS
    while any(ANNA.encode() in path.read_bytes() for path in (data_dir / "shop").glob("events.sqlite*")):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def load(shopsight: Shopsight, files: Path, data_dir: Path) -> dict[str, dict[str, int]]:
    said = shopsight("load", "--format", "canonical", files, "--json", "--data-dir", data_dir)
    assert said.code == 3
    tables: list[dict[str, int]] = said.document["tables"]  # type: ignore[assignment]  # the contract's list
    return {str(table["table"]): table for table in tables}


def erase_and_load_again(shopsight: Shopsight, files: Path, data_dir: Path) -> None:
    load(shopsight, files, data_dir)
    assert naming_anna(data_dir)

    said = shopsight("erase", ANNA, "--yes", "--json", "--data-dir", data_dir)

    assert said.code == 0
    assert {"table": "sales", "rows": 2} in said.document["tables"]  # type: ignore[operator]  # the contract's list
    assert ANNA not in said.out
    assert naming_anna(data_dir) == []
    again = load(shopsight, files, data_dir)
    assert (again["sales"]["loaded"], again["sales"]["known"], again["sales"]["rejected"]) == (0, 3, 1)
    assert (again["customers"]["loaded"], again["customers"]["known"], again["customers"]["rejected"]) == (0, 1, 1)
    assert naming_anna(data_dir) == []


def test_a_customer_is_erased_from_everything_in_the_data_folder(
    shopsight: Shopsight, files: Path, data_dir: Path
) -> None:
    erase_and_load_again(shopsight, files, data_dir)


def test_a_customer_is_erased_while_the_suite_runs(suite: Up, shopsight: Shopsight, files: Path) -> None:
    erase_and_load_again(shopsight, files, suite.data_dir)
    assert the_bus_forgets(suite.data_dir)
    assert ANNA not in suite.end()
    remembering = {path.parent.name for path in suite.data_dir.rglob("erased-customers")}
    assert remembering == {"revenue", "segments", "recommendations-v2"}
    assert giving_anna_away(suite.data_dir) == []


def test_a_person_reads_what_became_of_the_customer(shopsight: Shopsight, files: Path, data_dir: Path) -> None:
    load(shopsight, files, data_dir)

    said = shopsight("erase", ANNA, "--yes", "--data-dir", data_dir)
    again = shopsight("erase", ANNA, "--yes", "--data-dir", data_dir)

    assert "sales lines, a guest's now: 2" in said.out
    assert "versions of the customer's row, gone: 1" in said.out
    assert again.code == 0
    assert "nothing here named this customer" in again.out


def test_a_script_must_say_yes(shopsight: Shopsight, data_dir: Path) -> None:
    said = shopsight("erase", ANNA, "--data-dir", data_dir)

    assert said.code == 2
    assert "--yes" in said.talk
    assert not data_dir.exists()


def test_a_person_is_asked_and_may_say_no(data_dir: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [SHOPSIGHT, "erase", ANNA, "--data-dir", data_dir],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=clean_environment(),
        ) as process:
            os.write(ours, b"n\n")
            out, talk = process.communicate(timeout=END_SECONDS)
    finally:
        os.close(ours)
        os.close(theirs)
    assert process.returncode == 1
    assert not out.strip()
    assert "cannot be taken back" in talk
    assert "Nothing was changed" in talk
    assert not data_dir.exists()


@pytest.mark.parametrize("wrong", ["", "  ", "a\x07b", "x" * 501])
def test_what_can_be_no_id_is_refused(shopsight: Shopsight, data_dir: Path, wrong: str) -> None:
    said = shopsight("erase", wrong, "--yes", "--data-dir", data_dir)

    assert said.code in (1, 2)
    assert said.out == ""


def test_no_load_is_listed_for_an_erasure(shopsight: Shopsight, data_dir: Path) -> None:
    shopsight("erase", ANNA, "--yes", "--data-dir", data_dir)

    assert json.loads(shopsight("loads", "list", "--json", "--data-dir", data_dir).out) == []

"""An update finds a data folder that an earlier version wrote."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from tests.conftest import AS_OF, PRODUCTS, SALES, opened

from shared.warehouse import WarehouseError

SHOP = {"SHOP_TIMEZONE": "Europe/London", "SHOP_CURRENCY": "GBP", "SHOP_COUNTRY": "GB"}
# Of a table that loads write, of one whose rows are written one by one, and of each service one.
LACKING = {
    "sales": ("staff_id", "country"),
    "load_audit": ("reason",),
    "customers": ("created_at",),
    "alert_states": ("claim",),
    "exports": ("made_from",),
    "sales_forecast": ("holiday",),
}
CUSTOMERS = "customer_id,email,marketing_consent\nanna,anna@mugs.example,subscribed\n"


@pytest.fixture
def older_folder(tmp_path: Path) -> Path:
    """A shop whose tables lack columns of today's."""
    suite = opened(tmp_path, SHOP)
    assert suite.load({"sales.csv": SALES.encode(), "products.csv": PRODUCTS.encode()}).status_code == 200
    suite.close()
    with duckdb.connect(str(tmp_path / "shop" / "shop.duckdb")) as connection:
        for table, columns in LACKING.items():
            for column in columns:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    return tmp_path


def test_a_folder_whose_tables_lack_columns_starts_answers_and_takes_loads(older_folder: Path) -> None:
    suite = opened(older_folder, SHOP)
    try:
        answer = suite.get(f"/api/revenue/current?as_of={AS_OF}")
        assert answer.status_code == 200
        assert json.loads(answer.text)["today"]
        for path in ("inventory/alerts", "segments/exports", "segments/list"):
            assert suite.get(f"/api/{path}").status_code == 200, path
        assert suite.load({"customers.csv": CUSTOMERS.encode()}).status_code == 200
        assert suite.rows("SELECT customer_id, created_at FROM customers") == [
            {"customer_id": "anna", "created_at": None}
        ]
    finally:
        suite.close()


def test_a_folder_that_cannot_be_brought_up_says_what_to_do(older_folder: Path) -> None:
    with duckdb.connect(str(older_folder / "shop" / "shop.duckdb")) as connection:
        connection.execute("ALTER TABLE customers ALTER COLUMN phone TYPE BIGINT USING 0")
    with pytest.raises(WarehouseError, match=r"customers: phone is INT64 there and STRING .*another DATA_DIR"):
        opened(older_folder, SHOP)

"""Shops for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from services.segments.tests.partition.small_shop import SmallShop

from shared.warehouse import connect
from shared.warehouse.sql_files import load_tables


@pytest.fixture
def new_shop(tmp_path: Path) -> Callable[[], SmallShop]:
    def made() -> SmallShop:
        warehouse = connect("duckdb:///:memory:")
        warehouse.create(
            [table for name in ("ingestion", "revenue", "segments") for table in load_tables(name).values()]
        )
        folder = tmp_path / f"shop-{len(list(tmp_path.glob('shop-*')))}"
        folder.mkdir()
        return SmallShop(warehouse, folder)

    return made


@pytest.fixture
def shop(new_shop: Callable[[], SmallShop]) -> SmallShop:
    return new_shop()

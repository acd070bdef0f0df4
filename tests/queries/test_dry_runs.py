"""Every statement by a dry run, through the official client and the emulator, as far as that goes.

The emulator knows what it cannot parse; it answers zero bytes, and not every wrong name is one to it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.queries.thoroughness import thorough

from local.statement_files import passing_tables, standing_tables, statements
from shared.warehouse import Query, connect
from shared.warehouse.bigquery import BigQueryWarehouse
from shared.warehouse.statement_check import check

PROJECT = "shop"  # as conftest's emulator has it


@thorough
def test_the_emulator_takes_every_statement_and_refuses_one_that_is_none(
    emulator: str, new_dataset: Callable[[str], AbstractContextManager[str]]
) -> None:
    with new_dataset("dry") as dataset:
        warehouse = connect(f"bigquery://{PROJECT}/{dataset}?emulator={emulator}")
        assert isinstance(warehouse, BigQueryWarehouse)
        warehouse.create(standing_tables().values())
        own = [query for query in statements() if "ML." not in query.text and "AI." not in query.text]
        told = list(check(warehouse, [*own, Query("wrong", "SELEC 1", {})], standing_tables(), passing_tables()))
        warehouse.close()

    faults = {one.name: one.fault for one in told if one.fault}

    assert set(faults) == {"wrong"}, faults

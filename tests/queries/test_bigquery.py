"""What BigQuery's adapter asks for beyond what every warehouse promises, looked at past the adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from google.api_core.exceptions import BadRequest
from google.cloud import bigquery

from ingestion.queries import TABLES
from shared.warehouse import Column, Query, WarehouseError
from shared.warehouse.bigquery import BigQueryWarehouse, connect

ONE = Query("one", "SELECT 1 AS one", {})
COLUMNS = (Column("name", "STRING"),)


@pytest.fixture
def dataset(new_dataset: Callable[[str], AbstractContextManager[str]]) -> Iterator[str]:
    with new_dataset("test") as name:
        yield name


@pytest.fixture
def warehouse(emulator: str, dataset: str) -> Iterator[BigQueryWarehouse]:
    opened = connect(f"bigquery://shop/{dataset}?emulator={emulator}&service=Tests%20here")
    yield opened
    opened.close()


def test_the_shops_tables_are_made_as_their_files_say(
    warehouse: BigQueryWarehouse, dataset: str, emulator_client: bigquery.Client
) -> None:
    warehouse.create(TABLES.values())
    assert {item.table_id for item in emulator_client.list_tables(dataset)} == set(TABLES)
    sales = emulator_client.get_table(f"{dataset}.sales")
    assert [(field.name, field.field_type, field.mode) for field in sales.schema] == [
        (column.name, {"INT64": "INTEGER", "BOOL": "BOOLEAN"}.get(column.type, column.type), column.mode)
        for column in TABLES["sales"].columns
    ]
    assert sales.time_partitioning.field == "local_date"
    assert sales.clustering_fields == ["product_id", "customer_id"]
    assert sales.description == TABLES["sales"].description


def test_a_staged_table_expires_and_goes_with_its_change(
    warehouse: BigQueryWarehouse, dataset: str, emulator_client: bigquery.Client
) -> None:
    with warehouse.change() as change:
        change.stage("staged_sales", COLUMNS, [])
        [item] = emulator_client.list_tables(dataset)
        assert item.table_id.startswith("staging_staged_sales_")  # what the roles may make and drop
        left = emulator_client.get_table(item.reference).expires - datetime.now(UTC)
        assert timedelta(hours=23) < left < timedelta(hours=25)
    assert list(emulator_client.list_tables(dataset)) == []


def test_a_staged_table_goes_when_its_files_cannot_be_loaded(
    warehouse: BigQueryWarehouse, dataset: str, emulator_client: bigquery.Client, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 no PAR1")
    with pytest.raises(WarehouseError, match="staging staged_sales"), warehouse.change() as change:
        change.stage("staged_sales", COLUMNS, [broken])
    assert list(emulator_client.list_tables(dataset)) == []


def test_files_are_staged_before_the_first_statement(warehouse: BigQueryWarehouse) -> None:
    with pytest.raises(WarehouseError, match="before the first statement"), warehouse.change() as change:  # noqa: PT012 - it is the block that fails
        change.query(ONE)
        change.stage("staged_sales", COLUMNS, [])


def test_only_the_name_of_a_staged_table_is_replaced(warehouse: BigQueryWarehouse) -> None:
    text = (
        "SELECT @staged_sales AS given, t.staged_sales AS held, 3 AS staged_sales_seen"
        " FROM (SELECT 2 AS staged_sales) AS t WHERE NOT EXISTS (SELECT 1 FROM staged_sales)"
    )
    query = Query("names", text, {"staged_sales": "INT64"})
    with warehouse.change() as change:
        change.stage("staged_sales", COLUMNS, [])
        change.stage("staged_sales_more", COLUMNS, [])
        # A column of that name that is not qualified would be taken for the table; no column is called so.
        held = Query("names", text.replace("2 AS staged_sales)", "2 AS `staged_sales`)"), query.parameters)
        assert change.query(held, {"staged_sales": 1}) == [{"given": 1, "held": 2, "staged_sales_seen": 3}]


def test_a_session_ends_with_its_change(warehouse: BigQueryWarehouse) -> None:
    with warehouse.change() as change:
        change.query(ONE)
    with pytest.raises(WarehouseError, match="nothing may follow"):
        change.query(ONE)
    with pytest.raises(BadRequest, match="session"):
        warehouse._jobs.write("late", "SELECT 1", (), str(change._session_id), None)


def test_every_job_says_what_asked_and_for_whom(warehouse: BigQueryWarehouse, emulator_client: bigquery.Client) -> None:
    warehouse.query(Query("Data bounds!", "SELECT 1 AS one", {}))
    with warehouse.change() as change:
        change.query(ONE)
    labels = [job.labels for job in emulator_client.list_jobs(max_results=20)]
    assert {"query": "data_bounds_", "service": "tests_here"} in labels
    assert {"query": "one", "service": "tests_here"} in labels


def test_what_a_statement_would_read_can_be_asked_beforehand(warehouse: BigQueryWarehouse) -> None:
    assert warehouse.bytes_scanned(ONE) == 0  # all the emulator ever answers; test_warehouse_costs.py knows better
    with pytest.raises(WarehouseError, match="lost"):
        warehouse.bytes_scanned(Query("lost", "SELECT x FROM nowhere", {}))


def test_a_dataset_that_is_not_there_is_named(emulator: str) -> None:
    lost = connect(f"bigquery://shop/nowhere?emulator={emulator}")
    with pytest.raises(WarehouseError, match="nowhere"), lost.change():
        pass
    with pytest.raises(WarehouseError, match="nowhere"):
        lost.create(TABLES.values())

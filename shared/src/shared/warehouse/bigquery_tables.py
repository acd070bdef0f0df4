"""Tables of a BigQuery dataset: made, and brought to what this version keeps in them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from google.api_core.exceptions import PreconditionFailed
from google.cloud import bigquery
from google.cloud.bigquery.retry import DEFAULT_RETRY

from shared.warehouse import Column, Table
from shared.warehouse.bigquery_change import schema_field
from shared.warehouse.bigquery_jobs import READ_SECONDS, REQUEST_SECONDS
from shared.warehouse.table_update import Update, update_of

_DAY_MS = 24 * 3600 * 1000
_AT_ONCE = 8  # of ten connections that the client keeps; one after another, thirty tables are seconds of a start
_TRIES = 5  # to change a table beside other instances that start: each of them gets through once
_TYPES = {"INTEGER": "INT64", "FLOAT": "FLOAT64", "BOOLEAN": "BOOL"}  # BigQuery's interface answers with older names
_RETRY = DEFAULT_RETRY.with_timeout(READ_SECONDS)


def create_tables(client: bigquery.Client, dataset: bigquery.DatasetReference, tables: Sequence[Table]) -> None:
    """Make the tables that are not there, and add to the others what they lack. Raises as `update_of`."""
    listed = {item.table_id for item in client.list_tables(dataset, timeout=REQUEST_SECONDS, retry=_RETRY)}
    known = [table for table in tables if table.name in listed]
    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="tables") as pool:
        there = list(pool.map(lambda table: _get(client, dataset, table), known))
    both = list(zip(known, there, strict=True))
    lacking = [(table, one) for table, one in both if update_of(table, _columns(one)) != Update()]
    for table in tables:
        if table.name not in listed:
            client.create_table(_definition(dataset, table), exists_ok=True, timeout=REQUEST_SECONDS, retry=_RETRY)
    for table, one in lacking:
        _bring_up(client, dataset, table, one)


def _get(client: bigquery.Client, dataset: bigquery.DatasetReference, table: Table) -> bigquery.Table:
    return client.get_table(dataset.table(table.name), timeout=REQUEST_SECONDS, retry=_RETRY)


def _bring_up(client: bigquery.Client, dataset: bigquery.DatasetReference, table: Table, there: bigquery.Table) -> None:
    for attempt in range(_TRIES):
        update = update_of(table, _columns(there))
        if update == Update():
            return
        relaxed = {column.name for column in update.relaxed}
        fields = [_relaxed(field) if field.name in relaxed else field for field in there.schema]
        there.schema = [*fields, *(schema_field(column) for column in update.added)]
        try:
            client.update_table(there, ["schema"], timeout=REQUEST_SECONDS, retry=_RETRY)
        except PreconditionFailed:
            if attempt == _TRIES - 1:
                raise
            there = _get(client, dataset, table)
            continue
        return


def _columns(table: bigquery.Table) -> list[Column]:
    return [
        Column(field.name, _TYPES.get(field.field_type, field.field_type), field.mode or "NULLABLE")
        for field in table.schema
    ]


def _relaxed(field: bigquery.SchemaField) -> bigquery.SchemaField:
    told = field.to_api_repr()
    return bigquery.SchemaField.from_api_repr({**told, "mode": "NULLABLE"})


def _definition(dataset: bigquery.DatasetReference, table: Table) -> bigquery.Table:
    made = bigquery.Table(dataset.table(table.name), schema=[schema_field(column) for column in table.columns])
    made.description = table.description
    if table.partition is not None:
        kept = None if table.expiry_days is None else table.expiry_days * _DAY_MS
        made.time_partitioning = bigquery.TimePartitioning(field=table.partition, expiration_ms=kept)  # by day
        made.require_partition_filter = table.partition_filter
    if table.cluster:
        made.clustering_fields = list(table.cluster)
    return made

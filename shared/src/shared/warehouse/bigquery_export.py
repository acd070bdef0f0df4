"""A result of BigQuery as a Parquet file, page after page, with the types that GoogleSQL has."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
from google.cloud.bigquery import SchemaField
from google.cloud.bigquery.table import RowIterator

_TYPES = {
    "STRING": pa.string(),
    "INTEGER": pa.int64(),
    "INT64": pa.int64(),
    "FLOAT": pa.float64(),
    "FLOAT64": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "BOOL": pa.bool_(),
    "NUMERIC": pa.decimal128(38, 9),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
}


def write_parquet(result: RowIterator, path: Path) -> int:
    """Write a result's rows; answers how many there are. Memory holds one page of them."""
    schema = pa.schema([pa.field(field.name, _type(field)) for field in result.schema])
    rows = 0
    with pyarrow.parquet.ParquetWriter(path, schema) as writer:
        for page in result.pages:
            columns = list(zip(*(row.values() for row in page), strict=True)) or [()] * len(schema)
            arrays = [pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)]
            batch = pa.record_batch(arrays, schema=schema)
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _type(field: SchemaField) -> pa.DataType:
    kind = _TYPES[field.field_type]
    return pa.list_(kind) if field.mode == "REPEATED" else kind

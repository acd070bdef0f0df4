# Written by `python -m shared.contracts.generate` from openapi/ingestion.yaml; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field
from shared.contracts.generated.components import Health, Money, Problem, Targets


class File(BaseModel):
    name: str
    table: str
    rows: int
    recognised: Annotated[
        dict[str, str], Field(description='Which column of the file fills which field.')
    ]
    ignored: Annotated[
        list[str] | MISSING,
        Field(description='Columns of the file nothing was made of.'),
    ] = MISSING


class Table(BaseModel):
    table: str
    read: int
    loaded: int
    known: Annotated[int, Field(description='Already there.')]
    rejected: int


class RejectedItem(BaseModel):
    table: str
    reason: str
    rows: int
    example: Annotated[
        str | MISSING, Field(description='File, line and value of the first one.')
    ] = MISSING


class ExcludedItem(BaseModel):
    reason: str
    rows: int
    net_amount: Money


class MappedItem(BaseModel):
    table: str
    rows: list[dict[str, Any]]


class SourceRead(BaseModel):
    name: Annotated[str, Field(description='The table, or which SELECT.')]
    tables: Annotated[list[str], Field(description='The tables it fills.')]
    bytes: Annotated[
        int,
        Field(
            description='What BigQuery said beforehand that it would read, of the columns used.'
        ),
    ]
    rows: int
    since: Annotated[
        AwareDatetime | None,
        Field(description='Since when rows were read; null for all.'),
    ]
    watermark: Annotated[str | None, Field(description='The column that says so.')]
    until: Annotated[
        AwareDatetime | None,
        Field(description='The last watermark that was read; null without rows.'),
    ]
    mapped: Annotated[
        list[MappedItem] | None | MISSING,
        Field(
            description='In a dry run, for each table the first ten rows as they would be loaded; null without personal-data:read and margin:read, since a SELECT can call any column anything.'
        ),
    ] = MISSING
    reasons: Annotated[
        dict[str, str] | MISSING, Field(description='Why `mapped` is null.')
    ] = MISSING


class Status(StrEnum):
    loaded = 'loaded'
    undone = 'undone'


class Load(BaseModel):
    load_id: str
    status: Status
    recorded_at: AwareDatetime
    source: str
    files: list[str]
    read: int
    loaded: int
    known: int
    rejected: int
    net_amount: Money | None


class TargetReport(BaseModel):
    load_id: Annotated[
        str | None,
        Field(
            description='The load that stands for this change and can be undone; null where nothing was new.'
        ),
    ]
    changed: Annotated[int, Field(description='Targets that were written.')]
    known: Annotated[
        int, Field(description='Targets that stood already as they shall.')
    ]


class Table1(BaseModel):
    table: str
    rows: Annotated[
        int,
        Field(
            description="Rows that are gone (customers, order_facts) or a guest's now (sales, web_events)."
        ),
    ]


class ErasureReport(BaseModel):
    tables: list[Table1]
    days: Annotated[
        int, Field(description='Shop days whose daily figures were refreshed.')
    ]
    notes: Annotated[list[str], Field(description='What a person should know.')]


class Table2(BaseModel):
    table: str
    rows: int


class UndoReport(BaseModel):
    load_id: str
    tables: list[Table2]
    notes: list[str]


class Format(StrEnum):
    canonical = 'canonical'
    shopify = 'shopify'


class DryRun(StrEnum):
    true = 'true'
    false = 'false'


class LoadFilesRequest(BaseModel):
    file: Annotated[
        list[bytes],
        Field(
            description="One part per file. Canonical files are named after their table, Shopify's are recognised by their header. Of a name the last 200 characters count, without folders and without what a spreadsheet would run.",
            max_length=200,
            min_length=1,
        ),
    ]
    format: Annotated[
        Format | MISSING,
        Field(
            description="canonical, or shopify for Shopify's exports of orders, products, inventory and customers."
        ),
    ] = MISSING
    mapping: Annotated[
        str | MISSING,
        Field(
            description='The text of a mapping (YAML), or the name of one that is shipped. Not together with format.'
        ),
    ] = MISSING
    dry_run: DryRun | MISSING = MISSING


class LoadBigQueryRequest(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    source: Annotated[
        str,
        Field(
            description='The dataset.',
            examples=['bigquery://my-project/shop'],
            max_length=2000,
            pattern='^bigquery://[a-z0-9][a-z0-9.:-]{0,98}[a-z0-9]/[A-Za-z0-9_]{1,1024}$',
        ),
    ]
    mapping: Annotated[
        str,
        Field(
            description='The text of a mapping (YAML) whose tables say from or select.',
            min_length=1,
        ),
    ]
    since: Annotated[
        str | MISSING,
        Field(
            description='Only rows whose watermark is not older: a day (2024-01-31), a moment, or `last`, the last watermark of the loads before, less BIGQUERY_OVERLAP_DAYS. Without it all rows are read.',
            examples=['last'],
            max_length=40,
        ),
    ] = MISSING
    dry_run: DryRun | MISSING = MISSING


class ListLoadsParametersQuery(BaseModel):
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class Scope(StrEnum):
    shop = 'shop'
    location = 'location'
    staff = 'staff'
    channel = 'channel'


class TakeTargetBackParametersQuery(BaseModel):
    scope: Scope
    scope_id: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    period_start: date
    period_end: date


class OpenapiResponse(BaseModel):
    pass


class LoadReport(BaseModel):
    load_id: str
    dry_run: bool
    source: Annotated[
        str, Field(description='Format, mapping, or the BigQuery dataset.')
    ]
    files: list[File]
    tables: list[Table]
    rejected: list[RejectedItem]
    excluded: Annotated[
        list[ExcludedItem], Field(description='Loaded into the ledger, but no sales.')
    ]
    net_amount: Annotated[
        Money | None,
        Field(
            description='Net total of the loaded ledger rows before exclusions; null when no sales were read.'
        ),
    ]
    data_until: AwareDatetime | None
    rejected_rows: Annotated[
        str | None | MISSING, Field(description='Where the rejected rows are listed.')
    ] = MISSING
    notes: Annotated[list[str], Field(description='What a person should know.')]
    sources: Annotated[
        list[SourceRead] | MISSING,
        Field(
            description='What was read of a BigQuery dataset; of a load of files it is not there.'
        ),
    ] = MISSING


class LoadPage(BaseModel):
    items: list[Load]
    next_cursor: str | None

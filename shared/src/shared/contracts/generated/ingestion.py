# Written by `python -m shared.contracts.generate` from openapi/ingestion.yaml; do not edit.

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import MISSING, AwareDatetime, BaseModel, Field
from shared.contracts.generated.components import Health, Money, Problem


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


class LoadReport(BaseModel):
    load_id: str
    dry_run: bool
    source: Annotated[str, Field(description='Format or mapping.')]
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


class DryRun(StrEnum):
    true = 'true'
    false = 'false'


class LoadFilesRequest(BaseModel):
    file: Annotated[
        list[bytes],
        Field(
            description='One part per file; canonical files are named after their table.',
            min_length=1,
        ),
    ]
    format: Format | MISSING = MISSING
    mapping: Annotated[
        str | MISSING,
        Field(
            description='The text of a mapping (YAML), or the name of one that is shipped. Not together with format.'
        ),
    ] = MISSING
    dry_run: DryRun | MISSING = MISSING


class ListLoadsParametersQuery(BaseModel):
    cursor: Annotated[
        str | MISSING, Field(max_length=500, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class OpenapiResponse(BaseModel):
    pass


class LoadPage(BaseModel):
    items: list[Load]
    next_cursor: str | None

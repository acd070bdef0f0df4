# Written by `python -m shared.contracts.generate` from openapi/components.yaml; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import MISSING, AwareDatetime, Base64Str, BaseModel, ConfigDict, Field


class Message(BaseModel):
    data: Base64Str
    attributes: dict[str, str] | MISSING = MISSING
    messageId: str | MISSING = MISSING
    publishTime: AwareDatetime | MISSING = MISSING


class Push(BaseModel):
    message: Message
    subscription: str | MISSING = MISSING
    deliveryAttempt: Annotated[int | MISSING, Field(ge=1)] = MISSING


class RunAsked(BaseModel):
    run_id: Annotated[
        str,
        Field(
            description='Of this run, or of the one that waits or is being done already. Look at it under runs/{run_id}.'
        ),
    ]


class State(StrEnum):
    queued = 'queued'
    running = 'running'
    done = 'done'
    failed = 'failed'


class Progress(BaseModel):
    what: Annotated[str | None, Field(description='What it is doing, in words.')]
    done: Annotated[int, Field(ge=0)]
    of: Annotated[int | None, Field(description='Null while nobody knows.', ge=0)]


class Run(BaseModel):
    run_id: str
    name: str
    state: Annotated[
        State,
        Field(
            description='A failed one may be tried again by itself; asking again makes a new one.'
        ),
    ]
    requested_at: AwareDatetime
    began_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    progress: Progress
    result: Annotated[dict[str, Any] | None, Field(description='What came of it.')]
    error: Annotated[str | None, Field(description='Why it failed, and what to do.')]


class FieldError(BaseModel):
    field: str
    message: str


class Data(StrEnum):
    shop = 'shop'
    demo = 'demo'


class Scope(StrEnum):
    shop = 'shop'
    location = 'location'
    staff = 'staff'
    channel = 'channel'


class Basis(StrEnum):
    accounting = 'accounting'
    order = 'order'


class Money(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    amount: Annotated[str, Field(examples=['12.50'], pattern='^-?[0-9]+(\\.[0-9]+)?$')]
    currency: Annotated[str, Field(pattern='^[A-Z]{3}$')]


class MoneyRatio(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    value: float
    numerator: Money
    denominator: Money


class Ratio(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    value: float
    numerator: float
    denominator: float


class AverageMoney(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    amount: Annotated[str, Field(pattern='^-?[0-9]+(\\.[0-9]+)?$')]
    currency: Annotated[str, Field(pattern='^[A-Z]{3}$')]
    numerator: Money
    denominator: float


class ExplainedQuery(BaseModel):
    name: str
    sql: str
    parameters: dict[str, str | None]
    rows: int


class Exclusion(BaseModel):
    reason: str
    rows: int
    net_amount: Money


class Status(StrEnum):
    ok = 'ok'
    unavailable = 'unavailable'


class Health(BaseModel):
    status: Status
    checks: dict[str, str] | MISSING = MISSING


class Problem(BaseModel):
    type: Annotated[
        str,
        Field(
            description='Stable name of the kind of error, urn:shopsight:problem:<name>.'
        ),
    ]
    title: str
    status: int
    detail: Annotated[
        str | MISSING, Field(description='What happened and what to do.')
    ] = MISSING
    instance: str | MISSING = MISSING
    request_id: str
    errors: list[FieldError] | MISSING = MISSING


class TargetSet(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    scope: Scope
    scope_id: Annotated[
        str | MISSING,
        Field(
            description='Which location, member of staff or channel; empty or left out for the shop.',
            max_length=200,
        ),
    ] = MISSING
    period_start: date
    period_end: Annotated[date, Field(description='The last shop day, inclusive.')]
    net_amount: Money


class Explanation(BaseModel):
    definitions: Annotated[
        dict[str, str], Field(description='What each figure means, by its name.')
    ]
    queries: Annotated[
        list[ExplainedQuery],
        Field(
            description='What was asked of the warehouse for it; none for what was answered from memory or a file.'
        ),
    ]
    rows_counted: Annotated[
        int | MISSING,
        Field(
            description='Ledger rows of the asked period that count as sales; said by what is reckoned from the ledger.'
        ),
    ] = MISSING
    exclusions: Annotated[
        list[Exclusion] | MISSING,
        Field(
            description='Ledger rows of the asked period that are no sales; said by what is reckoned from the ledger.'
        ),
    ] = MISSING
    data_version: int
    computed_at: AwareDatetime
    age_seconds: Annotated[
        float | None | MISSING,
        Field(
            description='From data_until to the moment asked for; null without data.'
        ),
    ] = MISSING


class Targets(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    items: Annotated[list[TargetSet], Field(max_length=1000, min_length=1)]

# Written by `python -m shared.contracts.generate` from openapi/revenue.yaml; do not edit.

from __future__ import annotations
from datetime import date as date_aliased
from enum import StrEnum
from typing import Annotated
from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field
from shared.contracts.generated.components import Basis


class Granularity(StrEnum):
    day = 'day'
    week = 'week'
    month = 'month'


class InsightDismissal(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    reason: Annotated[
        str, Field(max_length=500, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$')
    ]


class InsightAction(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    action: Annotated[
        str,
        Field(
            description='What was done.',
            max_length=500,
            min_length=1,
            pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$',
        ),
    ]
    acted_on: Annotated[
        date_aliased | MISSING,
        Field(
            description='Shop day; today when left out. From the first day of the insight on, and not ahead.'
        ),
    ] = MISSING


class Scope(StrEnum):
    shop = 'shop'
    location = 'location'
    staff = 'staff'
    channel = 'channel'


class Cohort(StrEnum):
    month = 'month'


class Explain(StrEnum):
    field_0 = '0'
    field_1 = '1'


class CurrentParametersQuery(BaseModel):
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    channel: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    explain: Explain | MISSING = MISSING


class Window(StrEnum):
    field_7d = '7d'
    field_30d = '30d'
    field_90d = '90d'
    field_365d = '365d'


class TrendsParametersQuery(BaseModel):
    window: Window | MISSING = MISSING
    granularity: Granularity | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    channel: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    explain: Explain | MISSING = MISSING


class TrendsCsvParametersQuery(BaseModel):
    window: Window | MISSING = MISSING
    granularity: Granularity | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    channel: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING


class By5(StrEnum):
    margin = 'margin'
    net = 'net'
    units = 'units'


class TopProductsParametersQuery(BaseModel):
    by: By5 | MISSING = MISSING
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    channel: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING
    explain: Explain | MISSING = MISSING


class TopProductsCsvParametersQuery(BaseModel):
    by: By5 | MISSING = MISSING
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    channel: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING


class By7(StrEnum):
    channel = 'channel'
    location = 'location'
    staff = 'staff'
    category = 'category'
    country = 'country'
    new_returning = 'new_returning'


class BreakdownParametersQuery(BaseModel):
    by: By7
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    channel: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING
    explain: Explain | MISSING = MISSING


class BreakdownCsvParametersQuery(BaseModel):
    by: By7
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    channel: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING


class By9(StrEnum):
    device = 'device'
    channel = 'channel'
    landing_page = 'landing_page'
    new_returning = 'new_returning'


class FunnelParametersQuery(BaseModel):
    by: By9 | MISSING = MISSING
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class FunnelCsvParametersQuery(BaseModel):
    by: By9 | MISSING = MISSING
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING


class ForecastParametersQuery(BaseModel):
    horizon: Annotated[str | MISSING, Field(pattern='^([1-9]|[1-8][0-9]|9[0-2])d$')] = (
        MISSING
    )
    as_of: AwareDatetime | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class ForecastCsvParametersQuery(BaseModel):
    horizon: Annotated[str | MISSING, Field(pattern='^([1-9]|[1-8][0-9]|9[0-2])d$')] = (
        MISSING
    )
    as_of: AwareDatetime | MISSING = MISSING


class LifetimeValueParametersQuery(BaseModel):
    cohort: Cohort | MISSING = MISSING
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    channel: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    explain: Explain | MISSING = MISSING


class LifetimeValueCsvParametersQuery(BaseModel):
    cohort: Cohort | MISSING = MISSING
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    channel: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING


class By11(StrEnum):
    product = 'product'
    category = 'category'


class TurnoverParametersQuery(BaseModel):
    by: By11 | MISSING = MISSING
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING
    explain: Explain | MISSING = MISSING


class TurnoverCsvParametersQuery(BaseModel):
    by: By11 | MISSING = MISSING
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING


class ReconcileParametersQuery(BaseModel):
    day: date_aliased | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class ReconcileCsvParametersQuery(BaseModel):
    day: date_aliased | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING


class Dismissed(StrEnum):
    field_0 = '0'
    field_1 = '1'


class InsightsParametersQuery(BaseModel):
    day: date_aliased | MISSING = MISSING
    dismissed: Dismissed | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class InsightsCsvParametersQuery(BaseModel):
    day: date_aliased | MISSING = MISSING
    dismissed: Dismissed | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING


class ValueParametersQuery(BaseModel):
    as_of: AwareDatetime | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class ValueCsvParametersQuery(BaseModel):
    as_of: AwareDatetime | MISSING = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING


class ListTargetsParametersQuery(BaseModel):
    scope: Scope | MISSING = MISSING
    scope_id: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class DeleteTargetParametersQuery(BaseModel):
    scope: Scope
    scope_id: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    period_start: date_aliased
    period_end: date_aliased


class ListTargetsCsvParametersQuery(BaseModel):
    scope: Scope | MISSING = MISSING
    scope_id: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    from_: Annotated[date_aliased | MISSING, Field(alias='from')] = MISSING
    to: date_aliased | MISSING = MISSING


class LiveParametersQuery(BaseModel):
    ticket: Annotated[str | MISSING, Field(max_length=200)] = MISSING
    since: Annotated[int | MISSING, Field(ge=0, le=999999999999999)] = MISSING

# Written by `python -m shared.contracts.generate` from openapi/revenue.yaml; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import MISSING, AwareDatetime, BaseModel, Field
from shared.contracts.generated.components import (
    AverageMoney,
    Basis,
    Explanation,
    Health,
    Money,
    MoneyRatio,
    Problem,
)


class Granularity(StrEnum):
    day = 'day'
    week = 'week'
    month = 'month'


class Filters(BaseModel):
    location: str | MISSING = MISSING
    channel: str | MISSING = MISSING
    category: str | MISSING = MISSING
    product: str | MISSING = MISSING


class Figures(BaseModel):
    gross_sales: Annotated[
        Money | None,
        Field(description='Before discounts, sales and later changes of orders.'),
    ]
    discounts: Money | None
    refunds: Annotated[
        Money | None, Field(description='Given back, as a positive amount.')
    ]
    net_sales: Annotated[
        Money | None, Field(description='gross_sales - discounts - refunds.')
    ]
    gross_margin: Annotated[
        Money | None,
        Field(description='Net sales whose cost is known, less that cost.'),
    ]
    gross_margin_rate: Annotated[
        MoneyRatio | None,
        Field(description='gross_margin over the net sales whose cost is known.'),
    ]
    cost_coverage: Annotated[
        MoneyRatio | None,
        Field(description='The share of net sales whose cost is known.'),
    ]
    orders: Annotated[int | None, Field(description='Orders placed.')]
    units: Annotated[
        float | None, Field(description='Units sold less units given back.')
    ]
    units_refunded: float | None
    average_order_value: Annotated[
        AverageMoney | None,
        Field(description='(gross_sales - discounts) per order, before refunds.'),
    ]
    reasons: Annotated[
        dict[str, str],
        Field(
            description='Why a figure is null, by its name (no_data_since, no_data_before, no_data, cost_unknown, no_orders, no_sales, needs_margin_read, not_reached_yet).'
        ),
    ]


class Total(Figures):
    covered: Annotated[
        bool,
        Field(
            description='False where the data does not speak of all of this time: not to be compared with a total that is covered.'
        ),
    ]


class Bucket(Figures):
    start: Annotated[
        date, Field(description='First shop day of the bucket inside the window.')
    ]
    end: Annotated[date, Field(description='First shop day after it.')]
    complete: Annotated[
        bool,
        Field(
            description='False while its time is not over, its data not complete, or the window cuts it.'
        ),
    ]


class Period(Figures):
    start: AwareDatetime
    end: Annotated[AwareDatetime, Field(description='Exclusive.')]
    complete: bool
    new_customers: Annotated[
        int | None,
        Field(description='Customers whose first order ever is in the period.'),
    ]
    returning_customers: int | None
    guest_orders: Annotated[int | None, Field(description='Orders without a customer.')]


class Scope(StrEnum):
    shop = 'shop'
    location = 'location'
    staff = 'staff'
    channel = 'channel'


class Target(BaseModel):
    scope: Scope
    scope_id: str | MISSING = MISSING
    period_start: date
    period_end: date
    net_amount: Money
    net_sales_so_far: Money | None
    attainment: MoneyRatio | None
    reasons: dict[str, str] | MISSING = MISSING


class Explain(StrEnum):
    field_0 = '0'
    field_1 = '1'


class CurrentParametersQuery(BaseModel):
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
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
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
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
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
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


class OpenapiResponse(BaseModel):
    pass


class Current(BaseModel):
    as_of: AwareDatetime
    data_until: Annotated[
        AwareDatetime | None,
        Field(
            description='The latest instant the loaded sales speak of; null without data.'
        ),
    ]
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: Annotated[
        bool,
        Field(
            description='True while the day asked for is not over or its data not complete.'
        ),
    ]
    stale: Annotated[
        bool, Field(description='True when the data is older than STALE_AFTER_HOURS.')
    ]
    filters: Filters
    today: Period
    same_weekday_last_week: Period
    same_weekday_last_year: Period
    month_to_date: Period
    period: Annotated[
        Period | None | MISSING,
        Field(description='The days of from and to, when they were asked for.'),
    ] = MISSING
    last_full_day: Annotated[
        Period | None,
        Field(
            description='The last shop day the data covers from end to end; null without one.'
        ),
    ]
    target: Annotated[
        Target | None,
        Field(
            description='The target whose days hold the day asked for; null with target_reason when there is none.'
        ),
    ]
    target_reason: str | MISSING = MISSING
    explain: Explanation | MISSING = MISSING


class Totals(BaseModel):
    series: Total
    previous: Total
    year_before: Total


class Trends(BaseModel):
    as_of: AwareDatetime
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    filters: Filters
    from_: Annotated[date, Field(alias='from')]
    to: Annotated[date, Field(description='Last shop day, inclusive.')]
    granularity: Granularity
    series: list[Bucket]
    previous: Annotated[
        list[Bucket],
        Field(
            description='The same number of days just before, cut at the same elapsed time.'
        ),
    ]
    year_before: Annotated[
        list[Bucket],
        Field(
            description='The same days 52 weeks (364 days) before, so that weekdays meet; cut at the same elapsed time.'
        ),
    ]
    totals: Totals
    explain: Explanation | MISSING = MISSING

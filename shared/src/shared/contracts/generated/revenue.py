# Written by `python -m shared.contracts.generate` from openapi/revenue.yaml; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field, RootModel
from shared.contracts.generated.components import (
    AverageMoney,
    Basis,
    Data,
    Explanation,
    Health,
    Money,
    MoneyRatio,
    Problem,
    Push,
    Ratio,
    Targets,
)


class LiveTicket(BaseModel):
    ticket: str
    expires_at: AwareDatetime
    path: Annotated[
        str, Field(description='Where to open the WebSocket, with the ticket in it.')
    ]


class PatchStep(BaseModel):
    op: Annotated[str, Field(pattern='^(add|replace|remove)$')]
    path: Annotated[str, Field(description='A JSON Pointer (RFC 6901).')]
    value: Annotated[
        Any | MISSING, Field(description='What stands there from now on.')
    ] = MISSING


class LiveHeartbeat(BaseModel):
    type: Literal['heartbeat']
    seq: Annotated[int, Field(ge=0)]
    as_of: AwareDatetime
    is_provisional: bool


class Granularity(StrEnum):
    day = 'day'
    week = 'week'
    month = 'month'


class By(StrEnum):
    margin = 'margin'
    net = 'net'
    units = 'units'


class Totals1(BaseModel):
    products: int
    net_sales: Money
    units: float
    gross_margin: Money | None


class MarginUnknownTotal(BaseModel):
    products: int
    net_sales: Money


class By1(StrEnum):
    channel = 'channel'
    location = 'location'
    staff = 'staff'
    category = 'category'
    country = 'country'
    new_returning = 'new_returning'


class Ranks(BaseModel):
    net_sales: int | None
    gross_margin_rate: int | None
    refund_rate: int | None
    attainment: int | None
    reasons: dict[str, str]


class CutTarget(BaseModel):
    net_amount: Money
    days: Annotated[
        int,
        Field(
            description='Days these targets are for; of prorated ones those among the days asked for.'
        ),
    ]
    targets: Annotated[int, Field(description='How many targets.')]
    is_prorated: Annotated[
        bool,
        Field(
            description='Whether net_amount is a share of targets for more days than were asked for, each day alike.'
        ),
    ]


class Interval(BaseModel):
    low: float
    high: float


class CountedRate(BaseModel):
    value: float
    numerator: float
    denominator: float
    interval: Annotated[
        Interval | None,
        Field(
            description="Wilson's interval of 95 % for fewer than 30 cases, else null."
        ),
    ]


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


class StandingTarget(BaseModel):
    scope: Scope
    scope_id: Annotated[str, Field(description='Empty for the shop.')]
    period_start: date
    period_end: Annotated[date, Field(description='The last shop day, inclusive.')]
    net_amount: Money
    is_pending: Annotated[bool, Field(description="On its way into the shop's tables.")]


class TargetsSet(BaseModel):
    changed: Annotated[int, Field(description='Targets that were sent.')]
    is_pending: Annotated[
        bool,
        Field(
            description="True while the shop's tables do not have all of it; every answer of this service has it already."
        ),
    ]
    items: Annotated[
        list[StandingTarget],
        Field(
            description='The targets that were sent, as they stand now; one that was taken back is not among them.'
        ),
    ]


class TargetProposal(BaseModel):
    is_proposal: Literal[True]
    scope: Scope
    scope_id: str
    period_start: date
    period_end: date
    net_amount: Annotated[Money, Field(description='last_year times trend.')]
    last_year: Annotated[
        Money,
        Field(description='Net sales of the same days 52 weeks (364 days) before.'),
    ]
    trend: Annotated[
        MoneyRatio,
        Field(
            description='Net sales of the last trend_days full days over those of the same days 52 weeks before.'
        ),
    ]
    trend_days: int


class Target(BaseModel):
    scope: Scope
    scope_id: str | MISSING = MISSING
    period_start: date
    period_end: date
    net_amount: Money
    net_sales_so_far: Money | None
    attainment: MoneyRatio | None
    reasons: dict[str, str] | MISSING = MISSING


class Cohort(StrEnum):
    month = 'month'


class Measure(StrEnum):
    gross_margin = 'gross_margin'
    net_sales = 'net_sales'


class CohortValue(BaseModel):
    value: Annotated[AverageMoney | None, Field(description='By `measure`.')]
    net_sales: AverageMoney | None
    gross_margin: AverageMoney | None
    reasons: Annotated[
        dict[str, str],
        Field(
            description='Why one is null (immature, no_customers, no_data, no_data_since, no_data_before, not_reached_yet, cost_coverage_too_low, needs_margin_read).'
        ),
    ]


class CohortMark(CohortValue):
    days: int
    mature_from: Annotated[
        date,
        Field(
            description='The day from which on the data can cover so many days of every customer of the cohort.'
        ),
    ]


class Quantile(BaseModel):
    share: float
    value: Money


class ValueDistribution(BaseModel):
    customers: int
    mean: AverageMoney
    lowest: Money
    highest: Money
    quantiles: Annotated[
        list[Quantile],
        Field(
            description='The least value that at least this share of customers does not exceed.'
        ),
    ]


class ValueConcentration(BaseModel):
    share_of_customers: float
    customers: Annotated[
        int, Field(description='So many; a fraction of a customer counts as one.')
    ]
    share: Annotated[
        MoneyRatio | None,
        Field(
            description='Their part of the value of all; null where that is not above zero.'
        ),
    ]
    reason: Annotated[
        str | MISSING, Field(description='Why share is null (no_sales).')
    ] = MISSING


class By2(StrEnum):
    product = 'product'
    category = 'category'


class SellThroughFormula(StrEnum):
    sold_of_opening_and_received = 'sold_of_opening_and_received'
    sold_of_sold_and_closing = 'sold_of_sold_and_closing'


class TurnoverNeed(BaseModel):
    table: str
    figures: Annotated[list[str], Field(description='What cannot be had without it.')]
    detail: str


class UnitRatio(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    value: float
    numerator: float
    denominator: float


class StockDays(BaseModel):
    counted: int
    estimated: Annotated[int, Field(description='Reconstructed from the last count.')]
    unknown: Annotated[int, Field(description='Before the first count.')]


class TurnoverFigures(BaseModel):
    products: Annotated[
        int,
        Field(description='Products in it that were sold in the window or counted.'),
    ]
    units_sold: Annotated[
        float | None, Field(description='Units sold less units given back.')
    ]
    net_sales: Money | None
    cost_of_goods_sold: Annotated[
        Money | None, Field(description='Of the net sales whose cost is known.')
    ]
    cost_coverage: MoneyRatio | None
    opening_units: Annotated[
        float | None, Field(description='On hand when the window began.')
    ]
    received_units: Annotated[
        float | None, Field(description='Received in the window.')
    ]
    closing_units: Annotated[
        float | None, Field(description='On hand when it ended or at as_of.')
    ]
    average_units: Annotated[
        float | None,
        Field(
            description='Mean of the units on hand at the end of each day that is known.'
        ),
    ]
    average_stock_at_cost: Annotated[
        Money | None,
        Field(
            description='average_units at the cost of one unit when the window ended.'
        ),
    ]
    turnover: Annotated[
        MoneyRatio | None,
        Field(
            description='Cost of goods sold / average stock at cost, both of the products whose stock and cost are known.'
        ),
    ]
    days_of_inventory: Annotated[float | None, Field(description='days / turnover.')]
    sell_through: Annotated[
        UnitRatio | None,
        Field(
            description='By sell_through_formula, of the products whose stock is known.'
        ),
    ]
    gmroi: Annotated[
        MoneyRatio | None,
        Field(
            description='Gross margin / average stock at cost, both of the products whose stock and cost are known.'
        ),
    ]
    stock_days: Annotated[
        StockDays,
        Field(
            description='Days of stock at a location, summed over locations and products.'
        ),
    ]
    reasons: Annotated[
        dict[str, str],
        Field(
            description='Why a figure is null (no_stock_counts, not_counted, not_counted_before, too_few_known_days, cost_unknown, no_sales, no_stock, needs_margin_read, no_data and its kin).'
        ),
    ]


class TurnoverItem(TurnoverFigures):
    product_id: Annotated[
        str | None,
        Field(description='Null for a category and for lines that name no product.'),
    ]
    title: str | None
    category: str | None


class ReconciledTotal(BaseModel):
    amount: Money
    rows: int


class Step(StrEnum):
    files_to_ledger = 'files_to_ledger'
    ledger_to_accounting = 'ledger_to_accounting'
    accounting_to_order = 'accounting_to_order'


class ReconciliationLine(BaseModel):
    step: Step
    cause: str
    detail: Annotated[
        str | MISSING,
        Field(
            description='Which one: the reason of a rejection, the earlier load of known rows, a currency.'
        ),
    ] = MISSING
    amount: Annotated[
        Money | None,
        Field(
            description='What it adds; null, and in no total, where the amount is not kept: of rejected rows whose amount cannot be read, and of rows that earlier versions of this program left out. Such rows have a line of their own.'
        ),
    ]
    reason: Annotated[
        str | MISSING, Field(description='Why amount is null (amount_not_kept).')
    ] = MISSING
    rows: Annotated[int, Field(description='Rows it is made of.')]


class ReconciledFile(BaseModel):
    load_id: str
    source: str
    file: str | None
    read: int
    loaded: int
    known: int
    rejected: int
    amount: Annotated[
        Money | None, Field(description='Net total of the loaded lines, shop currency.')
    ]


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


class By3(StrEnum):
    margin = 'margin'
    net = 'net'
    units = 'units'


class TopProductsParametersQuery(BaseModel):
    by: By3 | MISSING = MISSING
    window: Window | MISSING = MISSING
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
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING
    explain: Explain | MISSING = MISSING


class TopProductsCsvParametersQuery(BaseModel):
    by: By3 | MISSING = MISSING
    window: Window | MISSING = MISSING
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


class By5(StrEnum):
    channel = 'channel'
    location = 'location'
    staff = 'staff'
    category = 'category'
    country = 'country'
    new_returning = 'new_returning'


class BreakdownParametersQuery(BaseModel):
    by: By5
    window: Window | MISSING = MISSING
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
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING
    explain: Explain | MISSING = MISSING


class BreakdownCsvParametersQuery(BaseModel):
    by: By5
    window: Window | MISSING = MISSING
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


class LifetimeValueParametersQuery(BaseModel):
    cohort: Cohort | MISSING = MISSING
    window: Window | MISSING = MISSING
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
    explain: Explain | MISSING = MISSING


class LifetimeValueCsvParametersQuery(BaseModel):
    cohort: Cohort | MISSING = MISSING
    window: Window | MISSING = MISSING
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


class By7(StrEnum):
    product = 'product'
    category = 'category'


class TurnoverParametersQuery(BaseModel):
    by: By7 | MISSING = MISSING
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
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
    by: By7 | MISSING = MISSING
    window: Window | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
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
    day: date | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class ReconcileCsvParametersQuery(BaseModel):
    day: date | MISSING = MISSING
    as_of: AwareDatetime | MISSING = MISSING
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING


class ListTargetsParametersQuery(BaseModel):
    scope: Scope | MISSING = MISSING
    scope_id: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
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
    period_start: date
    period_end: date


class ListTargetsCsvParametersQuery(BaseModel):
    scope: Scope | MISSING = MISSING
    scope_id: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING


class LiveParametersQuery(BaseModel):
    ticket: Annotated[str | MISSING, Field(max_length=200)] = MISSING
    since: Annotated[int | MISSING, Field(ge=0, le=999999999999999)] = MISSING


class OpenapiResponse(BaseModel):
    pass


class Current(BaseModel):
    as_of: AwareDatetime
    data: Data
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
    target_proposal: Annotated[
        TargetProposal | None | MISSING,
        Field(
            description='Where there is no target, one for the month by last year; null with target_proposal_reason when last year does not tell.'
        ),
    ] = MISSING
    target_proposal_reason: str | MISSING = MISSING
    explain: Explanation | MISSING = MISSING


class LiveSnapshot(BaseModel):
    type: Literal['snapshot']
    seq: Annotated[
        int, Field(description='Grows by one with every delta; begins anywhere.', ge=0)
    ]
    as_of: AwareDatetime
    is_provisional: bool
    current: Current


class LiveDelta(BaseModel):
    type: Literal['delta']
    seq: Annotated[int, Field(ge=0)]
    as_of: AwareDatetime
    is_provisional: bool
    patch: Annotated[
        list[PatchStep],
        Field(
            description='A JSON Patch (RFC 6902) of the document of seq - 1; it adds, replaces and removes.'
        ),
    ]


class Totals(BaseModel):
    series: Total
    previous: Total
    year_before: Total


class Trends(BaseModel):
    as_of: AwareDatetime
    data: Data
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


class ProductFigures(Figures):
    rank: Annotated[
        int | None,
        Field(
            description='Place in the whole list; null where the margin it would be ranked by is unknown.'
        ),
    ]
    product_id: Annotated[
        str | None, Field(description='Null for the lines that name no product.')
    ]
    title: str | None
    category: str | None
    share: Annotated[
        MoneyRatio | Ratio | None,
        Field(
            description='What it is ranked by, over that of all products; null where they made a loss together.'
        ),
    ]


class Cut(Figures):
    key: Annotated[
        str | None,
        Field(
            description='The channel, location, staff, category or country; new, returning, guest or no_order; null for lines that name none.'
        ),
    ]
    share: Annotated[
        MoneyRatio | None,
        Field(
            description='Its net sales over those of all cuts; null where they made a loss together.'
        ),
    ]
    refund_rate: Annotated[
        CountedRate | None,
        Field(
            description='Units given back over units sold, of a cut with fewer than 30 units sold with the Wilson interval of 95 %.'
        ),
    ]
    target: Annotated[
        CutTarget | None,
        Field(
            description='The targets for this cut whose days lie wholly within the days asked for; of those that overlap the ones for the fewest days. Where there are none, of those that lie partly within them the share of their days, marked.'
        ),
    ]
    attainment: Annotated[
        MoneyRatio | None,
        Field(description='Net sales on the days of these targets over their amount.'),
    ]
    cases: Annotated[
        float | None,
        Field(
            description='Orders, or units sold where orders are not counted: how many cases its rates rest on.'
        ),
    ]
    ranks: Annotated[
        Ranks,
        Field(
            description='Places among the cuts, 1 the highest; null for a rate of fewer than 30 cases and for the lines that name none, with the reason.'
        ),
    ]


class TargetPage(BaseModel):
    items: list[StandingTarget]
    next_cursor: str | None


class CohortModel(BaseModel):
    start: Annotated[
        date,
        Field(description='First day of first orders of the month inside the window.'),
    ]
    end: Annotated[date, Field(description='First day after them.')]
    customers: Annotated[
        int | None,
        Field(description='The size of the cohort; every value is divided by it.'),
    ]
    complete: Annotated[
        bool,
        Field(
            description='False while the month is not over, its data not complete, or the window cuts it.'
        ),
    ]
    begins_with_data: Annotated[
        bool,
        Field(
            description='True for the month the data begins in: whoever had bought before looks new here.'
        ),
    ]
    marks: Annotated[
        list[CohortMark],
        Field(
            description='After 30, 60, 90, 180 and 360 days, the day of the first order being the first of them.'
        ),
    ]
    to_date: CohortValue
    reasons: dict[str, str]


class Turnover(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    filters: Filters
    from_: Annotated[date, Field(alias='from')]
    to: Annotated[date, Field(description='Last shop day, inclusive.')]
    days: Annotated[
        int,
        Field(description='Days of the window that have come; the running one counts.'),
    ]
    by: By2
    sell_through_formula: Annotated[
        SellThroughFormula,
        Field(
            description='sold_of_opening_and_received is units sold / (units at the start + units received), where receipts are loaded; else sold_of_sold_and_closing, units sold / (units sold + units at the end).'
        ),
    ]
    total: TurnoverFigures
    items: list[TurnoverItem]
    next_cursor: str | None
    needs: Annotated[
        list[TurnoverNeed],
        Field(description='What to load so that figures which are null can be had.'),
    ]
    explain: Explanation | MISSING = MISSING


class Totals2(BaseModel):
    files: ReconciledTotal
    ledger: ReconciledTotal
    net_sales_accounting: ReconciledTotal
    net_sales_order: ReconciledTotal


class Reconciliation(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    bases: Annotated[list[Basis], Field(description='The answer speaks of both.')]
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    from_: Annotated[date, Field(alias='from')]
    to: Annotated[date, Field(description='Last shop day, inclusive.')]
    totals: Annotated[
        Totals2,
        Field(
            description="files is what the files that brought lines of these days hold, as a spreadsheet adds their column up: foreign amounts at face value, and rows that were rejected or known already in the shop's currency, as far as load_audit holds their amount. ledger is every line that happened on these days."
        ),
    ]
    lines: Annotated[
        list[ReconciliationLine],
        Field(
            description='The total a step begins with plus the amounts of its lines is the total it ends with, exactly.'
        ),
    ]
    files: list[ReconciledFile]
    explain: Explanation | MISSING = MISSING


class LiveMessage(RootModel[LiveSnapshot | LiveDelta | LiveHeartbeat]):
    root: Annotated[
        LiveSnapshot | LiveDelta | LiveHeartbeat,
        Field(description='A text frame of /ws/revenue/live.'),
    ]


class TopProducts(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    filters: Filters
    from_: Annotated[date, Field(alias='from')]
    to: Annotated[date, Field(description='Last shop day, inclusive.')]
    covered: Annotated[
        bool,
        Field(description='False where the data does not speak of all of this time.'),
    ]
    reasons: Annotated[
        dict[str, str], Field(description='Why a list is empty or null, by its name.')
    ]
    by: By
    items: Annotated[
        list[ProductFigures],
        Field(
            description='The greatest first; by margin only products whose margin is known.'
        ),
    ]
    next_cursor: Annotated[
        str | None,
        Field(
            description='Where this page ended; null at the end. All pages speak of the moment of the first.'
        ),
    ]
    totals: Annotated[
        Totals1, Field(description='What all products of the question add up to.')
    ]
    margin_unknown: Annotated[
        list[ProductFigures] | None,
        Field(
            description='Products without one line of known cost, by net sales, at most as many as a page has items; null without margin:read.'
        ),
    ]
    margin_unknown_total: Annotated[
        MarginUnknownTotal | None,
        Field(description='How many they are, and their net sales.'),
    ]
    explain: Explanation | MISSING = MISSING


class Breakdown(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    filters: Filters
    from_: Annotated[date, Field(alias='from')]
    to: Annotated[date, Field(description='Last shop day, inclusive.')]
    covered: Annotated[
        bool,
        Field(description='False where the data does not speak of all of this time.'),
    ]
    reasons: Annotated[
        dict[str, str], Field(description='Why a list is empty or null, by its name.')
    ]
    by: By1
    items: Annotated[list[Cut], Field(description='The greatest net sales first.')]
    next_cursor: str | None
    totals: Figures
    explain: Explanation | MISSING = MISSING


class LifetimeValue(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    filters: Filters
    from_: Annotated[
        date, Field(alias='from', description='First day of first orders.')
    ]
    to: Annotated[date, Field(description='Last day of first orders, inclusive.')]
    cohort: Cohort
    measure: Annotated[
        Measure,
        Field(
            description='What `value`, the distribution and the concentration are made of, for all customers alike: gross_margin where cost_coverage is at least MARGIN_COST_COVERAGE (0.95 unless set), else net_sales.'
        ),
    ]
    measure_reason: Annotated[
        str | MISSING,
        Field(
            description='Why it is net_sales: cost_coverage_too_low, no_sales, needs_margin_read.'
        ),
    ] = MISSING
    cost_coverage: Annotated[
        MoneyRatio | None,
        Field(
            description="The share of the shop's net sales whose cost is known, from the first day of the window until as_of."
        ),
    ]
    customers: Annotated[int | None, Field(description='Customers of all cohorts.')]
    cohorts: list[CohortModel]
    distribution: Annotated[
        ValueDistribution | None,
        Field(
            description='How `measure` until as_of is spread over the customers of all cohorts.'
        ),
    ]
    concentration: Annotated[
        list[ValueConcentration],
        Field(
            description='What the customers of the highest `measure` bring together.'
        ),
    ]
    reasons: dict[str, str]
    explain: Explanation | MISSING = MISSING

# Written by `python -m shared.contracts.generate` from openapi/revenue.yaml; do not edit.

from __future__ import annotations
from datetime import date as date_aliased
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal
from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field, RootModel
from shared.contracts.generated.components import AverageMoney, Basis, Data, Explanation, Money, MoneyRatio, Ratio
from shared.contracts.generated.revenue import Cohort, Granularity, Scope


class SpreadBy(StrEnum):
    weekday_season_holiday = 'weekday_season_holiday'
    weekday_holiday = 'weekday_holiday'


class Probability(BaseModel):
    value: Annotated[float, Field(ge=0.0, le=1.0)]
    low: Annotated[
        float | None,
        Field(
            description="The same were the forecast's level too high by as much as it was off on past days; null while that is not known."
        ),
    ]
    high: Annotated[float | None, Field(description='Were it too low by as much.')]


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


class By2(StrEnum):
    device = 'device'
    channel = 'channel'
    landing_page = 'landing_page'
    new_returning = 'new_returning'


class What(StrEnum):
    web_events = 'web_events'
    purchase_orders = 'purchase_orders'
    sessions = 'sessions'


class Need(BaseModel):
    what: What
    figures: list[str]
    detail: str


class Step(StrEnum):
    session = 'session'
    product_view = 'product_view'
    add_to_cart = 'add_to_cart'
    checkout = 'checkout'
    purchase = 'purchase'


class SessionRate(BaseModel):
    value: Annotated[float, Field(ge=0.0, le=1.0)]
    numerator: int
    denominator: int
    interval: Interval


class FunnelEvents(BaseModel):
    events: int
    product_views: int
    add_to_carts: int
    checkouts: int
    purchases: int


class FunnelSilence(RootModel[list[date_aliased] | None]):
    root: Annotated[
        list[date_aliased] | None,
        Field(
            description='Days between the first web event and the last that are over and have none.'
        ),
    ]


class Step1(StrEnum):
    product_view = 'product_view'
    add_to_cart = 'add_to_cart'
    checkout = 'checkout'


class FunnelSilentStep(BaseModel):
    step: Step1
    days: list[date_aliased]


class FunnelSilentSteps(RootModel[list[FunnelSilentStep] | None]):
    root: Annotated[
        list[FunnelSilentStep] | None,
        Field(
            description='Of a step the days on which no visit did it although three or more did a later one: its tag was broken or is not there.'
        ),
    ]


class Cause1(StrEnum):
    in_funnel = 'in_funnel'
    skipped_a_step = 'skipped_a_step'
    without_session = 'without_session'
    consent_denied = 'consent_denied'
    bots = 'bots'
    no_purchase_event = 'no_purchase_event'


class Cause(BaseModel):
    cause: Annotated[
        Cause1,
        Field(
            description='By the first purchase event that names the order: in a visit of people that did all steps, or skipped one; in no visit; of who denied consent; of a program; or there is none.'
        ),
    ]
    orders: int
    order_value: Money


class FunnelOrders(BaseModel):
    channels: Annotated[
        list[str], Field(description="The sales channels that are the web shop's.")
    ]
    in_ledger: int
    order_value: Money
    coverage: Annotated[
        SessionRate | None,
        Field(description='Those that a purchase event names, over all.'),
    ]
    causes: list[Cause]
    unknown_to_ledger: Annotated[
        int,
        Field(
            description='Orders that purchase events of these days name, and that are no order of these channels in the ledger.'
        ),
    ]
    reasons: dict[str, str]


class RateEffects(BaseModel):
    mix: Annotated[float, Field(description='By its share of the visits.')]
    rate: Annotated[float, Field(description='By its own rate.')]


class Step2(StrEnum):
    product_view = 'product_view'
    add_to_cart = 'add_to_cart'
    checkout = 'checkout'
    purchase = 'purchase'


class Over(StrEnum):
    session = 'session'
    product_view = 'product_view'
    add_to_cart = 'add_to_cart'
    checkout = 'checkout'


class RateChange(BaseModel):
    step: Step2
    over: Over
    now: float
    before: float
    change: float
    mix: float
    rate: float


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
        date_aliased,
        Field(description='First shop day of the bucket inside the window.'),
    ]
    end: Annotated[date_aliased, Field(description='First shop day after it.')]
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


class RankedBy(StrEnum):
    margin = 'margin'
    net_sales = 'net_sales'


class MoneyOrNull(RootModel[Money | None]):
    root: Money | None


class InsightForecast(BaseModel):
    made_on: date_aliased
    mean: Money
    low_80: Money
    high_80: Money
    low_95: Money
    high_95: Money


class Dimension(StrEnum):
    location = 'location'
    channel = 'channel'
    category = 'category'
    product = 'product'


class By3(StrEnum):
    orders = 'orders'
    units = 'units'


class MoneyContribution(BaseModel):
    difference: Money
    volume: Annotated[Money, Field(description='Had all parts grown alike.')]
    mix: Annotated[
        Money, Field(description='Because some parts grew more than others.')
    ]
    rate: Annotated[
        Money, Field(description='Because an order, or a unit, brought more or less.')
    ]


class PartContribution(BaseModel):
    name: Annotated[str, Field(description='Empty where a line names none.')]
    net_then: Money
    net_now: Money
    difference: Money
    volume: Money
    mix: Money
    rate: Money


class What1(StrEnum):
    forecast = 'forecast'
    products = 'products'
    refunds = 'refunds'
    gaps = 'gaps'
    web = 'web'
    counts = 'counts'


class InsightWatch(BaseModel):
    what: What1
    is_ready: bool
    ready_on: Annotated[
        date_aliased | None,
        Field(description='When there are enough days; null when nobody can tell.'),
    ]
    needs: Annotated[str | MISSING, Field(description='What is missing.')] = MISSING


class Kind(StrEnum):
    sales_above = 'sales_above'
    sales_below = 'sales_below'
    viral_product = 'viral_product'
    refund_wave = 'refund_wave'
    data_gap = 'data_gap'
    web_gap = 'web_gap'
    bot_burst = 'bot_burst'
    orders_up = 'orders_up'
    orders_down = 'orders_down'
    refunds_up = 'refunds_up'


class Dimension1(StrEnum):
    shop = 'shop'
    location = 'location'
    channel = 'channel'
    category = 'category'
    product = 'product'
    web = 'web'


class RankedBy1(StrEnum):
    margin = 'margin'
    net_sales = 'net_sales'
    nothing = 'nothing'


class RevisedBecause(Enum):
    data_came_later = 'data_came_later'
    forecast_made = 'forecast_made'
    NoneType_None = None


class Outcome(StrEnum):
    open = 'open'
    hit = 'hit'
    miss = 'miss'


class InsightPrediction(BaseModel):
    says: str
    measure: str
    days: int
    due_on: Annotated[date_aliased, Field(description='The last day it speaks of.')]
    at_least: float | None
    at_most: float | None
    observed: float | None
    outcome: Outcome
    became: str | None


class InsightNote(BaseModel):
    note: str | None
    acted_on: date_aliased | None
    said_at: AwareDatetime


class InsightResponse(BaseModel):
    insight_id: str
    is_dismissed: bool
    dismissal: InsightNote | None
    action: InsightNote | None


class Measure(StrEnum):
    net_sales = 'net_sales'
    refunds = 'refunds'
    none = 'none'


class Item(BaseModel):
    insight_id: str
    kind: str
    subject_id: str
    action: str | None
    acted_on: date_aliased
    measure: Measure
    days_before: int
    days_after: int
    amount: MoneyOrNull | None
    low: MoneyOrNull | None
    high: MoneyOrNull | None
    reason: str | None


class ActedWorth(BaseModel):
    acted: int
    measured: Annotated[
        int, Field(description='Those of which enough days before and after are known.')
    ]
    amount: MoneyOrNull | None
    low: MoneyOrNull | None
    high: MoneyOrNull | None
    items: list[Item]


class FoundWorth(BaseModel):
    insights: int
    net_at_stake: MoneyOrNull | None
    net_low: MoneyOrNull | None
    net_high: MoneyOrNull | None
    margin_at_stake: MoneyOrNull | None
    with_margin: Annotated[
        int | None, Field(description='Those whose margin is known.')
    ]


class WorthRate(BaseModel):
    value: float
    numerator: int
    denominator: int
    low: float
    high: float


class StandingTarget(BaseModel):
    scope: Scope
    scope_id: Annotated[str, Field(description='Empty for the shop.')]
    period_start: date_aliased
    period_end: Annotated[
        date_aliased, Field(description='The last shop day, inclusive.')
    ]
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
    period_start: date_aliased
    period_end: date_aliased
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
    period_start: date_aliased
    period_end: date_aliased
    net_amount: Money
    net_sales_so_far: Money | None
    attainment: MoneyRatio | None
    reasons: dict[str, str] | MISSING = MISSING


class StaleReason(Enum):
    data_old = 'data_old'
    forecast_old = 'forecast_old'
    NoneType_None = None


class What2(StrEnum):
    forecast = 'forecast'
    choice_of_method = 'choice_of_method'
    seasons = 'seasons'


class Need1(BaseModel):
    what: What2
    known_days: int
    needed_days: int
    enough_on: date_aliased | None


class ForecastInterval(BaseModel):
    low: Money
    high: Money


class ForecastDay(BaseModel):
    date: date_aliased
    net_sales: Money
    interval_80: ForecastInterval
    interval_95: ForecastInterval
    seasonal_naive: Money
    holiday: Annotated[
        str | None,
        Field(
            description="A holiday of the shop's country, Easter Sunday or Black Friday."
        ),
    ]
    is_closed: Annotated[
        bool,
        Field(
            description='Whether the shop sells nothing on such days, as its past tells.'
        ),
    ]
    promotions: Annotated[
        int, Field(description='How many promotions are known to run.')
    ]


class ForecastTotal(BaseModel):
    from_: Annotated[date_aliased, Field(alias='from')]
    to: Annotated[date_aliased, Field(description='Last shop day, inclusive.')]
    net_sales: Money
    interval_80: ForecastInterval
    interval_95: ForecastInterval
    seasonal_naive: Money


class ForecastAccuracy(BaseModel):
    from_: Annotated[date_aliased, Field(alias='from')]
    to: date_aliased
    forecasts: Annotated[
        int,
        Field(
            description='How many were compared: days, times the days ahead they were told.'
        ),
    ]
    wape: Annotated[
        MoneyRatio | None,
        Field(description='Sum of absolute errors over sum of absolute net sales.'),
    ]
    seasonal_naive_wape: MoneyRatio | None
    bias: Annotated[
        MoneyRatio | None,
        Field(
            description='Sum of forecast less actual over the same; above zero when it says too much.'
        ),
    ]
    coverage_80: Annotated[
        Ratio | None,
        Field(
            description='Forecasts whose 80 % interval held what was sold, over all.'
        ),
    ]
    coverage_95: Ratio | None


class ForecastScore(ForecastAccuracy):
    horizon_days: int


class Engine(StrEnum):
    local = 'local'
    bigquery_ml = 'bigquery-ml'


class Model(Enum):
    timesfm = 'timesfm'
    arima_plus = 'arima-plus'
    NoneType_None = None


class ForecastEngine(BaseModel):
    engine: Engine
    model: Annotated[Model | None, Field(description='Of bigquery-ml.')]
    is_chosen: Annotated[
        bool, Field(description='Whether this forecast is made by it.')
    ]
    accuracy: ForecastAccuracy | None
    usd: Annotated[
        str | None,
        Field(
            description='What this forecast cost at list prices, in US dollars.',
            pattern='^[0-9]+(\\.[0-9]+)?$',
        ),
    ]
    reason: Annotated[
        str | None,
        Field(description='Why it did not speak: not_chosen, or in words what failed.'),
    ]


class ForecastMethod(BaseModel):
    method: str
    what: str
    is_chosen: Annotated[
        bool,
        Field(
            description='Whether the forecast is made with it: the one that erred least, against seasonal-naive, on all it said in the last twenty weeks.'
        ),
    ]
    forecasts: int
    wape: MoneyRatio | None
    bias: MoneyRatio | None
    against_seasonal_naive: Annotated[
        MoneyRatio | None,
        Field(
            description='Its absolute errors over those of seasonal-naive; below one it is better.'
        ),
    ]
    choice_wape: Annotated[
        float | None,
        Field(
            description='Its WAPE on the days the choice was made by; null with too few of them.'
        ),
    ]


class Measure1(StrEnum):
    gross_margin = 'gross_margin'
    net_sales = 'net_sales'


class Basis1(StrEnum):
    gross_margin = 'gross_margin'
    net_sales = 'net_sales'


class Method(StrEnum):
    models = 'models'
    models_with_last_window = 'models_with_last_window'
    cohort_mean = 'cohort_mean'


class OverTimeItem(BaseModel):
    as_of_date: date_aliased
    customers: int
    expected_purchases_90d: float
    value_12m: Money | None
    basis: Basis1
    method: str


class ExpectedPurchases(BaseModel):
    value: Annotated[float | None, Field(description='Null without a customer.')]
    numerator: float
    denominator: int


class CohortPrediction(BaseModel):
    customers: int
    expected_purchases_90d: ExpectedPurchases
    value_12m: AverageMoney | None


class Method1(StrEnum):
    models = 'models'
    models_with_last_window = 'models_with_last_window'
    cohort_mean = 'cohort_mean'
    last_window = 'last_window'


class Purchases(BaseModel):
    actual: Annotated[float, Field(description='Of all customers together.')]
    predicted: Annotated[float, Field(description='Of all customers together.')]
    mean_absolute: float
    root_mean_square: float
    correlation: Annotated[
        float | None, Field(description='Null where all customers are told alike.')
    ]


class Value(BaseModel):
    actual: Money
    predicted: Money
    mean_absolute: Money
    root_mean_square: Money
    correlation: float | None


class Error(BaseModel):
    method: Method1
    purchases: Purchases
    value: Annotated[
        Value | None,
        Field(description='Null without margin:read where value is margin.'),
    ]


class Interval2(BaseModel):
    inside: float
    expected: float
    below: float
    above: float


class Ranking(BaseModel):
    by_expected_purchases: float | None
    by_recency: float | None


class ValueCalibration(BaseModel):
    known_until: Annotated[
        date_aliased, Field(description='The last day that the predictions knew.')
    ]
    window_days: Annotated[
        int, Field(description='Days after it that they were compared with.')
    ]
    customers: Annotated[
        int, Field(description='Customers compared; a fixed draw of 100,000 of more.')
    ]
    errors: Annotated[
        list[Error],
        Field(
            description="Of the method, of the same as in the last window, and of the cohort's mean; all in the same comparison."
        ),
    ]
    interval: Annotated[
        Interval2,
        Field(
            description='How many customers brought what lies between value_low and value_high of that window. Where most buy nothing, an interval that begins at nothing holds more than eight in ten: `expected` says how many it should have held.'
        ),
    ]
    ranking: Annotated[
        Ranking,
        Field(
            description='How well who bought again is told from who did not (area under the ROC curve: 1 is always, 0.5 is chance): by expected purchases, and by the day of the last purchase alone. Null where all did, or nobody.'
        ),
    ]


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
        date_aliased,
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


class By4(StrEnum):
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


class Step3(StrEnum):
    files_to_ledger = 'files_to_ledger'
    ledger_to_accounting = 'ledger_to_accounting'
    accounting_to_order = 'accounting_to_order'


class ReconciliationLine(BaseModel):
    step: Step3
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


class OpenapiResponse(BaseModel):
    pass


class DayPace(BaseModel):
    to: Annotated[
        AwareDatetime | None,
        Field(
            description='The moment this speaks of: as_of, or up to when the data speak.'
        ),
    ]
    share_elapsed: Annotated[
        float | None,
        Field(description="The share of such a day's sales that is over by then."),
    ]
    forecast: Annotated[
        Money | None, Field(description='Net sales to expect of the whole day.')
    ]
    interval_80: ForecastInterval | None
    forecast_made_on: date_aliased | None
    expected_to_now: Annotated[
        Money | None, Field(description='What of it was to be expected by then.')
    ]
    interval_80_to_now: Annotated[
        ForecastInterval | None,
        Field(
            description='Between what net sales by then are in four of five such days.'
        ),
    ]
    gap: Annotated[
        Money | None,
        Field(description='Net sales of the day so far less expected_to_now.'),
    ]
    target: Annotated[Money | None, Field(description="The day's part of the target.")]
    target_to_now: Annotated[
        Money | None, Field(description='What of it was due by then.')
    ]
    target_gap: Annotated[
        Money | None,
        Field(description='Net sales of the day so far less target_to_now.'),
    ]
    reasons: dict[str, str]


class Outlook(BaseModel):
    net_sales: Money
    interval_80: ForecastInterval
    interval_95: ForecastInterval
    attainment: MoneyRatio | None
    forecast_made_on: Annotated[
        date_aliased | None,
        Field(description='Null where nothing is left to forecast.'),
    ]


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
    from_: Annotated[date_aliased, Field(alias='from')]
    to: Annotated[date_aliased, Field(description='Last shop day, inclusive.')]
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


class Changes(BaseModel):
    conversion: Annotated[
        RateChange | None, Field(description='Purchases over all sessions.')
    ]
    step_that_fell_most: Annotated[
        RateChange | None,
        Field(
            description="The step whose rate over the step before fell by the greatest part, of those that fell by more than chance explains (Newcombe's interval of the difference, 5 % over the four steps)."
        ),
    ]
    reasons: dict[str, str]


class FunnelStep(BaseModel):
    step: Step
    sessions: Annotated[
        int,
        Field(
            description='Visits that did this step and all earlier ones; never more than at the step before.'
        ),
    ]
    visits_that_did: Annotated[
        int, Field(description='Visits that did this step, whatever else they did.')
    ]
    of_all: Annotated[
        SessionRate | None,
        Field(description='Over all sessions; null for the first step.'),
    ]
    of_previous: Annotated[
        SessionRate | None,
        Field(
            description='Over the sessions of the step before; null for the first step.'
        ),
    ]
    reasons: dict[str, str]


class Effects(BaseModel):
    conversion: RateEffects | None
    fell: RateEffects | None


class DimensionContribution(BaseModel):
    dimension: Dimension
    by: Annotated[By3, Field(description='What volume is counted in.')]
    total: MoneyContribution
    parts: Annotated[
        list[PartContribution],
        Field(
            description='The greatest differences; the others together as the last, named others.'
        ),
    ]


class Insight(BaseModel):
    insight_id: str
    kind: Kind
    day: date_aliased
    began_on: Annotated[date_aliased, Field(description='The first day of it.')]
    day_number: Annotated[
        int, Field(description='Its day, counted from the first.', ge=1)
    ]
    dimension: Dimension1
    subject_id: Annotated[str, Field(description='Empty for the shop.')]
    subject: Annotated[str, Field(description='What people call it.')]
    what: Annotated[
        str, Field(description='What happened; every number in it is one of numbers.')
    ]
    to_do: str
    numbers: Annotated[
        dict[str, str | float | bool | None],
        Field(description="Amounts are in the shop's currency."),
    ]
    net_at_stake: Annotated[
        MoneyOrNull | None,
        Field(
            description='Net sales of the day beyond what was to be expected, negative where they are missing.'
        ),
    ]
    net_low: MoneyOrNull | None
    net_high: MoneyOrNull | None
    margin_at_stake: Annotated[
        MoneyOrNull | None,
        Field(description='net_at_stake times the margin rate of what it is about.'),
    ]
    ranked_by: Annotated[
        RankedBy1,
        Field(description='What it took its place by; nothing where no money moved.'),
    ]
    prediction: InsightPrediction
    revision: Annotated[int, Field(ge=1)]
    revised_because: Annotated[
        RevisedBecause | None,
        Field(description='Why it says something else than at first.'),
    ]
    is_dismissed: bool
    dismissal: InsightNote | None
    action: InsightNote | None
    reasons: dict[str, str]


class Estimated(BaseModel):
    found: FoundWorth


class ForecastWorth(BaseModel):
    days: int
    error: MoneyOrNull | None
    naive_error: MoneyOrNull | None
    error_avoided: MoneyOrNull | None
    low: MoneyOrNull | None
    high: MoneyOrNull | None
    covered_95: WorthRate | None


class PredictionWorth(BaseModel):
    insights: int
    open: int
    rate: WorthRate | None


class TargetPage(BaseModel):
    items: list[StandingTarget]
    next_cursor: str | None


class Forecast(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: Annotated[
        bool,
        Field(
            description='Whether the data are old, or two days or more are known by now that the forecast did not know.'
        ),
    ]
    stale_reason: StaleReason | None
    horizon_days: Annotated[int, Field(description='How many days were asked for.')]
    made_on: Annotated[
        date_aliased | None, Field(description='The shop day it was made on.')
    ]
    made_at: AwareDatetime | None
    method: Annotated[
        str | None,
        Field(description='The method that made it; methods says what it is.'),
    ]
    days: Annotated[
        list[ForecastDay] | None,
        Field(description='Null with a reason where there is no forecast.'),
    ]
    total: Annotated[
        ForecastTotal | None,
        Field(
            description='All days together. Days of one forecast err together, so this interval is not the sum of theirs.'
        ),
    ]
    accuracy: Annotated[
        ForecastAccuracy | None,
        Field(
            description='What would have been said of the last 91 days, 1 to 28 days before, each time by the method that had been best until then and from nothing but the days before. Days on which the shop was closed as expected are left out.'
        ),
    ]
    methods: Annotated[
        list[ForecastMethod] | None,
        Field(description='How every method did on the same days; the best first.'),
    ]
    engines: Annotated[
        list[ForecastEngine] | MISSING,
        Field(
            description='What makes forecasts, this machine and BigQuery ML, on the same past days; one that was not asked says why. Empty without a forecast, or with too few days to compare.'
        ),
    ] = MISSING
    scored: Annotated[
        list[ForecastScore] | None,
        Field(
            description='How what was really told before the day did, in the last 91 days, by how many days ahead it was told.'
        ),
    ]
    needs: Annotated[
        list[Need1],
        Field(
            description='What the forecast cannot do yet for want of days, and on which morning it will.'
        ),
    ]
    reasons: Annotated[
        dict[str, str], Field(description='Why something is null, by its name.')
    ]
    sentence: Annotated[
        str,
        Field(
            description='The forecast in words; every number in it stands in this answer.'
        ),
    ]
    explain: Explanation | MISSING = MISSING


class PredictedValue(BaseModel):
    made_at: Annotated[
        AwareDatetime, Field(description='When the job that made it ran.')
    ]
    age_seconds: Annotated[float, Field(description='How long that was before as_of.')]
    as_of_date: Annotated[
        date_aliased,
        Field(
            description='The last shop day it knows; the year, and the 90 days, follow it.'
        ),
    ]
    basis: Annotated[Basis1, Field(description='What its value is made of.')]
    method: Annotated[
        Method,
        Field(
            description='models: BG/NBD for purchases, Gamma-Gamma for what one brings. models_with_last_window: the mean of these and of what the customer did in the last window. cohort_mean: what customers of the same month of first order do.'
        ),
    ]
    method_reason: Annotated[
        str | MISSING,
        Field(
            description='Why it is cohort_mean: history_too_short, too_few_repeaters, did_not_converge, measured_better.'
        ),
    ] = MISSING
    customers: Annotated[
        int,
        Field(
            description='Customers of the cohorts that it speaks of; who first ordered after as_of_date is not in it.'
        ),
    ]
    expected_purchases_90d: ExpectedPurchases
    value_12m: Annotated[
        AverageMoney | None, Field(description='Per customer, discounted by the month.')
    ]
    distribution: ValueDistribution | None
    concentration: list[ValueConcentration]
    over_time: Annotated[
        list[OverTimeItem],
        Field(
            description='What the runs said of all customers of the shop, whatever the window and the filters, the earliest first; 400 days at most.'
        ),
    ]
    explanation: Annotated[
        list[str],
        Field(
            description='How it was made, in words, with the parameters that were found.'
        ),
    ]
    calibration: Annotated[
        ValueCalibration | None,
        Field(
            description="How right the same method was on the shop's own past: told from what was known one window ago, compared with what came. Null where the past is too short, with its reason under `calibration`."
        ),
    ]
    reasons: Annotated[
        dict[str, str],
        Field(
            description='Why one is null (needs_margin_read, no_customers, history_too_short, too_few_repeaters, did_not_converge).'
        ),
    ]


class CohortModel(BaseModel):
    start: Annotated[
        date_aliased,
        Field(description='First day of first orders of the month inside the window.'),
    ]
    end: Annotated[date_aliased, Field(description='First day after them.')]
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
    predicted: CohortPrediction | None
    predicted_reason: Annotated[
        str | MISSING,
        Field(
            description='Why it is null: as of the whole, or no_customers where the prediction knows none of them.'
        ),
    ] = MISSING
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
    from_: Annotated[date_aliased, Field(alias='from')]
    to: Annotated[date_aliased, Field(description='Last shop day, inclusive.')]
    days: Annotated[
        int,
        Field(description='Days of the window that have come; the running one counts.'),
    ]
    by: By4
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
    from_: Annotated[date_aliased, Field(alias='from')]
    to: Annotated[date_aliased, Field(description='Last shop day, inclusive.')]
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


class Pace(BaseModel):
    to: Annotated[
        AwareDatetime | None,
        Field(
            description='The moment this speaks of: as_of, or up to when the data speak.'
        ),
    ]
    share_elapsed: Annotated[
        float | None,
        Field(description="The share of the target's weight that is over."),
    ]
    spread_by: Annotated[
        SpreadBy | None,
        Field(
            description='What the days were weighed by; without a year of sales not by season.'
        ),
    ]
    expected_to_now: Annotated[
        Money | None, Field(description='The part of the target that was due by then.')
    ]
    gap: Annotated[
        Money | None, Field(description='Net sales so far less expected_to_now.')
    ]
    run_rate: Annotated[
        Money | None,
        Field(
            description="Net sales so far over share_elapsed; what the target's days come to if they go on as so far."
        ),
    ]
    probability_to_reach: Annotated[
        Probability | None,
        Field(description='Of the forecast of what is left reaching what is missing.'),
    ]
    outlook: Annotated[
        Outlook | None,
        Field(
            description="What the target's days will have come to at their end, by the forecast."
        ),
    ]
    reasons: dict[str, str]


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
    from_: Annotated[date_aliased, Field(alias='from')]
    to: Annotated[date_aliased, Field(description='Last shop day, inclusive.')]
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
    from_: Annotated[date_aliased, Field(alias='from')]
    to: Annotated[date_aliased, Field(description='Last shop day, inclusive.')]
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


class FunnelSteps(RootModel[list[FunnelStep]]):
    root: Annotated[list[FunnelStep], Field(max_length=5, min_length=5)]


class FunnelBots(FunnelEvents):
    steps: FunnelSteps


class FunnelPeriod(BaseModel):
    from_: Annotated[date_aliased, Field(alias='from')]
    to: date_aliased
    steps: FunnelSteps
    bots: FunnelBots
    suspected_bots: FunnelSteps
    consent_denied: FunnelEvents
    without_session: FunnelEvents
    days_without_events: FunnelSilence | None
    days_without_step: FunnelSilentSteps | None
    orders: FunnelOrders


class FunnelItem(BaseModel):
    key: Annotated[
        str | None,
        Field(
            description='The device, channel or landing page; new or returning; null for visits that name none, and for the rest.'
        ),
    ]
    is_rest: Annotated[
        bool,
        Field(description='Whether this is all groups that are not told one by one.'),
    ]
    groups: Annotated[
        int, Field(description='How many groups this is; 1 but for the rest.')
    ]
    steps: FunnelSteps
    before: Annotated[
        FunnelSteps | None, Field(description='The same of the previous days.')
    ]
    orders: Annotated[
        int,
        Field(
            description='Orders of the ledger that purchases in visits of this group name, whatever steps they did.'
        ),
    ]
    order_value: Money
    value_per_session: Annotated[
        AverageMoney | None, Field(description='order_value over sessions.')
    ]
    effects: Annotated[
        Effects, Field(description='What this group did to the two rates of changes.')
    ]
    reasons: dict[str, str]


class Insights(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    day: Annotated[
        date_aliased | None,
        Field(
            description='The shop day the answer speaks of; null when none was judged yet.'
        ),
    ]
    last_judged_day: date_aliased | None
    net_sales: MoneyOrNull | None
    orders: int | None
    forecast: Annotated[
        InsightForecast | None,
        Field(description='What was forecast for the day on the day before it.'),
    ]
    contributions: Annotated[
        list[DimensionContribution],
        Field(
            description='By location, channel, category and product: how the day differs from the mean of the same weekday of the four weeks before it. The parts add up to the totals exactly, and volume, mix and rate to the difference.'
        ),
    ]
    ranked_by: Annotated[
        RankedBy, Field(description='Without margin:read it is net_sales.')
    ]
    items: Annotated[list[Insight], Field(max_length=5)]
    dismissed: Annotated[
        int, Field(description='Insights of this day that were dismissed.')
    ]
    watched: Annotated[
        list[InsightWatch],
        Field(
            description='What is looked for, and from when on, where there is too little data yet.'
        ),
    ]
    reasons: Annotated[
        dict[str, str],
        Field(
            description='Why net_sales, orders, forecast, contributions or items say nothing.'
        ),
    ]
    explain: Explanation | MISSING = MISSING


class Measured(BaseModel):
    acted_insights: ActedWorth
    forecast: ForecastWorth
    predictions: PredictionWorth


class Worth(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    from_: Annotated[date_aliased, Field(alias='from')]
    to: Annotated[date_aliased, Field(description='Last shop day, inclusive.')]
    measured: Measured
    estimated: Estimated
    formulas: Annotated[
        dict[str, str],
        Field(description='How each figure is made, as docs/value.md says.'),
    ]
    reasons: Annotated[
        dict[str, str], Field(description='Why a figure is null, by its place.')
    ]
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
        date_aliased, Field(alias='from', description='First day of first orders.')
    ]
    to: Annotated[
        date_aliased, Field(description='Last day of first orders, inclusive.')
    ]
    cohort: Cohort
    measure: Annotated[
        Measure1,
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
    predicted: Annotated[
        PredictedValue | None,
        Field(
            description='What the customers are expected to bring; null with its reason (not_computed_yet, made_later) under `predicted`.'
        ),
    ]
    reasons: dict[str, str]
    explain: Explanation | MISSING = MISSING


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
    country: Annotated[
        str,
        Field(
            description='Where the shop is, ISO 3166-1: its holidays are known ahead.'
        ),
    ]
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
    day_pace: DayPace
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
    pace: Annotated[
        Pace | None,
        Field(
            description='How the shop stands on its way to the target; null without one.'
        ),
    ]
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


class Funnel(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    filters: Filters
    from_: Annotated[date_aliased, Field(alias='from')]
    to: Annotated[date_aliased, Field(description='Last shop day, inclusive.')]
    covered: Annotated[
        bool,
        Field(
            description='False where there are web events of a part of this time only; days_without_events are told apart.'
        ),
    ]
    by: By2
    web_from: Annotated[
        AwareDatetime | None, Field(description='The first web event there is.')
    ]
    web_until: Annotated[
        AwareDatetime | None, Field(description='The last before as_of.')
    ]
    made_at: Annotated[
        AwareDatetime | None,
        Field(
            description='When the days that were put together ahead were, the latest of them; null where all was told from the events. What came later for them counts from the next hour on.'
        ),
    ]
    reasons: Annotated[
        dict[str, str],
        Field(
            description='Why something is null or to be read with care, by its name.'
        ),
    ]
    steps: Annotated[
        FunnelSteps | None, Field(description='The funnel of people, of all groups.')
    ]
    bots: Annotated[
        FunnelBots | None,
        Field(
            description="The same of visits with an event of a program, and programs' events that belong to no visit."
        ),
    ]
    suspected_bots: Annotated[
        FunnelSteps | None,
        Field(
            description="The same of visits that look like a program's: they saw one product at once and did nothing else, in an hour with 100 or more such visits that were six of ten or more, and twice their usual share, over many products."
        ),
    ]
    consent_denied: Annotated[
        FunnelEvents | None,
        Field(
            description='Events of who denied consent; nobody is told apart, so they are no visits.'
        ),
    ]
    without_session: Annotated[
        FunnelEvents | None,
        Field(
            description='Events that name no session although nobody denied consent, such as of who was not asked yet.'
        ),
    ]
    days_without_events: FunnelSilence | None
    days_without_step: FunnelSilentSteps | None
    orders: FunnelOrders | None
    items: Annotated[
        list[FunnelItem],
        Field(
            description='The groups with the most sessions of both periods, 50 at most; all others are the last one. A file has every group.'
        ),
    ]
    previous: Annotated[
        FunnelPeriod | None,
        Field(description='As many days before these, cut at the same elapsed time.'),
    ]
    changes: Changes
    needs: Annotated[
        list[Need],
        Field(description='What to connect or wait for, for what cannot be said.'),
    ]
    sentence: Annotated[
        str | None,
        Field(
            description='The funnel in words; every number in it stands in this answer.'
        ),
    ]
    explain: Explanation | MISSING = MISSING


class LiveMessage(RootModel[LiveSnapshot | LiveDelta | LiveHeartbeat]):
    root: Annotated[
        LiveSnapshot | LiveDelta | LiveHeartbeat,
        Field(description='A text frame of /ws/revenue/live.'),
    ]

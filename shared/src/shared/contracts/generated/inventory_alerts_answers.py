# Written by `python -m shared.contracts.generate` from openapi/inventory-alerts.yaml; do not edit.

from __future__ import annotations
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field, RootModel
from shared.contracts.generated.components import Basis, Data, Explanation, Money, Ratio
from shared.contracts.generated.inventory_alerts import AlertKind, Channel, Severity


class AlertState(StrEnum):
    open = 'open'
    snoozed = 'snoozed'
    dismissed = 'dismissed'
    resolved = 'resolved'


class Reasons(RootModel[dict[str, str]]):
    root: dict[str, str]


class LastRun(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    run_id: str
    as_of: AwareDatetime
    finished_at: AwareDatetime


class Alert(BaseModel):
    alert_id: str
    kind: AlertKind
    severity: Severity
    state: AlertState
    definition: Annotated[str, Field(description='What the kind says.')]
    product_id: str
    location_id: str | None
    title: str | None
    sku: str | None
    category: str | None
    supplier_id: str | None
    opened_at: AwareDatetime
    changed_at: AwareDatetime
    predicted_at: Annotated[
        AwareDatetime,
        Field(description='When the probability was stated; the horizon begins here.'),
    ]
    probability: Annotated[
        float | None,
        Field(
            description='That it comes true within the horizon; 1 where it is a fact already.',
            ge=0.0,
            le=1.0,
        ),
    ]
    horizon_days: int | None
    money_at_stake: Money | None
    money_kind: Annotated[
        str | None, Field(description='lost_margin or carrying_cost.')
    ]
    recommended_action: str
    days_until_stockout: Annotated[
        float | None,
        Field(
            description='The middle of the days it lasts; null beyond 120 days, or where stock is unknown.'
        ),
    ]
    days_until_stockout_low: Annotated[
        float | None, Field(description='One in ten runs out before this.')
    ]
    days_until_stockout_high: Annotated[
        float | None, Field(description='One in ten lasts longer.')
    ]
    turnover_days: Annotated[
        float | None,
        Field(
            description='What is available over the demand a day of the next 28 days.'
        ),
    ]
    week_over_week: Annotated[
        float | None,
        Field(
            description='Units of the last 7 days over those of the 7 before, less 1.'
        ),
    ]
    unsold_days: Annotated[int | None, Field(description='Days since the last sale.')]
    on_hand: Annotated[
        float | None, Field(description='Units, rolled forward from the last count.')
    ]
    on_hand_as_of: Annotated[
        AwareDatetime | None, Field(description='When it was counted last.')
    ]
    velocity: Annotated[
        float | None,
        Field(
            description='Net units a day in stock: of 30 days, else of 7, else of 90.'
        ),
    ]
    is_pushed: Annotated[bool, Field(description='Goes to people: act, and open.')]
    snoozed_until: AwareDatetime | None
    assigned_to: str | None
    dismissed_reason: str | None
    note: str | None
    evidence: Annotated[dict[str, Any], Field(description='The numbers it rests on.')]
    reasons: Reasons


class Counts(BaseModel):
    act: int
    watch: int


class AlertPage(BaseModel):
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
        bool, Field(description='True where newer data has come since the run.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the stock are older than STALE_AFTER_HOURS.'
        ),
    ]
    run: LastRun | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    items: list[Alert]
    next_cursor: str | None
    total: Annotated[int, Field(description='Alerts that fit the filters.')]
    counts: Annotated[
        dict[str, Counts],
        Field(description='Open alerts by kind, whatever the filters.'),
    ]


class AlertDecision(BaseModel):
    changed_at: AwareDatetime
    state: AlertState
    severity: Severity
    by: Annotated[str, Field(description="run or a person's identity.")]
    why: Annotated[
        str,
        Field(
            description='opened, got_worse, missing, back, gone, snoozed, woke, dismissed, assigned, resolved or reopened.'
        ),
    ]
    note: str | None


class Outcome(StrEnum):
    came_true = 'came_true'
    did_not = 'did_not'
    intervention = 'intervention'
    unknown = 'unknown'


class AlertOutcome(BaseModel):
    outcome: Outcome
    scored_at: AwareDatetime
    due_on: Annotated[date, Field(description='The last shop day of the horizon.')]
    what: Annotated[str, Field(description='What decided it.')]


class RunAsked(BaseModel):
    run_id: Annotated[
        str, Field(description='Look at it under /api/inventory/runs/{run_id}.')
    ]


class Engine(BaseModel):
    engine: str
    items: int
    forecasts: Annotated[
        int, Field(description='Items times days that could be judged: in stock.')
    ]
    wape: Ratio | None
    bias: Ratio | None
    against_seasonal_naive: Ratio | None
    coverage_80: Ratio | None


class DemandForecastQuality(BaseModel):
    made_at: AwareDatetime
    engine: Annotated[
        str,
        Field(
            description='Which made what stands: local, bigquery_timesfm or bigquery_arima.'
        ),
    ]
    items: Annotated[
        int, Field(description='Products at their places that are forecast.')
    ]
    usd: Annotated[
        str | None, Field(description='What it cost at list prices, in US dollars.')
    ]
    reason: Annotated[
        str | None,
        Field(
            description='Why BigQuery ML did not speak: not_chosen, or in words what failed.'
        ),
    ]
    engines: Annotated[
        list[Engine],
        Field(
            description='All of them on the same days, from nothing but the days before.'
        ),
    ]


class ServiceLevel(BaseModel):
    target: Annotated[float, Field(description='What reorder points aim at.')]
    last_28_days: Ratio | None
    history: Annotated[
        Ratio | None, Field(description='Of the days that a run reads, a year at most.')
    ]
    reasons: Reasons


class Score(BaseModel):
    scored: Annotated[int, Field(description='Came true or did not.')]
    came_true: int
    did_not: int
    interventions: Annotated[
        int,
        Field(description='Goods arrived before it could be seen; counts neither way.'),
    ]
    missed: Annotated[
        int | None,
        Field(
            description='What happened without an alert before it; null where that cannot be seen.'
        ),
    ]
    precision: Ratio | None
    recall: Ratio | None
    lasted: Annotated[
        Ratio | None,
        Field(
            description='Of trends and silences, which were real or not, the share that went on. A rise that was none of chance may end all the same.'
        ),
    ]
    false_share: Ratio | None
    false_share_low: Annotated[
        float | None, Field(description='Lower end of the Wilson interval at 95 %.')
    ]
    false_share_high: float | None
    reasons: Reasons


class LeadTimeFrom(StrEnum):
    setting = 'setting'
    product = 'product'
    supplier = 'supplier'
    shop_default = 'shop_default'


class ProductStock(BaseModel):
    product_id: str
    location_id: str | None
    title: str | None
    sku: str | None
    category: str | None
    supplier_id: str | None
    on_hand: float | None
    on_hand_as_of: AwareDatetime | None
    stock_age_days: float | None
    stock_assumed: Annotated[
        bool, Field(description='The days in stock are inferred from sales.')
    ]
    committed: float | None
    available: float | None
    incoming: float | None
    position: float | None
    days_of_cover: float | None
    days_until_stockout: float | None
    days_until_stockout_low: float | None
    days_until_stockout_high: float | None
    velocity_7: float | None
    velocity_30: float | None
    velocity_90: float | None
    week_over_week: float | None
    turnover_days: float | None
    unsold_days: int | None
    missed_low: Annotated[
        float | None,
        Field(
            description='Units not sold in the last 28 days for want of stock: the lower end, at 80 %.'
        ),
    ]
    missed_units: Annotated[float | None, Field(description='Their middle.')]
    missed_high: Annotated[float | None, Field(description='Their upper end.')]
    reorder_point: float | None
    lead_time_days: int
    lead_time_from: LeadTimeFrom
    price: Money | None
    unit_cost: Money | None
    stock_value: Money | None
    open_alerts: list[AlertKind]
    reasons: Reasons


class ProductPage(BaseModel):
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
        bool, Field(description='True where newer data has come since the run.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the stock are older than STALE_AFTER_HOURS.'
        ),
    ]
    run: LastRun | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    items: list[ProductStock]
    next_cursor: str | None
    total: int


class HistoryItem(BaseModel):
    local_date: date
    location_id: str | None
    units: float
    on_hand: float | None
    in_stock: bool | None
    estimated: bool


class ForecastItem(BaseModel):
    location_id: str | None
    days: int
    mean: float
    q50: float | None
    q80: float | None
    q90: float | None
    q95: float | None


class Engine1(StrEnum):
    local = 'local'
    bigquery_timesfm = 'bigquery_timesfm'
    bigquery_arima = 'bigquery_arima'


class DemandItem(BaseModel):
    location_id: str | None
    local_date: date
    expected: float
    low_80: float
    high_80: float
    engine: Annotated[Engine1, Field(description='Which engine said it.')]


class ProductSettings(BaseModel):
    product_id: str
    lead_time_days: int | None
    pack_size: float | None
    min_order_quantity: float | None
    never_alert: bool
    unit_cost: Money | None
    is_pending: Annotated[
        bool, Field(description="The cost is on its way into the shop's tables.")
    ]


class ProductSettingsReport(BaseModel):
    changed: int


class ReorderState(StrEnum):
    suggested = 'suggested'
    approved = 'approved'
    ordered = 'ordered'
    received = 'received'
    rejected = 'rejected'
    withdrawn = 'withdrawn'


class Reorder(BaseModel):
    reorder_id: str
    state: ReorderState
    product_id: str
    location_id: str | None
    title: str | None
    sku: str | None
    category: str | None
    supplier_id: str | None
    supplier_name: str | None
    suggested_quantity: float
    quantity: float
    received_quantity: float
    unit_cost: Money | None
    amount: Money | None
    lead_time_days: int
    lead_time_from: LeadTimeFrom
    suggested_at: AwareDatetime
    changed_at: AwareDatetime
    order_by: Annotated[
        date | None, Field(description='The last shop day an order arrives in time.')
    ]
    purchase_order_id: str | None
    alert_id: str | None
    note: str | None
    evidence: dict[str, Any]
    reasons: Reasons


class ReorderDetail(BaseModel):
    reorder_id: str
    state: ReorderState
    product_id: str
    location_id: str | None
    title: str | None
    sku: str | None
    category: str | None
    supplier_id: str | None
    supplier_name: str | None
    suggested_quantity: float
    quantity: float
    received_quantity: float
    unit_cost: Money | None
    amount: Money | None
    lead_time_days: int
    lead_time_from: LeadTimeFrom
    suggested_at: AwareDatetime
    changed_at: AwareDatetime
    order_by: Annotated[
        date | None, Field(description='The last shop day an order arrives in time.')
    ]
    purchase_order_id: str | None
    alert_id: str | None
    note: str | None
    evidence: dict[str, Any]
    reasons: Reasons
    explain: Explanation | MISSING = MISSING


class Supplier(BaseModel):
    supplier_id: str | None
    supplier_name: str | None
    reorders: int
    amount: Money | None
    min_order_amount: Money | None
    reaches_minimum: bool | None
    reasons: Reasons


class ReorderPage(BaseModel):
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
        bool, Field(description='True where newer data has come since the run.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the stock are older than STALE_AFTER_HOURS.'
        ),
    ]
    run: LastRun | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    items: list[Reorder]
    next_cursor: str | None
    total: int
    suppliers: list[Supplier]


class Measured(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    alerts_pushed: Annotated[
        int, Field(description='Forecasts people were told of whose outcome is known.')
    ]
    came_true: int
    did_not: int
    interventions: Annotated[
        int,
        Field(
            description='Goods arrived before it could be seen whether it came true.'
        ),
    ]
    false_share: Annotated[
        float | None, Field(description='did_not over did_not and came_true.')
    ]
    false_share_low: Annotated[float | None, Field(description='Wilson, 95 %.')]
    false_share_high: float | None
    lost_margin_warned_of: Annotated[
        Money | None,
        Field(
            description='Stated at stake of stock that was warned of and ran out all the same.'
        ),
    ]
    reorders_ordered: int
    ordered_amount: Money | None
    reorders_received: int
    reorders_in_time: Annotated[
        int, Field(description='Received by the day they were expected on.')
    ]
    reasons: Reasons


class Estimated(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    lost_margin_avoided: Money | None
    lost_margin_avoided_low: Annotated[
        Money | None, Field(description='80 % interval.')
    ]
    lost_margin_avoided_high: Money | None
    formula: str
    reasons: Reasons


class InventoryValue(BaseModel):
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
        bool, Field(description='True where newer data has come since the run.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the stock are older than STALE_AFTER_HOURS.'
        ),
    ]
    run: LastRun | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    from_: Annotated[date, Field(alias='from')]
    to: date
    measured: Annotated[
        Measured,
        Field(
            description='What happened, counted. Predictions count in the days their horizon ended in, orders in the days they were placed in.'
        ),
    ]
    estimated: Annotated[
        Estimated,
        Field(
            description='What acting is expected to have saved; nobody knows what would have happened without.'
        ),
    ]


class InventoryRules(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    lead_time_days: Annotated[
        int, Field(description='Where neither product nor supplier says one.')
    ]
    review_days: Annotated[
        int, Field(description='Days between two orders to a supplier.')
    ]
    service_level: Annotated[
        float,
        Field(
            description='Share of replenishment cycles without a stock-out that reorders aim at.'
        ),
    ]
    overstock_after_days: int
    dead_after_days: int
    slow_after_days: int
    new_for_days: int
    count_older_than_days: int
    carrying_rate: Annotated[
        float,
        Field(description="A year's cost of holding stock, as a share of its cost."),
    ]
    budget: Annotated[
        Money | None,
        Field(
            description='What one run may suggest to spend at most; null for no bound.'
        ),
    ]
    least_at_stake: Annotated[
        Money | None,
        Field(
            description='Alerts with less at stake stay on the page as watch; null for a five-thousandth of what the shop sold in 28 days.'
        ),
    ]
    dismissed_days: Annotated[
        int, Field(description='Days a dismissed alert stays away.')
    ]
    cooldown_days: Annotated[
        int, Field(description='Days before the same alert opens again.')
    ]
    bulk_order_units: Annotated[
        float | None,
        Field(
            description="Units on one line from which it is a bulk order and drives no reorder; null finds them by the product's own history."
        ),
    ]


class DigestSchedule(BaseModel):
    at: Annotated[
        str, Field(description='Time of day in the time zone, such as 06:00.')
    ]
    time_zone: str
    is_default: Annotated[
        bool, Field(description="Nobody has set it: 06:00 in the shop's time zone.")
    ]
    next_at: Annotated[list[AwareDatetime], Field(description='The next three times.')]


class Guarantee(StrEnum):
    exactly_once = 'exactly_once'
    at_least_once = 'at_least_once'
    at_most_once = 'at_most_once'


class ChannelTest(BaseModel):
    channel: Channel
    delivered: bool
    detail: Annotated[
        str, Field(description='What happened, and where it failed what to do.')
    ]
    guarantee: Annotated[
        Guarantee,
        Field(
            description='How often a digest arrives over this channel as it is connected. at_least_once: it may come twice. at_most_once: it may be missing, because one whose answer was lost cannot be looked up and is not sent again.'
        ),
    ]


class State(StrEnum):
    waiting = 'waiting'
    sending = 'sending'
    sent = 'sent'
    dead = 'dead'


class DigestSent(BaseModel):
    digest_id: str
    day: date
    recipient_id: str
    channel: Channel
    state: State
    headline: str
    tries: int
    tries_at_most: int
    may_have_arrived: Annotated[
        bool, Field(description='A try ended without an answer.')
    ]
    is_late: bool
    made_at: AwareDatetime
    due_at: Annotated[AwareDatetime | None, Field(description='Of the next try.')]
    settled_at: AwareDatetime | None
    last_error: str | None


class DigestPage(BaseModel):
    items: list[DigestSent]
    next_cursor: str | None


class TakeSlackActionRequest(BaseModel):
    payload: Annotated[str, Field(max_length=100000)]


class TakeSlackActionResponse(BaseModel):
    pass


class OpenapiResponse(BaseModel):
    pass


class AlertDetail(BaseModel):
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
        bool, Field(description='True where newer data has come since the run.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the stock are older than STALE_AFTER_HOURS.'
        ),
    ]
    run: LastRun | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    alert: Alert
    history: Annotated[
        list[AlertDecision],
        Field(description='Everything that became of it, oldest first.'),
    ]
    outcome: Annotated[
        AlertOutcome | None,
        Field(description='What its prediction came to; null until it is scored.'),
    ]


class Pushed(BaseModel):
    last_28_days: Score
    ever: Score


class KindQuality(BaseModel):
    kind: AlertKind
    pace: Annotated[
        str,
        Field(
            description='Class of product by units a week: fast (over 20), steady (7 to 20), slow (3 to 7), rare (under 3), or all.'
        ),
    ]
    severity: Annotated[
        Severity,
        Field(
            description='What the rule asks for; act is shown as watch where is_pushed is false.'
        ),
    ]
    false_means: Annotated[
        str, Field(description='What counts as wrong for this kind.')
    ]
    threshold: Annotated[
        float | None,
        Field(
            description='The probability from which it is act; null where it is not pushed, or has no probability.'
        ),
    ]
    is_pushed: bool
    pushed_reason: Annotated[
        str,
        Field(
            description='measured (of this class), measured_by_kind (too few of this class), prior (too few of the kind), too_often_wrong or not_promised.'
        ),
    ]
    last_28_days: Score
    ever: Score


class ProductDetail(BaseModel):
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
        bool, Field(description='True where newer data has come since the run.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the stock are older than STALE_AFTER_HOURS.'
        ),
    ]
    run: LastRun | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    product_id: str
    title: str | None
    settings: ProductSettings
    locations: list[ProductStock]
    history: Annotated[
        list[HistoryItem],
        Field(description='Units by day and location, the last 90 shop days.'),
    ]
    forecast: list[ForecastItem]
    demand: Annotated[
        list[DemandItem],
        Field(
            description='What it will sell on each of the next 28 days; empty for a product that sells too little to be forecast by day, or where none was forecast yet. Alerts and reorders rest on `forecast`, not on this.'
        ),
    ]
    alerts: list[Alert]
    reorders: list[Reorder]


class InventorySettings(BaseModel):
    settings: InventoryRules
    defaults: InventoryRules


class AlertQuality(BaseModel):
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
        bool, Field(description='True where newer data has come since the run.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the stock are older than STALE_AFTER_HOURS.'
        ),
    ]
    run: LastRun | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    target_false_share: Annotated[
        float, Field(description='The share of pushed alerts that may be wrong.')
    ]
    demand: Annotated[
        DemandForecastQuality | None | MISSING,
        Field(
            description='How good forecasts of fast products, day by day, were on the last 28 days. Alerts rest on none of it. Null before the first.'
        ),
    ] = MISSING
    items: list[KindQuality]
    pushed: Annotated[
        Pushed,
        Field(
            description='Every forecast that was pushed, together. Facts (stock_out, dead_stock) are left out; being right on them is no merit.'
        ),
    ]
    service_level: Annotated[
        ServiceLevel,
        Field(
            description='What orders kept, which is how reorder_due is judged: of replenishment cycles, from one delivery of a product at a place to the next, those without a day out of stock. Null with the reason where too few ended.'
        ),
    ]

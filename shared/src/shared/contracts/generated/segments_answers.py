# Written by `python -m shared.contracts.generate` from openapi/segments.yaml; do not edit.

from __future__ import annotations
from datetime import date
from enum import StrEnum
from typing import Annotated
from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field, RootModel
from shared.contracts.generated.components import AverageMoney, Basis, Data, Explanation, Money, MoneyRatio, Ratio
from shared.contracts.generated.segments import Kind, Of, SegmentRule, Target, TargetName


class Reasons(RootModel[dict[str, str]]):
    root: dict[str, str]


class MonetaryBasis(StrEnum):
    gross_margin = 'gross_margin'
    net_sales = 'net_sales'


class Cuts(BaseModel):
    recency: Annotated[
        list[float | None] | None,
        Field(
            description='Days since the last purchase; upper ends, for fewer days are better.'
        ),
    ]
    frequency: Annotated[
        list[float | None] | None, Field(description='Purchase days of the window.')
    ]
    monetary: Annotated[
        list[float | None] | None,
        Field(description='Shop currency; where it is margin, only with margin:read.'),
    ]


class Missing(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    what: Annotated[
        str,
        Field(
            description='vip, cadence, rfm, clusters, affinities, predicted_value or segments.'
        ),
    ]
    why: str
    have: float | None
    need: float | None
    enough_on: Annotated[
        date | None,
        Field(
            description='The shop day on which it will be enough, going on as now; null where nobody can tell.'
        ),
    ]


class Change(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    since: date
    customers: Annotated[int, Field(description='Members now less members then.')]
    entered: int
    left: int


class Segment(BaseModel):
    segment_id: Annotated[
        str, Field(description='As in paths and in exports; a tag begins with `tag:`.')
    ]
    kind: Kind
    name: str
    definition: str
    customers: int
    share: Annotated[
        Ratio | None, Field(description='Of all customers; null without any.')
    ]
    contactable: Annotated[
        int,
        Field(
            description='Members who subscribed and have an e-mail address; an export leaves out whom another customer of that address refused.'
        ),
    ]
    net_sales: Money
    change: Annotated[
        Change | None,
        Field(
            description='Against the members seven days earlier; null where membership is not that old.'
        ),
    ]


class MarketingConsent(StrEnum):
    subscribed = 'subscribed'
    unsubscribed = 'unsubscribed'
    never_asked = 'never_asked'
    cleaned = 'cleaned'


class ValueBasis(StrEnum):
    gross_margin = 'gross_margin'
    net_sales = 'net_sales'


class Member(BaseModel):
    customer_id: str
    email: str | None
    phone: str | None
    first_name: str | None
    last_name: str | None
    country: str | None
    marketing_consent: MarketingConsent
    is_contactable: Annotated[
        bool, Field(description='Subscribed and with an e-mail address.')
    ]
    segment_id: str
    tags: Annotated[
        list[str], Field(description='Other definitions that hold as well.')
    ]
    reason: Annotated[
        str, Field(description='Why they are in their segment, in words.')
    ]
    reason_code: str
    rfm: Annotated[
        str | None,
        Field(description='The three scores, such as 545; null without a purchase.'),
    ]
    r_score: Annotated[int | None, Field(ge=1, le=5)]
    f_score: Annotated[int | None, Field(ge=1, le=5)]
    m_score: Annotated[int | None, Field(ge=1, le=5)]
    first_day: date | None
    last_day: date | None
    days_since_last: int | None
    purchase_days: Annotated[
        int, Field(description='Distinct shop days with a purchase.')
    ]
    net_sales: Money
    margin: Annotated[Money | None, Field(description='Only with margin:read.')]
    value_realised: Annotated[
        Money | None,
        Field(
            description='What they brought so far; where it is margin, only with margin:read.'
        ),
    ]
    value_predicted_12m: Annotated[
        Money | None,
        Field(
            description='What they are expected to bring in the next 12 months; null where nobody said. Margin only with margin:read, as below.'
        ),
    ]
    lifetime_value: Annotated[
        Money | None,
        Field(
            description='Realised plus predicted; realised alone where nothing is predicted.'
        ),
    ]
    value_basis: Annotated[
        ValueBasis,
        Field(description='What the three are made of, for all customers the same.'),
    ]
    value_is_historic: Annotated[
        bool,
        Field(
            description='The value is the realised one alone: the prediction is missing or stale.'
        ),
    ]
    reasons: Reasons


class HistoryItem(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    segment_id: str
    tags: list[str]
    valid_from: date
    valid_to: date | None


class CustomerFeatures(BaseModel):
    customer_id: str
    email: str | None
    phone: str | None
    first_name: str | None
    last_name: str | None
    country: str | None
    marketing_consent: MarketingConsent
    is_contactable: Annotated[
        bool, Field(description='Subscribed and with an e-mail address.')
    ]
    segment_id: str
    tags: Annotated[
        list[str], Field(description='Other definitions that hold as well.')
    ]
    reason: Annotated[
        str, Field(description='Why they are in their segment, in words.')
    ]
    reason_code: str
    rfm: Annotated[
        str | None,
        Field(description='The three scores, such as 545; null without a purchase.'),
    ]
    r_score: Annotated[int | None, Field(ge=1, le=5)]
    f_score: Annotated[int | None, Field(ge=1, le=5)]
    m_score: Annotated[int | None, Field(ge=1, le=5)]
    first_day: date | None
    last_day: date | None
    days_since_last: int | None
    purchase_days: Annotated[
        int, Field(description='Distinct shop days with a purchase.')
    ]
    net_sales: Money
    margin: Annotated[Money | None, Field(description='Only with margin:read.')]
    value_realised: Annotated[
        Money | None,
        Field(
            description='What they brought so far; where it is margin, only with margin:read.'
        ),
    ]
    value_predicted_12m: Annotated[
        Money | None,
        Field(
            description='What they are expected to bring in the next 12 months; null where nobody said. Margin only with margin:read, as below.'
        ),
    ]
    lifetime_value: Annotated[
        Money | None,
        Field(
            description='Realised plus predicted; realised alone where nothing is predicted.'
        ),
    ]
    value_basis: Annotated[
        ValueBasis,
        Field(description='What the three are made of, for all customers the same.'),
    ]
    value_is_historic: Annotated[
        bool,
        Field(
            description='The value is the realised one alone: the prediction is missing or stale.'
        ),
    ]
    reasons: Reasons
    days_since_first: int | None
    orders: int
    mean_gap_days: Annotated[
        float | None, Field(description='Average days between two purchases.')
    ]
    gap_sd_days: float | None
    late_after_days: Annotated[
        float | None,
        Field(
            description='Days without a purchase from which this customer is late; null while too few gaps are known.'
        ),
    ]
    is_late: bool
    discount_share: MoneyRatio | None
    refund_share: MoneyRatio | None
    top_category: str | None
    categories: int
    channel: str | None
    expected_purchases_90d: float | None
    value_as_of: date | None


class GroupFigures(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    customers: Annotated[
        int | None,
        Field(
            description='Members on the first day; null of the whole shop, whose guests nobody can count.'
        ),
    ]
    purchasers: Annotated[
        int, Field(description='Customers who placed an order in the period.')
    ]
    orders: int
    net_sales: Money
    net_sales_per_customer: AverageMoney | None
    margin: Annotated[
        Money | None,
        Field(description='Of the sales whose cost is known; with margin:read.'),
    ]
    cost_coverage: Annotated[
        MoneyRatio | None,
        Field(description='Net sales whose cost is known by all net sales.'),
    ]
    repeat_rate: Annotated[
        Ratio | None,
        Field(
            description='Of those who had bought before the period, who bought in it.'
        ),
    ]
    average_order_value: Annotated[
        AverageMoney | None,
        Field(description='Sales after discounts and before refunds, by orders.'),
    ]
    reasons: Reasons


class LiftVerdict(StrEnum):
    too_early = 'too_early'
    higher = 'higher'
    lower = 'lower'
    no_difference_told = 'no_difference_told'


class Formulas(RootModel[dict[str, str]]):
    root: dict[str, str]


class Item(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    from_segment: Annotated[
        str | None, Field(description='Null who was in none on the first day.')
    ]
    to_segment: Annotated[
        str | None, Field(description='Null who is in none on the last.')
    ]
    customers: int
    re_entered: Annotated[
        int,
        Field(
            description='Of them, who came to a segment they had been in before the first day.'
        ),
    ]


class Segment1(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    segment_id: str
    name: str
    at_start: int
    at_end: int
    stayed: Annotated[
        int,
        Field(description='In it on both days; who went and came back in between too.'),
    ]
    left: Annotated[int, Field(description='In it on the first day, not on the last.')]
    new: Annotated[
        int,
        Field(description='In it on the last day, never before the first, nor on it.'),
    ]
    new_customers: Annotated[
        int,
        Field(
            description='Of the new, who were in no segment at all on the first day.'
        ),
    ]
    re_entered: Annotated[
        int,
        Field(
            description='In it on the last day, not on the first, and some day before that.'
        ),
    ]


class WeekFigures(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    customers: int
    purchasers: Annotated[
        int, Field(description='Of them who placed an order in the week.')
    ]
    orders: int
    net_sales: Money


class RfmCell(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    r_score: Annotated[
        int, Field(description='Recency, 5 the most recent.', ge=1, le=5)
    ]
    f_score: Annotated[
        int, Field(description='Frequency, 5 the most purchase days.', ge=1, le=5)
    ]
    customers: int
    share: Annotated[Ratio, Field(description='Of customers with scores.')]
    contactable: Annotated[
        int, Field(description='Who subscribed and has an e-mail address.')
    ]
    net_sales: Annotated[Money, Field(description='What they ever bought, refunds in.')]
    net_sales_per_customer: AverageMoney
    mean_m_score: Annotated[
        float, Field(description='Mean monetary score.', ge=1.0, le=5.0)
    ]


class Action(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    action: str
    reason: str | None
    members: int


class BoughtAfter(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    customers: int
    purchasers: int
    net_sales: Money | None


class WorthMoney(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    amount: Money | None
    low: Money | None
    high: Money | None


class WorthCount(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    amount: float | None
    low: float | None
    high: float | None


class TriedItem(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    k: int
    stability: float
    silhouette: float


class Drift(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    population_stability_index: Annotated[
        float, Field(description='Of the shares of clusters against those trained on.')
    ]
    spread: Annotated[
        float,
        Field(
            description='Mean squared distance to the centres over that of those trained on.'
        ),
    ]
    is_far: Annotated[
        bool,
        Field(
            description='Clusters are trained again the next night, without waiting for Sunday.'
        ),
    ]


class Engine(StrEnum):
    local = 'local'
    bigquery_ml = 'bigquery-ml'


class ClusterEngine(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    engine: Engine
    is_chosen: Annotated[bool, Field(description='Whether these clusters are its.')]
    k: int | None
    silhouette: Annotated[
        float | None, Field(description='How far its clusters are apart, -1 to 1.')
    ]
    spread: Annotated[
        float | None,
        Field(
            description='Mean squared distance of customers to the centres of their clusters; less is closer.'
        ),
    ]
    agreement: Annotated[
        float | None,
        Field(
            description='Adjusted Rand index with the clusters of local: 1 is the same, 0 is chance; null for local itself.'
        ),
    ]
    usd: Annotated[
        str | None,
        Field(
            description='What this training cost at list prices, in US dollars.',
            pattern='^[0-9]+(\\.[0-9]+)?$',
        ),
    ]
    reason: Annotated[
        str | None,
        Field(
            description='Why it has no clusters: not_chosen, or in words what failed.'
        ),
    ]


class Feature(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    feature: Annotated[
        str,
        Field(
            description='recency, tenure (days), frequency (purchase days), spend (net sales per purchase day), discount, refund (shares).'
        ),
    ]
    typical: Annotated[
        float, Field(description='Median of its customers; of shares the average.')
    ]
    typical_of_all: float
    deviations: Annotated[
        float,
        Field(
            description='Of its centre from the mean of all, in standard deviations of the scaled feature.'
        ),
    ]


class Cluster(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    segment_id: Annotated[
        str, Field(description='Such as cluster:1, as in paths and in exports.')
    ]
    label: Annotated[
        str,
        Field(
            description='Kept from one training to the next for as long as the cluster stays in its place, and never given to another.'
        ),
    ]
    name: str
    is_new: Annotated[bool, Field(description='The last training found it first.')]
    profile: Annotated[str, Field(description='One sentence from its numbers.')]
    features: Annotated[list[Feature], Field(description='What it was found by.')]
    customers: int
    share: Ratio | None
    contactable: int
    net_sales: Money


class AffinitySearch(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    from_: Annotated[
        date, Field(alias='from', description='First shop day whose orders count.')
    ]
    to: Annotated[date, Field(description='Last one, inclusive.')]
    orders: Annotated[
        int, Field(description='Orders of merchandise in these days that count.')
    ]
    left_out: Annotated[
        int,
        Field(
            description="Orders of more products than most_items, which do not count: they are nobody's basket."
        ),
    ]
    least_orders: Annotated[
        int,
        Field(
            description='Orders that hold all items of an affinity, at least: the minimum support.'
        ),
    ]
    most_items: int
    products: Annotated[
        int,
        Field(description='Products looked at: those in most orders, at most 1,000.'),
    ]
    categories: int
    tests: Annotated[
        int,
        Field(
            description='Pairs and threes that were possible; significance is corrected for all of them.'
        ),
    ]
    false_discovery_rate: Annotated[
        float, Field(description='The share of affinities that may be chance.')
    ]


class Item1(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    id: Annotated[str, Field(description='Product id or category.')]
    title: Annotated[
        str | None,
        Field(description='Of a product; null when unknown and of a category.'),
    ]
    orders: Annotated[int, Field(description='Orders with it.')]


class Affinity(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    segment_id: Annotated[
        str,
        Field(
            description='Such as affinity:..., as in paths and in exports; the same items have the same in every run.'
        ),
    ]
    name: str
    of: Of
    items: Annotated[list[Item1], Field(description='Two or three.')]
    left: Annotated[list[str], Field(description='Ids: who orders these,')]
    right: Annotated[
        list[str],
        Field(description='orders this too; of all ways to say it the surest.'),
    ]
    customers: Annotated[
        int,
        Field(
            description='Members of the group: known customers who had all items in one order.'
        ),
    ]
    support: Annotated[Ratio, Field(description='Orders with all items by all orders.')]
    confidence: Annotated[
        Ratio, Field(description='Orders with all items by those with the left ones.')
    ]
    lift: Annotated[
        float, Field(description='Orders with all items over what chance would bring.')
    ]
    leverage: Annotated[
        float, Field(description='Support, less what chance would bring.')
    ]
    p_value: Annotated[
        float,
        Field(
            description="Fisher's exact test, one-sided; of a three the largest of each item against the other two."
        ),
    ]
    q_value: Annotated[
        float,
        Field(
            description='The same corrected for the number of tests (Benjamini and Hochberg).'
        ),
    ]


class ExportAsked(BaseModel):
    export_id: Annotated[
        str, Field(description='Look at it under exports/{export_id}.')
    ]
    run_id: Annotated[str, Field(description='Look at it under runs/{run_id}.')]


class ExportCounts(BaseModel):
    members: int | None
    contactable: int | None
    held_out: int | None
    already_there: int | None
    to_add: int | None
    to_remove: int | None
    added: int
    removed: int
    skipped: Annotated[
        int,
        Field(
            description="Without consent when the batch was sent, or not to be tried, by the vendor's word."
        ),
    ]
    rejected: int


class State(StrEnum):
    queued = 'queued'
    running = 'running'
    waiting = 'waiting'
    done = 'done'
    failed = 'failed'
    reverted = 'reverted'


class Progress(BaseModel):
    done: Annotated[
        int, Field(description='Members of whom it is known what became of them.')
    ]
    of: Annotated[
        int | None,
        Field(
            description='Members to be added or removed; null until they are counted.'
        ),
    ]


class Export(BaseModel):
    export_id: str
    run_id: str | None
    target: TargetName
    segment_id: str
    segment_name: str
    state: Annotated[
        State,
        Field(
            description='waiting: the target does not answer, and it is tried again.'
        ),
    ]
    is_dry_run: bool
    is_standing: bool
    reverts: Annotated[
        str | None, Field(description='The export whose marks this one takes away.')
    ]
    requested_by: str
    requested_at: AwareDatetime
    changed_at: AwareDatetime
    finished_at: AwareDatetime | None
    hold_out: float
    progress: Progress
    counts: ExportCounts
    reasons_left_out: Annotated[
        dict[str, int],
        Field(
            description='Members who are neither there nor to be added, by reason; empty until they are counted.'
        ),
    ]
    reasons_skipped: dict[str, int]
    reasons_rejected: dict[str, int]
    error: Annotated[
        str | None, Field(description='Why it failed or waits, and what to do.')
    ]
    explain: Annotated[
        Explanation | MISSING,
        Field(description='Of one export that was asked for; a list has one for all.'),
    ] = MISSING


class ExportPage(BaseModel):
    items: list[Export]
    next_cursor: str | None
    total: int
    explain: Explanation | MISSING = MISSING


class Action1(StrEnum):
    added = 'added'
    removed = 'removed'
    skipped = 'skipped'
    rejected = 'rejected'
    held_out = 'held_out'


class Item2(BaseModel):
    customer_id: str
    action: Action1
    reason: str | None
    at: AwareDatetime
    by: str


class ReceiptPage(BaseModel):
    items: list[Item2]
    next_cursor: str | None
    total: int


class Item3(BaseModel):
    target: TargetName
    segment: str
    hold_out: Annotated[
        float | None, Field(description='As the settings say where it is null.')
    ]
    since: AwareDatetime
    by: str
    last_export_id: str | None


class StandingExports(BaseModel):
    items: list[Item3]
    explain: Explanation | MISSING = MISSING


class TargetTest(BaseModel):
    target: Target
    ok: bool
    account: Annotated[
        str | None, Field(description='Which account and list the key opens.')
    ]
    detail: Annotated[
        str, Field(description='What the vendor said, and where it failed what to do.')
    ]


class OpenapiResponse(BaseModel):
    pass


class LastRefresh(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    refresh_id: str
    as_of: AwareDatetime
    as_of_date: Annotated[
        date, Field(description='The shop day whose morning the segments are those of.')
    ]
    finished_at: AwareDatetime
    customers: int
    monetary_basis: Annotated[
        MonetaryBasis,
        Field(
            description='What the monetary score is made of, for all customers the same: margin where the cost of at least 95 % of the sales is known.'
        ),
    ]
    settings_version: Annotated[
        int,
        Field(
            description='The version of the settings it went by; 0 are the defaults.'
        ),
    ]
    cuts: Cuts


class SegmentList(BaseModel):
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
        bool, Field(description='True where newer data has come since the refresh.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the refresh are older than STALE_AFTER_HOURS.'
        ),
    ]
    refresh: LastRefresh | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    items: list[Segment]
    missing: list[Missing]


class MemberPage(BaseModel):
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
        bool, Field(description='True where newer data has come since the refresh.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the refresh are older than STALE_AFTER_HOURS.'
        ),
    ]
    refresh: LastRefresh | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    segment_id: str
    name: str
    definition: str
    is_masked: Annotated[
        bool,
        Field(
            description='Name, e-mail and telephone are masked, for want of personal-data:read.'
        ),
    ]
    items: list[Member]
    next_cursor: str | None
    total: int


class CustomerDetail(BaseModel):
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
        bool, Field(description='True where newer data has come since the refresh.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the refresh are older than STALE_AFTER_HOURS.'
        ),
    ]
    refresh: LastRefresh | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    is_masked: Annotated[
        bool,
        Field(
            description='Name, e-mail and telephone are masked, for want of personal-data:read.'
        ),
    ]
    customer: CustomerFeatures
    history: Annotated[
        list[HistoryItem],
        Field(
            description='The segments they were in, oldest first, by shop day; `valid_to` is the day after the last one.'
        ),
    ]


class LiftOfMoney(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    verdict: LiftVerdict
    least_told: Annotated[
        float | None,
        Field(
            description="The smallest difference, as a share of the hold-out's mean, that so many customers find in four of five cases."
        ),
    ]
    needed: Annotated[
        int | None,
        Field(
            description='Held out customers that find a difference of a tenth in four of five cases.'
        ),
    ]
    customers_left: Annotated[
        int | None, Field(description='How many of them have not joined yet.')
    ]
    days_left: Annotated[
        int | None, Field(description='Days until it can be told; 0 when it can.')
    ]
    reasons: Reasons
    exported: AverageMoney | None
    held_out: AverageMoney | None
    difference: Money | None
    low: Annotated[Money | None, Field(description="Welch's interval of 95 %.")]
    high: Money | None


class LiftOfShare(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    verdict: LiftVerdict
    least_told: Annotated[
        float | None,
        Field(
            description="The smallest difference, as a share of the hold-out's mean, that so many customers find in four of five cases."
        ),
    ]
    needed: Annotated[
        int | None,
        Field(
            description='Held out customers that find a difference of a tenth in four of five cases.'
        ),
    ]
    customers_left: Annotated[
        int | None, Field(description='How many of them have not joined yet.')
    ]
    days_left: Annotated[
        int | None, Field(description='Days until it can be told; 0 when it can.')
    ]
    reasons: Reasons
    exported: Ratio | None
    held_out: Ratio | None
    difference: float | None
    low: Annotated[float | None, Field(description="Welch's interval of 95 %.")]
    high: float | None


class Movement(BaseModel):
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
        bool, Field(description='True where newer data has come since the refresh.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the refresh are older than STALE_AFTER_HOURS.'
        ),
    ]
    refresh: LastRefresh | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    from_: Annotated[date, Field(alias='from')]
    to: date
    known_from: Annotated[
        date | None,
        Field(
            description='The first shop day of which membership is known. With an earlier `from` there are no items, and the reason.'
        ),
    ]
    items: list[Item]
    segments: list[Segment1]


class SegmentWeek(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    from_: Annotated[date, Field(alias='from')]
    to: Annotated[date, Field(description='The seventh day, inclusive.')]
    members_then: Annotated[
        WeekFigures | None,
        Field(
            description='Who was a member on the first day; null where that is not known, with the reason in `reasons.members_then`.'
        ),
    ]
    members_now: Annotated[
        WeekFigures | None,
        Field(
            description='Who is a member now; null of groups that are not kept by date.'
        ),
    ]


class RfmGrid(BaseModel):
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
        bool, Field(description='True where newer data has come since the refresh.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the refresh are older than STALE_AFTER_HOURS.'
        ),
    ]
    refresh: LastRefresh | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    scored: Annotated[int, Field(description='Customers with scores.')]
    without_scores: Annotated[
        int,
        Field(
            description='Those who never purchased; all, where too few have for scores.'
        ),
    ]
    items: list[RfmCell]
    missing: list[Missing]


class Group(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    segment_id: str
    exported: int
    held_out: int
    net_sales: WorthMoney
    reason: Annotated[str | None, Field(description='Why its net sales are null.')]


class Measured(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    exported: int
    held_out: int
    net_sales: WorthMoney
    margin: WorthMoney
    purchases: WorthCount
    groups: list[Group]
    actions: Annotated[
        list[Action],
        Field(
            description='What exports did with members in these days: added, removed, held_out, skipped (nobody without consent is sent) and rejected, by reason.'
        ),
    ]


class WithoutHoldOut(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    customers: int
    net_sales: WorthMoney


class Estimated(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    without_hold_out: Annotated[
        WithoutHoldOut,
        Field(
            description='Exports without a hold-out, had they done as well as those with one.'
        ),
    ]
    bought_after: Annotated[
        BoughtAfter,
        Field(
            description='What exported customers bought in their days; some of it they would have bought anyway.'
        ),
    ]


class SegmentsValue(BaseModel):
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
        bool, Field(description='True where newer data has come since the refresh.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the refresh are older than STALE_AFTER_HOURS.'
        ),
    ]
    refresh: LastRefresh | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    from_: Annotated[date, Field(alias='from')]
    to: Annotated[date, Field(description='Last shop day, inclusive.')]
    measured: Annotated[
        Measured,
        Field(
            description='What exported customers brought beyond the random hold-out, of those whose days after their export ended in these days.'
        ),
    ]
    estimated: Annotated[Estimated, Field(description='What nobody measured.')]
    formulas: Formulas


class ClusterTraining(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    trained_at: AwareDatetime
    sample: Annotated[int, Field(description='Customers it was trained on.')]
    k: int
    silhouette: Annotated[
        float,
        Field(
            description='How far clusters are apart, -1 to 1; of the engine that was chosen.'
        ),
    ]
    stability: Annotated[
        float,
        Field(
            description='How well two halves of the customers, clustered apart, agree: 1 is the same, 0 is chance.'
        ),
    ]
    adjusted_rand_index: Annotated[
        float | None,
        Field(
            description='Against the last training, over the same customers: 1 is the same, 0 is chance; null for the first.'
        ),
    ]
    chosen_because: str
    tried: Annotated[
        list[TriedItem], Field(description='The numbers of clusters that were tried.')
    ]
    engines: Annotated[
        list[ClusterEngine],
        Field(
            description='What finds clusters, this machine and BigQuery ML, judged on the same customers; one that was not asked says why. Empty for trainings of earlier versions.'
        ),
    ]
    drift: Annotated[
        Drift | None,
        Field(
            description='How far customers have moved since; null before they are assigned.'
        ),
    ]
    reasons: Reasons


class AffinityList(BaseModel):
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
        bool, Field(description='True where newer data has come since the refresh.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the refresh are older than STALE_AFTER_HOURS.'
        ),
    ]
    refresh: LastRefresh | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    found_at: AwareDatetime | None
    search: Annotated[
        AffinitySearch | None,
        Field(description='What was looked at; null before the first time.'),
    ]
    items: list[Affinity]
    missing: list[Missing]


class Lift(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    since: Annotated[
        date | None, Field(description='The day the first of them joined.')
    ]
    until: Annotated[date, Field(description='The last shop day that counts.')]
    window_days: Annotated[
        int,
        Field(
            description='Shop days after the day of the export that count for each customer.'
        ),
    ]
    exported: Annotated[int, Field(description='Whose days are over.')]
    held_out: int
    waiting_exported: Annotated[int, Field(description='Whose days are not over yet.')]
    waiting_held_out: int
    rejected: Annotated[
        int, Field(description='Of the exported, whom the target refused.')
    ]
    crossed: Annotated[
        int,
        Field(
            description='Of the held out, who were exported within their days after all; they make the difference look smaller.'
        ),
    ]
    net_sales: LiftOfMoney
    margin: LiftOfMoney
    conversion: LiftOfShare
    formulas: Formulas
    reasons: Reasons


class Performance(BaseModel):
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
        bool, Field(description='True where newer data has come since the refresh.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the refresh are older than STALE_AFTER_HOURS.'
        ),
    ]
    refresh: LastRefresh | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    segment_id: str
    name: str
    from_: Annotated[date, Field(alias='from')]
    to: date
    members_of: Annotated[
        date,
        Field(
            description='The shop day whose members these are: the first, as its morning knew them.'
        ),
    ]
    segment: Annotated[
        GroupFigures | None,
        Field(
            description='Null where the members of the first day are not known, with the reason.'
        ),
    ]
    all_customers: Annotated[
        GroupFigures | None,
        Field(
            description='Everybody who was in any segment on the first day; null as `segment`.'
        ),
    ]
    shop: GroupFigures
    share_of_net_sales: Annotated[
        MoneyRatio | None, Field(description="The group's net sales by the shop's.")
    ]
    lift: Annotated[
        Lift | None,
        Field(description='Null where the group was never exported, with the reason.'),
    ]


class SegmentTrend(BaseModel):
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
        bool, Field(description='True where newer data has come since the refresh.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the refresh are older than STALE_AFTER_HOURS.'
        ),
    ]
    refresh: LastRefresh | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    segment_id: str
    name: str
    from_: Annotated[
        date, Field(alias='from', description='First day of the first whole week.')
    ]
    to: date
    known_from: Annotated[
        date | None,
        Field(description='The first shop day of which membership is known.'),
    ]
    items: list[SegmentWeek]


class ClusterList(BaseModel):
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
        bool, Field(description='True where newer data has come since the refresh.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True when the sales or the refresh are older than STALE_AFTER_HOURS.'
        ),
    ]
    refresh: LastRefresh | None
    reasons: Reasons
    explain: Explanation | MISSING = MISSING
    training: Annotated[
        ClusterTraining | None,
        Field(
            description='How the clusters were found; null before the first training, with the reason.'
        ),
    ]
    items: list[Cluster]
    missing: list[Missing]


class SegmentRules(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    window_days: int
    new_for_days: int
    vip_share: float
    vip_frequency: int
    loyal_purchase_days: int
    steady_spread: float
    active_purchase_days: int
    inactive_after_days: int
    hold_out: float
    recency_cuts: Annotated[
        list[float] | None, Field(description="Null are the shop's own quintiles.")
    ]
    frequency_cuts: list[float] | None
    monetary_cuts: list[float] | None
    rules: list[SegmentRule]


class SegmentSettings(BaseModel):
    version: Annotated[
        int,
        Field(description='Grows with every change; 0 while nobody changed anything.'),
    ]
    changed_at: AwareDatetime | None
    changed_by: str | None
    settings: SegmentRules
    defaults: SegmentRules

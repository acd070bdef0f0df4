# Written by `python -m shared.contracts.generate` from openapi/recommendations-v2.yaml; do not edit.

from __future__ import annotations
from datetime import date
from enum import StrEnum
from typing import Annotated
from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field, RootModel
from shared.contracts.generated.components import AverageMoney, Basis, Data, Explanation, FieldError, Money, Ratio
from shared.contracts.generated.recommendations_v2 import ExperimentArm, ExperimentSurfaces, StopDecision, Surface, Variant


class Reasons(RootModel[dict[str, str]]):
    root: dict[str, str]


class Strategy(StrEnum):
    personal = 'personal'
    visit = 'visit'
    segment = 'segment'
    popular = 'popular'
    v1_frequency = 'v1_frequency'
    v1_cosine = 'v1_cosine'
    v1_popularity = 'v1_popularity'
    empty = 'empty'
    none = 'none'


class ModelVersion(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[
        str | None,
        Field(
            description='lambdarank, logistic, decayed_frequency, v1 or popularity; null before the first build.'
        ),
    ]
    version: Annotated[str | None, Field(description='Of the build with its model.')]
    built_at: AwareDatetime | None


class RecommendedItem(BaseModel):
    rank: Annotated[int, Field(ge=1)]
    product_id: str
    title: str | None
    price: Money | None
    url: str | None
    image_url: str | None
    score: Annotated[
        float,
        Field(
            description='Ranks within this list, in steps of a millionth; says nothing between lists.'
        ),
    ]
    confidence: Annotated[
        float | None,
        Field(
            description='Of items said to be bought within 14 days with p, a share p is.',
            ge=0.0,
            le=1.0,
        ),
    ]
    reason: Annotated[
        str,
        Field(
            description='The family of signals that spoke for it most, or rule: habit, due, shelf, together, popular, trend, rhythm, offer, price, cart, content, viewed, segment, new, filler.'
        ),
    ]
    reasons: Reasons


class ScorePart(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[
        str,
        Field(
            description='The signal or rule; basis is what every candidate begins with.'
        ),
    ]
    family: str
    millionths: int


class PinOrBan(BaseModel):
    product_id: str
    title: Annotated[str | None, Field(description='Null for a product nobody knows.')]
    surface: Annotated[Surface | None, Field(description='Null on all of them.')]
    from_: Annotated[AwareDatetime | None, Field(alias='from')]
    until: Annotated[
        AwareDatetime | None, Field(description='Not any more from then on.')
    ]
    is_live: bool
    note: str | None
    author: str
    at: Annotated[AwareDatetime, Field(description='When the author set it.')]


class Evidence(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    strength: Annotated[
        float,
        Field(
            description='Cosine of the two over baskets: 0 never together, 1 always.'
        ),
    ]


class CrossSell(BaseModel):
    bought: Annotated[
        str, Field(description='Who has this product in the cart or looks at it,')
    ]
    then: Annotated[str, Field(description='is likely to want this one.')]
    title: Annotated[str | None, Field(description='Of the second.')]
    from_: Annotated[AwareDatetime | None, Field(alias='from')]
    until: AwareDatetime | None
    is_live: bool
    note: str | None
    author: str
    at: AwareDatetime
    evidence: Annotated[
        Evidence | None,
        Field(
            description="What the shop's own baskets say of it; null where too few hold both."
        ),
    ]


class Example(BaseModel):
    customer: str
    surface: Surface
    added: list[str]
    removed: list[str]
    moved: Annotated[list[str], Field(description='In both lists at another rank.')]


class RulesPreview(BaseModel):
    lists: Annotated[int, Field(description='Lists that were looked at.')]
    changed: int
    notes: Annotated[
        list[str], Field(description='What will not do anything, and why.')
    ]
    examples: Annotated[
        list[Example], Field(description='The first that would change, 20 at most.')
    ]


class RejectedItem(BaseModel):
    index: Annotated[int, Field(description='Place in the batch from 0.')]
    id: Annotated[str | None, Field(description="The event's id where it has one.")]
    errors: list[FieldError]


class FeedbackReport(BaseModel):
    accepted: Annotated[
        int, Field(description='Events that are durable now, repetitions among them.')
    ]
    rejected: list[RejectedItem]


class State(StrEnum):
    planned = 'planned'
    running = 'running'
    stopped = 'stopped'


class What(StrEnum):
    planned = 'planned'
    started = 'started'
    ramped = 'ramped'
    stopped = 'stopped'


class HistoryItem(BaseModel):
    what: What
    share: float
    by: str
    at: AwareDatetime


class SampleRatio(BaseModel):
    p_value: Annotated[
        float | None,
        Field(
            description="Chance of visitors so far from the arms' weights; below 0.001 no verdict is given."
        ),
    ]
    is_healthy: bool | None


class ArmResult(BaseModel):
    arm: str
    variant: Variant
    is_control: bool
    visitors: Annotated[int, Field(description='Who was seen in it.')]
    matured_visitors: int
    conversion: Annotated[
        Ratio | None, Field(description='Visitors with a purchase in their window.')
    ]
    revenue_per_visitor: Annotated[
        AverageMoney | None,
        Field(description='Net sales after refunds, winsorised at both ends.'),
    ]
    margin_per_visitor: Annotated[
        AverageMoney | None,
        Field(
            description='Net margin after refunds, winsorised at both ends; only with margin:read.'
        ),
    ]
    average_order_value: AverageMoney | None
    attach_rate: Annotated[
        Ratio | None, Field(description='Orders with more than one product.')
    ]
    reasons: Reasons


class Metric(StrEnum):
    conversion = 'conversion'
    revenue_per_visitor = 'revenue_per_visitor'
    margin_per_visitor = 'margin_per_visitor'
    average_order_value = 'average_order_value'
    attach_rate = 'attach_rate'


class Comparison(BaseModel):
    arm: str
    against: str
    metric: Metric
    is_primary: bool
    lift: Annotated[float | None, Field(description='Relative: 0.2 is 20 % more.')]
    low: Annotated[
        float | None,
        Field(
            description='Ends of the interval that holds at any moment it is looked at.'
        ),
    ]
    high: float | None
    confidence: Annotated[
        float,
        Field(
            description='Of the interval: 0.96 of the conversion, which decides, 0.99 of the margin, which guards, so that both together err once in twenty; 0.95 of the others. Of more than two arms each may err by its part of that.'
        ),
    ]
    p_value: Annotated[
        float | None,
        Field(
            description='The p-value that goes with it and holds as well however often it is looked at.'
        ),
    ]
    probability_to_be_best: Annotated[
        float | None,
        Field(
            description='Of all arms, without an opinion before; it is no test, and decides nothing.'
        ),
    ]
    is_significant: bool | None
    method: Annotated[
        str,
        Field(description='What was done to it: sequential, cuped, winsorised, delta.'),
    ]
    reasons: Reasons


class Verdict(StrEnum):
    ship = 'ship'
    roll_back = 'roll_back'
    keep_running = 'keep_running'
    unhealthy = 'unhealthy'
    not_started = 'not_started'
    ended = 'ended'


class ExperimentVerdict(BaseModel):
    verdict: Verdict
    why: Annotated[str, Field(description='The reason as a code.')]
    arm: Annotated[str | None, Field(description='What is shipped or rolled back to.')]
    words: Annotated[str, Field(description='What to do and why, in plain words.')]
    days_left: Annotated[
        int | None,
        Field(
            description='Until a verdict at the pace so far; null where nobody can tell.'
        ),
    ]
    visitors_per_arm: Annotated[int, Field(description='In the smallest arm.')]
    visitors_left: Annotated[
        int | None,
        Field(
            description='How many more are needed, in all arms, to find the expected lift in four of five cases.'
        ),
    ]
    visitors_needed_per_arm: Annotated[
        int | None,
        Field(
            description='To find the expected lift in four of five cases, looked at every day; by what was seen so far, or by the base rate; null without one.'
        ),
    ]
    visitors_needed_for_one_look: Annotated[
        int | None,
        Field(
            description='The same for who looks once, at the end: about 14,000 for a fifth more of 3 %.'
        ),
    ]
    base_rate: Annotated[Ratio | None, Field(description='Conversion of the control.')]


class Variant4(StrEnum):
    v1 = 'v1'
    v2 = 'v2'


class ListCoverage(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    surface: Surface
    variant: Variant4
    lists: Annotated[int, Field(description='Lists with at least one product.')]
    shown: Annotated[
        int, Field(description='Places in all of them, ten a list at most.')
    ]
    products: Annotated[int, Field(description='Different products among them.')]
    coverage: Annotated[
        Ratio | None,
        Field(
            description='Of the products that sold in the 28 days before the build those that stand in a list.'
        ),
    ]
    categories_per_list: Annotated[
        float | None,
        Field(
            description='Different categories in a list, on average; products without one count as one.'
        ),
    ]
    novelty_bits: Annotated[
        float | None,
        Field(
            description="Mean of minus the binary logarithm of a product's share of sold lines: higher shows what is less known."
        ),
    ]
    not_sold_lately: Annotated[
        Ratio | None,
        Field(description='Places with a product that had not sold for 84 days.'),
    ]
    ten_most_shown: Annotated[
        Ratio | None, Field(description='Places that the ten products shown most take.')
    ]
    reasons: Reasons


class GateVerdict(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    list: Annotated[str, Field(description='home, cart or discovery.')]
    passed: Annotated[bool, Field(description='What was learned is served since.')]
    best: str
    why: str
    customers: Annotated[int, Field(description='Whose visits it was judged by.')]
    chance_better: Annotated[
        float | None,
        Field(
            description='That the best is better than what was served; null where nothing could be compared.',
            ge=0.0,
            le=1.0,
        ),
    ]
    scores: Annotated[
        dict[str, float],
        Field(
            description='NDCG of ten, 0 to 1: v1, current (what was served), and what was learned.'
        ),
    ]


class WorthOfRecommendations(BaseModel):
    amount: Money | None
    low: Annotated[Money | None, Field(description='95 % interval.')]
    high: Money | None
    reason: Annotated[str | None, Field(description='Why it is null.')]


class OpenapiResponse(BaseModel):
    pass


class RecommendationList(BaseModel):
    as_of: Annotated[AwareDatetime, Field(description='When the list was made.')]
    data: Data
    data_until: Annotated[
        AwareDatetime | None,
        Field(
            description='The latest instant the purchases behind it speak of; null without any.'
        ),
    ]
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: Annotated[
        bool, Field(description='True where newer data has come since the last build.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True where the build is older than STALE_AFTER_HOURS, or something could not be read; `reasons` says what.'
        ),
    ]
    reasons: Reasons
    customer: Annotated[
        str,
        Field(
            description='Who it is for, as it was asked; anonymous for nobody in particular.'
        ),
    ]
    surface: Surface
    product: Annotated[str | None, Field(description='The product of the page.')]
    strategy: Strategy
    recommendation_id: Annotated[str, Field(description='Feedback names it.')]
    experiment_id: Annotated[
        str | None,
        Field(description='Null while no experiment speaks of this surface.'),
    ]
    arm: Annotated[
        str,
        Field(
            description='Of the experiment; standing without one, held_out for who is shown nothing.'
        ),
    ]
    variant: Variant
    model: ModelVersion
    items: list[RecommendedItem]


class ExplainedItem(BaseModel):
    rank: Annotated[int, Field(ge=1)]
    product_id: str
    title: str | None
    price: Money | None
    url: str | None
    image_url: str | None
    score: Annotated[
        float,
        Field(
            description='Ranks within this list, in steps of a millionth; says nothing between lists.'
        ),
    ]
    confidence: Annotated[
        float | None,
        Field(
            description='Of items said to be bought within 14 days with p, a share p is.',
            ge=0.0,
            le=1.0,
        ),
    ]
    reason: Annotated[
        str,
        Field(
            description='The family of signals that spoke for it most, or rule: habit, due, shelf, together, popular, trend, rhythm, offer, price, cart, content, viewed, segment, new, filler.'
        ),
    ]
    reasons: Reasons
    score_millionths: Annotated[int, Field(description='The score in millionths.')]
    parts: Annotated[
        list[ScorePart],
        Field(
            description='What each signal and rule added; their millionths are score_millionths exactly.'
        ),
    ]
    families: Annotated[dict[str, int], Field(description='Their sums by family.')]
    words: Annotated[str, Field(description='For staff.')]


class WhyNot(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    product_id: str
    title: str | None
    is_recommended: bool
    rank: Annotated[int | None, Field(description='In the list.')]
    why_not: Annotated[
        str | None,
        Field(
            description='The rule, filter or missing source that kept it out, such as banned, out_of_stock, in_cart, dismissed, just_bought, excluded, sibling_variant, category_full, ranked_lower, unknown_product or hold_out; null where it is recommended.'
        ),
    ]
    words: str
    item: Annotated[
        ExplainedItem | None, Field(description='Its parts, where it was a candidate.')
    ]


class RecommendationRules(BaseModel):
    version: Annotated[
        int,
        Field(description='Grows with every change; 0 while nobody changed anything.'),
    ]
    changed_at: AwareDatetime | None
    changed_by: str | None
    pins: list[PinOrBan]
    bans: list[PinOrBan]
    cross_sell: list[CrossSell]
    preview: Annotated[
        RulesPreview | None, Field(description='Only where it was asked for.')
    ]


class Experiment(BaseModel):
    experiment_id: str
    name: str
    surfaces: ExperimentSurfaces
    layer: str
    arms: list[ExperimentArm]
    share: float
    window_days: int
    least_days: int
    expected_lift: float
    state: State
    created_at: AwareDatetime
    created_by: str
    started_at: AwareDatetime | None
    stopped_at: AwareDatetime | None
    decision: StopDecision | None
    decision_note: str | None
    history: Annotated[
        list[HistoryItem], Field(description='What was done to it, oldest first.')
    ]


class ExperimentResult(BaseModel):
    experiment: Experiment
    matured_until: Annotated[
        AwareDatetime | None,
        Field(
            description='Whoever was first seen before it has had the whole window; only these count.'
        ),
    ]
    arms: list[ArmResult]
    comparisons: list[Comparison]
    sample_ratio: SampleRatio
    crossed: Annotated[
        int,
        Field(
            description='People who were in two arms, as a visitor and as a customer; they count in the first. More than a tenth of all, and no verdict is given.'
        ),
    ]
    decision: ExperimentVerdict
    reasons: Reasons


class GateReport(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    judged_at: AwareDatetime
    items: list[GateVerdict]


class Measured(BaseModel):
    recommended: Annotated[int, Field(description='Customers and visitors.')]
    held_out: int
    net_sales: WorthOfRecommendations
    margin: WorthOfRecommendations


class Estimated(BaseModel):
    bought_after_click: Annotated[
        int,
        Field(
            description='Recommended items that were clicked or put in the cart from the list and bought within 14 days.'
        ),
    ]
    net_sales_after_click: WorthOfRecommendations


class RecommendationsValue(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    reasons: Reasons
    from_: Annotated[date, Field(alias='from')]
    to: Annotated[date, Field(description='Last shop day, inclusive.')]
    measured: Annotated[
        Measured,
        Field(
            description='What customers with recommendations brought beyond the standing hold-out, who saw none.'
        ),
    ]
    estimated: Annotated[
        Estimated,
        Field(
            description='What nobody measured: some of it would have been bought anyway.'
        ),
    ]
    formulas: dict[str, str]
    explain: Explanation | MISSING = MISSING


class Explained(BaseModel):
    as_of: Annotated[AwareDatetime, Field(description='When the list was made.')]
    data: Data
    data_until: Annotated[
        AwareDatetime | None,
        Field(
            description='The latest instant the purchases behind it speak of; null without any.'
        ),
    ]
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: Annotated[
        bool, Field(description='True where newer data has come since the last build.')
    ]
    stale: Annotated[
        bool,
        Field(
            description='True where the build is older than STALE_AFTER_HOURS, or something could not be read; `reasons` says what.'
        ),
    ]
    reasons: Reasons
    customer: Annotated[
        str,
        Field(
            description='Who it is for, as it was asked; anonymous for nobody in particular.'
        ),
    ]
    surface: Surface
    product: Annotated[str | None, Field(description='The product of the page.')]
    strategy: Strategy
    recommendation_id: Annotated[
        str | None, Field(description='Null: an explanation is shown to nobody.')
    ]
    experiment_id: Annotated[
        str | None,
        Field(description='Null while no experiment speaks of this surface.'),
    ]
    arm: Annotated[
        str,
        Field(
            description='Of the experiment; standing without one, held_out for who is shown nothing.'
        ),
    ]
    variant: Variant
    model: ModelVersion
    items: list[ExplainedItem]
    data_age_hours: Annotated[
        float | None | MISSING, Field(description='From data_until to as_of.')
    ] = MISSING
    cart: Annotated[list[str] | MISSING, Field(description='What is in the cart.')] = (
        MISSING
    )
    asked_about: Annotated[
        WhyNot | None | MISSING,
        Field(description='The product that was asked about; null where none was.'),
    ] = MISSING


class ExperimentList(BaseModel):
    hold_out_share: Annotated[
        float,
        Field(
            description='The share of customers who are shown no recommendations, whatever is tried.'
        ),
    ]
    items: list[Experiment]


class RecommendationsPerformance(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    reasons: Reasons
    hold_out_share: float
    items: list[ExperimentResult]
    explain: Explanation | MISSING = MISSING


class RecommendationsCoverage(BaseModel):
    as_of: AwareDatetime
    data: Data
    data_until: AwareDatetime | None
    basis: Basis
    currency: str
    time_zone: str
    is_provisional: bool
    stale: bool
    reasons: Reasons
    model: ModelVersion
    customers: Annotated[int, Field(description='Whose lists were looked at.')]
    items: list[ListCoverage]
    gate: Annotated[
        GateReport | None,
        Field(description='The last training; null before the first, with the reason.'),
    ]
    formulas: dict[str, str]
    explain: Explanation | MISSING = MISSING

# Written by `python -m shared.contracts.generate` from openapi/events.yaml; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import MISSING, AwareDatetime, BaseModel, Field, RootModel
from shared.contracts.generated.components import Money
from typing_extensions import TypeAliasType


class Envelope(BaseModel):
    specversion: Literal['1.0']
    id: Annotated[
        str,
        Field(description='Unique within the source.', max_length=200, min_length=1),
    ]
    source: Annotated[
        str,
        Field(
            description='Where it comes from, such as /ingestion/shopify.',
            max_length=200,
            min_length=1,
        ),
    ]
    type: Annotated[
        str,
        Field(
            description='Name and version of the event, such as order-placed.v1.',
            max_length=100,
            min_length=1,
        ),
    ]
    time: Annotated[AwareDatetime, Field(description='When it was published.')]
    datacontenttype: Literal['application/json'] | MISSING = MISSING
    data: dict[str, Any]


class EntityId(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='Identity of the entity at its source.',
            max_length=300,
            min_length=1,
        ),
    ]


class Version(RootModel[int]):
    root: Annotated[
        int,
        Field(
            description='Grows with every change of the entity; a count, or the microseconds since 1970 of the change.',
            ge=1,
        ),
    ]


class Id(RootModel[str]):
    root: Annotated[str, Field(max_length=300, min_length=1)]


class Decimal(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='Plain decimal digits, at most nine after the point.',
            pattern='^-?[0-9]{1,20}(\\.[0-9]{1,9})?$',
        ),
    ]


class Share(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='From 0 to 1.', pattern='^(0(\\.[0-9]{1,9})?|1(\\.0{1,9})?)$'
        ),
    ]


class LineType(StrEnum):
    merchandise = 'merchandise'
    shipping = 'shipping'
    tip = 'tip'
    gift_card = 'gift_card'
    fee = 'fee'
    bad_debt = 'bad_debt'
    sample = 'sample'


class Consent(StrEnum):
    granted = 'granted'
    denied = 'denied'
    unknown = 'unknown'


class MarketingConsent(StrEnum):
    granted = 'granted'
    denied = 'denied'
    unknown = 'unknown'
    cleaned = 'cleaned'


class LineNo(RootModel[int]):
    root: Annotated[int, Field(ge=0, le=2147483647)]


class OrderLine(BaseModel):
    line_id: Annotated[Id, Field(description='Identity of the line within the order.')]
    line_no: LineNo | None | MISSING = MISSING
    line_type: LineType
    product_id: Id | None | MISSING = MISSING
    quantity: Decimal
    gross_amount: Annotated[Decimal, Field(description='Before discount and tax.')]
    discount_amount: Decimal
    tax_amount: Decimal | None | MISSING = MISSING
    unit_cost: Annotated[
        Decimal | None | MISSING,
        Field(description="Null when unknown, in the shop's currency."),
    ] = MISSING
    staff_id: Annotated[
        Id | None | MISSING,
        Field(description='Who sold this line; as the order has it when left out.'),
    ] = MISSING


class LineNo1(RootModel[int]):
    root: Annotated[
        int,
        Field(
            description="As the order's line has it when left out.", ge=0, le=2147483647
        ),
    ]


class RefundLine(BaseModel):
    line_id: Annotated[
        Id | None | MISSING,
        Field(description="The order's line; null where the source names none."),
    ] = MISSING
    line_no: Annotated[
        LineNo1 | None | MISSING,
        Field(description="As the order's line has it when left out."),
    ] = MISSING
    line_type: LineType
    product_id: Id | None | MISSING = MISSING
    quantity: Annotated[
        Decimal, Field(description='Units that came back; 0 where only money did.')
    ]
    gross_amount: Decimal
    discount_amount: Decimal
    tax_amount: Decimal | None | MISSING = MISSING
    unit_cost: Decimal | None | MISSING = MISSING
    staff_id: Annotated[
        Id | None | MISSING,
        Field(
            description='Who took this line back; as the refund has it when left out.'
        ),
    ] = MISSING


class StockCounted(BaseModel):
    entity_id: EntityId
    version: Version
    occurred_at: Annotated[AwareDatetime, Field(description='When it was counted.')]
    product_id: Id
    location_id: Id
    on_hand: Decimal
    committed: Decimal | None | MISSING = MISSING


class Title(RootModel[str]):
    root: Annotated[str, Field(max_length=1000)]


class Url(RootModel[str]):
    root: Annotated[str, Field(max_length=2000)]


class ImageUrl(RootModel[str]):
    root: Annotated[str, Field(max_length=2000)]


class ProductChanged(BaseModel):
    entity_id: Annotated[EntityId, Field(description='The product.')]
    version: Version
    occurred_at: AwareDatetime
    sku: Id | None | MISSING = MISSING
    title: Title | None | MISSING = MISSING
    category: Id | None | MISSING = MISSING
    brand: Id | None | MISSING = MISSING
    supplier_id: Id | None | MISSING = MISSING
    price: Decimal | None | MISSING = MISSING
    unit_cost: Decimal | None | MISSING = MISSING
    is_gift_card: bool | MISSING = MISSING
    parent_product_id: Id | None | MISSING = MISSING
    url: Url | None | MISSING = MISSING
    image_url: ImageUrl | None | MISSING = MISSING
    active: Annotated[
        bool | MISSING, Field(description='False for one that is sold no more.')
    ] = MISSING
    created_at: AwareDatetime | None | MISSING = MISSING


class ProductCostChanged(BaseModel):
    entity_id: Annotated[EntityId, Field(description='The product.')]
    version: Version
    occurred_at: AwareDatetime
    unit_cost: Decimal | None


class Email(RootModel[str]):
    root: Annotated[str, Field(max_length=320)]


class Phone(RootModel[str]):
    root: Annotated[str, Field(max_length=50)]


class FirstName(RootModel[str]):
    root: Annotated[str, Field(max_length=300)]


class LastName(RootModel[str]):
    root: Annotated[str, Field(max_length=300)]


class CustomerChanged(BaseModel):
    entity_id: Annotated[EntityId, Field(description='The customer.')]
    version: Version
    occurred_at: AwareDatetime
    email: Email | None | MISSING = MISSING
    phone: Phone | None | MISSING = MISSING
    first_name: FirstName | None | MISSING = MISSING
    last_name: LastName | None | MISSING = MISSING
    country: Id | None | MISSING = MISSING
    marketing_consent: MarketingConsent | MISSING = MISSING
    consent_updated_at: AwareDatetime | None | MISSING = MISSING
    created_at: AwareDatetime | None | MISSING = MISSING


class ConsentChanged(BaseModel):
    entity_id: Annotated[EntityId, Field(description='The customer.')]
    version: Version
    occurred_at: AwareDatetime
    marketing_consent: MarketingConsent


class CustomerErased(BaseModel):
    entity_id: Annotated[
        str,
        Field(
            description='The customer, by an id as long as an erasure takes.',
            max_length=500,
            min_length=1,
        ),
    ]
    version: Version
    occurred_at: Annotated[AwareDatetime, Field(description='When they asked.')]


class Event(StrEnum):
    session_start = 'session_start'
    page_view = 'page_view'
    product_view = 'product_view'
    content_view = 'content_view'
    content_progress = 'content_progress'
    search = 'search'
    add_to_cart = 'add_to_cart'
    remove_from_cart = 'remove_from_cart'
    begin_checkout = 'begin_checkout'
    purchase = 'purchase'


class Query(RootModel[str]):
    root: Annotated[str, Field(max_length=500)]


class Page(RootModel[str]):
    root: Annotated[str, Field(max_length=2000)]


class WebEventReceived(BaseModel):
    entity_id: Annotated[EntityId, Field(description="The event's id.")]
    version: Version
    occurred_at: AwareDatetime
    event: Event
    visitor_id: Id | None | MISSING = MISSING
    session_id: Id | None | MISSING = MISSING
    customer_id: Id | None | MISSING = MISSING
    product_id: Id | None | MISSING = MISSING
    quantity: Decimal | None | MISSING = MISSING
    content_id: Id | None | MISSING = MISSING
    progress: Share | None | MISSING = MISSING
    query: Query | None | MISSING = MISSING
    page: Page | None | MISSING = MISSING
    source: Id | None | MISSING = MISSING
    medium: Id | None | MISSING = MISSING
    campaign: Id | None | MISSING = MISSING
    device: Id | None | MISSING = MISSING
    order_id: Id | None | MISSING = MISSING
    consent: Consent
    is_bot: bool


class ProductViewed(BaseModel):
    entity_id: Annotated[EntityId, Field(description="The web event's id.")]
    version: Version
    occurred_at: AwareDatetime
    visitor_id: Id | None
    session_id: Id | None | MISSING = MISSING
    customer_id: Id | None | MISSING = MISSING
    product_id: Id


class CartChanged(BaseModel):
    entity_id: Annotated[EntityId, Field(description="The web event's id.")]
    version: Version
    occurred_at: AwareDatetime
    visitor_id: Id | None
    session_id: Id | None | MISSING = MISSING
    customer_id: Id | None | MISSING = MISSING
    product_id: Id
    quantity: Annotated[
        Decimal, Field(description='Units put in; negative when taken out.')
    ]


class ContentEngaged(BaseModel):
    entity_id: Annotated[EntityId, Field(description="The web event's id.")]
    version: Version
    occurred_at: AwareDatetime
    visitor_id: Id | None
    session_id: Id | None | MISSING = MISSING
    customer_id: Id | None | MISSING = MISSING
    content_id: Id
    progress: Share


class Scope(StrEnum):
    shop = 'shop'
    location = 'location'
    staff = 'staff'
    channel = 'channel'


class TargetChanged(BaseModel):
    entity_id: Annotated[
        EntityId,
        Field(
            description='scope/scope_id/period_start/period_end, shortened by a hash where that is too long.'
        ),
    ]
    version: Version
    occurred_at: AwareDatetime
    scope: Scope
    scope_id: Annotated[str, Field(max_length=200)]
    period_start: date
    period_end: date
    net_amount: Annotated[
        Decimal | None, Field(description='Null takes the target back.')
    ]


class Status(StrEnum):
    open = 'open'
    received = 'received'
    cancelled = 'cancelled'


class PurchaseOrderLine(BaseModel):
    line_no: Annotated[int, Field(ge=1, le=2147483647)]
    product_id: Id
    quantity: Decimal
    unit_cost: Decimal | None | MISSING = MISSING


class ReceiptLine(BaseModel):
    line_no: Annotated[int, Field(ge=1, le=2147483647)]
    product_id: Id
    quantity: Decimal


class StockReceived(BaseModel):
    entity_id: Annotated[EntityId, Field(description='The receipt.')]
    version: Version
    occurred_at: AwareDatetime
    purchase_order_id: Id | None | MISSING = MISSING
    location_id: Id | None | MISSING = MISSING
    lines: Annotated[list[ReceiptLine], Field(max_length=2000)]


class RunRequested(BaseModel):
    run_id: Id
    name: Id
    requested_at: AwareDatetime


class DayClosed(BaseModel):
    local_date: date
    closed_at: Annotated[AwareDatetime, Field(description='When the day ended.')]
    net_sales: Money
    orders: Annotated[int, Field(ge=0)]
    target: Annotated[
        Money | None,
        Field(
            description="The day's part of the target that holds it, spread as such days sell; null without one, or where they do not show it."
        ),
    ]
    gap: Annotated[Money | None, Field(description='Net sales less target.')]


class Severity(StrEnum):
    act = 'act'
    watch = 'watch'


class How(StrEnum):
    gone = 'gone'
    resolved = 'resolved'
    dismissed = 'dismissed'


class ReorderSuggested(BaseModel):
    entity_id: Annotated[EntityId, Field(description='The suggestion.')]
    version: Version
    occurred_at: AwareDatetime
    product_id: Id
    location_id: Id | None
    supplier_id: Id | None
    quantity: Decimal
    unit_cost: Decimal | None
    order_by: Annotated[
        date | None, Field(description='The last shop day an order arrives in time.')
    ]


class InventoryAlertKind(StrEnum):
    stock_out = 'stock_out'
    low_stock = 'low_stock'
    reorder_due = 'reorder_due'
    overstock = 'overstock'
    dead_stock = 'dead_stock'
    slow_mover = 'slow_mover'
    trending_up = 'trending_up'
    trending_down = 'trending_down'
    seasonal_peak = 'seasonal_peak'
    stock_count_problem = 'stock_count_problem'


SegmentsAdditionalProperty = TypeAliasType(
    "SegmentsAdditionalProperty", Annotated[int, Field(ge=0)]
)


class SegmentsRefreshed(BaseModel):
    generation_id: Annotated[
        str,
        Field(
            description='Of segment_customers, and refresh_id of segment_members.',
            max_length=100,
            min_length=1,
        ),
    ]
    as_of_date: Annotated[
        date, Field(description='The shop day whose morning the segments are those of.')
    ]
    customers: Annotated[int, Field(ge=0)]
    segments: Annotated[
        dict[str, SegmentsAdditionalProperty],
        Field(description='Customers by segment, every segment named.'),
    ]


class Event1(StrEnum):
    served = 'served'
    seen = 'seen'
    clicked = 'clicked'
    added = 'added'
    bought = 'bought'
    dismissed = 'dismissed'
    not_for_me = 'not_for_me'


class Variant(StrEnum):
    v1 = 'v1'
    v2 = 'v2'
    none = 'none'


class RecommendationFeedback(BaseModel):
    entity_id: Annotated[EntityId, Field(description="The feedback's own id.")]
    version: Version
    occurred_at: AwareDatetime
    recommendation_id: Annotated[
        str,
        Field(
            description='Of the list that it speaks of.', max_length=2500, min_length=1
        ),
    ]
    event: Event1
    product_id: Annotated[Id | None, Field(description='Null of the whole list.')]
    position: Annotated[int | None, Field(description='Where it stood, from 1.')]
    customer_id: Annotated[
        Id | None, Field(description="Whose list it was, where it was a customer's.")
    ]
    visitor_id: Annotated[
        Id | None, Field(description="Whose list it was, where it was a visitor's.")
    ]
    order_id: Id | None | MISSING = MISSING
    surface: str
    experiment_id: str | None
    arm: str
    variant: Variant
    model: Annotated[str | None, Field(description='The version of what ranked.')]
    served_at: AwareDatetime


class Kind(StrEnum):
    experiment = 'experiment'
    model = 'model'


class Decision(StrEnum):
    ship = 'ship'
    roll_back = 'roll_back'
    no_difference = 'no_difference'
    abandoned = 'abandoned'


class ExperimentDecided(BaseModel):
    entity_id: Annotated[EntityId, Field(description='The experiment, or the model.')]
    version: Version
    occurred_at: AwareDatetime
    kind: Kind
    decision: Decision
    arm: str | None
    variant: Variant | None
    model: str | None
    surfaces: list[str]
    decided_by: str
    words: Annotated[str, Field(description='What it was decided by.')]


class OrderState(BaseModel):
    entity_id: EntityId
    version: Version
    occurred_at: Annotated[AwareDatetime, Field(description='When it became so.')]
    ordered_at: Annotated[
        AwareDatetime, Field(description='When the order was placed.')
    ]
    customer_id: Annotated[
        Id | None | MISSING, Field(description='Null for a guest.')
    ] = MISSING
    currency: Annotated[
        str, Field(description='Of the amounts of its lines.', pattern='^[A-Z]{3}$')
    ]
    fx_rate: Annotated[
        Decimal | MISSING,
        Field(description='Shop currency per one unit of currency; 1 when left out.'),
    ] = MISSING
    channel: Id | None | MISSING = MISSING
    location_id: Id | None | MISSING = MISSING
    staff_id: Id | None | MISSING = MISSING
    country: Id | None | MISSING = MISSING
    is_test: bool | MISSING = MISSING
    lines: Annotated[list[OrderLine], Field(max_length=2000)]


class Refund(BaseModel):
    entity_id: Annotated[EntityId, Field(description='Identity of the refund.')]
    version: Version
    occurred_at: AwareDatetime
    order_id: Id
    ordered_at: Annotated[
        AwareDatetime | None | MISSING,
        Field(description='When the order was placed where the source says it.'),
    ] = MISSING
    customer_id: Annotated[
        Id | None | MISSING,
        Field(description='As the order has it when left out; so the next four.'),
    ] = MISSING
    currency: Annotated[str, Field(pattern='^[A-Z]{3}$')]
    fx_rate: Decimal | MISSING = MISSING
    channel: Id | None | MISSING = MISSING
    location_id: Id | None | MISSING = MISSING
    staff_id: Id | None | MISSING = MISSING
    country: Id | None | MISSING = MISSING
    is_test: bool | MISSING = MISSING
    lines: Annotated[list[RefundLine], Field(max_length=2000)]


class PurchaseOrderChanged(BaseModel):
    entity_id: Annotated[EntityId, Field(description='The purchase order.')]
    version: Version
    occurred_at: AwareDatetime
    supplier_id: Id | None | MISSING = MISSING
    location_id: Id | None | MISSING = MISSING
    ordered_at: AwareDatetime
    expected_at: AwareDatetime | None | MISSING = MISSING
    status: Status
    lines: Annotated[list[PurchaseOrderLine], Field(max_length=2000)]


class AlertRaised(BaseModel):
    entity_id: Annotated[EntityId, Field(description='The alert.')]
    version: Version
    occurred_at: AwareDatetime
    kind: InventoryAlertKind
    severity: Severity
    product_id: Id
    location_id: Id | None
    opened_at: AwareDatetime
    probability: Annotated[
        float | None, Field(description='That it comes true within the horizon.')
    ]
    horizon_days: int | None
    money_at_stake: Money | None
    is_pushed: Annotated[bool, Field(description='Whether people are told.')]


class AlertResolved(BaseModel):
    entity_id: Annotated[EntityId, Field(description='The alert.')]
    version: Version
    occurred_at: AwareDatetime
    kind: InventoryAlertKind
    severity: Severity
    product_id: Id
    location_id: Id | None
    opened_at: AwareDatetime
    how: How

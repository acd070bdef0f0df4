# Written by `python -m shared.contracts.generate` from openapi/inventory-alerts.yaml; do not edit.

from __future__ import annotations
from datetime import date
from enum import StrEnum
from typing import Annotated
from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field, RootModel
from shared.contracts.generated.components import Money


class AlertKind(StrEnum):
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


class Severity(StrEnum):
    act = 'act'
    watch = 'watch'


class Reason(StrEnum):
    not_a_problem = 'not_a_problem'
    wrong_data = 'wrong_data'
    known = 'known'
    discontinued = 'discontinued'
    other = 'other'


class Note(RootModel[str]):
    root: Annotated[str, Field(max_length=1000)]


class ProductSettingsSet(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    lead_time_days: Annotated[int | None | MISSING, Field(ge=0, le=365)] = MISSING
    pack_size: Annotated[float | None | MISSING, Field(gt=0.0, le=1000000.0)] = MISSING
    min_order_quantity: Annotated[
        float | None | MISSING, Field(ge=0.0, le=1000000.0)
    ] = MISSING
    never_alert: bool | None | MISSING = MISSING
    unit_cost: Money | None | MISSING = MISSING


class ReorderApprove(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    quantity: Annotated[
        float | MISSING,
        Field(description='As suggested when left out.', gt=0.0, le=1000000000.0),
    ] = MISSING
    note: Note | MISSING = MISSING


class ReorderOrder(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    purchase_order_id: Annotated[
        str | MISSING,
        Field(
            description="The shop's own number; one is made when left out.",
            max_length=200,
            min_length=1,
            pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$',
        ),
    ] = MISSING
    expected_at: Annotated[
        AwareDatetime | MISSING, Field(description='By the lead time when left out.')
    ] = MISSING
    note: Note | MISSING = MISSING


class ReorderReceive(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    quantity: Annotated[float, Field(gt=0.0, le=1000000000.0)]
    is_all: Annotated[
        bool | MISSING,
        Field(description='Nothing more will come, even if less than ordered arrived.'),
    ] = MISSING
    note: Note | MISSING = MISSING


class InventorySettingsSet(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    lead_time_days: Annotated[int | None | MISSING, Field(ge=0, le=60)] = MISSING
    review_days: Annotated[int | None | MISSING, Field(ge=1, le=28)] = MISSING
    service_level: Annotated[float | None | MISSING, Field(ge=0.5, le=0.999)] = MISSING
    overstock_after_days: Annotated[int | None | MISSING, Field(ge=1, le=30)] = MISSING
    dead_after_days: Annotated[int | None | MISSING, Field(ge=30, le=364)] = MISSING
    slow_after_days: Annotated[int | None | MISSING, Field(ge=30, le=364)] = MISSING
    new_for_days: Annotated[int | None | MISSING, Field(ge=0, le=364)] = MISSING
    count_older_than_days: Annotated[int | None | MISSING, Field(ge=1, le=3650)] = (
        MISSING
    )
    carrying_rate: Annotated[float | None | MISSING, Field(ge=0.0, le=2.0)] = MISSING
    budget: Money | None | MISSING = MISSING
    least_at_stake: Money | None | MISSING = MISSING
    dismissed_days: Annotated[int | None | MISSING, Field(ge=1, le=3650)] = MISSING
    cooldown_days: Annotated[int | None | MISSING, Field(ge=0, le=365)] = MISSING
    bulk_order_units: Annotated[float | None | MISSING, Field(gt=0.0, le=1000000.0)] = (
        MISSING
    )


class DigestScheduleSet(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    at: Annotated[str, Field(pattern='^([01][0-9]|2[0-3]):[0-5][0-9]$')]
    time_zone: Annotated[
        str | MISSING,
        Field(
            description="The shop's own when left out.", max_length=100, min_length=1
        ),
    ] = MISSING


class Role(StrEnum):
    owner = 'owner'
    buyer = 'buyer'


class Channel(StrEnum):
    slack = 'slack'
    email = 'email'


class Email(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='Needed for the channel email.', max_length=254, min_length=3
        ),
    ]


class SlackChannel(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='Id of a channel in Slack, such as C0123456789; the one that Slack was connected with when left out.',
            max_length=30,
            min_length=1,
        ),
    ]


class Location(RootModel[str]):
    root: Annotated[str, Field(max_length=200, min_length=1)]


class Day(StrEnum):
    monday = 'monday'
    tuesday = 'tuesday'
    wednesday = 'wednesday'
    thursday = 'thursday'
    friday = 'friday'
    saturday = 'saturday'
    sunday = 'sunday'


class MutedCategory(RootModel[str]):
    root: Annotated[str, Field(max_length=200, min_length=1)]


class MutedLocation(RootModel[str]):
    root: Annotated[str, Field(max_length=200, min_length=1)]


class Recipient(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    recipient_id: Annotated[str, Field(pattern='^[a-z0-9][a-z0-9-]{0,39}$')]
    name: Annotated[str, Field(max_length=200, min_length=1)]
    role: Annotated[
        Role | MISSING,
        Field(
            description="An owner's digest begins with yesterday against target. buyer when left out."
        ),
    ] = MISSING
    channels: Annotated[list[Channel], Field(max_length=2, min_length=1)]
    email: Annotated[
        Email | None | MISSING, Field(description='Needed for the channel email.')
    ] = MISSING
    slack_channel: Annotated[
        SlackChannel | None | MISSING,
        Field(
            description='Id of a channel in Slack, such as C0123456789; the one that Slack was connected with when left out.'
        ),
    ] = MISSING
    kinds: Annotated[
        list[AlertKind] | MISSING,
        Field(
            description='All when left out or empty. Suggestions to order count as reorder_due.',
            max_length=20,
        ),
    ] = MISSING
    locations: Annotated[
        list[Location] | MISSING,
        Field(description='All when left out or empty.', max_length=500),
    ] = MISSING
    days: Annotated[
        list[Day] | MISSING,
        Field(description='Shop days with a digest; all when left out.', max_length=7),
    ] = MISSING
    muted_kinds: Annotated[list[AlertKind] | MISSING, Field(max_length=20)] = MISSING
    muted_categories: Annotated[
        list[MutedCategory] | MISSING, Field(max_length=500)
    ] = MISSING
    muted_locations: Annotated[list[MutedLocation] | MISSING, Field(max_length=500)] = (
        MISSING
    )
    unsubscribed: Annotated[
        bool | MISSING, Field(description='From e-mail, by the link in a mail.')
    ] = MISSING


class State1(StrEnum):
    open = 'open'
    snoozed = 'snoozed'
    dismissed = 'dismissed'
    resolved = 'resolved'
    all = 'all'


class Explain(StrEnum):
    field_0 = '0'
    field_1 = '1'


class ListAlertsParametersQuery(BaseModel):
    kind: AlertKind | MISSING = MISSING
    severity: Severity | MISSING = MISSING
    state: State1 | MISSING = MISSING
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
    runs_out_within: Annotated[str | MISSING, Field(pattern='^[1-9][0-9]{0,2}d$')] = (
        MISSING
    )
    unsold_for: Annotated[str | MISSING, Field(pattern='^[1-9][0-9]{0,2}d$')] = MISSING
    assigned_to: Annotated[str | MISSING, Field(max_length=200, min_length=1)] = MISSING
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING
    explain: Explain | MISSING = MISSING


class ListAlertsCsvParametersQuery(BaseModel):
    kind: AlertKind | MISSING = MISSING
    severity: Severity | MISSING = MISSING
    state: State1 | MISSING = MISSING
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
    runs_out_within: Annotated[str | MISSING, Field(pattern='^[1-9][0-9]{0,2}d$')] = (
        MISSING
    )
    unsold_for: Annotated[str | MISSING, Field(pattern='^[1-9][0-9]{0,2}d$')] = MISSING
    assigned_to: Annotated[str | MISSING, Field(max_length=200, min_length=1)] = MISSING
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class AlertQualityParametersQuery(BaseModel):
    explain: Explain | MISSING = MISSING


class GetAlertParametersQuery(BaseModel):
    explain: Explain | MISSING = MISSING


class Sort(StrEnum):
    days_of_cover = 'days_of_cover'
    field_days_of_cover = '-days_of_cover'
    velocity = 'velocity'
    field_velocity = '-velocity'
    on_hand = 'on_hand'
    field_on_hand = '-on_hand'
    stock_value = 'stock_value'
    field_stock_value = '-stock_value'
    unsold_days = 'unsold_days'
    field_unsold_days = '-unsold_days'
    title = 'title'
    field_title = '-title'


class ListProductsParametersQuery(BaseModel):
    sort: Sort | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    supplier: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    search: Annotated[
        str | MISSING,
        Field(max_length=100, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    runs_out_within: Annotated[str | MISSING, Field(pattern='^[1-9][0-9]{0,2}d$')] = (
        MISSING
    )
    unsold_for: Annotated[str | MISSING, Field(pattern='^[1-9][0-9]{0,2}d$')] = MISSING
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING
    explain: Explain | MISSING = MISSING


class ListProductsCsvParametersQuery(BaseModel):
    sort: Sort | MISSING = MISSING
    location: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    category: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    supplier: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    search: Annotated[
        str | MISSING,
        Field(max_length=100, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    runs_out_within: Annotated[str | MISSING, Field(pattern='^[1-9][0-9]{0,2}d$')] = (
        MISSING
    )
    unsold_for: Annotated[str | MISSING, Field(pattern='^[1-9][0-9]{0,2}d$')] = MISSING
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class GetProductParametersQuery(BaseModel):
    explain: Explain | MISSING = MISSING


class State3(StrEnum):
    suggested = 'suggested'
    approved = 'approved'
    ordered = 'ordered'
    received = 'received'
    rejected = 'rejected'
    withdrawn = 'withdrawn'
    all = 'all'


class ListReordersParametersQuery(BaseModel):
    state: State3 | MISSING = MISSING
    supplier: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    location: Annotated[
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


class ListReordersCsvParametersQuery(BaseModel):
    state: State3 | MISSING = MISSING
    supplier: Annotated[
        str | MISSING,
        Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    location: Annotated[
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


class GetReorderParametersQuery(BaseModel):
    explain: Explain | MISSING = MISSING


class InventoryValueParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class InventoryValueCsvParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING


class ListDigestsParametersQuery(BaseModel):
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class AskUnsubscribeParametersQuery(BaseModel):
    recipient: Annotated[str, Field(pattern='^[a-z0-9][a-z0-9-]{0,39}$')]
    signature: Annotated[str, Field(pattern='^[0-9a-f]{64}$')]


class UnsubscribeParametersQuery(BaseModel):
    recipient: Annotated[str, Field(pattern='^[a-z0-9][a-z0-9-]{0,39}$')]
    signature: Annotated[str, Field(pattern='^[0-9a-f]{64}$')]


class AlertSnooze(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    days: Annotated[int, Field(ge=1, le=365)]
    note: Note | MISSING = MISSING


class AlertDismiss(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    reason: Reason
    note: Note | MISSING = MISSING


class AlertAssign(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    to: Annotated[
        str | None,
        Field(
            description='Null gives it to nobody.',
            max_length=200,
            min_length=1,
            pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$',
        ),
    ]
    note: Note | MISSING = MISSING


class AlertNote(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    note: Note | MISSING = MISSING


class Recipients(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    items: Annotated[list[Recipient], Field(max_length=50)]

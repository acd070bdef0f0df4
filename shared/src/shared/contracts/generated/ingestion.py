# Written by `python -m shared.contracts.generate` from openapi/ingestion.yaml; do not edit.

from __future__ import annotations
from enum import StrEnum
from typing import Annotated
from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field


class Consent(StrEnum):
    granted = 'granted'
    denied = 'denied'
    unknown = 'unknown'


class Device(StrEnum):
    desktop = 'desktop'
    mobile = 'mobile'
    tablet = 'tablet'


class SignedCustomer(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    customer_id: Annotated[
        str, Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$')
    ]
    expires: Annotated[
        int | MISSING,
        Field(
            description='Seconds since 1970, at most a day ahead; else in X-Customer-Expires.',
            ge=0,
            le=9999999999,
        ),
    ] = MISSING
    signature: Annotated[
        str | MISSING,
        Field(description='Else in X-Customer-Signature.', max_length=100),
    ] = MISSING


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


class WebEvent(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    id: Annotated[
        str,
        Field(
            description='Identity of the event, unique in the shop; a UUID.',
            max_length=100,
            min_length=8,
            pattern='^[A-Za-z0-9._:-]+$',
        ),
    ]
    event: Event
    occurred_at: Annotated[
        AwareDatetime | MISSING,
        Field(
            description="When, by the visitor's clock; now when left out. Older than three days is refused, later than now is now."
        ),
    ] = MISSING
    page: Annotated[
        str | MISSING,
        Field(
            description="The page's path; what stands after ? or # is cut off.",
            max_length=4000,
        ),
    ] = MISSING
    product_id: Annotated[
        str | MISSING,
        Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    quantity: Annotated[
        float | MISSING,
        Field(
            description='Units put in or taken out of the cart; one when left out.',
            ge=0.001,
            le=1000000.0,
        ),
    ] = MISSING
    content_id: Annotated[
        str | MISSING,
        Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    progress: Annotated[
        float | MISSING, Field(description='Share read or watched.', ge=0.0, le=1.0)
    ] = MISSING
    query: Annotated[
        str | MISSING,
        Field(
            description='What was searched for; e-mail addresses and telephone numbers are taken out.',
            max_length=500,
        ),
    ] = MISSING
    order_id: Annotated[
        str | MISSING,
        Field(
            description='The order of a purchase; kept only with consent.',
            max_length=300,
            min_length=1,
            pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$',
        ),
    ] = MISSING


class FromStart(StrEnum):
    true = 'true'
    false = 'false'


class SyncLightspeedParametersQuery(BaseModel):
    from_start: FromStart | MISSING = MISSING


class ListLoadsParametersQuery(BaseModel):
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class ListFactsParametersQuery(BaseModel):
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class ReceiveWebEventsParametersQuery(BaseModel):
    key: Annotated[str | MISSING, Field(max_length=100, min_length=1)] = MISSING


class ReconcileShopifyParametersQuery(BaseModel):
    since: AwareDatetime | MISSING = MISSING


class WebEvents(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    key: Annotated[
        str | MISSING,
        Field(
            description='The storefront key, where neither header nor URL has it.',
            max_length=100,
        ),
    ] = MISSING
    sent_at: Annotated[
        AwareDatetime | MISSING,
        Field(
            description="When the batch was sent, by the visitor's clock. How old an event is is then told by that clock alone, however wrong it goes."
        ),
    ] = MISSING
    consent: Annotated[
        Consent | MISSING,
        Field(
            description='Whether the visitor agreed to be known; unknown when left out.'
        ),
    ] = MISSING
    visitor_id: Annotated[
        str | MISSING,
        Field(
            description='The browser; kept only with consent.',
            max_length=100,
            min_length=1,
            pattern='^[A-Za-z0-9._:-]+$',
        ),
    ] = MISSING
    session_id: Annotated[
        str | MISSING,
        Field(
            description='The visit; kept only with consent.',
            max_length=100,
            min_length=1,
            pattern='^[A-Za-z0-9._:-]+$',
        ),
    ] = MISSING
    customer: SignedCustomer | MISSING = MISSING
    device: Annotated[
        Device | MISSING, Field(description='Told from the user agent when left out.')
    ] = MISSING
    source: Annotated[
        str | None | MISSING,
        Field(
            description="Where the visit came from: utm_source, or the host of the page before, which says nothing when it is the shop's own.",
            max_length=300,
        ),
    ] = MISSING
    medium: Annotated[str | None | MISSING, Field(max_length=300)] = MISSING
    campaign: Annotated[str | None | MISSING, Field(max_length=300)] = MISSING
    automated: Annotated[
        bool | MISSING,
        Field(
            description="The browser says that a program drives it; its events are flagged as a bot's."
        ),
    ] = MISSING
    user_agent: Annotated[
        str | MISSING,
        Field(
            description="The visitor's, where a shop's server sends for them; it is looked at and not kept.",
            max_length=1000,
        ),
    ] = MISSING
    events: Annotated[list[WebEvent], Field(max_length=100, min_length=1)]

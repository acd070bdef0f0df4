# Written by `python -m shared.contracts.generate` from openapi/bus.yaml; do not edit.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, AwareDatetime, BaseModel, Field
from shared.contracts.generated.components import Problem


class Delivery(BaseModel):
    delivery_no: int
    subscription: Annotated[str, Field(description='The service that it is for.')]
    type: str
    source: str
    event_id: str
    published_at: AwareDatetime
    attempts: Annotated[int, Field(description='Tries so far.')]
    due_at: Annotated[
        AwareDatetime | None,
        Field(
            description='Of the next try; null before the first, and where there will be none.'
        ),
    ]
    last_error: Annotated[
        str | None, Field(description='What the subscriber answered last.')
    ]


class Retried(BaseModel):
    retried: Annotated[int, Field(description='How many wait for delivery again.')]


class ListDeliveriesParametersQuery(BaseModel):
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class ListDeadLettersParametersQuery(BaseModel):
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class DeliveryPage(BaseModel):
    count: Annotated[int, Field(description='How many there are in all.')]
    items: list[Delivery]
    next_cursor: str | None

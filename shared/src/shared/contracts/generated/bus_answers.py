# Written by `python -m shared.contracts.generate` from openapi/bus.yaml; do not edit.

from __future__ import annotations
from typing import Annotated
from pydantic import AwareDatetime, BaseModel, Field


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


class DeliveryPage(BaseModel):
    count: Annotated[int, Field(description='How many there are in all.')]
    items: list[Delivery]
    next_cursor: str | None

"""The envelope that Pub/Sub pushes, and the event in it. functions-framework hands over the same as a CloudEvent."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Protocol

import orjson

from shared.contracts.events import Event, EventError, decode


class CloudEvent(Protocol):
    """What `cloudevents.http.CloudEvent`, the argument of a functions-framework function, has for us."""

    def get_data(self) -> object:
        """The payload: Pub/Sub's push body, as parsed JSON."""


def wrap(data: bytes, *, message_id: str, published_at: str, subscription: str, attempt: int) -> bytes:
    """The body of a push, as Pub/Sub sends it to a subscription with a dead-letter policy; `attempt` counts from 1.

    `published_at` is RFC 3339 in UTC.
    """
    message = {
        "data": base64.b64encode(data).decode(),
        "attributes": {},
        "messageId": message_id,
        "message_id": message_id,
        "publishTime": published_at,
        "publish_time": published_at,
    }
    return orjson.dumps({"message": message, "subscription": subscription, "deliveryAttempt": attempt})


def unwrap(body: bytes) -> Event:
    """The event in the body of a push. Raises EventError for whatever holds none of the contract."""
    try:
        pushed = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise EventError("no push of Pub/Sub: the body is no JSON") from None
    return _event_of(pushed)


def from_cloud_event(cloud_event: CloudEvent) -> Event:
    """The event that a functions-framework function was called with by a push or an Eventarc trigger.

    Raises EventError for whatever holds none of the contract.
    """
    return _event_of(cloud_event.get_data())


def _event_of(pushed: object) -> Event:
    message = pushed.get("message") if isinstance(pushed, Mapping) else None
    data = message.get("data") if isinstance(message, Mapping) else None
    if not isinstance(data, str):
        raise EventError("no push of Pub/Sub: message.data is missing")
    try:
        return decode(base64.b64decode(data, validate=True))
    except ValueError:
        raise EventError("no push of Pub/Sub: message.data is no base64") from None

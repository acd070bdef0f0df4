"""The bus on Google Cloud: Pub/Sub, through the official client. A topic for each type of event, named like the type.

So `order-placed.v1` is published to `projects/<project>/topics/order-placed.v1`. Terraform makes the topics and, for
each service that subscribes, a push subscription `<service>.<type>` to `<prefix>/events` with the topic `dead-letters`
behind it; nothing here creates any. `data` is the CloudEvent; the attributes `type`, `source` and `id` repeat what a
filter, or a person looking at a dead letter, wants to know (shared/decisions/0020).

The client's publisher that gathers messages is not used: callers hand over what belongs together already, it would wait
ten milliseconds for more, confirm from threads that a fork loses, and go on trying for 600 s by itself.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import grpc  # type: ignore[import-untyped]  # it ships no types
from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.auth.exceptions import GoogleAuthError
from google.pubsub_v1.services.publisher import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.types import PubsubMessage

from shared.contracts.events import LARGEST_EVENT, Event, encode
from shared.event_bus import EventBusError
from shared.hurry import about_to_wait

ATTEMPT_SECONDS = 2.0  # for one request: a publish takes 10 to 100 ms within a region, a new connection as long again
RETRY_SECONDS = 4.5  # for all attempts together: Shopify takes a webhook for lost after five

_FIRST_WAIT = 0.1  # seconds before the second attempt; a connection that was reset is back at once
_LONGEST_WAIT = 1.0  # seconds: so that several attempts fit in
_MOST_MESSAGES = 1000  # of one request, as Pub/Sub has it
_MOST_BYTES = 4_000_000  # of one request: Pub/Sub takes ten million, but a slow line would not carry them in time
_ATTRIBUTE_BYTES = 1500  # of three attributes: what the contract allows of each, in UTF-8
_PROJECT = re.compile(r"[a-z][a-z0-9.:-]{3,98}[a-z0-9]")  # one of a domain has a point and a colon
_EMULATOR = re.compile(r"[\w.-]+:\d{1,5}")
_TRANSIENT = if_exception_type(
    exceptions.Aborted,
    exceptions.Cancelled,
    exceptions.DeadlineExceeded,
    exceptions.InternalServerError,
    exceptions.ResourceExhausted,
    exceptions.ServiceUnavailable,
    exceptions.Unknown,
)  # the client's own choice
_CHANNEL = [
    ("grpc.max_reconnect_backoff_ms", 2000),  # else up to two minutes, in which each publish fails without a try
    ("grpc.keepalive_time_ms", 30_000),  # the client's own: a connection that died silently is noticed
    ("grpc.keepalive_timeout_ms", 5000),  # and given up; gRPC's own is 20 s
]


def connect(url: str) -> PubSubBus:
    """Open `pubsub://<project>`; asks Pub/Sub nothing yet. `?emulator=host:port` goes there, without credentials.

    Raises EventBusError when the URL cannot be read or there are no credentials.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    emulator = options.pop("emulator", None)
    if options or not _PROJECT.fullmatch(parts.netloc) or not (emulator is None or _EMULATOR.fullmatch(emulator)):
        raise EventBusError("EVENT_BUS_URL: write pubsub://<project>, or pubsub://<project>?emulator=<host>:<port>")
    return PubSubBus(parts.netloc, emulator=emulator)


class PubSubBus:
    """Implements `shared.event_bus.EventBus`. Raises EventBusError for whatever Pub/Sub did not confirm in time."""

    def __init__(
        self,
        project: str,
        *,
        emulator: str | None = None,
        attempt_seconds: float = ATTEMPT_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._project = project
        self._emulator = emulator
        self._attempt_seconds = attempt_seconds
        self._retry_seconds = retry_seconds
        self._closed = False
        # By process: a connection does not survive a fork, and neither would a lock that another thread holds then.
        self._clients = {os.getpid(): self._new_client()}

    def publish(self, events: Sequence[Event]) -> None:
        about_to_wait()
        by_type = sorted(events, key=lambda event: event.type)  # a sort keeps the order within a type
        for kind, of_type in groupby(by_type, key=lambda event: event.type):
            for messages in _requests(of_type):
                self._publish(kind, messages)

    def close(self) -> None:
        self._closed = True
        client = self._clients.pop(os.getpid(), None)
        if client is not None:
            client.transport.close()  # type: ignore[no-untyped-call]  # the library lacks it

    def _publish(self, topic: str, messages: list[PubsubMessage]) -> None:
        """One request, sent again while it may help; returns when Pub/Sub has named every message it took."""
        path = PublisherClient.topic_path(self._project, topic)
        client = self._client()
        end = time.monotonic() + self._retry_seconds

        def attempt() -> int:
            left = max(end - time.monotonic(), 0.01)  # seconds; one that begins at the very end fails as others do
            taken = client.publish(
                topic=path, messages=messages, timeout=min(self._attempt_seconds, left), retry=None
            ).message_ids
            return len(taken)

        retry = Retry(_TRANSIENT, initial=_FIRST_WAIT, maximum=_LONGEST_WAIT, timeout=self._retry_seconds)
        try:
            taken = retry(attempt)()
        except exceptions.NotFound as error:
            raise EventBusError(f"Pub/Sub: there is no topic {path}; Terraform makes one for each event") from error
        except exceptions.RetryError as error:
            raise EventBusError(f"Pub/Sub: {topic} was not confirmed in time; try again: {error.cause}") from error
        except (exceptions.GoogleAPIError, GoogleAuthError, grpc.RpcError, ValueError) as error:  # ValueError: closed
            raise EventBusError(f"Pub/Sub: {topic} was not taken: {error}") from error
        if taken != len(messages):
            raise EventBusError(f"Pub/Sub: {topic}: only {taken} of {len(messages)} were confirmed; try again")

    def _client(self) -> PublisherClient:
        """The client of this process."""
        if self._closed:
            raise EventBusError("the event bus is closed")
        client = self._clients.get(os.getpid())
        if client is None:
            made = self._new_client()
            client = self._clients.setdefault(os.getpid(), made)
            if client is not made:  # another thread was faster
                made.transport.close()  # type: ignore[no-untyped-call]  # as above
        return client

    def _new_client(self) -> PublisherClient:
        try:
            channel: Any = (
                grpc.insecure_channel(self._emulator, options=_CHANNEL)
                if self._emulator
                else PublisherGrpcTransport.create_channel(options=_CHANNEL)
            )
        except GoogleAuthError as error:
            raise EventBusError(f"EVENT_BUS_URL: {error}") from error
        return PublisherClient(transport=PublisherGrpcTransport(channel=channel))


def _requests(events: Iterator[Event]) -> Iterator[list[PubsubMessage]]:
    """The events as messages, as many together as one request may carry.

    Raises EventBusError for an event that no subscriber would take.
    """
    messages: list[PubsubMessage] = []
    size = 0
    for event in events:
        data = encode(event)
        if len(data) > LARGEST_EVENT:
            raise EventBusError(f"{event.type} {event.id} has {len(data)} bytes, more than {LARGEST_EVENT}; split it")
        if messages and (len(messages) == _MOST_MESSAGES or size + len(data) + _ATTRIBUTE_BYTES > _MOST_BYTES):
            yield messages
            messages, size = [], 0
        attributes = {"type": event.type, "source": event.source, "id": event.id}
        messages.append(PubsubMessage(data=data, attributes=attributes))
        size += len(data) + _ATTRIBUTE_BYTES
    if messages:
        yield messages

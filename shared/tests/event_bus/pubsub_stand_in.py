"""A stand-in for Pub/Sub: as much of google.pubsub.v1 as the bus needs, over gRPC on 127.0.0.1, kept in memory.

Topics, push subscriptions and publishing, and deliveries over HTTP with exponential back-off and a dead-letter topic.
It is as strict as the real one about names and sizes. `faults` are met one after the other by the next requests to
publish: "refused", "hangs", "answer lost" and "hangs afterwards" (both take the messages), "part confirmed".
"""

from __future__ import annotations

import base64
import heapq
import itertools
import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn

import grpc  # type: ignore[import-untyped]  # it ships no types
from google.protobuf import empty_pb2
from google.pubsub_v1 import types

PUSHERS = 4  # threads that push
_TOPIC = re.compile(r"projects/[a-z][a-z0-9-]{4,28}[a-z0-9]/topics/(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}")
_OPTIONS = [("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", 20_000_000)]  # _check knows the real limit
_SUCCESS = {102, 200, 201, 202, 204}


@dataclass(order=True)
class Push:
    """A delivery that is due."""

    due: float
    number: int
    subscription: str = field(compare=False)
    message: types.PubsubMessage = field(compare=False)
    attempt: int = field(compare=False, default=1)


class PubSubStandIn:
    """Serves from when it is made until `stop`. `sign(audience, account)` makes the tokens it pushes with."""

    def __init__(self, sign: Callable[[str, str], str], *, port: int = 0) -> None:
        self.faults: deque[str] = deque()
        self.taken: list[tuple[str, types.PubsubMessage]] = []  # topic and message, as they were published
        self.attempts: list[tuple[float, str, int]] = []  # of pushes: when, message, which
        self._sign = sign
        self._topics: dict[str, types.Topic] = {}
        self._subscriptions: dict[str, types.Subscription] = {}
        self._due: list[Push] = []
        self._numbers = itertools.count(1)
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        self._server = grpc.server(ThreadPoolExecutor(8), options=_OPTIONS)
        self._server.add_generic_rpc_handlers((self._publisher(), self._subscriber()))
        self.port = self._server.add_insecure_port(f"127.0.0.1:{port}")
        self._server.start()
        self._pushers = [threading.Thread(target=self._push_on, name="stand-in push") for _ in range(PUSHERS)]
        for pusher in self._pushers:
            pusher.start()

    def stop(self) -> None:
        self._stopped.set()
        with self._changed:
            self._changed.notify_all()
        self._server.stop(None).wait()
        for pusher in self._pushers:
            pusher.join()

    def published(self, topic: str) -> list[types.PubsubMessage]:
        """What a topic, by its last name, was given so far."""
        return [message for path, message in list(self.taken) if path.endswith(f"/topics/{topic}")]

    def _publisher(self) -> Any:
        return grpc.method_handlers_generic_handler(
            "google.pubsub.v1.Publisher",
            {
                "CreateTopic": _method(self._create_topic, types.Topic, types.Topic.serialize),
                "GetTopic": _method(self._get_topic, types.GetTopicRequest, types.Topic.serialize),
                "Publish": _method(self._publish, types.PublishRequest, types.PublishResponse.serialize),
            },
        )

    def _subscriber(self) -> Any:
        whole, gone = types.Subscription.serialize, empty_pb2.Empty.SerializeToString
        return grpc.method_handlers_generic_handler(
            "google.pubsub.v1.Subscriber",
            {
                "CreateSubscription": _method(self._subscribe, types.Subscription, whole),
                "GetSubscription": _method(self._get_subscription, types.GetSubscriptionRequest, whole),
                "DeleteSubscription": _method(self._unsubscribe, types.DeleteSubscriptionRequest, gone),
            },
        )

    def _create_topic(self, topic: types.Topic, context: Any) -> types.Topic:
        if not _TOPIC.fullmatch(topic.name):
            _refuse(context, "INVALID_ARGUMENT", f"{topic.name} is no name of a topic")
        if topic.name in self._topics:
            _refuse(context, "ALREADY_EXISTS", topic.name)
        self._topics[topic.name] = topic
        return topic

    def _get_topic(self, request: types.GetTopicRequest, context: Any) -> types.Topic:
        if request.topic not in self._topics:
            _refuse(context, "NOT_FOUND", request.topic)
        return self._topics[request.topic]

    def _subscribe(self, subscription: types.Subscription, context: Any) -> types.Subscription:
        if subscription.name in self._subscriptions:
            _refuse(context, "ALREADY_EXISTS", subscription.name)
        policy = subscription.dead_letter_policy
        if subscription.topic not in self._topics or policy.dead_letter_topic not in self._topics:
            _refuse(context, "NOT_FOUND", f"{subscription.topic} or {policy.dead_letter_topic}")
        if not 5 <= policy.max_delivery_attempts <= 100:
            _refuse(context, "INVALID_ARGUMENT", "max_delivery_attempts is 5 to 100")
        self._subscriptions[subscription.name] = subscription
        return subscription

    def _get_subscription(self, request: types.GetSubscriptionRequest, context: Any) -> types.Subscription:
        if request.subscription not in self._subscriptions:
            _refuse(context, "NOT_FOUND", request.subscription)
        return self._subscriptions[request.subscription]

    def _unsubscribe(self, request: types.DeleteSubscriptionRequest, context: Any) -> empty_pb2.Empty:
        if self._subscriptions.pop(request.subscription, None) is None:
            _refuse(context, "NOT_FOUND", request.subscription)
        return empty_pb2.Empty()

    def _publish(self, request: types.PublishRequest, context: Any) -> types.PublishResponse:
        fault = self.faults.popleft() if self.faults else ""
        if fault == "refused":
            _refuse(context, "UNAVAILABLE", "try again")
        if fault == "hangs":
            self._hang(context)
        if request.topic not in self._topics:
            _refuse(context, "NOT_FOUND", f"Resource not found (resource={request.topic.rpartition('/')[2]}).")
        _check(request, context)
        names = [self._take(request.topic, message) for message in request.messages]
        if fault == "answer lost":
            _refuse(context, "UNAVAILABLE", "Socket closed")
        if fault == "hangs afterwards":
            self._hang(context)
        return types.PublishResponse(message_ids=names[1:] if fault == "part confirmed" else names)

    def _hang(self, context: Any) -> NoReturn:
        while context.is_active() and not self._stopped.wait(0.05):  # seconds; the caller gives up first
            pass
        _refuse(context, "CANCELLED", "too late")

    def _take(self, topic: str, message: types.PubsubMessage) -> str:
        with self._changed:
            message.message_id = str(next(self._numbers))
            self.taken.append((topic, message))
            for name, subscription in self._subscriptions.items():
                if subscription.topic == topic and subscription.push_config.push_endpoint:
                    heapq.heappush(self._due, Push(time.monotonic(), next(self._numbers), name, message))
            self._changed.notify_all()
        return str(message.message_id)

    def _push_on(self) -> None:
        while not self._stopped.is_set():
            with self._changed:
                wait = self._due[0].due - time.monotonic() if self._due else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                push = heapq.heappop(self._due)
            subscription = self._subscriptions.get(push.subscription)
            if subscription is not None and not self._pushed(subscription, push):
                self._again_or_never(subscription, push)

    def _pushed(self, subscription: types.Subscription, push: Push) -> bool:
        self.attempts.append((time.monotonic(), str(push.message.message_id), push.attempt))
        config = subscription.push_config
        token = self._sign(config.oidc_token.audience, config.oidc_token.service_account_email)
        request = urllib.request.Request(  # noqa: S310 - a subscription of a test, on 127.0.0.1
            config.push_endpoint,
            _body(subscription.name, push),
            {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above; the ack deadline
                return answer.status in _SUCCESS
        except OSError as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            return False

    def _again_or_never(self, subscription: types.Subscription, push: Push) -> None:
        if push.attempt == subscription.dead_letter_policy.max_delivery_attempts:
            attributes = {**push.message.attributes, "CloudPubSubDeadLetterSourceSubscription": subscription.name}
            dead = types.PubsubMessage(data=push.message.data, attributes=attributes)
            self._take(subscription.dead_letter_policy.dead_letter_topic, dead)
            return
        policy = subscription.retry_policy
        pause = min(
            policy.minimum_backoff.total_seconds() * 2 ** (push.attempt - 1), policy.maximum_backoff.total_seconds()
        )
        push.due, push.attempt = time.monotonic() + pause, push.attempt + 1
        with self._changed:
            heapq.heappush(self._due, push)
            self._changed.notify_all()


def _method(serve: Callable[[Any, Any], Any], request: Any, serialize: Callable[[Any], bytes]) -> Any:
    return grpc.unary_unary_rpc_method_handler(serve, request.deserialize, serialize)


def _refuse(context: Any, status: str, why: str) -> NoReturn:
    context.abort(getattr(grpc.StatusCode, status), why)
    raise AssertionError("abort raises")


def _check(request: types.PublishRequest, context: Any) -> None:
    """Refuse what the real one refuses."""
    attributes = [pair for message in request.messages for pair in message.attributes.items()]
    if not 1 <= len(request.messages) <= 1000 or len(types.PublishRequest.serialize(request)) > 10_000_000:
        _refuse(context, "INVALID_ARGUMENT", "1 to 1000 messages, at most 10 MB")
    if any(len(name.encode()) > 256 or len(value.encode()) > 1024 for name, value in attributes):
        _refuse(context, "INVALID_ARGUMENT", "an attribute is too long")


def _body(subscription: str, push: Push) -> bytes:
    message, now = push.message, datetime.now(UTC).isoformat()
    names = {"messageId": message.message_id, "message_id": message.message_id, "publishTime": now, "publish_time": now}
    data = base64.b64encode(message.data).decode()
    pushed = {"data": data, "attributes": dict(message.attributes), **names}
    return json.dumps({"message": pushed, "subscription": subscription, "deliveryAttempt": push.attempt}).encode()

"""What stands at Pub/Sub, for whoever wants to know whether all of it is there. Nothing is made here."""

from __future__ import annotations

from functools import cache
from urllib.parse import parse_qsl, urlsplit

import grpc  # type: ignore[import-untyped]  # it ships no types
from google.api_core import exceptions
from google.auth.exceptions import GoogleAuthError
from google.pubsub_v1.services.publisher import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import Subscription

from shared.event_bus import EventBusError

_SECONDS = 5.0  # for one question; without a retry of its own, which would go on for 600


class PubSubState:
    """The topics and subscriptions of a `pubsub://` URL. Raises EventBusError where Pub/Sub cannot be asked."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._project = parts.netloc
        emulator = dict(parse_qsl(parts.query)).get("emulator")
        try:
            if emulator is None:
                self._topics, self._subscriptions = PublisherClient(), SubscriberClient()
            else:
                channel = grpc.insecure_channel(emulator)
                self._topics = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
                self._subscriptions = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
        except GoogleAuthError as error:
            raise EventBusError("Pub/Sub: nobody is signed in: gcloud auth application-default login") from error
        self._subscription = cache(self._found_subscription)

    def has_topic(self, name: str) -> bool:
        """Whether there is a topic of this name."""
        path = PublisherClient.topic_path(self._project, name)
        try:
            self._topics.get_topic(topic=path, timeout=_SECONDS, retry=None)
        except exceptions.NotFound:
            return False
        except (exceptions.GoogleAPIError, GoogleAuthError) as error:
            raise EventBusError(f"Pub/Sub cannot be asked for its topics: {error}") from error
        return True

    def has_subscription(self, name: str) -> bool:
        """Whether there is a subscription of this name."""
        return self._subscription(name) is not None

    def gives_up(self, name: str) -> bool:
        """Whether a subscription puts aside what fails."""
        subscription = self._subscription(name)
        return subscription is not None and bool(subscription.dead_letter_policy.dead_letter_topic)

    def _found_subscription(self, name: str) -> Subscription | None:
        path = SubscriberClient.subscription_path(self._project, name)
        try:
            return self._subscriptions.get_subscription(subscription=path, timeout=_SECONDS, retry=None)
        except exceptions.NotFound:
            return None
        except (exceptions.GoogleAPIError, GoogleAuthError) as error:
            raise EventBusError(f"Pub/Sub cannot be asked for its subscriptions: {error}") from error

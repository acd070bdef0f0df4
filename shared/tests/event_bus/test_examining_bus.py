"""What the doctor finds at Pub/Sub when part of what Terraform makes is not there."""

from __future__ import annotations

from typing import Any

from google.pubsub_v1 import types

from shared.contracts.events import event_types
from shared.diagnosis import APPLY, Finding
from shared.event_bus.examining import examine, expected_subscriptions

PROJECT = "shop-of-tests"


def ills(pubsub: Any) -> list[Finding]:
    url = f"pubsub://{PROJECT}?emulator={pubsub.address}"
    return [finding for finding in examine(url, lambda words: words) if not finding.well]


def subscribe_to_all(pubsub: Any) -> dict[str, types.Subscription]:
    """As Terraform does; what stands at the stand-in, by name."""
    there = pubsub.stand_in._subscriptions
    dead = f"projects/{PROJECT}/topics/dead-letters"
    for name in expected_subscriptions():
        path = f"projects/{PROJECT}/subscriptions/{name}"
        policy = types.DeadLetterPolicy(dead_letter_topic=dead, max_delivery_attempts=5)
        there[path] = types.Subscription(name=path, dead_letter_policy=policy)
    return dict[str, types.Subscription](there)


def test_each_service_that_listens_has_a_subscription_and_facts_go_into_a_table() -> None:
    expected = expected_subscriptions()

    assert {"recommendations-v2.order-placed.v1", "raw-facts.order-placed.v1"} <= set(expected)
    assert "ingestion.order-placed.v1" not in expected
    assert "ingestion.web-event-received.v1" in expected  # of these other events are made at once
    assert len(expected) >= len(event_types())


def test_a_bus_with_everything_is_well_and_what_is_missing_is_named(pubsub: Any) -> None:
    subscribe_to_all(pubsub)
    assert ills(pubsub) == []

    gone = f"projects/{PROJECT}/subscriptions/revenue.customer-erased.v1"
    del pubsub.stand_in._subscriptions[gone]
    [missing] = ills(pubsub)
    assert (missing.check, missing.mend) == ("subscriptions", APPLY)
    assert "no subscription revenue.customer-erased.v1" in missing.said

    subscribe_to_all(pubsub)
    pubsub.stand_in._subscriptions[gone].dead_letter_policy = types.DeadLetterPolicy()
    [unguarded] = ills(pubsub)
    assert "revenue.customer-erased.v1 has no dead-letter topic" in unguarded.said

    del pubsub.stand_in._topics[f"projects/{PROJECT}/topics/order-placed.v1"]
    [topic] = ills(pubsub)
    assert (topic.check, topic.said) == ("topics", "Pub/Sub has no topic order-placed.v1")


def test_a_bus_that_does_not_answer_says_how_to_look(pubsub: Any) -> None:
    pubsub.stand_in.stop()

    [away] = ills(pubsub)

    assert "cannot be asked for its topics" in away.said
    assert away.mend == f"gcloud pubsub topics list --project {PROJECT}"

"""Looks at the bus: what nobody could take, and on Google Cloud whether every topic and subscription is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from shared.contracts.events import event_types
from shared.diagnosis import APPLY, Finding, found, ill, well
from shared.event_bus import EventBusError, connect

# Ingestion reads its facts out of a table that a subscription of another kind writes (infra/terraform/events.tf).
_FACTS_OF, _NO_FACT = "ingestion", "run-requested.v1"
_PUSHED_TOO = frozenset({"web-event-received.v1", _NO_FACT})
_MOST_NAMED = 5  # of what is missing: the command mends all of it at once


def examine(url: str, command: Callable[[str], str]) -> Iterator[Finding]:
    """What is wrong with the bus; `command` makes of the words after `shopsight` what is to be typed."""
    parts = urlsplit(url)
    if parts.scheme == "pubsub":
        yield from _pubsub(url)
        return
    file = Path(unquote(parts.path))
    if not file.exists():
        yield well("topics", "nothing was ever published")
        return
    try:
        from shared.event_bus.local import of_this_machine  # noqa: PLC0415 - an adapter is imported when it is chosen

        bus = connect(url)
    except EventBusError as error:
        yield ill("topics", str(error), f"mv {file} {file}.broken")
        return
    try:
        local = of_this_machine(bus)
        dead, letters = local.dead_letters(1) if local else (0, [])
    finally:
        bus.close()
    if dead:
        cause = f"{dead} events were put aside after five tries, the first a {letters[0].type}: {letters[0].last_error}"
        yield ill("dead letters", cause, command("events retry"))
    else:
        yield well("dead letters", "there are none")


def _pubsub(url: str) -> Iterator[Finding]:
    from shared.event_bus.pubsub_state import PubSubState  # noqa: PLC0415 - an adapter is imported when it is chosen

    try:
        state = PubSubState(url)
        topics = [name for name in [*event_types(), "dead-letters"] if not state.has_topic(name)]
        yield from _there("topics", topics)
        if not topics:
            lacking = [name for name in expected_subscriptions() if not state.has_subscription(name)]
            yield from _there("subscriptions", lacking)
            unguarded = [name for name in expected_subscriptions() if name not in lacking and not state.gives_up(name)]
            if unguarded:
                cause = f"{unguarded[0]} has no dead-letter topic: what fails there is tried for ever"
                yield ill("subscriptions", cause, APPLY)
    except EventBusError as error:
        known = str(error).rpartition(": gcloud ")
        yield ill(
            "topics",
            str(error),
            f"gcloud {known[2]}" if known[1] else f"gcloud pubsub topics list --project {urlsplit(url).netloc}",
        )


def _there(check: str, missing: list[str]) -> Iterator[Finding]:
    more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
    cause = f"Pub/Sub has no {check[:-1]} {', '.join(missing[:_MOST_NAMED])}{more}"
    yield from found(check, [ill(check, cause, APPLY)] if missing else [], "all of the contract's are there")


def expected_subscriptions() -> list[str]:
    """The subscriptions that Terraform makes of the contract."""
    expected = []
    for name, kind in event_types().items():
        for service in kind.subscribers:
            if service == _FACTS_OF and name != _NO_FACT:
                expected.append(f"raw-facts.{name}")
            if service != _FACTS_OF or name in _PUSHED_TOO:
                expected.append(f"{service}.{name}")
    return expected

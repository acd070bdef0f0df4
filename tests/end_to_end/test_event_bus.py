"""Events through the whole suite: over the push route into the ledger, poison put aside, dead letters again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from local.suite import Suite, open_suite
from shared.contracts.events import Event, event_types, new_event
from shared.event_bus.local import LocalBus
from shared.event_bus.local_delivery import Pace
from shared.warehouse import Query

KIND = "order-placed.v1"
SUBSCRIBERS = len(event_types()[KIND].subscribers)  # each has an event delivered, and gives it up, for itself
NET = Decimal("26.50")  # of the contract's example: two mugs with 10% off, and postage
QUICK = Pace(first_pause_seconds=0.02, growth=1.5)
PATIENCE_SECONDS = 30.0  # far above the second it takes: a loaded machine must not fail the tests


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def order(number: int) -> Event:
    example = {**event_types()[KIND].example, "entity_id": str(number)}
    return new_event(KIND, "/ingestion/test", example, event_id=f"order-{number}")


@contextmanager
def running(data_dir: Path) -> Iterator[tuple[Suite, LocalBus]]:
    """A suite whose bus loses no time between tries."""
    suite = open_suite(data_dir, {"SHOP_CURRENCY": "EUR"}, lambda *_: None)
    with closing(suite):
        bus: Any = suite.plugs.event_bus
        bus._delivery._pace = QUICK
        yield suite, bus


def ledger(suite: Suite) -> tuple[int, Decimal | None]:
    text = "SELECT COUNT(DISTINCT order_id) AS orders, SUM(net_amount) AS net FROM sales"
    row: dict[str, Any] = dict(suite.plugs.warehouse.query(Query("test", text, {}))[0])
    return row["orders"], row["net"]


@pytest.mark.slow
def test_poison_is_put_aside_after_five_tries_while_the_others_reach_the_ledger(tmp_path: Path) -> None:
    poison = Event(KIND, "/ingestion/test", "poison", datetime.now(UTC), {"entity_id": 5})
    with running(tmp_path) as (suite, bus):
        bus.publish([order(1), poison, *(order(number) for number in range(2, 41))])
        bus.publish([order(1), order(2)])

        assert until(lambda: ledger(suite) == (40, 40 * NET))
        assert until(lambda: bus.waiting(1)[0] == 0)
        count, letters = bus.dead_letters(10)
        assert (count, {letter.attempts for letter in letters}) == (SUBSCRIBERS, {5})
        assert all(str(letter.last_error).startswith("400: This is no event for this service") for letter in letters)
        assert ledger(suite) == (40, 40 * NET)


@pytest.mark.slow
def test_dead_letters_that_are_delivered_again_change_nothing_twice(tmp_path: Path) -> None:
    orders = [order(number) for number in range(1, 11)]
    with running(tmp_path) as (suite, bus):
        bus.publish(orders[:6])
        assert until(lambda: ledger(suite) == (6, 6 * NET))
    # Nobody is there to take them, and six were taken before: an answer that was lost looks like that.
    with closing(LocalBus(tmp_path / "shop" / "events.sqlite")) as alone:
        alone.publish(orders)
        alone.deliver(lambda *_: [], {}, lambda: "", QUICK)
        assert until(lambda: alone.dead_letters(1)[0] == 10 * SUBSCRIBERS)
    with running(tmp_path) as (suite, bus):
        token = {"Authorization": f"Bearer {admin(tmp_path)}"}
        client = suite.app.test_client()
        assert client.get("/api/bus/dead-letters", headers=token).get_json()["count"] == 10 * SUBSCRIBERS
        for retried in (10 * SUBSCRIBERS, 0):
            answer = client.post("/api/bus/dead-letters/retry", headers=token)
            assert answer.get_json() == {"retried": retried}
        assert until(lambda: ledger(suite) == (10, 10 * NET))
        assert until(lambda: bus.waiting(1)[0] == 0 and suite.door.inbox.depth().facts == 0)
        assert bus.dead_letters(1)[0] == 0
        assert ledger(suite) == (10, 10 * NET)


def admin(data_dir: Path) -> str:
    from local.data_folder import open_data_folder  # noqa: PLC0415 - as the command line signs its tokens
    from local.plugs import issuer  # noqa: PLC0415 - as above

    return issuer(open_data_folder(data_dir), {}).issue("admin", "test")

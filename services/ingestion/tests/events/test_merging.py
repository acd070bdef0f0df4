"""Facts in the tables: once each, whatever the order, with the figures of exactly the days they touched."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion import merging, use_cases
from ingestion.events.testing import Orders, expected_ledger
from ingestion.loads import LoadOfEventsError
from shared.store import LeaseHeldError, lease

LOAD = "events-20260601"
FILE = """order_id,kind,occurred_at,product_id,customer_id,channel,location_id,quantity,unit_price
1001,sale,2026-03-01T10:15:00Z,mug,c-17,online,dublin,2,9.00
1001,refund,2026-03-05T10:15:00Z,mug,c-17,online,dublin,-1,9.00
1002,sale,2026-03-01T11:00:00Z,mug,c-18,counter,cork,1,9.00
"""


def version(till: Any) -> bytes:
    stored = till.door.store.get("versions/data")
    return bytes(stored.value)


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_whatever_comes_in_whatever_order_and_however_often_the_ledger_is_the_oracles(
    new_till: Callable[[], Any], make: Any, seed: int
) -> None:
    chance, orders = random.Random(seed), Orders(seed, 25, days=20)  # noqa: S311 - an order of arrival
    till = new_till()
    copies = [fact for fact in orders.facts for _ in range(chance.randint(1, 4))]
    chance.shuffle(copies)
    while copies:
        portion = [copies.pop() for _ in range(min(len(copies), chance.randint(20, 120)))]
        till.merge(*portion, again=chance.random() < 0.5)
    assert till.ledger() == expected_ledger(orders.facts, "Europe/Dublin", "EUR")
    till.assert_rollups_equal_the_ledger()
    once = new_till()
    once.merge(*make.shuffled(orders.facts, chance))
    assert once.contents() == till.contents()


def test_the_same_fact_again_changes_nothing_and_is_counted_as_known(till: Any, make: Any) -> None:
    till.merge(make.order(), make.refund())
    before, told = till.contents(), version(till)
    report = till.merge(make.order(), make.refund())
    assert report.taken == 0  # the inbox knows source and id
    report = till.merge(make.order(), make.refund(), again=True)
    assert (report.taken, report.loaded, report.known, report.lines) == (2, 0, 2, 0)
    assert till.contents() == before
    assert version(till) == told
    assert till.counted() == {
        ("order_facts", "read", ""): 4,
        ("order_facts", "loaded", ""): 2,
        ("order_facts", "known", LOAD): 2,
    }


@pytest.mark.parametrize("first", [0, 1, 2])
def test_swapped_they_come_to_the_same(new_till: Callable[[], Any], make: Any, first: int) -> None:
    facts = [make.order(), make.order(2, lines=[make.mug(quantity="1")]), make.refund()]
    straight, swapped = new_till(), new_till()
    for fact in facts:
        straight.merge(fact)
    for fact in [facts[first], *facts[:first], *facts[first + 1 :]]:
        swapped.merge(fact)
    assert swapped.contents() == straight.contents()
    swapped.assert_rollups_equal_the_ledger()


def test_of_two_facts_with_one_version_the_same_counts_whichever_came_first(
    new_till: Callable[[], Any], make: Any
) -> None:
    facts = [make.order(2, lines=[make.mug(quantity="1")]), make.order(2, lines=[make.mug(quantity="3")])]
    tills = [new_till(), new_till(), new_till()]
    tills[0].merge(facts[0])
    tills[0].merge(facts[1], again=True)
    tills[1].merge(facts[1])
    tills[1].merge(facts[0], again=True)
    tills[2].hear(facts[0])
    tills[2].merge(facts[1], again=True)
    assert tills[0].contents() == tills[1].contents() == tills[2].contents()
    assert tills[0].rows("SELECT COUNT(*) AS n FROM order_facts") == [{"n": 1}]


def test_only_the_days_that_changed_are_made_anew(till: Any, make: Any) -> None:
    assert till.merge(make.order(), make.order(order_id="1002")).days == 1
    report = till.merge(make.refund())
    assert (report.days, report.lines, report.orders) == (1, 1, 1)


def test_a_merge_tells_readers_and_the_audit(till: Any, make: Any) -> None:
    before = version(till)
    till.merge(make.order())
    till.merge(make.refund())
    assert version(till) != before
    (load,) = use_cases.list_loads(till.door, before=None, limit=10)[0]
    assert (load["load_id"], load["source"], load["read"], load["loaded"]) == (LOAD, "events", 2, 2)
    assert load["net_amount"] == {"amount": "10.80", "currency": "EUR"}
    with pytest.raises(LoadOfEventsError):
        use_cases.undo_load(till.door, LOAD, lambda *_: None)


def test_what_events_say_of_an_order_replaces_what_a_file_said(till: Any, make: Any) -> None:
    file = till.load(sales=FILE)["load_id"]
    till.merge(make.refund())
    assert till.rows("SELECT SUM(net_amount) AS net FROM sales") == [{"net": Decimal("7.20")}]  # 27 - 9 - 10.80
    (refund,) = till.rows("SELECT * FROM sales WHERE load_id = 'events-20260601'")
    assert (refund["customer_id"], refund["channel"]) == ("c-17", "online")
    assert refund["ordered_local_date"] == date(2026, 3, 1)
    till.merge(make.order())
    assert till.rows("SELECT SUM(net_amount) AS net FROM sales") == [{"net": Decimal("19.80")}]  # 21.60 - 10.80 + 9
    till.assert_rollups_equal_the_ledger()
    replaced = till.rows("SELECT * FROM load_audit WHERE outcome = 'replaced'")
    assert [(row["load_id"], row["row_count"], row["amount"], row["reason"]) for row in replaced] == [
        (file, 2, 9, LOAD)
    ]
    before = till.contents()
    again = till.load(sales=FILE)
    assert [(entry["reason"], entry["rows"]) for entry in again["rejected"]] == [("told_by_events", 2)]
    assert till.contents() == before
    use_cases.undo_load(till.door, file, lambda *_: None)
    assert till.rows("SELECT SUM(net_amount) AS net FROM sales") == [{"net": Decimal("10.80")}]
    till.assert_rollups_equal_the_ledger()


def test_a_file_that_comes_after_the_events_adds_no_line_to_their_orders(
    new_till: Callable[[], Any], make: Any
) -> None:
    before, after = new_till(), new_till()
    before.load(sales=FILE)
    before.merge(make.order())
    after.merge(make.order())
    after.load(sales=FILE)
    assert after.ledger() == before.ledger()
    after.assert_rollups_equal_the_ledger()


def test_a_gift_card_is_no_sale_whichever_is_known_first(new_till: Callable[[], Any], make: Any) -> None:
    card = {"entity_id": "mug", "version": 1, "occurred_at": "2026-02-01T00:00:00Z", "is_gift_card": True}
    first, last = new_till(), new_till()
    first.merge(("product-changed.v1", card))
    first.merge(make.order())
    last.merge(make.order())
    last.merge(("product-changed.v1", card))
    assert first.contents() == last.contents()
    assert first.rows("SELECT line_type, is_order_start FROM sales") == [
        {"line_type": "gift_card", "is_order_start": False}
    ]
    last.assert_rollups_equal_the_ledger()


def test_what_cannot_be_merged_is_set_aside_and_keeps_nothing_back(till: Any, make: Any) -> None:
    report = till.merge(make.order(currency="USD", order_id="1009"), make.order())
    assert (report.taken, report.loaded, report.rejected) == (2, 1, 1)
    (aside,) = till.rows("SELECT * FROM set_aside_facts")
    assert (aside["event_type"], aside["entity_id"], aside["reason"]) == ("order-placed.v1", "1009", "fx_rate_missing")
    assert till.counted()["order_facts", "rejected", "fx_rate_missing"] == 1
    report = till.merge(make.order(2, order_id="1009", currency="USD", fx_rate="0.9"))
    assert (report.loaded, report.lines) == (1, 1)


def test_an_erased_customers_orders_are_a_guests_whichever_is_known_first(
    new_till: Callable[[], Any], make: Any
) -> None:
    erasure = ("customer-erased.v1", {"entity_id": "c-17", "version": 1, "occurred_at": "2026-03-05T18:30:00Z"})
    facts = [make.order(), make.refund(customer_id="c-17"), erasure, make.order(2, lines=[make.mug(quantity="1")])]
    tills = [new_till() for _ in range(4)]
    for place, till in enumerate(tills):
        for fact in [*facts[place:], *facts[:place]]:
            till.merge(fact)
        till.merge(erasure, again=True)
        assert "c-17" not in repr(till.contents())
        till.assert_rollups_equal_the_ledger()
    ledgers = [till.ledger() for till in tills]
    assert ledgers[0] == ledgers[1] == ledgers[2] == ledgers[3]
    assert tills[0].rows("SELECT SUM(net_amount) AS net FROM sales") == [{"net": Decimal("10.80")}]  # 21.60 - 10.80


def test_while_a_load_runs_facts_wait_and_nothing_is_lost(till: Any, make: Any) -> None:
    till.hear(make.order())
    with lease(till.door.store, use_cases.LEASE_KEY, holder="a load"), pytest.raises(LeaseHeldError):
        merging.merge(till.door)
    assert till.door.inbox.depth().facts == 1
    assert till.merge().loaded == 1


class Breaking:
    """A store that fails at the pointer to the version, once."""

    def __init__(self, real: Any) -> None:
        self._real, self.failed = real, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def put(self, key: str, value: bytes, **given: Any) -> str:
        if key == "versions/data" and not self.failed:
            self.failed = True
            raise OSError("no space left on device")
        return str(self._real.put(key, value, **given))


def test_the_merger_goes_on_after_a_failure_and_tells_what_it_owed(till: Any, make: Any) -> None:
    told = version(till)
    breaking = Breaking(till.door.store)
    object.__setattr__(till.door, "store", breaking)
    stop = Event()
    merger = Thread(target=merging.run_merger, args=(till.door, stop))
    merger.start()
    till.hear(make.order())
    for _ in range(200):
        if version(till) != told and till.door.inbox.depth().facts == 0:
            break
        stop.wait(0.05)
    stop.set()
    merger.join()
    assert breaking.failed
    assert version(till) != told
    assert till.rows("SELECT COUNT(*) AS n FROM sales") == [{"n": 1}]
    assert till.door.inbox.depth().facts == 0

"""Whom a service remembers as erased: as long as they could come back, and so that nobody can tell who they were."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.contracts.events import new_event
from shared.erased_customers import ErasedLately, erasing
from shared.erased_digests import NOBODY, Erased
from shared.personal_data import REMOVED
from shared.secrets import SecretsError
from shared.store import connect
from shared.testing import MemorySecrets, MemoryStore, plain_hashes
from shared.warehouse import Query
from shared.warehouse import connect as open_warehouse
from shared.warehouse.recording import recording

ANNA = "anna@shop.example"  # of a shop whose customers' ids are their addresses


class Place:
    """A service's store and secrets, and the time there."""

    def __init__(self) -> None:
        self.store, self.secrets = MemoryStore(), MemorySecrets()
        self.time = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
        self.lately = self.process()

    def process(self) -> ErasedLately:
        return ErasedLately(self.store, self.secrets, "shop", lambda: self.time)


@pytest.fixture
def place() -> Place:
    return Place()


def test_who_is_erased_is_known_to_every_process_and_nobody_else_is_meant(place: Place) -> None:
    assert place.lately.now() == NOBODY
    gone = place.lately.remember(ANNA)

    for known in (gone, place.lately.now(), place.process().now(), place.lately.these([ANNA])):
        assert known.covers(ANNA)
        assert not known.covers("ben@shop.example")
        assert not known.covers(None)
    assert not place.lately.now().since(gone)
    assert place.process().remember("ben@shop.example") == place.lately.now().since(gone)


def test_the_store_holds_no_hash_that_an_address_gives_away(place: Place) -> None:
    place.lately.remember(ANNA)
    assert list(place.store.list("shop/erased-customers/")) != []
    assert plain_hashes(place.store, ANNA) == []
    another = Place()  # of another shop, with the same customer
    assert another.lately.remember(ANNA).digests.isdisjoint(place.lately.now().digests)
    for plain in (ANNA, hashlib.md5(ANNA.encode(), usedforsecurity=False).hexdigest()):  # a hash would be found
        place.store.put("told", plain.encode())
        assert plain_hashes(place.store, ANNA) == ["told"]


def test_they_are_remembered_for_a_week_and_then_let_go_of(place: Place) -> None:
    place.lately.remember(ANNA)
    place.time += timedelta(days=7)
    assert place.lately.now().covers(ANNA)
    place.time += timedelta(days=1)
    assert place.lately.now() == NOBODY
    assert list(place.store.list("shop/")) == []


def test_erased_twice_they_are_one_and_the_later_day_counts(place: Place) -> None:
    place.lately.remember(ANNA)
    place.time += timedelta(days=4)
    place.lately.remember(ANNA)
    assert len(place.lately.now().digests) == 1
    place.time += timedelta(days=5)
    assert place.lately.now().covers(ANNA)


def test_a_key_that_is_gone_is_asked_for_and_not_made_anew(place: Place) -> None:
    place.lately.remember(ANNA)
    place.secrets = MemorySecrets()
    for asked in (lambda: place.process().now(), lambda: place.process().remember("ben")):
        with pytest.raises(SecretsError, match="put the secret shop-erasure-key back"):
            asked()


def test_processes_that_erase_their_first_customer_at_once_make_one_key(tmp_path: Path) -> None:
    store, secrets = connect(tmp_path.as_uri()), MemorySecrets()
    now = datetime(2026, 3, 1, tzinfo=UTC)
    people = [f"c{number}" for number in range(4)]
    made = [ErasedLately(store, secrets, "shop", lambda: now) for _ in people]
    threads = [threading.Thread(target=each.remember, args=(who,)) for each, who in zip(made, people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(made[0].now().covers(who) for who in people)


def test_what_a_version_before_kept_without_a_key_is_let_go_of(place: Place) -> None:
    place.store.put("shop/erased/0cc175b9c0f1b6a831c399e269772661", b"2026-02-28T10:00:00+00:00")
    place.lately.remember(ANNA)
    place.lately.drop_plain("shop/erased/")
    assert [key for key in place.store.list("") if "erased/" in key] == []
    assert place.lately.now().covers(ANNA)


def test_they_are_remembered_before_anything_is_taken_away_so_that_whoever_writes_sees_it(place: Place) -> None:
    told: list[object] = []

    def erase(erased: Erased) -> None:
        assert place.process().now() == erased
        told.append(erased.covers(ANNA))

    fact = {"entity_id": ANNA, "version": 1, "occurred_at": "2026-03-01T23:59:00Z"}
    erasing(place.lately, [erase, erase], told.append)(new_event("customer-erased.v1", "/ingestion", fact))
    assert told == [ANNA, True, True]


def test_a_statement_finds_them_and_its_explanation_does_not_hold_the_secret(place: Place) -> None:
    gone = place.lately.remember(ANNA)
    found = Query(
        "erased",
        "SELECT who FROM (SELECT @anna AS who UNION ALL SELECT 'ben' UNION ALL SELECT CAST(NULL AS STRING)) AS people\n"
        "WHERE TO_HEX(SHA256(CONCAT(@erasure_secret, who))) IN UNNEST(@erased)",
        {"anna": "STRING", "erased": "ARRAY<STRING>", "erasure_secret": "STRING"},
    )
    warehouse = open_warehouse("duckdb:///:memory:")
    with recording() as asked:
        assert warehouse.query(found, {"anna": ANNA, **gone.parameters}) == [{"who": ANNA}]
    warehouse.close()
    assert gone.secret
    assert gone.secret not in repr((asked, gone))
    assert asked[0].parameters["erasure_secret"] == REMOVED

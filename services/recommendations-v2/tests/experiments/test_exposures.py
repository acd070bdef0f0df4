"""Who was shown what is kept from the first sight on, whatever is away, and forgotten with the customer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from recommendations_v2.assignment import Assignment
from recommendations_v2.exposures import WAITING, Recorder
from recommendations_v2.use_cases_exposures import erase_from_experiments, load_exposures
from shared.contracts.events import new_event
from shared.erased_customers import erasing
from shared.store import StoreError
from shared.testing import MemoryStore
from shared.warehouse import Query

if TYPE_CHECKING:
    from conftest import Service

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
STANDING = Assignment(None, "standing", "v2")
IN_V2 = Assignment("v2-at-home", "v2", "v2")


class AwayStore(MemoryStore):
    """A store that does not answer for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.is_away = True

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        if self.is_away:
            raise StoreError("no answer")
        return super().put(key, value, if_absent=if_absent, if_version=if_version)


def rows(service: Service) -> list[tuple[object, ...]]:
    names = ("experiment_id", "subject", "arm")
    found = service.desk.warehouse.query(Query("all_exposures", "SELECT * FROM experiment_exposures", {}))
    return sorted(tuple(str(row[name]) for name in names) for row in found)


def test_a_sight_counts_once_a_day_for_the_hold_out_and_the_experiment(service: Service) -> None:
    for hours in (0, 1, 5, 30):
        service.recorder.seen("customer:anna", "home", IN_V2, service.clock.at + timedelta(hours=hours))
    service.recorder.seen("visitor:v-9", "cart", STANDING, service.clock.at)
    service.recorder.seen(None, "home", STANDING, service.clock.at)
    service.recorder.flush()

    load_exposures(service.desk)

    assert rows(service) == [
        ("hold-out", "customer:anna", "recommended"),
        ("hold-out", "customer:anna", "recommended"),
        ("hold-out", "visitor:v-9", "recommended"),
        ("v2-at-home", "customer:anna", "v2"),
        ("v2-at-home", "customer:anna", "v2"),
    ]


def test_two_processes_and_a_batch_brought_twice_leave_one_sight(service: Service) -> None:
    for recorder in (service.recorder, Recorder(service.desk.store)):
        recorder.seen("customer:anna", "home", STANDING, service.clock.at)
        recorder.flush()
    batches = {key: service.desk.store.get(key) for key in service.desk.store.list(WAITING)}

    load_exposures(service.desk)
    for key, batch in batches.items():  # killed before it took them away
        assert batch is not None
        service.desk.store.put(key, batch.value)
    load_exposures(service.desk)

    assert rows(service) == [("hold-out", "customer:anna", "recommended")]
    assert not list(service.desk.store.list(WAITING))


def test_a_store_that_is_away_loses_no_sight() -> None:
    store = AwayStore()
    recorder = Recorder(store)

    recorder.seen("customer:anna", "home", STANDING, AT)
    recorder.flush()
    recorder.seen("customer:ben", "home", STANDING, AT)
    store.is_away = False
    recorder.stop()

    [key] = store.list(WAITING)
    batch = store.get(key)
    assert batch is not None
    assert batch.value.count(b"\n") == 2


def test_who_asks_to_be_forgotten_is_in_no_arm_any_more(service: Service) -> None:
    service.recorder.seen("customer:anna", "home", STANDING, service.clock.at)
    service.recorder.flush()
    load_exposures(service.desk)
    service.recorder.seen("customer:anna", "home", IN_V2, service.clock.at)  # waits in the store when she asks
    service.recorder.seen("customer:ben", "home", STANDING, service.clock.at)
    service.recorder.flush()
    fact = {"entity_id": "anna", "version": 1, "occurred_at": "2026-03-01T08:00:00Z"}
    handle = erasing(service.desk.erased_lately, [partial(erase_from_experiments, service.desk)])

    for _ in range(2):
        handle(new_event("customer-erased.v1", "/ingestion", fact))

    assert rows(service) == [("hold-out", "customer:ben", "recommended")]

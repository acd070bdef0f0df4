"""What a killed process left behind is gone after the next start, and nothing of a load that goes on elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingestion import queries_rollups, renewing, starting
from ingestion.door import Door
from ingestion.jobs import jobs_of
from ingestion.settings import Settings
from shared.shop import Shop
from shared.store import lease
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import Query, Row, connect

CLOCK = datetime(2030, 1, 2, tzinfo=UTC)
ROLLUPS = [*queries_rollups.ROLLUPS, "weekly_product_sales", "customer_first_days", "monthly_customers"]
A_KILLED_LOAD = b'{"holder": "load 6, which died", "until": 99999999999}'
REJECTED = "loads/20240501-101500-a1b2c3/rejected.csv"


class OfMany:
    """A warehouse that other processes may have open too, as on Google Cloud."""

    exclusive = False

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def quiet(_what: str, _done: int, _of: int) -> None:
    """Progress nobody watches."""


def door_of(folder: Path, warehouse: Any, zone: str = "Europe/London", store: MemoryStore | None = None) -> Door:
    shop, settings = Shop(zone, "GBP", "GB"), Settings(data_dir=folder)
    return Door(
        warehouse, store or MemoryStore(), MemorySecrets(), lambda: shop, settings, lambda: CLOCK, event_bus=MemoryBus()
    )


def test_staged_files_the_lease_and_rejected_rows_of_a_killed_load_go(tmp_path: Path) -> None:
    door = door_of(tmp_path, connect("duckdb:///:memory:"))
    (door.settings.staging / "upload-1").mkdir(parents=True)
    door.store.put("leases/load", A_KILLED_LOAD)
    door.store.put(REJECTED, b"rows of a load that never was")
    door.store.put("loads/dry-run/rejected.csv", b"what a dry run would reject")
    starting.start(door, quiet)
    assert not door.settings.staging.exists()
    assert list(door.store.list("leases/")) == []
    assert list(door.store.list("loads/")) == ["loads/dry-run/rejected.csv"]


def test_rejected_rows_of_a_load_that_is_there_stay(ledger: Any, line: Callable[..., Row], tmp_path: Path) -> None:
    load_id, _ = ledger.load(sales=[line()])
    door = door_of(tmp_path, ledger.warehouse)
    door.store.put(f"loads/{load_id}/rejected.csv", b"rows")
    starting.start(door, quiet)
    assert list(door.store.list("loads/")) == [f"loads/{load_id}/rejected.csv"]


def test_a_start_beside_a_load_that_goes_on_elsewhere_leaves_it_alone(tmp_path: Path) -> None:
    door = door_of(tmp_path, OfMany(connect("duckdb:///:memory:")))
    door.store.put(REJECTED, b"rows of a load that has not committed yet")
    with lease(door.store, "leases/load", holder="another instance") as held:
        starting.start(door, quiet)
        held.check()
        assert list(door.store.list("loads/")) == [REJECTED]
    starting.start(door, quiet)
    assert list(door.store.list("loads/")) == []


class EndsAfterTheCommit(MemoryStore):
    """A store that cannot take the new time zone any more: the process was killed just before."""

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        if value == b"America/New_York":
            raise InterruptedError("killed")
        return super().put(key, value, if_absent=if_absent, if_version=if_version)


def test_days_are_of_the_zone_a_start_is_told_even_after_a_kill_between_two(
    ledger: Any, line: Callable[..., Row], tmp_path: Path
) -> None:
    ledger.load(sales=[line(occurred_at=datetime(2024, 5, 1, 2, tzinfo=UTC))])
    store = EndsAfterTheCommit()
    starting.start(door_of(tmp_path, ledger.warehouse, store=store), quiet)
    with pytest.raises(InterruptedError):
        starting.start(door_of(tmp_path, ledger.warehouse, "America/New_York", store), quiet)
    assert str(ledger.rows("SELECT local_date FROM sales")[0]["local_date"]) == "2024-04-30"
    starting.start(door_of(tmp_path, ledger.warehouse, store=store), quiet)
    assert str(ledger.rows("SELECT local_date FROM sales")[0]["local_date"]) == "2024-05-01"
    assert str(ledger.rows("SELECT local_date FROM daily_shop_sales")[0]["local_date"]) == "2024-05-01"


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=repr)


def test_rollups_that_an_update_defines_otherwise_are_made_anew(
    ledger: Any, line: Callable[..., Row], tmp_path: Path
) -> None:
    ledger.load(sales=[line(customer_id="anna"), line(order_id="by a guest", customer_id=None)])
    door = door_of(tmp_path, ledger.warehouse)
    before = {name: in_order(ledger.rows(f"SELECT * FROM {name}")) for name in ROLLUPS}
    assert all(before.values())
    with ledger.warehouse.change() as change:
        for name in ROLLUPS:
            change.execute(Query(f"lose_{name}", f"DELETE FROM {name} WHERE TRUE", {}))
    starting.start(door, quiet)  # no store says what they were made by: an older version's
    assert {name: in_order(ledger.rows(f"SELECT * FROM {name}")) for name in ROLLUPS} == before
    with ledger.warehouse.change() as change:
        change.execute(Query("lose_days", "DELETE FROM daily_cut_sales WHERE TRUE", {}))
    starting.start(door, quiet)  # the same version: nothing is made, so a start stays quick
    assert ledger.rows("SELECT * FROM daily_cut_sales") == []


def test_where_others_have_the_tables_open_too_the_merge_makes_them_anew_and_no_start_waits_for_it(
    ledger: Any, line: Callable[..., Row], tmp_path: Path
) -> None:
    ledger.load(sales=[line()])
    door = door_of(tmp_path, OfMany(ledger.warehouse))
    before = ledger.rows("SELECT * FROM daily_quarter_sales")
    with ledger.warehouse.change() as change:
        change.execute(Query("lose_quarters", "DELETE FROM daily_quarter_sales WHERE TRUE", {}))
    starting.start(door, quiet)
    assert ledger.rows("SELECT * FROM daily_quarter_sales") == []
    merge, told = jobs_of(door)["merge"], door.store.get("versions/data")
    merge.run()
    assert ledger.rows("SELECT * FROM daily_quarter_sales") == before
    assert door.store.get("versions/data") != told  # who kept an answer asks again
    assert not renewing.is_due(door)

"""A refresh that is killed anywhere leaves what stood, and the next one is whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from segments.refreshes import last_refresh
from segments.use_cases_refresh import LEASE_KEY, drop_unfinished
from shared.store import connect as connect_store
from shared.testing import MemoryStore
from shared.warehouse import Change, Column, Query, Row, Table, Value, Warehouse, connect


class PowerCutError(BaseException):
    """The process is gone: nobody handles this."""


class Fuse:
    def __init__(self) -> None:
        self.left = -1

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise PowerCutError


class FailingStore(MemoryStore):
    """A store at each of whose writes the power may fail."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self.fuse = fuse

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        if not key.startswith("leases/"):  # a killed process gives no lease back, and the next waits until it is over
            self.fuse.step()
        return super().put(key, value, if_absent=if_absent, if_version=if_version)


class FailingWarehouse:
    """A warehouse whose changes may end before any of their statements, and before and after their commit."""

    exclusive = False

    def __init__(self, fuse: Fuse) -> None:
        self._fuse, self._warehouse = fuse, connect("duckdb:///:memory:")

    def create(self, tables: Any) -> None:
        self._warehouse.create(tables)

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Row]:
        return self._warehouse.query(query, parameters)

    def stream(self, query: Query, parameters: Mapping[str, Value] | None = None) -> Iterator[Row]:
        return self._warehouse.stream(query, parameters)

    def export(self, query: Query, parameters: Mapping[str, Value] | None, path: Path) -> int:
        return self._warehouse.export(query, parameters, path)

    @contextmanager
    def change(self) -> Iterator[Change]:
        with self._warehouse.change() as change:
            yield FailingChange(change, self._fuse)
            self._fuse.step()
        self._fuse.step()

    def close(self) -> None:
        self._warehouse.close()


class FailingChange:
    def __init__(self, change: Change, fuse: Fuse) -> None:
        self._change, self._fuse = change, fuse

    @property
    def rows_at_once(self) -> int | None:
        return self._change.rows_at_once

    def stage(self, name: str, columns: Sequence[Column], files: Sequence[Path]) -> None:
        self._change.stage(name, columns, files)

    def derive(self, name: str, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        return self._change.derive(name, query, parameters)

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        self._change.insert(table, rows)

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Row]:
        return self._change.query(query, parameters)

    def export(self, query: Query, parameters: Mapping[str, Value] | None, path: Path) -> int:
        return self._change.export(query, parameters, path)

    def execute(self, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        self._fuse.step()
        return self._change.execute(query, parameters)

    def roll_back(self) -> None:
        self._change.roll_back()


def test_killed_anywhere_the_old_refresh_stands_and_the_next_is_whole(new_shop: Callable[..., Any]) -> None:
    fuse = Fuse()
    shop = new_shop(FailingStore(fuse), FailingWarehouse(fuse))
    shop.puts(anna="new", ben="vip")
    shop.refresh("before")
    switched, cut = 0, 0
    while True:
        cut += 1
        shop.next_day()
        was, members = last_refresh(shop.desk), seen(shop)
        shop.puts(anna="vip" if cut % 2 else "new")
        fuse.left = cut
        try:
            shop.refresh(f"killed-{cut}")
        except PowerCutError:
            fuse.left = -1
        else:
            break
        if last_refresh(shop.desk) == was:
            drop_unfinished(shop.desk)  # what a start does
            assert seen(shop) == members
            assert generation(shop, was.refresh_id) == 2
        else:
            switched += 1
            assert last_refresh(shop.desk).run_id == f"killed-{cut}"
        shop.refresh(f"after-{cut}")
        assert [row[1] for row in seen(shop) if row[3] is None] == [shop.child.segments["anna"], "vip"]
    assert cut > 8  # every write was the last one once
    assert switched >= 1
    assert len({row[2] for row in seen(shop) if row[0] == "anna"}) == len([r for r in seen(shop) if r[0] == "anna"])


def seen(shop: Any) -> list[tuple[Any, ...]]:
    return list(shop.memberships())


def generation(shop: Any, refresh_id: str) -> int:
    rows = shop.rows(f"SELECT COUNT(*) AS n FROM segment_customers WHERE generation_id = '{refresh_id}'")
    return int(rows[0]["n"])


def test_the_warehouse_is_the_one_the_protocol_says() -> None:
    warehouse: Warehouse = FailingWarehouse(Fuse())
    warehouse.close()


def test_a_process_that_is_killed_between_the_change_and_the_switch_leaves_what_stood(
    tmp_path: Path, new_shop: Callable[..., Any]
) -> None:
    url = f"duckdb://{tmp_path}/shop.duckdb"
    shop = new_shop(connect_store(f"file://{tmp_path}/store"), connect(url))
    shop.puts(anna="new", ben="new")
    shop.refresh("before")
    stood, members = last_refresh(shop.desk), seen(shop)
    shop.warehouse.close()
    victim = subprocess.run([sys.executable, Path(__file__).parent / "victim.py", tmp_path], check=False)
    assert victim.returncode == -signal.SIGKILL
    shop = new_shop(connect_store(f"file://{tmp_path}/store"), connect(url))
    assert last_refresh(shop.desk) == stood
    assert len(shop.rows("SELECT customer_id FROM segment_members")) > len(members)  # the change was committed
    shop.store.delete(LEASE_KEY)  # as a start of the suite does: no other process has the folder
    drop_unfinished(shop.desk)
    assert (last_refresh(shop.desk), seen(shop)) == (stood, members)
    shop.next_day()
    shop.puts(anna="vip", ben="new")
    assert shop.refresh("after").refresh.customers == 2
    assert [row[:2] for row in seen(shop) if row[3] is None] == [("anna", "vip"), ("ben", "new")]
    shop.warehouse.close()

"""A table that is replaced as a whole is one whole generation to whoever reads it, on both engines, whatever fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from shared.generations import Beside, GenerationLostError, live, made_at, new_generation, replace
from shared.testing import MemoryStore
from shared.warehouse import Change, Column, Query, Table, Value, Warehouse

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
COLUMNS = (
    Column("generation_id", "STRING", "REQUIRED"),
    Column("local_date", "DATE", "REQUIRED"),
    Column("mean", "NUMERIC"),
)


def table(name: str) -> Table:
    return Table(
        name=name,
        description="Daily sales",
        shape="generation",
        public=True,
        columns=COLUMNS,
        key=("local_date",),
        partition=None,
        cluster=("generation_id",),
    )


FORECAST, HISTORY = table("forecast"), table("past_forecasts")


class PowerCutError(Exception):
    """What ends a run in the middle."""


class Fuse:
    """Lets so many steps through, and ends the run at the next."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        if self.left == 0:
            raise PowerCutError
        self.left -= 1


class FailingStore(MemoryStore):
    """A store at each of whose writes the power may fail: before it, so that the next is as bad as after it."""

    def __init__(self) -> None:
        super().__init__()
        self.fuse = Fuse(-1)

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        self.fuse.step()
        return super().put(key, value, if_absent=if_absent, if_version=if_version)


class FailingWarehouse:
    """A warehouse whose changes may end before any of their statements, and before and after their commit."""

    def __init__(self, warehouse: Warehouse, fuse: Fuse) -> None:
        self._warehouse = warehouse
        self._fuse = fuse

    @contextmanager
    def change(self) -> Iterator[Change]:
        with self._warehouse.change() as change:
            yield FailingChange(change, self._fuse)  # type: ignore[misc]  # it has what a replacement calls
            self._fuse.step()
        self._fuse.step()


class FailingChange:
    def __init__(self, change: Change, fuse: Fuse) -> None:
        self._change = change
        self._fuse = fuse

    def stage(self, name: str, columns: Sequence[Column], files: Sequence[Path]) -> None:
        self._fuse.step()
        self._change.stage(name, columns, files)

    def execute(self, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        self._fuse.step()
        return self._change.execute(query, parameters)


@pytest.fixture
def warehouse(new_warehouse: Callable[[], Warehouse]) -> Warehouse:
    made = new_warehouse()
    made.create([FORECAST, HISTORY])
    return made


@pytest.fixture
def made_of(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a file of two days' forecasts, all of one amount."""

    def write(amount: str) -> Path:
        path = tmp_path / f"{amount}.parquet"
        days = pa.array([date(2026, 3, 2), date(2026, 3, 3)])
        means = pa.array([Decimal(amount)] * 2, pa.decimal128(38, 9))
        pyarrow.parquet.write_table(pa.table({"local_date": days, "mean": means}), path)
        return path

    return write


def read(warehouse: Warehouse, generation_id: str | None, name: str = "forecast") -> list[tuple[str, Value]]:
    """The rows of a generation: the date in words, and the amount."""
    sql = f"SELECT local_date, mean FROM {name} WHERE generation_id = @generation_id ORDER BY local_date"
    query = Query("read", sql, {"generation_id": "STRING"})
    return [(str(row["local_date"]), row["mean"]) for row in warehouse.query(query, {"generation_id": generation_id})]


def whole(amount: str) -> list[tuple[str, Value]]:
    return [("2026-03-02", Decimal(amount)), ("2026-03-03", Decimal(amount))]


def generations(warehouse: Warehouse, name: str = "forecast") -> set[str]:
    rows = warehouse.query(Query("held", f"SELECT DISTINCT generation_id FROM {name}", {}))
    return {str(row["generation_id"]) for row in rows}


def test_before_the_first_run_nothing_is_live() -> None:
    assert live(MemoryStore(), "revenue", "forecast") is None


def test_an_id_says_when_it_was_made_and_sorts_by_it() -> None:
    earlier, later = new_generation(MONDAY), new_generation(MONDAY + timedelta(microseconds=1))
    assert earlier < later
    assert made_at(later) - made_at(earlier) == timedelta(microseconds=1)
    assert made_at(earlier) == MONDAY


def test_a_run_replaces_the_whole_table_and_keeps_the_one_before(
    warehouse: Warehouse, made_of: Callable[[str], Path]
) -> None:
    store = MemoryStore()
    ids = [
        replace(warehouse, store, "revenue", MONDAY + number * DAY, {FORECAST: made_of(str(10 + number))})
        for number in range(3)
    ]
    assert live(store, "revenue", "forecast") == ids[2]
    assert read(warehouse, ids[2]) == whole("12")
    assert read(warehouse, ids[1]) == whole("11")  # whoever asked what is live a moment ago still reads it
    assert generations(warehouse) == set(ids[1:])


def test_two_tables_of_one_run_are_switched_together(warehouse: Warehouse, made_of: Callable[[str], Path]) -> None:
    store = MemoryStore()
    both = {HISTORY: made_of("7"), FORECAST: made_of("8")}
    first = replace(warehouse, store, "revenue", MONDAY, both)
    second = replace(warehouse, store, "revenue", MONDAY + DAY, both)
    assert live(store, "revenue", "forecast") == live(store, "revenue", "past_forecasts") == second
    assert generations(warehouse, "past_forecasts") == {first, second}
    assert read(warehouse, second, "past_forecasts") == whole("7")


def test_what_is_written_beside_is_there_with_the_rows_or_not_at_all(
    warehouse: Warehouse, made_of: Callable[[str], Path]
) -> None:
    store, told = MemoryStore(), new_generation(MONDAY)
    add = "INSERT INTO past_forecasts (generation_id, local_date, mean) SELECT 'said', local_date, mean FROM said_rows"

    def write(change: Change) -> None:
        change.execute(Query("add_said", add, {}))

    beside = Beside({"said_rows": (COLUMNS[1:], made_of("7"))}, write)
    failing = FailingWarehouse(warehouse, Fuse(5))  # all is written, and not committed
    with pytest.raises(PowerCutError):
        replace(failing, store, "revenue", MONDAY, {FORECAST: made_of("8")}, generation_id=told, beside=beside)  # type: ignore[arg-type]  # it has what a replacement calls
    assert generations(warehouse, "past_forecasts") == generations(warehouse) == set()
    made = replace(warehouse, store, "revenue", MONDAY, {FORECAST: made_of("9")}, generation_id=told, beside=beside)
    assert made == told == live(store, "revenue", "forecast")
    assert read(warehouse, "said", "past_forecasts") == whole("7")


def test_a_table_that_an_update_adds_has_no_rows_to_read_before_its_first_run(
    warehouse: Warehouse, made_of: Callable[[str], Path]
) -> None:
    store = MemoryStore()
    alone = replace(warehouse, store, "revenue", MONDAY, {HISTORY: made_of("7")})
    assert live(store, "revenue", "forecast") is None
    both = {HISTORY: made_of("8"), FORECAST: made_of("9")}
    with pytest.raises(PowerCutError):
        replace(FailingWarehouse(warehouse, Fuse(6)), store, "revenue", MONDAY + DAY, both)  # type: ignore[arg-type]  # it has what a replacement calls
    assert live(store, "revenue", "past_forecasts") == alone
    assert live(store, "revenue", "forecast") is None
    together = replace(warehouse, store, "revenue", MONDAY + 2 * DAY, both)
    assert live(store, "revenue", "past_forecasts") == live(store, "revenue", "forecast") == together
    apart = replace(warehouse, store, "revenue", MONDAY + 3 * DAY, {HISTORY: made_of("10")})
    assert live(store, "revenue", "past_forecasts") == apart
    assert live(store, "revenue", "forecast") == together
    assert read(warehouse, together) == whole("9")


def test_wherever_the_power_fails_what_was_live_stays_and_the_next_run_clears_up(
    warehouse: Warehouse, made_of: Callable[[str], Path]
) -> None:
    store = FailingStore()
    before = replace(warehouse, store, "revenue", MONDAY, {HISTORY: made_of("1"), FORECAST: made_of("1")})
    after = {HISTORY: made_of("2"), FORECAST: made_of("2")}
    steps = 0
    while True:
        store.fuse = Fuse(steps)
        try:
            made = replace(FailingWarehouse(warehouse, store.fuse), store, "revenue", MONDAY + DAY, after)  # type: ignore[arg-type]  # it has what a replacement calls
        except PowerCutError:
            steps += 1
        else:
            break
        assert live(store, "revenue", "forecast") == live(store, "revenue", "past_forecasts") == before
        assert read(warehouse, before) == read(warehouse, before, "past_forecasts") == whole("1")
    assert steps >= 9  # saying who builds, two files, four statements, the commit's two sides
    assert live(store, "revenue", "forecast") == made
    assert read(warehouse, made) == read(warehouse, made, "past_forecasts") == whole("2")
    assert generations(warehouse) == {before, made}


def test_of_two_runs_at_once_the_later_one_counts(warehouse: Warehouse, made_of: Callable[[str], Path]) -> None:
    store = MemoryStore()
    ids = []

    class Overtaken(FailingWarehouse):
        """While this one has written its rows and not yet switched, another run begins and ends."""

        @contextmanager
        def change(self) -> Iterator[Change]:
            with super().change() as change:
                yield change
            ids.append(replace(warehouse, store, "revenue", MONDAY + DAY, {FORECAST: made_of("2")}))

    with pytest.raises(GenerationLostError, match="forecast"):
        replace(Overtaken(warehouse, Fuse(-1)), store, "revenue", MONDAY, {FORECAST: made_of("1")})  # type: ignore[arg-type]  # it has what a replacement calls
    assert live(store, "revenue", "forecast") == ids[0]
    assert read(warehouse, ids[0]) == whole("2")
    assert generations(warehouse) == set(ids)

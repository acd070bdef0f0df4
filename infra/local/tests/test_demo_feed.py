"""The demo goes on: what has happened since comes once, by the bus, and nothing is done where nothing happened."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion import use_cases
from local.data_folder import open_data_folder
from local.demo_feed import DemoFeed
from local.demo_folder import DemoFolder, demo_environment
from local.demo_plan import APPENDED_UNTIL, DemoMaker
from local.suite import Suite, open_suite
from shared.warehouse import Query

HERE = str(Path(__file__).parent)
MINUTE = timedelta(minutes=1)
BUILT_UNTIL = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(days=3)  # as after a long weekend
ROWS_BUILT = 24 * 60


@pytest.fixture(scope="module")
def left_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Suite, Callable[[], DemoFeed]]]:
    """A demo that nobody looked at for three days, and feeds for it, which go on when they are told to."""
    data_dir = tmp_path_factory.mktemp("data")
    environment = {"PYTHONPATH": HERE, "DATA_DIR": str(data_dir)}
    maker = DemoMaker(data_dir, environment, data_dir / "log", "fake_demo")
    maker.build(until=BUILT_UNTIL, progress=lambda *_: None)
    made = DemoFolder(data_dir / "demo").find()
    assert made is not None
    shop = open_suite(open_data_folder(data_dir).root, environment, lambda *_: None)
    place = data_dir / "demo" / made.generation
    suite = open_suite(place, demo_environment(environment, place, made.shop), lambda *_: None, signed_in_at=shop.plugs)
    yield suite, lambda: DemoFeed(suite, made, maker)
    suite.close()
    shop.close()


@pytest.fixture(scope="module")
def opened(left_alone: tuple[Suite, Callable[[], DemoFeed]]) -> tuple[Suite, DemoFeed]:
    suite, new_feed = left_alone
    return suite, new_feed()


@pytest.fixture
def restarted(left_alone: tuple[Suite, Callable[[], DemoFeed]]) -> Callable[[], DemoFeed]:
    return left_alone[1]


def count(suite: Suite, table: str = "sales") -> int:
    query = Query("test", f"SELECT COUNT(*) AS n FROM {table}", {})
    return int(str(suite.plugs.warehouse.query(query)[0]["n"]))


def version(suite: Suite) -> bytes:
    stored = suite.plugs.store.get("versions/data")
    assert stored is not None
    return stored.value


def merged(suite: Suite, expected: int) -> int:
    """The sales, once what was published is in the tables."""
    deadline = time.monotonic() + 30  # far above the second a merge waits: a loaded machine must not fail the test
    while count(suite) != expected and time.monotonic() < deadline:
        time.sleep(0.05)
    return count(suite)


def test_the_demo_goes_on_from_where_it_was(opened: tuple[Suite, DemoFeed]) -> None:
    suite, feed = opened
    assert count(suite) == ROWS_BUILT

    caught_up = BUILT_UNTIL + 600 * MINUTE
    assert feed.append(caught_up)  # days may lie between
    assert count(suite) == ROWS_BUILT + 600, "what was missed is loaded at once"

    assert not feed.append(caught_up + timedelta(seconds=10))
    assert feed.append(caught_up + timedelta(seconds=60)), "a sale is published in the second it happens"
    assert merged(suite, ROWS_BUILT + 601) == ROWS_BUILT + 601
    deadline = time.monotonic() + 10
    while data_until(suite) != BUILT_UNTIL + 601 * MINUTE:  # its last sale, told a moment after its rows are there
        assert time.monotonic() < deadline
        time.sleep(0.02)
    before, audited = version(suite), count(suite, "load_audit")
    assert not feed.append(caught_up + timedelta(seconds=70))
    assert not feed.append(BUILT_UNTIL)  # the clock was put back
    assert (version(suite), count(suite, "load_audit")) == (before, audited)  # nothing happened, so nothing was loaded

    assert len(list(suite.door.settings.staging.iterdir())) == 1  # what is written ahead
    listed = {str(load["load_id"]).partition("-")[0] for load in suite_loads(suite)}
    assert listed == {"demo", "events"}


def test_a_night_without_a_sale_is_known_to_be_one(opened: tuple[Suite, DemoFeed]) -> None:
    suite, _ = opened
    suite.plugs.store.put("data/covered_until", (BUILT_UNTIL + 900 * MINUTE).isoformat().encode())
    use_cases.publish_version(suite.door)
    assert data_until(suite) == BUILT_UNTIL + 900 * MINUTE


def test_a_restart_in_the_middle_of_anything_brings_nothing_twice(
    opened: tuple[Suite, DemoFeed], restarted: Callable[[], DemoFeed]
) -> None:
    suite, feed = opened
    begin = noted(suite)
    feed.append(begin + timedelta(seconds=65))
    told = merged(suite, sold_by(begin + timedelta(seconds=65)))

    # As after a crash between an event and the note that its time is done, and hours of sleep.
    for back in (timedelta(seconds=30), timedelta(minutes=7)):
        suite.plugs.store.put(APPENDED_UNTIL, (noted(suite) - back).isoformat().encode())
        restarted().append(begin + timedelta(hours=3))
        told = merged(suite, sold_by(begin + timedelta(hours=3)))
        assert told == sold_by(begin + timedelta(hours=3))
        begin += timedelta(hours=3)


def noted(suite: Suite) -> datetime:
    stored = suite.plugs.store.get(APPENDED_UNTIL)
    assert stored is not None
    return datetime.fromisoformat(stored.value.decode())


def sold_by(moment: datetime) -> int:
    """A mug a minute."""
    return ROWS_BUILT + int((moment - BUILT_UNTIL) / MINUTE)


def suite_loads(suite: Suite) -> list[dict[str, object]]:
    return list(use_cases.every_load(suite.door))


def data_until(suite: Suite) -> datetime:
    return datetime.fromisoformat(json.loads(version(suite))["data_until"])

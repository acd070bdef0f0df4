"""The demo goes on: what has happened since is appended, once, and nothing is loaded where nothing happened."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Suite, DemoFeed]]:
    """A demo that nobody looked at for three days, and its feed, which appends when it is told to."""
    data_dir = tmp_path_factory.mktemp("data")
    environment = {"PYTHONPATH": HERE, "DATA_DIR": str(data_dir)}
    maker = DemoMaker(data_dir, environment, data_dir / "log", "fake_demo")
    maker.build(until=BUILT_UNTIL, progress=lambda *_: None)
    made = DemoFolder(data_dir / "demo").find()
    assert made is not None
    shop = open_suite(open_data_folder(data_dir).root, environment, lambda *_: None)
    place = data_dir / "demo" / made.generation
    suite = open_suite(place, demo_environment(environment, place, made.shop), lambda *_: None, signed_in_at=shop.plugs)
    yield suite, DemoFeed(suite, made, maker)
    suite.close()
    shop.close()


def count(suite: Suite, table: str = "sales") -> int:
    query = Query("test", f"SELECT COUNT(*) AS n FROM {table}", {})
    return int(str(suite.plugs.warehouse.query(query)[0]["n"]))


def version(suite: Suite) -> bytes:
    stored = suite.plugs.store.get("versions/data")
    assert stored is not None
    return stored.value


def test_the_demo_goes_on_from_where_it_was(opened: tuple[Suite, DemoFeed]) -> None:
    suite, feed = opened
    assert count(suite) == ROWS_BUILT

    assert feed.append(BUILT_UNTIL + 600 * MINUTE)  # days may lie between
    assert count(suite) == ROWS_BUILT + 600
    assert feed.append(BUILT_UNTIL + 601 * MINUTE + timedelta(seconds=30))
    assert count(suite) == ROWS_BUILT + 601

    assert data_until(suite) == BUILT_UNTIL + 601 * MINUTE  # its last sale
    before, audited = version(suite), count(suite, "load_audit")
    assert not feed.append(BUILT_UNTIL + 601 * MINUTE + timedelta(seconds=50))
    assert not feed.append(BUILT_UNTIL)  # the clock was put back
    assert (version(suite), count(suite, "load_audit")) == (before, audited)  # nothing happened, so nothing was loaded

    # At night nothing is sold for hours: that is known to be nothing, and not unknown.
    suite.plugs.store.put("data/covered_until", (BUILT_UNTIL + 900 * MINUTE).isoformat().encode())
    use_cases.publish_version(suite.door)
    assert data_until(suite) == BUILT_UNTIL + 900 * MINUTE

    # As after a crash between the load and the note of it: the same rows come again.
    suite.plugs.store.put(APPENDED_UNTIL, (BUILT_UNTIL + 590 * MINUTE).isoformat().encode())
    feed.append(BUILT_UNTIL + 602 * MINUTE)
    assert count(suite) == ROWS_BUILT + 602

    assert len(list(suite.door.settings.staging.iterdir())) == 1  # what is written ahead
    listed = {load["load_id"] for load in suite_loads(suite)}
    assert listed == {"demo-start", *(f"demo-{BUILT_UNTIL + hours * 60 * MINUTE:%Y%m%d}" for hours in (10,))}


def suite_loads(suite: Suite) -> list[dict[str, object]]:
    return list(use_cases.every_load(suite.door))


def data_until(suite: Suite) -> datetime:
    return datetime.fromisoformat(json.loads(version(suite))["data_until"])

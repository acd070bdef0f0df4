"""A Lightspeed shop that is synced has the figures, and the rows, of the same sales loaded as files."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.lightspeed_sales import PRICES, PRODUCTS, Sold, file_line, lightspeed_line, sold_items

from ingestion.lightspeed.connecting import Connection, store_connection
from ingestion.lightspeed.testing import (
    ANN,
    BOB,
    MUG,
    PLATE,
    PREFIX,
    TOKEN,
    StandIn,
    customer_item,
    sale,
    small_shop,
    stand_in,
    uuid_of,
)
from local.data_folder import DataFolder
from local.plugs import open_secrets
from local.suite import Suite, open_suite
from local.testing import SHOPSIGHT, Up, clean_environment, started
from shared.auth.tokens import local_issuer
from shared.warehouse import Query

SHOP = {"SHOP_TIMEZONE": "Europe/London", "SHOP_CURRENCY": "GBP", "SHOP_COUNTRY": "GB"}
AS_OF = "2026-06-30T22:59:59Z"
PATIENCE_SECONDS = 60  # a loaded machine must not fail the tests; a quiet one takes two
CALLS = [
    f"/api/revenue/current?as_of={AS_OF}",
    f"/api/revenue/trends?as_of={AS_OF}&window=365d&granularity=day",
    f"/api/revenue/trends?as_of={AS_OF}&window=365d&granularity=week&basis=order",
    f"/api/revenue/products/top?as_of={AS_OF}&by=margin&window=365d",
    f"/api/revenue/customers/ltv?as_of={AS_OF}&cohort=month",
    *(
        f"/api/revenue/breakdown?as_of={AS_OF}&by={by}&from=2026-03-01&to=2026-06-30"
        for by in ("channel", "location", "staff", "category", "new_returning")
    ),
]
# Which load brought a row, what it is called and whether its order's day was stated are not the same by nature.
OTHERS = "entry_id, load_id, ordered_at_given"


@contextmanager
def opened(data_dir: Path, environment: Mapping[str, str]) -> Iterator[Suite]:
    suite = open_suite(data_dir, {**SHOP, **environment}, lambda *_: None)
    try:
        yield suite
    finally:
        suite.close()


def signed(suite: Suite) -> dict[str, str]:
    token = local_issuer(suite.plugs.secrets, suite.plugs.store).issue("owner", "test")
    return {"Authorization": f"Bearer {token}"}


def figures(suite: Suite) -> dict[str, Any]:
    """What every panel answers."""
    client, headers = suite.app.test_client(), signed(suite)
    answers = {call: client.get(call, headers=headers) for call in CALLS}
    assert {call: answer.status_code for call, answer in answers.items()} == dict.fromkeys(CALLS, 200)
    return {call: answer.get_json() for call, answer in answers.items()}


def rows(suite: Suite) -> list[tuple[object, ...]]:
    """The ledger but for what is different by nature."""
    found = suite.plugs.warehouse.query(Query("rows", f"SELECT * EXCEPT ({OTHERS}) FROM sales", {}))
    return sorted((tuple(row.values()) for row in found), key=repr)


def wait_for_the_merger(suite: Suite) -> None:
    """Until all that was published is in the tables."""
    ends = time.monotonic() + PATIENCE_SECONDS
    bus: Any = suite.plugs.event_bus
    while bus.waiting(1)[0] or suite.door.inbox.depth().facts:
        assert time.monotonic() < ends, "the events did not reach the tables"
        assert bus.dead_letters(1)[0] == 0
        time.sleep(0.05)


def sync(suite: Suite) -> dict[str, Any]:
    answer = suite.app.test_client().post("/api/ingest/lightspeed/sync", headers=signed(suite))
    assert answer.status_code == 200, answer.text
    wait_for_the_merger(suite)
    report: dict[str, Any] = answer.get_json()
    return report


def connect(data_dir: Path) -> None:
    data_dir.mkdir(parents=True, exist_ok=True)
    store_connection(open_secrets(DataFolder(data_dir), {}), Connection(PREFIX, TOKEN))


@pytest.fixture
def lightspeed() -> Iterator[StandIn]:
    with stand_in() as held:
        small_shop(held)
        held.lists["products"] = [
            {**item, "supply_price": float(PRICES[item["id"]][2] or 0)} for item in held.lists["products"]
        ]
        held.put("customers", customer_item("ben"), customer_item("cleo"))
        yield held


@pytest.fixture
def as_files(tmp_path: Path) -> Callable[[Sold], tuple[list[tuple[object, ...]], dict[str, Any]]]:
    """Loads the same sales as canonical files into a shop of their own; answers its rows and figures."""

    def loaded(sold: Sold) -> tuple[list[tuple[object, ...]], dict[str, Any]]:
        with opened(tmp_path / "files", {}) as suite:
            files = {"sales.csv": sold.csv, "products.csv": PRODUCTS.encode()}
            uploads = [(io.BytesIO(content), name) for name, content in files.items()]
            form = {"file": uploads, "format": "canonical"}
            answer = suite.app.test_client().post("/api/ingest/files", data=form, headers=signed(suite))
            assert answer.status_code == 200, answer.text
            assert answer.get_json()["rejected"] == []
            return rows(suite), figures(suite)

    return loaded


def test_a_synced_shop_has_the_rows_and_figures_of_the_same_sales_in_files(
    tmp_path: Path, lightspeed: StandIn, as_files: Any
) -> None:
    sold = sold_items(seed=5)
    lightspeed.put("sales", *sold.items)
    expected_rows, expected = as_files(sold)
    connect(tmp_path / "data")
    with opened(tmp_path / "data", {"LIGHTSPEED_API_URL": lightspeed.url}) as suite:
        report = sync(suite)
        told = next(one for one in report["entities"] if one["entity"] == "sales")
        assert (told["read"], told["set_aside"]) == (len(sold.items), [])
        assert rows(suite) == expected_rows
        assert figures(suite) == expected

        sync(suite)
        assert rows(suite) == expected_rows


def test_what_is_changed_later_is_an_adjustment_of_its_own_day(
    tmp_path: Path, lightspeed: StandIn, as_files: Any
) -> None:
    at, later = "2026-05-01T10:00:00+00:00", "2026-05-06T10:00:00+00:00"
    mugs, plate = lightspeed_line("a", MUG, 2, Decimal(0), ANN), lightspeed_line("b", PLATE, 1, Decimal(0), BOB)
    head = {"channel": "counter", "location_id": "North", "customer_id": "", "ordered_at": at}
    connect(tmp_path / "data")
    with opened(tmp_path / "data", {"LIGHTSPEED_API_URL": lightspeed.url}) as suite:
        lightspeed.put("sales", sale("layby", mugs, at=at, status="LAYBY"), sale("gone", plate, at=at))
        sync(suite)
        bought_too = sale("layby", mugs, plate, at=at, updated_at=later, status="LAYBY_CLOSED")
        lightspeed.put("sales", bought_too, sale("gone", plate, at=at, updated_at=later, status="VOIDED"))
        sync(suite)
        synced = rows(suite), figures(suite)

    layby, gone = uuid_of("sale layby"), uuid_of("sale gone")
    first, second = datetime.fromisoformat(at), datetime.fromisoformat(later)
    sold = Sold()
    sold.lines = [
        file_line(layby, first, MUG, 2, 0, "Ann", line_no=1, **head),
        file_line(layby, second, PLATE, 1, 0, "Bob", line_no=2, **{**head, "kind": "adjustment"}),
        file_line(gone, first, PLATE, 1, 0, "Bob", line_no=1, **head),
        file_line(gone, second, PLATE, -1, 0, "Bob", line_no=1, **{**head, "kind": "adjustment"}),
    ]
    assert synced == as_files(sold)


def test_a_shop_nobody_described_takes_lightspeeds_currency_and_zone(tmp_path: Path, lightspeed: StandIn) -> None:
    lightspeed.retailer |= {"currency": {"code": "NZD"}, "timezone": "Pacific/Auckland", "country": "NZ"}
    lightspeed.put("sales", sale("1", lightspeed_line("a", MUG, 1, Decimal(0), ANN), at="2026-05-01T13:00:00+00:00"))
    connect(tmp_path / "data")
    with opened(tmp_path / "data", {"LIGHTSPEED_API_URL": lightspeed.url, **dict.fromkeys(SHOP, "")}) as suite:
        sync(suite)
        (row,) = suite.plugs.warehouse.query(Query("row", "SELECT local_date, currency FROM sales", {}))

    assert row == {"local_date": date(2026, 5, 2), "currency": "NZD"}


def test_what_came_over_is_in_the_tables_before_a_long_sync_has_ended(tmp_path: Path, lightspeed: StandIn) -> None:
    lightspeed.put("sales", *sold_items(seed=3).items)
    connect(tmp_path / "data")
    with opened(tmp_path / "data", {"LIGHTSPEED_API_URL": lightspeed.url}) as suite:
        seen: list[int] = []

        def look_at_the_end_of_sales(path: str) -> None:
            if path.startswith("inventory"):
                ends = time.monotonic() + PATIENCE_SECONDS
                while not (found := len(rows(suite))) and time.monotonic() < ends:
                    time.sleep(0.1)
                seen.append(found)

        lightspeed.on_request = look_at_the_end_of_sales
        sync(suite)

    assert seen[0] > 0


@pytest.mark.slow
def test_a_sync_killed_again_and_again_leaves_what_one_sync_would(
    tmp_path: Path, lightspeed: StandIn, as_files: Any
) -> None:
    sold = sold_items(seed=7)
    lightspeed.put("sales", *sold.items)
    expected_rows, expected = as_files(sold)
    data_dir, environment = tmp_path / "data", {**SHOP, "LIGHTSPEED_API_URL": lightspeed.url}
    connect(data_dir)
    for fatal in ("customers", "sales"):  # a start takes one to two seconds; the second page of sales
        with started(data_dir, environment=environment) as up:
            seen: list[str] = []

            def kill_at_the_second(path: str, up: Up = up, fatal: str = fatal, seen: list[str] = seen) -> None:
                seen.append(path.partition("?")[0])
                if seen.count(fatal) == (2 if fatal == "sales" else 1):
                    os.killpg(up.process.pid, signal.SIGKILL)  # a process group of the test's own

            lightspeed.on_request = kill_at_the_second
            assert _sync_by_command(data_dir).returncode == 4
            _wait_for_the_end_of(up)
    lightspeed.on_request = lambda _path: None
    with started(data_dir, environment=environment) as up:
        synced = _sync_by_command(data_dir)
        assert synced.returncode == 0, synced.stderr
        told = next(one for one in json.loads(synced.stdout)["entities"] if one["entity"] == "sales")
        assert told["in_all"]["read"] == len(sold.items)
        headers, ends = up.signed_in(), time.monotonic() + PATIENCE_SECONDS
        while (found := {call: json.loads(up.ask("GET", call, headers=headers)[2]) for call in CALLS}) != expected:
            assert time.monotonic() < ends, found
            time.sleep(0.3)
        up.end()
    with opened(data_dir, environment) as suite:
        assert rows(suite) == expected_rows


def _wait_for_the_end_of(up: Up) -> None:
    """Until none of its processes is left: the worker, which holds the tables, may die a little after its parent."""
    up.process.wait(PATIENCE_SECONDS)
    ends = time.monotonic() + PATIENCE_SECONDS
    with suppress(ProcessLookupError):
        while time.monotonic() < ends:
            os.killpg(up.process.pid, 0)
            time.sleep(0.02)


def _sync_by_command(data_dir: Path) -> subprocess.CompletedProcess[str]:
    """`shopsight sync lightspeed`, which asks the running suite."""
    command = [SHOPSIGHT, "sync", "lightspeed", "--json", "--data-dir", str(data_dir)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS, env=clean_environment()
    )

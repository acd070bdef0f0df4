"""What is planted in the demo shop changes what is recommended, in the stated direction; built with the real child.

The demo shows what public data cannot: content that sells, hours, a season. It is no measure of what it is worth.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from local.demo.testing import WrittenDemo
from recommendations_v2.desk import Desk
from recommendations_v2.engine import Engine
from recommendations_v2.live_alerts import NO_ALERTS, LiveAlerts
from recommendations_v2.marketing_rules import NO_RULES
from recommendations_v2.settings import Settings
from recommendations_v2.standing import shelf_of
from recommendations_v2.use_cases_build import build
from recommendations_v2.visit import ItemExplained, Visit
from shared.cache.memory import MemoryCache
from shared.child import compute
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import Query, Table, Warehouse, connect
from shared.warehouse.sql_files import load_tables

TABLES = {**load_tables("ingestion"), **load_tables("segments"), **load_tables("inventory_alerts")}
ZONE = ZoneInfo("Europe/Dublin")
A_LIST = 50  # the longest that can be asked for


def fill(warehouse: Warehouse, table: Table, rows: pa.Table, folder: Path) -> None:
    """The columns that a table and the demo's file share; what else must be there is nothing."""
    shared = [name for name in table.column_names if name in rows.column_names]
    path = folder / f"{table.name}.parquet"
    pq.write_table(rows.select(shared), path)
    nothing = {
        "STRING": "''",
        "NUMERIC": "0",
        "INT64": "0",
        "BOOL": "FALSE",
        "TIMESTAMP": "TIMESTAMP '2024-01-01 00:00:00+00'",
        "DATE": "DATE '2024-01-01'",
    }
    filled = {
        column.name: nothing[column.type]
        for column in table.columns
        if column.name not in shared and column.mode == "REQUIRED"
    }
    names, values = ", ".join([*shared, *filled]), ", ".join([*shared, *filled.values()])
    columns = [column for column in table.columns if column.name in shared]
    with warehouse.change() as change:
        change.stage("written", columns, [path])
        change.execute(Query("fill", f"INSERT INTO {table.name} ({names}) SELECT {values} FROM written", {}))


class Served:
    """The build of the demo, asked at its moment."""

    def __init__(self, engine: Engine, demo: WrittenDemo, at: datetime) -> None:
        self.engine, self.truths, self.at = engine, demo.truths["truths"], at
        self.sales = demo.table("sales")

    def explained(self, product_id: str, alerts: LiveAlerts = NO_ALERTS, **asked: Any) -> ItemExplained | None:
        """What a list of fifty says of a product; None where it is not in it."""
        visit = Visit(**{"subject": "somebody", "kind": "anonymous", "at": self.at, **asked})
        told = self.engine.explain(visit, NO_RULES, alerts, A_LIST)
        return next((each for each in told.items if each.item.product_id == product_id), None)

    def place(self, product_id: str, **asked: Any) -> int:
        """In a list of fifty, from 1; beyond it where it is not in it."""
        visit = Visit(**{"subject": "somebody", "kind": "anonymous", "at": self.at, **asked})
        items = [item.product_id for item in self.engine.rank(visit, NO_RULES, NO_ALERTS, A_LIST).items]
        return items.index(product_id) + 1 if product_id in items else A_LIST + 1

    def faithful(self, product: str) -> str:
        """The customer who bought a product most often."""
        lines = self.sales.filter(
            pc.and_(pc.equal(self.sales["product_id"], product), pc.is_valid(self.sales["customer_id"]))
        )
        counted = lines["customer_id"].value_counts().to_pylist()
        return str(max(counted, key=lambda row: (row["counts"], row["values"]))["values"])


@pytest.fixture(scope="module")
def served(written_demo: WrittenDemo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder, at = tmp_path_factory.mktemp("tables"), written_demo.demo.until.astimezone(UTC)
    warehouse = connect("duckdb:///:memory:")
    warehouse.create(TABLES.values())
    sales = written_demo.table("sales")
    days = pc.cast(sales["occurred_at"], pa.date32())  # of UTC: an hour of a day counts for nothing here
    for name, values in (("local_date", days), ("ordered_local_date", days), ("line_type_given", sales["line_type"])):
        sales = sales.append_column(name, values)
    for name, rows in (("sales", sales), ("products", None), ("content", None), ("web_events", None)):
        fill(warehouse, TABLES[name], rows or written_demo.table(name), folder)
    store, shop = MemoryStore(), Shop(str(ZONE), "EUR", "IE")
    desk = Desk(warehouse, store, MemoryCache(), MemorySecrets(), MemoryBus(), lambda: shop, Settings(), lambda: at)
    build(desk, compute, "test")
    shelf = shelf_of(desk)
    shelf.look()
    assert shelf.engine is not None
    yield Served(shelf.engine, written_demo, at)
    warehouse.close()


@pytest.mark.slow
@pytest.mark.parametrize("surface", ["home", "product", "cart"])
def test_who_takes_the_one_is_shown_the_other(served: Served, surface: str) -> None:
    first, second = (each["product_id"] for each in served.truths["bought_together"]["products"])
    having = {"product": first} if surface == "product" else {"cart": (first,)}
    assert served.place(second) > 10
    assert served.place(second, surface=surface, **having) == 1
    told = served.explained(second, surface=surface, **having)
    assert told is not None
    assert told.item.reason == "cart"


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, 1])
def test_what_has_its_hour_is_shown_higher_in_it(served: Served, which: int) -> None:
    habit, other = served.truths["hour_of_day"][which], served.truths["hour_of_day"][1 - which]
    who = {"kind": "customer", "customer_id": served.faithful(habit["product_id"])}
    places = [
        served.place(
            habit["product_id"], at=served.at.astimezone(ZONE).replace(hour=hours["from_hour"] + 1, minute=0), **who
        )
        for hours in (habit, other)
    ]
    assert places[0] + 10 < places[1]


@pytest.mark.slow
def test_what_the_season_asks_for_is_shown_to_everybody(served: Served) -> None:
    season = served.truths["seasonal_peak"]
    told = served.explained(season["product_id"])
    assert told is not None
    assert told.sources == ("seasonal",)  # it sells little now: nothing but last year's season names it
    assert told.families["season"] > 0


@pytest.mark.slow
def test_who_watched_the_story_is_shown_what_it_leads_to(served: Served) -> None:
    story = served.truths["content_that_sells"]
    product = story["leads_to"]["product_id"]
    watched = ((story["content_id"], served.at - timedelta(minutes=5), 0.9),)
    assert served.place(product, subject="visitor:v", kind="visitor", engaged=watched) < served.place(product)


@pytest.mark.slow
def test_what_runs_out_moves_down_and_what_is_out_goes_away(served: Served) -> None:
    first, second = (each["product_id"] for each in served.truths["bought_together"]["products"])
    before, low, out = (
        served.explained(second, alerts, cart=(first,))
        for alerts in (
            NO_ALERTS,
            *(LiveAlerts("1", told=frozenset({second}), **{kind: frozenset({second})}) for kind in ("low", "out")),
        )
    )
    assert before is not None
    assert low is not None
    assert low.item.score_millionths < before.item.score_millionths
    assert out is None

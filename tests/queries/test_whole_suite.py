"""The whole suite on BigQuery: started, loaded and asked as on DuckDB, it says the same, byte for byte.

Every GET of revenue and ingestion is asked; a new one without a question fails. Of the other services it is asked what
a refresh and, where all is tried, a morning's run and a night's build of both come to. Before answers are compared only
those texts get a name that no two runs share: ids of loads, the moments at which loads were recorded (and the cursors
made of both), the moment at which an explanation was computed, and what is made with a key of the suite's own.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml
from tests.queries.engines import MORNING, Engine
from tests.queries.thoroughness import thorough

CONTRACTS = Path(__file__).parents[2] / "openapi"
HEADER = "order_id,kind,occurred_at,product_id,customer_id,location_id,channel,staff_id,quantity,unit_price"
# Two days of a shop, a spring day on which the clocks change, an order of the year before; a line that cannot be read.
FIRST = {
    "sales.csv": f"""{HEADER},discount_amount,unit_cost,line_type,country
1001,sale,2024-05-01T09:15:00+01:00,mug,anna,,online,,2,12.50,0,5.00,,GB
1001,sale,2024-05-01T09:15:00+01:00,,anna,,online,,1,4.95,0,,shipping,GB
1002,sale,2024-05-01T16:40:00+01:00,tray,,north,counter,sam,1,40.00,4.00,,,
1003,sale,2024-05-02T10:05:00+01:00,mug,ben,north,counter,sam,4,12.50,0,5.005,,GB
1004,sale,2024-05-02T12:30:00+01:00,card,ben,,online,,1,25.00,0,,,IE
1005,sale,2024-05-02T23:55:00+01:00,tray,anna,,online,,2,40.00,0,,,GB
1006,sale,2024-03-31T00:30:00+00:00,mug,anna,,online,,1,12.50,0.01,,,GB
1007,sale,2023-05-03T10:00:00+01:00,cup,cleo,north,counter,kim,3,3.333333333,0,,,FR
1008,sale,yesterday,cup,cleo,north,counter,kim,3,3.00,0,,,FR
""",
    "products.csv": """product_id,title,category,unit_cost,is_gift_card
mug,Mug,Kitchen,5.10,
tray,"Tray, oak",Kitchen,,
cup,Cup,,1.111111111,
card,Gift card,Cards,,true
""",
    "customers.csv": """customer_id,email,phone,country
anna,anna@example.com,+442079460958,GB
ben,ben@example.com,,GB
""",
    "targets.csv": """scope,scope_id,period_start,period_end,net_amount
shop,,2024-05-01,2024-05-31,5000
location,north,2024-05-01,2024-05-31,1500
""",
    "stock_counts.csv": """product_id,location_id,counted_at,on_hand
mug,north,2024-04-15T08:00:00+01:00,20
mug,online,2024-04-15T08:00:00+01:00,12
tray,north,2024-05-01T08:00:00+01:00,3
""",
    "web_events.csv": """event_id,occurred_at,visitor_id,session_id,event,page,source,device,order_id,consent,is_bot
e1,2024-05-01T09:05:00+01:00,v1,s1,page_view,/,www.google.co.uk,mobile,,granted,false
e2,2024-05-01T09:06:00+01:00,v1,s1,product_view,/mug,,mobile,,granted,false
e3,2024-05-01T09:07:00+01:00,v1,s1,add_to_cart,/mug,,mobile,,granted,false
e4,2024-05-01T09:08:00+01:00,v1,s1,begin_checkout,/checkout,,mobile,,granted,false
e5,2024-05-01T09:15:10+01:00,v1,s1,purchase,/thanks,,mobile,1001,granted,false
e6,2024-05-02T23:56:00+01:00,v1,s2,product_view,/tray,newsletter,desktop,,granted,false
e7,2024-05-02T12:00:00+01:00,v2,s3,product_view,/tray,,tablet,,unknown,true
e8,2024-05-02T12:00:00+01:00,,,add_to_cart,/tray,,,,denied,false
e9,2024-04-30T12:00:00+01:00,v2,s4,page_view,/,,desktop,,granted,false
""",
    "receipts.csv": """receipt_id,line_no,product_id,location_id,quantity,received_at
r1,1,mug,north,6,2024-04-28T09:00:00+01:00
""",
}
# Refunds of the first load's orders, an order that goes on, one that is known, a cost and a category that changed.
SECOND = {
    "sales.csv": f"""{HEADER},discount_amount,unit_cost,line_type,country
1001,refund,2024-05-02T11:00:00+01:00,mug,anna,,online,,-1,12.50,0,5.00,,GB
1002,sale,2024-05-01T16:40:00+01:00,tray,,north,counter,sam,1,40.00,4.00,,,
1002,refund,2024-05-02T09:00:00+01:00,tray,,north,counter,kim,-1,40.00,4.00,,,
1003,sale,2024-05-02T10:04:00+01:00,cup,ben,north,counter,sam,2,3.00,0,,,GB
1009,sale,2024-05-02T17:00:00+01:00,cup,dora,north,counter,kim,1,3.00,0,,,
""",
    "products.csv": """product_id,title,category,unit_cost
tray,"Tray, oak",Office,20
""",
}
_OF_A_REFRESH = re.compile(
    r'"(as_of|finished_at|refresh_id|next_cursor)":"[^"]+"'
)  # when it was done, and what names it
_OF_A_BUILD = re.compile(r'"(version|recommendation_id)":"[^"]+"')  # of the keys that each suite has of its own
SHELF_SECONDS = 30.0  # until what was built is served; a second on a quiet machine
AS_OF = "2024-05-02T22:59:59Z"
# What each GET is asked, without as_of, which is added; the last question of a path that takes explain has that too.
QUESTIONS: dict[str, list[str]] = {
    "/api/revenue/current": ["", "basis=order&channel=online&category=Kitchen"],
    "/api/revenue/trends": ["window=7d", "basis=order&window=365d&granularity=month"],
    "/api/revenue/trends.csv": ["from=2024-03-30&to=2024-05-02&granularity=week&product=mug"],
    "/api/revenue/products/top": ["by=margin&basis=order&limit=2"],
    "/api/revenue/products/top.csv": ["by=units&location=north&window=90d"],
    "/api/revenue/breakdown": ["by=channel", "by=staff", "by=category&basis=order", "by=new_returning"],
    "/api/revenue/forecast": ["horizon=7d"],
    "/api/revenue/forecast.csv": [""],
    # One question: the cuts are columns of one statement, whose cases are asked of both engines, and it takes long.
    "/api/revenue/funnel": ["by=new_returning&window=7d"],
    "/api/revenue/funnel.csv": ["by=landing_page&window=7d"],
    "/api/revenue/breakdown.csv": ["by=country&basis=order&window=365d"],
    "/api/revenue/customers/ltv": [""],
    "/api/revenue/customers/ltv.csv": ["basis=order&channel=online&window=365d"],
    "/api/revenue/inventory/turnover": ["by=category&basis=order"],
    "/api/revenue/inventory/turnover.csv": ["location=north"],
    "/api/revenue/reconcile": ["from=2024-05-01&to=2024-05-02"],
    "/api/revenue/reconcile.csv": ["day=2024-05-02"],
    "/api/revenue/insights": ["day=2024-05-01&dismissed=1"],
    "/api/revenue/insights.csv": [""],
    "/api/revenue/value": ["from=2024-05-01&to=2024-05-02"],
    "/api/revenue/value.csv": [""],
    "/api/revenue/targets": ["", "scope=location&limit=1"],
    "/api/revenue/targets.csv": [""],
    "/api/revenue/health/live": [""],
    "/api/revenue/health/ready": [""],
    "/api/revenue/openapi.json": [""],
    "/api/revenue/docs": [""],
    "/api/ingest/loads": ["", "limit=1"],
    "/api/ingest/loads.csv": [""],
    "/api/ingest/facts": ["", "limit=1"],
    "/api/ingest/facts.csv": [""],
    "/api/ingest/loads/{load_id}/rejected.csv": [""],
    "/api/ingest/snippet.js": [""],
    "/api/ingest/health/live": [""],
    "/api/ingest/health/ready": [""],
    "/api/ingest/openapi.json": [""],
    "/api/ingest/docs": [""],
}
# Of segments only what a refresh of both engines comes to; each statement behind it has its cases.
SEGMENTS = [
    "/api/segments/list",
    "/api/segments/list.csv?kind=tag",
    "/api/segments/inactive/customers?limit=1",
    "/api/segments/customers/anna",
    "/api/segments/inactive/performance?from=2024-05-01&to=2024-05-02",
    "/api/segments/movement",
    "/api/segments/value",
]
# Of inventory alerts what a morning's run of both engines comes to.
INVENTORY = [
    "/api/inventory/products",
    "/api/inventory/products.csv?sort=-on_hand",
    "/api/inventory/products/mug",
    "/api/inventory/alerts?state=all",
    "/api/inventory/alerts.csv",
    "/api/inventory/alerts/quality",
    "/api/inventory/reorders?state=all",
    "/api/inventory/value",
]
# Of recommendations what a night's build of both engines comes to.
RECOMMENDATIONS = [
    "/api/recommendations/v2/anonymous",
    "/api/recommendations/v2/anna?surface=product&product=tray",
    "/api/recommendations/v2/anna/explain",
    "/api/recommendations/v2/coverage",
    "/api/recommendations/v2/performance",
    "/api/recommendations/v2/value",
]
PROBES = {"/api/ingest/klaviyo/webhooks", "/api/ingest/mailchimp/webhooks"}  # a vendor's, whether somebody is there
A_SOCKET = {"/ws/revenue/live"}  # what it tells is what /api/revenue/current answers
# Asked again when a load was taken back and a customer erased: of each kind of table that changed.
AFTERWARDS = [
    f"/api/revenue/current?as_of={AS_OF}",
    f"/api/revenue/customers/ltv?as_of={AS_OF}",
    "/api/ingest/loads",
]


@cache
def gets() -> dict[str, set[str]]:
    """Every path of the contracts that can be asked, and the shared parameters it takes."""
    found: dict[str, set[str]] = {}
    for contract in ("revenue.yaml", "ingestion.yaml"):
        for path, methods in yaml.safe_load((CONTRACTS / contract).read_text(encoding="utf-8"))["paths"].items():
            if "get" in methods:
                taken = methods["get"].get("parameters", [])
                found[path] = {each["$ref"].rpartition("/")[2] for each in taken if "$ref" in each}
    return found


def every_question() -> list[str]:
    questions = []
    for path, asked in QUESTIONS.items():
        takes = gets().get(path, set())
        as_of = [f"as_of={AS_OF}"] if "AsOf" in takes else []
        for each in asked:
            explain = ["explain=1"] if "Explain" in takes and each is asked[-1] else []
            questions.append(f"{path}?{'&'.join(filter(None, [each, *as_of, *explain]))}".rstrip("?"))
    return questions


@pytest.fixture(scope="module")
def engines(
    emulator: str,
    new_dataset: Callable[[str], AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Engine, Engine]]:
    """The suite on DuckDB and on BigQuery, both with the same two loads and a target of their own."""
    with new_dataset("suite") as dataset:
        url = f"bigquery://shop/{dataset}?emulator={emulator}"
        duckdb = Engine(tmp_path_factory.mktemp("duckdb"), {})
        on_bigquery = Engine(tmp_path_factory.mktemp("bigquery"), {"WAREHOUSE_URL": url})
        for files in (FIRST, SECOND):
            assert on_bigquery.load(files) == duckdb.load(files)
        assert on_bigquery.visit_days() == duckdb.visit_days() > 0
        yield duckdb, on_bigquery
        duckdb.suite.close()
        on_bigquery.suite.close()


def test_every_get_of_the_contracts_is_asked() -> None:
    assert set(gets()) - A_SOCKET - PROBES == set(QUESTIONS)


@pytest.mark.slow
@pytest.mark.parametrize("question", every_question())
def test_every_answer_is_the_same_on_both_engines(engines: tuple[Engine, Engine], question: str) -> None:
    expected, answer = (engine.get(question) for engine in engines)
    assert answer == expected


def test_a_refresh_puts_the_same_customers_into_the_same_segments(engines: tuple[Engine, Engine]) -> None:
    duckdb, on_bigquery = engines
    assert on_bigquery.do("segments", "refresh") == duckdb.do("segments", "refresh")
    for question in SEGMENTS:
        assert _OF_A_REFRESH.sub("", on_bigquery.get(question)) == _OF_A_REFRESH.sub("", duckdb.get(question))


@pytest.fixture
def at_once(engines: tuple[Engine, Engine]) -> Iterator[tuple[Engine, Engine]]:
    """Both at the same moment of the morning: what a run names after its moment has one name."""
    for engine in engines:
        engine.stopped_at = MORNING + timedelta(hours=1)
    yield engines
    for engine in engines:
        engine.stopped_at = None


@thorough
def test_a_mornings_run_finds_the_same_of_stock(at_once: tuple[Engine, Engine]) -> None:
    said = [engine.do("inventory-alerts", "daily") for engine in at_once]
    assert said[0] == said[1]
    for question in INVENTORY:
        expected, answer = (engine.get(question) for engine in at_once)
        assert answer == expected, question


@thorough
def test_a_nights_build_makes_the_same_lists(at_once: tuple[Engine, Engine]) -> None:
    for engine in at_once:
        engine.do("recommendations-v2", "build")
        end = time.monotonic() + SHELF_SECONDS
        while not json.loads(engine.get(RECOMMENDATIONS[0]))["items"]:
            assert time.monotonic() < end, "the lists that were built are not served"
            time.sleep(0.1)
    for question in RECOMMENDATIONS:
        expected, answer = (_OF_A_BUILD.sub("", engine.get(question)) for engine in at_once)
        assert answer == expected, question


@pytest.fixture(scope="module")
def fewer(engines: tuple[Engine, Engine]) -> tuple[Engine, Engine]:
    """The same, after the first load was taken back and a customer of the second erased."""
    undone = [engine.undo(engine.load_ids[0]) for engine in engines]
    assert undone[0] == undone[1]
    erased = [engine.erase("ben") for engine in engines]
    assert erased[0] == erased[1]
    return engines


@thorough
@pytest.mark.parametrize("question", AFTERWARDS)
def test_an_undo_and_an_erasure_leave_the_same_on_both_engines(fewer: tuple[Engine, Engine], question: str) -> None:
    expected, answer = (engine.get(question) for engine in fewer)
    assert answer == expected

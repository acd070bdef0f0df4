"""The whole suite on BigQuery: started, loaded and asked as on DuckDB, it says the same, byte for byte."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.cloud import bigquery
from werkzeug.test import TestResponse

from local.suite import Suite, open_suite
from shared.auth.tokens import local_issuer
from shared.secrets import connect as connect_secrets
from shared.store import connect as connect_store

SHOP = {"SHOP_TIMEZONE": "Europe/London", "SHOP_CURRENCY": "GBP", "SHOP_COUNTRY": "GB"}
HEADER = "order_id,kind,occurred_at,product_id,customer_id,location_id,channel,quantity,unit_price,discount_amount"
SALES = f"""{HEADER},unit_cost,line_type
1001,sale,2024-05-01T09:15:00+01:00,mug,anna,,online,2,12.50,0,5.00,
1001,sale,2024-05-01T09:15:00+01:00,,anna,,online,1,4.95,0,,shipping
1002,sale,2024-05-01T16:40:00+01:00,tray,,north,counter,1,40.00,4.00,,
1003,sale,2024-05-02T10:05:00+01:00,mug,ben,north,counter,4,12.50,0,5.005,
1001,refund,2024-05-02T11:00:00+01:00,mug,anna,,online,-1,12.50,0,5.00,
1005,sale,2024-05-02T23:55:00+01:00,tray,anna,,online,2,40.00,0,,
"""
AS_OF = "as_of=2024-05-02T22:59:59Z"
QUESTIONS = [
    f"/api/revenue/current?{AS_OF}",
    f"/api/revenue/current?{AS_OF}&basis=order&channel=online",
    f"/api/revenue/trends?{AS_OF}&granularity=month",
    f"/api/revenue/trends.csv?{AS_OF}&basis=order",
]


class Engine:
    """A suite in this process, on one engine."""

    def __init__(self, data_dir: Path, environment: dict[str, str]) -> None:
        self.suite: Suite = open_suite(data_dir, {**SHOP, **environment}, lambda *_: None)
        hidden, store = connect_secrets(f"file://{data_dir}/secrets"), connect_store(f"file://{data_dir}/shop/store")
        self._headers = {"Authorization": f"Bearer {local_issuer(hidden, store).issue('owner', 'test')}"}

    def get(self, path: str) -> TestResponse:
        return self.suite.app.test_client().get(path, headers=self._headers)

    def load(self, name: str, content: str) -> dict[str, object]:
        answer = self.suite.app.test_client().post(
            "/api/ingest/files",
            data={"file": [(io.BytesIO(content.encode()), name)], "format": "canonical"},
            headers=self._headers,
        )
        answer.request.environ["wsgi.input"].close()  # the test client spools a large body to a file and forgets it
        assert answer.status_code == 200, answer.text
        report: dict[str, object] = answer.json or {}
        return {name: value for name, value in report.items() if name != "load_id"}


@pytest.fixture(scope="module")
def engines(
    emulator: str, emulator_client: bigquery.Client, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Engine]]:
    """The suite on DuckDB and on BigQuery, both with the same sales."""
    dataset = f"suite_{secrets.token_hex(6)}"
    emulator_client.create_dataset(dataset)
    url = f"bigquery://shop/{dataset}?emulator={emulator}"
    duckdb = Engine(tmp_path_factory.mktemp("duckdb"), {})
    on_bigquery = Engine(tmp_path_factory.mktemp("bigquery"), {"WAREHOUSE_URL": url})
    assert on_bigquery.load("sales.csv", SALES) == duckdb.load("sales.csv", SALES)
    yield duckdb, on_bigquery
    duckdb.suite.plugs.warehouse.close()
    on_bigquery.suite.plugs.warehouse.close()


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_is_the_same_on_both_engines(engines: tuple[Engine, Engine], question: str) -> None:
    expected, answer = (engine.get(question) for engine in engines)
    assert (expected.status_code, answer.status_code) == (200, 200), answer.text
    assert answer.data == expected.data

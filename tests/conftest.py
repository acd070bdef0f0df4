"""One running suite with a small shop in it, for the tests that no single service owns."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from local.suite import open_suite
from shared.auth.tokens import local_issuer
from shared.secrets import connect as connect_secrets
from shared.store import connect as connect_store
from shared.warehouse import Query, Row, Warehouse
from shared.web import Service

ROOT = Path(__file__).parents[1]
# Files that take half a minute and more, the longest first: begun last, one of them would hold up the end alone.
SLOWEST_FIRST = (
    "tests/queries/test_foreign_dataset.py",
    "tests/queries/test_whole_suite.py",
    "tests/queries/test_generations.py",
    "tests/queries/test_statements.py",
    "tests/contracts/test_schemathesis.py",
    "tests/end_to_end/test_crashes.py",
    "infra/local/tests/test_dashboard_journeys.py",
    "infra/local/tests/test_dashboard.py",
    "tests/end_to_end/test_images.py",
    "tests/end_to_end/test_demo.py",
    "tests/end_to_end/test_real_shops.py",
    "tests/queries/test_staging.py",
    "tests/queries/test_merging.py",
    "tests/end_to_end/test_lightspeed.py",
    "tests/end_to_end/test_live.py",
    "infra/local/tests/test_dashboard_loading.py",
    "infra/local/tests/test_demo_build.py",
    "infra/local/tests/test_shops.py",
    "infra/local/tests/test_up.py",
    "infra/local/tests/test_up_demo.py",
    "infra/local/tests/test_demo_events.py",
    "services/ingestion/tests/events/test_merging.py",
    "services/ingestion/tests/test_ledger_properties.py",
    "services/revenue/tests/test_customer_value.py",
    "services/ingestion/tests/lightspeed/test_lightspeed_properties.py",
    "services/ingestion/tests/files/test_files_real_data.py",
)
HEADER = "order_id,kind,occurred_at,product_id,customer_id,location_id,channel,quantity,unit_price,discount_amount"
SALES = f"""{HEADER},line_type
1001,sale,2024-05-01T09:15:00+01:00,mug,anna,,online,2,12.50,0,
1001,sale,2024-05-01T09:15:00+01:00,,anna,,online,1,4.95,0,shipping
1002,sale,2024-05-01T16:40:00+01:00,tray,,north,counter,1,40.00,4.00,
1003,sale,2024-05-02T10:05:00+01:00,mug,ben,north,counter,4,12.50,0,
1001,refund,2024-05-02T11:00:00+01:00,mug,anna,,online,-1,12.50,0,
1004,sale,2024-05-02T12:30:00+01:00,card,ben,,online,1,25.00,0,gift_card
1005,sale,2024-05-02T17:55:00+01:00,tray,anna,,online,2,40.00,0,
"""
PRODUCTS = """product_id,title,category,unit_cost
mug,Mug,Kitchen,5.00
tray,"Tray, oak",Kitchen,
card,Gift card,Cards,
"""
TARGETS = """scope,scope_id,period_start,period_end,net_amount
shop,,2024-05-01,2024-05-31,5000
"""
AS_OF = "2024-05-02T22:59:59Z"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; the Makefile keeps xdist from ordering files by how many tests they have."""
    place = {str(ROOT / name): number for number, name in enumerate(SLOWEST_FIRST)}
    items.sort(key=lambda item: place.get(str(item.path), len(place)))


@dataclass(frozen=True)
class Suite:
    """The suite in this process, and tokens for it."""

    app: Flask
    data_dir: Path
    warehouse: Warehouse
    services: Sequence[Service]
    close: Callable[[], None]

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def rows(self, text: str) -> list[Row]:
        """What a statement answers, past all services."""
        return self.warehouse.query(Query("test", text, {}))

    def token(self, role: str) -> str:
        secrets = connect_secrets(f"file://{self.data_dir}/secrets")
        store = connect_store(f"file://{self.data_dir}/shop/store")
        return local_issuer(secrets, store).issue(role, "test")

    def get(self, path: str, *, role: str = "owner", headers: Mapping[str, str] | None = None) -> TestResponse:
        signed = {"Authorization": f"Bearer {self.token(role)}", **(headers or {})}
        return self.client.get(path, headers=signed)

    def load(self, files: Mapping[str, bytes], **form: str) -> TestResponse:
        """Upload files as a browser does."""
        uploads = [(io.BytesIO(content), name) for name, content in files.items()]
        answer = self.client.post(
            "/api/ingest/files",
            data={"file": uploads, **(form or {"format": "canonical"})},
            headers={"Authorization": f"Bearer {self.token('owner')}"},
        )
        answer.request.environ["wsgi.input"].close()  # the test client spools a large body to a file and forgets it
        return answer


def opened(data_dir: Path, environment: Mapping[str, str]) -> Suite:
    suite = open_suite(data_dir, environment, lambda *_: None)
    return Suite(suite.app, data_dir, suite.plugs.warehouse, suite.services, suite.close)


@pytest.fixture(scope="session")
def new_suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Suite]]:
    """Makes an empty suite for a shop in London, with further settings where they are given."""
    suites: list[Suite] = []

    def made(**settings: str) -> Suite:
        data_dir = tmp_path_factory.mktemp("data")
        environment = {"SHOP_TIMEZONE": "Europe/London", "SHOP_CURRENCY": "GBP", "SHOP_COUNTRY": "GB", **settings}
        suites.append(opened(data_dir, environment))
        return suites[-1]

    yield made
    for suite in suites:
        suite.close()


@pytest.fixture(scope="session")
def full_suite(new_suite: Callable[..., Suite]) -> Callable[..., Suite]:
    """Makes a suite with two days of a small shop, with further settings where they are given."""

    def made(**settings: str) -> Suite:
        suite = new_suite(**settings)
        files = {"sales.csv": SALES, "products.csv": PRODUCTS, "targets.csv": TARGETS}
        loaded = suite.load({name: text.encode() for name, text in files.items()})
        assert loaded.status_code == 200, loaded.text
        return suite

    return made


@pytest.fixture(scope="session")
def suite(full_suite: Callable[[], Suite]) -> Suite:
    """The small shop that many tests look at and none changes."""
    return full_suite()


@pytest.fixture(scope="session")
def empty_suite(new_suite: Callable[[], Suite]) -> Suite:
    return new_suite()


@pytest.fixture(scope="session")
def unset_suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Suite]]:
    """Makes an empty suite whose shop nobody has described yet."""
    suites: list[Suite] = []

    def made() -> Suite:
        suites.append(opened(tmp_path_factory.mktemp("data"), {}))
        return suites[-1]

    yield made
    for suite in suites:
        suite.close()

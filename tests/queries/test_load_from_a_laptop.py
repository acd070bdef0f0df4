"""`shopsight load` on a laptop with every plug at Google Cloud, as docs/deployment.md has it.

BigQuery is its emulator; Cloud Storage, Pub/Sub and Secret Manager are the stand-ins of their own adapters' tests.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from google.cloud import bigquery
from tests.queries.conftest import PROJECT, ROOT

from local.talk import SOME_REJECTED
from shared.testing_google import GoogleStandIn, google_stand_in

SALES = """order_id,kind,occurred_at,product_id,quantity,unit_price
1001,sale,2024-05-01T09:15:00+01:00,mug,2,12.50
1002,sale,2024-05-01T16:40:00+01:00,tray,1,40.00
1003,sale,yesterday,mug,1,12.50
"""
SECONDS = 600  # some hundred statements of the emulator, a tenth of a second each on a quiet machine


STAND_INS = ROOT / "shared" / "tests"


@contextmanager
def cloud_storage() -> Iterator[str]:
    """Where the stand-in of Cloud Storage is; it ends with its standard input."""
    command = [sys.executable, str(STAND_INS / "cloud_storage_stand_in.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.communicate(timeout=20)


def pubsub() -> Any:
    """The stand-in of Pub/Sub, whose folder is no package."""
    path = STAND_INS / "event_bus" / "pubsub_stand_in.py"
    spec = importlib.util.spec_from_file_location("laptops_pubsub", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.PubSubStandIn(lambda *_: "")


@pytest.fixture
def secrets() -> Iterator[GoogleStandIn]:
    with google_stand_in() as google:
        yield google


@pytest.fixture
def laptop(
    emulator: str, new_dataset: Callable[[str], AbstractContextManager[str]], secrets: GoogleStandIn, tmp_path: Path
) -> Iterator[tuple[Mapping[str, str], str]]:
    """The environment of docs/deployment.md, and the dataset it names."""
    bus = pubsub()
    with new_dataset("laptop") as dataset, cloud_storage() as bucket:
        plugs = {
            "WAREHOUSE_URL": f"bigquery://{PROJECT}/{dataset}?emulator={emulator}",
            "EVENT_BUS_URL": f"pubsub://shop-of-tests?emulator=127.0.0.1:{bus.port}",
            "STORE_URL": "gs://shop-of-tests-store",
            "STORAGE_EMULATOR_HOST": bucket,
            "SECRETS_URL": f"secret-manager://shop-of-tests?emulator={secrets.url}",
            "SCHEDULE_URL": f"cloud-scheduler://shop-of-tests/europe-west2?emulator={secrets.url}",
            "INBOX_URL": "raw-facts:",
            "SHOP_TIMEZONE": "Europe/London",
            "SHOP_CURRENCY": "GBP",
            "SHOP_COUNTRY": "GB",
        }
        yield {**os.environ, **plugs, "HOME": str(tmp_path)}, dataset
    bus.stop()


def shopsight(environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """What a person types."""
    command = [str(ROOT / ".venv" / "bin" / "shopsight"), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)


@pytest.mark.slow
def test_files_of_a_laptop_are_in_the_tables_at_google_and_a_second_time_changes_nothing(
    laptop: tuple[Mapping[str, str], str], emulator_client: bigquery.Client, secrets: GoogleStandIn, tmp_path: Path
) -> None:
    environment, dataset = laptop
    (tmp_path / "sales.csv").write_text(SALES, encoding="utf-8")
    words = ["load", "--format", "canonical", "--json", "--data-dir", f"{tmp_path}/data", f"{tmp_path}/sales.csv"]
    loaded = shopsight(environment, *words)
    assert loaded.returncode == SOME_REJECTED, loaded.stderr  # a line, which is in a file
    report = json.loads(loaded.stdout)
    assert Path(report["rejected_file"]).read_text(encoding="utf-8").count("yesterday") == 1

    def amounts() -> list[tuple[object, ...]]:
        text = f"SELECT order_id, net_amount FROM `{dataset}.sales` ORDER BY order_id"
        return [tuple(row.values()) for row in emulator_client.query_and_wait(text)]

    held = amounts()
    assert [(order, float(amount)) for order, amount in held] == [("1001", 25.0), ("1002", 40.0)]

    again = shopsight(environment, *words)
    assert again.returncode == SOME_REJECTED, again.stderr
    assert amounts() == held
    assert (secrets.secrets, secrets.broken_rules) == ({}, [])  # a load needs none while nobody was erased

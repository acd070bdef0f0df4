"""Two shops in one data folder: the demo while there is nothing else to show, and the owner's own once it is loaded."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, EnvironBuilder, TestResponse

from local.data_folder import open_data_folder
from local.demo_folder import DemoFolder
from local.plugs import issuer
from local.shops import Shops, open_shops
from local.suite import DATA_HEADER
from local.testing import NET_TOTAL, SALES
from shared.settings import SettingsError
from shared.warehouse import Query

HERE = str(Path(__file__).parent)
CURRENT = "/api/revenue/current"
WRONG = b"order_id,occurred_at,product_id,quantity,unit_price\n1,2024-03-01T10:00:00Z,mug,many,8.50\n"

Open = Callable[..., "Running"]


class Running:
    """A suite in this process, and an owner who asks it."""

    def __init__(self, shops: Shops, data_dir: Path) -> None:
        self.shops = shops
        self._client = Client(shops)
        self._signed = {"Authorization": f"Bearer {issuer(open_data_folder(data_dir), {}).issue('owner', 'test')}"}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._client.get(path, headers={**self._signed, **headers})

    def figures(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.get(f"{CURRENT}?as_of=2024-03-02T20:00:00Z").get_json()
        return answer

    def load(self, content: bytes = SALES.encode(), **form: str) -> TestResponse:
        data = {"file": (io.BytesIO(content), "sales.csv"), "format": "canonical", **form}
        return self._client.post("/api/ingest/files", data=data, headers=self._signed)

    def post(self, path: str) -> TestResponse:
        return self._client.post(path, headers=self._signed)

    def put(self, path: str, content: bytes, kind: str) -> TestResponse:
        return self._client.put(path, data=content, content_type=kind, headers=self._signed)

    def shown(self) -> str:
        """Whose data an answer is of: its header and its field must agree."""
        answer = self.get(CURRENT)
        assert answer.get_json()["data"] == answer.headers[DATA_HEADER]
        return str(answer.headers[DATA_HEADER])


@pytest.fixture
def open_it(data_dir: Path, small_demo: Path) -> Iterator[Open]:
    """Opens the data folder as `shopsight up` does, with a demo of one day in it."""
    opened: list[Shops] = []
    shutil.copytree(small_demo, data_dir / "demo")

    def opens(*, empty: bool = False, **environment: str) -> Running:
        for shops in opened:
            shops.close()
        folder = open_data_folder(data_dir)
        given = {"PYTHONPATH": HERE, "JOBS_BY_CLOCK": "false", **environment}
        opened.append(open_shops(folder, given, lambda *_: None, empty=empty, generator="fake_demo"))
        return Running(opened[-1], data_dir)

    yield opens
    for shops in opened:
        shops.close()


def rows(shops: Shops, table: str = "sales") -> tuple[int, int]:
    """Rows in the owner's table and in that of what is shown."""
    query = Query("test", f"SELECT COUNT(*) AS n FROM {table}", {})
    own, shown = (suite.plugs.warehouse.query(query)[0]["n"] for suite in (shops.shop, shops.served))
    return int(str(own)), int(str(shown))


def test_an_empty_machine_shows_the_demo_which_says_so_everywhere(open_it: Open, data_dir: Path) -> None:
    shutil.rmtree(data_dir)
    suite = open_it()

    figures = suite.get(CURRENT).get_json()
    assert figures["data"] == "demo"
    assert (figures["currency"], figures["time_zone"]) == ("EUR", "Europe/Dublin")
    assert figures["data_until"] is not None
    for path in ("/", "/nothing", "/metrics", "/api/ingest/loads", "/api/ingest/health/live", CURRENT):
        assert suite.get(path).headers[DATA_HEADER] == "demo", path
    assert suite.get(CURRENT, Host="evil.example").headers[DATA_HEADER] == "demo"
    assert suite.get("/api/revenue/trends.csv?window=7d").headers[DATA_HEADER] == "demo"
    assert suite.get(CURRENT, Authorization="Bearer wrong").headers[DATA_HEADER] == "demo"
    assert rows(suite.shops)[0] == 0


def test_a_load_goes_to_the_owners_shop_and_shows_it(open_it: Open) -> None:
    suite = open_it()
    before = suite.get(CURRENT)

    report = suite.load().get_json()

    assert any("this shop is shown from now on" in note for note in report["notes"])
    assert suite.shown() == "shop"
    assert suite.figures()["month_to_date"]["net_sales"] == {"amount": NET_TOTAL, "currency": "GBP"}
    assert rows(suite.shops) == (3, 3)
    assert [load["load_id"] for load in suite.get("/api/ingest/loads").get_json()["items"]] == [report["load_id"]]
    again = suite.get(CURRENT, **{"If-None-Match": before.headers["ETag"]})
    assert again.status_code == 200
    assert suite.load().get_json()["notes"] == []  # it was said once


def test_a_dry_run_leaves_the_demo_and_its_rejected_rows_can_be_read(open_it: Open) -> None:
    suite = open_it()

    report = suite.load(SALES.encode() + WRONG.splitlines(keepends=True)[1], dry_run="true").get_json()

    assert report["tables"][0]["loaded"] == 3
    assert report["net_amount"]["currency"] == "GBP"
    assert suite.shown() == "demo"
    rejected = suite.get(report["rejected_rows"])
    assert rejected.status_code == 200
    assert rejected.headers[DATA_HEADER] == "shop"
    rejected.close()


@pytest.mark.parametrize("content", [b"%PDF-1.7", WRONG])
def test_a_load_that_brings_nothing_leaves_the_demo(open_it: Open, content: bytes) -> None:
    suite = open_it()

    suite.load(content)

    assert suite.shown() == "demo"
    assert suite.load().status_code == 200
    assert suite.shown() == "shop"


def test_after_a_load_the_demo_is_shown_where_it_is_asked_for_and_stays(open_it: Open) -> None:
    open_it().load()
    next_start = open_it()
    assert next_start.shown() == "shop"
    assert next_start.shops.served is next_start.shops.shop  # no demo is open for nothing
    suite = open_it(USE_MOCK_DATA="true")
    assert suite.shown() == "demo"

    report = suite.load(SALES.replace("1001", "2001").encode()).get_json()

    assert any("USE_MOCK_DATA" in note for note in report["notes"])
    assert suite.shown() == "demo"
    assert rows(suite.shops)[0] > 3


def test_a_load_that_is_taken_back_leaves_a_shop_without_one(open_it: Open) -> None:
    suite = open_it()
    report = suite.load().get_json()
    assert suite.post(f"/api/ingest/loads/{report['load_id']}/undo").status_code == 200
    assert suite.shown() == "shop"  # nobody's page changes under their eyes because they took something back

    assert open_it().shown() == "demo"


def test_without_data_if_that_is_asked_for(open_it: Open) -> None:
    suite = open_it(empty=True)

    assert suite.shown() == "shop"
    assert suite.get(CURRENT).get_json()["data_until"] is None


def test_a_warehouse_that_is_named_is_somebodys_shop(open_it: Open, tmp_path: Path) -> None:
    assert open_it(WAREHOUSE_URL=f"duckdb://{tmp_path}/named.duckdb").shown() == "shop"


def test_a_wish_that_is_neither_yes_nor_no_is_refused(open_it: Open) -> None:
    with pytest.raises(SettingsError, match="USE_MOCK_DATA"):
        open_it(USE_MOCK_DATA="perhaps")


def test_what_is_shown_is_listed_and_taken_back(open_it: Open) -> None:
    suite = open_it()
    (load,) = suite.get("/api/ingest/loads").get_json()["items"]
    assert load["source"] == "demo"

    undone = suite.post(f"/api/ingest/loads/{load['load_id']}/undo")

    assert undone.status_code == 200
    assert undone.headers[DATA_HEADER] == "demo"
    assert suite.shown() == "demo"


def test_a_target_set_in_the_demo_stays_there(open_it: Open) -> None:
    suite = open_it()
    target = b"scope,scope_id,period_start,period_end,net_amount\nshop,,2024-05-01,2024-05-31,900\n"
    answer = suite.put("/api/revenue/targets", target, "text/csv")
    assert (answer.status_code, answer.headers[DATA_HEADER]) == (200, "demo")
    assert len(suite.get("/api/revenue/targets").get_json()["items"]) == 1

    suite.load()

    assert suite.shown() == "shop"
    assert suite.get("/api/revenue/targets").get_json()["items"] == []


def test_a_request_in_hand_ends_in_the_demo_it_began_in(open_it: Open) -> None:
    suite = open_it()
    environ = EnvironBuilder(path="/api/ingest/loads.csv", headers=suite._signed).get_environ()
    answer = suite.shops(environ, lambda *_: lambda _: None)

    suite.load()

    assert suite.shown() == "shop"
    assert b"demo-start" in b"".join(answer)
    answer.close()  # type: ignore[attr-defined]  # as a WSGI server does


def test_after_an_update_of_the_program_the_demo_is_made_anew_as_it_was_asked_for(
    open_it: Open, data_dir: Path
) -> None:
    folder = DemoFolder(data_dir / "demo")
    old = folder.find()
    assert old is not None
    folder.show(replace(old, recipe="of an earlier program", seed=9))

    assert open_it().shown() == "demo"

    new = folder.find()
    assert new is not None
    assert (new.seed, new.until, new.scale) == (9, old.until, old.scale)
    assert not folder.data(old.generation).exists()


def test_a_demo_that_is_built_anew_is_gone_over_to(open_it: Open, data_dir: Path) -> None:
    suite = open_it()
    folder = DemoFolder(data_dir / "demo")
    first = folder.find()
    assert first is not None
    assert suite.shops.look()
    assert folder.find() == first  # nothing new, nothing changed

    suite.shops._maker.build(seed=7, until=first.until - timedelta(days=3), progress=lambda *_: None)
    assert suite.shops.look()

    second = folder.find()
    assert second is not None
    assert second.seed == 7
    assert suite.shown() == "demo"
    assert not folder.data(first.generation).exists()
    assert json.loads(folder.truths.read_text(encoding="utf-8"))["seed"] == 7

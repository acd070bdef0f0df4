"""A shop as its owner meets it: loads, looks, takes back, moves to another time zone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.suite import open_suite
from shared.settings import SettingsError

AS_OF = "2024-05-02T22:59:59Z"
SALES = b"""order_id,kind,occurred_at,product_id,quantity,unit_price
1,sale,2024-05-01T22:30:00Z,mug,2,10.00
2,sale,2024-05-02T23:30:00Z,mug,1,10.00
"""


def net_by_day(suite: Any, as_of: str = "2024-05-05T00:00:00Z") -> dict[str, str]:
    answer = suite.get(f"/api/revenue/trends?as_of={as_of}&from=2024-04-30&to=2024-05-04").get_json()
    return {b["start"]: b["net_sales"]["amount"] for b in answer["series"] if b["net_sales"] and b["orders"]}


def test_an_empty_shop_says_that_there_is_no_data(empty_suite: Any) -> None:
    answer = empty_suite.get("/api/revenue/current").get_json()
    assert answer["data_until"] is None
    assert answer["today"]["net_sales"] is None
    assert answer["today"]["reasons"]["net_sales"] == "no_data"
    assert answer["last_full_day"] is None
    assert answer["stale"] is True


def test_the_shops_figures_by_hand(suite: Any) -> None:
    may = suite.get(f"/api/revenue/current?as_of={AS_OF}").get_json()
    today = may["today"]
    assert today["gross_sales"]["amount"] == "130.00"  # 4 mugs, 2 trays; the gift card is no sale
    assert today["refunds"]["amount"] == "12.50"
    assert today["net_sales"]["amount"] == "117.50"
    assert today["orders"] == 2
    assert today["units"] == 5
    assert today["average_order_value"]["amount"] == "65.00"
    assert today["gross_margin"]["amount"] == "22.50"  # 4 - 1 mugs at 12.50 - 5.00; what a tray costs is unknown
    assert today["cost_coverage"]["numerator"]["amount"] == "37.50"
    assert (today["new_customers"], today["returning_customers"]) == (1, 1)
    assert may["month_to_date"]["net_sales"]["amount"] == "178.50"
    assert may["target"]["attainment"]["value"] == 0.0357
    by_order = suite.get(f"/api/revenue/current?as_of={AS_OF}&basis=order").get_json()
    assert by_order["today"]["refunds"]["amount"] == "0.00"
    assert by_order["month_to_date"]["net_sales"] == may["month_to_date"]["net_sales"]


def test_a_refund_is_not_known_before_it_happened(suite: Any) -> None:
    before = suite.get("/api/revenue/current?as_of=2024-05-01T22:59:59Z&basis=order").get_json()
    after = suite.get("/api/revenue/trends?as_of=2024-05-02T22:59:59Z&window=7d&basis=order").get_json()
    assert before["today"]["net_sales"]["amount"] == "61.00"
    assert after["series"][-2]["net_sales"]["amount"] == "48.50"


def test_a_dry_run_says_all_and_changes_nothing(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    report = suite.load({"sales.csv": SALES}, format="canonical", dry_run="true").get_json()
    assert report["tables"] == [{"table": "sales", "read": 2, "loaded": 2, "known": 0, "rejected": 0}]
    assert report["net_amount"] == {"amount": "30.00", "currency": "GBP"}
    assert suite.get("/api/ingest/loads").get_json()["items"] == []
    assert suite.get("/api/revenue/current").get_json()["data_until"] is None


def test_a_load_shows_at_once_and_undo_takes_it_back(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    first = suite.get("/api/revenue/trends?as_of=2024-05-05T00:00:00Z&window=7d")
    load_id = suite.load({"sales.csv": SALES}).get_json()["load_id"]
    second = suite.get(
        "/api/revenue/trends?as_of=2024-05-05T00:00:00Z&window=7d", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert second.status_code == 200
    assert net_by_day(suite) == {"2024-05-01": "20.00", "2024-05-03": "10.00"}
    same = suite.get(
        "/api/revenue/trends?as_of=2024-05-05T00:00:00Z&window=7d", headers={"If-None-Match": second.headers["ETag"]}
    )
    assert same.status_code == 304
    signed = {"Authorization": f"Bearer {suite.token('owner')}"}
    undone = suite.client.post(f"/api/ingest/loads/{load_id}/undo", headers=signed)
    assert undone.get_json()["tables"] == [{"table": "sales", "rows": 2}]
    assert net_by_day(suite) == {}
    assert suite.client.post(f"/api/ingest/loads/{load_id}/undo", headers=signed).status_code == 409
    assert suite.client.post("/api/ingest/loads/never/undo", headers=signed).status_code == 404
    assert [load["status"] for load in suite.get("/api/ingest/loads").get_json()["items"]] == ["undone"]
    assert suite.load({"sales.csv": SALES}).get_json()["tables"][0]["loaded"] == 2


def test_another_time_zone_moves_sales_to_other_days(tmp_path: Path) -> None:
    from tests.conftest import opened  # noqa: PLC0415 - a suite of this test's own

    london = opened(tmp_path, {"SHOP_TIMEZONE": "Europe/London"})
    london.load({"sales.csv": SALES})
    assert net_by_day(london) == {"2024-05-01": "20.00", "2024-05-03": "10.00"}
    london.close()
    york = opened(tmp_path, {"SHOP_TIMEZONE": "America/New_York"})
    assert net_by_day(york) == {"2024-05-01": "20.00", "2024-05-02": "10.00"}
    york.close()


def test_the_same_file_after_a_change_of_time_zone_is_not_loaded_twice(tmp_path: Path) -> None:
    from tests.conftest import opened  # noqa: PLC0415 - a suite of this test's own

    clock_times = SALES.replace(b"Z,mug", b",mug")
    first = opened(tmp_path, {"SHOP_TIMEZONE": "UTC"})
    first.load({"sales.csv": clock_times})
    first.close()
    york = opened(tmp_path, {"SHOP_TIMEZONE": "America/New_York"})
    table = york.load({"sales.csv": clock_times}).get_json()["tables"][0]
    assert (table["loaded"], table["rejected"]) == (
        0,
        2,
    )  # the same lines, at another moment: their load is to be undone
    assert york.rows("SELECT SUM(net_amount) AS net FROM sales")[0]["net"] == 30
    york.close()


def test_the_ledgers_currency_is_not_renamed(tmp_path: Path) -> None:
    from tests.conftest import opened  # noqa: PLC0415 - a suite of this test's own

    first = opened(tmp_path, {"SHOP_CURRENCY": "GBP"})
    first.load({"sales.csv": SALES})
    first.close()
    with pytest.raises(SettingsError, match=r"SHOP_CURRENCY: the ledger is in GBP"):
        open_suite(tmp_path, {"SHOP_CURRENCY": "USD"}, lambda *_: None)
    opened(tmp_path, {"SHOP_CURRENCY": "GBP"}).close()


def test_what_cannot_be_read_is_refused_and_says_what_to_do(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    for name, content in (("sales.csv", b""), ("sales.csv", b"%PDF-1.7"), ("sales.csv", b"colour\nred\n")):
        answer = suite.load({name: content})
        assert answer.status_code == 422
        assert answer.get_json()["type"] == "urn:shopsight:problem:load-refused"
        assert len(answer.get_json()["detail"]) > 20
    assert suite.load({"sales.csv": SALES}, format="canonical", mapping="uci_online_retail").status_code == 400
    assert suite.load({"sales.csv": SALES}, mapping="no_such_mapping").status_code == 400
    assert suite.get("/api/ingest/loads").get_json()["items"] == []


def test_rejected_rows_can_be_read_with_line_and_reason(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    wrong = SALES + b"3,sale,yesterday,mug,1,10.00\n4,sale,2024-05-02T10:00:00Z,mug,many,10.00\n"
    report = suite.load({"sales.csv": wrong}).get_json()
    assert report["tables"] == [{"table": "sales", "read": 4, "loaded": 2, "known": 0, "rejected": 2}]
    answer = suite.get(report["rejected_rows"])
    rows = answer.text.splitlines()
    answer.close()
    assert rows[0] == "file,line,table,field,reason,value"
    assert rows[1].startswith("sales.csv,4,sales,occurred_at,")
    assert rows[2].startswith("sales.csv,5,sales,quantity,not_a_number,many")


def test_progress_is_told_line_by_line(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    import io  # noqa: PLC0415 - one test's

    answer = suite.client.post(
        "/api/ingest/files",
        data={"file": [(io.BytesIO(SALES), "sales.csv")], "format": "canonical"},
        headers={"Authorization": f"Bearer {suite.token('owner')}", "Accept": "application/x-ndjson"},
    )
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert "report" in lines[-1]
    assert lines[-1]["report"]["tables"][0]["loaded"] == 2
    assert any("progress" in line for line in lines)


def test_csv_holds_what_json_holds(suite: Any) -> None:
    query = f"as_of={AS_OF}&window=7d"
    rows = suite.get(f"/api/revenue/trends.csv?{query}").text.splitlines()
    series = suite.get(f"/api/revenue/trends?{query}").get_json()
    assert len(rows) == 1 + sum(len(series[name]) for name in ("series", "previous", "year_before"))
    column = rows[0].split(",").index("net_sales")
    assert rows[7].split(",")[column] == series["series"][-1]["net_sales"]["amount"]
    by_header = suite.get(f"/api/revenue/trends?{query}", headers={"Accept": "text/csv"})
    assert by_header.text.splitlines() == rows
    margin = rows[0].split(",").index("gross_margin")
    hidden = suite.get(f"/api/revenue/trends.csv?{query}", role="viewer").text.splitlines()
    assert rows[7].split(",")[margin] == "22.50"
    assert hidden[7].split(",")[margin] == ""

"""The demo as somebody meets it on an empty machine: killed while it is made, made whole, left for their own shop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from local.demo_folder import DemoFolder
from local.testing import (
    END_SECONDS,
    NET_TOTAL,
    SALES,
    SHOPSIGHT,
    START_SECONDS,
    Up,
    clean_environment,
    free_port,
    started,
)


def generations(data_dir: Path) -> list[Path]:
    return [path for path in (data_dir / "demo").glob("*") if path.is_dir()]


def kill_while_it_is_made(data_dir: Path) -> None:
    """Start on the empty folder and kill the process that minds all others in the middle of the making."""
    command = [str(SHOPSIGHT), "up", "--data-dir", str(data_dir), "--port", str(free_port())]
    with subprocess.Popen(
        command, env=clean_environment(), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as up:
        deadline = time.monotonic() + START_SECONDS
        while not generations(data_dir):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        up.kill()
        up.wait()
    deadline = time.monotonic() + END_SECONDS
    while True:  # what was started for it ends by itself
        try:
            os.killpg(up.pid, 0)
        except ProcessLookupError:
            return
        assert time.monotonic() < deadline
        time.sleep(0.05)


def figures(suite: Up, path: str = "/api/revenue/trends?window=365d&granularity=month") -> dict[str, object]:
    status, headers, body = suite.ask("GET", path, headers=suite.signed_in())
    answer: dict[str, object] = json.loads(body)
    assert status == 200
    assert answer["data"] == headers["X-Shopsight-Data"]
    return answer


def arrow_is_in(suite: Up) -> bool:
    """Whether what serves has loaded Arrow or what else the nightly jobs compute with: the server and its worker, not
    the worker's own children. numpy it has: recommendations are ranked with it.
    """
    process = suite.process.pid
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    maps = "".join(Path(f"/proc/{each}/maps").read_text(encoding="utf-8") for each in (str(process), *children))
    return any(f"/{library}/" in maps for library in ("pyarrow", "scipy", "sklearn", "lightgbm"))


def planted_truths_are_in_revenues_answers(suite: Up, told: dict[str, Any]) -> None:
    """What truths.json says of sales is what revenue answers, as of the moment the demo was made for."""
    demo, truths = told["demo"], told["truths"]

    def ask(question: str, first: str, last: str) -> Any:
        as_of = demo["until"].replace("+", "%2B")
        return figures(suite, f"/api/revenue/{question}&from={first}&to={last}&as_of={as_of}")

    whole = ask("trends?granularity=month", demo["first_day"], demo["anchor_day"])["totals"]["series"]
    for figure in ("gross_sales", "discounts", "refunds", "net_sales"):
        assert whole[figure]["amount"] == told["totals"][figure]
    assert whole["orders"] == told["totals"]["orders"]

    wave = truths["refund_wave"]
    (scales,) = ask(f"products/top?by=net&product={wave['product_id']}", wave["from"], wave["to"])["items"]
    assert scales["refunds"]["amount"] == wave["refunded"]
    totals = ask("trends?granularity=day", wave["from"], wave["to"])["totals"]
    assert totals["series"]["refunds"]["amount"] == wave["shop_refunds_in_these_days"]

    viral = truths["viral_product"]
    best = ask("products/top?by=net", viral["since"], demo["anchor_day"])["items"][0]
    assert (best["product_id"], best["net_sales"]["amount"]) == (viral["product_id"], viral["net_sales_since"])

    season = truths["seasonal_peak"]
    for peak, units in season["units_in_21_days_around"].items():
        first, last = (str(date.fromisoformat(peak) + timedelta(days=days)) for days in (-10, 10))
        (crackers,) = ask(f"products/top?by=units&product={season['product_id']}", first, last)["items"]
        assert crackers["units"] + crackers["units_refunded"] == units

    gap = next(each for each in truths["data_gap"] if each["what"] == "sales")
    silent = ask(f"trends?location={gap['location_id']}", gap["from"], gap["to"])["series"]
    assert [day["net_sales"]["amount"] for day in silent] == ["0.00", "0.00"]

    # Thousands of sessions by night and no order more: the day sells like the days beside it.
    burst = date.fromisoformat(truths["bot_burst"]["day"])
    days = ask("trends?granularity=day", str(burst - timedelta(days=2)), str(burst + timedelta(days=2)))["series"]
    orders = [day["orders"] for day in days]
    assert truths["bot_burst"]["sessions"] > 10 * orders[2]
    assert orders[2] < 2 * max(orders[:2] + orders[3:])


def planted_truths_are_in_the_funnel(suite: Up, told: dict[str, Any]) -> None:
    """Bots and the silent day of the storefront are named and are no people; every web order has its cause."""
    demo, truths = told["demo"], told["truths"]
    as_of, gap = demo["until"].replace("+", "%2B"), next(e for e in truths["data_gap"] if e["what"] == "web_events")
    whole = f"from={demo['web_events_since']}&to={demo['anchor_day']}&as_of={as_of}"
    deadline = time.monotonic() + START_SECONDS
    while (month := dict[str, Any](figures(suite, f"/api/revenue/funnel?{whole}")))["steps"] is None:
        assert month["reasons"]["steps"] == "not_computed_yet"
        assert time.monotonic() < deadline
        time.sleep(0.5)
    assert month["days_without_events"] == [gap["from"]]
    sessions = [step["sessions"] for step in month["steps"]]
    assert sessions == sorted(sessions, reverse=True)
    orders = month["orders"]
    assert sum(cause["orders"] for cause in orders["causes"]) == orders["in_ledger"]
    assert (
        0.65 < orders["coverage"]["value"] < 0.85
    )  # a tenth is seen by no tracker, and of the rest 15.5 % name no order

    burst = truths["bot_burst"]
    night: dict[str, Any] = figures(suite, f"/api/revenue/funnel?from={burst['day']}&to={burst['day']}&as_of={as_of}")  # type: ignore[assignment]  # a document of the contract
    flagged, suspected = night["bots"]["steps"][0]["sessions"], night["suspected_bots"][0]["sessions"]
    agreed = 0.88  # of visitors, as of bots: the others are in no visit
    assert flagged + night["bots"]["events"] / 2 == pytest.approx(burst["sessions_flagged"], rel=0.03)
    assert suspected == pytest.approx(agreed * (burst["sessions"] - burst["sessions_flagged"]), rel=0.05)
    views, before = (each["steps"][1]["of_all"]["value"] for each in (night, night["previous"]))
    assert views == pytest.approx(before, rel=0.15)  # people look as they did the day before


def do_job(suite: Up, name: str) -> None:
    """What the clock does in time."""
    command = [str(SHOPSIGHT), "jobs", "run", name, "--data-dir", str(suite.data_dir)]
    subprocess.run(command, env=clean_environment(), capture_output=True, check=True)


def the_forecast_is_made(suite: Up) -> None:
    """Better than seasonal-naive, and it knows the promotions that are planned."""
    do_job(suite, "forecast")
    end = time.monotonic() + 15  # an answer is as of a mark every five seconds: what was made since comes with the next
    told = dict[str, Any](figures(suite, "/api/revenue/forecast?horizon=28d"))
    while told["days"] is None and time.monotonic() < end:
        time.sleep(0.5)
        told = dict[str, Any](figures(suite, "/api/revenue/forecast?horizon=28d"))
    assert len(told["days"]) == 28
    assert sum(day["promotions"] for day in told["days"]) > 0
    assert not told["stale"]
    assert told["needs"] == []
    accuracy = told["accuracy"]
    assert accuracy["wape"]["value"] < 0.85 * accuracy["seasonal_naive_wape"]["value"]
    assert 0.7 < accuracy["coverage_80"]["value"] < 0.9
    assert told["reasons"] == {"scored": "too_few_days"}


@pytest.mark.slow
def test_from_an_empty_machine_to_ones_own_shop(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    kill_while_it_is_made(data_dir)
    assert DemoFolder(data_dir / "demo").find() is None

    with started(data_dir, empty=False) as suite:
        made = DemoFolder(data_dir / "demo").find()
        assert made is not None
        assert [path.name for path in generations(data_dir)] == [made.generation]
        answer = figures(suite)
        assert (answer["data"], answer["currency"]) == ("demo", made.shop["SHOP_CURRENCY"])
        series: list[dict[str, object]] = answer["series"]  # type: ignore[assignment]  # the contract's list
        assert all(month["orders"] for month in series)
        assert not arrow_is_in(suite)
        told = json.loads(DemoFolder(data_dir / "demo").truths.read_text())
        planted_truths_are_in_revenues_answers(suite, told)
        do_job(suite, "funnel-days")
        planted_truths_are_in_the_funnel(suite, told)
        the_forecast_is_made(suite)
        assert not arrow_is_in(suite)  # nor by a job
        sales = tmp_path / "sales.csv"
        sales.write_text(SALES, encoding="utf-8")
        load = [SHOPSIGHT, "load", "--format", "canonical", str(sales), "--data-dir", str(data_dir)]
        said = subprocess.run(load, env=clean_environment(), capture_output=True, text=True, check=True)
        assert f"{NET_TOTAL} GBP" in said.stdout
        assert "this shop is shown from now on" in said.stdout
        assert figures(suite)["data"] == "shop"
        suite.process.send_signal(signal.SIGKILL)
        suite.process.wait()

    with started(data_dir, empty=False) as again:
        assert figures(again)["data"] == "shop"
        assert "demo" not in again.end()

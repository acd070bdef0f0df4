"""What is planted in the demo shop is found in its rows by arithmetic of our own."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from local.demo import SHOP, Demo
from local.demo.days import number_of
from local.demo.plan import plan_of
from local.demo.simulation import months
from local.demo.testing import WrittenDemo, day_of
from local.demo.web import web_day

ZONE = ZoneInfo(SHOP["SHOP_TIMEZONE"])


def rows_of(written: WrittenDemo, product_id: str) -> list[dict[str, Any]]:
    sales = written.table("sales")
    rows: list[dict[str, Any]] = sales.filter(pc.equal(sales["product_id"], product_id)).to_pylist()
    return [row for row in rows if not row["is_test"]]


def on_hand(written: WrittenDemo, product_id: str, location_id: str, at: datetime) -> int:
    """Last count before, less units sold since, plus receipts."""
    counts, receipts = written.table("stock_counts"), written.table("receipts")
    own = [
        row
        for row in counts.filter(pc.equal(counts["product_id"], product_id)).to_pylist()
        if row["location_id"] == location_id and row["counted_at"] <= at
    ]
    last = max(own, key=lambda row: row["counted_at"])
    units = int(last["on_hand"])
    since = last["counted_at"]
    units -= sum(
        row["quantity"]
        for row in rows_of(written, product_id)
        if row["location_id"] == location_id and since <= row["occurred_at"] <= at
    )
    came = receipts.filter(pc.equal(receipts["product_id"], product_id)).to_pylist()
    return units + sum(
        row["quantity"] for row in came if row["location_id"] == location_id and since <= row["received_at"] <= at
    )


def truth(written: WrittenDemo, name: str) -> Any:
    return written.truths["truths"][name]


def net_by_day(written: WrittenDemo, location_id: str | None = None, kind: str | None = None) -> Counter[date]:
    sales = written.table("sales")
    keep = pc.and_(pc.equal(sales["line_type"], "merchandise"), pc.invert(sales["is_test"]))
    if location_id:
        keep = pc.and_(keep, pc.equal(sales["location_id"], location_id))
    if kind:
        keep = pc.and_(keep, pc.equal(sales["kind"], kind))
    rows = sales.filter(keep)
    local = pc.cast(
        pc.local_timestamp(pc.cast(rows["occurred_at"], pa.timestamp("us", SHOP["SHOP_TIMEZONE"]))), pa.date32()
    )
    sums = pa.table({"day": local, "net": rows["net_amount"]}).group_by("day").aggregate([("net", "sum")])
    return Counter({row["day"]: row["net_sum"] for row in sums.to_pylist()})


def test_the_totals_are_the_ledgers(written_demo: WrittenDemo) -> None:
    total = written_demo.truths["totals"]
    assert f"{sum(net_by_day(written_demo).values()):.2f}" == total["net_sales"]
    assert f"{-sum(net_by_day(written_demo, kind='refund').values()):.2f}" == total["refunds"]
    sales = written_demo.table("sales")
    orders = sales.filter(
        pc.and_(
            pc.and_(pc.equal(sales["line_type"], "merchandise"), pc.equal(sales["kind"], "sale")),
            pc.invert(sales["is_test"]),
        )
    )
    assert pc.count_distinct(orders["order_id"]).as_py() == total["orders"]


def test_the_best_seller_is_gone_and_its_delivery_is_late(written_demo: WrittenDemo) -> None:
    gone, until = truth(written_demo, "stock_out"), written_demo.demo.until
    days_out: list[int] = []
    for place, span in gone["out"].items():
        since = datetime.fromisoformat(span["from"])
        assert until - timedelta(days=14) < since < until
        days_out.append((until - since).days)
        assert on_hand(written_demo, gone["product_id"], place, until) == 0 == gone["on_hand"][place]
        assert on_hand(written_demo, gone["product_id"], place, since - timedelta(seconds=1)) > 0
        assert gone["units_sold_28_days"][place] >= 40, "it sold well while it was there"
        assert not [
            row
            for row in rows_of(written_demo, gone["product_id"])
            if row["location_id"] == place and row["occurred_at"] > since and row["kind"] == "sale"
        ]
    assert sum(days >= 2 for days in days_out) >= 2, "gone for days, at two places or more"
    orders = {row["purchase_order_id"]: row for row in written_demo.table("purchase_orders").to_pylist()}
    for late in gone["overdue_purchase_orders"]:
        assert orders[late["purchase_order_id"]]["status"] == "open"
        assert orders[late["purchase_order_id"]]["expected_at"] < until


def test_a_product_was_gone_for_weeks_and_came_back(written_demo: WrittenDemo) -> None:
    gone = truth(written_demo, "past_stock_out")
    assert gone["out"]
    for place, span in gone["out"].items():
        since, until = (datetime.fromisoformat(span[name]) for name in ("from", "until"))
        assert timedelta(days=10) < until - since < timedelta(days=45)
        own = [
            row
            for row in rows_of(written_demo, gone["product_id"])
            if row["location_id"] == place and row["kind"] == "sale"
        ]
        assert not [row for row in own if since < row["occurred_at"] < until]
        month = timedelta(days=28)
        assert sum(since - month < row["occurred_at"] <= since for row in own) >= 20
        assert sum(until < row["occurred_at"] <= until + month for row in own) >= 20


def test_a_product_is_about_to_run_out_and_another_lasts_for_a_year(written_demo: WrittenDemo) -> None:
    until = written_demo.demo.until
    low, much = truth(written_demo, "low_stock"), truth(written_demo, "overstock")
    for place, units in low["on_hand"].items():
        assert units == on_hand(written_demo, low["product_id"], place, until)
        assert units < low["units_sold_28_days"][place] / 28 * 14
    assert much["on_hand"]["warehouse"] == on_hand(written_demo, much["product_id"], "warehouse", until)
    usual = [
        row["quantity"]
        for row in rows_of(written_demo, much["product_id"])
        if row["location_id"] == "warehouse" and row["occurred_at"] > until - timedelta(days=90)
    ]
    assert sum(sorted(usual)[:-1]) / 90 * 365 < much["on_hand"]["warehouse"], "the bulk order left out"
    assert max(usual) == truth(written_demo, "bulk_order")["units"]


def test_dead_stock_lies_there_unsold_for_more_than_half_a_year(written_demo: WrittenDemo) -> None:
    until = written_demo.demo.until
    for dead in truth(written_demo, "dead_stock"):
        sold = [row["occurred_at"] for row in rows_of(written_demo, dead["product_id"]) if row["kind"] == "sale"]
        assert max(sold) < until - timedelta(days=200)
        assert on_hand(written_demo, dead["product_id"], "warehouse", until) >= 30


def test_a_product_went_viral(written_demo: WrittenDemo) -> None:
    viral = truth(written_demo, "viral_product")
    by_day: Counter[str] = Counter()
    for row in rows_of(written_demo, viral["product_id"]):
        if row["kind"] == "sale":
            by_day[str(day_of(row["occurred_at"]))] += int(row["quantity"])
    assert {day: by_day[day] for day in viral["units_by_day"]} == viral["units_by_day"]
    rush = [
        row for row in rows_of(written_demo, viral["product_id"]) if str(day_of(row["occurred_at"])) >= viral["since"]
    ]
    assert f"{sum(row['net_amount'] for row in rush):.2f}" == viral["net_sales_since"]
    full = [units for day, units in viral["units_by_day"].items() if day != str(day_of(written_demo.demo.until))]
    assert np.mean(full) > 20 * max(viral["units_a_day_before"], 0.2)


def test_a_wave_of_refunds(written_demo: WrittenDemo) -> None:
    wave = truth(written_demo, "refund_wave")
    days = [date.fromisoformat(wave["from"]) + timedelta(days=offset) for offset in range(9)]
    assert days[-1] == date.fromisoformat(wave["to"])
    back = [
        row
        for row in rows_of(written_demo, wave["product_id"])
        if row["kind"] == "refund" and day_of(row["occurred_at"]) in days
    ]
    assert len(back) == wave["refund_lines"] > 50
    assert f"{-sum(row['net_amount'] for row in back):.2f}" == wave["refunded"]
    ordered = [day_of(row["ordered_at"]) for row in back]
    assert (
        np.mean(
            [
                date.fromisoformat(wave["ordered_from"]) <= day <= date.fromisoformat(wave["ordered_to"])
                for day in ordered
            ]
        )
        > 0.95
    )
    refunds = net_by_day(written_demo, kind="refund")
    assert -sum(refunds[day] for day in days) > -1.4 * float(sum(refunds[day - timedelta(days=28)] for day in days))


def test_the_season_of_a_product_comes_every_year(written_demo: WrittenDemo) -> None:
    season = truth(written_demo, "seasonal_peak")
    rows = [row for row in rows_of(written_demo, season["product_id"]) if row["kind"] == "sale"]
    for peak, units in season["units_in_21_days_around"].items():
        middle = date.fromisoformat(peak)
        near = sum(row["quantity"] for row in rows if abs((day_of(row["occurred_at"]) - middle).days) <= 10)
        far = sum(row["quantity"] for row in rows if 40 <= (day_of(row["occurred_at"]) - middle).days <= 60)
        assert near == units > 5 * max(far, 3)
    assert 10 <= (date.fromisoformat(season["next_peak"]) - day_of(written_demo.demo.until)).days <= 25


def test_a_group_of_regulars_stopped_coming_and_few_others_did(written_demo: WrittenDemo) -> None:
    group = truth(written_demo, "lapsing_group")
    sales = written_demo.table("sales")
    known = sales.filter(pc.and_(pc.is_valid(sales["customer_id"]), pc.equal(sales["kind"], "sale")))
    days = pa.table({"c": known["customer_id"], "d": pc.cast(pc.cast(known["occurred_at"], pa.date32()), pa.int32())})
    visits: dict[str, list[int]] = {}
    for row in days.group_by(["c", "d"]).aggregate([]).to_pylist():
        visits.setdefault(row["c"], []).append(row["d"])
    today = (day_of(written_demo.demo.until) - date(1970, 1, 1)).days
    steady = {
        who: np.sort(when) for who, when in visits.items() if len(when) >= 8 and np.median(np.diff(np.sort(when))) <= 21
    }
    silent = {who for who, when in steady.items() if 40 < today - when[-1] <= 110}
    planted = set(group["customer_ids"])
    assert len(planted) == group["customers"] > 150
    assert len(silent & planted) / len(planted) > 0.9
    assert len(silent - planted) / len(silent) < 0.15


def test_two_products_are_bought_together(written_demo: WrittenDemo) -> None:
    pair = truth(written_demo, "bought_together")
    first, second = (
        {row["order_id"] for row in rows_of(written_demo, product["product_id"]) if row["kind"] == "sale"}
        for product in pair["products"]
    )
    assert (len(first), len(second), len(first & second)) == (
        pair["orders_with_first"],
        pair["orders_with_second"],
        pair["orders_with_both"],
    )
    assert len(first & second) / len(first) > 0.3
    assert len(second) / pair["orders"] < 0.005


def test_some_products_have_their_hour(written_demo: WrittenDemo) -> None:
    for habit in truth(written_demo, "hour_of_day"):
        rows = [
            row
            for row in rows_of(written_demo, habit["product_id"])
            if row["channel"] == "online" and row["kind"] == "sale"
        ]
        inside = [habit["from_hour"] <= row["occurred_at"].astimezone(ZONE).hour < habit["to_hour"] for row in rows]
        assert (len(inside), sum(inside)) == (habit["lines"], habit["lines_in_these_hours"])
        assert np.mean(inside) > 0.7


def test_who_saw_the_story_buys_more_often(written_demo: WrittenDemo) -> None:
    story = truth(written_demo, "content_that_sells")
    events = written_demo.table("web_events")
    people = events.filter(pc.and_(pc.invert(events["is_bot"]), pc.is_valid(events["session_id"])))
    readers = set(
        people.filter(
            pc.and_(pc.equal(people["event"], "content_view"), pc.equal(people["content_id"], story["content_id"]))
        )["session_id"].to_pylist()
    )
    buyers = set(people.filter(pc.equal(people["event"], "purchase"))["session_id"].to_pylist())
    assert (len(readers), len(readers & buyers)) == (story["sessions_that_saw_it"], story["of_them_bought"])
    everyone = pc.count_distinct(people["session_id"]).as_py()
    assert len(readers & buyers) / len(readers) > 2.5 * len(buyers - readers) / (everyone - len(readers))


def test_bots_came_by_night_and_bought_nothing(written_demo: WrittenDemo) -> None:
    bots = truth(written_demo, "bot_burst")
    events = written_demo.table("web_events")
    begin, end = (
        pa.scalar(datetime.fromisoformat(bots[name]), events.schema.field("occurred_at").type)
        for name in ("from", "until")
    )
    night = events.filter(pc.and_(pc.greater_equal(events["occurred_at"], begin), pc.less(events["occurred_at"], end)))
    started = night.filter(pc.equal(night["event"], "session_start"))
    assert bots["sessions"] * 0.97 <= len(started) <= bots["sessions"] * 1.2
    flagged = started.filter(started["is_bot"])
    assert 0.5 <= len(flagged) / bots["sessions"] <= 0.7
    assert not events.filter(pc.and_(events["is_bot"], pc.equal(events["event"], "purchase"))).num_rows


def test_a_shop_and_the_storefront_were_silent(written_demo: WrittenDemo) -> None:
    till, web = truth(written_demo, "data_gap")
    net = net_by_day(written_demo, till["location_id"])
    days = [date.fromisoformat(till["from"]), date.fromisoformat(till["to"])]
    assert [net[day] for day in days] == [0, 0]
    assert all(net[day + timedelta(days=shift)] > 500 for day in days for shift in (-7, 7))
    moments = written_demo.table("web_events")["occurred_at"]
    around = {day_of(moment) for moment in moments.take(pa.array(np.arange(0, len(moments), 20))).to_pylist()}
    silent = date.fromisoformat(web["from"])
    assert silent not in around
    assert {silent - timedelta(days=1), silent + timedelta(days=1)} <= around


def test_who_buys_just_after_the_silent_day_is_not_seen_coming_on_it() -> None:
    plan = plan_of(demo := Demo(seed=1, until=datetime(2026, 11, 23, tzinfo=UTC)))  # somebody buys in the first minute
    *_, happened = months(demo, number_of(plan.first_day), number_of(plan.web_gap.end))
    after = (plan.web_gap.end - happened.month.day(0)).days
    events = web_day(demo, happened.month, after, happened.lines)
    assert 0 <= events["at"].min() - happened.month.midnights[after] < 3600


def test_days_of_23_and_25_hours_are_days_like_others(written_demo: WrittenDemo) -> None:
    net = net_by_day(written_demo)
    changes = truth(written_demo, "clock_changes")
    assert {change["hours"] for change in changes} == {23, 25}
    assert all(f"{net[date.fromisoformat(change['day'])]:.2f}" == change["net_sales"] for change in changes)

"""The demo shop's files: promised sizes, believable figures, valid rows, stock that adds up, nobody's real address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from local.demo import Demo, write_next
from local.demo.testing import WrittenDemo, day_of
from local.testing import Shopsight

TABLES = {
    "products", "suppliers", "product_components", "promotions", "content", "targets", "sales", "stock_counts",
    "receipts", "customers", "purchase_orders", "web_events",
}  # fmt: skip


def merchandise(demo: WrittenDemo, kind: str = "sale") -> pa.Table:
    sales = demo.table("sales")
    counted = pc.and_(pc.equal(sales["line_type"], "merchandise"), pc.invert(sales["is_test"]))
    return sales.filter(pc.and_(counted, pc.equal(sales["kind"], kind)))


def total(column: pa.ChunkedArray) -> float:
    return float(pc.sum(column).as_py() or 0)


def test_there_is_a_file_for_every_table_and_it_has_the_size_that_is_promised(written_demo: WrittenDemo) -> None:
    assert {file.stem for file in written_demo.files} == TABLES
    sold = merchandise(written_demo)
    assert 145_000 <= pc.count_distinct(sold["order_id"]).as_py() <= 165_000
    assert 340_000 <= written_demo.table("sales").num_rows <= 410_000
    assert 1_450 <= written_demo.table("products").num_rows <= 1_550
    assert 19_000 <= written_demo.table("customers").num_rows <= 21_500
    assert written_demo.table("web_events").num_rows <= 500_000


def test_the_figures_are_those_of_a_shop_that_an_owner_would_believe(written_demo: WrittenDemo) -> None:
    sold, back = merchandise(written_demo), merchandise(written_demo, "refund")
    net = total(sold["net_amount"])
    assert 30 <= net / pc.count_distinct(sold["order_id"]).as_py() <= 50
    assert 0.03 <= -total(back["net_amount"]) / net <= 0.06
    known = sold.filter(pc.is_valid(sold["unit_cost"]))
    cost = total(pc.multiply(pc.cast(known["unit_cost"], pa.float64()), pc.cast(known["quantity"], pa.float64())))
    assert 0.4 <= 1 - cost / total(known["net_amount"]) <= 0.5
    assert 0.95 <= total(known["net_amount"]) / net < 1
    by_product = sold.group_by("product_id").aggregate([("net_amount", "sum")])["net_amount_sum"]
    ranked = np.sort(pc.cast(by_product, pa.float64()).to_numpy())[::-1]
    assert 0.55 <= ranked[: len(ranked) // 5].sum() / ranked.sum() <= 0.85
    assert {"IE", "GB", "US"} <= set(pc.unique(sold["country"]).to_pylist())
    assert total(merchandise(written_demo)["discount_amount"]) > 0


def test_most_customers_buy_once(written_demo: WrittenDemo) -> None:
    sold = merchandise(written_demo)
    known = sold.filter(pc.is_valid(sold["customer_id"])).select(["customer_id", "order_id"])
    orders = (
        known.group_by(["customer_id", "order_id"])
        .aggregate([])
        .group_by("customer_id")
        .aggregate([("order_id", "count")])
    )
    once = pc.mean(pc.equal(orders["order_id_count"], 1)).as_py()
    assert 0.6 <= once <= 0.75
    assert 0.35 <= orders["order_id_count"].to_numpy().sum() / pc.count_distinct(sold["order_id"]).as_py() <= 0.6


def test_the_week_and_the_year_have_their_shape(written_demo: WrittenDemo) -> None:
    sold = merchandise(written_demo)
    local = pc.local_timestamp(
        pc.assume_timezone(pc.cast(sold["occurred_at"], pa.timestamp("us")), "UTC").cast(
            pa.timestamp("us", "Europe/Dublin")
        )
    )
    net = pc.cast(sold["net_amount"], pa.float64()).to_numpy()
    weekday, month = pc.day_of_week(local).to_numpy(), pc.month(local).to_numpy()
    counter = pc.equal(sold["channel"], "counter").to_numpy()
    by_day = np.bincount(weekday[counter], net[counter], 7)
    assert by_day.argmax() == 5, "the shops' best day is Saturday"
    assert by_day[5] > 1.5 * by_day[0]
    by_month = np.bincount(month, net, 13)[1:]
    assert by_month.argmax() == 11, "the best month is December"
    assert by_month[11] > 1.2 * np.median(by_month)
    hours = pc.hour(local).to_numpy()
    assert set(np.unique(hours[counter])) <= set(range(9, 19)), "nobody buys in a closed shop"
    assert len(np.unique(hours[~counter])) == 24


def test_stock_is_what_was_there_less_what_was_sold_plus_what_came(written_demo: WrittenDemo) -> None:
    """Between any two counts of a product at a place, to the unit; bundles are sold as their components."""
    sales = written_demo.table("sales")
    moved = sales.filter(pc.and_(pc.equal(sales["line_type"], "merchandise"), pc.invert(sales["is_test"])))
    moved = moved.select(["product_id", "location_id", "occurred_at", "quantity"]).rename_columns(["p", "l", "t", "q"])
    parts = written_demo.table("product_components").rename_columns(["p", "component", "times"])
    exploded = moved.join(parts, "p", join_type="inner")
    single = moved.join(parts.select(["p"]), "p", join_type="left anti")
    pieces = [
        (single["p"], single["l"], single["t"], pc.negate(single["q"])),
        (exploded["component"], exploded["l"], exploded["t"], pc.negate(pc.multiply(exploded["q"], exploded["times"]))),
    ]
    came, counts = written_demo.table("receipts"), written_demo.table("stock_counts")
    pieces.append((came["product_id"], came["location_id"], came["received_at"], came["quantity"]))
    pieces.append(
        (
            counts["product_id"],
            counts["location_id"],
            counts["counted_at"],
            pa.chunked_array([pa.array(np.zeros(len(counts), np.int64))]),
        )
    )
    flows = pa.table(
        [
            pa.concat_arrays([chunk for piece in pieces for chunk in pc.cast(piece[column], kind).chunks])
            for column, kind in enumerate((pa.string(), pa.string(), pa.int64(), pa.int64()))
        ],
        ["p", "l", "t", "q"],
    )
    on_hand = np.full(len(flows), -1, np.int64)
    on_hand[len(flows) - len(counts) :] = counts["on_hand"].to_numpy()
    place = (
        pc.dictionary_encode(pc.binary_join_element_wise(flows["p"], flows["l"], "@"))
        .combine_chunks()
        .indices.to_numpy()
    )
    order = np.lexsort((on_hand >= 0, flows["t"].to_numpy(), place))
    place, units, on_hand = place[order], flows["q"].to_numpy()[order], on_hand[order]
    running = np.cumsum(units)
    counted = np.flatnonzero(on_hand >= 0)
    again = place[counted[1:]] == place[counted[:-1]]
    assert again.sum() > 80_000
    expected = on_hand[counted[:-1]] + running[counted[1:]] - running[counted[:-1]]
    assert np.array_equal(expected[again], on_hand[counted[1:]][again])
    assert on_hand[counted].min() == 0, "something was counted when it was gone, and nothing is ever below that"


def test_nobody_is_reached_by_the_demos_addresses_and_numbers(written_demo: WrittenDemo) -> None:
    people = written_demo.table("customers")
    assert all(re.fullmatch(r"[a-z.]+\d+@example\.com", email) for email in people["email"].to_pylist())
    phones = [phone for phone in people["phone"].to_pylist() if phone]
    assert all(re.fullmatch(r"\+3532091\d{5}", phone) for phone in phones), "set aside for drama in Ireland"
    assert len(phones) == len(set(phones))
    assert len(set(people["email"].to_pylist())) == people.num_rows
    assert all(email.endswith(".example.com") for email in written_demo.table("suppliers")["email"].to_pylist())
    assert set(people["marketing_consent"].to_pylist()) == {"subscribed", "unsubscribed", "never_asked", "cleaned"}


def test_the_storefront_converts_as_the_public_sample_does_with_its_defects(written_demo: WrittenDemo) -> None:
    events = written_demo.table("web_events")
    people = events.filter(pc.and_(pc.invert(events["is_bot"]), pc.is_valid(events["session_id"])))

    def sessions(event: str) -> int:
        return int(pc.count_distinct(people.filter(pc.equal(people["event"], event))["session_id"]).as_py())

    started = sessions("session_start")
    assert 0.010 <= sessions("purchase") / started <= 0.018
    assert 0.18 <= sessions("product_view") / started <= 0.32
    assert 0.025 <= sessions("begin_checkout") / started <= 0.045
    bought = events.filter(pc.equal(events["event"], "purchase"))
    assert 0.1 <= bought["order_id"].null_count / len(bought) <= 0.2, "purchases without an order"
    named = bought["order_id"].drop_null()
    assert 0.02 <= 1 - pc.count_distinct(named).as_py() / len(named) <= 0.1, "purchases told twice"
    days = {
        day_of(moment) for moment in events["occurred_at"].take(pa.array(np.arange(0, len(events), 50))).to_pylist()
    }
    adding = events.filter(pc.equal(events["event"], "add_to_cart"))
    with_cart = {
        day
        for day, count in zip(
            *np.unique([str(day_of(moment)) for moment in adding["occurred_at"].to_pylist()], return_counts=True),
            strict=True,
        )
        if count > 20
    }
    assert 3 <= len(days) - len(with_cart) <= 9, "the tagging broke on some days"
    orders = set(merchandise(written_demo)["order_id"].to_pylist())
    assert set(named.to_pylist()) <= orders


def test_targets_promotions_and_costs_are_there(written_demo: WrittenDemo) -> None:
    targets = written_demo.table("targets").to_pylist()
    anchor = day_of(written_demo.demo.until)
    this_month = [row for row in targets if row["period_start"] <= anchor <= row["period_end"]]
    assert {row["scope"] for row in this_month} == {"shop", "location", "staff", "channel"}
    shop = next(row["net_amount"] for row in this_month if row["scope"] == "shop")
    assert shop == sum(row["net_amount"] for row in this_month if row["scope"] == "location")
    assert any(row["starts_at"] > written_demo.demo.until for row in written_demo.table("promotions").to_pylist())
    assert 0 < written_demo.table("products")["unit_cost"].null_count < 60
    by_staff = pc.unique(written_demo.table("sales")["staff_id"]).to_pylist()
    assert {row["scope_id"] for row in this_month if row["scope"] == "staff"} == set(by_staff) - {None}


def test_it_has_what_a_shop_with_two_counters_and_a_page_has(written_demo: WrittenDemo) -> None:
    sales = written_demo.table("sales")
    counter = sales.filter(pc.equal(sales["channel"], "counter"))
    assert set(pc.unique(sales["channel"]).to_pylist()) >= {"online", "counter"}
    assert len(pc.unique(counter["location_id"])) == 2
    assert counter["staff_id"].null_count == 0
    assert {"merchandise", "shipping", "gift_card"} <= set(pc.unique(sales["line_type"]).to_pylist())
    assert 0 < pc.sum(sales["is_test"]).as_py() < sales.num_rows // 100
    assert sales["customer_id"].null_count > 0, "guests"
    assert len(pc.unique(sales["currency"])) > 1, "foreign sales"
    products, parts = written_demo.table("products"), written_demo.table("product_components")
    assert products["category"].null_count == 0
    assert len(pc.unique(products["category"])) >= 10
    assert pc.any(products["is_gift_card"]).as_py()
    assert set(parts["product_id"].to_pylist()) <= set(products["product_id"].to_pylist())
    leads = written_demo.table("suppliers")["lead_time_days"]
    assert leads.null_count == 0
    assert len(pc.unique(leads)) > 3
    assert set(pc.unique(written_demo.table("content")["kind"]).to_pylist()) == {"article", "video"}


@pytest.mark.slow
def test_ten_times_the_scale_is_ten_times_the_orders(written_demo: WrittenDemo, tmp_path: Path) -> None:
    demo, sales = written_demo.demo, written_demo.table("sales")
    since = demo.until - timedelta(days=2)
    write_next(replace(demo, scale=10), since, demo.until, tmp_path)
    of_ten = pc.count_distinct(pq.read_table(tmp_path / "sales.parquet")["order_id"]).as_py()
    late = sales.filter(pc.greater(sales["occurred_at"], pa.scalar(since, sales.schema.field("occurred_at").type)))
    assert 8 < of_ten / pc.count_distinct(late["order_id"]).as_py() < 12


def test_every_row_passes_ingestions_rules(
    written_demo: WrittenDemo, tmp_path: Path, data_dir: Path, shopsight: Shopsight, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The short tables whole, the long ones of the last days: all rows are made by the same few lines."""
    for name, value in written_demo.settings.items():
        monkeypatch.setenv(name, value)
    demo = written_demo.demo
    write_next(demo, demo.until - timedelta(days=4), demo.until, tmp_path / "files")
    for name in ("products", "suppliers", "product_components", "promotions", "content", "targets"):
        pq.write_table(written_demo.table(name), tmp_path / "files" / f"{name}.parquet")
    said = shopsight("load", "--format", "canonical", tmp_path / "files", "--data-dir", data_dir, "--json")
    assert said.code == 0, said.talk
    assert '"rejected_rows": null' in said.out or '"rejected": 0' in said.out


def test_the_same_shop_has_the_same_bytes_in_another_process(written_demo: WrittenDemo, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from datetime import datetime\n"
        "from local.demo import Demo, write_files\n"
        "demo = Demo(int(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))\n"
        "write_files(demo, Path(sys.argv[3]), lambda *told: None)"
    )
    demo = written_demo.demo
    arguments = [str(demo.seed), demo.until.isoformat(), str(tmp_path)]
    # Memory that nobody set holds something else there.
    memory = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_PERTURB_": "170"}
    environment = {**os.environ, **memory, "PYTHONHASHSEED": "99", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", program, *arguments], check=True, env=environment)
    for file in written_demo.files:
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


def test_a_demo_needs_a_zone_and_a_scale(written_demo: WrittenDemo) -> None:
    until = written_demo.demo.until
    with pytest.raises(ValueError, match="zone"):
        Demo(1, until.replace(tzinfo=None))
    with pytest.raises(ValueError, match="scale"):
        Demo(1, until, 0)
    assert date.fromisoformat(str(day_of(until))) == until.date()


def test_only_the_files_are_written_where_a_folder_is_named(tmp_path: Path, shopsight: Shopsight) -> None:
    (tmp_path / "out").write_text("a file, not a folder", encoding="utf-8")
    said = shopsight(
        "demo", "--until", "2026-04-15T09:30:00Z", "--out", tmp_path / "out", "--data-dir", tmp_path / "data"
    )
    assert said.code == 4
    assert "cannot be written" in said.talk
    assert not (tmp_path / "data").exists(), "no data folder is made or touched"

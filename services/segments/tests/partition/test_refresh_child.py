"""Customers of a small shop through the warehouse and the child: where they are, why, and what changes."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from services.segments.tests.partition.small_shop import MONEY, UNTIL, Sale, SmallShop, crowd

from segments.definitions import definitions
from segments.reasons import reason

FORTNIGHTS = [300 - 14 * time for time in range(18)]  # until 62 days ago


def every(customer: str, gap: int, since: int, until: int = 0, net: float = 10.0) -> list[Sale]:
    """Purchases every so many days, from `since` days ago to `until`."""
    return [Sale(customer, ago, net) for ago in range(since, until - 1, -gap)]


def known(shop: SmallShop, *customers: str) -> None:
    moments = pa.array([datetime(2026, 1, 2, 3, tzinfo=UTC)] * len(customers), pa.timestamp("us", "UTC"))
    shop.write("customers", pa.table({"customer_id": list(customers), "created_at": moments}))


def test_everybody_is_where_the_definitions_say(shop: SmallShop) -> None:
    known(shop, "anna", "only-known")
    shop.sell(
        [
            *crowd(200),
            Sale("anna", 29),
            Sale("no-longer-new", 30),
            *every("best", 10, 200, net=500),
            *every("steady", 20, 100),
            *every("lapsed-best", 10, 200, 60, net=500),
            *(Sale("lapsed", ago) for ago in FORTNIGHTS),
            *every("gone", 14, 300, 90),
        ]
    )
    found = shop.refresh()
    assert {name: place for name, place in found.segments.items() if not name.startswith("once-")} == {
        "anna": "new",
        "no-longer-new": "regular",
        "best": "vip",
        "steady": "loyalist",
        "lapsed-best": "at-risk",
        "lapsed": "at-risk",
        "gone": "inactive",
        "only-known": "prospect",
    }
    assert set(found.segments.values()) == set(found.answer["segments"])
    assert found.answer["segments"]["inactive"] == 201
    tags = {name: row["tags"] for name, row in found.by_id.items() if row["tags"]}
    assert tags == {
        "best": "loyalist",
        "lapsed-best": "was-loyalist,was-vip",
        "lapsed": "was-loyalist",
        "gone": "was-loyalist",
    }
    assert found.answer["tags"]["was-loyalist"] == 3
    assert found.by_id["only-known"]["created_at"] == datetime(2026, 1, 2, 3, tzinfo=UTC)
    assert found.by_id["gone"]["created_at"] is None


def test_each_reason_says_the_numbers_it_rests_on(shop: SmallShop) -> None:
    shop.sell([*crowd(200), Sale("anna", 29), *every("steady", 20, 100), *(Sale("lapsed", ago) for ago in FORTNIGHTS)])
    rows = shop.refresh().by_id
    said = {name: reason(rows[name], shop.rules).words for name in ("anna", "steady", "lapsed", "once-0001")}
    assert said["anna"] == "First purchase 29 days ago, less than 30."
    assert said["steady"].startswith("Comes every 20 days, give or take 0, a steady cadence over 6 days")
    assert "is late now: 62 days since the last purchase, late after" in said["lapsed"]
    assert said["once-0001"] == "No purchase for 180 days, 90 or more."


def test_who_bought_equally_often_shares_a_score(shop: SmallShop) -> None:
    shop.sell([*crowd(140), *(Sale(f"twice-{n}", ago) for n in range(60) for ago in (100, 150))])
    found = shop.refresh()
    once = {row["f_score"] for name, row in found.by_id.items() if name.startswith("once")}
    twice = {row["f_score"] for name, row in found.by_id.items() if name.startswith("twice")}
    assert (once, twice) == ({1}, {4})  # seven in ten are below, and not eight
    assert found.answer["cuts"]["frequency"] == [2, 2, 2, None]


def test_a_shop_may_set_its_own_cuts(shop: SmallShop) -> None:
    shop.sell([Sale("today", 0, 50), Sale("last-week", 7, 20), Sale("long-ago", 300, 5)])
    found = shop.refresh(cuts={"recency": [5, 10, 100, 200], "monetary": [10, 20, 30, 40]})
    scores = {name: (row["r_score"], row["f_score"], row["m_score"]) for name, row in found.by_id.items()}
    assert scores == {"today": (5, None, 5), "last-week": (4, None, 3), "long-ago": (1, None, 1)}


def test_the_order_of_rows_changes_nothing(new_shop: Callable[[], SmallShop]) -> None:
    sales = [*crowd(100), *every("best", 10, 200, net=500), *every("steady", 20, 100), *every("gone", 14, 300, 90)]
    sales += [Sale(f"c{n}", ago, n + ago / 7, channel=channel) for n in range(40) for ago, channel in
              ((n, "online"), (2 * n + 1, "counter"), (5 * n + 3, "online"))]  # fmt: skip
    told = []
    for seed in range(3):
        shuffled = sales.copy()
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - a test's own order
        shop = new_shop()
        shop.sell(shuffled)
        found = shop.refresh()
        told.append((found.by_id, found.answer))
    assert told[0] == told[1] == told[2]


def test_money_is_margin_where_the_cost_is_known_and_never_zero_for_unknown(shop: SmallShop) -> None:
    shop.sell([Sale("both", 1, 10, cost=4), Sale("both", 2, 20), Sale("none", 3, 30), Sale("before", 365, 9, cost=1)])
    by_margin, net = shop.refresh(by_margin=True), shop.refresh()
    both, none, before = (by_margin.by_id[name] for name in ("both", "none", "before"))
    assert (both["margin"], both["net_with_cost"], both["net_sales"]) == (Decimal(6), Decimal(10), Decimal(30))
    assert (none["margin"], none["monetary_basis"]) == (None, "gross_margin")
    assert (before["monetary"], before["margin"], before["purchase_days_window"]) == (Decimal(0), Decimal(8), 0)
    assert {row["monetary_basis"] for row in net.by_id.values()} == {"net_sales"}
    assert net.by_id["both"]["monetary"] == Decimal(30)


def test_lifetime_value_is_what_was_plus_what_is_expected_and_says_where_nobody_expects(shop: SmallShop) -> None:
    shop.sell([Sale("told", 1, 10, cost=4), Sale("untold", 1, 10, cost=4)])
    shop.write(
        "customer_value",
        pa.table(
            {
                "generation_id": ["live", "old"],
                "customer_id": ["told", "untold"],
                "as_of_date": [UNTIL, UNTIL],
                "expected_purchases_90d": [0.25, 9.0],
                "value_12m": pa.array([Decimal("2.5"), Decimal(9)], MONEY),
            }
        ),
    )
    found = shop.refresh(value_basis="gross_margin").by_id
    told, untold = found["told"], found["untold"]
    assert (told["value_realised"], told["value_predicted_12m"]) == (Decimal(6), Decimal("2.5"))
    assert (told["lifetime_value"], told["value_is_historic"], told["value_as_of"]) == (Decimal("8.5"), False, UNTIL)
    assert told["expected_purchases_90d"] == 0.25
    assert (untold["lifetime_value"], untold["value_is_historic"]) == (Decimal(6), True)
    assert (untold["value_predicted_12m"], untold["value_basis"]) == (None, "gross_margin")


def test_habits_tell_gaps_shares_and_the_channel_of_most_purchases(shop: SmallShop) -> None:
    shop.sell(
        [
            Sale("anna", 30, 8, channel="counter", discount=2),
            Sale("anna", 30, 10),  # the same day, by another channel
            Sale("anna", 20, 10, channel="counter"),
            Sale("anna", 0, 5, channel="counter", refund=5),
            Sale("ben", 3, channel=None),
        ]
    )
    found = shop.refresh().by_id
    anna, ben = found["anna"], found["ben"]
    assert (anna["purchase_days"], anna["purchases"], anna["gaps"]) == (3, 4, 2)
    assert (anna["mean_gap_days"], anna["gap_sd_days"]) == (15.0, pytest.approx(50**0.5))
    assert (anna["channel"], anna["channel_purchases"]) == ("counter", 3)
    assert anna["discount_share"] == pytest.approx(2 / 40)
    assert anna["refund_share"] == pytest.approx(5 / 38)
    assert (ben["mean_gap_days"], ben["gap_sd_days"], ben["late_after_days"], ben["channel"]) == (None,) * 4


def test_taste_is_the_category_of_most_lines_of_the_window(shop: SmallShop) -> None:
    shop.sell([Sale("anna", 400), Sale("anna", 3), Sale("ben", 3)])
    shop.write("products", pa.table({"product_id": ["tea", "mug", "rug"], "category": ["Tea", "Cups", None]}))
    lines = [("anna", "tea", 3), ("anna", "tea", 3), ("anna", "mug", 3), ("anna", "mug", 400), ("anna", "mug", 400),
             ("ben", "rug", 3)]  # fmt: skip
    shop.write(
        "sales",
        pa.table(
            {
                "entry_id": [str(number) for number in range(len(lines))],
                "kind": ["sale"] * len(lines),
                "line_type": ["merchandise"] * len(lines),
                "customer_id": [who for who, _, _ in lines],
                "product_id": [what for _, what, _ in lines],
                "local_date": pa.array([UNTIL - timedelta(days=ago) for _, _, ago in lines]),
                **{name: pa.array([UNTIL] * len(lines)) for name in ("ordered_local_date",)},
                **{name: pa.array([False] * len(lines)) for name in ("is_test", "is_order_start", "ordered_at_given")},
            }
        ),
    )
    found = shop.refresh().by_id
    names = ("top_category", "top_category_lines", "category_lines", "categories")
    assert [found["anna"][name] for name in names] == ["Tea", 2, 3, 2]
    assert [found["ben"][name] for name in names] == [None, 0, 0, 0]


def test_own_rules_are_segments_before_others_or_tags(shop: SmallShop) -> None:
    shop.rules = definitions(
        {"inactive_after_days": 200},
        [
            {"segment_id": "counter-people", "name": "Counter", "before": "inactive",
             "when": [{"feature": "channel", "operator": "is", "value": "counter"}]},
            {"segment_id": "big-spenders", "name": "Big",
             "when": [{"feature": "net_sales", "operator": "at_least", "value": 100}]},
        ],
    )  # fmt: skip
    shop.sell([Sale("a", 300, channel="counter"), Sale("b", 300, 100), Sale("c", 150, 99), Sale("d", 5, 100)])
    found = shop.refresh()
    assert found.segments == {"a": "counter-people", "b": "inactive", "c": "regular", "d": "new"}
    assert {name: row["tags"] for name, row in found.by_id.items()} == {
        "a": "inactive", "b": "big-spenders", "c": "", "d": "big-spenders"}  # fmt: skip
    said = reason(found.by_id["a"], shop.rules)
    assert (said.code, said.words) == ("counter-people", "Channel of most purchases: counter.")


def test_too_small_a_shop_is_told_what_is_missing_and_until_when(shop: SmallShop) -> None:
    shop.sell([Sale(f"c{number}", number) for number in range(40)])
    found = shop.refresh()
    assert found.answer["cuts"] == {"recency": None, "frequency": None, "monetary": None}
    assert {row["rfm"] for row in found.by_id.values()} == {None}
    assert "vip" not in found.segments.values()
    assert set(found.segments.values()) == {"new", "regular"}
    missing = {note["code"]: note for note in found.answer["notes"]}
    assert set(missing) == {"rfm", "vip", "cadence", "segments", "predicted_value"}
    assert (missing["rfm"]["have"], missing["rfm"]["needed"]) == (40, 50)
    assert missing["rfm"]["enough_on"] == str(UNTIL + timedelta(days=10))  # one new customer a day, as until now
    assert missing["segments"]["enough_on"] == str(UNTIL + timedelta(days=50))
    assert missing["cadence"]["enough_on"] is None  # nobody came again: nobody can tell


def test_nobody_at_all_is_an_answer(shop: SmallShop) -> None:
    found = shop.refresh()
    assert (found.answer["customers"], len(found.customers), len(found.changes)) == (0, 0, 0)
    assert "customer_id" in found.customers.column_names


def before(**memberships: tuple[str, date]) -> pa.Table:
    return pa.table(
        {
            "customer_id": pa.array(list(memberships), pa.string()),
            "segment_id": pa.array([segment for segment, _ in memberships.values()], pa.string()),
            "tags": pa.array([""] * len(memberships), pa.string()),
            "valid_from": pa.array([since for _, since in memberships.values()], pa.date32()),
        }
    )


def test_a_change_ends_one_interval_and_begins_the_next(shop: SmallShop) -> None:
    today, earlier = UNTIL + timedelta(days=1), UNTIL - timedelta(days=20)
    shop.sell([Sale("stays", 3), Sale("moves", 40), Sale("moves-again", 40), Sale("comes", 2), Sale("ahead", 40)])
    found = shop.refresh(
        day=today,
        previous=before(
            **{
                "stays": ("new", earlier),
                "moves": ("new", earlier),
                "moves-again": ("new", today),  # by another refresh, this morning
                "gone": ("regular", earlier),
                "gone-today": ("new", today),
                "ahead": ("new", today + timedelta(days=1)),  # the clock went back
            }
        ),
    )
    rows = {
        (row["customer_id"], row["segment_id"], row["valid_from"], row["valid_to"]) for row in found.changes.to_pylist()
    }
    assert rows == {
        ("moves", "new", earlier, today),
        ("moves", "regular", today, None),
        ("moves-again", "regular", today, None),
        ("comes", "new", today, None),
        ("gone", "regular", earlier, today),
        ("gone-today", "new", today, today),  # it was none after all
    }
    assert found.answer["changes"] == {"opened": 3, "closed": 3}

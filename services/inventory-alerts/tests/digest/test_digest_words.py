"""What the digest says, in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from inventory_alerts.digest import MOST_LINES, ClosedDay, Digest, Morning, compose
from inventory_alerts.recipients import Recipient
from inventory_alerts.testing_digest import LONDON, NOW, TODAY, alert, morning, reorder

BUYER = Recipient(recipient_id="buyers", name="Buyers")
OWNER = replace(BUYER, role="owner")


def told(this: Morning, recipient: Recipient = BUYER, before: Mapping[str, str] | None = None) -> Digest:
    return compose(this, recipient, before or {})


def test_the_answer_comes_first_in_one_line() -> None:
    this = morning(
        alert("Blue mug", money_at_stake=Decimal("620.20")),
        alert("Teapot", money_at_stake=Decimal("519.30"), days_until_stockout_high=2.0),
        alert("Red mug", money_at_stake=Decimal(101)),
        reorders=(reorder("Blue mug"), reorder("Bowl")),
    )
    assert told(this).headline == "3 items sell out by Thursday, £1,240 at risk; 2 to reorder today."


def test_each_item_says_what_is_the_matter_what_to_do_and_what_is_at_stake() -> None:
    this = morning(alert("Blue mug", money_at_stake=Decimal("620.20")), reorders=(reorder("Blue mug"),))
    (line,) = told(this).lines
    assert (line.name, line.place) == ("Blue mug", "dublin")
    assert line.says == "sells out by Thursday, 5 left"
    assert line.todo == "order 48 from Acme for £244.80, today"
    assert line.stake_text == "£620 at risk"
    assert line.url == "https://mugs.example/?to=%2Finventory%3Falert%3Dlow_stock-blue-mug%26of%3Dblue-mug"


@pytest.mark.parametrize(
    ("kind", "changed", "says"),
    [
        ("stock_out", {}, "sold out"),
        ("low_stock", {"days_until_stockout_high": None}, "sells out by Sunday, 5 left"),
        ("low_stock", {"horizon_days": 10, "days_until_stockout_high": 8.9}, "sells out by 23 June, 5 left"),
        ("low_stock", {"on_hand": None, "days_until_stockout_high": 0.4}, "sells out today"),
        ("overstock", {"turnover_days": 212.4}, "too much in stock: lasts 212 days"),
        ("overstock", {"turnover_days": None}, "too much in stock"),
        ("dead_stock", {"unsold_days": 203}, "nothing sold for 203 days"),
        ("slow_mover", {"unsold_days": 1}, "nothing sold for 1 day"),
        ("slow_mover", {"unsold_days": None}, "has stopped selling"),
        ("trending_up", {"week_over_week": 1.624}, "sells more, +162 % on the week before"),
        ("trending_down", {"week_over_week": -0.6}, "sells less, \N{MINUS SIGN}60 % on the week before"),
        ("trending_down", {"week_over_week": None}, "sells less"),
        ("seasonal_peak", {}, "its season is about to begin"),
        ("stock_count_problem", {}, "its stock count cannot be right"),
        ("reorder_due", {}, "time to reorder"),
    ],
)
def test_every_kind_has_its_words(kind: str, changed: dict[str, object], says: str) -> None:
    (line,) = told(morning(alert("Blue mug", kind, **changed))).lines
    assert line.says == says


def test_within_ten_days_is_not_said_as_within_seven() -> None:
    """Where the probability allows ten days only, the day named lies as far."""
    later = alert("Blue mug", probability=0.83, horizon_days=10, days_until_stockout_high=None)
    assert told(morning(later)).headline.startswith("1 item sells out by 24 June")


def test_what_is_sold_out_is_told_apart_from_what_will_be() -> None:
    this = morning(alert("Blue mug", "stock_out", money_at_stake=None), alert("Teapot"))
    assert told(this).headline == "1 item is sold out, 1 sells out by Thursday, at least £100 at risk."


def test_unknown_money_is_not_nothing() -> None:
    this = morning(alert("Blue mug", money_at_stake=None, money_kind=None))
    assert told(this).headline == "1 item sells out by Thursday."
    assert told(this).lines[0].stake_text == ""


def test_the_rest_is_counted_by_kind() -> None:
    this = morning(
        alert("Bowl", "overstock", money_kind="carrying_cost"),
        alert("Cup", "overstock", money_kind="carrying_cost"),
        alert("Jug", "trending_up"),
        alert("Pan", "stock_count_problem"),
    )
    assert told(this).headline == "1 stock count to check; 1 selling more; 2 overstocked."


def test_a_product_at_a_place_takes_one_line_whatever_is_the_matter_with_it() -> None:
    this = morning(
        alert("Blue mug", "trending_up"),
        alert("Blue mug", "low_stock"),
        alert("Blue mug", "reorder_due"),
        reorders=(reorder("Blue mug"),),
    )
    (line,) = told(this).lines
    assert line.says == "sells out by Thursday, 5 left; sells more, +10 % on the week before"
    assert told(this).headline == "1 item sells out by Thursday, £100 at risk; 1 to reorder today."


def test_worst_first() -> None:
    this = morning(
        alert("Bowl", "overstock", money_at_stake=Decimal(9000), money_kind="carrying_cost"),
        alert("Cup", money_at_stake=Decimal(20)),
        alert("Jug", money_at_stake=None),
        alert("Pan", money_at_stake=Decimal(900)),
        reorders=(reorder("Rug"),),
    )
    assert [line.name for line in told(this).lines] == ["Pan", "Cup", "Jug", "Rug", "Bowl"]


def test_what_was_told_yesterday_is_only_counted() -> None:
    first = told(morning(alert("Blue mug"), alert("Teapot")))
    this = morning(alert("Blue mug"), alert("Teapot"), alert("Red mug"))
    second = told(this, before=first.told)
    assert [line.name for line in second.lines] == ["Red mug"]
    assert "2 known items are unchanged." in second.notes
    assert second.headline == "3 items sell out by Thursday, £300 at risk."


def test_what_comes_sooner_than_was_said_or_got_graver_is_told_again_as_worse() -> None:
    first = told(morning(alert("Blue mug"), alert("Teapot"), alert("Pan", "overstock")))
    this = morning(
        alert("Blue mug", days_until_stockout_high=1.2),
        alert("Teapot"),
        alert("Pan", "overstock", is_worse=True),
    )
    again = told(this, before=first.told)
    assert [(line.name, line.news) for line in again.lines] == [("Blue mug", "worse"), ("Pan", "worse")]


def test_a_day_later_the_same_day_of_the_week_is_no_news() -> None:
    """On Monday three days are left, on Tuesday two: nothing has changed."""
    first = told(morning(alert("Blue mug", days_until_stockout_high=3.4)))
    tuesday = morning(alert("Blue mug", days_until_stockout_high=2.4), day=TODAY + timedelta(days=1))
    assert told(tuesday, before=first.told).lines == ()


def test_no_news_is_one_line() -> None:
    first = told(morning(alert("Blue mug"), alert("Teapot")))
    again = told(morning(alert("Blue mug"), alert("Teapot")), before=first.told)
    assert again.headline == "No news: 2 items sell out by Thursday, £200 at risk."
    assert (again.lines, again.notes) == ((), ())
    assert again.told == first.told


def test_nothing_open_is_one_line() -> None:
    nothing = told(morning())
    assert (nothing.headline, nothing.lines, nothing.notes) == ("Nothing to act on today.", (), ())


def test_of_a_backlog_only_what_runs_out_is_news_tomorrow() -> None:
    """A shop with a thousand slow products is told so once, and not ten of them each morning for months."""
    backlog = [alert(f"Bowl {number:04}", "overstock", money_kind="carrying_cost") for number in range(1200)]
    first = told(morning(*backlog))
    assert first.headline == "1,200 overstocked."
    assert "1,190 more items are new or worse: 1,190 overstocked. The page has all of them." in first.notes
    assert told(morning(*backlog), before=first.told).headline == "No news: 1,200 overstocked."


def test_at_most_ten_items_and_the_rest_that_runs_out_is_news_tomorrow() -> None:
    many = [alert(f"Mug {number:02}", money_at_stake=Decimal(1000 - number)) for number in range(13)]
    first = told(morning(*many))
    assert len(first.lines) == MOST_LINES
    assert "3 more items are new or worse: 3 sold out or about to be. The page has all of them." in first.notes
    second = told(morning(*many), before=first.told)
    assert [line.name for line in second.lines] == ["Mug 10", "Mug 11", "Mug 12"]


def test_what_is_only_watched_is_not_pushed() -> None:
    watched = alert("Blue mug", severity="watch", is_push=False)
    assert told(morning(watched)).headline == "Nothing to act on today."


def test_what_is_ordered_already_is_not_suggested_again() -> None:
    assert told(morning(reorders=(reorder("Bowl", state="approved"),))).headline == "Nothing to act on today."


def test_an_order_that_has_time_is_not_one_for_today() -> None:
    this = morning(reorders=(reorder("Bowl", order_by=date(2026, 6, 19)),))
    assert told(this).headline == "1 to reorder by Friday."
    assert told(this).lines[0].todo == "order 48 from Acme for £244.80, by Friday"
    both = morning(reorders=(reorder("Bowl", order_by=date(2026, 6, 19)), reorder("Cup"), reorder("Jug")))
    assert told(both).headline == "2 to reorder today, 1 by Friday."


def test_an_order_whose_cost_nobody_knows_says_so() -> None:
    this = morning(reorders=(reorder("Bowl", amount=None, supplier_name=None, supplier_id=None, order_by=None),))
    assert told(this).lines[0].todo == "order 48, cost unknown"


@pytest.mark.parametrize("late", ["sales", "stock"])
def test_old_data_make_the_digest_one_line_that_says_so(late: str) -> None:
    old = NOW - timedelta(hours=39)
    this = morning(alert("Blue mug"), **{f"{late}_until": old})
    what = "sales" if late == "sales" else "stock figures"
    only = told(this, OWNER)
    assert only.headline == (
        f"No digest today: {what} end on Saturday 13 June at 15:04, 39 hours ago. Load what is missing."
    )
    assert (only.lines, only.notes) == ((), ())


def test_data_of_just_under_36_hours_are_not_old() -> None:
    this = morning(alert("Blue mug"), sales_until=NOW - timedelta(hours=36))
    assert told(this).lines


def test_an_old_digest_does_not_forget_what_was_told() -> None:
    first = told(morning(alert("Blue mug")))
    old = told(morning(alert("Blue mug"), sales_until=None), before=first.told)
    assert old.headline == "No digest today: no sales are loaded yet."
    assert old.told == first.told


def test_without_stock_the_rest_is_told_and_what_is_missing() -> None:
    this = morning(alert("Blue mug", "trending_up"), stock_until=None)
    notes = told(this).notes
    assert "No stock is loaded: nothing can be said of what runs out. Load stock counts." in notes


YESTERDAY = ClosedDay(date(2026, 6, 14), Decimal("1290.40"), 31, Decimal("1300.00"))


@pytest.mark.parametrize(
    ("yesterday", "says"),
    [
        (YESTERDAY, "Yesterday £1,290 of £1,300, £9.60 short. "),
        (replace(YESTERDAY, net_sales=Decimal("1451.10")), "Yesterday £1,451 of £1,300, £151 over. "),
        (replace(YESTERDAY, net_sales=Decimal(1300)), "Yesterday £1,300 of £1,300, on target. "),
        (replace(YESTERDAY, target=None, orders=1), "Yesterday £1,290 from 1 order, no target set. "),
        (
            replace(YESTERDAY, net_sales=Decimal("-20.50"), target=None),
            "Yesterday \N{MINUS SIGN}£20.50 from 31 orders, no target set. ",
        ),
        (None, "Yesterday's sales are not closed yet. "),
        (replace(YESTERDAY, local_date=date(2026, 6, 12)), "Yesterday's sales are not closed yet. "),
    ],
)
def test_an_owners_digest_begins_with_yesterday_against_target(yesterday: ClosedDay | None, says: str) -> None:
    this = morning(alert("Blue mug"), yesterday=yesterday)
    assert told(this, OWNER).headline == f"{says}1 item sells out by Thursday, £100 at risk."
    assert told(this, BUYER).headline == "1 item sells out by Thursday, £100 at risk."


def test_a_late_digest_says_so() -> None:
    this = morning(alert("Blue mug"), made_at=datetime(2026, 6, 15, 8, 31, tzinfo=UTC))
    assert told(this).is_late
    assert told(this).notes[0] == "Late: due at 06:00, made at 09:31."
    assert not told(morning(alert("Blue mug"))).is_late


def test_days_without_a_digest_are_named() -> None:
    this = morning(alert("Blue mug"), missed=[date(2026, 6, 13), date(2026, 6, 14)])
    assert told(this).notes[0] == "No digest went out on Saturday 13 June and Sunday 14 June."


def test_how_often_alerts_came_true_stands_in_it() -> None:
    assert "Last 28 days: 58 of 61 alerts came true." in told(morning(alert("Bowl"), quality=(58, 61))).notes
    assert told(morning(alert("Bowl"), quality=(0, 0))).notes == ()


def test_the_demo_says_that_it_is_one() -> None:
    demo = replace(LONDON, data="demo")
    assert told(morning(alert("Blue mug"), shop=demo)).headline.startswith("Demo shop: 1 item")
    assert told(morning(shop=demo, sales_until=None)).headline.startswith("Demo shop: No digest")

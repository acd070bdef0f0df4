"""Exactly one digest per shop day, recipient and channel, whatever the clock does."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from inventory_alerts.closed_days import closed_day, keeping
from inventory_alerts.outbox import Letter, letters
from inventory_alerts.post_room import PostRoom
from inventory_alerts.recipients import Recipient, as_stored
from inventory_alerts.testing_digest import CHANNEL, NOW, TODAY, TOKEN, Clocks, alert, post_room, reorder, standing
from inventory_alerts.testing_vendors import StandInVendor
from inventory_alerts.use_cases_daily import daily
from inventory_alerts.use_cases_digest import deliver, send_digests
from inventory_alerts.use_cases_recipients import KEY, schedule_document, set_schedule
from shared.child import ChildError
from shared.contracts.events import Event, new_event
from shared.contracts.problems import ProblemError
from shared.schedule import NotYetError, Schedule, ScheduleError, cron
from shared.shop import Shop

BUYERS = Recipient(recipient_id="buyers", name="Buyers", channels=("slack",))
ANN = Recipient(recipient_id="ann", name="Ann", role="owner", channels=("email",), email="ann@mugs.example")


def name(room: PostRoom, *recipients: Recipient) -> None:
    room.desk.store.put(KEY, as_stored(recipients))


def sent_to(vendor: StandInVendor) -> list[str]:
    return [
        one["personalizations"][0]["to"][0]["email"] if "personalizations" in one else one["channel"]
        for one in vendor.accepted
    ]


def closing(day: date, **changed: Any) -> Event:
    data = {
        "local_date": day.isoformat(),
        "closed_at": f"{day + timedelta(days=1)}T00:00:00Z",
        "net_sales": {"amount": "1290.40", "currency": "GBP"},
        "orders": 31,
        "target": {"amount": "1300.00", "currency": "GBP"},
        "gap": {"amount": "-9.60", "currency": "GBP"},
    }
    return new_event("day-closed.v1", "/revenue", data | changed)


def test_everyone_gets_theirs_once(room: PostRoom, vendor: StandInVendor) -> None:
    name(room, BUYERS, ANN)
    room.desk.secrets.put("sendgrid", json.dumps({"api_key": "SG.x", "from": "shop@mugs.example"}))
    done = send_digests(room, standing(alert("Blue mug"), alert("Teapot"), reorders=(reorder("Bowl"),)))
    assert str(done) == "2026-06-15: 2 decided, 2 sent, 0 to be tried again"
    assert sorted(sent_to(vendor)) == [CHANNEL, "ann@mugs.example"]
    send_digests(room, standing(alert("Blue mug")))
    assert len(vendor.accepted) == 2


def test_the_clock_that_calls_three_times_at_once_sends_one(room: PostRoom, vendor: StandInVendor) -> None:
    name(room, BUYERS)
    together = Barrier(3)

    def call() -> None:
        together.wait()
        send_digests(room, standing(alert("Blue mug")))

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(call) for _ in range(3)]:
            done.result()
    assert len(vendor.accepted) == 1


def test_while_nobody_is_named_the_connected_channel_gets_it(room: PostRoom, vendor: StandInVendor) -> None:
    send_digests(room, standing(alert("Blue mug")))
    assert sent_to(vendor) == [CHANNEL]
    assert vendor.accepted[0]["text"].startswith("Yesterday's sales are not closed yet. 1 item")


def test_where_nobody_can_choose_a_time_it_is_six(room: PostRoom, vendor: StandInVendor) -> None:
    """As on Google Cloud, where the deployment says when its scheduler calls."""

    def nobody_can() -> Schedule:
        raise ScheduleError("SCHEDULE_URL: no adapter")

    there = replace(room, schedule=nobody_can)
    assert send_digests(there, standing(alert("Blue mug"))).sent == 1
    assert len(vendor.accepted) == 1
    assert schedule_document(there)["at"] == "06:00"
    with pytest.raises(ProblemError, match="SCHEDULE_URL"):
        set_schedule(there, "07:00", None)


def test_before_the_first_load_the_day_is_not_used_up(room: PostRoom, vendor: StandInVendor) -> None:
    """The clock asks again each minute, so that a fresh shop has its first digest a minute after its first load."""
    with pytest.raises(NotYetError, match="no sales"):
        daily(room, room.compute)
    assert vendor.accepted == []
    assert send_digests(room, standing(alert("Blue mug"))).sent == 1


def test_with_nobody_and_nothing_connected_nothing_is_sent(vendor: StandInVendor, clocks: Clocks) -> None:
    alone = post_room(vendor.url, clocks)
    assert str(send_digests(alone, standing(alert("Blue mug")))) == "2026-06-15: nothing to send"
    assert list(letters(alone.desk.store)) == []


def test_an_owner_reads_what_the_day_before_closed_with(room: PostRoom, vendor: StandInVendor) -> None:
    keeping(room.desk.store)(closing(TODAY - timedelta(days=1)))
    send_digests(room, standing(alert("Blue mug")))
    assert vendor.accepted[0]["text"].startswith("Yesterday £1,290 of £1,300, £9.60 short. 1 item")


def test_the_same_closing_twice_or_swapped_leaves_the_same(room: PostRoom) -> None:
    keep, store = keeping(room.desk.store), room.desk.store
    for day in (TODAY, TODAY - timedelta(days=1), TODAY, TODAY - timedelta(days=20)):
        keep(closing(day, target=None, gap=None))
    kept = closed_day(store, TODAY, "GBP")
    assert kept is not None
    assert (kept.orders, kept.target) == (31, None)
    assert closed_day(store, TODAY - timedelta(days=1), "GBP") is not None
    assert closed_day(store, TODAY, "EUR") is None
    keep(closing(TODAY + timedelta(days=15)))
    assert closed_day(store, TODAY, "GBP") is None


def test_a_late_run_sends_it_marked_late(room: PostRoom, vendor: StandInVendor, clocks: Clocks) -> None:
    clocks.later(hours=3)
    send_digests(room, standing(alert("Blue mug")))
    assert "Late: due at 06:00, made at 09:04." in json.dumps(vendor.accepted[0]["blocks"])


def test_days_without_any_run_are_named_by_the_next_one(room: PostRoom, vendor: StandInVendor, clocks: Clocks) -> None:
    send_digests(room, standing(alert("Blue mug")))
    clocks.later(days=3)
    known = clocks.now - timedelta(hours=9)
    for _ in range(2):
        send_digests(room, standing(alert("Teapot"), sales_until=known, stock_until=known))
    assert len(vendor.accepted) == 2
    assert "No digest went out on Tuesday 16 June and Wednesday 17 June" in json.dumps(vendor.accepted[1])


def test_before_its_time_by_hand_it_is_not_late_and_it_is_todays(
    room: PostRoom, vendor: StandInVendor, clocks: Clocks
) -> None:
    clocks.later(hours=-4)
    send_digests(room, standing(alert("Blue mug")))
    clocks.later(hours=4)
    send_digests(room, standing(alert("Blue mug")))
    assert len(vendor.accepted) == 1
    assert "Late" not in json.dumps(vendor.accepted)


def test_nobody_gets_it_on_a_day_that_is_not_theirs(room: PostRoom, vendor: StandInVendor) -> None:
    name(room, Recipient(recipient_id="weekend", name="W", channels=("slack",), days=frozenset({"saturday"})))
    send_digests(room, standing(alert("Blue mug")))
    assert vendor.accepted == []


def test_who_unsubscribed_gets_no_mail(room: PostRoom, vendor: StandInVendor) -> None:
    name(room, replace(ANN, channels=("slack", "email"), unsubscribed=True))
    send_digests(room, standing(alert("Blue mug")))
    assert sent_to(vendor) == [CHANNEL]


def test_the_next_day_tells_what_is_new_to_whom_it_is(room: PostRoom, vendor: StandInVendor, clocks: Clocks) -> None:
    send_digests(room, standing(alert("Blue mug")))
    clocks.later(days=1)
    known = clocks.now - timedelta(hours=9)
    send_digests(
        room,
        standing(
            alert("Blue mug", days_until_stockout_high=2.2), alert("Teapot"), sales_until=known, stock_until=known
        ),
    )
    shown = json.dumps(vendor.accepted[1]["blocks"])
    assert "|Teapot>" in shown
    assert "|Blue mug>" not in shown
    assert "1 known item is unchanged." in shown


def test_what_a_vendor_lost_the_answer_to_arrives_once(room: PostRoom, vendor: StandInVendor, clocks: Clocks) -> None:
    vendor.trouble = ["500", "", "lost"]  # not taken; then looked up, taken, and the answer lost
    send_digests(room, standing(alert("Blue mug")))
    for _ in range(4):
        clocks.later(minutes=10)
        deliver(room)
    assert len(vendor.accepted) == 1
    (letter,) = letters(room.desk.store)
    assert (letter.state, letter.tries) == ("sent", 3)


def test_what_was_decided_before_a_crash_is_delivered_after_it(room: PostRoom, vendor: StandInVendor) -> None:
    """The letters stand before anything is sent, and whoever comes next delivers them."""
    vendor.trouble = ["cut"]
    send_digests(room, standing(alert("Blue mug")))
    (letter,) = letters(room.desk.store)
    assert letter.body is not None
    assert vendor.accepted == []


def test_without_a_chart_the_mail_still_goes(room: PostRoom, vendor: StandInVendor) -> None:
    def fails(*_: object) -> dict[str, object]:
        raise ChildError("no memory")

    name(room, ANN)
    room.desk.secrets.put("sendgrid", json.dumps({"api_key": "SG.x", "from": "shop@mugs.example"}))
    send_digests(replace(room, compute=fails), standing(alert("Blue mug"), alert("Teapot")))
    (mail,) = vendor.accepted
    assert "attachments" not in mail
    assert "cid:" not in mail["content"][1]["value"]


def every_clock() -> list[str]:
    """Of the IANA zones whose clocks show the same all over the days of the test, one; together they are all zones."""
    hours = [
        begin + timedelta(hours=hour)
        for begin in (datetime(2026, 3, 6, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC))
        for hour in range(0, 120, 3)
    ]
    clocks = {
        tuple(hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours): zone for zone in available_timezones()
    }
    return sorted(clocks.values())


def test_in_every_zone_six_o_clock_is_one_digest_of_its_day() -> None:
    """On the days that clocks change in America (8 March) and in Europe (25 October), and on those after them."""
    for zone in every_clock():
        clocks = Clocks()
        room = post_room("http://127.0.0.1:9", clocks, shop=Shop(zone, "GBP", "GB"))
        name(room, BUYERS)
        days = []
        for around in (datetime(2026, 3, 7, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)):
            clocks.now = around
            for _ in range(2):
                clocks.now = cron.due_after(room.timing(), clocks.now)
                assert clocks.now.astimezone(room.desk.shop().zone).hour == 6
                days.append(room.desk.shop().local_date(clocks.now))
                send_digests(room, standing())
                send_digests(room, standing())
                assert [letter.is_late for letter in letters(room.desk.store) if letter.day == days[-1]] == [False]
        assert days[1] - days[0] == days[3] - days[2] == timedelta(days=1)


def test_a_token_that_no_longer_holds_is_said(room: PostRoom, vendor: StandInVendor) -> None:
    vendor.trouble = ["token_revoked"]
    done = send_digests(room, standing(alert("Blue mug")))
    assert done.dead == 1
    (letter,) = letters(room.desk.store)
    assert isinstance(letter, Letter)
    assert letter.last_error == "Slack refuses: token_revoked (the bot token was revoked)"
    assert TOKEN not in repr(letter)
    assert letter.made_at == NOW

"""Visits are kept by day: what is read from there is what the events say, whatever comes late or is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revenue.funnel import CONVERSION, STEPS, Rate, Steps, decomposed, fell_most, steps_of, told_change, told_steps
from shared.warehouse import Query
from shared.warehouse.sql_files import load_tables

WEB_EVENTS = load_tables("ingestion")["web_events"]
NAMES = ("session_start", "product_view", "add_to_cart", "begin_checkout", "purchase")
DAYS = {"from": "2024-05-02", "to": "2024-05-04"}
ROWS = Query("rows", "SELECT * FROM daily_visits ORDER BY local_date, traffic, landing_page, order_id", {})
STANDING = Query("standing", "SELECT local_date, row_count FROM visit_days ORDER BY local_date", {})


def event(at: datetime, name: str, number: int, **said: Any) -> dict[str, Any]:
    row = {"event_id": f"e{number}", "occurred_at": at, "visitor_id": "v1", "session_id": "s1", "event": name}
    row |= {"page": "/", "device": "mobile", "consent": "granted", "is_bot": False, "load_id": "load-1"}
    row |= {"recorded_at": at} | said
    return {column: row.get(column) for column in WEB_EVENTS.column_names}


def made(visitor: Any) -> int:
    return int(visitor.service.jobs["funnel-days"].run())


def record(visitor: Any, *rows: dict[str, Any]) -> None:
    with visitor.warehouse.change() as change:
        change.insert(WEB_EVENTS, rows)
    visitor.newer_data()


def sessions(visitor: Any, **asked: Any) -> list[int]:
    return [step["sessions"] for step in visitor.get("funnel", **{**DAYS, **asked})["steps"]]


@pytest.fixture
def visitor(small_shop: Callable[..., Any]) -> Any:
    """A shop with a visit on 2, 3 and 4 May; it is noon of 5 May."""
    small = small_shop()
    small.now = small.at("2024-05-05 12:00")
    small.others["web_events"] = [
        event(small.at(f"2024-05-0{day} 09:00"), "product_view", day, session_id=f"s{day}", visitor_id=f"v{day}")
        for day in (2, 3, 4)
    ]
    return small.open(data_until="2024-05-05 12:00")


def test_days_are_made_once_and_again_when_their_events_change(visitor: Any) -> None:
    before = sessions(visitor)
    assert made(visitor) == 4  # and the day before the first: where it ends, days of UTC and of the shop differ
    assert made(visitor) == 0
    assert sessions(visitor) == before == [3, 3, 0, 0, 0]
    at = visitor.small.at("2024-05-03 09:05")
    record(visitor, event(at, "add_to_cart", 9, session_id="s3", visitor_id="v3", recorded_at=visitor.small.now))
    assert sessions(visitor) == [3, 3, 0, 0, 0]  # not before the job has run
    assert made(visitor) > 0
    assert sessions(visitor) == [3, 3, 1, 0, 0]


def test_what_a_load_brought_and_an_undo_took_is_gone(visitor: Any) -> None:
    made(visitor)
    with visitor.warehouse.change() as change:
        change.execute(Query("undo", "DELETE FROM web_events WHERE session_id = 's2'", {}))
    visitor.newer_data()
    made(visitor)
    assert sessions(visitor, **{"from": "2024-05-03"}) == [2, 2, 0, 0, 0]
    with visitor.warehouse.change() as change:
        change.execute(Query("undo", "DELETE FROM web_events WHERE load_id = 'load-1'", {}))
    visitor.newer_data()
    made(visitor)
    assert visitor.warehouse.query(ROWS) == []
    assert visitor.get("funnel", **DAYS)["reasons"]["steps"] == "no_web_events"
    assert made(visitor) == 0


def test_an_answer_that_a_caller_holds_ends_when_a_day_was_made_again(visitor: Any) -> None:
    first = visitor.ask("funnel", **DAYS, as_of="2024-05-05T12:00:00Z")
    held = {"If-None-Match": first.headers["ETag"]}
    assert visitor.ask("funnel", **DAYS, as_of="2024-05-05T12:00:00Z", headers=held).status_code == 304
    made(visitor)
    assert visitor.ask("funnel", **DAYS, as_of="2024-05-05T12:00:00Z", headers=held).status_code == 200


def test_a_file_is_not_made_again_for_who_holds_it(visitor: Any) -> None:
    first = visitor.ask("funnel.csv", **DAYS, as_of="2024-05-05T12:00:00Z")
    held = {"If-None-Match": first.headers["ETag"]}
    assert visitor.ask("funnel.csv", **DAYS, as_of="2024-05-05T12:00:00Z", headers=held).status_code == 304


def test_a_history_that_nobody_has_put_together_yet_says_so(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.now = small.at("2024-05-30 12:00")
    at = small.at("2024-05-01 09:00")
    small.others["web_events"] = [event(at + timedelta(days=day), "product_view", day) for day in range(29)]
    visitor = small.open(data_until="2024-05-30 12:00")
    answer = visitor.get("funnel", **{"from": "2024-05-08", "to": "2024-05-28"})
    assert (answer["steps"], answer["reasons"]["steps"]) == (None, "not_computed_yet")
    made(visitor)
    answer = visitor.get("funnel", **{"from": "2024-05-08", "to": "2024-05-28"})
    assert answer["steps"][0]["sessions"] == 21
    assert answer["made_at"] == "2024-05-30T12:00:00+01:00"


def test_an_hour_looks_at_late_days_and_a_night_at_all(small_shop: Callable[..., Any]) -> None:
    """BigQuery bills what is read: the events of weeks each hour, those of years once a day."""
    small = small_shop()
    small.now = small.at("2024-05-30 12:00")
    at = small.at("2024-03-01 09:00")
    small.others["web_events"] = [event(at + timedelta(days=day), "product_view", day) for day in range(90)]
    visitor = small.open(data_until="2024-05-30 12:00")
    made(visitor)
    with visitor.warehouse.change() as change:
        change.execute(Query("erase", "DELETE FROM web_events WHERE event_id IN ('e10', 'e85')", {}))
    small.now = small.at("2024-05-30 13:00")
    assert made(visitor) == 6  # 25 May, the day before, whose visits may end on it, and those after it
    assert made(visitor) == 0
    small.now = small.at("2024-05-31 09:00")
    assert made(visitor) > 30  # 11 March with the thirty days after it, and the day that has ended
    assert made(visitor) == 0


def test_another_time_zone_makes_other_days(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.now = small.at("2024-05-05 12:00")
    small.others["web_events"] = [
        event(small.at("2024-05-02 00:30"), "session_start", 1),
        event(small.at("2024-05-04 09:00"), "session_start", 2),
    ]
    visitor = small.open(data_until="2024-05-05 12:00")
    made(visitor)
    assert sessions(visitor, **{"from": "2024-05-02", "to": "2024-05-02"}) == [1, 0, 0, 0, 0]
    small.shop = small_shop("UTC").shop  # 00:30 in London is 23:30 of the day before
    assert sessions(visitor, **{"from": "2024-05-02", "to": "2024-05-02"}) == [0, 0, 0, 0, 0]
    assert made(visitor) > 0
    assert sessions(visitor, **{"from": "2024-05-01", "to": "2024-05-01"}) == [1, 0, 0, 0, 0]


def test_a_silent_day_is_kept_as_one(visitor: Any) -> None:
    with visitor.warehouse.change() as change:
        change.execute(Query("undo", "DELETE FROM web_events WHERE session_id = 's3'", {}))
    made(visitor)
    silent = [row["local_date"].isoformat() for row in visitor.warehouse.query(STANDING) if not row["row_count"]]
    assert silent == ["2024-05-01", "2024-05-03"]
    assert visitor.get("funnel", **DAYS)["days_without_events"] == ["2024-05-03"]


MOMENTS = st.integers(0, 4 * 24 * 12 - 1)  # every five minutes of four days
# Noon a day later, a night in which visits of the day before go on, and the middle of the last day asked for.
AS_OF = ["2024-05-06T16:00:00Z", "2024-05-05T05:00:00Z", "2024-05-04T17:30:00Z"]
EVENTS = st.lists(
    st.tuples(
        MOMENTS,
        st.sampled_from(NAMES),
        st.integers(0, 5),  # a session; its visitor is one of three
        st.sampled_from(["granted", "granted", "granted", "denied", "unknown"]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([None, "o1", "o2"]),
        st.sampled_from([None, "mobile", "desktop"]),
        st.sampled_from([None, "/a", "/b"]),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=25, deadline=None)  # each builds a warehouse twice: 25 take some five seconds
@given(EVENTS, st.sampled_from(["device", "channel", "landing_page", "new_returning"]), st.sampled_from(AS_OF))
def test_days_that_were_made_say_what_the_events_say(
    small_shop: Callable[..., Any], events: list[tuple[Any, ...]], by: str, as_of: str
) -> None:
    answers = []
    for is_made in (False, True):
        small = small_shop("America/New_York")
        small.now = small.at("2024-05-07 12:00")
        begins = small.at("2024-05-01 00:00")
        small.line("o1", "2024-05-02 12:00", "mug", 1, "10.00", channel="online")
        small.others["web_events"] = [
            event(
                begins + timedelta(minutes=5 * moment), name, number, session_id=f"s{session}",
                visitor_id=f"v{session % 3}", consent=consent, is_bot=is_bot, device=device, page=page,
                order_id=order if name == "purchase" else None,
            )
            for number, (moment, name, session, consent, is_bot, order, device, page) in enumerate(events)
        ]  # fmt: skip
        visitor = small.open(data_until="2024-05-07 12:00")
        if is_made:
            made(visitor)
        answer = visitor.get("funnel", by=by, as_of=as_of, **{"from": "2024-05-03", "to": "2024-05-04"})
        answers.append({name: value for name, value in answer.items() if name != "made_at"})
    assert answers[0] == answers[1]
    for steps in filter(None, (answers[0]["steps"], *(item["steps"] for item in answers[0]["items"]))):
        counts = [step["sessions"] for step in steps]
        assert counts == sorted(counts, reverse=True)
        assert all(step["visits_that_did"] >= step["sessions"] for step in steps)


COUNTS = st.lists(st.integers(0, 400), min_size=5, max_size=5).map(lambda counts: sorted(counts, reverse=True))
GROUPS = st.dictionaries(st.sampled_from(["a", "b", "c", None]), COUNTS.map(lambda c: Steps(tuple(c), tuple(c))))


@given(GROUPS, GROUPS)
def test_mix_and_rate_add_up_to_the_change(now: dict[Any, Steps], before: dict[Any, Steps]) -> None:
    for rate in (CONVERSION, *(Rate(step, step - 1) for step in range(1, len(STEPS)))):
        change = decomposed(rate, now, before)
        if change is None:
            continue
        told = told_change(change)
        assert change.mix + change.rate == change.change == round((change.now - change.before) * 10**9)
        assert round(told["mix"] + told["rate"], 9) == told["change"]
        assert sum(each.mix + each.rate for each in change.effects.values()) == change.change


@given(st.lists(st.tuples(st.tuples(*[st.booleans()] * 4), st.integers(0, 1000)), max_size=20))
def test_steps_never_grow(visits: list[tuple[Any, int]]) -> None:
    steps = sum((steps_of(flags, count) for flags, count in visits), start=Steps())
    told = told_steps(steps)
    assert list(steps.closed) == sorted(steps.closed, reverse=True)
    for step in told:
        for rate in filter(None, (step["of_all"], step["of_previous"])):
            assert 0 <= rate["interval"]["low"] <= rate["value"] <= rate["interval"]["high"] <= 1


def test_a_group_that_came_or_went_did_all_by_mix() -> None:
    now = {"kept": Steps((50, 0, 0, 0, 5), (50, 0, 0, 0, 5)), "came": Steps((50, 0, 0, 0, 1), (50, 0, 0, 0, 1))}
    before = {"kept": Steps((100, 0, 0, 0, 10), (100, 0, 0, 0, 10))}
    change = decomposed(CONVERSION, now, before)
    assert change is not None
    assert [each.rate for each in change.effects.values()] == [0, 0]
    assert change.change == -40_000_000  # 6 of 100 after 10 of 100


def test_chance_alone_seldom_names_a_step() -> None:
    same = Steps((1000, 200, 42, 31, 13), (1000, 200, 42, 31, 13))
    fewer = Steps((1000, 200, 30, 22, 9), (1000, 200, 30, 22, 9))
    assert fell_most(fewer, same) == (None, "within_chance")
    far_fewer = Steps((1000, 200, 12, 9, 4), (1000, 200, 12, 9, 4))
    assert fell_most(far_fewer, same) == (Rate(2, 1), "")

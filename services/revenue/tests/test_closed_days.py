"""A shop day that has ended is told to the other services, once, whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.contracts.events import Event
from shared.event_bus import EventBusError
from shared.store import lease


class Bus:
    """A bus that can fail, before it has an event or after."""

    def __init__(self) -> None:
        self.published: list[Event] = []
        self.fails_before = self.fails_after = False

    def publish(self, events: Sequence[Event]) -> None:
        if self.fails_before:
            raise EventBusError("out of reach")
        self.published += events
        if self.fails_after:
            raise EventBusError("no confirmation")

    def close(self) -> None:
        """Nothing is held open."""

    def days(self) -> list[str]:
        return [event.data["local_date"] for event in self.published]


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def small(small_shop: Callable[..., Any]) -> Any:
    """A shop that sells ten pounds each day of ten weeks, and fifty on Saturdays."""
    small = small_shop()
    for number in range(70):
        at = datetime(2024, 3, 1, 12, tzinfo=UTC) + timedelta(days=number)  # until Thursday, 9 May
        small.line(f"o{number}", at, "mug", 1, "50" if at.weekday() == 5 else "10")
    return small


def at(visitor: Any, moment: str, *, covered: bool = True) -> None:
    """It is that moment of the shop; with data up to then, or as they were."""
    visitor.small.now = visitor.small.at(moment)
    if covered:
        visitor.newer_data(data_until=visitor.small.now.isoformat())


def close_days(visitor: Any) -> Any:
    return visitor.service.jobs["close-days"]()


def test_a_day_is_told_when_it_is_over_and_not_again(small: Any, bus: Bus) -> None:
    visitor = small.open(bus=bus)
    at(visitor, "2024-05-09 00:00")
    assert close_days(visitor) == 1
    at(visitor, "2024-05-09 23:59:59")
    assert close_days(visitor) == 0
    at(visitor, "2024-05-10 00:00")
    assert (close_days(visitor), close_days(visitor)) == (1, 0)
    event = bus.published[-1]
    assert (event.type, event.source, event.id) == ("day-closed.v1", "/revenue", "day-closed-2024-05-09")
    assert event.data == {
        "local_date": "2024-05-09",
        "closed_at": "2024-05-09T23:00:00Z",
        "net_sales": {"amount": "10.00", "currency": "GBP"},
        "orders": 1,
        "target": None,
        "gap": None,
    }


def test_a_day_whose_end_the_data_does_not_cover_waits(small: Any, bus: Bus) -> None:
    visitor = small.open(bus=bus)
    at(visitor, "2024-05-09 00:00")
    close_days(visitor)
    at(visitor, "2024-05-10 08:00", covered=False)
    assert close_days(visitor) == 0
    at(visitor, "2024-05-10 08:05")
    assert close_days(visitor) == 1


def test_a_late_load_does_not_tell_a_day_again(small: Any, bus: Bus) -> None:
    visitor = small.open(bus=bus)
    at(visitor, "2024-05-10 00:01")
    close_days(visitor)
    visitor.newer_data()
    assert close_days(visitor) == 0
    assert bus.days() == ["2024-05-09"]


def test_who_was_off_catches_up_with_a_week_and_a_new_shop_with_yesterday(small: Any, bus: Bus) -> None:
    visitor = small.open(bus=bus)
    at(visitor, "2024-04-01 09:00")
    close_days(visitor)
    assert bus.days() == ["2024-03-31"]
    at(visitor, "2024-04-03 09:00")
    assert close_days(visitor) == 2
    at(visitor, "2024-05-09 09:00")
    assert close_days(visitor) == 7
    assert bus.days()[-7:] == [f"2024-05-{day:02}" for day in range(2, 9)]


def test_data_that_ended_long_ago_tells_of_no_day(small: Any, bus: Bus) -> None:
    visitor = small.open(bus=bus)
    at(visitor, "2026-01-01 09:00", covered=False)
    assert close_days(visitor) == 0


def test_a_shop_without_data_has_no_day_to_tell(small_shop: Callable[..., Any], bus: Bus) -> None:
    assert close_days(small_shop().open(bus=bus)) == 0


@pytest.mark.parametrize(
    ("day", "ended"), [("2024-03-31", "2024-03-31T23:00:00Z"), ("2023-10-29", "2023-10-30T00:00:00Z")]
)
def test_days_of_23_and_25_hours_end_when_the_next_begins(
    small_shop: Callable[..., Any], bus: Bus, day: str, ended: str
) -> None:
    small = small_shop()
    small.line("early", f"{day} 00:00", "mug", 1, "1")
    small.line("late", f"{day} 23:59:59", "mug", 1, "2")
    small.line("next", datetime.fromisoformat(ended), "mug", 1, "4")
    small.now = datetime.fromisoformat(ended) + timedelta(minutes=1)
    visitor = small.open(bus=bus)
    assert close_days(visitor) == 1
    assert (bus.days(), bus.published[0].data["closed_at"]) == ([day], ended)
    assert bus.published[0].data["net_sales"]["amount"] == "3.00"


def test_a_bus_out_of_reach_is_tried_again_with_the_same_words(small: Any, bus: Bus) -> None:
    visitor = small.open(bus=bus)
    at(visitor, "2024-05-10 00:01")
    bus.fails_after = True
    with pytest.raises(EventBusError):
        close_days(visitor)
    bus.fails_after = False
    visitor.newer_data()
    assert close_days(visitor) == 1
    first, second = bus.published
    assert (first.id, first.data) == (second.id, second.data)
    assert close_days(visitor) == 0


def test_while_another_process_tells_this_one_does_not(small: Any, bus: Bus) -> None:
    visitor = small.open(bus=bus)
    at(visitor, "2024-05-10 00:01")
    with lease(visitor.store, "leases/days", holder="another instance"):
        assert close_days(visitor) == 0
    assert close_days(visitor) == 1


def test_a_target_of_the_day_is_told_with_the_gap(small: Any, bus: Bus) -> None:
    small.target("2024-05-09", "2024-05-09", "12.50")
    visitor = small.open(bus=bus)
    at(visitor, "2024-05-10 00:01")
    close_days(visitor)
    assert (bus.published[0].data["target"]["amount"], bus.published[0].data["gap"]["amount"]) == ("12.50", "-2.50")


def test_a_target_of_a_week_is_spread_as_weekdays_sell(small: Any, bus: Bus) -> None:
    small.target("2024-04-29", "2024-05-05", "220")
    visitor = small.open(bus=bus)
    for morning in ("2024-05-04", "2024-05-05"):
        at(visitor, f"{morning} 00:01")
        close_days(visitor)
    friday, saturday = bus.published
    assert (friday.data["target"]["amount"], saturday.data["target"]["amount"]) == ("20.00", "100.00")
    assert (friday.data["gap"]["amount"], saturday.data["gap"]["amount"]) == ("-10.00", "-50.00")


def test_where_too_few_weeks_show_how_it_sells_there_is_no_days_target(
    small_shop: Callable[..., Any], bus: Bus
) -> None:
    small = small_shop()
    small.line("a", "2024-05-01 12:00", "mug", 1, "10")
    small.line("b", "2024-05-09 12:00", "mug", 1, "10")
    small.target("2024-05-01", "2024-05-31", "300")
    visitor = small.open(bus=bus)
    at(visitor, "2024-05-10 00:01")
    close_days(visitor)
    assert (bus.published[0].data["target"], bus.published[0].data["gap"]) == (None, None)

"""A refresh is there as a whole or not at all, one at a time, and membership is kept by the day."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from segments.desk import SERVICE
from segments.jobs import asked_by_the_clock
from segments.refreshes import Change as Moved
from segments.refreshes import last_refresh
from segments.use_cases_refresh import LEASE_KEY, Report, daily, erase_customers, refresh, works
from shared.contracts.events import event_types, new_event
from shared.erased_customers import erasing
from shared.event_bus import EventBusError
from shared.runs import EVENT, Runs, request
from shared.runs.doing import run_requested
from shared.schedule import Job, NotYetError
from shared.schedule.doing import do
from shared.store import LeaseHeldError, lease
from shared.testing import plain_hashes

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


def test_without_a_day_of_sales_there_is_nothing_to_refresh(shop: Any) -> None:
    shop.store.delete("versions/data")
    with pytest.raises(NotYetError, match="no day of sales"):
        shop.refresh()
    assert last_refresh(shop.desk) is None


def test_a_refresh_puts_everybody_somewhere_and_tells_it_once(shop: Any) -> None:
    shop.puts(anna="vip", ben="new", cleo="new")
    done = shop.refresh()
    assert (done.refresh.customers, dict(done.refresh.segments)) == (3, {"new": 2, "vip": 1})
    assert shop.child.asked[0]["until"] == "2026-03-01"  # the last day that is over
    assert shop.child.asked[0]["day"] == "2026-03-02"
    shop.refresh()  # the same run again, as the bus may: nothing new
    assert last_refresh(shop.desk).refresh_id == done.refresh.refresh_id
    assert len(shop.child.asked) == 1
    (told,) = shop.bus.published
    assert told.type == "segments-refreshed.v1"
    assert told.data["segments"] == {"new": 2, "vip": 1}
    assert told.data["generation_id"] == done.refresh.refresh_id


def test_on_the_first_day_it_waits_until_revenue_has_said_what_customers_are_worth(shop: Any) -> None:
    shop.puts(anna="vip")
    tried: list[type[Exception]] = []

    def value_customers() -> None:
        try:
            daily(shop.desk, shop.child, ())
        except NotYetError as why:
            tried.append(type(why))

    do(shop.store, "revenue", "customer-value", Job(value_customers, "0 4 * * *", "Values"), now=shop.desk.now)
    assert tried == [NotYetError]
    assert daily(shop.desk, shop.child, ()).refresh.customers == 1


def test_a_bus_that_is_away_is_told_by_the_next_refresh(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: object) -> None:
        raise EventBusError("away")

    shop.puts(anna="vip")
    with monkeypatch.context() as cut:
        cut.setattr(shop.bus, "publish", away)
        shop.refresh("r1")
    assert shop.bus.published == []
    shop.refresh("r1")
    assert [event.type for event in shop.bus.published] == ["segments-refreshed.v1"]


def test_membership_is_half_open_days(shop: Any) -> None:
    shop.puts(anna="new", ben="vip")
    shop.refresh("r1")
    shop.next_day()
    shop.puts(anna="regular")
    shop.refresh("r2")
    assert shop.memberships() == [
        ("anna", "new", MONDAY, TUESDAY),
        ("anna", "regular", TUESDAY, None),
        ("ben", "vip", MONDAY, None),
    ]
    shop.puts(anna="vip")  # again on the same day: what began on it is overwritten
    shop.refresh("r3")
    assert shop.memberships()[1] == ("anna", "vip", TUESDAY, None)
    assert len(shop.memberships()) == 3


def test_a_clock_that_goes_back_takes_nobody_back(shop: Any) -> None:
    shop.puts(anna="new")
    first = shop.refresh("r1").refresh
    shop.next_day(-1)
    shop.puts(anna="regular")
    second = shop.refresh("r2").refresh
    assert second.refresh_id > first.refresh_id
    assert shop.memberships() == [("anna", "regular", MONDAY, None)]


def test_a_week_later_the_list_knows_who_came_and_went(shop: Any) -> None:
    shop.puts(anna="new", ben="new", cleo="vip")
    shop.refresh("r1")
    shop.next_day(6)
    shop.refresh("r2")
    assert last_refresh(shop.desk).compared_with is None  # membership is six days old
    shop.next_day(1)
    shop.puts(anna="vip", dan="new")
    shop.child.tags["anna"] = "was-new"
    found = shop.refresh("r3").refresh
    assert found.compared_with == MONDAY
    assert found.changes == {
        "new": Moved(1, 1),
        "vip": Moved(1, 0),
        "tag:was-new": Moved(1, 0),
    }


def test_of_two_at_once_one_runs_and_the_other_gets_its_result(shop: Any) -> None:
    shop.puts(anna="vip")
    began, go_on = threading.Event(), threading.Event()
    sort = shop.child

    def slow(target: str, folder: Path, arguments: Mapping[str, Any], **more: Any) -> Mapping[str, object]:
        began.set()
        assert go_on.wait(10)
        return sort(target, folder, arguments, **more)

    reports: dict[str, Report] = {}
    first = threading.Thread(target=lambda: reports.update(first=refresh(shop.desk, slow, "r1")))
    first.start()
    assert began.wait(10)
    second = threading.Thread(target=lambda: reports.update(second=refresh(shop.desk, slow, "r2")))
    second.start()
    go_on.set()
    first.join(10)
    second.join(10)
    assert len(shop.child.asked) == 1
    assert reports["second"].by_another
    assert reports["second"].refresh.refresh_id == reports["first"].refresh.refresh_id


def test_who_waits_too_long_for_another_is_told_so(shop: Any) -> None:
    with lease(shop.store, LEASE_KEY, holder="another"), pytest.raises(LeaseHeldError):
        refresh(shop.desk, shop.child, "r1", patience_seconds=0)


def test_a_run_that_is_asked_for_twice_is_one_and_says_how_far_it_is(shop: Any) -> None:
    shop.puts(anna="vip")
    heard: list[str] = []
    runs = Runs(shop.store, SERVICE, shop.desk.now)
    asked = works(shop.desk, shop.child, [lambda _: heard.append(str(runs.read(run_id).what))])  # type: ignore[union-attr]  # it is there
    run_id = request(shop.bus, shop.store, SERVICE, "segments-refresh", {}, shop.now)
    assert request(shop.bus, shop.store, SERVICE, "segments-refresh", {}, shop.now) == run_id
    for event in [event for event in shop.bus.published if event.type == EVENT]:
        run_requested(event, runs, shop.bus, asked)
    run = runs.read(run_id)
    assert run is not None
    assert (run.state, run.result and run.result["customers"]) == ("done", 1)
    assert heard == ["telling those who go by it"]
    assert len(shop.child.asked) == 1


def test_scheduler_asks_for_a_job_by_the_event_that_runs_are_asked_by(shop: Any) -> None:
    done: list[str] = []
    jobs = {"refresh": Job(lambda: done.append("refresh"), "10 5 * * *", "Puts everybody into their segment")}
    take = asked_by_the_clock(shop.store, jobs, lambda event: done.append(str(event.data["name"])), shop.desk.now)
    for name in ("segments.refresh", "segments-export", "inventory-alerts.refresh"):
        take(new_event(EVENT, "/scheduler", {"run_id": name, "name": name, "requested_at": "2026-01-01T00:00:00Z"}))
    assert done == ["refresh", "segments-export", "inventory-alerts.refresh"]


def test_what_the_child_cannot_do_changes_nothing(shop: Any) -> None:
    shop.puts(anna="new")
    shop.refresh("r1")
    was = last_refresh(shop.desk)
    shop.child.fails = RuntimeError("no")
    shop.next_day()
    with pytest.raises(RuntimeError):
        shop.refresh("r2")
    assert last_refresh(shop.desk) == was


def test_an_erased_customer_leaves_no_trace_and_no_refresh_brings_them_back(shop: Any) -> None:
    shop.puts(anna="new", ben="vip")
    shop.refresh("r1")
    erase = erasing(shop.desk.erased_lately, [partial(erase_customers, shop.desk)])
    told = {**event_types()["customer-erased.v1"].example, "entity_id": "anna"}
    event = new_event("customer-erased.v1", "/ingestion", told)
    sort = shop.child

    def erased_meanwhile(
        target: str, folder: Path, arguments: Mapping[str, Any], *, meanwhile: Callable[[], object]
    ) -> Mapping[str, object]:
        meanwhile()  # what was read of them stays in the folder
        erase(event)
        erase(event)  # the bus may say so twice
        return sort(target, folder, arguments)

    shop.next_day()
    refresh(shop.desk, erased_meanwhile, "r2")
    left = {row["customer_id"] for row in shop.rows("SELECT customer_id FROM segment_customers")}
    assert left == {"ben"}
    assert {row[0] for row in shop.memberships()} == {"ben"}
    assert shop.desk.erased_lately.now().covers("anna")
    assert plain_hashes(shop.store, "anna") == []
    shop.now += timedelta(days=8)  # the shop's tables have forgotten by then
    shop.tell_data()
    del shop.child.segments["anna"]
    shop.refresh("r3")
    assert not shop.desk.erased_lately.now()


@pytest.mark.parametrize(("of_known_cost", "by_margin"), [("95.00", True), ("94.99", False)])
def test_money_is_margin_from_95_percent_of_sales_with_a_known_cost_on(
    shop: Any, of_known_cost: str, *, by_margin: bool
) -> None:
    shop.sells("100.00", of_known_cost)
    shop.puts(anna="vip")
    shop.refresh()
    assert shop.child.asked[0]["by_margin"] is by_margin


def test_a_prediction_of_long_ago_counts_as_none(shop: Any) -> None:
    shop.predicts(date(2026, 2, 27), basis="gross_margin")
    shop.puts(anna="new")
    shop.refresh("r1")
    assert shop.child.asked[-1]["value_basis"] == "gross_margin"
    shop.next_day(7)
    shop.refresh("r2")
    assert shop.child.asked[-1]["value_basis"] is None


def test_times_and_amounts_come_as_they_were_found(shop: Any) -> None:
    shop.puts(anna="vip")
    shop.child.facts["anna"] = {
        "net_sales": Decimal("12.123456789"),
        "mean_gap_days": 7.25,
        "created_at": datetime(2025, 1, 1, tzinfo=UTC),
    }
    shop.refresh()
    (row,) = shop.rows("SELECT net_sales, mean_gap_days, created_at FROM segment_customers")
    assert row == shop.child.facts["anna"]

"""The suite's clock starts every job when it is due, makes up for what was missed once, and goes on when one fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from local.clock import Clock, Scheduled, Timetable
from shared.progress import tell
from shared.schedule import Job, JobBusyError, NotYetError, Timing, connect
from shared.schedule.doing import do, last_run
from shared.shop import Shop
from shared.testing import MemoryStore

SIX = datetime(2026, 3, 2, 6, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PATIENCE_SECONDS = 10.0  # of a busy machine


@dataclass
class Desk:
    """A service with one job that is done at six, and the time it is."""

    cron: str = "0 6 * * *"
    work: Callable[[], object] = lambda: None
    now: datetime = SIX - HOUR
    store: MemoryStore = field(default_factory=MemoryStore)
    times: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.job = Job(self._work, self.cron, "Sends the digest")
        self.schedule = connect("local://", self.store)
        shop = Shop("UTC", "GBP", "GB")
        self.timetable = Timetable({"sales": {"digest": self.job}}, self.store, self.schedule, lambda: shop)

    def _work(self) -> object:
        self.times.append(self.now)
        return self.work()

    @property
    def scheduled(self) -> Scheduled:
        return self.timetable.jobs()[0]

    def due(self) -> datetime | None:
        return self.timetable.due(self.scheduled, self.now)

    def do(self) -> object:
        return do(self.store, "sales", "digest", self.job, now=lambda: self.now)


class AwayError(Exception):
    """A vendor does not answer."""


def away() -> None:
    raise AwayError("the vendor is away")


def not_yet() -> None:
    raise NotYetError("no sales were loaded")


def test_a_job_that_was_never_done_is_due_at_once_and_then_at_its_time() -> None:
    desk = Desk()
    assert desk.due() == desk.now
    desk.do()
    assert desk.due() == SIX
    desk.now = SIX + timedelta(seconds=1)
    desk.do()
    assert desk.due() == SIX + DAY


def test_what_was_missed_for_a_week_is_done_once() -> None:
    desk = Desk()
    desk.do()
    desk.now = SIX + 7 * DAY + HOUR
    due = desk.due()
    assert due is not None
    assert due <= desk.now
    desk.do()
    assert desk.due() == SIX + 8 * DAY


def test_one_that_fails_is_tried_once_more_soon_and_then_at_its_time() -> None:
    desk = Desk(work=away, now=SIX)
    with pytest.raises(AwayError):
        desk.do()
    assert desk.due() == SIX + 5 * MINUTE
    desk.now = SIX + 5 * MINUTE
    with pytest.raises(AwayError):
        desk.do()
    assert desk.due() == SIX + DAY
    assert last_run(desk.store, "sales", "digest").said == "the vendor is away"


def test_one_that_has_nothing_to_work_with_is_asked_again_every_minute() -> None:
    desk = Desk(work=not_yet, now=SIX)
    for times in range(3):
        with pytest.raises(NotYetError):
            desk.do()
        assert desk.due() == SIX + (times + 1) * MINUTE
        desk.now += MINUTE
    assert last_run(desk.store, "sales", "digest").outcome == "not_yet"


def test_one_whose_process_was_killed_is_done_again() -> None:
    desk = Desk(now=SIX)
    in_the_middle = []
    desk.work = lambda: in_the_middle.append(desk.store.get("jobs/sales/digest"))
    desk.do()
    assert in_the_middle[0] is not None
    desk.store.put("jobs/sales/digest", in_the_middle[0].value)  # nothing that came after it was written
    desk.now = SIX + HOUR
    assert last_run(desk.store, "sales", "digest").outcome == "interrupted"
    assert desk.due() == desk.now


def test_another_time_that_was_chosen_counts_from_then_on() -> None:
    desk = Desk(now=SIX)
    desk.do()
    desk.schedule.set("sales.digest", Timing("30 7 * * *", "America/New_York"))
    assert desk.due() == datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


def test_a_clock_that_was_put_back_does_not_keep_a_job_waiting() -> None:
    desk = Desk(now=SIX + 300 * DAY)
    desk.do()
    desk.now = SIX
    assert desk.due() == SIX


def test_a_job_is_never_done_twice_at_once_and_says_that_it_runs() -> None:
    begun, end = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        assert end.wait(PATIENCE_SECONDS)

    desk = Desk(work=slow, now=SIX)
    thread = threading.Thread(target=desk.do)
    thread.start()
    assert begun.wait(PATIENCE_SECONDS)
    assert last_run(desk.store, "sales", "digest").outcome == "running"
    assert desk.due() is None
    with pytest.raises(JobBusyError, match="being done already"):
        desk.do()
    end.set()
    thread.join()
    assert len(desk.times) == 1
    assert last_run(desk.store, "sales", "digest").outcome == "done"


def test_what_a_job_tells_is_heard_and_what_it_answers_is_kept() -> None:
    told: list[tuple[str, int, int]] = []

    def talk() -> str:
        tell("fitting", 1, 2)
        return "28 days forecast"

    desk = Desk(work=talk, now=SIX)
    do(desk.store, "sales", "digest", desk.job, now=lambda: desk.now, progress=lambda *heard: told.append(heard))
    assert told == [("fitting", 1, 2)]
    assert last_run(desk.store, "sales", "digest").said == "28 days forecast"


def clock_of(store: MemoryStore, **jobs: Job) -> Clock:
    shop = Shop("UTC", "GBP", "GB")
    return Clock(Timetable({"sales": jobs}, store, connect("local://", store), lambda: shop), lambda: datetime.now(UTC))


def test_the_clock_does_every_job_though_one_fails() -> None:
    done = threading.Event()
    store = MemoryStore()
    clock = clock_of(store, fails=Job(away, "* * * * *", "Asks a vendor"), works=Job(done.set, "* * * * *", "Works"))
    clock.start()
    assert done.wait(PATIENCE_SECONDS)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while last_run(store, "sales", "fails").outcome != "failed":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    clock.close()


def test_a_job_of_the_night_waits_until_a_start_has_settled() -> None:
    minutely, nightly = threading.Event(), threading.Event()
    clock = clock_of(
        MemoryStore(),
        minutely=Job(minutely.set, "* * * * *", "Looks"),
        nightly=Job(nightly.set, "0 3 * * *", "Computes"),
    )
    clock.start()
    assert minutely.wait(PATIENCE_SECONDS)
    assert not nightly.is_set()
    clock.close()


def test_without_jobs_there_is_no_thread() -> None:
    before = threading.active_count()
    clock = clock_of(MemoryStore())
    clock.start()
    assert threading.active_count() == before
    clock.close()

"""What becomes of alerts from run to run: opened once, worse, gone, back, and away while somebody said so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_alerts import hand
from inventory_alerts.alert import Alert, Candidate
from inventory_alerts.hand import Hand
from inventory_alerts.kinds import STANDING
from inventory_alerts.life_cycle import Round, WrongStateError, decide, latest_of_each

FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)
LOW = Candidate(
    kind="low_stock",
    product_id="mug",
    location_id="north",
    severity="watch",
    pace="fast",
    probability=0.7,
    horizon_days=10,
    money_at_stake=Decimal("12.50"),
    money_kind="lost_margin",
    on_hand=9.0,
    evidence="{}",
)
ACT = replace(LOW, severity="act", probability=0.95, horizon_days=7)
OUT = replace(ACT, kind="stock_out", on_hand=0.0)
DAY = timedelta(days=1)


def morning(days: float, *, unjudged: Iterable[str] = (), hours: int = 0) -> Round:
    moment = FIRST + days * DAY + timedelta(hours=hours)
    return Round(
        run_id=f"run-{moment.isoformat()}",
        as_of=moment,
        today=moment.date(),
        cooldown_days=7,
        dismissed_days=90,
        may_push=lambda _kind, _pace, severity, _probability: severity == "act",
        unjudged=frozenset(unjudged),  # type: ignore[arg-type]  # kinds, as the tests name them
    )


class Book:
    """The decisions so far; of those about one alert the last counts."""

    def __init__(self) -> None:
        self.decisions: list[Alert] = []

    @property
    def standing(self) -> list[Alert]:
        return list({alert.alert_id: alert for alert in self.decisions}.values())

    def run(self, this: Round, candidates: Sequence[Candidate]) -> list[str]:
        made = decide(this, self.standing, candidates)
        self.decisions += made
        return [alert.why for alert in made]

    @property
    def last(self) -> Alert:
        return self.decisions[-1]


@pytest.fixture
def book() -> Book:
    return Book()


def test_an_alert_opens_once(book: Book) -> None:
    assert book.run(morning(0), [LOW]) == ["opened"]
    assert book.run(morning(1), [LOW]) == []
    assert book.run(morning(1, hours=3), [LOW]) == []
    assert (book.last.state, book.last.due_on) == ("open", date(2026, 3, 11))  # ten days, today the first


def test_one_that_gets_worse_says_so_and_predicts_anew(book: Book) -> None:
    book.run(morning(0), [LOW])
    assert book.run(morning(1), [ACT]) == ["got_worse"]
    assert (book.last.severity, book.last.is_pushed, book.last.due_on) == ("act", True, date(2026, 3, 9))
    assert book.run(morning(2), [LOW]) == []  # never better: nobody is told that it is half solved


def test_what_is_not_pushed_is_shown_as_watch_and_keeps_what_it_asked_for(book: Book) -> None:
    nobody_is_told = replace(morning(0), may_push=lambda *_: False)
    book.run(nobody_is_told, [ACT])
    assert (book.last.severity, book.last.claim, book.last.is_pushed) == ("watch", "act", False)
    assert book.run(morning(1), [ACT]) == []  # what was opened unpushed is no news when its kind is trusted


def test_what_stands_is_written_down_again_each_month(book: Book) -> None:
    """So that nobody has to read what is older: what somebody said of it goes along."""
    book.run(morning(0), [LOW])
    book.decisions.append(hand.assign(book.last, Hand("ann", FIRST + timedelta(hours=2), "soon"), "ben"))
    assert book.run(morning(30), [LOW]) == []
    assert book.run(morning(31), [LOW]) == ["kept"]
    assert (book.last.assigned_to, book.last.note, book.last.changed_at) == ("ben", "soon", FIRST)
    assert book.run(morning(40), [LOW]) == []
    assert book.run(morning(62, unjudged=["low_stock"]), []) == ["kept"]


def test_an_estimate_has_to_be_gone_on_two_days(book: Book) -> None:
    book.run(morning(0), [LOW])
    assert book.run(morning(1), []) == ["missing"]
    assert book.last.state == "open"
    assert book.run(morning(1, hours=3), []) == []  # the same day is no second one
    assert book.run(morning(2), [LOW]) == ["back"]
    assert book.run(morning(3), []) == ["missing"]
    assert book.run(morning(4), []) == ["gone"]
    assert book.last.state == "resolved"


def test_a_fact_is_over_when_it_is_over(book: Book) -> None:
    book.run(morning(0), [OUT])
    assert book.run(morning(1), []) == ["gone"]


def test_within_its_cool_down_it_is_the_same_alert(book: Book) -> None:
    book.run(morning(0), [OUT])
    book.run(morning(1), [])
    opened = book.last.alert_id
    assert book.run(morning(5), [OUT]) == ["back"]
    assert (book.last.alert_id, book.last.state) == (opened, "open")
    book.run(morning(6), [])
    assert book.run(morning(14), [OUT]) == ["opened"]
    assert book.last.alert_id != opened


def test_kinds_that_cannot_be_judged_stay_as_they_are(book: Book) -> None:
    book.run(morning(0), [LOW])
    for day in (1, 2, 3):
        assert book.run(morning(day, unjudged=["low_stock"]), []) == []
    assert book.run(morning(4, unjudged=["low_stock"]), [replace(LOW, product_id="tray")]) == []


def test_snoozed_it_wakes_when_its_time_is_up_or_when_it_gets_worse(book: Book) -> None:
    book.run(morning(0), [LOW])
    book.decisions.append(hand.snooze(book.last, Hand("ann", FIRST + timedelta(hours=2)), 3))
    assert book.run(morning(1), [LOW]) == []
    assert book.run(morning(4), [LOW]) == ["woke"]
    book.decisions.append(hand.snooze(book.last, Hand("ann", FIRST + 4.1 * DAY), 30))
    assert book.run(morning(5), [ACT]) == ["got_worse"]
    assert (book.last.state, book.last.snoozed_until) == ("open", None)


def test_snoozed_it_is_resolved_all_the_same(book: Book) -> None:
    book.run(morning(0), [OUT])
    book.decisions.append(hand.snooze(book.last, Hand("ann", FIRST + timedelta(hours=2)), 30))
    assert book.run(morning(1), []) == ["gone"]


def test_dismissed_it_stays_away_for_a_season_unless_it_gets_worse(book: Book) -> None:
    book.run(morning(0), [LOW])
    book.decisions.append(hand.dismiss(book.last, Hand("ann", FIRST + timedelta(hours=2)), "known"))
    assert book.run(morning(89), [LOW]) == []
    assert book.run(morning(91), [LOW]) == ["opened"]
    book.decisions.append(hand.dismiss(book.last, Hand("ann", FIRST + 91.1 * DAY), "known"))
    assert book.run(morning(92), [ACT]) == ["opened"]


def test_resolved_by_hand_it_stays_away_for_the_cool_down(book: Book) -> None:
    book.run(morning(0), [LOW])
    book.decisions.append(hand.resolve(book.last, Hand("ann", FIRST + timedelta(hours=2))))
    assert book.run(morning(6), [LOW]) == []
    assert book.run(morning(8), [LOW]) == ["opened"]


def test_what_a_person_may_not_do() -> None:
    (alert,) = decide(morning(0), [], [LOW])
    ann = Hand("ann", FIRST + timedelta(hours=2))
    with pytest.raises(WrongStateError, match="is open"):
        hand.reopen(alert, ann)
    resolved = hand.resolve(alert, ann)
    for done in (hand.resolve, lambda one, by: hand.snooze(one, by, 3), lambda one, by: hand.dismiss(one, by, "other")):
        with pytest.raises(WrongStateError, match="reopen it first"):
            done(resolved, ann)
    assert hand.assign(resolved, ann, "ben").state == "resolved"
    assert hand.reopen(resolved, ann).state == "open"


def test_two_decisions_at_one_moment_keep_their_order() -> None:
    (alert,) = decide(morning(0), [], [LOW])
    first = hand.assign(alert, Hand("ann", FIRST), "ben")
    second = hand.resolve(first, Hand("ann", FIRST))
    assert alert.recorded_at < first.recorded_at < second.recorded_at
    assert first.changed_at == alert.changed_at


CANDIDATES = st.lists(
    st.builds(
        lambda kind, product, severity: replace(LOW, kind=kind, product_id=product, severity=severity),
        st.sampled_from(["low_stock", "stock_out", "trending_up"]),
        st.sampled_from(["mug", "tray"]),
        st.sampled_from(["act", "watch"]),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)


@given(st.lists(st.tuples(st.integers(1, 12), CANDIDATES), min_size=1, max_size=12))
def test_whatever_is_found_no_two_alerts_of_one_thing_stand_and_a_second_look_decides_nothing(
    mornings: list[tuple[int, list[Candidate]]],
) -> None:
    book, day = Book(), 0
    for days, found in mornings:
        day += days
        book.run(morning(day), found)
        standing = [alert.key for alert in book.standing if alert.state in STANDING]
        assert len(standing) == len(set(standing))
        assert {one.key for one in found} <= set(standing)  # nobody closed one by hand here
        assert decide(morning(day), book.standing, found) == []
        assert decide(morning(day, hours=1), book.standing, found) == []
        assert set(latest_of_each(book.standing)) == {alert.key for alert in book.standing}
    moments = [(alert.alert_id, alert.recorded_at) for alert in book.decisions]
    assert len(moments) == len(set(moments))


@given(st.lists(CANDIDATES, min_size=1, max_size=6), st.integers(0, 5))
def test_a_run_that_is_repeated_writes_what_it_would_have_written(days: list[list[Candidate]], killed: int) -> None:
    whole, broken = Book(), Book()
    for day, found in enumerate(days):
        whole.run(morning(day), found)
        if day == killed:
            broken.decisions += decide(morning(day), broken.standing, found)  # written, and the process ended
        broken.run(morning(day), found)
    assert broken.decisions == whole.decisions

"""Several questions to the warehouse at once."""

from __future__ import annotations

import threading

import pytest

from shared.hurry import WouldWaitError, hurried
from shared.warehouse import Query
from shared.warehouse.recording import record, recording
from shared.warehouse.together import together

_PATIENCE = 20.0  # seconds for the other question to be asked; it comes at once


def test_questions_are_asked_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=_PATIENCE)  # opens when two wait at it

    def ask(answer: str) -> str:
        both.wait()
        return answer

    assert together(lambda: ask("sales"), lambda: ask("customers")) == ("sales", "customers")


def test_what_was_asked_is_recorded_in_the_order_of_the_questions() -> None:
    asked_first = threading.Event()

    def slow() -> int:
        assert asked_first.wait(_PATIENCE)
        record(Query("slow", "SELECT 1", {}), {}, rows=1, seconds=0.0)
        return 1

    def quick() -> int:
        record(Query("quick", "SELECT 2", {}), {}, rows=2, seconds=0.0)
        asked_first.set()
        return 2

    with recording() as executed:
        assert together(slow, quick) == (1, 2)
    assert [each.name for each in executed] == ["slow", "quick"]


def test_what_a_question_raises_is_raised_after_the_others_have_ended() -> None:
    ended = threading.Event()

    def wrong() -> int:
        raise LookupError("no such table")

    def right() -> int:
        ended.wait(0.05)
        ended.set()
        return 1

    with pytest.raises(LookupError, match="no such table"):
        together(wrong, right)
    assert ended.is_set()
    with pytest.raises(LookupError, match="no such table"):
        together(right, wrong)


def test_questions_within_questions_wait_for_nobody() -> None:
    def inner() -> tuple[int, int]:
        return together(lambda: 1, lambda: 2)

    many = [threading.Thread(target=together, args=(inner, inner, inner)) for _ in range(30)]
    for each in many:
        each.start()
    for each in many:
        each.join(_PATIENCE)
    assert not any(each.is_alive() for each in many)


def test_nothing_is_asked_in_a_hurry() -> None:
    asked: list[str] = []
    with hurried(), pytest.raises(WouldWaitError):
        together(lambda: asked.append("first"), lambda: asked.append("second"))
    assert asked == []

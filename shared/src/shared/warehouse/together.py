"""Several questions to the warehouse at once, where none needs another's answer.

Planning a statement takes one core, often longer than running it; and on BigQuery each statement is a wait of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from typing import TypeVar, overload

from shared.hurry import about_to_wait
from shared.warehouse.recording import Executed, keep, recording

_WORKERS = 16  # statements beyond those of the requests' own threads; more wait for their turn

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")

_inside = threading.local()


@overload
def together(first: Callable[[], A], second: Callable[[], B], /) -> tuple[A, B]: ...
@overload
def together(first: Callable[[], A], second: Callable[[], B], third: Callable[[], C], /) -> tuple[A, B, C]: ...
def together(*questions: Callable[[], object]) -> tuple[object, ...]:
    """The answers of all, asked at the same time; the first is asked in this thread.

    Raises what the first of them to fail, in their order, raised; the others are waited for. What they ask of the
    warehouse is recorded in their order. Within one of the questions, others are asked one after another: threads that
    wait for threads of the same pool might wait for ever.
    """
    about_to_wait()
    if getattr(_inside, "pool", False):
        return tuple(question() for question in questions)
    asked = [_pool().submit(copy_context().run, _noted, question) for question in questions[1:]]
    outcomes = [_told(lambda: _noted(questions[0])), *(_told(each.result) for each in asked)]
    answers = []
    for outcome in outcomes:
        answer, executed = outcome.result()
        keep(executed)
        answers.append(answer)
    return tuple(answers)


def _noted(question: Callable[[], T]) -> tuple[T, list[Executed]]:
    with recording() as executed:
        return question(), executed


def _told(answer: Callable[[], T]) -> Future[T]:
    """The outcome of a call, whichever it is."""
    outcome: Future[T] = Future()
    try:
        outcome.set_result(answer())
    except BaseException as error:  # noqa: BLE001 - raised where the outcome is asked for
        outcome.set_exception(error)
    return outcome


def _begin() -> None:
    _inside.pool = True


@cache
def _pool() -> ThreadPoolExecutor:
    """Threads that live as long as the process, made when they are first needed: each keeps its cursor."""
    return ThreadPoolExecutor(_WORKERS, thread_name_prefix="together", initializer=_begin)

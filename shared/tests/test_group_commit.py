"""Threads that want something written at the same moment share a commit, and each learns how its own went."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.group_commit import GroupCommit

Eventually = Callable[[Callable[[], bool]], bool]


class Disk:
    """Writes what it is given, one batch after the other; the first batch waits until it may."""

    def __init__(self, *, broken: frozenset[int] = frozenset()) -> None:
        self.batches: list[list[int]] = []
        self.may = threading.Event()
        self.began = threading.Event()
        self._broken = broken
        self._writing = threading.Lock()

    def write(self, items: Sequence[int]) -> None:
        assert self._writing.acquire(blocking=False), "two threads write at once"
        try:
            self.began.set()
            assert self.may.wait(20)
            if self._broken & set(items):
                raise OSError("no space left")
            self.batches.append(list(items))
        finally:
            self._writing.release()

    def written(self) -> list[int]:
        return sorted(number for batch in self.batches for number in batch)


def outcome(group: GroupCommit[int], number: int) -> str:
    try:
        group.commit(number)
    except OSError as error:
        return str(error)
    return "written"


def test_one_alone_is_written_at_once() -> None:
    disk = Disk()
    disk.may.set()
    group = GroupCommit(disk.write)

    for number in range(3):
        group.commit(number)

    assert disk.batches == [[0], [1], [2]]


def test_those_that_come_during_a_write_share_the_next(eventually: Eventually) -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    with ThreadPoolExecutor(40) as pool:
        first = pool.submit(group.commit, 0)
        assert disk.began.wait(20)
        others = [pool.submit(group.commit, number) for number in range(1, 40)]
        assert eventually(lambda: len(group._members) == 39)
        disk.may.set()
        for done in (first, *others):
            done.result(20)

    assert [len(batch) for batch in disk.batches] == [1, 39]
    assert disk.written() == list(range(40))


def test_a_write_that_fails_is_told_to_all_it_was_for_and_to_nobody_else(eventually: Eventually) -> None:
    disk = Disk(broken=frozenset({0}))
    group = GroupCommit(disk.write)
    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(outcome, group, 0)
        assert disk.began.wait(20)
        others = [pool.submit(outcome, group, number) for number in range(1, 10)]
        assert eventually(lambda: len(group._members) == 9)
        disk.may.set()
        assert first.result(20) == "no space left"
        assert {other.result(20) for other in others} == {"written"}

    assert disk.written() == list(range(1, 10))


@pytest.mark.parametrize("threads", [2, 16])
def test_nobody_waits_for_ever(threads: int) -> None:
    disk = Disk(broken=frozenset(range(0, 2000, 97)))
    disk.may.set()
    group = GroupCommit(disk.write)
    with ThreadPoolExecutor(threads) as pool:
        outcomes = list(pool.map(lambda number: outcome(group, number), range(2000)))

    written = {number for number, how in enumerate(outcomes) if how == "written"}
    assert written == set(disk.written())
    assert sum(len(batch) for batch in disk.batches) == len(written)
    assert group._members == []

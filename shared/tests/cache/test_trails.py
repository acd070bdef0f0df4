"""What every adapter of trails promises, and what the one in Redis promises of several processes and of outages."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from shared.cache.trails import Addition, Entry, Keep, Trails, TrailsError, connect, microseconds
from shared.cache.trails_in_redis import TrailsInRedis
from shared.cache.trails_in_store import TrailsInStore
from shared.store import connect as connect_store
from shared.testing import MemoryStore

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TWO_DAYS = Keep(48 * 3600.0, 5)
KEY = "somebody/trail"


def ago(minutes: float, what: str) -> Entry:
    return Entry(microseconds(NOW - timedelta(minutes=minutes)), what.encode())


def add(trails: Trails, *entries: Entry, key: str = KEY, keep: Keep = TWO_DAYS) -> bool:
    return trails.add([Addition(key, entries, keep)], NOW)


def whats(trails: Trails, key: str = KEY) -> list[str]:
    read = trails.read([key])
    assert not read.stale
    return [entry.what.decode() for entry in read.trails[0]]


@pytest.fixture
def closed_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
    return port


@pytest.fixture(params=["store", "redis"])
def trails(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Trails]:
    if request.param == "store":
        made: Trails = connect("memory://", connect_store(f"file://{tmp_path}"))
    else:  # patient: Redis works here, and the machine may be busy
        made = TrailsInRedis(request.getfixturevalue("redis_url"), call_seconds=10)
    yield made
    made.close()


def test_entries_come_back_oldest_first_whatever_order_they_came_in_and_however_often(trails: Trails) -> None:
    entries = [ago(3, "first"), ago(2, "second"), ago(1, "third")]
    for number, order in enumerate(permutations(entries)):
        for entry in (*order, order[0]):
            assert add(trails, entry, key=f"{KEY}{number}")
        assert trails.read([f"{KEY}{number}"]).trails == [tuple(entries)]


def test_what_happens_again_counts_from_then_on_once(trails: Trails) -> None:
    add(trails, ago(1, "seen"), ago(2, "other"))
    add(trails, ago(3, "seen"))

    assert trails.read([KEY]).trails == [(ago(2, "other"), ago(1, "seen"))]


def test_what_is_too_old_goes_and_so_do_more_than_the_newest(trails: Trails) -> None:
    add(trails, ago(48 * 60 + 1, "too old"), *(ago(minutes, str(minutes)) for minutes in range(9, 0, -1)))

    assert whats(trails) == ["5", "4", "3", "2", "1"]


def test_what_is_kept_for_any_time_stays(trails: Trails) -> None:
    add(trails, ago(10 * 365 * 1440, "ten years ago"), keep=Keep(None, 5))

    assert whats(trails) == ["ten years ago"]


def test_several_trails_are_read_at_once_and_one_that_is_not_there_is_empty(trails: Trails) -> None:
    trails.add([Addition("a", [ago(1, "a")], TWO_DAYS), Addition("b", [ago(2, "b")], TWO_DAYS)], NOW)

    assert trails.read(["b", "nobody", "a"]).trails == [(ago(2, "b"),), (), (ago(1, "a"),)]


def test_what_is_removed_is_gone(trails: Trails) -> None:
    add(trails, ago(1, "seen"))
    trails.tick(NOW)
    trails.remove([KEY, "nobody"])

    assert whats(trails) == []


def test_what_one_process_kept_in_the_store_the_next_one_finds(tmp_path: Path) -> None:
    store = connect_store(f"file://{tmp_path}")
    first = TrailsInStore(store, rest_seconds=0)
    add(first, ago(2, "written by a tick"))
    first.tick(NOW)
    add(first, ago(1, "written at the end"))
    first.close()

    assert whats(TrailsInStore(store)) == ["written by a tick", "written at the end"]


def test_what_is_over_leaves_the_store() -> None:
    store = MemoryStore()
    trails = TrailsInStore(store)
    add(trails, ago(1, "seen"))
    add(trails, ago(1, "for ever"), key="dismissed", keep=Keep(None, 5))
    trails.close()
    assert len(list(store.list(""))) == 2

    TrailsInStore(store, first_sweep_seconds=0).tick(NOW + timedelta(hours=49))

    assert [key.rpartition("/")[2] for key in store.list("")] == ["dismissed"]


def test_processes_on_one_redis_see_one_anothers_entries_at_once(redis_url: str) -> None:
    one, other = (TrailsInRedis(redis_url, call_seconds=10) for _ in range(2))
    add(one, ago(2, "by one"))
    add(other, ago(1, "by the other"))

    assert whats(one) == whats(other) == ["by one", "by the other"]


def test_redis_lets_go_of_a_trail_nobody_adds_to(redis_url: str) -> None:
    trails = TrailsInRedis(redis_url, call_seconds=10)
    add(trails, ago(0, "seen"), keep=Keep(0.05, 5))
    time.sleep(0.1)

    assert whats(trails) == []


def test_without_redis_a_process_answers_what_it_knows_and_tells_it_when_redis_is_back(
    start_redis: Callable[..., tuple[int, int]], eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    port, pid = start_redis()
    url = f"redis://127.0.0.1:{port}"
    trails, other = TrailsInRedis(url, pause_seconds=0.05), TrailsInRedis(url, call_seconds=10)
    assert eventually(lambda: add(trails, ago(3, "before")))
    assert eventually(lambda: not trails.read([KEY]).stale)

    os.kill(pid, signal.SIGSTOP)
    try:
        began = time.perf_counter()
        told = add(trails, ago(2, "meanwhile"))
        read = trails.read([KEY])
        took = time.perf_counter() - began
        with pytest.raises(TrailsError):
            trails.remove(["somebody else"])
    finally:
        os.kill(pid, signal.SIGCONT)

    assert not told
    assert read.stale
    assert [entry.what for entry in read.trails[0]] == [b"before", b"meanwhile"]
    assert took < 1.0  # two calls of 60 ms each on a quiet machine

    def is_told() -> bool:
        trails.tick(NOW)
        return whats(other) == ["before", "meanwhile"]

    assert eventually(is_told)


def test_what_was_forgotten_here_is_known_no_more(closed_port: int) -> None:
    trails = TrailsInRedis(f"redis://127.0.0.1:{closed_port}", pause_seconds=0.0)
    assert not add(trails, ago(1, "seen"))
    assert trails.read([KEY]).trails == [(ago(1, "seen"),)]

    trails.forget_here([KEY])

    assert trails.read([KEY]).trails == [()]

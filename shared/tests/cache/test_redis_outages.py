"""What the cache costs, and what it still gives, when a real Redis is down, killed, stopped or refuses commands."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from shared.cache import Cache
from shared.cache.redis import RedisCache

MOST_COST = 0.06  # seconds a call may lose to a Redis that fails
PATIENCE_SECONDS = 20.0
ASKERS = 30


def cost(cache: Cache, key: str = "trends") -> float:
    """Seconds a call takes whose answer takes none."""
    began = time.monotonic()
    assert cache.get_or_create(key, 0, lambda: b"made").value == b"made"
    return time.monotonic() - began


def test_a_name_service_that_hangs_costs_little_and_what_it_said_before_serves(redis_port: int) -> None:
    answered = threading.Event()
    hangs = threading.Event()

    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        if hangs.is_set():
            answered.wait(PATIENCE_SECONDS)
        assert host == "cache.example"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    def reaches_it_anew() -> bool:
        cache._region.actual_backend.writer_client.connection_pool.disconnect()
        time.sleep(0.02)  # the pause after a try that failed, and more
        cost(cache)
        return cache._gate._try_again_at is None

    try:
        url = f"redis://cache.example:{redis_port}"
        cache = RedisCache(url, resolve=resolve, pause_seconds=0.01)
        assert not cost(cache) > 1
        hangs.set()
        assert min(cost(RedisCache(url, resolve=resolve)) for _ in range(5)) < MOST_COST
        assert any(reaches_it_anew() for _ in range(5)), "the address was known"  # 35 ms are short on a busy machine
    finally:
        answered.set()


def test_a_redis_that_is_killed_and_comes_back_is_used_again(
    start_redis: Callable[..., tuple[int, int]],
    eventually: Callable[[Callable[[], bool]], bool],
    capsys: pytest.CaptureFixture[str],
) -> None:
    port, pid = start_redis()
    url = f"redis://127.0.0.1:{port}"
    cache = RedisCache(url, pause_seconds=0.05)
    cache.get_or_create("trends", 60, lambda: b"before")
    os.kill(pid, signal.SIGKILL)
    assert cache.get_or_create("trends", 60, lambda: b"meanwhile").value == b"meanwhile"
    assert cost(cache) < MOST_COST
    assert "Redis fails" in capsys.readouterr().err

    start_redis(port=port)
    assert eventually(lambda: cost(cache, "current") < 1 and cache._gate._try_again_at is None)

    assert "Redis works again" in capsys.readouterr().err
    with Redis(port=port) as client:
        assert eventually(lambda: cost(cache) < 1 and (client.get("shopsight:trends") or b"").endswith(b"made"))


def test_a_redis_that_is_stopped_costs_little_and_is_used_again_when_it_goes_on(
    start_redis: Callable[..., tuple[int, int]], eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    port, pid = start_redis()
    url = f"redis://127.0.0.1:{port}"
    caches = [RedisCache(url, pause_seconds=0.1) for _ in range(3)]
    for cache in caches:
        cache.get_or_create("trends", 60, lambda: b"before")
    os.kill(pid, signal.SIGSTOP)

    assert min(cost(cache) for cache in caches) < MOST_COST
    os.kill(pid, signal.SIGCONT)
    assert eventually(lambda: cost(caches[0], "current") < 1 and caches[0]._gate._try_again_at is None)
    assert RedisCache(url, call_seconds=10).get_or_create("trends", 60, lambda: b"after").value == b"before"


def test_a_redis_that_stops_while_an_answer_is_made_costs_little_and_no_second_making(
    start_redis: Callable[..., tuple[int, int]],
) -> None:
    port, pid = start_redis()
    calls: list[float] = []

    def make() -> bytes:
        os.kill(pid, signal.SIGSTOP)
        calls.append(time.monotonic())
        return b"made"

    costs = []
    for number in range(3):
        cache = RedisCache(f"redis://127.0.0.1:{port}")
        assert cache.get_or_create(f"trends {number}", 60, make).value == b"made"
        costs.append(time.monotonic() - calls[-1])
        os.kill(pid, signal.SIGCONT)

    assert len(calls) == 3
    assert min(costs) < MOST_COST


@pytest.mark.parametrize(
    "options",
    [
        ("--maxmemory", "1"),
        ("--requirepass", "unknown"),
        ("--replicaof", "127.0.0.1 1", "--replica-serve-stale-data", "no"),
    ],
)
def test_a_redis_that_refuses_commands_costs_little_and_no_error(
    start_redis: Callable[..., tuple[int, int]], options: tuple[str, ...]
) -> None:
    port, _ = start_redis(*options)
    cache = RedisCache(f"redis://127.0.0.1:{port}")

    assert [cache.get_or_create("trends", 60, lambda: b"made").value for _ in range(3)] == [b"made"] * 3
    assert min(cost(RedisCache(f"redis://127.0.0.1:{port}")) for _ in range(5)) < MOST_COST


def test_an_expired_answer_stands_in_though_redis_went_away_meanwhile(
    start_redis: Callable[..., tuple[int, int]],
) -> None:
    port, pid = start_redis()
    cache = RedisCache(f"redis://127.0.0.1:{port}")
    cache.get_or_create("trends", 60, lambda: b"old")
    time.sleep(0.02)

    def make() -> bytes:
        os.kill(pid, signal.SIGKILL)
        raise ConnectionError("the warehouse does not answer")

    assert cache.get_or_create("trends", 0.01, make).value == b"old"


def test_connections_do_not_pile_up(redis_port: int) -> None:
    cache = RedisCache(f"redis://127.0.0.1:{redis_port}?prefix=pile:")
    with Redis(port=redis_port) as client:
        before = client.info("clients")["connected_clients"]
        with ThreadPoolExecutor(ASKERS) as pool:
            list(pool.map(lambda number: cache.get_or_create(f"k{number % 7}", 60, lambda: b""), range(500)))
        assert client.info("clients")["connected_clients"] - before <= ASKERS + 7  # 7: who renews a turn

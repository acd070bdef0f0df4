"""What the cache promises on a Redis that works, beyond what every cache does."""

from __future__ import annotations

import os
import pickle
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from redis import Redis

from shared.cache.redis import RedisCache

ASKER = """
import os, sys, time
from functools import partial
from pathlib import Path
from shared.cache.redis import RedisCache

url, calls, seconds, kept = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
cache = RedisCache(url, lease_seconds=0.5, call_seconds=10)
cache.get_or_create("warm", 60, lambda: b"")

def make():
    with calls.open("a") as lines:
        lines.write(f"{os.getpid()}\\n")
    time.sleep(seconds)
    return str(os.getpid()).encode()

print("ready", flush=True)
sys.stdin.readline()
print(cache.get_or_create("trends", kept, make).value.decode(), flush=True)
"""


# Redis works here, and the machine may be busy; what a Redis that fails may cost is tested elsewhere.
patient_cache = partial(RedisCache, call_seconds=10)


@pytest.fixture
def client(redis_port: int) -> Iterator[Redis]:
    with Redis(port=redis_port) as client:
        yield client


@pytest.fixture
def prefix(redis_url: str) -> str:
    return redis_url.partition("prefix=")[2]


@contextmanager
def asking_process(url: str, calls: Path, *, seconds: float, kept: float = 60) -> Iterator[subprocess.Popen[str]]:
    """A process that asks for the trends, which it takes `seconds` to make, as soon as it gets a line."""
    command = [sys.executable, "-c", ASKER, url, str(calls), str(seconds), str(kept)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def answer_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def calls_in(calls: Path) -> list[str]:
    return calls.read_text(encoding="utf-8").split() if calls.exists() else []


def test_what_one_process_made_another_has_with_its_age(redis_url: str) -> None:
    first = patient_cache(redis_url).get_or_create("trends", 60, lambda: b"made once")

    assert patient_cache(redis_url).get_or_create("trends", 60, lambda: b"made twice") == first


def test_processes_that_ask_at_once_make_one_call(redis_url: str, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    asking = [asking_process(redis_url, calls, seconds=0.8) for _ in range(3)]  # longer than the lease of 0.5 s
    with asking[0] as first, asking[1] as second, asking[2] as third:
        for process in (first, second, third):
            go(process)
        answers = {answer_of(process) for process in (first, second, third)}

    assert len(calls_in(calls)) == 1
    assert answers == set(calls_in(calls))


def test_while_one_process_makes_an_expired_answer_anew_the_others_get_the_old_one(
    redis_url: str, tmp_path: Path, eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    cache, calls = patient_cache(redis_url), tmp_path / "calls"
    cache.get_or_create("trends", 60, lambda: b"old")
    time.sleep(0.02)
    with asking_process(redis_url, calls, seconds=30, kept=0.01) as other:
        go(other)
        assert eventually(lambda: bool(calls_in(calls)))
        began = time.monotonic()

        assert cache.get_or_create("trends", 0.01, lambda: b"new").value == b"old"
        assert time.monotonic() - began < 1


def test_a_process_that_dies_while_making_an_answer_holds_the_others_up_no_longer_than_its_lease(
    redis_url: str, tmp_path: Path, eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    calls = tmp_path / "calls"
    with asking_process(redis_url, calls, seconds=60) as other:
        go(other)
        assert eventually(lambda: bool(calls_in(calls)))
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        began = time.monotonic()

        answer = patient_cache(redis_url).get_or_create("trends", 60, lambda: b"made by the survivor")

    assert answer.value == b"made by the survivor"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("left_over", ["for ever", "for a day", "a list"])
def test_a_turn_that_nobody_gives_back_ends(redis_url: str, prefix: str, client: Redis, left_over: str) -> None:
    turn = f"{prefix}trends:turn"
    if left_over == "a list":
        client.rpush(turn, "not a turn")
    else:
        client.set(turn, "somebody", ex=86_400 if left_over == "for a day" else None)

    began = time.monotonic()
    assert patient_cache(redis_url, lease_seconds=0.2).get_or_create("trends", 60, lambda: b"made").value == b"made"
    assert time.monotonic() - began < 3
    assert patient_cache(redis_url).get_or_create("trends", 60, lambda: b"made twice").value == b"made"


def test_a_failed_making_gives_the_turn_back(redis_url: str, prefix: str, client: Redis) -> None:
    cache = patient_cache(redis_url)
    with pytest.raises(ZeroDivisionError):
        cache.get_or_create("trends", 60, lambda: bytes(1 // 0))

    assert client.keys(f"{prefix}*") == []


def test_every_key_has_the_prefix_and_an_end(redis_url: str, prefix: str, client: Redis) -> None:
    seen: list[list[bytes]] = []

    def make() -> bytes:
        seen.append(client.keys(f"{prefix}*"))
        return b"made"

    before = client.dbsize()
    patient_cache(redis_url, stale_seconds=100).get_or_create("trends", 60, make)

    assert seen == [[f"{prefix}trends:turn".encode()]]
    assert client.keys(f"{prefix}*") == [f"{prefix}trends".encode()]
    assert client.dbsize() == before + 1
    assert 158_000 < client.pttl(f"{prefix}trends") <= 160_000


@pytest.mark.parametrize("seconds", [1e18, float("inf")])
def test_no_time_is_too_long_for_redis(redis_url: str, prefix: str, client: Redis, seconds: float) -> None:
    patient_cache(redis_url).get_or_create("trends", seconds, lambda: b"made")

    assert 0 < client.pttl(f"{prefix}trends") <= 30 * 86_400_000


def test_an_answer_too_large_to_travel_is_given_and_not_kept(redis_url: str, prefix: str, client: Redis) -> None:
    large = bytes(5 << 20)

    assert patient_cache(redis_url).get_or_create("export", 60, lambda: large).value == large
    assert client.keys(f"{prefix}*") == []


class Intruder:
    """What runs a command when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.trace),)


def header(*, mark: bytes = b"Sst1", began: float = 0.0, made: float = 0.0, kept_until: float = 60.0) -> bytes:
    """The head of a value, its times in seconds from now, save for those that are no times."""
    now = time.time()
    began_at = int((now + began) * 1e6) if abs(began) < 1e12 else int(began)
    return struct.pack(">4sqdd", mark, began_at, now + made, now + kept_until)


HOSTILE = {
    "nothing": lambda: b"",
    "noise": lambda: os.urandom(200),
    "dogpile.cache's own": lambda: b'{"ct": 1, "v": 2}|' + pickle.dumps("an old value"),
    "a broken one of dogpile.cache": lambda: b"{|",
    "half a head": lambda: header()[:20],
    "another layout": lambda: header(mark=b"Sst0") + b"value",
    "made tomorrow": lambda: header(made=86_400) + b"value",
    "begun tomorrow": lambda: header(began=86_400) + b"value",
    "begun before there were dates": lambda: header(began=-9e18) + b"value",
    "begun after all dates": lambda: header(began=9e18) + b"value",
    "made at no time": lambda: header(made=float("nan")) + b"value",
    "made long ago": lambda: header(made=float("-inf")) + b"value",
    "kept until no time": lambda: header(kept_until=float("nan")) + b"value",
    "past its time": lambda: header(kept_until=-1) + b"value",
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_value_that_cannot_be_read_is_made_anew(redis_url: str, prefix: str, client: Redis, hostile: str) -> None:
    client.set(f"{prefix}trends", HOSTILE[hostile]())
    cache = patient_cache(redis_url)

    assert cache.get_or_create("trends", 60, lambda: b"made anew").value == b"made anew"
    assert patient_cache(redis_url).get_or_create("trends", 60, lambda: b"made twice").value == b"made anew"


def test_the_head_these_tests_write_is_one_that_counts(redis_url: str, prefix: str, client: Redis) -> None:
    client.set(f"{prefix}trends", header() + b"value")

    assert patient_cache(redis_url).get_or_create("trends", 60, lambda: b"made anew").value == b"value"


def test_nothing_that_lies_in_redis_is_run(redis_url: str, prefix: str, client: Redis, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    pickled = pickle.dumps(Intruder(trace))
    for value in (pickled, b'{"ct": 1e10, "v": 2}|' + pickled, header() + pickled):
        client.set(f"{prefix}trends", value)
        patient_cache(redis_url).get_or_create("trends", 60, lambda: b"made")

    assert not trace.exists()


def test_a_key_of_another_kind_is_replaced(redis_url: str, prefix: str, client: Redis) -> None:
    client.rpush(f"{prefix}trends", "a list")

    assert patient_cache(redis_url).get_or_create("trends", 60, lambda: b"made anew").value == b"made anew"
    assert patient_cache(redis_url).get_or_create("trends", 60, lambda: b"made twice").value == b"made anew"


def test_one_call_may_stand_in_another(redis_url: str) -> None:
    cache = patient_cache(redis_url)

    def outer() -> bytes:
        return cache.get_or_create("inner", 60, lambda: b"inner").value + b" and outer"

    assert cache.get_or_create("outer", 60, outer).value == b"inner and outer"
    assert patient_cache(redis_url).get_or_create("outer", 60, lambda: b"").value == b"inner and outer"

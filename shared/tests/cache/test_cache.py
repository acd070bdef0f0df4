"""What every cache promises. A later adapter joins by adding a parameter to the fixtures."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from shared import telemetry
from shared.cache import Cache, Cached, CacheError, connect
from shared.cache.memory import MemoryCache
from shared.cache.redis import RedisCache

ASKERS = 50
PATIENCE_SECONDS = 10.0  # with a Redis that works on a busy machine; what it may cost is tested elsewhere
A_MOMENT = 0.05  # seconds until a value of the tests expires


def used(cache: RedisCache) -> Iterator[Cache]:
    yield cache
    assert cache._gate._try_again_at is None, "Redis failed, and what was tested is the memory that stood in for it"


@pytest.fixture(params=["memory", "redis"])
def cache(request: pytest.FixtureRequest) -> Iterator[Cache]:
    if request.param == "memory":
        yield connect("memory://")
    else:
        yield from used(RedisCache(request.getfixturevalue("redis_url"), call_seconds=PATIENCE_SECONDS))


@pytest.fixture(params=["memory", "redis"])
def forgetful_cache(request: pytest.FixtureRequest) -> Iterator[Cache]:
    """One that holds on to an expired answer for a moment only."""
    if request.param == "memory":
        yield MemoryCache(stale_seconds=A_MOMENT)
    else:
        yield from used(
            RedisCache(request.getfixturevalue("redis_url"), stale_seconds=A_MOMENT, call_seconds=PATIENCE_SECONDS)
        )


class Warehouse:
    """What is behind the cache: slow, counted, and out of order when told so."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.calls = 0
        self.seconds = seconds
        self.broken = False
        self._lock = threading.Lock()

    def __call__(self) -> bytes:
        with self._lock:
            self.calls += 1
            call = self.calls
        time.sleep(self.seconds)
        if self.broken:
            raise ConnectionError("the warehouse does not answer")
        return f"answer {call}".encode()


def all_at_once(ask: Callable[[], Cached]) -> list[Cached]:
    start = threading.Barrier(ASKERS)

    def run(_: int) -> Cached:
        start.wait()
        return ask()

    with ThreadPoolExecutor(ASKERS) as pool:
        return list(pool.map(run, range(ASKERS)))


def test_an_answer_is_made_once_and_kept(cache: Cache) -> None:
    warehouse = Warehouse()

    answers = [cache.get_or_create("trends", 60, warehouse).value for _ in range(3)]

    assert answers == [b"answer 1"] * 3


def test_each_key_has_an_answer_of_its_own(cache: Cache) -> None:
    assert cache.get_or_create("trends", 60, lambda: b"trends").value == b"trends"
    assert cache.get_or_create("current", 60, lambda: b"current").value == b"current"


def test_fifty_who_ask_for_what_is_not_kept_make_one_call(cache: Cache) -> None:
    warehouse = Warehouse(seconds=0.1)

    answers = all_at_once(lambda: cache.get_or_create("trends", 60, warehouse))

    assert warehouse.calls == 1
    assert {answer.value for answer in answers} == {b"answer 1"}


def test_fifty_who_ask_for_what_has_expired_make_one_call_and_do_not_wait_for_it(cache: Cache) -> None:
    warehouse = Warehouse()
    cache.get_or_create("trends", 5, warehouse)
    warehouse.seconds = 1.0
    took: list[float] = []

    def ask() -> Cached:
        began = time.monotonic()
        answer = cache.get_or_create("trends", 0.25, warehouse)
        took.append(time.monotonic() - began)
        return answer

    time.sleep(0.3)
    answers = all_at_once(ask)

    assert warehouse.calls == 2
    assert sorted(answer.value for answer in answers) == [b"answer 1"] * (ASKERS - 1) + [b"answer 2"]
    assert sorted(took)[ASKERS // 2] < warehouse.seconds


def test_askers_of_different_keys_do_not_wait_for_one_another(cache: Cache) -> None:
    both_inside = threading.Barrier(2, timeout=10)

    def make() -> bytes:
        both_inside.wait()
        return b"met"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda key: cache.get_or_create(key, 60, make).value, ["a", "b"]))

    assert answers == [b"met", b"met"]


def test_an_answer_is_made_anew_when_its_time_is_up(cache: Cache) -> None:
    warehouse = Warehouse()
    cache.get_or_create("trends", A_MOMENT, warehouse)
    time.sleep(2 * A_MOMENT)

    assert cache.get_or_create("trends", A_MOMENT, warehouse).value == b"answer 2"


def test_the_age_of_an_answer_counts_from_the_beginning_of_its_making(cache: Cache) -> None:
    before = datetime.now(UTC)
    first = cache.get_or_create("trends", 60, Warehouse(seconds=0.1))
    again = cache.get_or_create("trends", 60, Warehouse())

    assert before <= first.created_at <= before + timedelta(seconds=0.09)
    assert again.created_at == first.created_at
    assert first.created_at.utcoffset() == timedelta(0)


def test_an_error_is_raised_and_not_kept(cache: Cache) -> None:
    warehouse = Warehouse()
    warehouse.broken = True
    for _ in range(2):
        with pytest.raises(ConnectionError, match="does not answer"):
            cache.get_or_create("trends", 60, warehouse)
    warehouse.broken = False

    assert cache.get_or_create("trends", 60, warehouse).value == b"answer 3"


def test_every_one_of_many_who_wait_hears_of_the_error(cache: Cache) -> None:
    warehouse = Warehouse(seconds=0.005)
    warehouse.broken = True

    def ask() -> Cached:
        with pytest.raises(ConnectionError):
            cache.get_or_create("trends", 60, warehouse)
        return Cached(b"", datetime.now(UTC))

    assert len(all_at_once(ask)) == ASKERS


def test_an_expired_answer_stands_in_when_it_cannot_be_made_anew(
    cache: Cache, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = Warehouse()
    first = cache.get_or_create("trends", A_MOMENT, warehouse)
    time.sleep(2 * A_MOMENT)
    warehouse.broken = True

    assert cache.get_or_create("trends", A_MOMENT, warehouse) == first
    assert "does not answer" in capsys.readouterr().err
    warehouse.broken = False
    assert cache.get_or_create("trends", A_MOMENT, warehouse).value == b"answer 3"


def test_an_answer_expired_too_long_ago_stands_in_for_nothing(forgetful_cache: Cache) -> None:
    warehouse = Warehouse()
    forgetful_cache.get_or_create("trends", A_MOMENT, warehouse)
    time.sleep(3 * A_MOMENT)
    warehouse.broken = True

    with pytest.raises(ConnectionError):
        forgetful_cache.get_or_create("trends", A_MOMENT, warehouse)


def test_an_answer_expired_too_long_ago_is_given_to_nobody_while_a_new_one_is_made(forgetful_cache: Cache) -> None:
    warehouse = Warehouse()
    forgetful_cache.get_or_create("trends", A_MOMENT, warehouse)
    time.sleep(3 * A_MOMENT)
    warehouse.seconds = 0.1

    answers = all_at_once(lambda: forgetful_cache.get_or_create("trends", 60, warehouse))

    assert {answer.value for answer in answers} == {b"answer 2"}


def test_an_answer_of_no_time_is_made_every_time(cache: Cache) -> None:
    warehouse = Warehouse()
    for expected in (b"answer 1", b"answer 2"):
        assert cache.get_or_create("trends", 0, warehouse).value == expected
        time.sleep(0.001)


def test_a_negative_time_is_refused(cache: Cache) -> None:
    with pytest.raises(ValueError, match="negative"):
        cache.get_or_create("trends", -1, lambda: b"")


def test_what_was_asked_for_last_stays_when_the_cache_is_full() -> None:
    cache = MemoryCache(most_bytes=30_000)
    warehouse = Warehouse()

    def ask(key: str) -> None:
        cache.get_or_create(key, 60, lambda: warehouse() + bytes(9_000))

    for key in ("a", "b", "c", "a", "d"):  # three fit
        ask(key)
    assert warehouse.calls == 4
    ask("a")
    assert warehouse.calls == 4
    ask("b")
    assert warehouse.calls == 5


def test_an_answer_larger_than_the_cache_is_given_and_not_kept() -> None:
    cache = MemoryCache(most_bytes=10_000)
    warehouse = Warehouse()

    for call in (1, 2):
        answer = cache.get_or_create("export", 60, lambda: warehouse() + bytes(20_000))
        assert (len(answer.value), warehouse.calls) == (20_008, call)


def cache_requests(result: str) -> float:
    text = telemetry.metrics_text()[0].decode()
    found = [
        line for line in text.splitlines() if line.startswith(f'shopsight_cache_requests_total{{result="{result}"}}')
    ]
    return float(found[0].split()[-1]) if found else 0.0


def test_hits_and_misses_are_counted(cache: Cache) -> None:
    telemetry.configure(service="shopsight", otlp_endpoint=None)
    hits, misses = cache_requests("hit"), cache_requests("miss")
    warehouse = Warehouse()
    warehouse.broken = True

    with pytest.raises(ConnectionError):
        cache.get_or_create("trends", 60, warehouse)  # miss
    warehouse.broken = False
    for _ in range(4):
        cache.get_or_create("trends", 60, warehouse)  # miss, then three hits

    assert (cache_requests("hit") - hits, cache_requests("miss") - misses) == (3, 2)


@pytest.mark.parametrize("url", ["memcached://:hunter2@localhost", "//:hunter2@localhost", "memory", ""])
def test_a_url_nobody_serves_is_refused_with_advice_and_without_its_password(url: str) -> None:
    with pytest.raises(CacheError, match="use memory://") as refused:
        connect(url)
    assert "hunter2" not in str(refused.value)

"""What the cache costs, and what it still gives, when what should be Redis hangs, crawls, or answers anything."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from shared.cache import Cache
from shared.cache.redis import RedisCache

MOST_COST = 0.06  # seconds a call may lose to a Redis that fails
LITTLE_COST = 0.01  # what it loses while Redis is known to fail; far below one more attempt
PATIENCE_SECONDS = 20.0
ASKERS = 30

Reply = Callable[[socket.socket, bytes], None]


@contextmanager
def stand_in(reply: Reply) -> Iterator[tuple[int, list[float]]]:
    """A server that does `reply` for whatever it is sent: its port, and when it was connected to."""
    over, connected = threading.Event(), list[float]()
    with ExitStack() as open_sockets:
        server = open_sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=100))
        server.settimeout(0.05)  # so that it looks up now and then

        def serve(connection: socket.socket) -> None:
            connection.settimeout(0.05)
            while not over.is_set():
                try:
                    said = connection.recv(65_536)
                    if not said:
                        return
                    reply(connection, said)
                except TimeoutError:
                    continue
                except OSError:
                    return

        def accept() -> None:
            while not over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                connected.append(time.monotonic())
                open_sockets.enter_context(connection)
                serving.append(threading.Thread(target=serve, args=(connection,)))
                serving[-1].start()

        serving = [threading.Thread(target=accept)]
        serving[0].start()
        try:
            yield server.getsockname()[1], connected
        finally:
            over.set()
            for thread in serving:
                thread.join(PATIENCE_SECONDS)


def says_nothing(_: socket.socket, __: bytes) -> None: ...


def says(answer: bytes) -> Reply:
    return lambda connection, _: connection.sendall(answer)


def crawls(connection: socket.socket, _: bytes) -> None:
    """A byte every 15 ms: no wait is long, all of them together are."""
    for byte in b"$100\r\n" + bytes(100):
        connection.sendall(bytes([byte]))
        time.sleep(0.015)


def takes_its_time(connection: socket.socket, _: bytes) -> None:
    """Each answer is right and comes after 25 ms: no command hangs, a call of five takes too long."""
    time.sleep(0.025)
    connection.sendall(b"$-1\r\n")


def talks_without_end(connection: socket.socket, _: bytes) -> None:
    while True:
        connection.sendall(bytes(1 << 20))


MISBEHAVIOUR: dict[str, Reply] = {
    "says nothing": says_nothing,
    "crawls": crawls,
    "takes its time": takes_its_time,
    "answers errors": says(b"-ERR out of order\r\n"),
    "is loading": says(b"-LOADING Redis is loading the dataset in memory\r\n"),
    "wants a password": says(b"-NOAUTH Authentication required.\r\n"),
    "is out of memory": says(b"-OOM command not allowed when used memory > 'maxmemory'.\r\n"),
    "speaks HTTP": says(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "speaks nonsense": says(b"\x00\xff\r\n*-7\r\n$x\r\n"),
    "answers OK to all": says(b"+OK\r\n"),
    "answers a number to all": says(b":7\r\n"),
    "promises more than there is": says(b"$2000000000\r\nonly this"),
    "answers a list of lists": says(b"*1\r\n" * 5_000 + b":1\r\n"),
    "answers nothing to all": says(b"$-1\r\n"),
    "talks without end": talks_without_end,
    "hangs up": lambda connection, _: connection.close(),
}


def cost(cache: Cache, key: str = "trends") -> float:
    """Seconds a call takes whose answer takes none."""
    began = time.monotonic()
    assert cache.get_or_create(key, 0, lambda: b"made").value == b"made"
    return time.monotonic() - began


@pytest.mark.parametrize("misbehaviour", MISBEHAVIOUR)
def test_a_redis_that_misbehaves_costs_little_and_no_error(misbehaviour: str) -> None:
    with stand_in(MISBEHAVIOUR[misbehaviour]) as (port, connected):
        url = f"redis://127.0.0.1:{port}"
        # The best of five: a busy machine may take its time once, a cache that waits too long always does.
        assert min(cost(RedisCache(url)) for _ in range(5)) < MOST_COST
        assert len(connected) >= 5


def test_a_redis_that_is_down_costs_little_and_no_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]

    assert min(cost(RedisCache(f"redis://127.0.0.1:{port}")) for _ in range(5)) < MOST_COST


def test_a_redis_that_does_not_even_accept_costs_little_and_no_error() -> None:
    with socket.socket() as server, ExitStack() as queued:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(3):  # fills the queue; what comes now is dropped on the floor
            waiting = queued.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(server.getsockname())
        url = f"redis://127.0.0.1:{server.getsockname()[1]}"

        assert 0.02 < min(cost(RedisCache(url)) for _ in range(5)) < MOST_COST


def test_while_redis_hangs_only_one_call_in_a_while_pays_for_it() -> None:
    with stand_in(says_nothing) as (port, connected):
        cache = RedisCache(f"redis://127.0.0.1:{port}", pause_seconds=0.5)
        cost(cache)
        known_to_fail = sorted(cost(cache) for _ in range(50))
        assert known_to_fail[25] < LITTLE_COST
        assert len(connected) == 1
        time.sleep(0.6)
        with ThreadPoolExecutor(ASKERS) as pool:
            costs = sorted(pool.map(lambda _: cost(cache), range(ASKERS)))
        assert len(connected) == 2
        assert costs[ASKERS // 2] < MOST_COST


def test_while_redis_fails_an_answer_is_still_made_once_and_kept() -> None:
    with stand_in(says_nothing) as (port, _):
        cache = RedisCache(f"redis://127.0.0.1:{port}")
        calls: list[int] = []

        def make() -> bytes:
            calls.append(1)
            time.sleep(0.1)
            return b"made"

        with ThreadPoolExecutor(ASKERS) as pool:
            answers = set(pool.map(lambda _: cache.get_or_create("trends", 60, make).value, range(ASKERS)))

    assert answers == {b"made"}
    assert len(calls) == 1


def test_what_the_making_raises_is_raised_while_redis_fails() -> None:
    with stand_in(says(b"-ERR out of order\r\n")) as (port, _):
        cache = RedisCache(f"redis://127.0.0.1:{port}")
        with pytest.raises(ZeroDivisionError) as raised:
            cache.get_or_create("trends", 60, lambda: bytes(1 // 0))
    assert raised.value.__context__ is None, "the trouble with Redis is not the caller's"

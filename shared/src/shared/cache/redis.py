"""The cache on Redis, shared by all processes: dogpile.cache's backend, and this process's memory when Redis fails.

A Redis that is down, hangs or answers errors costs a call at most 60 ms, and no error; see `redis_gate`.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from dogpile.cache import make_region, register_backend
from dogpile.cache.api import NO_VALUE, CachedValue, CacheMutex
from dogpile.cache.backends.redis import RedisBackend
from dogpile.cache.region import value_version
from redis import Redis
from redis.exceptions import LockError, ResponseError

from shared.cache import STALE_SECONDS, Cached
from shared.cache.memory import MemoryCache
from shared.cache.redis_connection import Resolve, make_pool, read_url
from shared.cache.redis_gate import CALL_SECONDS, PAUSE_SECONDS, Allowance, Gate
from shared.cache.single_flight import Entry, SingleFlight, UnavailableError
from shared.hurry import about_to_wait

_LEASE_SECONDS = 2.0  # whoever makes an answer and dies keeps the others waiting as long
_RENEWALS_A_LEASE = 4  # three may be late on a busy machine
_LONGEST_MAKING_SECONDS = 60.0  # a request ends by then; who makes an answer longer than that makes it for nobody
_WAIT_SECONDS = 0.025  # between two looks at whose turn it is; answers worth waiting for take longer
_MOST_BYTES = 4 << 20  # crosses a cloud's network in some 10 ms; a dashboard's answers are some 10 kB
_LONGEST_KEPT_SECONDS = 30 * 86_400.0  # Redis refuses a time to live it cannot count
_CLOCKS_DIFFER_SECONDS = 5.0  # between two machines at the very most

_HEADER = struct.Struct(">4sqdd")  # mark, making began (microseconds since the epoch), made, kept until (seconds)
_MARK = b"Sst1"  # another layout gets another mark, and what has the old one is made anew
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RedisCache(SingleFlight):
    """A `Cache` on Redis, one flight for all processes. While Redis fails, each process keeps answers for itself."""

    def __init__(
        self,
        url: str,
        *,
        stale_seconds: float = STALE_SECONDS,
        call_seconds: float = CALL_SECONDS,
        pause_seconds: float = PAUSE_SECONDS,
        lease_seconds: float = _LEASE_SECONDS,
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        """Prepare; nothing is connected yet.

        Args:
            url: as in `shared.cache.connect`; `CacheError` when it cannot be meant.
            stale_seconds: how long past its time an answer may stand in for a new one.
            call_seconds: what a failing Redis may cost a call, save for some milliseconds.
            pause_seconds: how long Redis is left alone after a failure.
            lease_seconds: how long one who makes an answer and dies keeps the others waiting.
            resolve: the name service.
        """
        target = read_url(url)
        allowance = Allowance(call_seconds)
        self._gate = Gate(allowance, pause_seconds=pause_seconds)
        self._beside = MemoryCache(stale_seconds=stale_seconds)
        region = make_region(key_mangler=target.prefix.__add__).configure(
            "shopsight.redis",
            arguments={
                "connection_pool": make_pool(target, allowance, resolve=resolve),
                "gate": self._gate,
                "lease_seconds": lease_seconds,
            },
        )
        super().__init__(region, stale_seconds=stale_seconds)

    def get_or_create(self, key: str, seconds: float, create: Callable[[], bytes]) -> Cached:
        """As `Cache` says, whatever Redis does."""
        about_to_wait()
        with self._gate.call(), suppress(UnavailableError):
            return super().get_or_create(key, seconds, create)
        return self._beside.get_or_create(key, seconds, create)


class _Answers(RedisBackend):
    """dogpile.cache's Redis backend with bytes of our own: its own are pickles, which run what they contain."""

    serializer = None
    deserializer = None

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        super().__init__({"connection_pool": arguments["connection_pool"]})  # type: ignore[no-untyped-call] # the library's gap
        self._gate: Gate = arguments["gate"]
        self._lease_seconds: float = arguments["lease_seconds"]

    def get(self, key: str) -> Any:  # noqa: ANN401 - a CachedValue or dogpile.cache's marker
        def read() -> bytes | None:
            try:
                found = self.reader_client.get(key)
            except ResponseError as error:
                if str(error).startswith("WRONGTYPE"):  # somebody else's key; ours will replace it
                    return None
                raise
            if found is not None and not isinstance(found, bytes):
                raise TypeError("Redis answers what was not asked")
            return found

        found = _unpacked(self._gate.ask(read))
        return NO_VALUE if found is None else found

    def set(self, key: str, value: Any) -> None:  # noqa: ANN401 - a CachedValue; dogpile.cache's type allows more
        entry: Entry = value.payload
        if len(entry.cached.value) > _MOST_BYTES:
            return  # it is answered, not kept
        seconds = min(max(entry.kept_until - time.time(), 0.001), _LONGEST_KEPT_SECONDS)
        with suppress(UnavailableError):  # the answer is there, whether it could be kept or not
            self._gate.ask(lambda: self.writer_client.set(key, _packed(value), px=max(1, int(seconds * 1000))))

    def get_mutex(self, key: str) -> _Turn:
        return _Turn(self._gate, self.writer_client, f"{key}:turn", self._lease_seconds)


register_backend("shopsight.redis", __name__, "_Answers")  # type: ignore[no-untyped-call] # as above


class _Turn(CacheMutex):
    """Whose turn it is to make an answer: one thread of this process, and one process of all. dogpile.cache holds
    one of these for all threads that ask for a key at a time.
    """

    def __init__(self, gate: Gate, client: Redis, name: str, lease_seconds: float) -> None:
        self._gate = gate
        self._client = client
        self._name = name
        self._lease_seconds = lease_seconds
        self._here = threading.Lock()
        self._everywhere = client.lock(name, timeout=lease_seconds, blocking=False, thread_local=False)
        self._over = threading.Event()

    def acquire(self, wait: bool = True) -> bool:  # noqa: FBT002 - dogpile.cache calls it so
        """Raises UnavailableError when Redis fails; then it is nobody's turn."""
        if not self._here.acquire(wait):
            return False
        mine = False
        try:
            mine = self._acquire_everywhere(wait=wait)
        finally:
            if not mine:
                self._here.release()
        return mine

    def release(self) -> None:
        self._over.set()
        with suppress(UnavailableError):  # the lease ends it
            self._gate.ask(self._let_go)
        self._here.release()

    def locked(self) -> bool:
        return self._here.locked()

    def _acquire_everywhere(self, *, wait: bool) -> bool:
        end = time.monotonic() + _LONGEST_MAKING_SECONDS + self._lease_seconds
        mine = self._gate.ask(self._everywhere.acquire)
        while not mine:
            # What others make is no failure of Redis, so these commands do not count against it.
            self._gate.ask(self._bound, free=True)
            if not wait:
                return False
            if time.monotonic() > end:
                raise UnavailableError  # nobody can still be making it: Redis is not to be believed
            time.sleep(_WAIT_SECONDS)
            mine = self._gate.ask(self._everywhere.acquire, free=True)
        self._over = threading.Event()
        threading.Thread(target=self._renew, args=(self._over,), daemon=True).start()
        return True

    def _bound(self) -> None:
        """Whoever put the lock there, it lasts no longer than a lease that is not renewed."""
        most = int(self._lease_seconds * 1000)
        left = self._client.pttl(self._name)
        if left == -1 or left > most:  # -1: it has no end
            self._client.pexpire(self._name, most)

    def _renew(self, over: threading.Event) -> None:
        end = time.monotonic() + _LONGEST_MAKING_SECONDS
        with suppress(UnavailableError, LockError):
            while not over.wait(self._lease_seconds / _RENEWALS_A_LEASE) and time.monotonic() < end:
                self._gate.ask(self._extend, free=True)

    def _extend(self) -> None:
        with suppress(LockError):  # lost in a long pause of this process; what is made is worth keeping all the same
            self._everywhere.reacquire()

    def _let_go(self) -> None:
        with suppress(LockError):  # as above
            self._everywhere.release()


def _packed(value: CachedValue) -> bytes:
    entry: Entry = value.payload
    began = (entry.cached.created_at - _EPOCH) // timedelta(microseconds=1)
    return _HEADER.pack(_MARK, began, value.metadata["ct"], entry.kept_until) + entry.cached.value


def _unpacked(found: bytes | None) -> CachedValue | None:
    """The value in bytes that `_packed` wrote; None for any others, and for a value past its time."""
    if found is None or len(found) < _HEADER.size:
        return None
    mark, began, made, kept_until = _HEADER.unpack_from(found)
    now = time.time()
    if mark != _MARK or not 0 < made <= now + _CLOCKS_DIFFER_SECONDS or not now < kept_until:
        return None
    try:
        created_at = _EPOCH + timedelta(microseconds=began)
    except OverflowError:
        return None
    if not _EPOCH < created_at <= datetime.fromtimestamp(now + _CLOCKS_DIFFER_SECONDS, UTC):
        return None
    return CachedValue(Entry(Cached(found[_HEADER.size :], created_at), kept_until), {"ct": made, "v": value_version})

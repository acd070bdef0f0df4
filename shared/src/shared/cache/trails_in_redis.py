"""Trails in Redis, shared by all processes: a sorted set each, by moment. Adding is one atomic exchange.

A Redis that is down, hangs or answers errors costs a call at most 60 ms, and no error; see `redis_gate`. Meanwhile this
process's own memory answers, and what could not be told is told when Redis works again.
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

from redis import Redis

from shared.cache.redis_connection import Resolve, make_pool, read_url
from shared.cache.redis_gate import CALL_SECONDS, PAUSE_SECONDS, Allowance, Gate
from shared.cache.single_flight import UnavailableError
from shared.cache.trails import Addition, Entry, Known, Read, TrailsError, cut
from shared.hurry import about_to_wait

_MOST_PENDING = 20_000  # additions not told yet: some 10 MB; what is older is made again from where it came from
_TOLD_AT_ONCE = 500  # additions of one exchange: 100 kB
_NO_END = -1  # of a sorted set, as Redis counts


class TrailsInRedis:
    """Implements `shared.cache.trails.Trails`."""

    def __init__(
        self,
        url: str,
        *,
        call_seconds: float = CALL_SECONDS,
        pause_seconds: float = PAUSE_SECONDS,
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        """Prepare; nothing is connected yet. Raises `CacheError` for a URL that cannot be meant."""
        target = read_url(url)
        allowance = Allowance(call_seconds)
        self._prefix = target.prefix
        self._gate = Gate(allowance, pause_seconds=pause_seconds)
        self._client = Redis(connection_pool=make_pool(target, allowance, resolve=resolve))
        self._known = Known()
        self._pending: deque[tuple[Addition, datetime]] = deque(maxlen=_MOST_PENDING)
        self._lock = threading.Lock()  # around what is pending
        self._telling = threading.Lock()  # one thread tells it; taken before the other one

    def add(self, additions: Sequence[Addition], now: datetime) -> bool:
        about_to_wait()
        told = self._tell([(addition, now) for addition in additions])
        for addition in additions:
            if not told:
                self._known.add(addition, now)
                with self._lock:
                    self._pending.append((addition, now))
            elif self._known.get(addition.key) is not None:
                self._known.add(addition, now)
        return told

    def read(self, keys: Sequence[str]) -> Read:
        about_to_wait(briefly=True)  # while Redis fails, 60 ms every other second
        try:
            with self._gate.call():
                found = self._gate.ask(lambda: self._ranges(keys))
        except UnavailableError:
            return Read([self._known.get(key) or () for key in keys], stale=True)
        if self._pending:  # until they are told, what this process knows counts beside it
            found = [
                tuple(sorted({*trail, *(self._known.get(key) or ())})) for key, trail in zip(keys, found, strict=True)
            ]
        for key, trail in zip(keys, found, strict=True):
            self._known.put(key, trail)
        return Read(found)

    def remove(self, keys: Sequence[str]) -> None:
        about_to_wait()
        self.forget_here(keys)
        try:
            with self._gate.call():
                self._gate.ask(lambda: self._client.delete(*(self._prefix + key for key in keys)))
        except UnavailableError as error:
            raise TrailsError("Redis does not answer, so it is not sure that nothing is left there") from error

    def forget_here(self, keys: Iterable[str]) -> None:
        gone = set(keys)
        self._known.drop(gone)
        with self._telling, self._lock:
            left = [one for one in list(self._pending) if one[0].key not in gone]
            if len(left) < len(self._pending):
                self._pending = deque(left, maxlen=_MOST_PENDING)

    def tick(self, now: datetime) -> None:  # noqa: ARG002 - Redis lets go of what is old by its own clock
        with self._telling:
            while first := self._first_pending():
                if not self._tell(first):
                    return
                with self._lock:
                    for one in first:
                        if self._pending and self._pending[0] is one:  # else it was pushed out meanwhile
                            self._pending.popleft()

    def _first_pending(self) -> list[tuple[Addition, datetime]]:
        with self._lock:
            return list(islice(self._pending, _TOLD_AT_ONCE))

    def close(self) -> None:
        with suppress(UnavailableError):
            self._client.close()

    def _tell(self, additions: Sequence[tuple[Addition, datetime]]) -> bool:
        try:
            with self._gate.call():
                self._gate.ask(lambda: self._write(additions))
        except UnavailableError:
            return False
        return True

    def _write(self, additions: Sequence[tuple[Addition, datetime]]) -> None:
        with self._client.pipeline(transaction=True) as together:
            for addition, now in additions:
                name, keep, since = self._prefix + addition.key, addition.keep, cut(addition.keep, now)
                if not addition.entries:
                    continue
                together.zadd(name, {entry.what: entry.at for entry in addition.entries}, gt=True)
                if since is not None:
                    together.zremrangebyscore(name, "-inf", f"({since}")
                together.zremrangebyrank(name, 0, _NO_END - keep.most)
                if keep.seconds is None:
                    together.persist(name)
                else:
                    together.pexpire(name, max(1, round(keep.seconds * 1000)))
            together.execute()

    def _ranges(self, keys: Sequence[str]) -> list[tuple[Entry, ...]]:
        with self._client.pipeline(transaction=False) as together:
            for key in keys:
                together.zrange(self._prefix + key, 0, _NO_END, withscores=True)
            answers: list[Any] = together.execute()
        return [tuple(Entry(int(at), bytes(what)) for what, at in answer) for answer in answers]

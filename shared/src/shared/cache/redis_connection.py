"""The one way to Redis: what a CACHE_URL may say, and connections that wait no longer than a call allows.

redis-py's own defaults (5 s time-outs, ten retries) cost a call 59 s on a server that says nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import redis

from shared.cache import CacheError
from shared.cache.redis_gate import Allowance

DEFAULT_PREFIX = "shopsight:"
Resolve = Callable[..., list[tuple[Any, ...]]]  # socket.getaddrinfo

_MOST_CONNECTIONS = 256  # four times a process's threads: not a limit that is met, only one on leaks
_CONNECT_SECONDS = 0.001  # what connecting takes in one data centre; with no time at all it cannot succeed
_ADVICE = "use redis://[user:password@]host[:port][/db][?prefix=...], or rediss:// with optional ssl_ca_certs=FILE"


@dataclass(frozen=True, slots=True)
class Target:
    """What a URL says."""

    host: str
    port: int
    db: int
    username: str | None
    password: str | None = field(repr=False)
    prefix: str
    tls: bool
    ca_file: str | None


def read_url(url: str) -> Target:
    """Take a URL apart.

    Raises `CacheError` for one that cannot be meant, without repeating it: it may hold a password.
    """
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        settings = dict(pairs)
        if len(settings) < len(pairs):
            raise CacheError(f"CACHE_URL: a setting is there twice; {_ADVICE}")
        target = _target(parts, settings)
    except ValueError:
        raise CacheError(f"CACHE_URL cannot be read; {_ADVICE}") from None  # its text may repeat the password
    if settings:
        raise CacheError(f"CACHE_URL: unknown setting {', '.join(sorted(settings))}; {_ADVICE}")
    if target.ca_file and not target.tls:
        raise CacheError(f"CACHE_URL: ssl_ca_certs is for rediss://; {_ADVICE}")
    if not re.fullmatch(r"[\w.:{}/-]{0,60}", target.prefix, re.ASCII):
        raise CacheError("CACHE_URL: prefix may have up to 60 letters, digits and any of _ . : { } / -")
    return target


def _target(parts: SplitResult, settings: dict[str, str]) -> Target:
    database = parts.path.strip("/") or "0"
    if not parts.hostname or parts.fragment or not database.isdecimal():  # an unescaped # in a password: a fragment
        raise ValueError
    return Target(
        host=parts.hostname,
        port=parts.port or 6379,
        db=int(database),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        prefix=settings.pop("prefix", DEFAULT_PREFIX),
        tls=parts.scheme == "rediss",
        ca_file=settings.pop("ssl_ca_certs", None),
    )


def make_pool(target: Target, allowance: Allowance, *, resolve: Resolve = socket.getaddrinfo) -> redis.ConnectionPool:
    """A pool of connections that obey `allowance`. Nothing is connected yet: Redis may be down when a service starts.

    Raises `CacheError` when the certificates cannot be read.
    """
    return redis.ConnectionPool(
        connection_class=_Connection,
        max_connections=_MOST_CONNECTIONS,
        host=target.host,
        port=target.port,
        db=target.db,
        username=target.username,
        password=target.password,
        socket_timeout=allowance.call_seconds,
        socket_connect_timeout=allowance.call_seconds,
        retry=None,
        protocol=2,  # 3 begins every connection with an exchange more, and brings nothing that is used here
        driver_info=None,  # as above
        allowance=allowance,
        address=_Address(target.host, target.port, resolve),
        tls=_tls(target) if target.tls else None,
    )


def _tls(target: Target) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=target.ca_file)
    except OSError as error:
        raise CacheError(f"CACHE_URL: ssl_ca_certs: {error}") from error


class _Address:
    """Where a host is. Asking the name service knows no time-out, so a thread asks, and what it once learned
    serves when it is late.
    """

    def __init__(self, host: str, port: int, resolve: Resolve) -> None:
        self._host, self._port, self._resolve = host, port, resolve
        self._lock = threading.Lock()
        self._asked: Future[list[tuple[str, int]]] | None = None
        self._known: list[tuple[str, int]] = []

    def find(self, seconds: float) -> list[tuple[str, int]]:
        try:
            ipaddress.ip_address(self._host)
        except ValueError:
            pass
        else:
            return [(self._host, self._port)]
        try:
            return self._ask().result(seconds)
        except OSError:  # late, or refused
            if self._known:
                return self._known
            raise

    def _ask(self) -> Future[list[tuple[str, int]]]:
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                threading.Thread(target=self._learn, args=(self._asked,), daemon=True).start()
            return self._asked

    def _learn(self, asked: Future[list[tuple[str, int]]]) -> None:
        try:
            found = self._resolve(self._host, self._port, type=socket.SOCK_STREAM)
            self._known = [address[:2] for *_, address in found]
            asked.set_result(self._known)
        except Exception as error:  # noqa: BLE001 - it is raised where the answer is waited for
            asked.set_exception(error)


class _Connection(redis.Connection):
    """A connection every wait of which, from the name service to the last byte, ends with the call's allowance."""

    def __init__(
        self,
        *,
        allowance: Allowance,
        address: _Address,
        tls: ssl.SSLContext | None,
        **arguments: Any,  # noqa: ANN401 - redis-py's own, passed on
    ) -> None:
        super().__init__(**arguments)  # type: ignore[no-untyped-call] # the library's gap
        self._allowance, self._address, self._tls = allowance, address, tls

    def _connect(self) -> _Hurried:
        failure = OSError("the name service knows no address")
        for address in self._address.find(self._allowance.remaining() / 2):  # the other half is for connecting
            try:
                return _Hurried(self._reach(address), self._allowance)
            except OSError as error:
                failure = error
        raise failure

    def _reach(self, address: tuple[str, int]) -> socket.socket:
        plain = socket.create_connection(address, timeout=self._patience())
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if self._tls is None:
                return plain
            plain.settimeout(self._patience())
            # redis-py would read the certificates anew for every connection, which takes half of a call's allowance
            return self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def _patience(self) -> float:
        return max(_CONNECT_SECONDS, self._allowance.remaining())


class _Hurried:
    """A socket that waits no longer than the allowance: a time-out of its own begins anew with every byte."""

    def __init__(self, held: socket.socket, allowance: Allowance) -> None:
        self._held, self._allowance = held, allowance
        self._seconds: float | None = None

    def settimeout(self, seconds: float | None) -> None:
        self._seconds = seconds

    def recv(self, most: int) -> bytes:
        self._hurry()
        data = self._held.recv(most)
        self._allowance.received(len(data))
        return data

    def recv_into(self, buffer: bytearray, *sizes: int) -> int:
        self._hurry()
        count = self._held.recv_into(buffer, *sizes)
        self._allowance.received(count)
        return count

    def sendall(self, data: bytes) -> None:
        self._hurry()
        self._held.sendall(data)

    def _hurry(self) -> None:
        left = self._allowance.remaining()
        self._held.settimeout(left if self._seconds is None else min(left, self._seconds))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else redis-py wants of a socket
        return getattr(self._held, name)

"""Looks at the cache: one that is away is never an error to who asks it, only slow, so nobody else would notice."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from shared.cache import CacheError, connect
from shared.diagnosis import Finding, ill, well

_WAIT_SECONDS = 3.0  # a Redis in the same network answers in a millisecond
_PORT = 6379
_KNOWN = (b"+PONG", b"-NOAUTH")  # both are Redis's own words: who asks here has no password to give


def examine(url: str) -> Iterator[Finding]:
    """Whether a Redis answers where the URL says there is one."""
    try:
        connect(url)
    except CacheError as error:
        yield ill("cache", str(error), "unset CACHE_URL")
        return
    parts = urlsplit(url)
    if not parts.hostname:
        yield well("cache", "is in each process itself")
        return
    host, port = parts.hostname, parts.port or _PORT
    try:
        with socket.create_connection((host, port), timeout=_WAIT_SECONDS) as plain:
            if parts.scheme == "rediss":
                with ssl.create_default_context().wrap_socket(plain, server_hostname=host):
                    pass
                told = _KNOWN[0]  # whoever has a certificate for it is it
            else:
                plain.sendall(b"PING\r\n")
                told = plain.recv(64)
    except OSError as error:
        yield ill("cache", f"no Redis answers at {host}:{port}: {error}", f"redis-cli -h {host} -p {port} ping")
        return
    if told.startswith(_KNOWN):
        yield well("cache", f"Redis answers at {host}:{port}")
    else:
        yield ill("cache", f"what answers at {host}:{port} is no Redis", f"redis-cli -h {host} -p {port} ping")

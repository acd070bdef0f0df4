"""The public keys that tokens are verified with: the suite's own, or those an issuer publishes (JWKS)."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException
from threading import Lock
from typing import Protocol
from urllib.parse import urlsplit

from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWTError

from shared import telemetry
from shared.auth import KeysUnavailableError, NotSignedInError
from shared.hurry import about_to_wait

ALGORITHMS = frozenset({"EdDSA", "ES256", "RS256"})  # signatures only: with HS256 a public key could sign
FETCH_TIMEOUT_SECONDS = 3.0  # a request waits for it when a key is unknown
LARGEST_ANSWER = 256 * 1024  # bytes; a key is under two kilobytes
FRESH_SECONDS = 3600.0  # issuers announce a new key at least a day before they use it
STALE_SECONDS = 24 * 3600.0  # an issuer's outage must not be ours; a key it withdrew must not live for ever
REFETCH_SECONDS = 60.0  # a stranger's made-up key id must not make us call the issuer with every request
RETRY_SECONDS = 5.0  # without any key every request fails, so a failed first attempt is repeated sooner


class KeySource(Protocol):
    """Where a verifier finds the key that a token names."""

    def key(self, key_id: str) -> PyJWK:
        """The key of this id. Raises NotSignedInError when there is none, KeysUnavailableError when nobody can say."""


class LocalKeys:
    """Keys that are known from the start."""

    def __init__(self, keys: Mapping[str, PyJWK]) -> None:
        self._keys = dict(keys)

    def key(self, key_id: str) -> PyJWK:
        return _choose(self._keys, key_id)


class IssuerKeys:
    """The keys an issuer publishes, kept for an hour, and used for a day while the issuer cannot be reached.

    Raises ValueError for a URL that is neither https nor http on the loopback address.
    """

    def __init__(
        self,
        url: str,
        *,
        fetch: Callable[[str], bytes] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(url)
        if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1"})):
            raise ValueError(f"AUTH_JWKS_URL: {url!r} must be https, or http on 127.0.0.1")
        self._url = url
        self._fetch = fetch or fetch_document
        self._clock = clock
        self._lock = Lock()
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at: float | None = None
        self._attempted_at: float | None = None

    def key(self, key_id: str) -> PyJWK:
        unknown = key_id not in self._keys
        if unknown or self._age() >= FRESH_SECONDS:
            self._refresh(wait=unknown)
        if self._age() >= STALE_SECONDS:
            raise KeysUnavailableError("The issuer's keys cannot be had now")
        return _choose(self._keys, key_id)

    def _age(self) -> float:
        return float("inf") if self._fetched_at is None else self._clock() - self._fetched_at

    def _refresh(self, *, wait: bool) -> None:
        about_to_wait()
        if not self._lock.acquire(blocking=wait):
            return  # another thread is at it, and the key we have will do
        try:
            pause = RETRY_SECONDS if self._fetched_at is None else REFETCH_SECONDS
            if self._attempted_at is not None and self._clock() - self._attempted_at < pause:
                return
            self._attempted_at = self._clock()
            self._keys = parse_keys(self._fetch(self._url))
            self._fetched_at = self._clock()
        except (OSError, HTTPException, ValueError, PyJWTError) as error:
            telemetry.logger().warning("issuer's keys not fetched", error=type(error).__name__)
        finally:
            self._lock.release()


def parse_keys(document: bytes) -> dict[str, PyJWK]:
    """The usable keys of a JWKS document by id. Raises ValueError or PyJWTError when there is none."""
    found = json.loads(document)
    if not isinstance(found, dict):
        raise ValueError("no JWKS document")  # noqa: TRY004 - one kind of error for whatever an issuer may send
    keys = {
        key.key_id: key
        for key in PyJWKSet.from_dict(found)
        if key.key_id and key.algorithm_name in ALGORITHMS and key.public_key_use in {None, "sig"}
    }
    if not keys:
        raise ValueError("no usable key in the JWKS document")
    return keys


def fetch_document(url: str) -> bytes:
    """What stands at an address, without following it elsewhere. Raises OSError or HTTPException."""
    opener = urllib.request.build_opener(_NoRedirect)
    with opener.open(url, timeout=FETCH_TIMEOUT_SECONDS) as answer:
        return bytes(answer.read(LARGEST_ANSWER))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Refuse: the address was checked to be https, the next one would not be."""


def _choose(keys: Mapping[str, PyJWK], key_id: str) -> PyJWK:
    found = keys.get(key_id)
    if found is None:
        raise NotSignedInError("The token is signed with a key nobody here knows", refused=True)
    return found

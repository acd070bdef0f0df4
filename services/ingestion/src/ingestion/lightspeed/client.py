"""Asks Lightspeed's API: only reads, so asking again is always safe, and every wait is bounded."""

from __future__ import annotations

import http.client
import random
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from ingestion.lightspeed.values import parse

DOMAIN_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")  # one label of a host name, and nothing else
_SOCKET_SECONDS = 30.0  # without a byte; a page of 200 sales takes them a second or two
_ANSWER_SECONDS = 120.0  # for a whole answer: one that trickles in must not hold a sync for ever
_LARGEST_ANSWER = 64 * 1024 * 1024  # bytes; 200 sales of 2,000 lines would be half of it
_PIECE = 256 * 1024  # bytes read between two looks at the clock
_TRIES = 5  # of one request: with the pauses between them half a minute, which a restart over there takes
_FIRST_PAUSE_SECONDS = 1.0  # doubled each time, with jitter
_LONGEST_PAUSE_SECONDS = 15.0
_LONGEST_LIMIT_SECONDS = 330.0  # the window of their limit is five minutes; clocks differ by a little
_MOST_LIMITS = 4  # of one request: who is sent away for twenty minutes says so instead of waiting on
_SLICE_SECONDS = 1.0  # between two looks whether anybody still waits for us
_AGENT = "shopsight"  # the vendor asks integrations to name themselves

Pause = Callable[[float], None]


class LightspeedError(Exception):
    """Lightspeed did not give what was asked; `str()` says what and what to do, and never holds the token."""


class LightspeedRefusedError(LightspeedError):
    """It will not: the token, its permissions or the domain prefix is wrong."""


class LightspeedUnavailableError(LightspeedError):
    """It cannot now; asking later may do."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    retry_after: str | None
    body: bytes


class Lightspeed:
    """One Lightspeed shop, asked over one connection, by one thread at a time.

    `pause` waits for so many seconds, and may raise to end it all; `now` reads the clock that a Retry-After is held
    against.
    """

    def __init__(self, url: str, token: str, *, pause: Pause = time.sleep, now: Callable[[], datetime]) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port
        self._path = parts.path.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", "User-Agent": _AGENT}
        self._pause = pause
        self._now = now
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, **query: str) -> Mapping[str, Any]:
        """The document that stands there. Raises LightspeedRefusedError or LightspeedUnavailableError."""
        target = f"{self._path}/{path}" + (f"?{urlencode(query)}" if query else "")
        failures = limits = 0
        while True:
            try:
                answer = self._ask(target)
            except (OSError, http.client.HTTPException) as error:
                wrong = f"no answer ({type(error).__name__})"
            else:
                if answer.status == HTTPStatus.OK:
                    return _document(answer.body, path)
                if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
                    limits += 1
                    self._wait_for_limit(answer.retry_after, limits)
                    continue
                if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise _refusal(answer.status, path)
                wrong = f"status {answer.status}"
            failures += 1
            if failures == _TRIES:
                raise LightspeedUnavailableError(f"Lightspeed gave {wrong} to {path}, {_TRIES} times; try again later")
            self._wait(min(_FIRST_PAUSE_SECONDS * 2 ** (failures - 1), _LONGEST_PAUSE_SECONDS) * _jitter())

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, target: str) -> _Answer:
        """One request; on a connection that they closed meanwhile it fails, and is made again on a new one."""
        connection = self._connection = self._connection or self._connect()
        try:
            connection.request("GET", target, headers=self._headers)
            response = connection.getresponse()
            body = _whole_body(response)
        except BaseException:
            self.close()
            raise
        if response.will_close:
            self.close()
        return _Answer(response.status, response.headers.get("Retry-After"), body)

    def _connect(self) -> http.client.HTTPConnection:
        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=_SOCKET_SECONDS, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=_SOCKET_SECONDS)

    def _wait_for_limit(self, retry_after: str | None, limits: int) -> None:
        seconds = _seconds_until(retry_after, self._now())
        if limits > _MOST_LIMITS or seconds > _LONGEST_LIMIT_SECONDS:
            raise LightspeedUnavailableError(
                f"Lightspeed lets nothing through for {seconds:.0f} seconds more: the limit of requests is reached. "
                "What came over so far stays; try again later"
            )
        self._wait(seconds + _jitter())

    def _wait(self, seconds: float) -> None:
        while seconds > 0:
            self._pause(min(seconds, _SLICE_SECONDS))
            seconds -= _SLICE_SECONDS


def _whole_body(response: http.client.HTTPResponse) -> bytes:
    """All of an answer, within bounds. Raises OSError, HTTPException or LightspeedUnavailableError."""
    ends = time.monotonic() + _ANSWER_SECONDS
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > _LARGEST_ANSWER:
            raise LightspeedUnavailableError(f"Lightspeed sent more than {_LARGEST_ANSWER:,} bytes at once")
        if time.monotonic() > ends:
            raise TimeoutError("the answer came too slowly")
    if response.length:  # read1 ends quietly where the connection does
        raise http.client.IncompleteRead(bytes(body), response.length)
    return bytes(body)


def shop_url(template: str, domain_prefix: str) -> str:
    """Where the API of a shop is. Raises ValueError for what is no domain prefix."""
    if not DOMAIN_PREFIX.fullmatch(domain_prefix):
        raise ValueError(
            f"{domain_prefix[:80]!r} is no domain prefix: in https://PREFIX.retail.lightspeed.app it is PREFIX"
        )
    return template.replace("{domain_prefix}", domain_prefix)


def _seconds_until(retry_after: str | None, now: datetime) -> float:
    """How long a Retry-After asks to wait: Lightspeed writes a date, others seconds; neither says a minute."""
    default = 60.0  # their window is five minutes, and it moves
    if retry_after is None:
        return default
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return default
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())


def _jitter() -> float:
    return 0.5 + random.random() / 2  # noqa: S311 - keeps two syncs from asking in step, and guards nothing


def _document(body: bytes, path: str) -> Mapping[str, Any]:
    try:
        document = parse(body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise LightspeedUnavailableError(f"Lightspeed answered {path} with what is no JSON document")
    return document


def _refusal(status: int, path: str) -> LightspeedRefusedError:
    match status:
        case HTTPStatus.UNAUTHORIZED:
            said = "the token does not hold (any more)"
        case HTTPStatus.FORBIDDEN:
            said = f"the token may not read {path}: its user needs the permission, or the plan includes no API"
        case HTTPStatus.NOT_FOUND:
            said = "no shop has this domain prefix"
        case _ if 300 <= status < 400:  # noqa: PLR2004 - redirects: the token is sent to no other address
            said = f"it sends {path} on to another address, where the token does not go"
        case _:
            said = f"it answers {path} with status {status}"
    return LightspeedRefusedError(
        f"Lightspeed refuses: {said}. To connect anew: shopsight connect lightspeed --domain PREFIX"
    )

"""Shopify's Admin API: GraphQL over HTTPS, at the pace the shop's allowance lets it go.

Every query costs points, of which a shop has a bucket that fills up steadily. What the last answer said of
it is waited for before the next query; a query that was throttled all the same, and a server that fails, are asked
again.
"""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode, urlsplit

from ingestion.shopify.connection import Connection

API_VERSION = "2026-07"  # the version whose description the queries are tested against; Shopify keeps one for a year
TIMEOUT_SECONDS = 30.0  # of a connection and of every wait for bytes; a page of 250 takes some two seconds
_TRIES = 6  # with the pauses below half a minute and more: a restart of theirs is over by then
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0  # their bucket is full again in twenty
_LARGEST_ANSWER = 32 * 1024 * 1024  # bytes; a page has less than one million
_MOST_PAGES = 100_000  # of 50 and more: a cursor that goes round ends

_TOKEN_PATH = "/admin/oauth/access_token"  # noqa: S105 - an address, no token
# A client id that Shopify does not know, or an app that is not installed, is answered with 400 or 404.
_REFUSED = frozenset({400, 401, 403, 404})

Variables = Mapping[str, object]


class AdminError(Exception):
    """Shopify refuses, and asking again will not help; `str()` says what and what to do, and holds no token."""


class AdminUnavailableError(Exception):
    """Shopify does not answer, or has no room for us; what was done before stays."""


class _AgainError(Exception):
    """Ask again, after at least so many seconds."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


@cache
def query_text(name: str) -> str:
    """The query of this name, as it stands in its file."""
    return (files("ingestion.shopify") / "graphql" / f"{name}.graphql").read_text(encoding="utf-8")


@dataclass
class Admin:
    """Asks one shop, one question at a time. `url` is SHOPIFY_API_URL; `pause` waits."""

    connection: Connection
    url: str
    pause: Callable[[float], None] = time.sleep
    timeout_seconds: float = TIMEOUT_SECONDS
    _bucket: dict[str, float] = field(default_factory=dict)
    _token: str = ""  # that was fetched; it lives for a day, and this object for one comparison

    def ask(self, name: str, **variables: object) -> Mapping[str, Any]:
        """The `data` of a query. Raises AdminError and AdminUnavailableError."""
        pause, why = _FIRST_PAUSE_SECONDS, ""
        for _ in range(_TRIES):
            self._keep_pace()
            try:
                return self._asked(name, variables)
            except _AgainError as again:
                why = str(again)
                self.pause(min(max(pause, again.seconds), _LONGEST_PAUSE_SECONDS))
                pause *= 2
        raise AdminUnavailableError(f"Shopify was asked {_TRIES} times: {why}")

    def pages(self, name: str, path: Sequence[str], **variables: object) -> Iterator[Mapping[str, Any]]:
        """The nodes of every page of a connection that stands at `path` in the answer; none where it is null."""
        for page in self.whole_pages(name, path, **variables):
            yield from _at(page, path)["nodes"]

    def whole_pages(self, name: str, path: Sequence[str], **variables: object) -> Iterator[Mapping[str, Any]]:
        """Every answer on the way through a connection."""
        after: str | None = None
        for _ in range(_MOST_PAGES):
            page = self.ask(name, **variables, after=after)
            connection = _at(page, path)
            if connection is None:
                return
            yield page
            info = connection["pageInfo"]
            if not info["hasNextPage"]:
                return
            if info["endCursor"] == after:
                break
            after = info["endCursor"]
        raise AdminUnavailableError(f"Shopify's pages of {name} do not end")

    def _keep_pace(self) -> None:
        """Wait until the bucket holds what the dearest of the last queries cost."""
        missing = self._bucket.get("cost", 0.0) - self._bucket.get("left", 0.0)
        rate = self._bucket.get("rate", 0.0)
        if missing > 0 and rate > 0:
            self.pause(min(missing / rate, _LONGEST_PAUSE_SECONDS))

    def _asked(self, name: str, variables: Variables) -> Mapping[str, Any]:
        token = self._access_token()
        body = json.dumps({"query": query_text(name), "variables": variables}).encode()
        typed = {"Content-Type": "application/json", "X-Shopify-Access-Token": token}
        said = self._json(*self._sent(urlsplit(self._url).path or "/", body, typed))
        self._learn(said)
        self._refuse(name, said)
        data = said.get("data")
        if not isinstance(data, dict):
            raise _AgainError("it answers no data")
        return data

    def _access_token(self) -> str:
        """The token, or one for the client id and the secret (OAuth 2.0's client credentials)."""
        if not self.connection.fetches_token:
            return self.connection.token
        if not self._token:
            asked = {
                "grant_type": "client_credentials",
                "client_id": self.connection.token,
                "client_secret": self.connection.secret,
            }
            typed = {"Content-Type": "application/x-www-form-urlencoded"}
            said = self._json(*self._sent(_TOKEN_PATH, urlencode(asked).encode(), typed))
            self._token = str(said.get("access_token") or "")
            if not self._token:
                raise AdminError("Shopify gives no token for this client id: is the app installed in this shop?")
        return self._token

    def _json(self, status: int, headers: Mapping[str, str], answer: bytes) -> Mapping[str, Any]:
        if status == http.HTTPStatus.TOO_MANY_REQUESTS:
            raise _AgainError("it has no room for more requests", _seconds(headers.get("Retry-After")))
        if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _AgainError(f"it answers {status}", _seconds(headers.get("Retry-After")))
        if status in _REFUSED:
            raise AdminError(
                f"Shopify refuses the token ({status}): is the app installed in {self.connection.shop}? "
                "Then run shopsight connect shopify again"
            )
        if status != http.HTTPStatus.OK:
            raise AdminError(f"Shopify answers {status}: is {self.connection.shop} the shop, and {self.url} its API?")
        try:
            said = json.loads(answer)
        except ValueError:
            raise _AgainError("it answers no JSON") from None
        if not isinstance(said, dict):
            raise _AgainError("it answers no object")
        return said

    def _learn(self, said: Mapping[str, Any]) -> None:
        cost = (said.get("extensions") or {}).get("cost") or {}
        status = cost.get("throttleStatus") or {}
        if "currentlyAvailable" in status:
            self._bucket = {
                "left": float(status["currentlyAvailable"]),
                "rate": float(status.get("restoreRate") or 0),
                "cost": float(cost.get("requestedQueryCost") or 0),
            }

    def _refuse(self, name: str, said: Mapping[str, Any]) -> None:
        errors = said.get("errors")
        if not errors:
            return
        first = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {"message": errors}
        code = (first.get("extensions") or {}).get("code")
        if code == "THROTTLED":
            missing, rate = self._bucket.get("cost", 0) - self._bucket.get("left", 0), self._bucket.get("rate", 0)
            raise _AgainError("it throttles", missing / rate if rate else 0)
        if code == "INTERNAL_SERVER_ERROR":
            raise _AgainError("it failed inside")
        if code == "ACCESS_DENIED":
            raise AdminError(f"The token may not ask for {name}: {first.get('message')}")
        raise AdminError(f"Shopify refuses {name}: {str(first.get('message'))[:300]}")

    @property
    def _url(self) -> str:
        return self.url.replace("{shop}", self.connection.shop)

    def _sent(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        """Send a request; redirections are not followed, since the token would go along."""
        parts = urlsplit(self._url)
        where = parts.netloc
        connection = (
            http.client.HTTPSConnection(where, timeout=self.timeout_seconds, context=ssl.create_default_context())
            if parts.scheme == "https"
            else http.client.HTTPConnection(where, timeout=self.timeout_seconds)
        )
        try:
            connection.request("POST", path, body, dict(headers))
            answered = connection.getresponse()
            content = answered.read(_LARGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            raise _AgainError(f"no answer ({type(error).__name__})") from error
        finally:
            connection.close()
        if len(content) > _LARGEST_ANSWER:
            raise AdminError(f"Shopify's answer is larger than {_LARGEST_ANSWER} bytes")
        return answered.status, dict(answered.headers), content


def _at(page: Mapping[str, Any], path: Sequence[str]) -> Any:  # noqa: ANN401 - JSON of any form
    found: Any = page
    for name in path:
        found = found[name]
        if found is None:
            return None
    return found


def _seconds(written: str | None) -> float:
    try:
        return max(float(written or 0), 0.0)
    except ValueError:
        return 0.0  # a date: our own pause will do

"""Tells ingestion of changed targets, over HTTP where the two run in processes of their own.

The call is made in the name of whoever changed the target: their own authorisation goes with it. Without one (at the
start of a process) nothing is sent, and the change stays in the store for the next call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPException
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from shared.contracts.target_changed import TargetChange

PublishTargets = Callable[[Sequence[TargetChange]], object]
"""Writes changes into the shop's tables, or raises; asked again with the same ones it changes nothing."""

_TIMEOUT_SECONDS = 10.0  # ingestion itself waits two for a load to end
_AT_ONCE = 1000  # targets of one call; the contract's most


class PublishingError(Exception):
    """Ingestion did not take the changes; `str()` says why."""


def over_http(
    ingestion_url: str, currency: Callable[[], str], authorisation: Callable[[], str | None]
) -> PublishTargets:
    """The way to an ingestion at an address such as `https://ingestion.example`."""
    address = f"{ingestion_url.rstrip('/')}/api/ingest/targets"

    def publish(changes: Sequence[TargetChange]) -> None:
        signed = authorisation()
        if signed is None:
            raise PublishingError("nobody is signed in here; the next change of a target sends these too")
        for request in _requests(address, changes, currency()):
            request.add_header("Authorization", signed)
            try:
                with urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - the address is a setting: https or http
                    answer.read()
            except (OSError, HTTPException) as error:  # an answer of 400 and more, too
                raise PublishingError(f"{request.method} {address}: {error}") from error

    return publish


def _requests(address: str, changes: Sequence[TargetChange], currency: str) -> Iterator[Request]:
    """The calls that say it all: those that stand, in bodies, and each that is taken back."""
    standing = [change.document() for change in changes if change.net_amount is not None]
    for start in range(0, len(standing), _AT_ONCE):
        items = [_item(document, currency) for document in standing[start : start + _AT_ONCE]]
        body = json.dumps({"items": items}).encode()
        yield Request(address, body, {"Content-Type": "application/json"}, method="PUT")  # noqa: S310 - as above
    for change in changes:
        if change.net_amount is None:
            stated = change.document()
            names = ("scope", "scope_id", "period_start", "period_end")
            query = urlencode({name: stated[name] for name in names if stated[name]})
            yield Request(f"{address}?{query}", method="DELETE")  # noqa: S310 - as above


def _item(document: dict[str, str | None], currency: str) -> dict[str, object]:
    key = {name: document[name] for name in ("scope", "scope_id", "period_start", "period_end")}
    return {**key, "net_amount": {"amount": document["net_amount"], "currency": currency}}

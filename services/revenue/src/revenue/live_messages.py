"""What viewers are told: a snapshot, then what changed since (RFC 6902). No clock, no table and no socket here."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from revenue.figures import MARGIN_FIGURES
from revenue.frames import TEXT, frame

Document = dict[str, Any]  # the contract's Current, as JSON has it
Messages = Mapping[str, bytes]  # a whole frame for each kind of viewer

WITH_MARGIN, WITHOUT_MARGIN = "with margin", "without margin"
_LARGE = Decimal("0.05")  # of what stood before: what an owner would call for; the rest waits five seconds at most
_ABSENT = object()


def without_margin(document: Document) -> Document:
    """The same document for whoever lacks margin:read: as `figures` makes it, with the reason."""
    shown = {name: without_margin(value) if isinstance(value, dict) else value for name, value in document.items()}
    if {"reasons", *MARGIN_FIGURES} <= shown.keys():
        shown |= dict.fromkeys(MARGIN_FIGURES)
        shown["reasons"] = {**shown["reasons"], **dict.fromkeys(MARGIN_FIGURES, "needs_margin_read")}
    return shown


def by_kind(document: Document) -> dict[str, Document]:
    """The document as each kind of viewer sees it."""
    return {WITH_MARGIN: document, WITHOUT_MARGIN: without_margin(document)}


def snapshot(seq: int, document: Document) -> bytes:
    """The contract's LiveSnapshot, as a frame."""
    return _message("snapshot", seq, document, {"current": document})


def delta(seq: int, before: Document, after: Document) -> bytes:
    """The contract's LiveDelta from one document to the next, as a frame."""
    return _message("delta", seq, after, {"patch": list(patch(before, after))})


def heartbeat(seq: int, document: Document) -> bytes:
    """The contract's LiveHeartbeat, as a frame: the figures are still those of `seq`."""
    return _message("heartbeat", seq, document, {})


def _message(kind: str, seq: int, document: Document, more: Mapping[str, object]) -> bytes:
    told = {"type": kind, "seq": seq, "as_of": document["as_of"], "is_provisional": document["is_provisional"], **more}
    return frame(TEXT, orjson.dumps(told))


def patch(before: Document, after: Document, path: str = "") -> Iterator[dict[str, object]]:
    """The steps of a JSON Patch that make `after` of `before`; a list is replaced whole."""
    for name in before.keys() - after.keys():
        yield {"op": "remove", "path": f"{path}/{_escaped(name)}"}
    for name, value in after.items():
        stood, place = before.get(name, _ABSENT), f"{path}/{_escaped(name)}"
        if isinstance(stood, dict) and isinstance(value, dict):
            yield from patch(stood, value, place)
        elif stood is _ABSENT:
            yield {"op": "add", "path": place, "value": value}
        elif stood != value:
            yield {"op": "replace", "path": place, "value": value}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")  # RFC 6901


def is_large(before: Document, after: Document) -> bool:
    """Whether a change is told at once: another target, or net sales that moved by a twentieth."""
    if (before["target"] or {}).get("net_amount") != (after["target"] or {}).get("net_amount"):
        return True
    return any(_moved(before[name], after[name]) for name in ("today", "month_to_date", "last_full_day"))


def _moved(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    stood, stands = ((period or {}).get("net_sales") for period in (before, after))
    if stood is None or stands is None:
        return stood is not stands
    first, second = Decimal(stood["amount"]), Decimal(stands["amount"])
    return abs(second - first) > _LARGE * abs(first)


class Ring:
    """The last deltas, so that whoever was away for a while is told what they missed."""

    def __init__(self, most: int) -> None:
        self._held: deque[tuple[int, Messages]] = deque(maxlen=most)

    def add(self, seq: int, messages: Messages) -> None:
        """Keep the delta that led to `seq`."""
        self._held.append((seq, messages))

    def since(self, seq: int, latest: int, kind: str) -> Sequence[bytes] | None:
        """The deltas after `seq` up to the latest; None where one of them is not held."""
        missed = [messages[kind] for number, messages in self._held if number > seq]
        return missed if 0 <= latest - seq == len(missed) else None

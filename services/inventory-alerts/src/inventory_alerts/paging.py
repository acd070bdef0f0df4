"""Where a page of a list ended, as a text that only this service reads. No table is read here."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from shared.contracts.problems import ProblemError

PAGE = 50  # items on a page when the caller does not say; the contract's words
_PAGING = ("cursor", "limit", "explain")  # what may differ between the pages of one list
_DIGEST_CHARACTERS = 16  # 64 bits: a cursor that fits another question by chance is out of the question


def digest(name: str, asked: Mapping[str, object]) -> str:
    """Names a list by what was asked, whatever the page."""
    kept = {key: value for key, value in asked.items() if key not in _PAGING}
    text = json.dumps([name, kept], default=str, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:_DIGEST_CHARACTERS]


def write_cursor(list_digest: str, place: Sequence[str]) -> str:
    """The contract's next_cursor."""
    text = json.dumps([list_digest, *place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def read_cursor(cursor: str | None, list_digest: str, parts: int) -> tuple[str, ...] | None:
    """The place in a cursor that a caller sent back, of so many parts; None without one.

    Raises ProblemError 400 for one that is none of ours or belongs to another list.
    """
    if cursor is None:
        return None
    try:
        named, *place = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError):
        raise wrong_cursor() from None
    if len(place) != parts or not all(isinstance(part, str) for part in place):
        raise wrong_cursor()
    if named != list_digest:
        raise wrong_cursor("belongs to another question; ask the same again with it, or begin without it")
    return tuple(place)


def wrong_cursor(message: str = "is none of ours; send back next_cursor as it was, or leave it out") -> ProblemError:
    """The problem 400 of a cursor that cannot be used."""
    title = "The cursor does not fit"
    return ProblemError(400, "invalid-parameter", title, f"cursor: {message}", [("cursor", message)])

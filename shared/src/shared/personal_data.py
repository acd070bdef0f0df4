"""What must not stand in a log line: personal data and credentials, removed by the name of a field and by form.

By name, since a person's name has no form; by form, since a message or an exception quotes what it was given. A name in
the middle of a sentence cannot be found: do not write one there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

REMOVED = "[removed]"

_LONGEST_TEXT = 20_000  # characters: Cloud Logging drops a line over 256 KiB, and no one reads so long a trace
_DEEPEST = 6  # levels of nesting before a value is written as text: a cycle must end

_CREDENTIAL_WORDS = "authorization cookie password passphrase passwd secret token credential signature jwt apikey"
_PERSONAL_WORDS = (
    "email mail phone mobile telephone fax address street postcode zip surname firstname lastname fullname username "
    "birthday birthdate"
)
_PRIVATE_WORDS = frozenset(
    word + ending for word in f"{_CREDENTIAL_WORDS} {_PERSONAL_WORDS}".split() for ending in ("", "s", "es")
)
_PRIVATE_PAIRS = frozenset({("api", "key"), ("private", "key"), ("signing", "key")})
# "name" is a person's unless the word before says what thing it names.
_THINGS = (
    "column dataset event field file folder function host job logger metric module parameter query role route schema "
    "service table thread zone"
)
_NAMED_THINGS = frozenset(_THINGS.split())
_IDENTIFIER_WORDS = frozenset({"id", "ids", "version", "time", "at", "date", "day", "from", "until"})

_EMAIL = re.compile(r"[\w.+%-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")

_CREDENTIALS = (
    # Authorization: Bearer x, Cookie: x; to the end of the line, for a cookie's value has any form
    (re.compile(r"(?i)\b((?:set-)?cookie|(?:proxy-)?authorization)([\"']?\s*[:=]\s*)[^\r\n]+"), rf"\1\2{REMOVED}"),
    (re.compile(r"(?i)\b(bearer)\s+[\w.~+/=-]{8,}"), rf"\1 {REMOVED}"),
    (re.compile(r"(?i)\b(basic)\s+(?=\S*[\d=])[\w.~+/=-]{8,}"), rf"\1 {REMOVED}"),
    (re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}"), REMOVED),  # a JSON web token, wherever it stands
    (re.compile(r"(://)[^/\s@]{1,200}@"), rf"\1{REMOVED}@"),  # user and password of a URL
    (re.compile(r"([?&#](?:code|state)=)[^&\s\"']+"), rf"\1{REMOVED}"),
    (
        re.compile(
            r"(?i)\b([\w-]{0,40}?(?:token|secret|password|passwd|api[_-]?key|signature)[\"']?\s*[=:]\s*)"
            r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s,;&\"')}\]]+)"
        ),
        rf"\1{REMOVED}",
    ),
)
# first_name='...', "email": "...": what a model, a row or a keyword argument looks like in an exception's text
_QUOTED_PRIVATE = re.compile(
    r"(?i)\b([\w-]{0,40}?(?:e-?mail|phone|mobile|name|address|street|postcode)[\"']?\s*[:=]\s*)"
    r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
)
_PHONE = re.compile(
    r"(?<![\w.:%-])"
    r"(?:\+\d(?:[\s().-]{0,2}\d){7,14}"  # +44 20 7946 0958
    r"|\(?0\d(?:[\s().\-/]{0,2}\d){7,12}"  # 020 7946 0958, 01.42.68.53.00
    r"|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}"  # (212) 555-0123
    r"|\d{10,15})"  # without any separator
    r"(?![\w:]|[.,-]\d)"
)
# Every form above needs one of these; most text has none, and a request writes a line.
_SUSPECT = re.compile(r"[@%:=]|eyJ|(?i:bearer|basic)|\d\D{0,3}\d\D{0,3}\d\D{0,3}\d")
_DATE_FIRST = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}(?![./\d-])")


def without_personal_data(value: object, key: str = "", depth: int = 0) -> object:
    """The value as a log line may hold it: numbers as they are, mappings and sequences through and through, text
    and the text of anything else scrubbed. `key` is the name it stands under.
    """
    if is_private(key):
        return REMOVED if value is not None else None
    if isinstance(value, str):
        return scrubbed(value, numbers=not _is_identifier(key))
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if depth < _DEEPEST:
        if isinstance(value, Mapping):
            pairs = ((str(name), inner) for name, inner in value.items())
            return {scrubbed(name): without_personal_data(inner, name, depth + 1) for name, inner in pairs}
        if isinstance(value, list | tuple | set | frozenset):
            return [without_personal_data(inner, key, depth + 1) for inner in value]
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return scrubbed(text, numbers=not _is_identifier(key))


@lru_cache(maxsize=1_000)  # the fields of all log lines, with room for those of nested values
def is_private(key: str) -> bool:
    """Whether a field of this name holds personal data or a credential: `customer_name` does, `query_name` does not."""
    words = _words(key)
    if not words:
        return False
    if words[-1] in {"name", "names"} and not _NAMED_THINGS.intersection(words[-2:-1]):
        return True
    return bool(_PRIVATE_WORDS.intersection(words)) or bool(_PRIVATE_PAIRS.intersection(pairwise(words)))


def scrubbed(text: str, *, numbers: bool = True) -> str:
    """The text without e-mail addresses, credentials, quoted personal fields and, with `numbers`, telephone numbers."""
    if len(text) > _LONGEST_TEXT:
        text = text[:_LONGEST_TEXT] + "..."
    if not _SUSPECT.search(text):
        return text
    for form, replacement in _CREDENTIALS:
        text = form.sub(replacement, text)
    text = _QUOTED_PRIVATE.sub(rf"\1{REMOVED}", text)
    text = _EMAIL.sub(REMOVED, text)
    return _PHONE.sub(_unless_a_date, text) if numbers else text


def _unless_a_date(found: re.Match[str]) -> str:
    return found[0] if _DATE_FIRST.match(found[0]) else REMOVED


@lru_cache(maxsize=1_000)  # as above
def _is_identifier(key: str) -> bool:
    """Whether the digits of such a field are nobody's telephone number."""
    return bool(_IDENTIFIER_WORDS.intersection(_words(key)[-1:]))


def _words(key: str) -> list[str]:
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower()
    return [word for word in re.split(r"[^a-z0-9]+", parted) if word]

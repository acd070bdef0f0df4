"""Reads a query string into the generated model of an operation's parameters, and says what is wrong with each.

Query values arrive as text; a model knows numbers and dates. Only the spelling that the contract promises is taken:
pydantic alone would read `as_of=1314831599` as a time and `limit=05` as a number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import orjson
from pydantic import BaseModel, ValidationError

from shared.contracts.problems import ProblemError

M = TypeVar("M", bound=BaseModel)

MAX_PARAMETERS = 100  # no operation takes more; the rest would be work without a use
# Figures reach a year back and weeks ahead: at the ends of datetime's own range that arithmetic overflows.
FIRST_YEAR, LAST_YEAR = 1900, 2199
MAX_DIGITS = 15  # more do not fit a JSON number exactly

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
_DATE_TIME = re.compile(_CLOCK + r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])")
_PLUS_LOST = re.compile(_CLOCK + r" [0-9]{2}:[0-9]{2}")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


def read_parameters(model: type[M], query_string: bytes) -> M:
    """The parameters of one request; times come in UTC.

    Raises ProblemError 400 `invalid-parameter` that names every parameter which is unknown, repeated, empty, no text,
    or not what the contract says.
    """
    pairs = _split(query_string)
    kinds = _kinds(model)
    counts = Counter(name for name, _ in pairs)
    errors: list[tuple[str, str]] = []
    values: dict[str, object] = {}
    for name, text in dict(pairs).items():
        if name not in kinds:
            errors.append((_printable(name), f"unknown parameter; known: {', '.join(kinds) or 'none'}"))
        elif counts[name] > 1:
            errors.append((name, "given more than once"))
        else:
            try:
                values[name] = _read(kinds[name], text)
            except ValueError as error:
                errors.append((name, str(error)))
    try:
        parameters = model.model_validate_json(orjson.dumps(values), strict=True)
    except ValidationError as error:
        raise _problem(errors + field_errors(error)) from None
    if errors:
        raise _problem(errors)
    return parameters


_PATTERNS = {  # of openapi/*.yaml
    r"^[1-9][0-9]{0,2}d$": "like 28d, 999d at most",
    r"^([1-9]|[1-8][0-9]|9[0-2])d$": "like 28d, 92d at most",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "like 06:00, of 24 hours",
    r"^[A-Z]{3}$": "like GBP",
    r"^-?[0-9]+(\.[0-9]+)?$": "like 12.50",
    r"^[^\x00-\x1f\x7f-\x9f]+$": "without control characters",
    r"^[^\x00-\x1f\x7f-\x9f]*$": "without control characters",
    r"^[A-Za-z0-9_=-]+$": "as the page before gave it",
    r"^[A-Za-z0-9._-]+$": "with letters, digits, dots, dashes and underscores only",
    r"^[A-Za-z0-9._:-]+$": "with letters, digits, dots, dashes, colons and underscores only",
    r"^[a-z0-9-]{1,64}$": "with small letters, digits and dashes only, 64 at most",
    r"^[a-z0-9][a-z0-9-]{0,39}$": "with small letters, digits and dashes only, 40 at most, a dash not first",
    r"^[a-z][a-z0-9-]{0,39}$": "with small letters, digits and dashes only, 40 at most, a letter first",
}


def field_errors(error: ValidationError) -> list[tuple[str, str]]:
    """Every wrong field with what is wrong with it, without the value: that may be personal."""
    found = error.errors(include_url=False, include_input=False)
    return [(_printable(".".join(str(part) for part in item["loc"])), _in_words(item)) for item in found]


def _in_words(item: Mapping[str, Any]) -> str:
    """What is wrong, without a regular expression: who calls an API reads words."""
    if item["type"] != "string_pattern_mismatch":
        return str(item["msg"])
    return f"is not written {_PATTERNS.get(item['ctx']['pattern'], 'as the description of the API has it')}"


def _problem(errors: list[tuple[str, str]]) -> ProblemError:
    detail = "; ".join(f"{name}: {message}" for name, message in errors)
    return ProblemError(400, "invalid-parameter", "A parameter is not right", detail, errors)


def _split(query_string: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS
        )
    except UnicodeError:
        raise _problem([("query", "not percent-encoded UTF-8")]) from None
    except ValueError:
        raise _problem([("query", f"more than {MAX_PARAMETERS} parameters")]) from None


@cache
def _kinds(model: type[BaseModel]) -> dict[str, str]:
    """What each parameter is, in JSON Schema's words: its format, else its type."""
    properties = model.model_json_schema().get("properties", {})
    return {name: schema.get("format") or schema.get("type", "string") for name, schema in properties.items()}


def _read(kind: str, text: str) -> object:
    if not text:
        raise ValueError("empty; leave the parameter out instead")
    if _CONTROL.search(text):
        raise ValueError("holds a control character")
    return _READERS.get(kind, str)(text)


def _printable(text: str) -> str:
    return _CONTROL.sub("", text)


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text) or len(text) > MAX_DIGITS:
        raise ValueError(f"must be a whole number of at most {MAX_DIGITS} digits")
    return int(text)


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or len(text) > MAX_DIGITS:
        raise ValueError(f"must be a decimal number of at most {MAX_DIGITS} digits")
    return float(text)


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("must be true or false")
    return text == "true"


def _date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise ValueError("must be a date like 2011-08-31")
    _refuse_year(date.fromisoformat(text).year)
    return text


def _date_time(text: str) -> str:
    if _PLUS_LOST.fullmatch(text):
        raise ValueError("a raw + in a URL means a space: write it as %2B, or give the time in UTC with a Z at its end")
    if not _DATE_TIME.fullmatch(text):
        raise ValueError("must be a time with its offset, like 2011-08-31T22:59:59Z")
    moment = datetime.fromisoformat(text.upper())
    _refuse_year(moment.year)
    return moment.astimezone(UTC).isoformat()


def _refuse_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}")


_READERS: dict[str, Callable[[str], object]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "date-time": _date_time,
}

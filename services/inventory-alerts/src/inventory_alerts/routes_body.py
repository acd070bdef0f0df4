"""A JSON body as its contract has it and as the shop has it, with every wrong field named at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from pydantic import BaseModel

from shared.contracts.problems import ProblemError
from shared.web import json_body

Faults = Sequence[tuple[str, str]]  # field, and what is wrong with it


def checked_body(model: type[BaseModel], faults: Callable[[Mapping[str, Any]], Faults]) -> dict[str, Any]:
    """What a caller said, by the contract's names, without what was left out.

    `faults` are those that no schema knows, of the JSON as it came, whatever is in it. Raises ProblemError as
    `json_body` does; 400 names the faults of both.
    """
    try:
        given = json_body(model).model_dump(mode="json", by_alias=True)
        problem = None
    except ProblemError as error:
        if error.status != 400:  # noqa: PLR2004 - no JSON, or too much of it: there is nothing more to be said of it
            raise
        given, problem = {}, error
    said = request.get_json(silent=True)  # read by now
    known = problem.errors if problem is not None else ()
    named = {_top(field) for field, _ in known}
    more = [fault for fault in faults(said) if _top(fault[0]) not in named] if isinstance(said, dict) else []
    if more:
        wrong = [*known, *more]
        detail = "; ".join(f"{field}: {message}" for field, message in wrong)
        raise ProblemError(400, "invalid-body", "The body is not right", detail, wrong)
    if problem is not None:
        raise problem
    return given


def amount_faults(said: Mapping[str, Any], names: Sequence[str], currency: str) -> Faults:
    """Of some amounts those that are below nothing or in another currency than the shop's."""
    message = f"is at least 0 and in {currency}, the shop's currency"
    return [(name, message) for name in names if not _is_amount(said.get(name), currency)]


def _is_amount(value: object, currency: str) -> bool:
    if not isinstance(value, dict):
        return True  # nothing is said, or the contract knows what is wrong with it
    try:
        return value.get("currency") == currency and Decimal(str(value.get("amount"))) >= 0
    except InvalidOperation:
        return value.get("currency") == currency  # the contract says that it is no number


def _top(field: str) -> str:
    return field.partition(".")[0]

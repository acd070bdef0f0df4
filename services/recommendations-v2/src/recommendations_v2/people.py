"""Whom a list is asked for: a customer, a visitor, or nobody in particular; and ids that are words of the API."""

from __future__ import annotations

import re
from dataclasses import dataclass

from recommendations_v2.state_keys import customer_subject, visitor_subject
from recommendations_v2.visit import ANONYMOUS, CUSTOMER, VISITOR
from shared.contracts.problems import ProblemError

RESERVED = frozenset(
    {
        "coverage",
        "docs",
        "events",
        "experiments",
        "feedback",
        "health",
        "openapi.json",
        "performance",
        "rules",
        "runs",
        "value",
    }
)
"""Words of this API's paths. A test compares them with the contract."""

_LITERAL, _VISITOR = "id:", "visitor:"
_LONGEST = 300  # characters, as the contract has it
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Person:
    """`subject` is how the service names somebody; None for nobody in particular. `asked` is what stood in the path."""

    asked: str
    kind: str  # customer, visitor or anonymous
    subject: str | None = None
    customer_id: str | None = None

    @property
    def needs_signature(self) -> bool:
        """Whether a page has to show the shop's word for it."""
        return self.kind == CUSTOMER


def read_person(asked: str) -> Person:
    """Whom a path names. Raises ProblemError 404 for a word of the API, 400 for what is no id."""
    if not asked or len(asked) > _LONGEST or _CONTROL.search(asked):
        raise _wrong("must be 1 to 300 characters, none of them a control character")
    if asked.partition("/")[0] in RESERVED:
        detail = f"{asked} begins with a word of this API; a customer of this id is reached as id:{asked}"
        raise ProblemError(404, "reserved-id", "No customer is asked for by this word", detail)
    if asked == ANONYMOUS:
        return Person(asked, ANONYMOUS)
    for prefix, kind in ((_LITERAL, CUSTOMER), (_VISITOR, VISITOR)):
        if asked.startswith(prefix):
            given = asked.removeprefix(prefix)
            if not given:
                raise _wrong(f"names nobody after {prefix}")
            return _person(asked, kind, given)
    return _person(asked, CUSTOMER, asked)


def _person(asked: str, kind: str, given: str) -> Person:
    if kind == VISITOR:
        return Person(asked, kind, visitor_subject(given))
    return Person(asked, kind, customer_subject(given), given)


def _wrong(message: str) -> ProblemError:
    return ProblemError(
        400, "invalid-parameter", "A parameter is not right", f"customer_id: {message}", [("customer_id", message)]
    )

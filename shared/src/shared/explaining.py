"""How an answer was made: what its figures mean, what was asked of the warehouse for it, and of which data.

A route that is wrapped by `Explains` adds it to its JSON answer when the caller asks with `explain=1`; its contract has
to allow the parameter and the field `explain`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec

import orjson
from flask import Response, request

from shared.shop import Shop
from shared.warehouse.recording import Executed, recording

P = ParamSpec("P")
Definitions = Mapping[str, str]  # sentences, by the name of a figure or of what the answer is about


@dataclass(frozen=True, slots=True)
class MadeOf:
    """The data an answer was made of, and when: `until` is the last instant the data speak of, None without any.

    `as_of` is the moment that was asked for; None: now.
    """

    version: int
    until: datetime | None
    now: datetime
    shop: Shop
    as_of: datetime | None = None


def explanation(definitions: Definitions, executed: Iterable[Executed], made_of: MadeOf) -> dict[str, Any]:
    """The contract's Explanation, without what only an answer from the ledger can count."""
    until, as_of = made_of.until, made_of.as_of or made_of.now
    return {
        "definitions": dict(definitions),
        "queries": [
            {"name": each.name, "sql": each.text, "parameters": dict(each.parameters), "rows": each.rows}
            for each in executed
        ],
        "data_version": made_of.version,
        "computed_at": made_of.now.astimezone(made_of.shop.zone).isoformat(),
        "age_seconds": None if until is None else max(0.0, (as_of - until).total_seconds()),
    }


class Explains:
    """Wraps routes of one service, below their guard: `@explains({"net_sales": "..."})`.

    `made_of` is asked with the document that is answered.
    """

    def __init__(self, made_of: Callable[[Mapping[str, Any]], MadeOf]) -> None:
        self._made_of = made_of

    def __call__(
        self, definitions: Definitions | Callable[[Mapping[str, Any]], Definitions]
    ) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
        """Definitions, or what finds them in the document that is answered: a shop's own segments say what they are."""

        def wrap(route: Callable[P, Response]) -> Callable[P, Response]:
            @wraps(route)
            def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
                if request.args.get("explain") != "1":
                    return route(*args, **kwargs)
                request.environ.pop("HTTP_IF_NONE_MATCH", None)  # what the caller holds has no explanation
                with recording() as executed:
                    response = route(*args, **kwargs)
                if response.status_code != HTTPStatus.OK or response.mimetype != "application/json":
                    return response
                document = response.get_json()
                said = definitions(document) if callable(definitions) else definitions
                document["explain"] = explanation(said, executed, self._made_of(document))
                response.set_data(orjson.dumps(document))
                response.headers.pop("ETag", None)
                return response

            return answered

        return wrap

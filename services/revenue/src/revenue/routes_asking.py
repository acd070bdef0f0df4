"""What every route does: parameters in, a question out; an answer that is made once, kept, and told as JSON or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Response
from pydantic import BaseModel

from revenue import use_cases, use_cases_pending
from revenue.question import Filters, Question, days_between, moment, window_days
from revenue.use_cases import Desk, UseCase
from shared.auth.routes import current_identity
from shared.explaining import Explains, MadeOf
from shared.web import csv_answer, json_answer, unchanged


def given(parameters: BaseModel) -> dict[str, Any]:
    """The parameters that were given, by the names of the contract."""
    return parameters.model_dump(by_alias=True)  # what was not given is MISSING, which a dump leaves out


def question(desk: Desk, asked: dict[str, Any]) -> Question:
    """What is asked, of the days from `from` to `to` if they are given. Raises ProblemError 400."""
    data, changes = use_cases_pending.state(desk)
    return Question(
        shop=desk.shop(),
        data=data,
        as_of=moment(asked.get("as_of"), desk.now()),
        basis="order" if asked.get("basis") == "order" else "accounting",
        filters=Filters(*(asked.get(name) for name in ("location", "channel", "category", "product"))),
        days=days_between(asked.get("from"), asked.get("to")),
        granularity=None,
        may_see_margin="margin:read" in current_identity().scopes,
        target_changes=changes,
    )


def window_question(desk: Desk, asked: dict[str, Any]) -> Question:
    """As `question`, of the days of `window` when none are given; 30 days without one. Raises ProblemError 400."""
    made = question(desk, asked)
    return replace(made, days=window_days(asked.get("window"), made.days, made.today))


def explaining(desk: Desk) -> Explains:
    """Explains answers that are read from what a job made of the data."""

    def made_of(document: Mapping[str, Any]) -> MadeOf:
        data = desk.data_state()
        as_of = datetime.fromisoformat(document["as_of"])
        return MadeOf(data.version, data.data_until, desk.now(), desk.shop(), as_of)

    return Explains(made_of)


def answer(desk: Desk, asked: Question, kind: str, use_case: UseCase, *, explain: bool) -> Response:
    """The JSON answer of a use case. `kind` names it and everything it depends on beside the question."""
    if explain:
        return json_answer(use_cases.explained(desk, asked, use_case))
    etag = asked.key(kind)
    return unchanged(etag) or json_answer(use_cases.kept(desk, asked, kind, use_case), etag=etag)


@dataclass(frozen=True, slots=True)
class File:
    """A CSV answer: its name, its header, and rows that are read when it is sent."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[object]]


def file_answer(asked: Question, kind: str, file: File) -> Response:
    """The answer as a file, streamed; nothing is read when the caller holds it. `kind` as in `answer`."""
    return csv_answer(file.name, file.header, file.rows, etag=asked.key(kind))

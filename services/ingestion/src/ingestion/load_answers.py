"""How a load is answered: its report, or with `Accept: application/x-ndjson` its progress line by line first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson
from flask import Response, g, request

from ingestion.background import Event, run_with_progress
from ingestion.files.plan import FilesError
from shared import telemetry
from shared.http_problems import problem_of
from shared.web import ProblemError, json_answer

Progress = Callable[[str, int, int], None]


def answer_load(work: Callable[[Progress], dict[str, object]], *, refused: str) -> Response:
    """Do a load and answer it. A FilesError of the work becomes a 422 problem with the title `refused`."""

    def loaded(progress: Progress) -> dict[str, object]:
        try:
            return work(progress)
        except FilesError as error:
            raise ProblemError(422, "load-refused", refused, str(error)) from error

    if "application/x-ndjson" in request.headers.get("Accept", ""):
        return Response(_as_ndjson(run_with_progress(loaded), g.request_id), mimetype="application/x-ndjson")
    return json_answer(loaded(lambda *_: None))


def _as_ndjson(events: Iterator[Event], request_id: str) -> Iterator[bytes]:
    for event in events:
        if isinstance(event, Exception):
            telemetry.logger().warning("load ended", exc_info=event)
            yield orjson.dumps({"problem": problem_of(event, "POST").document(request_id)}) + b"\n"
        else:
            yield orjson.dumps(event) + b"\n"

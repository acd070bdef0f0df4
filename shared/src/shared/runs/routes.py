"""`GET <prefix>/runs/{run_id}`: how far a run is."""

from __future__ import annotations

from flask import Blueprint, Response

from shared.auth.routes import Guard
from shared.runs import Runs
from shared.web import ProblemError, json_answer


def add_run_routes(blueprint: Blueprint, runs: Runs, guard: Guard, scope: str) -> None:
    """Add the route of a service's runs, for whoever has the scope that starting them needs."""

    @blueprint.get("/runs/<run_id>")
    @guard.requires(scope)
    def get_run(run_id: str) -> Response:
        run = runs.read(run_id)
        if run is None:
            raise ProblemError(404, "no-such-run", "No such run", f"{run_id[:64]!r} is none, or has long been over.")
        return json_answer(run.document(), personal=True)

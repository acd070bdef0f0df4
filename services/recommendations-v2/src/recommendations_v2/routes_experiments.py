"""HTTP in, experiments out: planned, begun, ramped and ended."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from flask import Blueprint, Response

from recommendations_v2 import use_cases_experiments as use_cases
from recommendations_v2.desk import Desk
from recommendations_v2.experiment_answers import EXPERIMENTS_HEADER, experiment_rows
from recommendations_v2.use_cases_performance import conversion_so_far
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.recommendations_v2 import ExperimentRamp, ExperimentSet, ExperimentStop
from shared.web import csv_answer, json_answer, json_body, json_bytes, unchanged, wants_csv


def add_experiment_routes(blueprint: Blueprint, desk: Desk, guard: Guard, looked_up: Callable[[], None]) -> None:
    """Add the routes of `experiments`. `looked_up` makes lists of this process go by what was just changed."""

    def listed() -> Response:
        answer = use_cases.listed(desk)
        tag = sha256(json_bytes(answer)).hexdigest()
        held = unchanged(tag)
        if held is not None:
            return held
        if wants_csv():
            return csv_answer("experiments.csv", EXPERIMENTS_HEADER, experiment_rows(answer), etag=tag)
        return json_answer(answer, etag=tag)

    @blueprint.get("/experiments")
    @guard.requires("figures:read")
    def list_experiments() -> Response:
        return listed()

    @blueprint.get("/experiments.csv")
    @guard.requires("figures:read")
    def list_experiments_csv() -> Response:
        return listed()

    @blueprint.post("/experiments")
    @guard.requires("recommendations:write")
    def make_experiment() -> Response:
        given = json_body(ExperimentSet).model_dump(mode="json")
        return json_answer(use_cases.plan(desk, given, current_identity().subject), status=201)

    _add_changes(blueprint, desk, guard, looked_up)


def _add_changes(blueprint: Blueprint, desk: Desk, guard: Guard, looked_up: Callable[[], None]) -> None:
    @blueprint.post("/experiments/<experiment_id>/start")
    @guard.requires("recommendations:write")
    def start_experiment(experiment_id: str) -> Response:
        answer = use_cases.start(desk, experiment_id, current_identity().subject, conversion_so_far)
        looked_up()
        return json_answer(answer)

    @blueprint.post("/experiments/<experiment_id>/stop")
    @guard.requires("recommendations:write")
    def stop_experiment(experiment_id: str) -> Response:
        given = json_body(ExperimentStop).model_dump(mode="json")
        answer = use_cases.stop(desk, experiment_id, given, current_identity().subject)
        looked_up()
        return json_answer(answer)

    @blueprint.post("/experiments/<experiment_id>/ramp")
    @guard.requires("recommendations:write")
    def ramp_experiment(experiment_id: str) -> Response:
        share = json_body(ExperimentRamp).share
        answer = use_cases.ramp(desk, experiment_id, float(share), current_identity().subject)
        looked_up()
        return json_answer(answer)

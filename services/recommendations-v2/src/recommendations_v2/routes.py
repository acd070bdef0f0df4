"""HTTP in, one use case, JSON or CSV out: every route of openapi/recommendations-v2.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response

from recommendations_v2.desk import SERVICE
from recommendations_v2.jobs import BUILD_RUN, TRAIN_RUN
from recommendations_v2.routes_coverage import add_coverage_routes
from recommendations_v2.routes_entrance import Entrance
from recommendations_v2.routes_lists import add_list_routes
from recommendations_v2.routes_rules import add_rule_routes
from recommendations_v2.serving import Serving
from shared.auth.routes import Guard
from shared.contracts.generated.recommendations_v2 import RunStart
from shared.runs import Runs, request
from shared.runs.routes import add_run_routes
from shared.web import add_contract_routes, json_answer, json_body

PREFIX = "/api/recommendations/v2"
_RUNS: Mapping[str, str] = {"build": BUILD_RUN, "train": TRAIN_RUN}

AddRoutes = Callable[[Blueprint], None]


def make_blueprint(
    serving: Serving, guard: Guard, entrance: Entrance, runs: Runs, looked_up: Callable[[], None], *more: AddRoutes
) -> Blueprint:
    """Every route but that of pushes; `more` add those of parts that have their own. Customers' ids come last."""
    desk = serving.desk
    blueprint = Blueprint("recommendations_v2", __name__, url_prefix=PREFIX)

    @blueprint.post("/runs")
    @guard.requires("recommendations:write")
    def start_recommendations_run() -> Response:
        name = _RUNS[json_body(RunStart).model_dump(mode="json")["name"]]
        run_id = request(desk.event_bus, desk.store, SERVICE, name, {}, desk.now())
        return json_answer({"run_id": run_id}, status=202)

    add_run_routes(blueprint, runs, guard, "recommendations:write")
    add_rule_routes(blueprint, serving, guard, looked_up)
    add_coverage_routes(blueprint, serving, guard)
    for add in more:
        add(blueprint)
    add_contract_routes(blueprint, contract="recommendations_v2", ready=lambda: ready(serving))
    add_list_routes(blueprint, serving, guard, entrance)
    return blueprint


def ready(serving: Serving) -> dict[str, str]:
    """Ready is who can answer lists: with a build in memory whatever is away, without one when the store answers."""
    state = serving.shelf.state
    if serving.shelf.engine is None and state.problem is not None:
        return {"lists": "nothing is loaded, and the store does not answer; the reason is in the log"}
    return {"lists": "ok"}

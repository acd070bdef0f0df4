"""HTTP in, one use case, JSON or CSV out: every route of openapi/segments.yaml."""

from __future__ import annotations

from flask import Blueprint, Response

from segments.desk import SERVICE
from segments.export_desk import Outlet
from segments.routes_affinities import add_affinity_routes
from segments.routes_clusters import add_cluster_routes
from segments.routes_customers import add_customer_routes
from segments.routes_exports import add_export_routes
from segments.routes_performance import add_performance_routes
from segments.routes_settings import add_settings_routes
from segments.routes_targets import add_target_routes
from segments.routes_trend import add_trend_routes
from segments.use_cases_members import ready
from segments.use_cases_refresh import REFRESH_RUN
from shared.auth.routes import Guard
from shared.runs import Runs, request
from shared.runs.routes import add_run_routes
from shared.web import add_contract_routes, json_answer


def make_blueprint(outlet: Outlet, guard: Guard, runs: Runs) -> Blueprint:
    """Every route but that of pushes."""
    desk = outlet.desk
    blueprint = Blueprint("segments", __name__, url_prefix="/api/segments")

    @blueprint.post("/refresh")
    @guard.requires("segments:write")
    def refresh_segments() -> Response:
        run_id = request(desk.event_bus, desk.store, SERVICE, REFRESH_RUN, {}, desk.now())
        return json_answer({"run_id": run_id}, status=202)

    add_customer_routes(blueprint, desk, guard)
    add_performance_routes(blueprint, desk, guard)
    add_trend_routes(blueprint, desk, guard)
    add_cluster_routes(blueprint, desk, guard)
    add_affinity_routes(blueprint, desk, guard)
    add_export_routes(blueprint, outlet, guard)
    add_target_routes(blueprint, outlet, guard)
    add_settings_routes(blueprint, desk, guard)
    add_run_routes(blueprint, runs, guard, "segments:write")
    add_contract_routes(blueprint, contract="segments", ready=lambda: ready(desk))
    return blueprint

"""HTTP in, one use case, JSON or CSV out: every route of openapi/inventory-alerts.yaml."""

from __future__ import annotations

from flask import Blueprint, Response

from inventory_alerts.desk import SERVICE, Desk
from inventory_alerts.routes_alerts import add_alert_routes
from inventory_alerts.routes_products import add_product_routes
from inventory_alerts.routes_reorders import add_reorder_routes
from inventory_alerts.routes_settings import add_settings_routes
from inventory_alerts.routes_worth import add_worth_routes
from inventory_alerts.use_cases_alerts import ready
from inventory_alerts.use_cases_daily import ALERTS_RUN
from shared.auth.routes import Guard
from shared.runs import Runs, request
from shared.runs.routes import add_run_routes
from shared.web import add_contract_routes, json_answer


def make_blueprint(desk: Desk, guard: Guard, runs: Runs) -> Blueprint:
    """The routes of alerts and runs; other lists are added by whoever has them."""
    blueprint = Blueprint("inventory-alerts", __name__, url_prefix="/api/inventory")

    @blueprint.post("/alerts/run")
    @guard.requires("inventory:write")
    def run_alerts() -> Response:
        run_id = request(desk.event_bus, desk.store, SERVICE, ALERTS_RUN, {}, desk.now())
        return json_answer({"run_id": run_id}, status=202)

    add_alert_routes(blueprint, desk, guard)
    add_product_routes(blueprint, desk, guard)
    add_reorder_routes(blueprint, desk, guard)
    add_settings_routes(blueprint, desk, guard)
    add_worth_routes(blueprint, desk, guard)
    add_run_routes(blueprint, runs, guard, "inventory:write")
    add_contract_routes(blueprint, contract="inventory_alerts", ready=lambda: ready(desk))
    return blueprint

"""HTTP in, one question to a vendor, JSON out: whether a target can be written to."""

from __future__ import annotations

from flask import Blueprint, Response

from segments.export_desk import Outlet
from segments.export_target import TargetRefusedError, TargetState
from shared.auth.routes import Guard
from shared.contracts.problems import ProblemError
from shared.web import json_answer


def add_target_routes(blueprint: Blueprint, outlet: Outlet, guard: Guard) -> None:
    """Add the routes of `targets`."""

    @blueprint.post("/targets/<target>/test")
    @guard.requires("segments:write")
    def test_target(target: str) -> Response:
        opened = outlet.targets.get(target)
        if opened is None:
            detail = f"Targets that can be asked are {', '.join(sorted(outlet.targets)) or 'none'}."
            raise ProblemError(404, "not-found", "No such target", detail)
        try:
            state = opened().test()
        except TargetRefusedError as error:  # not connected, or a secret that will not do
            state = TargetState(ok=False, account=None, words=f"{error}.")
        return json_answer({"target": target, "ok": state.ok, "account": state.account, "detail": state.words})

"""HTTP in, the shop's own thresholds, cuts and rules out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from segments import use_cases_settings
from segments.desk import Desk
from segments.envelope import etag
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.segments import SegmentSettingsSet
from shared.web import json_answer, json_body, unchanged


def add_settings_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `settings`."""

    @blueprint.get("/settings")
    @guard.requires("customers:read")
    def get_segment_settings() -> Response:
        tag = etag(desk, "settings")
        return unchanged(tag) or json_answer(use_cases_settings.settings(desk), etag=tag)

    @blueprint.put("/settings")
    @guard.requires("segments:write")
    def set_segment_settings() -> Response:
        given: dict[str, Any] = json_body(SegmentSettingsSet).model_dump(by_alias=True, mode="json")
        return json_answer(use_cases_settings.change(desk, given, current_identity().subject))

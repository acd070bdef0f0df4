"""Targets that another service took: HTTP in, one use case, JSON out."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, Response

from ingestion.door import Door
from ingestion.target_changes import change_targets
from shared.auth.routes import Guard
from shared.contracts.generated.components import Targets
from shared.contracts.generated.ingestion import TakeTargetBackParametersQuery
from shared.contracts.target_changed import TargetChange, TargetKey, changes_of, faults, refuse
from shared.web import json_answer, json_body, query_parameters

_LARGEST_BODY = 1024 * 1024  # bytes: a thousand targets with the longest ids, twice


def add_target_routes(blueprint: Blueprint, door: Door, guard: Guard) -> None:
    """Add the routes of `targets`."""

    @blueprint.put("/targets")
    @guard.requires("data:write")
    def write_targets() -> Response:
        changes = changes_of(json_body(Targets, largest=_LARGEST_BODY), door.shop().currency)
        return json_answer(change_targets(door, changes))

    @blueprint.delete("/targets")
    @guard.requires("data:write")
    def take_target_back() -> Response:
        given = query_parameters(TakeTargetBackParametersQuery)
        scope_id = given.scope_id if isinstance(given.scope_id, str) else ""
        key = TargetKey(given.scope.value, scope_id, given.period_start, given.period_end)
        refuse(faults(key, None))
        return json_answer(change_targets(door, [TargetChange(key, None, uuid4().hex)]))

"""HTTP in, the shop's own thresholds in the store, JSON out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, Response

from inventory_alerts.desk import Desk
from inventory_alerts.routes_body import amount_faults, checked_body
from inventory_alerts.rules import MONEY, RULES_KEY, Rules, changed, rules_of
from shared.auth.routes import Guard
from shared.contracts.generated.inventory_alerts import InventorySettingsSet
from shared.money import money
from shared.store import StoreConflictError
from shared.web import json_answer

_TRIES = 20  # to write beside others who write at the same moment: each of them gets through once


def add_settings_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `settings`."""

    @blueprint.get("/settings")
    @guard.requires("figures:read")
    def get_inventory_settings() -> Response:
        return json_answer(_document(desk))

    @blueprint.put("/settings")
    @guard.requires("inventory:write")
    def set_inventory_settings() -> Response:
        currency = desk.shop().currency
        given = checked_body(InventorySettingsSet, lambda said: amount_faults(said, sorted(MONEY), currency))
        _write(desk, given | {name: Decimal(given[name]["amount"]) for name in MONEY if given.get(name) is not None})
        return json_answer(_document(desk))


def _write(desk: Desk, given: dict[str, Any]) -> None:
    for attempt in range(_TRIES):
        stored = desk.store.get(RULES_KEY)
        content = changed(stored.value if stored else None, given)
        try:
            if stored is None:
                desk.store.put(RULES_KEY, content, if_absent=True)
            else:
                desk.store.put(RULES_KEY, content, if_version=stored.version)
        except StoreConflictError:
            if attempt == _TRIES - 1:
                raise
        else:
            return


def _document(desk: Desk) -> dict[str, Any]:
    """The contract's InventorySettings."""
    stored = desk.store.get(RULES_KEY)
    return {
        "settings": _shown(desk, rules_of(stored.value if stored else None)),
        "defaults": _shown(desk, Rules()),
    }


def _shown(desk: Desk, rules: Rules) -> dict[str, Any]:
    values = {name: getattr(rules, name) for name in Rules.__dataclass_fields__}
    currency = desk.shop().currency
    return values | {name: None if values[name] is None else money(values[name], currency) for name in MONEY}

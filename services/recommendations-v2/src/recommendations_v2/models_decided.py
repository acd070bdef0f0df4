"""A ranking that passed the offline gate is served from the next build on, and other services hear it.

What is to be told stands in the store until the bus has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from recommendations_v2.desk import Desk
from recommendations_v2.experiment_events import Decision, publish_decision
from recommendations_v2.ranking_lists import list_of
from recommendations_v2.visit import SURFACES

UNTOLD = "recommendations-v2/models-untold/"  # in the store: decisions about rankings, by list and moment
_BY = "offline gate"
_MOMENT = "%Y%m%dT%H%M%S%fZ"


def tell_of_model(desk: Desk, verdict: Mapping[str, Any]) -> None:
    """Tell, as `experiment-decided.v1`, that what was learned for a list is served. Raises StoreError."""
    now = desk.now().astimezone(UTC)
    told = {
        "list_name": str(verdict["list_name"]),
        "model": f"{verdict['best']}-{now:%Y%m%d}",
        "words": str(verdict["why"]),
        "at": now.isoformat(),
    }
    desk.store.put(f"{UNTOLD}{now:{_MOMENT}}-{told['list_name']}", json.dumps(told).encode())
    tell_untold(desk)


def tell_untold(desk: Desk) -> int:
    """Tell what stands in the store; answers how many the bus did not take. Twice is one event. Raises StoreError."""
    left = 0
    for key in list(desk.store.list(UNTOLD)):
        stored = desk.store.get(key)
        if stored is None:
            continue
        if publish_decision(desk, _decision(json.loads(stored.value))):
            desk.store.delete(key)
        else:
            left += 1
    return left


def _decision(told: Mapping[str, str]) -> Decision:
    name = told["list_name"]
    return Decision(
        entity_id=f"model:{name}",
        kind="model",
        decision="ship",
        decided_at=datetime.fromisoformat(told["at"]),
        decided_by=_BY,
        words=told["words"],
        variant="v2",
        model=told["model"],
        surfaces=[
            surface for surface in SURFACES if name in {list_of(surface, has_cart=cart).name for cart in (False, True)}
        ],
    )

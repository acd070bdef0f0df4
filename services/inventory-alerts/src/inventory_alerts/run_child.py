"""The daily run's arithmetic, in a process of its own: Parquet in, the engine, Parquet out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from inventory_alerts.engine import evaluate
from inventory_alerts.inputs import Settings
from inventory_alerts.run_inputs import prepare
from inventory_alerts.run_results import write
from inventory_alerts.run_scoring import write_outcomes
from inventory_alerts.run_service import cycles_kept
from shared.child import tell

_STEPS = 3


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Read what the warehouse wrote into `folder`, evaluate it, write the results there; answers how many there are.

    `arguments` are the engine's settings by name, and: today, first_day, season_from (shop days),
    as_of, run_id, country, review_days.
    """
    settings = Settings(**{name: arguments[name] for name in Settings.__dataclass_fields__ if name in arguments})
    as_of = datetime.fromisoformat(arguments["as_of"])
    tell("reading demand and stock", 0, _STEPS)
    prepared = prepare(folder, arguments, settings)
    tell("forecasting", 1, _STEPS)
    outcome = evaluate(prepared.inputs)
    tell("writing what was found", 2, _STEPS)
    rows = write(folder, prepared, outcome)
    rows["outcomes"] = write_outcomes(folder, prepared, str(arguments["run_id"]), as_of)
    inputs = prepared.inputs
    service = cycles_kept(inputs.units, inputs.in_stock, prepared.moves, ~np.isnan(inputs.on_hand))
    return {"items": len(prepared.items), "season_note": outcome.season_note, "service": service, **rows}

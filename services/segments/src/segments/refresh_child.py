"""In a child process: what the warehouse knows of customers from Parquet, who is in which segment into Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from segments.definitions import from_plain
from segments.feature_files import DEFINITIONS, NAMES
from segments.features_reading import read_amounts, read_people
from segments.features_scoring import Asked, crowd_of, score
from segments.features_writing import Made, write_customers
from segments.missing_notes import notes
from segments.partition import partition, reason_codes
from segments.refresh_changes import Moment, write_changes
from shared.progress import tell

_EPOCH = date(1970, 1, 1)
_STEPS = 4


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Read what `queries_features.export_features` wrote, DEFINITIONS and PREVIOUS; write CUSTOMERS and CHANGES.

    Arguments: `until` (the last whole shop day), `day` (shop day of the refresh), `refresh_id`, `recorded_at`,
    `window_days`, `by_margin` (of monetary), `value_basis` (of the prediction; null without one), `cuts` (JSON: what a
    shop set, by score). Answers `customers`, `purchasers`, `segments` and `tags` with how many are in each, `changes`,
    `cuts`, `monetary_basis`, `value_basis`, `cadence` and `notes` of what cannot be said yet.
    """
    rules = from_plain(json.loads((folder / DEFINITIONS).read_text(encoding="utf-8")))
    names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
    until = date.fromisoformat(arguments["until"])
    last = (until - _EPOCH).days
    monetary_basis = "gross_margin" if arguments["by_margin"] else "net_sales"
    value_basis = arguments["value_basis"] or monetary_basis
    tell("reading", 0, _STEPS)
    brought = "margin" if value_basis == "gross_margin" else "net_sales"
    people = read_people(folder, last - int(arguments["window_days"]), brought, names)
    tell("scoring", 1, _STEPS)
    scored = score(people, Asked(last, rules.parameters, json.loads(arguments.get("cuts") or "{}")))
    crowd = crowd_of(people, scored, names, lambda name: read_amounts(folder, name, people.size))
    parted = partition(crowd, rules)
    tell("writing", 2, _STEPS)
    segment_ids = [rule.id for rule in rules.segments]
    made = Made(people, scored, parted, until, segment_ids, reason_codes(rules), names, monetary_basis, value_basis)
    at = Moment(
        date.fromisoformat(arguments["day"]), arguments["refresh_id"], datetime.fromisoformat(arguments["recorded_at"])
    )
    with ThreadPoolExecutor(1) as beside:
        compared = beside.submit(write_changes, folder, people, parted, segment_ids, at)
        write_customers(folder, made)
        tell("comparing with before", 3, _STEPS)
        changes = compared.result()
    counted = np.bincount(parted.segment, minlength=len(segment_ids)).tolist()
    bits = {name: np.uint64(1 << bit) for bit, name in enumerate(parted.tag_ids)}
    return {
        "customers": people.size,
        "purchasers": int(np.count_nonzero(scored.buyers)),
        "segments": dict(zip(segment_ids, counted, strict=True)),
        "tags": {name: int(np.count_nonzero(parted.tags & bit)) for name, bit in bits.items()},
        "changes": changes,
        "cuts": scored.cuts,
        "monetary_basis": monetary_basis,
        "value_basis": value_basis,
        "cadence": {"spread": scored.spread, "customers": scored.spread_by},
        "notes": notes(scored, until, rules.parameters),
    }

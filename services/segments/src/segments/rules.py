"""What a shop sets for itself: thresholds, cuts, own rules, hold-out. Kept in the store, with a version. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Any

RULES_KEY = "segments/rules"  # in the store: what the shop set, nothing of what it did not, and the version of it

HOLD_OUT = 0.05  # the smallest share that tells a lift of a fifth within a quarter of 10,000 members
CUTS = ("recency_cuts", "frequency_cuts", "monetary_cuts")

PATH_WORDS = frozenset(
    {
        "affinities",
        "clusters",
        "customers",
        "docs",
        "events",
        "export",
        "exports",
        "health",
        "klaviyo",
        "list",
        "live",
        "mailchimp",
        "movement",
        "openapi",
        "performance",
        "ready",
        "receipts",
        "refresh",
        "revert",
        "rfm",
        "runs",
        "settings",
        "standing",
        "targets",
        "test",
        "trend",
        "value",
    }
)
"""What no segment of a shop may be called: words of this API's paths. A test compares them with the contract."""

_OF_OURS = frozenset({"segment", "segments"})
_BEFORE_GROUPS = ("tag-", "cluster-", "affinity-")
"""What none may be called or begin with: its property at Klaviyo, `shopsight_<id>`, would be that of something else."""


@dataclass(frozen=True, slots=True)
class Set:
    """What a shop has set: a threshold or cuts by name, its own rules; and by whom, when."""

    version: int = 0  # 0: nobody has set anything
    values: Mapping[str, Any] = MappingProxyType({})
    changed_at: datetime | None = None
    changed_by: str | None = None

    @property
    def hold_out(self) -> float:
        """The share of members that is not exported, for the lift to be told by."""
        return float(self.values.get("hold_out", HOLD_OUT))

    @property
    def thresholds(self) -> dict[str, float]:
        """What was set of the thresholds in segments.yaml."""
        apart = {"hold_out", "rules", *CUTS}
        return {name: value for name, value in self.values.items() if name not in apart}

    @property
    def own(self) -> Sequence[Mapping[str, Any]]:
        """The shop's own rules, as the contract has them."""
        return tuple(self.values.get("rules", ()))

    @property
    def cuts(self) -> dict[str, list[float] | None]:
        """The cuts that were set, by the name of the score; None where quintiles are to be taken."""
        return {name.removesuffix("_cuts"): self.values.get(name) for name in CUTS}


def read_set(stored: bytes | None) -> Set:
    """What the store's document says; nothing where there is none."""
    if stored is None:
        return Set()
    content = json.loads(stored)
    at = content["changed_at"]
    return Set(content["version"], content["values"], datetime.fromisoformat(at) if at else None, content["changed_by"])


def written(told: Set) -> bytes:
    """The store's document."""
    at = told.changed_at.isoformat() if told.changed_at else None
    document = {"version": told.version, "values": dict(told.values), "changed_at": at, "changed_by": told.changed_by}
    return json.dumps(document, sort_keys=True).encode()


def with_changes(before: Set, given: Mapping[str, Any], by: str, now: datetime) -> Set:
    """What is set after a change: None takes a value back to its default, what is left out stays."""
    values = dict(before.values)
    for name, value in given.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
    return Set(before.version + 1, values, now, by)


def wrong_values(told: Set) -> list[tuple[str, str]]:
    """What is wrong beyond the contract's form: by field, what to do."""
    wrong = []
    for name in CUTS:
        cuts = told.values.get(name)
        if cuts is not None and any(low >= high for low, high in pairwise(cuts)):
            wrong.append((name, "four numbers, each above the one before"))
    for place, rule in enumerate(told.own):
        if rule["segment_id"] in PATH_WORDS:
            wrong.append((f"rules.{place}.segment_id", f"{rule['segment_id']} is a word of this API; take another"))
        if rule["segment_id"] in _OF_OURS or rule["segment_id"].startswith(_BEFORE_GROUPS):
            words = f"{rule['segment_id']} would be another property of ours at Klaviyo; take another"
            wrong.append((f"rules.{place}.segment_id", words))
    return wrong

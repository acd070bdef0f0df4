"""What the offline gate found at the last training, in the store, for whoever looks at it later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from recommendations_v2.desk import SERVICE
from shared.store import Store

KEY = f"{SERVICE}/gate"  # in the store: the verdicts of the last training


def keep(store: Store, verdicts: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Keep the verdicts of a training instead of those before. Raises StoreError."""
    store.put(KEY, json.dumps({"judged_at": at.isoformat(), "verdicts": list(verdicts)}).encode())


def kept(store: Store) -> tuple[datetime, list[dict[str, Any]]] | None:
    """When the last training was judged, and `offline_gate.Verdict` of each list; None before the first."""
    stored = store.get(KEY)
    if stored is None:
        return None
    content = json.loads(stored.value)
    return datetime.fromisoformat(content["judged_at"]), content["verdicts"]

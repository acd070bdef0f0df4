"""Brings who was shown what from the store to the warehouse, and takes out who asked to be forgotten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from recommendations_v2 import queries_performance as queries
from recommendations_v2.desk import Desk
from recommendations_v2.experiment_events import publish_decisions
from recommendations_v2.exposures import read_batches, waiting
from shared.erased_digests import Erased
from shared.warehouse import JSON_LINES
from shared.warehouse.sql_files import load_tables

TABLE = load_tables(queries.PACKAGE)["experiment_exposures"]
_BATCHES = (
    500  # objects of the store that one change takes: some ten minutes of an instance; a hundred megabytes at most
)


def load_exposures(desk: Desk) -> str:
    """Bring all batches that wait to the warehouse, and tell decisions that the bus has not taken yet.

    A batch goes from the store when its rows are there; brought twice they are there once. Raises WarehouseError and
    StoreError, and leaves what it has not brought.
    """
    loaded = 0
    while keys := waiting(desk.store, _BATCHES):
        loaded += _load(desk, read_batches(desk.store, keys))
        for key in keys:
            desk.store.delete(key)
    untold = publish_decisions(desk)
    words = f"{loaded} sights of arms brought to the warehouse"
    return f"{words}; {untold} decisions not told yet: the bus does not answer" if untold else words


def erase_from_experiments(desk: Desk, erased: Erased, visitors: Sequence[str] = ()) -> None:
    """Take customers and browsers out, also out of what waits in the store. Twice is fine."""
    load_exposures(desk)  # leaves out who is remembered as erased, as these are
    with desk.warehouse.change() as change:
        queries.erase_exposures(change, erased, visitors)


def _load(desk: Desk, lines: Sequence[str]) -> int:
    if not lines:
        return 0
    moments = [datetime.fromisoformat(json.loads(line)["exposed_at"]) for line in lines]
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"exposures{JSON_LINES}"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        erased = desk.erased_lately.now()
        with desk.warehouse.change() as change:
            change.stage("new_exposures", TABLE.columns, [file])
            added = queries.add_exposures(change, erased, min(moments), max(moments))
    if late := desk.erased_lately.now().since(erased):  # while that was written
        with desk.warehouse.change() as change:
            queries.erase_exposures(change, late, ())
    return added

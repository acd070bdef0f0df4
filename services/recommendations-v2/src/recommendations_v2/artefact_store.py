"""Where artefacts are kept: each under its version, and one key that says which is live, written by compare-and-set.

What serving needs is in the store alone: no warehouse, no other service.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from recommendations_v2.artefact import Artefact, ArtefactError, read, write
from recommendations_v2.desk import SERVICE
from shared.store import Store

POINTER_KEY = f"generations/{SERVICE}/artefact"  # in the store: which artefact is live
_ARTEFACTS = f"{SERVICE}/artefacts/"


def live(store: Store) -> str | None:
    """The version that is to be served; None before the first build."""
    stored = store.get(POINTER_KEY)
    return None if stored is None else str(json.loads(stored.value)["generation_id"])


def load(store: Store, version: str) -> Artefact:
    """Read one. Raises ArtefactError and StoreError."""
    file = store.open(_ARTEFACTS + version)
    if file is None:
        raise ArtefactError(f"the artefact {version} is not in the store")
    with file:
        artefact = read(file)
    if artefact.version != version:
        raise ArtefactError(f"the artefact {version} says that it is {artefact.version}")
    return artefact


def keep(store: Store, artefact: Artefact, folder: Path | None = None) -> None:
    """Put one beside the live one; nobody serves it until `switch`."""
    with tempfile.TemporaryDirectory(prefix="shopsight-artefact-", dir=folder) as name:
        path = Path(name) / "artefact.npz"
        write(artefact, path)
        keep_file(store, artefact.version, path)


def keep_file(store: Store, version: str, path: Path) -> None:
    """As `keep`, of one that is a file already."""
    store.put_file(_ARTEFACTS + version, path)


def switch(store: Store, version: str) -> None:
    """Make it the live one, and remove those before: they know customers who may have been erased.

    Raises StoreConflictError where another build switched meanwhile. Who reads an older one at this moment goes on.
    """
    stored = store.get(POINTER_KEY)
    value = json.dumps({"generation_id": version}).encode()
    store.put(POINTER_KEY, value, if_absent=stored is None, if_version=stored.version if stored else None)
    for key in list(store.list(_ARTEFACTS)):
        if key != _ARTEFACTS + version:
            store.delete(key)

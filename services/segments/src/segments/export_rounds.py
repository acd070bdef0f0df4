"""The round that each export is at: it stands in the store, sealed, before any of it is sent.

Sealed, because ids may be addresses, and the one at which a round ends stays in it whoever is erased.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from segments import queries_exports as queries
from segments.desk import Desk
from segments.export_batches import Item
from segments.export_consent import Noticeboard
from segments.export_target import TargetRefusedError
from segments.export_unheard import seal, unseal
from shared.erased_digests import Erased
from shared.secrets import SecretsError
from shared.store import StoreConflictError

ROUNDS = "segments/rounds/"  # in the store, by export

_PLAIN = b'{"until"'  # how those of the version before begin, which sealed none


@dataclass(frozen=True, slots=True)
class Round:
    """Whom to send together; with it everybody is settled whose id is not after `until` (None: all)."""

    until: str | None
    items: Sequence[Item] = ()


def begin_round(desk: Desk, export_id: str, this: Round, board: Noticeboard) -> None:
    """Note the round that an export is at from now on, durably, without who was erased since it was made."""
    add = [item.customer_id for item in this.items if item.add]
    remove = [item.customer_id for item in this.items if not item.add]
    place = ROUNDS + export_id
    desk.store.put(place, _written(desk, place, {"until": this.until, "add": add, "remove": remove}))
    _take(desk, place, board.now().erased)  # who is erased from here on finds it


def begun_round(desk: Desk, export_id: str) -> Round | None:
    """The round that was begun last, with those of it that nothing is known of; None where there was none.

    Raises TargetRefusedError where the key is another than the one it was sealed with: the export fails with its words.
    """
    stored = desk.store.get(ROUNDS + export_id)
    if stored is None:
        return None
    try:
        content = _read(desk, ROUNDS + export_id, stored.value)
    except SecretsError as error:
        raise TargetRefusedError(str(error)) from None
    items = [Item(each, add=True) for each in content["add"]] + [Item(each, add=False) for each in content["remove"]]
    done = queries.export_audited(desk.warehouse, export_id, [item.customer_id for item in items])
    return Round(content["until"], [item for item in items if item.customer_id not in done])


def take_from_rounds(desk: Desk, erased: Erased) -> None:
    """Take erased customers out of all rounds: an export may go on with one when nobody remembers the erasure.

    Raises SecretsError where the key is another.
    """
    for place in list(desk.store.list(ROUNDS)):
        _take(desk, place, erased)


def forget_rounds(desk: Desk) -> None:
    """Let go of rounds of exports that are over, and whose process ended before it did so."""
    left = {str(row["export_id"]) for row in queries.exports_open(desk.warehouse)}
    for place in list(desk.store.list(ROUNDS)):
        if place.removeprefix(ROUNDS) not in left:
            desk.store.delete(place)


def _take(desk: Desk, place: str, erased: Erased) -> None:
    while erased and (stored := desk.store.get(place)) is not None:
        content = _read(desk, place, stored.value)
        left = {name: [each for each in content[name] if not erased.covers(each)] for name in ("add", "remove")}
        if left.items() <= content.items():
            return
        try:
            desk.store.put(place, _written(desk, place, {**content, **left}), if_version=stored.version)
        except StoreConflictError:
            continue  # the export is at another one by now
        return


def _written(desk: Desk, place: str, content: Mapping[str, Any]) -> bytes:
    return seal(desk, place, json.dumps(content).encode())


def _read(desk: Desk, place: str, value: bytes) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(value if value.startswith(_PLAIN) else unseal(desk, place, value)))

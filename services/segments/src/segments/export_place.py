"""Whether a target is still the audience or account that it was: of another one nothing is known.

A shop may connect a test audience first and its own later. There nobody carries a mark and nobody was refused, whatever
was written to the one before, whose ids name nobody there. What stands in the one before stays there.
"""

from __future__ import annotations

from segments import queries_exports as queries
from segments.desk import Desk
from segments.export_target import Target

PLACES = "segments/places/"  # in the store, by target: the audience or account that `target_members` speaks of


def settle(desk: Desk, target: Target, export_id: str) -> bool:
    """Have `target_members` speak of the audience or account that is connected now, by rows of this export.

    Answers whether that is another than before. Raises as `Target.place`.
    """
    place = target.place()
    stored = desk.store.get(PLACES + target.name)
    is_another = stored is not None and stored.value.decode() != place
    if is_another:
        with desk.warehouse.change() as change:
            queries.leave_target(change, target.name, export_id, desk.now())
    if stored is None or is_another:
        desk.store.put(PLACES + target.name, place.encode())
    return is_another

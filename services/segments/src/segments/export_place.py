"""Whether a target is still the audience or account that it was: of another one nothing is known.

A shop may connect a test audience first and its own later. There nobody carries a mark and nobody was refused, whatever
was written to the one before, whose ids name nobody there. What stands in the one before stays there, but for whom the
shop erases: an audience before of the same Mailchimp account is asked to forget them as well.
"""

from __future__ import annotations

import json

from segments import queries_exports as queries
from segments.desk import Desk
from segments.export_target import Target

PLACES = "segments/places/"  # in the store, by target: the audience or account that `target_members` speaks of


FORMER = "segments/former-places/"  # in the store, by target: those that it spoke of before


def place_of(desk: Desk, target: str) -> str | None:
    """The audience or account that `target_members` speaks of; None before the first export there."""
    stored = desk.store.get(PLACES + target)
    return None if stored is None else stored.value.decode()


def settle(desk: Desk, target: Target, export_id: str) -> bool:
    """Have `target_members` speak of the audience or account that is connected now, by rows of this export.

    Answers whether that is another than before. Raises as `Target.place`.
    """
    place, before = target.place(), place_of(desk, target.name)
    is_another = before is not None and before != place
    if is_another:
        former = json.dumps(sorted({*_former(desk, target.name), str(before)}))
        desk.store.put(FORMER + target.name, former.encode())
        with desk.warehouse.change() as change:
            queries.leave_target(change, target.name, export_id, desk.now())
    if before != place:
        desk.store.put(PLACES + target.name, place.encode())
    return is_another


def other_places(desk: Desk, target: Target) -> list[Target]:
    """The audiences that were sent to, are not connected any more, and may be opened. Raises as `Target.place`."""
    before = place_of(desk, target.name)
    places = sorted({*_former(desk, target.name), *([before] if before else [])} - {target.place()})
    return [other for place in places if (other := target.elsewhere(place)) is not None]


def _former(desk: Desk, target: str) -> list[str]:
    stored = desk.store.get(FORMER + target)
    return [] if stored is None else [str(place) for place in json.loads(stored.value)]

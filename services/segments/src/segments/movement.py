"""Who moved from which segment to which between two days: the flows of each segment out of the pairs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """Customers of one pair: in `from_segment` on the first day and in `to_segment` on the last.

    `from_segment` None: not known then; `to_segment` None: in no segment any more. `re_entered` of them were in
    `to_segment` on some day before the first.
    """

    from_segment: str | None
    to_segment: str | None
    customers: int
    re_entered: int


@dataclass(frozen=True, slots=True)
class Flow:
    """One segment between two days. `at_end` = `at_start` - `left` + `new` + `re_entered`.

    `new` were never in it before, `new_customers` of them were not known on the first day. Who went and came back in
    between has stayed.
    """

    segment_id: str
    at_start: int
    at_end: int
    stayed: int
    left: int
    new: int
    new_customers: int
    re_entered: int


def flows(moves: Iterable[Move], order: Sequence[str] = ()) -> list[Flow]:
    """The flow of each segment that has one, those of `order` first and as they stand there."""
    known = list(moves)
    named = {name for move in known for name in (move.from_segment, move.to_segment) if name is not None}
    return [_flow(name, known) for name in [*(each for each in order if each in named), *sorted(named - set(order))]]


def _flow(segment_id: str, moves: Sequence[Move]) -> Flow:
    gone = [move for move in moves if move.from_segment == segment_id]
    come = [move for move in moves if move.to_segment == segment_id]
    entered = [move for move in come if move.from_segment != segment_id]
    re_entered = sum(move.re_entered for move in entered)
    return Flow(
        segment_id=segment_id,
        at_start=sum(move.customers for move in gone),
        at_end=sum(move.customers for move in come),
        stayed=sum(move.customers for move in gone if move.to_segment == segment_id),
        left=sum(move.customers for move in gone if move.to_segment != segment_id),
        new=sum(move.customers for move in entered) - re_entered,
        new_customers=sum(move.customers - move.re_entered for move in entered if move.from_segment is None),
        re_entered=re_entered,
    )

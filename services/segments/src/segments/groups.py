"""Groups of customers: whatever can be looked at and exported.

A segment by its id (`vip`), a tag as `tag:<id>`, a cluster as `cluster:<label>`, an affinity as `affinity:<id>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from segments import queries, use_cases_affinities, use_cases_clusters
from segments.definitions import Definitions, from_plain
from segments.desk import Desk
from segments.queries import Among
from segments.refreshes import Refresh, last_refresh
from segments.use_cases_settings import definitions_now
from shared.contracts.problems import ProblemError

Kind = Literal["segment", "tag", "cluster", "affinity"]

_TAG = "tag:"
_CLUSTER = "cluster:"
_AFFINITY = "affinity:"
_WAS = "was-"
_BUT_LATE = "As below, but late against their own cadence by now."  # what `while` asks for, of those that have one
_SHOWN = 60  # characters of an id that is none: enough to see which one was meant


@dataclass(frozen=True, slots=True)
class Group:
    """One group. `group_id` is as above, `definition` one sentence for a person."""

    group_id: str
    kind: Kind
    name: str
    definition: str


def group(desk: Desk, group_id: str) -> Group:
    """The group of an id. Raises ProblemError 404 no-such-segment."""
    if group_id.startswith(_CLUSTER):
        return _found(group_id, "cluster", use_cases_clusters.cluster_group(desk, group_id.removeprefix(_CLUSTER)))
    if group_id.startswith(_AFFINITY):
        found = use_cases_affinities.affinity_group(desk, group_id.removeprefix(_AFFINITY))
        return _found(group_id, "affinity", found)
    refresh = last_refresh(desk)
    for each in named_groups(rules_of(desk, refresh)):
        if each.group_id == group_id:
            return each
    raise no_such_segment(group_id)


def members(desk: Desk, group_id: str, after: str | None, limit: int) -> list[str]:
    """Customer ids of the members in byte order, those after `after`, at most `limit`; for exports.

    Raises as `group`, and ProblemError 409 where no refresh says who is in a segment: nobody is known to have left.
    """
    asked, refresh = group(desk, group_id), last_refresh(desk)
    if refresh is None and asked.kind in {"segment", "tag"}:
        detail = "No customer has been put into a segment yet: refresh the segments, then export"
        raise ProblemError(409, "wrong-state", "There are no segments yet", detail)
    return members_of(desk, asked, refresh, after, limit)


def is_member(desk: Desk, group_id: str, ids: Sequence[str]) -> set[str]:
    """Which of these customers are members. Raises as `group`."""
    if not ids:
        return set()
    return set(members_of(desk, group(desk, group_id), last_refresh(desk), None, len(ids), ids))


def made_of(desk: Desk, group_id: str) -> tuple[str | None, ...]:
    """The generations that the members of a group come from besides the refresh, for ETags."""
    if group_id.startswith(_CLUSTER):
        return use_cases_clusters.made_of(desk)
    return use_cases_affinities.made_of(desk) if group_id.startswith(_AFFINITY) else ()


def rules_of(desk: Desk, refresh: Refresh | None) -> Definitions:
    """The definitions that the last refresh went by; those of the next one where there is none."""
    return definitions_now(desk) if refresh is None else from_plain(refresh.rules)


def named_groups(rules: Definitions) -> list[Group]:
    """The segments in the order in which they are tried, and after them every tag that a customer may carry."""
    segments = [Group(each.id, "segment", each.name, each.definition) for each in rules.segments]
    last = rules.segments[-1].id if rules.segments else None  # it takes the rest: nobody carries it beside a segment
    also = [
        Group(_TAG + each.id, "tag", each.name, each.definition)
        for each in (*rules.segments, *rules.tags)
        if each.id != last
    ]
    was = [
        Group(f"{_TAG}{_WAS}{each.id}", "tag", f"Was {each.name}", f"{_BUT_LATE} {each.name}: {each.definition}")
        for each in rules.segments
        if each.while_
    ]
    return [*segments, *also, *was]


def no_such_segment(group_id: str) -> ProblemError:
    """The problem 404 of a group that nobody knows."""
    shown = group_id if len(group_id) <= _SHOWN else f"{group_id[:_SHOWN]}..."
    named = "GET /api/segments/list names them, with kind=tag the tags"
    detail = f"{shown!r} is none; {named}. A rule that was set lately makes one with the next refresh"
    return ProblemError(404, "no-such-segment", "No such segment", detail)


def _found(group_id: str, kind: Kind, named: tuple[str, str] | None) -> Group:
    if named is None:
        raise no_such_segment(group_id)
    return Group(group_id, kind, *named)


def members_of(  # noqa: PLR0917 - whose, as of when, from where, how many, whom
    desk: Desk, asked: Group, refresh: Refresh | None, after: str | None, limit: int, some: Sequence[str] | None = None
) -> list[str]:
    """As `members`, of segments and tags as one refresh has them; with `some` only these."""
    if asked.kind == "cluster":
        label = asked.group_id.removeprefix(_CLUSTER)
        return use_cases_clusters.cluster_members(desk, label, after, limit, some)
    if asked.kind == "affinity":
        affinity_id = asked.group_id.removeprefix(_AFFINITY)
        return use_cases_affinities.affinity_members(desk, affinity_id, after, limit, some)
    if refresh is None:
        return []
    if asked.kind == "segment":
        among = Among(refresh.refresh_id, segment_id=asked.group_id)
    else:
        among = Among(refresh.refresh_id, tag=asked.group_id.removeprefix(_TAG))
    return queries.group_members(desk.warehouse, among, after, limit, some)

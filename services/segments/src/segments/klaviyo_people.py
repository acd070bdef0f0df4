"""Profiles as Klaviyo takes them, and what it says of them in words of ours. Pure: it asks nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from segments.export_target import Change, Mark, Withdrawn

SEGMENTS = "shopsight_segments"  # the list of ids
MOST_PROFILES = 10_000  # of one import
MOST_BYTES = 4_500_000  # of one import; Klaviyo's limit is 5 MB, and its client writes nulls for what is not said
_NULLS = 300  # bytes of those nulls in a profile
_PAGE, _LONGEST_QUESTION = 100, 4_000  # profiles that one question names, and its characters: it is part of an address
_BOUNCED = frozenset({"HARD_BOUNCE", "INVALID_EMAIL"})
_POINTER = re.compile(r"/data/attributes/profiles/data/(\d+)")
_CODE = re.compile(r"[a-z][a-z_-]{0,59}")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One profile of a batch: what tells it at Klaviyo, and the properties that it shall have."""

    name: Literal["email", "id"]
    value: str
    change: Change
    properties: Mapping[str, object]

    @property
    def key(self) -> tuple[str, str]:
        """What tells two profiles apart."""
        return (self.name, self.value)


def address_key(email: str) -> str:
    """What tells one address from another at Klaviyo: it is lower case there."""
    return email.strip().lower()


def flag_of(segment_id: str) -> str:
    """The boolean property of a group; those of tags and the like have an underscore for their colon."""
    return "shopsight_" + re.sub(r"[^A-Za-z0-9]+", "_", segment_id)


def wanted_of(mark: Mark, change: Change) -> Wanted | None:
    """What a change asks for. None for somebody whom nothing tells.

    Who joins is told by their address. Who leaves is told by Klaviyo's own id where it is known: an import of the
    address would make a profile of somebody who was deleted there, and send the address of somebody who withdrew.
    """
    email = change.person.email
    properties: dict[str, object] = {SEGMENTS: list(change.carried), flag_of(mark.segment_id): change.add}
    properties |= {f"shopsight_{name}": value for name, value in change.fields.items()}
    if change.reference is not None and not (change.add and email):
        return Wanted("id", change.reference, change, properties)
    return Wanted("email", address_key(email), change, properties) if email else None


def profile_of(wanted: Wanted) -> Json:
    """A profile of an import. Nothing of it is null: an import cannot empty a field."""
    person = wanted.change.person
    attributes: Json = {"properties": dict(wanted.properties)}
    profile: Json = {"type": "profile", "attributes": attributes}
    if wanted.name == "id":
        return profile | {"id": wanted.value}
    names = {"first_name": person.first_name, "last_name": person.last_name} if wanted.change.add else {}
    attributes |= {"email": wanted.value} | {name: value for name, value in names.items() if value}
    return profile


def portions(wanted: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    """A batch in imports that Klaviyo takes."""
    portion: list[Wanted] = []
    size = 0
    for one in wanted:
        weight = len(json.dumps(profile_of(one))) + _NULLS
        if portion and (len(portion) == MOST_PROFILES or size + weight > MOST_BYTES):
            yield portion
            portion, size = [], 0
        portion.append(one)
        size += weight
    if portion:
        yield portion


def addressed(values: Iterable[str]) -> Iterator[list[str]]:
    """Values in questions that are not too long."""
    some: list[str] = []
    for value in values:
        if some and (len(some) == _PAGE or sum(map(len, some)) + len(value) > _LONGEST_QUESTION):
            yield some
            some = []
        some.append(value)
    if some:
        yield some


def carries(properties: Mapping[str, object], segment_id: str) -> bool:
    """Whether a profile carries the mark of a group: the boolean says so, for a list may be somebody else's too."""
    return properties.get(flag_of(segment_id)) is True


def is_as_wanted(found: Mapping[str, object], wanted: Wanted) -> bool:
    """Whether a profile has what was asked for; a list that is not there is an empty one."""
    return all((found.get(name) or None) == (value or None) for name, value in wanted.properties.items())


def refusals(errors: Sequence[Json], portion: Sequence[Wanted]) -> dict[tuple[str, str], str]:
    """Why profiles of an import were not taken, by their keys: by place in it, else by what was sent."""
    known = {one.key: one for one in portion}
    found: dict[tuple[str, str], str] = {}
    for error in errors:
        pointer = str((error.get("source") or {}).get("pointer") or "")
        place = _POINTER.search(pointer)
        key: tuple[str, str] | None = None
        if place is not None and int(place[1]) < len(portion):
            key = portion[int(place[1])].key
        else:
            sent: Json = error.get("original_payload") or {}
            attributes: Json = sent.get("attributes") or sent
            named = [("email", address_key(str(attributes.get("email") or ""))), ("id", str(sent.get("id") or ""))]
            key = next((each for each in named if each in known), None)
        if key is not None:
            found[key] = _reason(error, pointer)
    return found


def _reason(error: Json, pointer: str) -> str:
    if pointer.endswith("/email") or "email" in str(error.get("title", "")).casefold():
        return "invalid-address"
    code = str(error.get("code") or "").casefold()
    return code.replace("_", "-") if _CODE.fullmatch(code) else "refused"


def withdrawn_of(profile: Json, since: datetime) -> Withdrawn | None:
    """Who a suppressed profile is, and since when; None for one that cannot be told or was suppressed earlier."""
    attributes = profile.get("attributes") or {}
    email = attributes.get("email")
    subscriptions = attributes.get("subscriptions") or {}
    marketing = (subscriptions.get("email") or {}).get("marketing") or {}
    said = [each for each in marketing.get("suppression") or [] if isinstance(each, dict)]
    moments = [(at, str(each.get("reason"))) for each in said if (at := moment_of(each.get("timestamp"))) is not None]
    if not isinstance(email, str) or not email or not moments:
        return None
    at = max(moment for moment, _ in moments)
    if at < since:
        return None
    is_cleaned = all(reason in _BOUNCED for _, reason in moments)
    return Withdrawn(address_key(email), str(profile.get("id") or "") or None, _status(is_cleaned=is_cleaned), at)


def _status(*, is_cleaned: bool) -> Literal["unsubscribed", "cleaned"]:
    return "cleaned" if is_cleaned else "unsubscribed"


def moment_of(text: object) -> datetime | None:
    """A moment with its offset; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None

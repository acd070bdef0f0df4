"""A stand-in for one audience of Mailchimp, with what is odd about the real one."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from segments.testing_marketing import Answer, Asked, Json, Trouble

KEY, LIST = "0123456789abcdef0123456789abcdef-us21", "abc123def4"
_MEMBER = re.compile(rf"/lists/{LIST}/members/([^/]+)(/tags|/actions/delete-permanent)?")
_TAG = re.compile(rf"/lists/{LIST}/segments/(\d+)")
_MOST = 500  # members in a request
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Member:
    """One contact of the audience."""

    email: str
    contact_id: str
    status: str
    fields: dict[str, str] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    changed: datetime = _LONG_AGO
    left: datetime | None = None  # when they unsubscribed, if not with the last change

    @cached_property  # whoever is looked for is looked for among all
    def key(self) -> str:
        return hashlib.md5(self.email.lower().encode(), usedforsecurity=False).hexdigest()


@dataclass
class StandInMailchimp:
    """One audience. `members` are by address; `compliance` are addresses that Mailchimp will not subscribe.

    `deaf` are addresses whose tags in bulk are forgotten without a word, `mute` those of whom even the member's own
    tag endpoint forgets them. What came of it: `upserts` by address, `tagged` by (address, tag, active) as often as it
    was asked for, `forced` the addresses that somebody tried to give a status.
    """

    members: dict[str, Member] = field(default_factory=dict)
    compliance: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    deaf: set[str] = field(default_factory=set)
    mute: set[str] = field(default_factory=set)
    tags: dict[int, str] = field(default_factory=dict)
    merge_fields: set[str] = field(default_factory=lambda: {"FNAME", "LNAME"})
    upserts: Counter[str] = field(default_factory=Counter)
    tagged: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    forced: list[str] = field(default_factory=list)
    trouble: Trouble = field(default_factory=Trouble)
    most_at_once: int = 10
    key: str = KEY
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    url: str = ""

    def add(
        self, email: str, status: str = "subscribed", *, tags: Iterable[str] = (), changed: datetime = _LONG_AGO
    ) -> Member:
        """Have somebody in the audience."""
        contact_id = f"contact{len(self.members) + len(self.deleted):06}"
        member = Member(email, contact_id, status, tags=set(tags), changed=changed)
        self.members[email.lower()] = member
        return member

    def carrying(self, tag: str) -> set[str]:
        """Addresses that carry a tag."""
        return {address for address, member in self.members.items() if tag in member.tags}

    def problem(self, status: int, title: str, detail: str = "") -> Answer:
        """Mailchimp's problem document."""
        return status, {"type": "https://mailchimp.example/errors", "title": title, "status": status, "detail": detail}

    def answer(self, asked: Asked) -> Answer:
        """Do what is asked."""
        given = base64.b64decode(asked.headers.get("Authorization", "Basic ").partition(" ")[2] + "==").decode()
        if given.partition(":")[2] != self.key:
            return self.problem(401, "API Key Invalid", "Your API key may be invalid.")
        route = (asked.method, asked.path)
        simple: dict[tuple[str, str], Callable[[Asked], Answer]] = {
            ("GET", f"/lists/{LIST}"): lambda _: (200, {"name": "News", "stats": {"member_count": len(self.members)}}),
            ("POST", f"/lists/{LIST}"): self._upsert,
            ("GET", f"/lists/{LIST}/members"): self._list_members,
            ("GET", f"/lists/{LIST}/segments"): self._list_tags,
            ("POST", f"/lists/{LIST}/segments"): self._make_tag,
            ("GET", f"/lists/{LIST}/merge-fields"): lambda _: (
                200,
                {"merge_fields": [{"tag": tag} for tag in sorted(self.merge_fields)]},
            ),
            ("POST", f"/lists/{LIST}/merge-fields"): self._make_field,
        }
        if route in simple:
            return simple[route](asked)
        if asked.method == "POST" and (tag := _TAG.fullmatch(asked.path)):
            return self._tag_many(int(tag[1]), asked.body)
        if found := _MEMBER.fullmatch(asked.path):
            return self._one(asked, found[1], found[2] or "")
        return self.problem(404, "Resource Not Found", "The requested resource could not be found.")

    def _upsert(self, asked: Asked) -> Answer:
        if len(asked.body["members"]) > _MOST:
            return self.problem(400, "Invalid Resource", "The batch is too large.")
        said: Json = {"new_members": [], "updated_members": [], "errors": []}
        seen: set[str] = set()
        for one in asked.body["members"]:
            email = str(one.get("email_address", ""))
            address, error = email.lower(), self._refusal(email, one)
            if address in seen:
                error = f"Duplicate items found for '{email}'."
            seen.add(address)
            if error:
                said["errors"].append({"email_address": email, "error": error, "error_code": "ERROR_GENERIC"})
                continue
            self.upserts[address] += 1
            name = "updated_members" if address in self.members else "new_members"
            member = self.members.get(address) or self.add(email, str(one.get("status_if_new") or one["status"]))
            if one.get("status"):
                self.forced.append(address)
                member.status = one["status"]
            member.fields |= {tag: text for tag, text in one["merge_fields"].items() if tag in self.merge_fields}
            member.changed = self.now()  # and tags in here are ignored without a word
            said[name].append(self._told(member))
        return 200, {**said, "error_count": len(said["errors"])}

    def _refusal(self, email: str, one: Json) -> str:
        address = email.lower()
        if "@" not in email:
            return f"{email} looks fake or invalid, please enter a real email address."
        if address in self.compliance:
            why = "is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed."
            return f"{email} {why}"
        if address in self.deleted:
            return f"{email} was permanently deleted and cannot be re-imported. The contact must re-subscribe."
        if address not in self.members and not (one.get("status_if_new") or one.get("status")):
            return "Please provide a status."
        return ""

    def _told(self, member: Member) -> Json:
        names = sorted(member.tags)
        return {
            "id": member.key,
            "contact_id": member.contact_id,
            "email_address": member.email,
            "status": member.status,
            "merge_fields": dict(member.fields),
            "tags": [{"id": number, "name": name} for number, name in self.tags.items() if name in member.tags][:2],
            "tags_count": len(names),
            "last_changed": member.changed.isoformat(timespec="seconds"),
        }

    def _list_members(self, asked: Asked) -> Answer:
        since = datetime.fromisoformat(asked.query.get("unsubscribed_since") or asked.query["since_last_changed"])
        moments = {
            address: (one.left if "unsubscribed_since" in asked.query else None) or one.changed
            for address, one in self.members.items()
        }
        some = [
            one
            for address, one in self.members.items()
            if one.status == asked.query["status"] and moments[address] >= since
        ]
        some.sort(key=lambda one: one.changed)
        return 200, {"members": [self._told(one) for one in _page(some, asked)], "total_items": len(some)}

    def _list_tags(self, asked: Asked) -> Answer:
        segments = [{"id": number, "name": name, "type": "static"} for number, name in self.tags.items()]
        return 200, {"segments": list(_page(segments, asked)), "total_items": len(segments)}

    def _make_tag(self, asked: Asked) -> Answer:
        name = asked.body["name"]
        if name.casefold() in {each.casefold() for each in self.tags.values()}:
            return self.problem(400, "Bad Request", "Sorry, that tag already exists.")
        number = 1000 + len(self.tags)
        self.tags[number] = name
        return 200, {"id": number, "name": name}

    def _make_field(self, asked: Asked) -> Answer:
        self.merge_fields.add(asked.body["tag"])
        return 200, {"tag": asked.body["tag"], "merge_id": len(self.merge_fields)}

    def _tag_many(self, number: int, body: Json) -> Answer:
        name = self.tags.get(number)
        if name is None:
            return self.problem(404, "Resource Not Found")
        lists = (body.get("members_to_add") or [], body.get("members_to_remove") or [])
        if max(map(len, lists)) > _MOST:
            return self.problem(400, "Invalid Resource")
        changed = [self._tag_some(name, some, active=active) for some, active in zip(lists, (True, False), strict=True)]
        return 200, {"members_added": changed[0], "members_removed": changed[1], "errors": [], "error_count": 0}

    def _tag_some(self, name: str, emails: Iterable[str], *, active: bool) -> list[Json]:
        told = []
        for email in emails:
            member = self.members.get(email.lower())
            if member is not None and email.lower() not in self.deaf | self.mute:
                self._tag(member, name, active=active)
                told.append(self._told(member))
        return told

    def _tag(self, member: Member, name: str, *, active: bool) -> None:
        self.tagged[member.email.lower(), name, active] += 1
        (member.tags.add if active else member.tags.discard)(name)

    def _one(self, asked: Asked, given: str, action: str) -> Answer:
        member = next((one for one in self.members.values() if given in (one.key, one.email, one.contact_id)), None)
        by_key_only = asked.method == "POST"  # the documents promise no more for these
        if member is None or (by_key_only and given != member.key):
            return self.problem(404, "Resource Not Found")
        if action == "/actions/delete-permanent":
            del self.members[member.email.lower()]
            self.deleted.add(member.email.lower())
            return 204, None
        if action == "/tags" and asked.method == "GET":
            return 200, {"tags": [{"name": name} for name in sorted(member.tags)], "total_items": len(member.tags)}
        if action == "/tags":
            return self._tag_one(member, asked.body)
        if asked.method == "PATCH":
            member.fields |= asked.body.get("merge_fields") or {}
        return 200, self._told(member)

    def _tag_one(self, member: Member, body: Any) -> Answer:  # noqa: ANN401 - whatever somebody sent
        tags = body.get("tags") if isinstance(body, dict) else None
        for one in tags if isinstance(tags, list) else []:
            if not isinstance(one, dict) or one.get("status") not in ("active", "inactive"):
                continue  # and 204 all the same
            if member.email.lower() not in self.mute:
                if one["name"] not in self.tags.values():
                    self.tags[1000 + len(self.tags)] = one["name"]
                self._tag(member, one["name"], active=one["status"] == "active")
        return 204, None


def _page(rows: list[Any], asked: Asked) -> list[Any]:
    offset = int(asked.query.get("offset", 0))
    return rows[offset : offset + int(asked.query.get("count", 10))]

"""A stand-in for one account of Klaviyo, with what is odd about the real one."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from segments.testing_marketing import Answer, Asked, Json, Trouble

KEY = "pk_0123456789abcdef0123456789abcdef01"
_JOB = re.compile(r"/api/profile-bulk-import-jobs/([^/]+)(/import-errors)?")
_PROFILE = re.compile(r"/api/profiles/([^/]+)")
_ANY = re.compile(r"any\((email|id|status),(\[.*\])\)", re.DOTALL)
_SINCE = re.compile(r"greater-or-equal\(subscriptions\.email\.marketing\.suppression\.timestamp,(.+)\)")
_MOST, _MOST_BYTES = 10_000, 5_000_000  # profiles and bytes of an import
BANNED = ("/api/profile-subscription-bulk-create-jobs", "/api/profile-suppression-bulk-delete-jobs")


@dataclass
class Profile:
    """One profile; `suppression` is a reason and since when."""

    profile_id: str
    email: str | None
    attributes: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    suppression: list[tuple[str, datetime]] = field(default_factory=list)


@dataclass
class Job:
    """An import: done when its time has come, whether somebody looks or not."""

    profiles: list[Json]
    due: float
    errors: list[Json] = field(default_factory=list)
    is_done: bool = False


@dataclass
class StandInKlaviyo:
    """One account. `profiles` are by id; `import_seconds` is how long an import goes on after it was taken.

    `deaf` are addresses whose properties an import forgets without a word. What came of it: `imported` counts by
    (address or id, property, value) what was asked for, `emptied` names fields that a change set to null, `banned` is
    every call of an endpoint that takes unsubscriptions away.
    """

    profiles: dict[str, Profile] = field(default_factory=dict)
    import_seconds: float = 0.02
    deaf: set[str] = field(default_factory=set)
    jobs: dict[str, Job] = field(default_factory=dict)
    imported: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    emptied: list[str] = field(default_factory=list)
    banned: list[str] = field(default_factory=list)
    trouble: Trouble = field(default_factory=Trouble)
    most_at_once: int = 100
    key: str = KEY
    clock: Callable[[], float] = time.monotonic
    url: str = ""

    def add(self, email: str | None, **properties: object) -> Profile:
        """Have a profile in the account."""
        profile = Profile(f"01PROFILE{len(self.profiles):08}", email and email.lower(), properties=properties)
        self.profiles[profile.profile_id] = profile
        return profile

    def of(self, email: str) -> Profile | None:
        """The profile of an address."""
        return self._addresses().get(email.lower())

    def carrying(self, flag: str) -> set[str]:
        """Addresses whose profiles have a boolean property that is true."""
        self._settle()
        return {str(one.email) for one in self.profiles.values() if one.properties.get(flag) is True}

    def problem(self, status: int, title: str, detail: str = "") -> Answer:
        """Klaviyo's errors, as JSON:API has them."""
        error = {"id": "1", "status": status, "code": title.lower().replace(" ", "_"), "title": title, "detail": detail}
        return status, {"errors": [{**error, "source": {"pointer": "/data/"}}]}

    def answer(self, asked: Asked) -> Answer:
        """Do what is asked."""
        self._settle()
        if asked.headers.get("Authorization") != f"Klaviyo-API-Key {self.key}":
            return self.problem(401, "Incorrect authentication credentials.")
        if "revision" not in {name.lower() for name in asked.headers}:
            return self.problem(400, "Missing revision")
        return self._routed(asked)

    def _routed(self, asked: Asked) -> Answer:
        if asked.path in BANNED:
            self.banned.append(asked.path)
            return 202, None
        simple: dict[tuple[str, str], Callable[[Asked], Answer]] = {
            ("GET", "/api/accounts"): self._account,
            ("POST", "/api/profile-bulk-import-jobs"): self._import,
            ("GET", "/api/profile-bulk-import-jobs"): self._list_jobs,
            ("GET", "/api/profiles"): self._list_profiles,
            ("POST", "/api/data-privacy-deletion-jobs"): self._delete,
        }
        if (asked.method, asked.path) in simple:
            return simple[asked.method, asked.path](asked)
        if asked.method == "GET" and (found := _JOB.fullmatch(asked.path)):
            return self._job(found[1], asked, errors=found[2] is not None)
        if asked.method == "PATCH" and (found := _PROFILE.fullmatch(asked.path)):
            return self._change(found[1], asked.body["data"]["attributes"])
        return self.problem(404, "Not found.")

    def _account(self, _asked: Asked) -> Answer:
        contact = {"organization_name": "Mugs of Dublin"}
        return 200, {"data": [{"type": "account", "id": "Abc123", "attributes": {"contact_information": contact}}]}

    def _import(self, asked: Asked) -> Answer:
        profiles = asked.body["data"]["attributes"]["profiles"]["data"]
        if len(profiles) > _MOST or len(json.dumps(asked.body)) > _MOST_BYTES:
            return self.problem(400, "Invalid input.")
        job_id = f"01JOB{len(self.jobs):06}"
        self.jobs[job_id] = Job(profiles, self.clock() + self.import_seconds)
        return 202, {"data": self._job_told(job_id)}

    def _settle(self) -> None:
        addresses: dict[str, Profile] | None = None
        for job in self.jobs.values():
            if job.is_done or self.clock() < job.due:
                continue
            addresses = self._addresses() if addresses is None else addresses
            for place, one in enumerate(job.profiles):
                error = self._imported(one, addresses)
                if error:
                    pointer = f"/data/attributes/profiles/data/{place}/attributes/email"
                    job.errors.append({**error, "source": {"pointer": pointer}, "original_payload": one})
            job.is_done = True

    def _imported(self, one: Json, addresses: dict[str, Profile]) -> Json | None:
        said = {name: value for name, value in one["attributes"].items() if value is not None}  # null empties nothing
        email = str(said["email"]).lower() if said.get("email") else None
        profile = self.profiles.get(one["id"]) if one.get("id") else addresses.get(email or "")
        if profile is None and (one.get("id") or email is None):
            return {"code": "not_found", "title": "Profile not found.", "detail": "There is none."}
        if email is not None and "@" not in email:
            return {"code": "invalid", "title": "Invalid email address", "detail": f"{email} is none."}
        if profile is None:
            profile = addresses[str(email)] = self.add(email)
        properties = said.pop("properties", {})
        for name, value in properties.items():
            self.imported[str(profile.email), name, json.dumps(value)] += 1
        if profile.email not in self.deaf:
            profile.properties |= {name: value for name, value in properties.items() if value is not None}
        profile.attributes |= said
        return None

    def _addresses(self) -> dict[str, Profile]:
        return {one.email: one for one in self.profiles.values() if one.email}

    def _job_told(self, job_id: str) -> Json:
        job = self.jobs[job_id]
        attributes = {
            "status": "complete" if job.is_done else "processing",
            "created_at": "2026-06-01T00:00:00+00:00",
            "total_count": len(job.profiles),
            "completed_count": len(job.profiles) - len(job.errors) if job.is_done else 0,
            "failed_count": len(job.errors),
        }
        return {"type": "profile-bulk-import-job", "id": job_id, "attributes": attributes}

    def _list_jobs(self, asked: Asked) -> Answer:
        wanted = _any(asked)[1]
        told = [self._job_told(job_id) for job_id in self.jobs]
        return 200, {"data": [one for one in told if one["attributes"]["status"] in wanted], "links": {"next": None}}

    def _job(self, job_id: str, asked: Asked, *, errors: bool) -> Answer:
        if job_id not in self.jobs:
            return self.problem(404, "Not found.")
        if not errors:
            return 200, {"data": self._job_told(job_id)}
        found = [
            {"type": "import-error", "id": str(place), "attributes": one}
            for place, one in enumerate(self.jobs[job_id].errors)
        ]
        return self._page(found, asked)

    def _list_profiles(self, asked: Asked) -> Answer:
        since = _SINCE.fullmatch(asked.query.get("filter", ""))
        if since is not None:
            after = datetime.fromisoformat(since[1])
            some = [one for one in self.profiles.values() if any(at >= after for _, at in one.suppression)]
            some.sort(key=lambda one: max(at for _, at in one.suppression))
            return self._page([self._told(one, subscriptions=True) for one in some], asked)
        name, values = _any(asked)
        addresses = self._addresses() if name == "email" else {}
        held = [addresses.get(value.lower()) if name == "email" else self.profiles.get(value) for value in values]
        return self._page([self._told(one) for one in held if one is not None], asked)

    def _told(self, one: Profile, *, subscriptions: bool = False) -> Json:
        attributes: Json = {"email": one.email, "properties": dict(one.properties)}
        if subscriptions:
            said = [{"reason": reason, "timestamp": at.astimezone(UTC).isoformat()} for reason, at in one.suppression]
            marketing = {"can_receive_email_marketing": False, "consent": "UNSUBSCRIBED", "suppression": said}
            attributes["subscriptions"] = {"email": {"marketing": marketing}}
        return {"type": "profile", "id": one.profile_id, "attributes": attributes}

    def _page(self, rows: list[Json], asked: Asked) -> Answer:
        start, size = int(asked.query.get("page[cursor]", "0")), int(asked.query.get("page[size]", "20"))
        if not 1 <= size <= 100:  # noqa: PLR2004 - as Klaviyo documents it
            return self.problem(400, "Invalid input.")
        following = None
        if start + size < len(rows):
            cursor = quote("page[cursor]")
            following = f"{self.url}{asked.path}?{quote('page[size]')}={size}&{cursor}={start + size}"
        return 200, {"data": rows[start : start + size], "links": {"self": self.url, "next": following}}

    def _change(self, profile_id: str, attributes: Json) -> Answer:
        profile = self.profiles.get(profile_id)
        if profile is None:
            return self.problem(404, "Not found.")
        self.emptied += [name for name, value in attributes.items() if value is None]
        profile.properties |= attributes.get("properties") or {}
        return 200, {"data": self._told(profile)}

    def _delete(self, asked: Asked) -> Answer:
        profile_id = asked.body["data"]["attributes"]["profile"]["data"]["id"]
        if profile_id not in self.profiles:
            return self.problem(404, "Not found.")
        del self.profiles[profile_id]
        return 202, None


def _any(asked: Asked) -> tuple[str, list[str]]:
    found = _ANY.fullmatch(asked.query.get("filter", ""))
    return (found[1], json.loads(found[2])) if found else ("", [])

"""Klaviyo as a place that segments are exported to: properties of profiles, written by bulk imports.

An import goes on by itself after it was taken. A batch waits until it is done, reads why some were not taken, and reads
back what the profiles say now: an import cannot empty a field, and what it did not do is written profile by profile.
Nobody is subscribed to anything here. The endpoint that subscribes in bulk is not used at all: it takes away
unsubscriptions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from segments.export_target import (
    NOT_FOUND_THERE,
    Change,
    Held,
    Mark,
    Receipt,
    TargetError,
    TargetRefusedError,
    TargetState,
    TryLaterError,
    Withdrawn,
)
from segments.klaviyo_people import (
    MOST_PROFILES,
    SEGMENTS,
    Wanted,
    address_key,
    addressed,
    carries,
    is_as_wanted,
    portions,
    profile_of,
    refusals,
    wanted_of,
    withdrawn_of,
)
from segments.klaviyo_setup import read_setup
from segments.marketing_patience import MissingError, Patience
from shared.secrets import Secrets

Json = dict[str, Any]
Found = dict[tuple[str, str], Json]

_AT_ONCE = 2  # imports under way: each is large, and ten requests a second are all that the account has
_LONGEST_WAIT = 240.0  # seconds for one import within a slice of 600; for a longer one the run comes back later
_LONGEST_LOOK = 60.0  # seconds for imports of somebody else's to end, which may go on all day
_POLLS = (0.5, 10.0)  # seconds between looks at an import: the first pause, doubled up to the last
_ROUNDS = 3  # of reading back: a profile that was just made may not be found at once


class Client(Protocol):
    """What `klaviyo_client.Klaviyo` can do; see there."""

    def account(self) -> Json: ...
    def account_id(self) -> str: ...
    def start_import(self, profiles: Sequence[Json]) -> str: ...
    def import_state(self, job_id: str) -> Json: ...
    def imports_under_way(self) -> int: ...
    def import_errors(self, job_id: str) -> Iterator[Json]: ...
    def profiles(self, name: str, values: Sequence[str]) -> list[Json]: ...
    def change_profile(self, profile_id: str, properties: Mapping[str, object]) -> None: ...
    def suppressed(self, since: datetime) -> Iterator[Json]: ...
    def delete(self, profile_id: str) -> None: ...


def connect(secrets: Secrets, api_url: str) -> KlaviyoTarget:
    """The account that the secret `klaviyo` opens. Raises TargetRefusedError when there is none."""
    setup = read_setup(secrets, api_url)
    from segments.klaviyo_client import Klaviyo  # noqa: PLC0415 - 1.5 s that only an export pays

    return KlaviyoTarget(Klaviyo(setup), Patience())


class KlaviyoTarget:
    """One account; safe to use from `at_once` threads."""

    name = "klaviyo"
    batch_size = MOST_PROFILES
    at_once = _AT_ONCE

    def __init__(
        self,
        client: Client,
        patience: Patience,
        *,
        polls: tuple[float, float] = _POLLS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._patience = client, patience
        self._polls, self._clock = polls, clock

    def place(self) -> str:
        """As the protocol says: the account's id."""
        return self._patience.ask(self._client.account_id)

    def send(self, mark: Mark, changes: Sequence[Change]) -> list[Receipt]:
        """As the protocol says."""
        wanted = _grouped(mark, changes)
        refused: dict[tuple[str, str], str] = {}
        begun = False
        try:
            for portion in portions([each[0] for each in wanted.values()]):
                refused |= self._imported(portion)
                begun = True
            receipts = self._receipts(wanted, refused)
        except TryLaterError as error:  # of the first import a 429 is certain; after it something was taken
            raise TryLaterError(
                str(error), error.retry_after_seconds, is_untouched=error.is_untouched and not begun
            ) from None
        known = {receipt.customer_id for receipt in receipts}
        nobody = [each for each in changes if each.person.customer_id not in known]
        return receipts + [Receipt(each.person.customer_id, "skipped", "no-address") for each in nobody]

    def _imported(self, portion: Sequence[Wanted]) -> dict[tuple[str, str], str]:
        """Import profiles and wait until that is done; why some were not taken."""
        job_id = self._patience.tell(lambda: self._client.start_import([profile_of(one) for one in portion]))
        try:
            state = self._done(job_id)
            if not state.get("failed_count"):
                return {}
            return refusals(self._patience.ask(lambda: list(self._client.import_errors(job_id))), portion)
        except TryLaterError as error:
            raise TryLaterError(str(error), error.retry_after_seconds) from None

    def _done(self, job_id: str) -> Json:
        until = self._clock() + _LONGEST_WAIT
        for pause in self._pauses():
            state = self._patience.ask(lambda: self._client.import_state(job_id))
            if state.get("status") == "complete":
                return state
            if state.get("status") == "cancelled":
                raise TryLaterError("Klaviyo gave the import up")
            if self._clock() > until:
                break
            self._patience.sleep(pause)
        raise TryLaterError("Klaviyo is still importing")

    def _pauses(self) -> Iterator[float]:
        pause, longest = self._polls
        while True:
            yield pause
            pause = min(pause * 2, longest)

    def _receipts(
        self, wanted: Mapping[tuple[str, str], list[Wanted]], refused: Mapping[tuple[str, str], str]
    ) -> list[Receipt]:
        """What became of each, by what the profiles say now; those that are not right are written one by one."""
        left = {key: same[0] for key, same in wanted.items() if not (same[0].change.add and key in refused)}
        receipts = [
            Receipt(each.change.person.customer_id, "rejected", refused[key])
            for key in wanted.keys() - left.keys()
            for each in wanted[key]
        ]
        found: Found = {}
        for look in range(_ROUNDS):
            found |= self._found(left.values())
            left, shared = _without_shared(left, found)
            for key in shared:
                receipts += self._written(wanted[key], key[1])
            right = {key for key, one in left.items() if key in found and is_as_wanted(_properties(found[key]), one)}
            for key in right:
                receipts += self._written(wanted[key], str(found[key].get("id") or "") or None)
            left = {key: one for key, one in left.items() if key not in right}
            if not left or look == _ROUNDS - 1:
                break
            for key, one in left.items():
                if key in found:
                    self._change(str(found[key]["id"]), one.properties)
            if any(key not in found for key in left):
                self._patience.sleep(self._polls[0])
        for key, one in left.items():
            for each in wanted[key]:
                receipts.append(_unwritten(each, found.get(key), leaves=not one.change.add))
        return receipts

    def _written(self, same: Sequence[Wanted], reference: str | None) -> list[Receipt]:
        for each in same:
            former = each.change.reference
            if each.name == "email" and former is not None and former != reference:
                # Their address is another now: the profile of the old one still carries the mark.
                self._change(
                    former, {SEGMENTS: [], **{name: False for name in each.properties if each.properties[name] is True}}
                )
        return [Receipt(each.change.person.customer_id, "written", None, reference) for each in same]

    def _change(self, profile_id: str, properties: Mapping[str, object]) -> None:
        try:
            self._patience.tell(lambda: self._client.change_profile(profile_id, properties))
        except (TryLaterError, MissingError):
            return  # what it says then is read next; and who is gone carries nothing

    def _found(self, wanted: Iterable[Wanted]) -> Found:
        """Profiles by the keys of who is looked for."""
        found: Found = {}
        for name in ("email", "id"):
            values = [one.value for one in wanted if one.name == name]
            for some in addressed(values):
                for profile in self._patience.ask(lambda some=some, name=name: self._client.profiles(name, some)):  # type: ignore[misc]  # bound at once
                    said = profile.get("id") if name == "id" else (profile.get("attributes") or {}).get("email")
                    found[name, address_key(str(said)) if name == "email" else str(said)] = profile
        return found

    def read_back(self, mark: Mark, changes: Sequence[Change]) -> Mapping[str, Held]:
        """As the protocol says. An import that nobody heard of again may be under way: it is waited for first."""
        until = self._clock() + _LONGEST_LOOK
        for pause in self._pauses():
            if not self._patience.ask(self._client.imports_under_way):
                break
            if self._clock() > until:
                raise TryLaterError("Klaviyo is still importing")
            self._patience.sleep(pause)
        wanted = [each for change in changes if (each := wanted_of(mark, change)) is not None]
        found = self._found(wanted)
        return {
            each.change.person.customer_id: Held(
                carries(_properties(found[each.key]), mark.segment_id), str(found[each.key].get("id") or "") or None
            )
            for each in wanted
            if each.key in found
        }

    def unsubscribes(self, since: datetime) -> Iterator[Withdrawn]:
        """As the protocol says: profiles that Klaviyo suppresses for e-mail, whatever the reason."""
        for profile in self._patience.ask(lambda: list(self._client.suppressed(since))):
            withdrawn = withdrawn_of(profile, since)
            if withdrawn is not None:
                yield withdrawn

    def elsewhere(self, place: str) -> None:
        """As the protocol says: a key opens its own account and no other."""

    def forget(self, reference: str) -> None:
        """As the protocol says: a deletion for data protection, which Klaviyo does by and by."""
        self._patience.ask(lambda: self._client.delete(reference))

    def test(self) -> TargetState:
        """As the protocol says: the account is read, nothing is written."""
        try:
            account = self._client.account()
            self._client.profiles("email", ["nobody@example.invalid"])
            self._client.imports_under_way()
        except TargetError as error:
            return TargetState(ok=False, account=None, words=f"{error}.{_SCOPES if _is_refusal(error) else ''}")
        contact = account.get("contact_information")
        name = contact.get("organization_name") if isinstance(contact, dict) else None
        return TargetState(ok=True, account=str(name) if name else None, words="The key opens the account.")


_SCOPES = (
    " It needs these scopes: accounts:read, profiles:read, profiles:write, lists:read, lists:write, data-privacy:write."
)


def _is_refusal(error: TargetError) -> bool:
    return isinstance(error, TargetRefusedError)


def _properties(profile: Json) -> Mapping[str, object]:
    held = (profile.get("attributes") or {}).get("properties")
    return held if isinstance(held, dict) else {}


def _grouped(mark: Mark, changes: Sequence[Change]) -> dict[tuple[str, str], list[Wanted]]:
    """What is asked for, by profile: several customers may share an address, and who joins wins over who leaves."""
    found: dict[tuple[str, str], list[Wanted]] = {}
    for change in changes:
        wanted = wanted_of(mark, change)
        if wanted is not None:
            found.setdefault(wanted.key, []).append(wanted)
    for same in found.values():
        same.sort(key=lambda each: not each.change.add)
    return found


def _without_shared(
    left: Mapping[tuple[str, str], Wanted], found: Found
) -> tuple[dict[tuple[str, str], Wanted], list[tuple[str, str]]]:
    """Who is left, and whoever leaves under the profile of somebody who joins: two customers of one address."""
    joining = {found[key].get("id") for key, one in left.items() if one.change.add and key in found}
    shared = [key for key, one in left.items() if not one.change.add and key[0] == "id" and key[1] in joining]
    return {key: one for key, one in left.items() if key not in shared}, shared


def _unwritten(wanted: Wanted, profile: Json | None, *, leaves: bool) -> Receipt:
    """Of who leaves and is not there nothing is left to take away."""
    customer_id = wanted.change.person.customer_id
    if profile is not None:
        return Receipt(customer_id, "rejected", "not-kept", str(profile.get("id") or "") or None)
    if leaves:
        return Receipt(customer_id, "written", None, wanted.change.reference)
    return Receipt(customer_id, "rejected", NOT_FOUND_THERE)

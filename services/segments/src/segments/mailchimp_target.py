"""Mailchimp as a place that segments are exported to: a tag and merge fields on the members of one audience.

A batch is three steps: members are added or changed by one request (`status_if_new`, never a status, so that nobody
who unsubscribed is subscribed again), tagged and untagged by a second, and whoever the second answer does not name is
looked at one by one and tagged by the endpoint of a member's tags. A tag counts when it was read back, because
Mailchimp ignores tags in a batch of members, and answers 204 to one that it did not understand.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

from segments.export_target import (
    NOT_TAKEN,
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
from segments.mailchimp_people import (
    Batch,
    Told,
    answered,
    fields_of,
    is_begun,
    member_of,
    merge_tag,
    moment_of,
    sorted_batch,
    tag_name,
    told_of,
)
from segments.mailchimp_setup import address_key, member_key, read_setup
from segments.marketing_patience import MissingError, Patience
from shared.secrets import Secrets

Json = dict[str, Any]

_BATCH, _AT_ONCE = 500, 10  # Mailchimp's limits: members in a request, requests at the same time
_LOOKS = 4  # at one member, with a try to tag them between two: more than one lost answer in a row is rare
_WITHDRAWN: Mapping[str, Literal["unsubscribed", "cleaned"]] = {"unsubscribed": "unsubscribed", "cleaned": "cleaned"}


class Client(Protocol):
    """What `mailchimp_client.Mailchimp` can do; see there."""

    @property
    def list_id(self) -> str: ...
    def at(self, list_id: str) -> Client: ...
    def audience(self) -> Json: ...
    def upsert(self, members: Sequence[Mapping[str, object]]) -> Json: ...
    def tags(self) -> dict[str, int]: ...
    def make_tag(self, name: str) -> int: ...
    def tag_many(self, tag_id: int, add: Sequence[str], remove: Sequence[str]) -> Json: ...
    def tag_one(self, member: str, name: str, *, active: bool) -> None: ...
    def member(self, member: str) -> Json | None: ...
    def change_fields(self, member: str, fields: Mapping[str, str]) -> Json | None: ...
    def merge_fields(self) -> set[str]: ...
    def make_merge_field(self, tag: str, name: str) -> None: ...
    def changed_members(self, status: str, since: datetime, offset: int) -> list[Json]: ...
    def delete(self, contact_id: str) -> None: ...


def connect(secrets: Secrets, api_url: str) -> MailchimpTarget:
    """The audience that the secret `mailchimp` names. Raises TargetRefusedError when there is none."""
    setup = read_setup(secrets, api_url)
    from segments.mailchimp_client import Mailchimp  # noqa: PLC0415 - 0.4 s that only an export pays

    return MailchimpTarget(Mailchimp(setup), Patience())


class MailchimpTarget:
    """One audience; safe to use from `at_once` threads."""

    name = "mailchimp"
    batch_size = _BATCH
    at_once = _AT_ONCE

    def __init__(self, client: Client, patience: Patience) -> None:
        self._client, self._patience = client, patience
        self._tags: dict[str, int] = {}
        self._fields: set[str] | None = None
        self._lock = threading.Lock()

    def place(self) -> str:
        """As the protocol says: the audience's id."""
        return self._client.list_id

    def send(self, mark: Mark, changes: Sequence[Change]) -> list[Receipt]:
        """As the protocol says."""
        batch, tag = sorted_batch(changes), tag_name(mark)
        tag_id = self._tag_id(tag)
        contacts = self._upserted(batch)
        try:
            named: Mapping[str, str | None] = {}
            if contacts or batch.leaving:
                named = self._tagged_together(tag_id, list(contacts), list(batch.leaving))
            for address in (*contacts, *batch.leaving):
                self._finish(batch, tag, address, contacts, named)
            for change in batch.by_reference:
                batch.receipts.append(self._untagged(tag, change, frozenset(contacts.values())))
        except TryLaterError as error:  # also of a 429: by now something was taken
            raise TryLaterError(str(error), error.retry_after_seconds) from None
        return batch.receipts

    def _finish(
        self,
        batch: Batch,
        tag: str,
        address: str,
        contacts: Mapping[str, str | None],
        named: Mapping[str, str | None],
    ) -> None:
        """Make sure of the tag at one address, and that no former address of theirs carries it."""
        active = address in contacts
        changes = batch.joining[address] if active else batch.leaving[address]
        told = Told("written", None, contacts.get(address) or named.get(address))
        fields = {} if active else fields_of(changes)  # of who joins they went with the first request
        if address not in named or fields:
            told = self._tagged_alone(tag, member_key(address), active=active, fields=fields)
        for change in changes:
            if change.reference is not None and change.reference != told.reference:
                self._tagged_alone(tag, change.reference, active=False)
        batch.receive(address, told)

    def _upserted(self, batch: Batch) -> dict[str, str | None]:
        """Contact ids of who is in the audience and may be tagged, by address; receipts of the others."""
        if not batch.joining:
            return {}
        self._make_fields({name for same in batch.joining.values() for each in same for name in each.fields})
        members = [member_of(same[0]) for same in batch.joining.values()]
        said = self._patience.tell(lambda: self._client.upsert(members))
        contacts: dict[str, str | None] = {}
        for address, told in answered(said).items():
            if address not in batch.joining:
                continue
            if told.outcome == "written":
                contacts[address] = told.reference
            else:
                batch.receive(address, told)
        for address in batch.joining.keys() - contacts.keys() - batch.answered:
            batch.receive(address, Told("rejected", NOT_TAKEN, None))
        return contacts

    def _tagged_together(self, tag_id: int, add: list[str], remove: list[str]) -> dict[str, str | None]:
        """Contact ids of whom the answer names, by address. Without an answer nobody is: all are looked at then."""
        try:
            said = self._patience.tell(lambda: self._client.tag_many(tag_id, add, remove))
        except TryLaterError:
            return {}
        return told_of(said, "members_added", add) | told_of(said, "members_removed", remove)

    def _tagged_alone(self, tag: str, member: str, *, active: bool, fields: Mapping[str, str] | None = None) -> Told:
        """Set the tag of one member (and what is said of them), and read it back."""
        reference: str | None = None
        for look in range(_LOOKS):
            found = self._look(member, fields if look else None)
            if found is None:
                return Told("rejected", NOT_TAKEN, None) if active else Told("written", None, None)
            reference = found.get("contact_id")
            is_right = (tag.casefold() in found["tags"]) == active
            if is_right and (look or not fields):
                return Told("written", None, reference)
            if not is_right:
                self._set_tag(str(found["id"]), tag, active=active)
        return Told("rejected", "tag-not-kept", reference)

    def _look(self, member: str, fields: Mapping[str, str] | None) -> Json | None:
        if fields:
            try:
                return self._patience.ask(lambda: self._client.change_fields(member, fields))
            except TargetRefusedError:
                pass  # of somebody gone there nothing can be said any more; the tag can be looked at
        return self._patience.ask(lambda: self._client.member(member))

    def _set_tag(self, member: str, tag: str, *, active: bool) -> None:
        try:
            self._patience.tell(lambda: self._client.tag_one(member, tag, active=active))
        except (TryLaterError, MissingError):
            return  # whether it was done, or they are gone, is looked at next

    def _untagged(self, tag: str, change: Change, joining: frozenset[str | None]) -> Receipt:
        """Somebody without an address: the contact id alone says who it is."""
        customer_id, reference = change.person.customer_id, change.reference
        if change.add or reference is None:
            return Receipt(customer_id, "skipped", "no-address", reference)
        if reference in joining:  # two customers of one address, of whom the other joins
            return Receipt(customer_id, "written", None, reference)
        told = self._tagged_alone(tag, reference, active=False, fields=fields_of([change]))
        return Receipt(customer_id, told.outcome, told.reason, reference)

    def read_back(self, mark: Mark, changes: Sequence[Change]) -> Mapping[str, Held]:
        """As the protocol says; a question a person, because no list of Mailchimp's can be asked for some.

        Who was written by the first request of a batch and then not tagged is tagged here: sent again they would be
        written twice.
        """
        tag, found = tag_name(mark), dict[str, Held]()
        begun: dict[str, Change] = {}
        for change in changes:
            key = member_key(change.person.email) if change.person.email else change.reference
            if key is None:
                continue
            member = self._patience.ask(lambda key=key: self._client.member(key))  # type: ignore[misc]  # bound at once
            if member is None:
                continue
            carries = tag.casefold() in member["tags"]
            found[change.person.customer_id] = Held(carries, member.get("contact_id"))
            if not carries and is_begun(change, member):
                begun[address_key(str(change.person.email))] = change
        if begun:
            named = self._tagged_together(self._tag_id(tag), list(begun), [])
            for address, change in begun.items():
                told = Told("written", None, named.get(address))
                if address not in named:
                    told = self._tagged_alone(tag, member_key(address), active=True)
                found[change.person.customer_id] = Held(told.outcome == "written", told.reference)
        return found

    def unsubscribes(self, since: datetime) -> Iterator[Withdrawn]:
        """As the protocol says: members who are unsubscribed or cleaned, and were changed since."""
        for status, meaning in _WITHDRAWN.items():
            offset = 0
            while page := self._page(status, since, offset):
                offset += len(page)
                for one in page:
                    at = moment_of(one.get("last_changed"))
                    if at is not None and one.get("email_address"):
                        yield Withdrawn(address_key(str(one["email_address"])), one.get("contact_id"), meaning, at)

    def _page(self, status: str, since: datetime, offset: int) -> list[Json]:
        return self._patience.ask(lambda: self._client.changed_members(status, since, offset))

    def elsewhere(self, place: str) -> MailchimpTarget:
        """As the protocol says: another audience, of which nobody is found where it is another account's."""
        return MailchimpTarget(self._client.at(place), self._patience)

    def forget(self, reference: str) -> None:
        """As the protocol says: deleted for good, which Mailchimp never lets an import undo."""
        self._patience.ask(lambda: self._client.delete(reference))

    def test(self) -> TargetState:
        """As the protocol says: the audience is read, nothing is written."""
        try:
            audience = self._client.audience()
        except TargetError as error:
            return TargetState(ok=False, account=None, words=f"{error}.")
        stats = audience.get("stats")
        members = stats.get("member_count") if isinstance(stats, dict) else None
        words = f"The key opens the audience, with {members} members." if members is not None else "The key opens it."
        return TargetState(ok=True, account=str(audience.get("name") or "") or None, words=words)

    def _tag_id(self, tag: str) -> int:
        with self._lock:  # one thread makes the tag, the others use it
            known = self._tags.get(tag.casefold())
            if known is None:
                self._tags.update(self._patience.ask(self._client.tags))
                known = self._tags.get(tag.casefold())
            if known is None:
                known = self._tags[tag.casefold()] = self._made_tag(tag)
            return known

    def _made_tag(self, tag: str) -> int:
        try:
            return self._patience.tell(lambda: self._client.make_tag(tag))
        except (TryLaterError, TargetRefusedError):  # it may be there: the answer was lost, or somebody was faster
            found = self._patience.ask(self._client.tags).get(tag.casefold())
            if found is None:
                raise
            return found

    def _make_fields(self, names: set[str]) -> None:
        if not names:
            return
        with self._lock:
            if self._fields is None:
                self._fields = self._patience.ask(self._client.merge_fields)
            for name in sorted(names):
                if merge_tag(name) not in self._fields:
                    self._make_field(name)
                    self._fields.add(merge_tag(name))

    def _make_field(self, name: str) -> None:
        try:
            self._patience.tell(lambda: self._client.make_merge_field(merge_tag(name), name.replace("_", " ")))
        except (TryLaterError, TargetRefusedError):
            if merge_tag(name) not in self._patience.ask(self._client.merge_fields):
                raise

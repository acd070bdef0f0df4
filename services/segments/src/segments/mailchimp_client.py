"""Mailchimp's Marketing API through its official client: one request a function, a time-out, no second try.

What the generated client does wrong is undone here: it drops an answer's headers with every error, takes an answer
without a body for a success, and replaces the word `server` wherever it stands in an address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, cast

from mailchimp_marketing.api.lists_api import ListsApi
from mailchimp_marketing.api_client import ApiClient, ApiClientError

from segments.export_target import TargetError, TryLaterError
from segments.mailchimp_setup import MailchimpSetup
from segments.marketing_patience import MissingError, by_status, without_answer

PAGE = 1000  # Mailchimp's most
_TITLE = re.compile(r"[A-Za-z ]{1,60}")  # of a problem: words of Mailchimp's own, which name nobody
_NAME = "Mailchimp"

Json = dict[str, Any]


class _OneRequest(ApiClient):  # type: ignore[misc]  # the client ships no types
    """Says what an answer means where its status and headers are still at hand."""

    def request(
        self,
        method: str,
        url: str,
        query_params: object = None,
        headers: object = None,
        body: object = None,
    ) -> object:
        try:
            answer = super().request(method, url, query_params, headers=headers, body=body)
        except OSError as error:  # every error of requests is one
            raise without_answer(_NAME, error) from None
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            title = _title_of(answer)
            if answer.status_code == HTTPStatus.FORBIDDEN and not title:
                # Not Mailchimp's own problem document: what stands in front of it turns too many connections away.
                raise TryLaterError("Mailchimp turned the request away (403)")
            raise by_status(_NAME, answer.status_code, title, answer.headers.get("Retry-After"))
        return answer


class Mailchimp:
    """One audience. Every function raises TryLaterError, MissingError or TargetRefusedError."""

    def __init__(self, setup: MailchimpSetup) -> None:
        # `server` empty, or the client writes the data centre over every "server" in an address.
        client = _OneRequest({"api_key": setup.api_key, "server": "", "timeout": setup.seconds})
        client.host = setup.url
        self._lists, self._list_id, self._setup = ListsApi(client), setup.list_id, setup

    @property
    def list_id(self) -> str:
        """The audience's id."""
        return self._list_id

    def at(self, list_id: str) -> Mailchimp:
        """Another audience of the same account."""
        return Mailchimp(replace(self._setup, list_id=list_id))

    def audience(self) -> Json:
        """Name and size of the audience."""
        return self._asked(self._lists.get_list, self._list_id, fields=["id", "name", "stats.member_count"])

    def upsert(self, members: Sequence[Mapping[str, object]]) -> Json:
        """Add members, or change what is said of them: new_members, updated_members, and errors[] beside a 200."""
        body = {"members": list(members), "update_existing": True, "sync_tags": False}
        return self._asked(self._lists.batch_list_members, self._list_id, body, skip_merge_validation="true")

    def tags(self) -> dict[str, int]:
        """The audience's tags: its static segments, by name in lower case, as Mailchimp tells them apart."""
        found: dict[str, int] = {}
        offset = 0
        while True:
            said = self._asked(
                self._lists.list_segments,
                self._list_id,
                type="static",
                fields=["segments.id", "segments.name", "total_items"],
                count=PAGE,
                offset=offset,
            )
            page = said.get("segments") or []
            found = {**{str(one.get("name", "")).casefold(): int(one["id"]) for one in page}, **found}
            offset += len(page)
            if len(page) < PAGE:
                return found

    def make_tag(self, name: str) -> int:
        """A new tag, which nobody carries; its id."""
        made = self._asked(self._lists.create_segment, self._list_id, {"name": name, "static_segment": []})
        return int(made["id"])

    def tag_many(self, tag_id: int, add: Sequence[str], remove: Sequence[str]) -> Json:
        """Tag members, and untag others, by address: members_added, members_removed. Says nothing of who is unknown."""
        body = {"members_to_add": list(add), "members_to_remove": list(remove)}
        return self._asked(self._lists.batch_segment_members, body, self._list_id, str(tag_id))

    def tag_one(self, member: str, name: str, *, active: bool) -> None:
        """Tag or untag one member, by key. It answers 204 whatever it made of it: read it back."""
        body = {"tags": [{"name": name, "status": "active" if active else "inactive"}], "is_syncing": True}
        self._called(self._lists.update_list_member_tags, self._list_id, member, body)

    def member(self, member: str) -> Json | None:
        """Key, contact id, status, merge fields and names of tags (in lower case) of a member; None without one."""
        fields = ["id", "contact_id", "status", "merge_fields", "tags", "tags_count"]
        try:
            return self._with_tags(self._asked(self._lists.get_list_member, self._list_id, member, fields=fields))
        except MissingError:
            return None

    def change_fields(self, member: str, fields: Mapping[str, str]) -> Json | None:
        """Write merge fields of a member who is there; answers as `member`."""
        body, lists = {"merge_fields": dict(fields)}, self._lists
        try:
            said = self._asked(lists.update_list_member, self._list_id, member, body, skip_merge_validation="true")
            return self._with_tags(said)
        except MissingError:
            return None

    def _with_tags(self, member: Json) -> Json:
        tags = member.get("tags") or []
        if int(member.get("tags_count") or 0) > len(tags):
            whole = self._asked(self._lists.get_list_member_tags, self._list_id, str(member["id"]), count=PAGE)
            tags = whole.get("tags") or []
        return {**member, "tags": [str(one.get("name", "")).casefold() for one in tags]}

    def merge_fields(self) -> set[str]:
        """Merge tags that the audience has."""
        said = self._asked(self._lists.get_list_merge_fields, self._list_id, fields=["merge_fields.tag"], count=PAGE)
        return {str(one.get("tag")) for one in said.get("merge_fields") or []}

    def make_merge_field(self, tag: str, name: str) -> None:
        """A new field of text, on no form."""
        body = {"tag": tag, "name": name, "type": "text", "required": False, "public": False}
        self._asked(self._lists.add_list_merge_field, self._list_id, body)

    def changed_members(self, status: str, since: datetime, offset: int) -> list[Json]:
        """A page of members of a status who came to it since, first changed first.

        Of cleaned ones there is only the last change of anything. Of unsubscribed ones that would not do: what is
        written of them later, by us too, would look as if they had unsubscribed then.
        """
        bound = "unsubscribed_since" if status == "unsubscribed" else "since_last_changed"
        said = self._asked(
            self._lists.get_list_members_info,
            self._list_id,
            status=status,
            **{bound: since.astimezone(UTC).isoformat(timespec="seconds")},
            sort_field="last_changed",
            sort_dir="ASC",
            fields=["members.email_address", "members.contact_id", "members.status", "members.last_changed"],
            count=PAGE,
            offset=offset,
        )
        return [one for one in said.get("members") or [] if isinstance(one, dict)]

    def delete(self, contact_id: str) -> None:
        """Delete a member for good, with all that is known of them; one who is gone is fine."""
        try:
            said = self._asked(self._lists.get_list_member, self._list_id, contact_id, fields=["id"])
            # The documents promise contact ids for reading a member; for deleting one only the key.
            self._called(self._lists.delete_list_member_permanent, self._list_id, str(said["id"]))
        except MissingError:
            return

    def _asked(self, function: Callable[..., object], *arguments: object, **named: object) -> Json:
        said = self._called(function, *arguments, **named)
        if not isinstance(said, dict):
            raise TryLaterError("Mailchimp's answer cannot be read")
        return cast("Json", said)

    def _called(self, function: Callable[..., object], *arguments: object, **named: object) -> object:
        try:
            return function(*arguments, **named)
        except ApiClientError as error:  # the client wraps whatever went wrong in one of its own
            if isinstance(error.text, TargetError):
                raise error.text from None
            raise TryLaterError("Mailchimp's answer cannot be read") from None


def _title_of(answer: Any) -> str:  # noqa: ANN401 - the client ships no types
    try:
        title = str(answer.json().get("title", ""))
    except (ValueError, AttributeError):
        return ""
    return title if _TITLE.fullmatch(title) else ""

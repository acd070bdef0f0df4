"""Klaviyo's API through its official client: one request a function, a time-out, no second try.

The client's own retries are left out: it wraps every function in them, and urllib3 beneath tries again too, also where
only the answer of a change was lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from klaviyo_api import KlaviyoAPI
from openapi_client.api.accounts_api import AccountsApi
from openapi_client.api.data_privacy_api import DataPrivacyApi
from openapi_client.api.profiles_api import ProfilesApi
from openapi_client.api_arg_options import USE_DICTIONARY_FOR_RESPONSE_DATA
from openapi_client.exceptions import ApiException, OpenApiException
from urllib3.exceptions import HTTPError

from segments.export_target import TryLaterError
from segments.klaviyo_setup import KlaviyoSetup
from segments.marketing_patience import MissingError, by_status, without_answer

PAGE = 100  # Klaviyo's most
_NAME = "Klaviyo"
_TITLE = re.compile(r"[A-Za-z ,.'_-]{1,80}")  # of an error: Klaviyo's own words; its detail could quote an address
_UNDER_WAY = 'any(status,["queued","processing"])'
_SUPPRESSED = "subscriptions.email.marketing.suppression.timestamp"

Json = dict[str, Any]


class Klaviyo:
    """One account. Every function raises TryLaterError, MissingError or TargetRefusedError."""

    def __init__(self, setup: KlaviyoSetup) -> None:
        official = KlaviyoAPI(
            setup.api_key, max_retries=0, test_host=setup.url, options={USE_DICTIONARY_FOR_RESPONSE_DATA: True}
        )
        client = official.api_client
        client.rest_client.pool_manager.connection_pool_kw["retries"] = False
        self._accounts, self._profiles, self._privacy = AccountsApi(client), ProfilesApi(client), DataPrivacyApi(client)
        self._seconds = setup.seconds

    def account(self) -> Json:
        """The account that the key is of."""
        said = self._asked(self._accounts.get_accounts)
        accounts = said.get("data") or [{}]
        return cast("Json", accounts[0].get("attributes") or {})

    def account_id(self) -> str:
        """The id of that account."""
        accounts = self._asked(self._accounts.get_accounts).get("data") or [{}]
        return str(accounts[0].get("id") or "")

    def start_import(self, profiles: Sequence[Json]) -> str:
        """Have profiles made or changed, by and by; answers the job's id."""
        job = {"type": "profile-bulk-import-job", "attributes": {"profiles": {"data": list(profiles)}}}
        return str(self._asked(self._profiles.bulk_import_profiles, {"data": job})["data"]["id"])

    def import_state(self, job_id: str) -> Json:
        """`status` (queued, processing, complete, cancelled) and counts of an import."""
        return cast("Json", self._asked(self._profiles.get_bulk_import_profiles_job, job_id)["data"]["attributes"])

    def imports_under_way(self) -> int:
        """How many imports of the account are not done, a hundred at most."""
        said = self._asked(self._profiles.get_bulk_import_profiles_jobs, filter=_UNDER_WAY, page_size=PAGE)
        return len(said.get("data") or [])

    def import_errors(self, job_id: str) -> Iterator[Json]:
        """What could not be imported."""
        for one in self._pages(self._profiles.get_errors_for_bulk_import_profiles_job, job_id):
            yield one.get("attributes") or {}

    def profiles(self, name: str, values: Sequence[str]) -> list[Json]:
        """Profiles by `email` or `id`, at most PAGE of them: id, email, properties."""
        asked = f"any({name},{json.dumps(list(values), ensure_ascii=False)})"
        fields = ["email", "properties"]
        return list(self._pages(self._profiles.get_profiles, filter=asked, fields_profile=fields, page_size=PAGE))

    def change_profile(self, profile_id: str, properties: Mapping[str, object]) -> None:
        """Write properties of one profile at once; those that are not named stay."""
        data = {"type": "profile", "id": profile_id, "attributes": {"properties": dict(properties)}}
        self._called(self._profiles.update_profile, profile_id, {"data": data})

    def suppressed(self, since: datetime) -> Iterator[Json]:
        """Profiles that are not to be written to, since then, the first of them first."""
        moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield from self._pages(
            self._profiles.get_profiles,
            filter=f"greater-or-equal({_SUPPRESSED},{moment})",
            additional_fields_profile=["subscriptions"],
            fields_profile=["email", "subscriptions"],
            page_size=PAGE,
            sort=_SUPPRESSED,
        )

    def delete(self, profile_id: str) -> None:
        """Have a profile deleted for data protection, by and by; one that is gone is fine."""
        profile = {"data": {"type": "profile", "id": profile_id, "attributes": {}}}
        job = {"type": "data-privacy-deletion-job", "attributes": {"profile": profile}}
        try:
            self._called(self._privacy.request_profile_deletion, {"data": job})
        except MissingError:
            return

    def _pages(self, function: Callable[..., object], *arguments: object, **named: object) -> Iterator[Json]:
        cursor: str | None = None
        while True:
            said = self._asked(function, *arguments, **named, **({"page_cursor": cursor} if cursor else {}))
            yield from (one for one in said.get("data") or [] if isinstance(one, dict))
            following = str((said.get("links") or {}).get("next") or "")
            cursor = next(iter(parse_qs(urlsplit(following).query).get("page[cursor]", ())), None)
            if cursor is None:
                return

    def _asked(self, function: Callable[..., object], *arguments: object, **named: object) -> Json:
        said = self._called(function, *arguments, **named)
        if not isinstance(said, dict) or "data" not in said:
            raise TryLaterError("Klaviyo's answer cannot be read")
        return cast("Json", said)

    def _called(self, function: Callable[..., object], *arguments: object, **named: object) -> object:
        try:
            return function(*arguments, **named, _request_timeout=self._seconds)
        except ApiException as error:
            headers = {str(name).lower(): value for name, value in (error.headers or {}).items()}
            status = int(error.status or 0)
            if not status:  # TLS that failed: no answer was given
                raise without_answer(_NAME, error) from None
            raise by_status(_NAME, status, _title_of(error.body), headers.get("retry-after")) from None
        except (HTTPError, OSError) as error:
            raise without_answer(_NAME, error) from None
        except (OpenApiException, ValueError) as error:
            raise TryLaterError(f"Klaviyo's answer cannot be read ({type(error).__name__})") from None


def _title_of(body: str | None) -> str:
    try:
        title = str(json.loads(body or "")["errors"][0]["title"])
    except (ValueError, LookupError, TypeError):
        return ""
    return title if _TITLE.fullmatch(title) else ""

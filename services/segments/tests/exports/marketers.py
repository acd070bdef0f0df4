"""Mailchimp and Klaviyo as stand-ins that exports are made to, and processes that end before they wrote the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from segments.export_erasing import OUTBOX, erasing_exports
from segments.export_rounds import ROUNDS
from segments.export_unheard import UNHEARD
from segments.klaviyo_client import Klaviyo
from segments.klaviyo_setup import KlaviyoSetup
from segments.klaviyo_target import KlaviyoTarget
from segments.mailchimp_client import Mailchimp
from segments.mailchimp_setup import MailchimpSetup
from segments.mailchimp_target import MailchimpTarget
from segments.marketing_patience import Patience
from segments.testing_marketing import standing_in
from segments.testing_marketing_klaviyo import KEY as KLAVIYO_KEY
from segments.testing_marketing_klaviyo import StandInKlaviyo
from segments.testing_marketing_mailchimp import KEY, LIST, StandInMailchimp
from shared.contracts.events import new_event
from shared.erased_customers import erasing

SECONDS = (2.0, 5.0)


class Mortal:
    """A client whose process ends when it has had the answer to a request, and before that is written anywhere.

    With a TryLaterError only the answer is lost. `meanwhile` is what happens just then.
    """

    def __init__(
        self,
        client: Any,
        dies_of: str,
        killed: BaseException | type[BaseException],
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        self._client, self._dies_of, self._killed, self._meanwhile = client, dies_of, killed, meanwhile

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if name != self._dies_of:
            return method

        def last(*arguments: Any) -> None:
            self._dies_of = ""
            method(*arguments)
            self._meanwhile()
            raise self._killed

        return last


@dataclass
class Vendor:
    """One of both, as it stands in for the real one."""

    name: str
    stand_in: StandInMailchimp | StandInKlaviyo
    client: Callable[[], Any]

    def people(self) -> set[str]:
        """Addresses that it holds, whatever they carry."""
        if isinstance(self.stand_in, StandInMailchimp):
            return set(self.stand_in.members)
        self.stand_in.carrying("")  # has imports end that are due
        return {str(profile.email) for profile in self.stand_in.profiles.values()}

    def carrying(self) -> set[str]:
        is_mailchimp = isinstance(self.stand_in, StandInMailchimp)
        return self.stand_in.carrying("shopsight: Vip" if is_mailchimp else "shopsight_vip")

    def target(self, client: Any) -> MailchimpTarget | KlaviyoTarget:
        patience = Patience(first_pause=0.001)
        if isinstance(self.stand_in, StandInMailchimp):
            return MailchimpTarget(client, patience)
        return KlaviyoTarget(client, patience, polls=(0.01, 0.02))


@pytest.fixture
def mailchimp() -> Iterator[Vendor]:
    stand_in = StandInMailchimp()
    with standing_in(stand_in):
        yield Vendor("mailchimp", stand_in, lambda: Mailchimp(MailchimpSetup(KEY, LIST, stand_in.url, SECONDS)))


@pytest.fixture
def klaviyo() -> Iterator[Vendor]:
    stand_in = StandInKlaviyo()
    with standing_in(stand_in):
        yield Vendor("klaviyo", stand_in, lambda: Klaviyo(KlaviyoSetup(KLAVIYO_KEY, stand_in.url, SECONDS)))


INSTANTS = [
    ("mailchimp", "upsert"),  # members are there, and carry no tag yet
    ("mailchimp", "tag_many"),
    ("klaviyo", "start_import"),  # goes on by itself
    ("klaviyo", "import_state"),
    ("klaviyo", "profiles"),
]


@pytest.fixture(params=INSTANTS, ids="-".join)
def vendor(request: pytest.FixtureRequest, place: Any) -> Vendor:
    """A vendor that has a batch of anna and ben, from an export that was killed before it heard so."""
    name, dies_of = request.param
    vendor: Vendor = request.getfixturevalue(name)
    place.know("anna", "ben")
    place.groups["vip"] = {"anna", "ben"}
    target = vendor.target(Mortal(vendor.client(), dies_of, place.killed))
    place.targets[name] = lambda: target
    place.ask(target=name)
    with pytest.raises(place.killed):
        place.work()
    place.targets[name] = lambda: vendor.target(vendor.client())
    return vendor


def erased(place: Any, customer_id: str) -> None:
    """The shop forgot somebody, and says so."""
    place.erase_row(customer_id)
    said = {"entity_id": customer_id, "version": 1, "occurred_at": place.moment[0].isoformat()}
    erasing(place.desk.erased_lately, [erasing_exports(place.desk)])(
        new_event("customer-erased.v1", "/ingestion", said)
    )


def left_in_the_store(place: Any) -> list[str]:
    return [key for under in (UNHEARD, OUTBOX, ROUNDS) for key in place.desk.store.list(under)]

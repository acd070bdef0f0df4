"""Who withdrew at a vendor comes home: before the next batch is sent, and into the shop's tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask

from segments.desk import Desk
from segments.export_consent import Noticeboard
from segments.export_desk import Outlet
from segments.export_target import TargetRefusedError, TryLaterError
from segments.klaviyo_target import KlaviyoTarget
from segments.mailchimp_client import Mailchimp
from segments.mailchimp_setup import MailchimpSetup
from segments.mailchimp_target import MailchimpTarget
from segments.marketing_patience import Patience
from segments.routes_targets import add_target_routes
from segments.settings import Settings
from segments.testing_marketing_klaviyo import StandInKlaviyo
from segments.testing_marketing_mailchimp import KEY, LIST, StandInMailchimp
from segments.use_cases_consent import read_consent, read_consents
from shared.contracts.events import Event
from shared.event_bus import EventBusError
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_guard
from shared.warehouse import connect
from shared.warehouse.sql_files import load_tables
from shared.web import install

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
AGREED, LATER = NOW - timedelta(days=30), NOW - timedelta(days=2)
CUSTOMERS = load_tables("ingestion")["customers"]


@dataclass
class Place:
    """A shop with four customers who agreed a month ago, and its bus."""

    desk: Desk
    bus: MemoryBus

    @property
    def told(self) -> list[tuple[str, str, str]]:
        return [(event.type, str(event.entity_id), event.data["marketing_consent"]) for event in self.bus.published]

    def know(self, customer_id: str, consent: str, since: datetime | None = AGREED) -> None:
        row = {
            **dict.fromkeys(column.name for column in CUSTOMERS.columns),
            "customer_id": customer_id,
            "email": f"{customer_id.title()}@Mugs.example",
            "marketing_consent": consent,
            "consent_updated_at": since,
            "load_id": "l1",
            "recorded_at": NOW - timedelta(days=30),
        }
        with self.desk.warehouse.change() as change:
            change.insert(CUSTOMERS, [row])


@pytest.fixture
def place() -> Iterator[Place]:
    with closing(connect("duckdb:///:memory:")) as warehouse:
        warehouse.create([CUSTOMERS])
        bus, shop = MemoryBus(), Shop("Europe/Dublin", "EUR", "IE")
        found = Place(Desk(warehouse, MemoryStore(), MemorySecrets(), bus, lambda: shop, Settings(), lambda: NOW), bus)
        for customer_id in ("ann", "bob", "cat", "dan"):
            found.know(customer_id, "subscribed")
        yield found


def test_withdrawals_are_noted_at_once_and_told(
    place: Place, mailchimp: StandInMailchimp, audience: MailchimpTarget
) -> None:
    mailchimp.add("ann@mugs.example", "unsubscribed", changed=LATER)
    mailchimp.add("BOB@mugs.example", "cleaned", changed=LATER)
    mailchimp.add("cat@mugs.example", "subscribed", changed=LATER)
    mailchimp.add("stranger@mugs.example", "unsubscribed", changed=LATER)
    read = read_consent(place.desk, audience)

    assert (read.told, read.withdrawn, read.unknown) == (3, 2, 1)
    assert place.told == [("consent-changed.v1", "ann", "denied"), ("consent-changed.v1", "bob", "cleaned")]
    assert {event.data["occurred_at"] for event in place.bus.published} == {LATER.isoformat()}
    row: Any = {"marketing_consent": "subscribed", "consent_updated_at": AGREED, "email": "x"}
    notes = Noticeboard(place.desk).now()
    assert [notes.refusal(each, row) for each in ("ann", "bob", "cat")] == ["unsubscribed", "unsubscribed", None]
    assert "mugs.example" not in repr(place.bus.published).casefold()


def test_the_same_is_told_under_the_same_id_and_what_is_known_not_again(
    place: Place, klaviyo: StandInKlaviyo, account: KlaviyoTarget
) -> None:
    klaviyo.add("ann@mugs.example").suppression = [("UNSUBSCRIBE", LATER)]
    read_consent(place.desk, account)
    read_consent(place.desk, account)
    assert len({event.id for event in place.bus.published}) == 1

    place.know("dan", "unsubscribed", LATER)
    klaviyo.add("dan@mugs.example").suppression = [("SPAM_COMPLAINT", LATER)]
    read_consent(place.desk, account)
    assert {entity for _, entity, _ in place.told} == {"ann"}


def test_who_agreed_again_at_the_shop_since_stays(
    place: Place, mailchimp: StandInMailchimp, audience: MailchimpTarget
) -> None:
    mailchimp.add("ann@mugs.example", "unsubscribed", changed=AGREED - timedelta(days=1))
    assert read_consent(place.desk, audience).withdrawn == 0
    assert place.told == []


def test_another_audience_is_read_from_its_beginning(
    place: Place, mailchimp: StandInMailchimp, audience: MailchimpTarget
) -> None:
    class Another(MailchimpTarget):
        def place(self) -> str:
            return "another"

    read_consent(place.desk, audience)
    mailchimp.add("ann@mugs.example", "unsubscribed", changed=LATER)  # long before that reading
    assert read_consent(place.desk, audience).told == 0
    setup = MailchimpSetup(KEY, LIST, mailchimp.url)
    assert read_consent(place.desk, Another(Mailchimp(setup), Patience(first_pause=0.001))).withdrawn == 1


def test_a_bus_that_is_away_loses_nothing(place: Place, mailchimp: StandInMailchimp, audience: MailchimpTarget) -> None:
    class Away(MemoryBus):
        def publish(self, events: Sequence[Event]) -> None:
            raise EventBusError(f"away with {len(events)}")

    mailchimp.add("ann@mugs.example", "unsubscribed", changed=LATER)
    away = Desk(
        place.desk.warehouse, place.desk.store, place.desk.secrets, Away(), place.desk.shop, Settings(), place.desk.now
    )
    with pytest.raises(EventBusError):
        read_consent(away, audience)
    read_consent(place.desk, audience)
    assert place.told == [("consent-changed.v1", "ann", "denied")]


def test_one_vendor_that_does_not_answer_keeps_the_other_from_nothing(
    place: Place, mailchimp: StandInMailchimp, audience: MailchimpTarget
) -> None:
    def away() -> MailchimpTarget:
        raise TargetRefusedError("Klaviyo is not connected")

    mailchimp.add("ann@mugs.example", "unsubscribed", changed=LATER)
    assert read_consents(place.desk, {"klaviyo": away, "mailchimp": lambda: audience}) == (
        "klaviyo: not read, Klaviyo is not connected; mailchimp: 1 withdrawals, 1 of them new of customers, 0 of others"
    )
    mailchimp.trouble.faults = 1.0
    with pytest.raises(TryLaterError):
        read_consents(place.desk, {"mailchimp": lambda: audience})


def test_a_target_is_tried_without_writing_anything(place: Place, audience: MailchimpTarget) -> None:
    def away() -> MailchimpTarget:
        raise TargetRefusedError("Klaviyo is not connected")

    guard, headers = local_guard(MemoryStore())
    app, blueprint = Flask("segments"), Blueprint("segments", __name__, url_prefix="/api/segments")
    install(app, service="segments")
    add_target_routes(blueprint, Outlet(place.desk, {"mailchimp": lambda: audience, "klaviyo": away}), guard)
    app.register_blueprint(blueprint)
    client = app.test_client()

    def tried(target: str, role: str = "marketer") -> Any:
        return client.post(f"/api/segments/targets/{target}/test", headers=headers(role))

    assert tried("mailchimp").get_json() == {
        "target": "mailchimp",
        "ok": True,
        "account": "News",
        "detail": "The key opens the audience, with 0 members.",
    }
    assert tried("klaviyo").get_json()["detail"] == "Klaviyo is not connected."
    assert tried("csv").status_code == 404
    assert tried("mailchimp", "viewer").status_code == 403

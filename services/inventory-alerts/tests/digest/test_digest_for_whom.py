"""For whom a digest is, and figures as their country writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from inventory_alerts.digest import Digest, Morning, compose
from inventory_alerts.recipients import Recipient
from inventory_alerts.testing_digest import LONDON, TODAY, alert, morning, reorder
from inventory_alerts.wording import Wording
from shared.shop import Shop

BUYER = Recipient(recipient_id="buyers", name="Buyers")
OWNER = replace(BUYER, role="owner")


def told(this: Morning, recipient: Recipient = BUYER, before: Mapping[str, str] | None = None) -> Digest:
    return compose(this, recipient, before or {})


@pytest.mark.parametrize(
    ("country", "currency", "says"),
    [
        ("GB", "GBP", "£1,240"),
        ("IE", "EUR", "€1,240"),
        ("DE", "EUR", "1.240\N{NO-BREAK SPACE}€"),
        ("CH", "CHF", "CHF\N{NO-BREAK SPACE}1\N{RIGHT SINGLE QUOTATION MARK}240"),
        ("SE", "SEK", "1\N{NO-BREAK SPACE}240\N{NO-BREAK SPACE}kr"),
        ("US", "USD", "$1,240"),
        ("JP", "JPY", "JP¥1,240"),
        ("KW", "KWD", "KWD1,240"),
    ],
)
def test_money_is_written_as_in_the_shops_country(country: str, currency: str, says: str) -> None:
    shop = Shop("Europe/London", currency, country)
    this = morning(alert("Blue mug", money_at_stake=Decimal("1240.4")), shop=shop)
    assert told(this).headline.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}") == (
        f"1 item sells out by Thursday, {says} at risk."
    )


@pytest.mark.parametrize(
    ("currency", "amount", "says"),
    [("GBP", "99.5", "£99.50"), ("JPY", "99", "JP¥99"), ("KWD", "12.345", "KWD12.345"), ("GBP", "100.4", "£100")],
)
def test_small_amounts_keep_their_minor_unit(currency: str, amount: str, says: str) -> None:
    country = {"GBP": "GB", "JPY": "JP", "KWD": "KW"}[currency]
    assert Wording(Shop("UTC", currency, country), TODAY).about(Decimal(amount)) == says


def test_days_are_named_as_in_the_shops_country() -> None:
    american = Wording(Shop("America/New_York", "USD", "US"), TODAY)
    assert american.by_day(date(2026, 6, 24)) == "by June 24"
    assert american.moment(datetime(2026, 6, 12, 22, 4, tzinfo=UTC)) == "Friday June 12 at 6:04 PM"
    assert Wording(LONDON, TODAY).by_day(date(2027, 1, 4)) == "by 4 January 2027"


def test_a_digest_is_for_whom_it_is_for() -> None:
    this = morning(
        alert("Blue mug"),
        alert("Teapot", location_id="cork", category="Pots"),
        alert("Bowl", "overstock", category="Bowls"),
        reorders=(reorder("Blue mug"),),
    )

    def names(**changed: object) -> list[str]:
        return [line.name for line in told(this, replace(BUYER, **changed)).lines]  # type: ignore[arg-type]  # any field

    assert names() == ["Blue mug", "Teapot", "Bowl"]
    assert names(kinds=frozenset({"overstock"})) == ["Bowl"]
    assert names(kinds=frozenset({"reorder_due"})) == ["Blue mug"]
    assert names(locations=frozenset({"cork"})) == ["Teapot"]
    assert names(muted_kinds=frozenset({"low_stock"})) == ["Blue mug", "Bowl"]
    assert names(muted_categories=frozenset({"Mugs", "Pots"})) == ["Bowl"]
    assert names(muted_locations=frozenset({"dublin"})) == ["Teapot"]


def test_a_digest_is_for_their_days() -> None:
    weekdays = replace(BUYER, days=frozenset({"monday", "friday"}))
    assert weekdays.wants_day(TODAY)
    assert not weekdays.wants_day(TODAY + timedelta(days=1))

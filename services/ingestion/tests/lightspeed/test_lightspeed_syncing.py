"""Reading on from where the last sync stopped, whatever stopped it; and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from ingestion.lightspeed.client import LightspeedRefusedError, LightspeedUnavailableError
from ingestion.lightspeed.connecting import NotConnectedError
from ingestion.lightspeed.testing import (
    MUG,
    broken_off,
    customer_item,
    error,
    garbage,
    line,
    sale,
    too_many,
    uuid_of,
)
from shared.contracts.problems import ProblemError
from shared.shop import Shop
from shared.store import LeaseHeldError, lease

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MANY = 450  # sales: two full pages and a part of one


def fill(shop: Any, count: int = MANY, *, first: int = 1) -> None:
    shop.lightspeed.put("sales", *(sale(str(place), line(MUG, 1, 10)) for place in range(first, first + count)))


def placed(shop: Any) -> list[str]:
    return [one["entity_id"] for one in shop.published("order-placed.v1")]


def test_the_first_sync_brings_all_and_the_next_only_what_is_new(shop: Any) -> None:
    fill(shop)
    first = shop.told(shop.sync(), "sales")
    assert (first["from_version"], first["read"], first["published"]) == (0, MANY, MANY)
    assert len(placed(shop)) == MANY

    asked, known = len(shop.lightspeed.requests), len(shop.bus.published)
    nothing = shop.sync()
    assert all(one["read"] == 0 for one in nothing["entities"])
    assert len(shop.bus.published) == known
    assert len(shop.lightspeed.requests) - asked == 8  # the shop, its outlets, and the end of six lists

    fill(shop, 3, first=MANY + 1)
    second = shop.told(shop.sync(), "sales")
    assert (second["from_version"], second["read"]) == (first["to_version"], 3)
    assert second["in_all"]["published"] == MANY + 3


def test_versions_are_lightspeeds_own(shop: Any) -> None:
    fill(shop, 1)
    shop.sync()

    assert shop.order("1")["version"] == shop.lightspeed.last_version
    kinds = {(event.type, event.id, event.source) for event in shop.bus.published}
    named = f"order-placed-{uuid_of('sale 1')}-{shop.lightspeed.last_version}"
    assert ("order-placed.v1", named, "/ingestion/lightspeed/corner-shop") in kinds


@pytest.mark.parametrize("batches", range(5))
def test_a_sync_that_stops_anywhere_is_gone_on_with_and_nothing_is_missing(shop: Any, batches: int) -> None:
    fill(shop)
    shop.bus.batches_left = batches
    with pytest.raises(OSError, match="disk"):
        shop.sync()
    shop.bus.batches_left = None
    shop.sync()

    assert sorted(placed(shop)) == sorted(uuid_of(f"sale {place}") for place in range(1, MANY + 1))
    assert len(shop.published("product-changed.v1")) == 4


def test_a_sync_nobody_listens_to_ends_and_what_came_over_stays(shop: Any) -> None:
    fill(shop)

    def until_the_second_page_of_sales(stage: str, done: int, _of: int) -> None:
        if stage.endswith("sales") and done >= 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.sync(progress=until_the_second_page_of_sales)
    assert len(placed(shop)) == 200

    report = shop.told(shop.sync(), "sales")
    assert (report["read"], report["in_all"]["read"]) == (MANY - 200, MANY)


def test_the_first_sync_says_how_far_it_is(shop: Any) -> None:
    fill(shop)
    said: list[tuple[str, int]] = []
    shop.sync(progress=lambda stage, done, _of: said.append((stage, done)))

    assert [done for stage, done in said if stage.endswith("sales")] == [0, 200, 400, MANY]


def test_who_is_asked_to_wait_waits_as_long_as_lightspeed_says(shop: Any) -> None:
    fill(shop, 1)
    until = format_datetime(NOW + timedelta(seconds=42), usegmt=True)
    shop.lightspeed.faults.extend([too_many(until), too_many("7")])
    shop.sync()

    assert 42 + 7 <= sum(shop.pauses) <= 42 + 7 + 2
    assert max(shop.pauses) <= 1  # in slices, so that a sync nobody listens to ends
    assert placed(shop) == [uuid_of("sale 1")]


def test_who_is_asked_to_wait_for_longer_than_any_limit_lasts_says_so(shop: Any) -> None:
    shop.lightspeed.faults.append(too_many("86400"))
    with pytest.raises(LightspeedUnavailableError, match="86400 seconds"):
        shop.sync()


def test_who_is_asked_to_wait_again_and_again_gives_up(shop: Any) -> None:
    shop.lightspeed.faults.extend([too_many("1")] * 5)
    with pytest.raises(LightspeedUnavailableError):
        shop.sync()


@pytest.mark.parametrize("fault", [error(500), error(503), broken_off], ids=["500", "503", "broken off"])
def test_what_fails_for_a_moment_is_asked_again(shop: Any, fault: Any) -> None:
    fill(shop, 1)
    shop.lightspeed.faults.extend([fault] * 4)
    shop.sync()

    assert placed(shop) == [uuid_of("sale 1")]
    assert 7 <= sum(shop.pauses) <= 15  # one, two, four and eight seconds, or half of each


def test_what_goes_on_failing_is_told(shop: Any) -> None:
    shop.lightspeed.faults.extend([error(502)] * 5)
    with pytest.raises(LightspeedUnavailableError, match="status 502 to retailer, 5 times"):
        shop.sync()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (error(401), "token does not hold"),
        (error(403), "may not read"),
        (error(404), "no shop"),
        (error(302), "another address"),
    ],
    ids=["401", "403", "404", "302"],
)
def test_a_refusal_is_not_asked_again(shop: Any, fault: Any, said: str) -> None:
    shop.lightspeed.faults.append(fault)
    with pytest.raises(LightspeedRefusedError, match=said) as refused:
        shop.sync()

    assert len(shop.lightspeed.requests) == 1
    assert shop.lightspeed.token not in str(refused.value)


def test_an_answer_that_is_no_json_ends_the_sync(shop: Any) -> None:
    shop.lightspeed.faults.append(garbage)
    with pytest.raises(LightspeedUnavailableError, match="no JSON"):
        shop.sync()


def test_a_page_that_leads_nowhere_ends_the_sync(shop: Any) -> None:
    shop.lightspeed.last_version = 0
    shop.lightspeed.lists["sales"] = [{"id": "x"}]
    shop.lightspeed.page = lambda entity, _query: {"data": shop.lightspeed.lists.get(entity, [])}
    for entity in ("outlets", "users", "products", "customers"):
        shop.lightspeed.lists[entity] = []
    with pytest.raises(LightspeedUnavailableError, match="leads nowhere"):
        shop.sync()


def wrong(**given: Any) -> dict[str, Any]:
    """A sale that is right but for what is given."""
    return {**sale("w", line(MUG, 1, 10)), "total_price": None, "version": 9000, **given}


def wrong_line(**given: Any) -> dict[str, Any]:
    return wrong(line_items=[{**line(MUG, 1, 10), **given}])


WRONG: dict[str, tuple[Any, str]] = {
    "no object": (17, "no_object"),
    "null": (None, "no_object"),
    "no id": (wrong(id=None), "no_id"),
    "an endless id": (wrong(id="i" * 500), "no_id"),
    "no version": (wrong(version="later"), "no_version"),
    "no time": (wrong(sale_date=None, created_at=None), "no_time"),
    "a wrong time": (wrong(sale_date="yesterday"), "wrong_time"),
    "a time that is a number": (wrong(sale_date=20260501), "wrong_time"),
    "in years to come": (wrong(sale_date="2031-01-01T00:00:00Z"), "in_the_future"),
    "an unknown status": (wrong(status="DREAMT"), "unknown_status"),
    "lines that are no list": (wrong(line_items={"a": 1}), "no_list"),
    "a line that is no object": (wrong(line_items=[3]), "no_object"),
    "a price in words": (wrong_line(price_total="ten"), "wrong_number"),
    "an absurd price": (wrong_line(price_total="1e999999"), "wrong_number"),
    "a price that is no number": (wrong_line(price_total="NaN"), "wrong_number"),
    "a quantity that is true": (wrong_line(quantity=True), "wrong_number"),
    "no amount": (wrong_line(price_total=None, price=None), "no_amount"),
    "the same line twice": (wrong(line_items=[line(MUG, 1, 10, id="l"), line(MUG, 1, 10, id="l")]), "repeated_line"),
    "a status that is an object": (wrong(status={"a": 1}), "unknown_status"),
}


@pytest.mark.parametrize(("item", "reason"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_read_is_set_aside_and_counted_and_the_rest_comes_over(
    shop: Any, item: Any, reason: str
) -> None:
    shop.lightspeed.put_as_it_is("sales", item)
    fill(shop, 2)
    report = shop.sync()

    told = shop.told(report, "sales")
    assert told["set_aside"] == {reason: 1}
    assert (told["read"], told["published"], report["set_aside"]) == (3, 2, 1)
    assert len(placed(shop)) == 2
    assert shop.told(shop.sync(), "sales")["read"] == 0


def test_fields_nobody_knows_and_numbers_as_text_are_no_matter(shop: Any) -> None:
    item = {**line(MUG, 1, 10), "quantity": "1.0", "price_total": "10.00", "cost": "3.10", "surprise": {"a": [1]}}
    sold = {**sale("1"), "line_items": [item], "total_price": "10", "version": "9000", "extra": True}
    shop.lightspeed.put("sales", sold)
    shop.sync()

    known = shop.order("1")["lines"][0]
    assert (known["quantity"], known["gross_amount"], known["unit_cost"]) == ("1", "10", "3.1")


def test_what_no_event_may_hold_is_set_aside(shop: Any) -> None:
    shop.lightspeed.put("customers", customer_item("ben", email="b" * 400 + "@shop.test"))
    report = shop.sync()

    assert shop.told(report, "customers")["set_aside"] == {"not_allowed": 1}
    assert "b" * 20 not in str(report)


def test_two_syncs_at_once_are_one_too_many(shop: Any) -> None:
    with lease(shop.door.store, "leases/lightspeed", holder="another one"), pytest.raises(LeaseHeldError):
        shop.sync()
    assert sum(shop.pauses) == 20  # longer than a killed sync's lease lives
    assert shop.lightspeed.requests == []


def test_a_sync_waits_for_the_lease_of_one_that_was_killed(shop: Any) -> None:
    shop.door.store.put("leases/lightspeed", b'{"holder": "a killed one", "until": 99999999999}')

    def until_it_runs_out(stage: str, _done: int, _of: int) -> None:
        if stage == "waiting for another sync" and len(shop.pauses) == 3:
            shop.door.store.put("leases/lightspeed", b'{"holder": "a killed one", "until": 0}')

    shop.sync(progress=until_it_runs_out)
    assert len(shop.pauses) == 4


def test_reading_everything_again_says_the_same_again(shop: Any) -> None:
    fill(shop, 5)
    shop.sync()
    once = {(event.source, event.id): event.data for event in shop.bus.published}
    shop.sync(from_start=True)

    again = {(event.source, event.id): event.data for event in shop.bus.published}
    assert again == once
    assert len(shop.bus.published) == 2 * len(once)


def test_a_shop_that_is_not_connected_says_how_to_connect_it(shop: Any) -> None:
    shop.door.secrets.put("lightspeed", "nonsense")
    with pytest.raises(NotConnectedError, match="shopsight connect lightspeed"):
        shop.sync()


def test_amounts_in_another_currency_are_refused_before_anything_is_read(new_shop: Callable[..., Any]) -> None:
    shop = new_shop(Shop("Europe/London", "EUR", "GB"))
    with pytest.raises(ProblemError) as refused:
        shop.sync()

    assert (refused.value.status, refused.value.name) == (422, "load-refused")
    assert shop.bus.published == []


def test_days_of_another_zone_are_told(new_shop: Callable[..., Any]) -> None:
    report = new_shop(Shop("Europe/Paris", "GBP", "GB")).sync()

    assert any("Europe/London" in note and "SHOP_TIMEZONE" in note for note in report["notes"])


def test_while_nobody_said_what_the_shop_is_lightspeed_does(new_shop: Callable[..., Any], tmp_path: Any) -> None:
    shop = new_shop(Shop("UTC", "GBP", "GB", configured=False))
    report = shop.sync()

    assert 'SHOP_TIMEZONE = "Europe/London"' in (tmp_path / "shop.toml").read_text()
    assert shop.door.store.get("shop/time_zone").value == b"Europe/London"
    assert any("Lightspeed's from now on: GBP, Europe/London, GB" in note for note in report["notes"])

"""Erasure: the money stays, the person goes, and nothing brings them back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ingestion import queries, screening, use_cases
from ingestion.loads import LoadNotFoundError
from ingestion.shopify.kept import ASIDE, set_aside
from ingestion.suppression import read_list
from shared.warehouse import Change, Row, Warehouse

START, AGREED_LATER = datetime(2024, 5, 1, 9, tzinfo=UTC), datetime(2024, 5, 2, tzinfo=UTC)
ANNA, BEN, ZOE = "anna-c71", "gid://shop/Customer/62", "zoë c63"


def small_shop(house: Any, line: Callable[..., Row]) -> dict[str, list[Row]]:
    return {
        "customers": [house.customer(ANNA), house.customer(BEN)],
        "sales": [
            line(order_id="o1", customer_id=ANNA),
            line(order_id="o1", customer_id=ANNA, kind="refund", occurred_at=START, net_amount="-4"),
            line(order_id="o2", customer_id=BEN, net_amount="7"),
            line(order_id="o3", customer_id=None, net_amount="5"),
        ],
        "web_events": [house.web_event("e1", ANNA), house.web_event("e2", BEN), house.web_event("e3", None)],
    }


def test_the_money_stays_and_the_person_goes(house: Any, line: Callable[..., Row]) -> None:
    house.load(**small_shop(house, line))
    house.load(customers=[house.customer(ANNA, first_name="Anna")])
    figures = house.shop_figures()
    report = house.erase(ANNA)
    assert {table["table"]: table["rows"] for table in report["tables"]} == {
        "customers": 2,
        "sales": 2,
        "order_facts": 0,
        "entity_facts": 0,
        "web_events": 1,
    }
    assert report["days"] == 1
    assert house.shop_figures() == figures
    house.assert_rollups_equal_the_ledger()
    house.assert_nothing_left_of(ANNA)
    guests = house.ledger.rows("SELECT SUM(net_sales) AS net FROM daily_customer_sales WHERE customer_id IS NULL")
    assert guests[0]["net"] == Decimal(11)
    assert BEN in house.kept()
    assert str(house.people[BEN][0]) in house.kept()


def test_what_was_said_about_their_orders_is_a_guests_now(house: Any, line: Callable[..., Row]) -> None:
    house.load(**small_shop(house, line))
    facts = [
        {"order_id": order, "fact_id": order, "version": 1, "occurred_at": START, "payload": payload, "load_id": "l"}
        | {"recorded_at": START}
        for order, payload in (("o1", f'{{"customer_id": "{ANNA}"}}'), ("o2", "{}"))
    ]
    with house.ledger.warehouse.change() as change:
        change.insert(queries.TABLES["order_facts"], facts)
    report = house.erase(ANNA)
    assert {"table": "order_facts", "rows": 1} in report["tables"]
    payloads = {row["order_id"]: row["payload"] for row in house.ledger.rows("SELECT * FROM order_facts")}
    assert payloads == {"o1": '{"customer_id":null}', "o2": "{}"}
    house.assert_nothing_left_of(ANNA)


def test_loading_the_same_again_finds_it_known_and_brings_nobody_back(house: Any, line: Callable[..., Row]) -> None:
    house.load(**small_shop(house, line))
    house.erase(ANNA)
    before = house.ledger.contents()
    _, again = house.load(**small_shop(house, line))
    assert house.ledger.contents() == before
    house.assert_nothing_left_of(ANNA)
    outcomes = {tally.table: (tally.loaded, tally.known.total(), dict(tally.rejected)) for tally in again.tallies}
    assert outcomes == {"customers": (0, 1, {"erased": 1}), "sales": (0, 4, {}), "web_events": (0, 3, {})}


def test_an_address_or_a_number_under_another_id_is_kept_out_too(house: Any) -> None:
    house.load(customers=[house.customer(ANNA)])
    house.erase(ANNA)
    _, done = house.load(
        customers=[
            {"customer_id": "new-1", "email": "ANNA.AX@shop.test", "marketing_consent": "subscribed"},
            {"customer_id": "new-2", "phone": "0044 20 79460958", "marketing_consent": "subscribed"},
            {"customer_id": "new-3", "email": "cleo@shop.test", "marketing_consent": "subscribed"},
        ]
    )
    assert done.tallies[0].rejected == {"erased": 2}
    assert [row["customer_id"] for row in house.ledger.rows("SELECT customer_id FROM customers")] == ["new-3"]


def test_others_with_the_same_address_stay_and_are_pointed_out(house: Any) -> None:
    house.load(customers=[house.customer(ANNA), house.customer(BEN, email=house.people[ANNA][0])])
    (note,) = house.erase(ANNA)["notes"]
    assert "same e-mail address or telephone number: 1." in note
    assert [row["customer_id"] for row in house.ledger.rows("SELECT customer_id FROM customers")] == [BEN]


def test_what_the_erased_customer_refused_holds_for_others_with_the_address(house: Any) -> None:
    email = house.people[ANNA][0]
    house.load(
        customers=[
            house.customer(ANNA, marketing_consent="unsubscribed", consent_updated_at=START),
            house.customer(BEN, email=email.upper(), marketing_consent="subscribed"),
            house.customer(ZOE, email=email, marketing_consent="subscribed", consent_updated_at=AGREED_LATER),
        ]
    )
    assert "e-mail address was refused: 1" in house.erase(ANNA)["notes"][1]
    latest = (
        "SELECT customer_id, marketing_consent, consent_updated_at FROM customers"
        " QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC) = 1 ORDER BY customer_id"
    )
    assert [tuple(row.values()) for row in house.ledger.rows(latest)] == [
        (BEN, "unsubscribed", START),
        (ZOE, "subscribed", AGREED_LATER),
    ]


def test_erasing_again_or_somebody_unknown_touches_no_row_and_keeps_them_out(
    house: Any, line: Callable[..., Row]
) -> None:
    house.load(**small_shop(house, line))
    house.erase(ANNA)
    before, version = house.ledger.contents(), house.door.store.get("versions/data")
    for customer_id in (ANNA, ZOE):
        report = house.erase(customer_id)
        assert not any(table["rows"] for table in report["tables"])
        assert report["days"] == 0
    assert house.ledger.contents() == before
    assert house.door.store.get("versions/data") == version
    house.load(customers=[house.customer(ZOE)], sales=[line(order_id="o9", customer_id=ZOE)])
    house.assert_nothing_left_of(ZOE)


def test_undo_after_an_erasure_brings_nobody_back(house: Any, line: Callable[..., Row]) -> None:
    house.load(sales=[line(order_id="o1", customer_id=ANNA)], customers=[house.customer(ANNA)])
    second, _ = house.load(
        sales=[line(order_id="o1", customer_id=ANNA, product_id="p2")], customers=[house.customer(BEN)]
    )
    house.erase(ANNA)
    house.undo(second)
    house.assert_nothing_left_of(ANNA)
    house.assert_rollups_equal_the_ledger()
    assert house.ledger.rows("SELECT COUNT(*) AS n FROM sales")[0]["n"] == 1


def test_an_erasure_is_no_load_but_stands_in_the_audit(house: Any, line: Callable[..., Row]) -> None:
    load_id, _ = house.load(**small_shop(house, line))
    house.erase(ANNA)
    loads, _ = use_cases.list_loads(house.door, before=None, limit=10)
    assert [load["load_id"] for load in loads] == [load_id]
    audit = house.ledger.rows("SELECT * FROM load_audit WHERE outcome = 'erased' ORDER BY table_name")
    assert [(row["table_name"], row["row_count"]) for row in audit] == [
        ("customers", 1),
        ("entity_facts", 0),
        ("order_facts", 0),
        ("sales", 2),
        ("web_events", 1),
    ]
    with pytest.raises(LoadNotFoundError):
        house.undo(str(audit[0]["load_id"]))


class Crashing:
    """A warehouse that dies just before a change is committed."""

    def __init__(self, real: Warehouse) -> None:
        self.real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    @contextmanager
    def change(self) -> Iterator[Change]:
        with self.real.change() as change:
            yield change
            raise InterruptedError("killed")


def test_a_crash_in_the_middle_keeps_too_much_out_never_too_little(house: Any, line: Callable[..., Row]) -> None:
    house.load(**small_shop(house, line))
    before = house.ledger.contents()
    crashing: Any = Crashing(house.ledger.warehouse)
    with pytest.raises(InterruptedError):
        replace(house, door=replace(house.door, warehouse=crashing)).erase(ANNA)
    assert house.ledger.contents() == before
    listed = read_list(house.door.store, house.door.secrets)
    assert listed.covers("id", ANNA)
    assert listed.covers("email", str(house.people[ANNA][0]))
    assert listed.covers("phone", str(house.people[ANNA][1]))
    house.erase(ANNA)
    house.assert_nothing_left_of(ANNA)


SALES = f"""order_id,occurred_at,customer_id,product_id,quantity,unit_price
1001,2024-05-01T09:15:00Z,{ANNA},mug,2,12.50
1002,2024-05-01T09:15:00Z,{ANNA},mug,1,12.50,too,many,cells
1003,2024-05-01T09:15:00Z,{BEN},mug,1,12.50,too,many,cells
1004,2024-05-01T09:15:00Z,{ANNA},{"x" * 70},1,12.50,{BEN}
"""


def customers_file(house: Any) -> str:
    """Two rows, the second with the first one's address where the consent belongs."""
    anna, ben = house.people[ANNA], house.people[BEN]
    return f"""customer_id,email,phone,marketing_consent
{ANNA},{anna[0]},{anna[1]},subscribed
{BEN},{ben[0]},{ben[1]},{anna[0]}
"""


def rejected_rows(house: Any, report: dict[str, Any]) -> list[dict[str, str]]:
    stored = house.door.store.get(f"loads/{report['load_id']}/rejected.csv")
    assert stored is not None
    return list(csv.DictReader(io.StringIO(stored.value.decode())))


def test_rejected_rows_forget_the_customer_before_and_after_the_erasure(house: Any) -> None:
    first = house.load_files(sales=SALES, customers=customers_file(house))
    assert ANNA in repr(rejected_rows(house, first))
    house.erase(ANNA)
    house.assert_nothing_left_of(ANNA)
    second = house.load_files(sales=SALES, customers=customers_file(house))
    house.assert_nothing_left_of(ANNA)
    assert ANNA not in repr(second)
    for report in (first, second):
        rows = rejected_rows(house, report)
        assert {row["line"] for row in rows if row["table"] == "sales"} == {"3", "4", "5"}
        assert BEN in repr(rows)
    assert ("customers", "erased") in {(row["table"], row["reason"]) for row in rejected_rows(house, second)}
    assert {(row["table"], row["reason"], row["rows"]) for row in second["rejected"]} >= {("customers", "erased", 1)}


def test_webhooks_that_were_set_aside_forget_the_customer(house: Any) -> None:
    house.load_files(sales=SALES, customers=customers_file(house))
    email = house.customer(ANNA)["email"]
    for address in (email, "somebody@elsewhere.test"):
        body = json.dumps({"customer": {"email": address}, "total_price": "?"}).encode()
        set_aside(
            house.door.store, topic="orders/create", body=body, reason="no price", came_as=address, now=house.door.now()
        )
    house.erase(ANNA)
    (left,) = house.door.store.list(ASIDE)
    kept = house.door.store.get(left)
    assert b"somebody@elsewhere.test" in kept.value
    house.assert_nothing_left_of(ANNA)


def test_however_many_customers_a_batch_names_few_are_in_memory(house: Any) -> None:
    """A batch with more identities than a portion holds: the erased one is found wherever it stands."""
    count = 60_000
    assert count > screening._AT_ONCE
    house.erase("c-059999")
    rows: list[Row] = [{"customer_id": f"c-{number:06}", "marketing_consent": "never_asked"} for number in range(count)]
    _, done = house.load(customers=rows)
    assert done.tallies[0].rejected == {"erased": 1}
    assert done.tallies[0].loaded == count - 1

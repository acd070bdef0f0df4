"""Customers and what they agreed to."""

from __future__ import annotations

from typing import Any

from ingestion.testing import CUSTOMERS, Item, Order, orders_csv, table_csv


def customer(email: str, accepts: str = "no", **cells: str) -> dict[str, str]:
    return {"Customer ID": "'6123456789012", "Email": email, "Accepts Email Marketing": accepts, **cells}


def test_customers_are_those_of_the_orders_whatever_the_case_of_their_address(shopify: Any) -> None:
    shopify.load(
        customers=table_csv(
            CUSTOMERS,
            [
                customer("anna@example.com", "yes", **{"First Name": "Anna", "Default Address Country Code": "GB"}),
                customer("", Phone="'+442079460958"),
                customer(""),
            ],
        ),
        orders=orders_csv(
            [
                Order("#1002", [Item("Mug", "1.00")], email="ANNA@example.com"),
                Order("#1001", [Item("Mug", "1.00")], cells={"Phone": "+44 20 7946 0958"}),
            ]
        ),
    )

    rows = shopify.rows("SELECT customer_id, email, phone, first_name, country, marketing_consent FROM customers")
    people = {row["customer_id"]: row for row in rows}
    bought = {row["customer_id"] for row in shopify.rows("SELECT DISTINCT customer_id FROM sales")}
    assert bought < set(people)
    assert set(people) - bought == {"6123456789012"}  # neither address nor number: Shopify's own id
    anna = next(row for row in rows if row["email"] == "anna@example.com")
    assert (anna["first_name"], anna["country"], anna["marketing_consent"]) == ("Anna", "GB", "subscribed")
    assert {row["phone"] for row in rows} == {None, "+442079460958"}


def test_a_no_after_a_yes_is_somebody_who_left(shopify: Any) -> None:
    shopify.load(customers=table_csv(CUSTOMERS, [customer("anna@example.com", "yes"), customer("ben@example.com")]))
    later = table_csv(CUSTOMERS, [customer("anna@example.com"), customer("ben@example.com")])
    shopify.load(customers=later)
    again = shopify.load(customers=later)

    rows = shopify.rows(
        "SELECT email, marketing_consent FROM customers"
        " QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC) = 1 ORDER BY email"
    )
    assert [row["marketing_consent"] for row in rows] == ["unsubscribed", "never_asked"]
    assert again.counts == {"customers.csv": (2, 0, 2, 0)}

"""For tests: the orders that `ingestion.testing` writes as files, as Shopify's webhooks and Admin API say them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ingestion.testing import Item, Order

Payload = dict[str, Any]
LOCATIONS = {"Dublin": "11", "Galway": "12"}
_RATE = re.compile(r"([0-9.]+)\s*%")


def iso(text: str) -> str:
    """A time of an export, `2026-05-14 11:23:45 +0100`, as webhooks write it."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z").isoformat()


def order_payload(order: Order, *, updated_at: str | None = None, refunds: Sequence[Payload] = ()) -> Payload:
    """An order as `orders/create` and `orders/updated` send it."""
    first = order.rows()[0]
    order_id = int(first["Id"])
    rate = _RATE.search(first.get("Tax 1 Name", ""))
    rates = [{"rate": float(Decimal(rate[1]) / 100), "title": first["Tax 1 Name"]}] if rate else []
    cancelled = first.get("Cancelled at")
    source = first["Source"]
    return {
        "id": order_id,
        "name": order.name,
        "created_at": iso(order.created_at),
        "updated_at": updated_at or iso(order.created_at),
        "cancelled_at": iso(cancelled) if cancelled else None,
        "email": order.email or None,
        "phone": first.get("Phone") or None,
        "currency": first["Currency"],
        "financial_status": first["Financial Status"],
        "taxes_included": order.includes_tax,
        "test": False,
        "source_name": source,
        "location_id": int(LOCATIONS[first["Location"]]) if first.get("Location") else None,
        "payment_gateway_names": [first["Payment Method"]],
        "billing_address": {"country_code": first["Billing Country"], "phone": first.get("Billing Phone") or None},
        "shipping_address": {"country_code": first["Shipping Country"]},
        "subtotal_price": first["Subtotal"],
        "total_price": first["Total"],
        "total_tax": order.taxes,
        "total_discounts": order.discount,
        "total_outstanding": first["Outstanding Balance"],
        "total_shipping_price_set": _set(order.shipping),
        "original_total_duties_set": _set(order.duties),
        "tax_lines": rates,
        "line_items": [line_item(order_id, place, item, rates) for place, item in enumerate(order.items, 1)],
        "refunds": list(refunds),
    }


def line_item(order_id: int, place: int, item: Item, rates: Iterable[Payload] = ()) -> Payload:
    """A line item of an order."""
    return {
        "id": order_id * 100 + place,
        "name": item.name,
        "sku": item.sku or None,
        "quantity": item.quantity,
        "price": item.price,
        "total_discount": item.discount,
        "taxable": item.taxable,
        "requires_shipping": item.ships,
        "gift_card": False,
        "tax_lines": [dict(rate) for rate in rates] if item.taxable else [],
    }


def refund_payload(
    order: Order,
    *,
    number: int,
    created_at: str,
    lines: Mapping[int, tuple[int, str, str]],  # place of the line -> units, subtotal, tax
    shipping: tuple[str, str] | None = None,  # before tax, and its tax
    discrepancy: str | None = None,
) -> Payload:
    """A refund as `refunds/create` sends it, and as it stands within its order."""
    said = order_payload(order)
    adjustments = []
    if shipping is not None:
        amount, tax = shipping
        adjustments.append({"kind": "shipping_refund", "amount": f"-{amount}", "tax_amount": f"-{tax}"})
    if discrepancy is not None:
        adjustments.append({"kind": "refund_discrepancy", "amount": discrepancy, "tax_amount": "0.00"})
    return {
        "id": number,
        "order_id": said["id"],
        "created_at": created_at,
        "processed_at": created_at,
        "refund_line_items": [
            {
                "id": number * 10 + place,
                "quantity": units,
                "line_item_id": said["id"] * 100 + place,
                "subtotal": float(subtotal),  # Shopify writes these without quotes
                "total_tax": float(tax),
                "subtotal_set": _set(subtotal),
                "total_tax_set": _set(tax),
                "line_item": said["line_items"][place - 1],
            }
            for place, (units, subtotal, tax) in lines.items()
        ],
        "order_adjustments": adjustments,
        "transactions": [],
    }


def product_payload(
    number: int, title: str, *variants: Mapping[str, object], updated_at: str, **said: object
) -> Payload:
    """A product as `products/update` sends it; variants say sku, price, option1 and inventory_item_id."""
    return {
        "id": number,
        "title": title,
        "vendor": "Acme",
        "product_type": "Mugs",
        "handle": title.lower().replace(" ", "-"),
        "status": "active",
        "created_at": "2026-01-01T09:00:00Z",
        "updated_at": updated_at,
        "variants": [{"id": number * 10 + place, **one} for place, one in enumerate(variants)],
        "images": [],
        "image": None,
        **said,
    }


def customer_payload(number: int, email: str | None, *, state: str, updated_at: str, **said: object) -> Payload:
    """A customer as `customers/update` sends them."""
    return {
        "id": number,
        "email": email,
        "phone": None,
        "first_name": "Anna",
        "last_name": "Byrne",
        "created_at": "2026-01-01T09:00:00Z",
        "updated_at": updated_at,
        "default_address": {"country_code": "IE", "phone": None},
        "email_marketing_consent": {"state": state, "consent_updated_at": updated_at},
        **said,
    }


def order_node(payload: Payload) -> Payload:
    """The same order as the Admin API knows it."""
    place = payload["location_id"]
    return {
        "id": f"gid://shopify/Order/{payload['id']}",
        "legacyResourceId": str(payload["id"]),
        "createdAt": payload["created_at"],
        "updatedAt": payload["updated_at"],
        "cancelledAt": payload["cancelled_at"],
        "currencyCode": payload["currency"],
        "email": payload["email"],
        "phone": payload["phone"],
        "test": payload["test"],
        "sourceName": payload["source_name"],
        "displayFinancialStatus": payload["financial_status"].upper(),
        "taxesIncluded": payload["taxes_included"],
        "paymentGatewayNames": payload["payment_gateway_names"],
        "retailLocation": None if place is None else {"legacyResourceId": str(place), "name": "?"},
        "billingAddress": _address(payload["billing_address"]),
        "shippingAddress": _address(payload["shipping_address"]),
        "subtotalPriceSet": _bag(payload["subtotal_price"]),
        "totalPriceSet": _bag(payload["total_price"]),
        "totalTaxSet": _bag(payload["total_tax"]),
        "totalDiscountsSet": _bag(payload["total_discounts"]),
        "totalShippingPriceSet": _bag(payload["total_shipping_price_set"]["shop_money"]["amount"]),
        "totalTipReceivedSet": _bag("0.00"),
        "totalOutstandingSet": _bag(payload["total_outstanding"]),
        "originalTotalDutiesSet": _bag(payload["original_total_duties_set"]["shop_money"]["amount"]),
        "originalTotalAdditionalFeesSet": None,
        "taxLines": payload["tax_lines"],
        "lineItems": [_line_node(one) for one in payload["line_items"]],
        "refunds": [refund_node(one) for one in payload["refunds"]],
    }


def refund_node(payload: Payload) -> Payload:
    """The same refund as the Admin API knows it."""
    kinds: dict[bool, list[Payload]] = {True: [], False: []}
    for one in payload["order_adjustments"]:
        kinds[one["kind"] == "shipping_refund"].append(one)
    return {
        "id": f"gid://shopify/Refund/{payload['id']}",
        "legacyResourceId": str(payload["id"]),
        "createdAt": payload["created_at"],
        "processedAt": payload["processed_at"],
        "duties": [],
        "orderAdjustments": [
            {
                "reason": None if is_shipping else "REFUND_DISCREPANCY",
                "amountSet": _bag(one["amount"]),
                "taxAmountSet": _bag(one["tax_amount"]),
            }
            for is_shipping, ones in kinds.items()
            for one in ones
        ],
        "refundShippingLines": [
            {
                "subtotalAmountSet": _bag(one["amount"].removeprefix("-")),
                "taxAmountSet": _bag(one["tax_amount"].removeprefix("-")),
            }
            for one in kinds[True]
        ],
        "refundLineItems": [
            {
                "quantity": one["quantity"],
                "subtotalSet": _bag(one["subtotal_set"]["shop_money"]["amount"]),
                "totalTaxSet": _bag(one["total_tax_set"]["shop_money"]["amount"]),
                "lineItem": _line_node(one["line_item"]),
            }
            for one in payload["refund_line_items"]
        ],
    }


def product_node(payload: Payload) -> Payload:
    """The same product as the Admin API knows it."""
    return {
        "id": f"gid://shopify/Product/{payload['id']}",
        "legacyResourceId": str(payload["id"]),
        "title": payload["title"],
        "vendor": payload["vendor"],
        "productType": payload["product_type"],
        "handle": payload["handle"],
        "status": payload["status"].upper(),
        "createdAt": payload["created_at"],
        "updatedAt": payload["updated_at"],
        "category": None,
        "featuredMedia": None,
        "variants": [
            {
                "sku": one.get("sku"),
                "price": one["price"],
                "selectedOptions": [{"value": one["option1"]}],
                "inventoryItem": {"legacyResourceId": str(one["inventory_item_id"])},
                "media": {"nodes": []},
            }
            for one in payload["variants"]
        ],
    }


def customer_node(payload: Payload) -> Payload:
    """The same customer as the Admin API knows them."""
    consent = payload["email_marketing_consent"]
    return {
        "legacyResourceId": str(payload["id"]),
        "createdAt": payload["created_at"],
        "updatedAt": payload["updated_at"],
        "firstName": payload["first_name"],
        "lastName": payload["last_name"],
        "defaultEmailAddress": payload["email"]
        and {
            "emailAddress": payload["email"],
            "marketingState": consent["state"].upper(),
            "marketingUpdatedAt": consent["consent_updated_at"],
        },
        "defaultPhoneNumber": payload["phone"] and {"phoneNumber": payload["phone"]},
        "defaultAddress": _address(payload["default_address"]),
    }


def _line_node(one: Payload) -> Payload:
    return {
        "id": f"gid://shopify/LineItem/{one['id']}",
        "name": one["name"],
        "sku": one["sku"],
        "quantity": one["quantity"],
        "currentQuantity": one.get("current_quantity", one["quantity"]),
        "taxable": one["taxable"],
        "requiresShipping": one["requires_shipping"],
        "isGiftCard": one["gift_card"],
        "originalUnitPriceSet": _bag(one["price"]),
        "totalDiscountSet": _bag(one["total_discount"]),
        "taxLines": one["tax_lines"],
    }


def _set(amount: str) -> Payload:
    return {"shop_money": {"amount": amount, "currency_code": "GBP"}}


def _bag(amount: str) -> Payload:
    return {"shopMoney": {"amount": amount, "currencyCode": "GBP"}}


def _address(said: Payload) -> Payload:
    return {"countryCodeV2": said["country_code"], "phone": said.get("phone")}

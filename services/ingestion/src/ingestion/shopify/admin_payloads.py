"""What the Admin API answers, in the form that webhooks have: one normaliser for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ingestion.shopify.admin import Admin

Node = Mapping[str, Any]


def whole_order(admin: Admin, gid: str) -> dict[str, Any] | None:
    """An order with all its lines and refunds; None for one that is gone meanwhile."""
    found: dict[str, Any] | None = None
    lines: list[Node] = []
    for page in admin.whole_pages("order", ("order", "lineItems"), id=gid):
        found = page["order"]
        lines += page["order"]["lineItems"]["nodes"]
    if found is None:
        return None
    refunds = [one for node in found["refunds"] if (one := whole_refund(admin, node["id"])) is not None]
    return {
        "id": found["legacyResourceId"],
        "created_at": found["createdAt"],
        "updated_at": found["updatedAt"],
        "cancelled_at": found["cancelledAt"],
        "currency": found["currencyCode"],
        "email": found["email"],
        "phone": found["phone"],
        "test": found["test"],
        "source_name": found["sourceName"],
        "financial_status": (found["displayFinancialStatus"] or "").lower(),
        "taxes_included": found["taxesIncluded"],
        "payment_gateway_names": found["paymentGatewayNames"],
        "location_id": (found["retailLocation"] or {}).get("legacyResourceId"),
        "billing_address": _address(found["billingAddress"]),
        "shipping_address": _address(found["shippingAddress"]),
        "subtotal_price": _amount(found["subtotalPriceSet"]),
        "total_price": _amount(found["totalPriceSet"]),
        "total_tax": _amount(found["totalTaxSet"]),
        "total_discounts": _amount(found["totalDiscountsSet"]),
        "total_tip_received": _amount(found["totalTipReceivedSet"]),
        "total_outstanding": _amount(found["totalOutstandingSet"]),
        "total_shipping_price_set": _money(found["totalShippingPriceSet"]),
        "original_total_duties_set": _money(found["originalTotalDutiesSet"]),
        "original_total_additional_fees_set": _money(found["originalTotalAdditionalFeesSet"]),
        "tax_lines": found["taxLines"],
        "line_items": [_line_item(node) for node in lines],
        "refunds": refunds,
    }


def whole_refund(admin: Admin, gid: str) -> dict[str, Any] | None:
    """A refund with all its lines, without its order; None for one that is gone."""
    found: dict[str, Any] | None = None
    lines: list[Node] = []
    for page in admin.whole_pages("refund", ("refund", "refundLineItems"), id=gid):
        found = page["refund"]
        lines += page["refund"]["refundLineItems"]["nodes"]
    if found is None:
        return None
    return {
        "id": found["legacyResourceId"],
        "created_at": found["createdAt"],
        "processed_at": found["processedAt"],
        "duties": [{"amount_set": _money(one["amountSet"])} for one in found["duties"] or []],
        "order_adjustments": [
            {"amount_set": _money(one["amountSet"]), "tax_amount_set": _money(one["taxAmountSet"])}
            for one in found["orderAdjustments"]["nodes"]
            if not _is_shipping(one, found["refundShippingLines"]["nodes"])
        ],
        "refund_shipping_lines": [
            {"subtotal_amount_set": _money(one["subtotalAmountSet"]), "tax_amount_set": _money(one["taxAmountSet"])}
            for one in found["refundShippingLines"]["nodes"]
        ],
        "refund_line_items": [
            {
                "quantity": node["quantity"],
                "line_item_id": _number(node["lineItem"]["id"]),
                "subtotal_set": _money(node["subtotalSet"]),
                "total_tax_set": _money(node["totalTaxSet"]),
                "line_item": _line_item(node["lineItem"]),
            }
            for node in lines
        ],
    }


def _is_shipping(adjustment: Node, shipping: Sequence[Node]) -> bool:
    """Whether an adjustment is the refund of the shipping lines once more, as webhooks have it: it has no reason."""
    total = sum((Decimal(one["subtotalAmountSet"]["shopMoney"]["amount"]) for one in shipping), start=Decimal(0))
    amount = Decimal(adjustment["amountSet"]["shopMoney"]["amount"])
    return bool(shipping) and adjustment["reason"] is None and amount == -total


def whole_product(admin: Admin, gid: str) -> dict[str, Any] | None:
    """A product with all its variants; None for one that is gone meanwhile."""
    found: dict[str, Any] | None = None
    variants: list[Node] = []
    for page in admin.whole_pages("product", ("product", "variants"), id=gid):
        found = page["product"]
        variants += page["product"]["variants"]["nodes"]
    if found is None:
        return None
    pictures = [(place, _picture(node["media"]["nodes"])) for place, node in enumerate(variants, 1)]
    return {
        "id": found["legacyResourceId"],
        "title": found["title"],
        "vendor": found["vendor"],
        "product_type": found["productType"],
        "handle": found["handle"],
        "status": (found["status"] or "").lower() or None,
        "created_at": found["createdAt"],
        "updated_at": found["updatedAt"],
        "category": None if found["category"] is None else {"full_name": found["category"]["fullName"]},
        "image": {"src": _picture([found["featuredMedia"]])},
        "images": [{"id": place, "src": picture} for place, picture in pictures if picture],
        "variants": [
            {
                "sku": node["sku"],
                "price": node["price"],
                "inventory_item_id": node["inventoryItem"]["legacyResourceId"],
                "image_id": place,
                **{f"option{number}": option["value"] for number, option in enumerate(node["selectedOptions"], 1)},
            }
            for place, node in enumerate(variants, 1)
        ],
    }


def customer(node: Node) -> dict[str, Any]:
    """A customer."""
    email, phone = node["defaultEmailAddress"] or {}, node["defaultPhoneNumber"] or {}
    state = email.get("marketingState")
    consent = None if state is None else {"state": state.lower(), "consent_updated_at": email["marketingUpdatedAt"]}
    return {
        "id": node["legacyResourceId"],
        "created_at": node["createdAt"],
        "updated_at": node["updatedAt"],
        "email": email.get("emailAddress"),
        "phone": phone.get("phoneNumber"),
        "first_name": node["firstName"],
        "last_name": node["lastName"],
        "default_address": _address(node["defaultAddress"]),
        "email_marketing_consent": consent,
    }


def _line_item(node: Node) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": _number(node["id"]),
        "name": node["name"],
        "sku": node["sku"],
        "taxable": node["taxable"],
        "requires_shipping": node["requiresShipping"],
        "gift_card": node["isGiftCard"],
        "price": _amount(node["originalUnitPriceSet"]),
        "tax_lines": node.get("taxLines"),
    }
    if "quantity" in node:
        said |= {
            "quantity": node["quantity"],
            "current_quantity": node["currentQuantity"],
            "total_discount": _amount(node["totalDiscountSet"]),
        }
    return said


def _address(node: Node | None) -> dict[str, Any] | None:
    return None if node is None else {"country_code": node["countryCodeV2"], "phone": node.get("phone")}


def _money(node: Node | None) -> dict[str, Any] | None:
    return None if node is None else {"shop_money": {"amount": node["shopMoney"]["amount"]}}


def _amount(node: Node | None) -> str | None:
    return None if node is None else node["shopMoney"]["amount"]


def _number(gid: str) -> str:
    """The number in `gid://shopify/LineItem/123`."""
    return gid.rpartition("/")[2].partition("?")[0]


def _picture(media: Sequence[Node | None]) -> str | None:
    for one in media:
        image = ((one or {}).get("preview") or {}).get("image")
        if image:
            url: str = image["url"]
            return url
    return None

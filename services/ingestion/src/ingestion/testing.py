"""For tests: writes files exactly as Shopify exports them, so that what is in them is known to the cent."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal


def _names(text: str) -> list[str]:
    """The columns of a header that is written over several lines."""
    return text.replace("\n", "").split(",")


ORDERS = _names("""
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,
Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,
Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,
Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,
Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,
Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,
Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,
Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,
Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,
Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,
Payment Terms Name,Next Payment Due At,Payment References
""")
CUSTOMERS = _names("""
Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,
Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,
Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,
Tags
""")
INVENTORY = _names("""
Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,
Location,Bin name,Incoming (not editable),Unavailable (not editable),Committed (not editable),
Available (not editable),On hand (current),On hand (new)
""")
PRODUCTS = _names("""
Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,
Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,
Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,Variant Price,
Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,
Image Alt Text,Gift Card,SEO Title,SEO Description,Google Shopping / Google Product Category,
Google Shopping / Gender,Google Shopping / Age Group,Google Shopping / MPN,Google Shopping / AdWords Grouping,
Google Shopping / AdWords Labels,Google Shopping / Condition,Google Shopping / Custom Product,
Google Shopping / Custom Label 0,Google Shopping / Custom Label 1,Google Shopping / Custom Label 2,
Google Shopping / Custom Label 3,Google Shopping / Custom Label 4,Variant Image,Variant Weight Unit,
Variant Tax Code,Cost per item,Included / International,Price / International,Compare At Price / International,
Status
""")
PRODUCTS_2025 = _names("""
Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,
Option1 name,Option1 value,Option1 Linked To,Option2 name,Option2 value,Option2 Linked To,Option3 name,
Option3 value,Option3 Linked To,Price,Compare-at price,Cost per item,Charge tax,Tax code,
Unit price total measure,Unit price total measure unit,Unit price base measure,Unit price base measure unit,
Inventory tracker,Inventory quantity,Continue selling when out of stock,Weight value (grams),
Weight unit for display,Requires shipping,Fulfillment service,Product image URL,Image position,Image alt text,
Variant image URL,Gift card,SEO title,SEO description,Color (product.metafields.shopify.color-pattern),
Google Shopping / Google product category,Google Shopping / Gender,Google Shopping / Age group,
Google Shopping / Manufacturer part number (MPN),Google Shopping / Ad group name,Google Shopping / Ads labels,
Google Shopping / Condition,Google Shopping / Custom product,Google Shopping / Custom label 0,
Google Shopping / Custom label 1,Google Shopping / Custom label 2,Google Shopping / Custom label 3,
Google Shopping / Custom label 4
""")
_ITEM = ("quantity", "name", "price", "sku", "discount", "taxable", "requires shipping")


@dataclass(frozen=True)
class Item:
    """A line item, priced as the customer saw it."""

    name: str
    price: str
    quantity: int = 1
    sku: str = ""
    discount: str = "0.00"
    taxable: bool = True
    ships: bool = True

    @property
    def cells(self) -> dict[str, str]:
        values = (self.quantity, self.name, self.price, self.sku, self.discount, self.taxable, self.ships)
        return {f"Lineitem {name}": _cell(value) for name, value in zip(_ITEM, values, strict=True)}


@dataclass(frozen=True)
class Order:
    """An order; the subtotal and the total follow from the rest unless `cells` says them."""

    name: str
    items: Sequence[Item]
    created_at: str = "2026-05-14 11:23:45 +0100"
    email: str = ""
    shipping: str = "0.00"
    taxes: str = "0.00"
    discount: str = "0.00"  # off the whole order
    duties: str = "0.00"
    includes_tax: bool = False
    cells: Mapping[str, str] = field(default_factory=dict)  # any further column

    def rows(self) -> list[dict[str, str]]:
        tips = sum((Decimal(item.price) for item in self.items if item.name == "Tip"), Decimal(0))
        full = sum((Decimal(item.price) * item.quantity - Decimal(item.discount) for item in self.items), Decimal(0))
        subtotal = full - tips - Decimal(self.discount)
        total = subtotal + tips + Decimal(self.shipping) + Decimal(self.duties)
        total += 0 if self.includes_tax else Decimal(self.taxes)
        first = {
            "Financial Status": "paid",
            "Paid at": self.created_at,
            "Fulfillment Status": "fulfilled",
            "Accepts Marketing": "no",
            "Currency": "GBP",
            "Subtotal": str(subtotal),
            "Shipping": self.shipping,
            "Taxes": self.taxes,
            "Total": str(total),
            "Discount Amount": self.discount,
            "Shipping Country": "GB",
            "Billing Country": "GB",
            "Payment Method": "Shopify Payments",
            "Refunded Amount": "0.00",
            "Outstanding Balance": "0.00",
            "Id": "5" + self.name.strip("#").rjust(12, "0"),
            "Source": "web",
            "Duties": self.duties,
            **self.cells,
        }
        every = {"Name": self.name, "Email": self.email, "Created at": self.created_at}
        items = [item.cells for item in self.items] or [{}]
        return [{**(first if place == 0 else {}), **every, **cells} for place, cells in enumerate(items)]


def orders_csv(orders: Iterable[Order]) -> str:
    """The orders export, newest first as Shopify writes it if the orders come so."""
    return table_csv(ORDERS, (row for order in orders for row in order.rows()))


def table_csv(header: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Rows under a header, as Shopify writes CSV: quoted where needed, lines that end in a line feed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        unknown = set(row) - set(header)
        if unknown:
            raise ValueError(f"not in the header: {unknown}")
        writer.writerow([_cell(row.get(name, "")) for name in header])
    return text.getvalue()


def _cell(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""Shopify's orders export as orders: an order's own cells stand on its first line, every line holds one line item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ingestion.files.shopify_amounts import ZERO, Item, Totals
from ingestion.files.shopify_batch import Cells
from ingestion.files.shopify_cells import (
    NOT_A_NUMBER,
    bare,
    channel_of,
    customer_id,
    first_of,
    is_test_gateway,
    line_type_of,
    number,
    product_id,
    says_yes,
)

NEEDED = (
    "name",
    "created at",
    "subtotal",
    "total",
    "financial status",
    "lineitem name",
    "lineitem quantity",
    "lineitem price",
)
READ = (
    *NEEDED,
    "id",
    "email",
    "phone",
    "currency",
    "shipping",
    "taxes",
    "duties",
    "discount amount",
    "refunded amount",
    "outstanding balance",
    "cancelled at",
    "source",
    "location",
    "employee",
    "payment method",
    "shipping country",
    "billing country",
    "billing phone",
    "lineitem sku",
    "lineitem discount",
    "lineitem taxable",
    "lineitem requires shipping",
    *(f"tax {place} name" for place in range(1, 6)),
)
DATES = ("created at", "paid at", "fulfilled at", "cancelled at")
_ORDER_LEVEL = ("id", "financial status", "subtotal", "total")  # where one of them stands, an order begins
_DRAFT = re.compile(r"^#?D[0-9]+$")  # how drafts are numbered as long as they are drafts
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%")


class BadOrderError(Exception):
    """An order that cannot be taken: the line and the column to blame, why, and what stands there."""

    def __init__(self, line: int, column: str, reason: str, value: str | None = None) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column
        self.reason = reason
        self.value = value


@dataclass
class Block:
    """The lines of one order as they were read."""

    first: Mapping[str, str | None]
    lines: list[int] = field(default_factory=list)
    rows: list[Mapping[str, str | None]] = field(default_factory=list)
    broken: bool = False
    headless: bool = False  # its first line, with what the order says of itself, is not in the file


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the export has it."""

    order_id: str
    line: int
    item_lines: tuple[int, ...]
    items: tuple[Item, ...]
    totals: Totals
    status: str
    created_at: datetime
    cancelled_at: datetime | None
    outstanding: Decimal
    currency: str | None
    said: Mapping[str, str | None]  # customer_id, country, channel, location_id, staff_id, is_test


class Blocks:
    """Cuts rows into orders, also where an order goes on in the next chunk."""

    def __init__(self) -> None:
        self._open: Block | None = None

    def take(self, cells: Cells) -> Iterator[Block]:
        """The orders that have ended."""
        for place, line in enumerate(cells.lines):
            row = cells.row(place)
            block = self._open
            if block is None or self._begins(row, block.first):
                if block is not None:
                    yield block
                block = self._open = Block(row, headless=not any(row.get(name) for name in _ORDER_LEVEL))
            block.lines.append(line)
            block.rows.append(row)
            block.broken |= place in cells.broken

    def finish(self) -> Iterator[Block]:
        if self._open is not None:
            yield self._open
        self._open = None

    @staticmethod
    def _begins(row: Mapping[str, str | None], first: Mapping[str, str | None]) -> bool:
        if row["name"] != first["name"]:
            return True
        said = [name for name in _ORDER_LEVEL if row.get(name)]
        return any(row[name] != first[name] for name in said)  # the same again: a sheet that was filled down


def is_draft(block: Block) -> bool:
    """A draft is an offer; it has neither been placed nor paid."""
    return bool(_DRAFT.match(block.first["name"] or "")) and not block.first["financial status"]


def read_order(block: Block, zone: ZoneInfo) -> Order:
    """An order out of its lines. Raises BadOrderError for what cannot be read; `zone` is that of times without one."""
    first, line = block.first, block.lines[0]
    if block.broken:
        raise BadOrderError(line, "", "control_character")
    if block.headless:
        raise BadOrderError(line, "Total", "order_cut_off", first["name"])
    order_id = bare(first.get("id")) or first["name"]
    if order_id is None:
        raise BadOrderError(line, "Name", "required_missing")
    created = _moment(first, "created at", line, zone)
    if created is None:
        raise BadOrderError(line, "Created at", "required_missing")
    items, item_lines = [], []
    for place, row in enumerate(block.rows):
        if row["lineitem name"] or row["lineitem quantity"]:
            items.append(_item(row, block.lines[place]))
            item_lines.append(block.lines[place])
    phone = first_of([first.get("phone"), first.get("billing phone")])
    return Order(
        order_id=order_id,
        line=line,
        item_lines=tuple(item_lines),
        items=tuple(items),
        totals=_totals(first, line),
        status=(first["financial status"] or "").casefold(),
        created_at=created,
        cancelled_at=_moment(first, "cancelled at", line, zone),
        outstanding=_amount(first, "outstanding balance", line) or ZERO,
        currency=(first.get("currency") or "").upper() or None,
        said={
            "customer_id": customer_id(first.get("email"), phone),
            "country": first_of([first.get("shipping country"), first.get("billing country")]),
            "channel": channel_of(first.get("source")),
            "location_id": first.get("location"),
            "staff_id": first.get("employee"),
            "is_test": "true" if is_test_gateway(first.get("payment method")) else "false",
        },
    )


def _item(row: Mapping[str, str | None], line: int) -> Item:
    name, sku = row["lineitem name"], row.get("lineitem sku")
    quantity = _amount(row, "lineitem quantity", line)
    price = _amount(row, "lineitem price", line)
    for column, value in (("Lineitem quantity", quantity), ("Lineitem price", price)):
        if value is None:
            raise BadOrderError(line, column, "required_missing")
        if value < 0:
            raise BadOrderError(line, column, "sign_conflict", str(value))
    taxable = row.get("lineitem taxable")
    is_taxable = taxable is None or says_yes(taxable)
    line_type = line_type_of(name, sku, is_taxable=is_taxable, ships=says_yes(row.get("lineitem requires shipping")))
    return Item(
        line_type=line_type,
        product_id=None if line_type == "tip" else product_id(sku, name),
        quantity=quantity or ZERO,
        price=price or ZERO,
        discount=_amount(row, "lineitem discount", line) or ZERO,
        is_taxable=is_taxable,
    )


def _totals(first: Mapping[str, str | None], line: int) -> Totals:
    subtotal, total = _amount(first, "subtotal", line), _amount(first, "total", line)
    if subtotal is None or total is None:
        raise BadOrderError(line, "Subtotal" if subtotal is None else "Total", "required_missing")
    return Totals(
        subtotal=subtotal,
        shipping=_amount(first, "shipping", line) or ZERO,
        taxes=_amount(first, "taxes", line) or ZERO,
        duties=_amount(first, "duties", line) or ZERO,
        total=total,
        discount=_amount(first, "discount amount", line) or ZERO,
        refunded=_amount(first, "refunded amount", line) or ZERO,
        tax_rate=_tax_rate(first),
    )


def _tax_rate(first: Mapping[str, str | None]) -> Decimal | None:
    """The sum of the rates that the taxes' names say (`VAT 20%`); null when one of them says none."""
    names = [name for number_ in range(1, 6) if (name := first.get(f"tax {number_} name"))]
    rates = [_RATE.search(name) for name in names]
    if not rates or not all(rates):
        return None
    return sum((Decimal(rate[1]) for rate in rates if rate), start=ZERO) / 100


def _amount(row: Mapping[str, str | None], column: str, line: int) -> Decimal | None:
    try:
        return number(row.get(column))
    except ValueError:
        raise BadOrderError(line, column.capitalize(), NOT_A_NUMBER, row[column]) from None


def _moment(row: Mapping[str, str | None], column: str, line: int, zone: ZoneInfo) -> datetime | None:
    text = row.get(column)
    if text is None:
        return None
    try:
        return moment_of(text, zone)
    except ValueError:
        raise BadOrderError(line, column.capitalize(), "not_a_date", text) from None


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """`2026-05-14 11:23:45 +0100`, `... UTC`, or without an offset the shop's clock. Raises ValueError for another."""
    clock, _, offset = text.strip().replace("T", " ").rpartition(" ")
    if offset in {"UTC", "Z"}:
        return datetime.fromisoformat(clock).replace(tzinfo=UTC)
    if len(offset) == 5 and offset[0] in "+-":  # noqa: PLR2004 - a sign and four digits
        return datetime.fromisoformat(f"{clock}{offset[:3]}:{offset[3:]}").astimezone(UTC)
    moment = datetime.fromisoformat(text.strip())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

"""The orders export as lines of the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from ingestion.files.shopify_amounts import AmountsError
from ingestion.files.shopify_batch import BESIDE, Batch, Cells, filled_by
from ingestion.files.shopify_known import Entry, Known
from ingestion.files.shopify_ledger import ENTRY_FIELDS, Bookkeeper, Money
from ingestion.files.shopify_orders import READ, BadOrderError, Block, Blocks, Order, is_draft, read_order
from ingestion.files.shopify_rates import Rates
from shared.money import amount_text
from shared.shop import Shop

_FUTURE = timedelta(days=1)  # clocks differ by hours; more than a day ahead is a wrong date
_FILLED_BY = {
    "order_id": ("id", "name"),
    "occurred_at": ("created at", "cancelled at"),
    "customer_id": ("email", "phone", "billing phone"),
    "product_id": ("lineitem sku", "lineitem name"),
    "quantity": ("lineitem quantity",),
    "gross_amount": ("lineitem price",),
    "discount_amount": ("lineitem discount", "subtotal", "discount amount"),
    "net_amount": ("subtotal", "shipping", "duties", "refunded amount", "total"),
    "tax_amount": ("taxes", "lineitem taxable"),
    "currency": ("currency",),
    "country": ("shipping country", "billing country"),
    "channel": ("source",),
    "location_id": ("location",),
    "staff_id": ("employee",),
    "is_test": ("payment method",),
    "line_type": ("lineitem name", "lineitem requires shipping"),
    "kind": ("financial status",),
}


@dataclass
class Orders:
    """One orders export. `remember` keeps what was made of an order for a later file of the same load."""

    columns: Mapping[str, str]  # what the cells call a column -> the file's own name of it
    shop: Shop
    books: Bookkeeper
    rates: Rates
    known: Known
    now: datetime
    remember: bool
    table: str = "sales"
    fields: tuple[str, ...] = ENTRY_FIELDS
    _blocks: Blocks = field(default_factory=Blocks)
    _counts: Counter[str] = field(default_factory=Counter)
    _offsets: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._has_known = self.known.has_entries() or self.remember

    @property
    def names(self) -> Mapping[str, str]:
        return {self.columns[name]: name for name in READ if name in self.columns}

    @property
    def recognised(self) -> Mapping[str, str]:
        return filled_by(self.columns, _FILLED_BY)

    def take(self, cells: Cells) -> Batch:
        return self._made(self._blocks.take(cells))

    def finish(self) -> Batch:
        return self._made(self._blocks.finish())

    def _made(self, blocks: Iterable[Block]) -> Batch:
        batch = Batch(self.fields)
        for block in blocks:
            if is_draft(block):
                self._counts["drafts"] += 1
                continue
            try:
                order = read_order(block, self.shop.zone)
                entries = self._entries(order)
            except BadOrderError as error:
                _refuse(batch, block, error)
                continue
            self._clock(block, order)
            _write(batch, order, entries)
        return batch

    def _entries(self, order: Order) -> list[Entry]:
        if order.created_at > self.now + _FUTURE:
            raise BadOrderError(order.line, "Created at", "in_the_future", order.created_at.isoformat())
        known = self.known.entries(order.order_id) if self._has_known else []
        try:
            entries = self.books.entries(order, known, self._money(order, known))
        except AmountsError as error:
            value = None if error.value is None else str(error.value)
            raise BadOrderError(order.line, error.column, "totals_disagree", value) from None
        if self.remember:
            self.known.add_entries(entries[len(known) :])
        return entries

    def _money(self, order: Order, known: Sequence[Entry]) -> Money:
        """What the order's amounts are in; one that the ledger holds stays at the rate it has there."""
        currency = order.currency or self.shop.currency
        if currency == self.shop.currency:
            return Money(currency)
        rate = Decimal(known[0]["fx_rate"] or 0) if known else self.rates.at(currency, self._day(order))
        if rate is None:
            raise BadOrderError(order.line, "Currency", "fx_rate_missing", currency)
        return Money(currency, rate)

    def _day(self, order: Order) -> date:
        return order.created_at.astimezone(self.shop.zone).date()

    def _clock(self, block: Block, order: Order) -> None:
        """Whether the export's clock is the shop's: it is written with the offset of the zone the shop is set to."""
        offset = (block.first["created at"] or "").rpartition(" ")[2]
        if len(offset) == 5 and offset[0] in "+-":  # noqa: PLR2004 - a sign and four digits
            here = order.created_at.astimezone(self.shop.zone).strftime("%z")
            self._offsets[offset, here == offset] += 1

    @property
    def prices_hold_tax(self) -> bool | None:
        """Whether most orders have the tax in their prices; null when none has a tax."""
        return self.books.prices_hold_tax

    def notes(self) -> list[str]:
        """What a person should know about these orders."""
        counts, zone = self._counts + self.books.counts, self.shop.time_zone
        told = [text.format(counts[name]) for name, text in _NOTES.items() if counts[name]]
        if undated := counts["undated refund"]:
            amount = f"{amount_text(self.books.undated, self.shop.currency)} {self.shop.currency}"
            told.append(
                f"{undated} orders had {amount} refunded, tax included, before anything of them was here: the export "
                "does not say when, so they are dated on the day of the order, on both bases"
            )
        elsewhere = sorted(offset for (offset, fits) in self._offsets if not fits)
        if elsewhere:
            told.append(
                f"the export's clock stands at {', '.join(elsewhere)}, which is not that of {zone}: days would begin "
                "at another hour than in Shopify. Set SHOP_TIMEZONE to the zone of Shopify's own settings"
            )
        return told


_NOTES = {
    "drafts": "{} drafts were left out: they are offers, not orders",
    "voided": "{} orders were voided before anything of them was here, and are no sales: they were left out",
    "test": "{} orders were paid by Shopify's test gateway: loaded, and counted apart",
    "cancelled": "{} orders were cancelled: they stay sales on their day, and what was given back is dated by the"
    " cancellation",
    "tax included": "{} orders have prices with the tax in them: it was taken out, line by line, to the exact total",
    "edited": "{} orders were edited since an earlier export: the difference is an adjustment, dated at the last moment"
    " this export speaks of",
    "refunded since": "{} orders had more refunded since an earlier export: dated by their cancellation, or else at the"
    " last moment this export speaks of, since it does not say when",
    "refunded less": "{} orders have less refunded than an earlier export said: left as they are",
    "refunded beyond": "{} orders had more refunded than they came to: the rest is a fee",
    "foreign": "{} orders are in another currency than the shop's: converted at the rate of the day they were placed",
    "older": "{} orders are known from a newer export than this one: left as they are",
}


def _refuse(batch: Batch, block: Block, error: BadOrderError) -> None:
    """An order is taken whole or not at all: half of it would be another order."""
    for line in block.lines:
        at_fault = line == error.line
        batch.reject(line, error.column, error.reason, error.value if at_fault else None)


def _write(batch: Batch, order: Order, entries: Iterable[Entry]) -> None:
    """The entries with the lines of the file they were made of; what has none of its own has the order's first."""
    used: Counter[int] = Counter()
    for entry in entries:
        number = int(entry["line_no"] or 0)
        line = order.item_lines[number - 1] if 0 < number <= len(order.item_lines) else order.line
        batch.add(line + used[line] * BESIDE, entry)
        used[line] += 1

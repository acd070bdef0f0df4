"""Shopify's exports, recognised by their headers: orders, products (both layouts), inventory and customers.

Beside them may stand a file of exchange rates, which Shopify has no export of. Orders come first, oldest export first:
they show when an export was made, and whether prices hold the tax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.ahead import ahead
from ingestion.files.bombs import check_rows
from ingestion.files.feeds import Feed
from ingestion.files.fields import table_named
from ingestion.files.formats import Formats, Told
from ingestion.files.frame import Frame
from ingestion.files.plan import FilesError, SourceFile, StagedFile, StagePlan, StageReport
from ingestion.files.reading import Source, open_source
from ingestion.files.rejects import Rejects
from ingestion.files.sales import Ledger
from ingestion.files.shopify_batch import Batch, Export, PlainLines, cells_of
from ingestion.files.shopify_cells import column_key
from ingestion.files.shopify_customers import Customers
from ingestion.files.shopify_inventory import Inventory
from ingestion.files.shopify_known import Known, open_known
from ingestion.files.shopify_ledger import Bookkeeper
from ingestion.files.shopify_orders import DATES, NEEDED, moment_of
from ingestion.files.shopify_products import Products
from ingestion.files.shopify_rates import COLUMNS as RATES
from ingestion.files.shopify_rates import Rates
from ingestion.files.shopify_sales import Orders
from ingestion.files.streams import Stream, open_stream
from ingestion.files.zones import zone

Progress = Callable[[str, int, int], None]

KINDS = ("orders", "products", "inventory", "customers")
_MISSING = {
    "orders": "without the orders export there are no sales, so no figures yet",
    "products": "without the products export there are no categories, brands and costs: margins are unknown",
    "inventory": "without the inventory export nothing is known of stock",
    "customers": "without the customers export nobody's name, address or consent is known; orders still tell customers"
    " apart by their e-mail address",
}
_BEYOND = (
    "Shopify's exports hold no targets, suppliers, lead times, purchase orders, receipts, promotions, content or web "
    "sessions: load these as canonical files (docs/mappings.md) for attainment, reorder dates and funnels"
)


@dataclass(frozen=True)
class _File:
    """A file that is one of Shopify's exports, and its columns by what layouts have in common of their names."""

    source: Source
    kind: str
    columns: Mapping[str, str]
    until: datetime | None  # of orders: the last moment it speaks of


def kind_of_export(columns: Iterable[str]) -> str | None:
    """Which export has these columns (as `column_key` has them); None for another file."""
    names = set(columns)
    if names.issuperset(NEEDED):
        return "orders"
    if names & {"accepts email marketing", "accepts marketing"} and {"email", "first name", "last name"} <= names:
        return "customers"
    if {"handle", "title", "variant price"} <= names or {"url handle", "title", "price"} <= names:
        return "products"
    # The older layout has no column for the location, but one for each of them.
    if {"handle", "title", "sku"} <= names and names & {"location", "coo", "hs code"}:
        return "inventory"
    return None


def stage_shopify(plan: StagePlan, rejects: Rejects, report: StageReport, progress: Progress) -> None:
    """Stage the plan's Shopify exports into `report`. Raises FilesError when none of the files is one."""
    with open_known(plan.known) as known:
        now = plan.now or datetime.now(UTC)
        load = _Load(plan, rejects, report, known, now)
        files = load.recognised()
        for file in files:
            load.stage(file, files, progress)
        kinds = {file.kind for file in files}
        report.notes.append(
            f"amounts are in {plan.shop.currency}, days are those of {plan.shop.time_zone} "
            "(SHOP_CURRENCY, SHOP_TIMEZONE, SHOP_COUNTRY)"
        )
        report.notes += [told for kind, told in _MISSING.items() if kind not in kinds]
        report.notes.append(_BEYOND)


class _Load:
    """One load of Shopify's exports while it is read."""

    def __init__(self, plan: StagePlan, rejects: Rejects, report: StageReport, known: Known, now: datetime) -> None:
        self._plan = plan
        self._rejects = rejects
        self._report = report
        self._known = known
        self._now = now
        self._holds_tax: bool | None = None
        self._rates = Rates()

    def recognised(self) -> list[_File]:
        """The exports among the files, in the order they are read."""
        files = []
        for file in self._plan.files:
            source = open_source(file)
            check_rows(source)
            columns: dict[str, str] = {}
            for name in source.header:
                columns.setdefault(column_key(name), name)
            kind = kind_of_export(columns)
            if kind is None and columns.keys() >= RATES:
                self._rates.read(source, columns)
            elif kind is None:
                self._report.notes.append(f"{file.name}: not used; its header is that of no export of Shopify's.")
            else:
                until = self._until(source, columns) if kind == "orders" else None
                files.append(_File(source, kind, columns, until))
        if not files:
            raise _no_export(self._plan.files)
        if note := self._rates.note(self._plan.shop.currency):
            self._report.notes.append(note)
        return sorted(files, key=lambda file: (KINDS.index(file.kind), file.until or self._now, file.source.file.name))

    def _until(self, source: Source, columns: Mapping[str, str]) -> datetime:
        """The last moment an orders export speaks of; nothing else says when it was made."""
        names = [columns[name] for name in DATES if name in columns]
        latest: dict[str, str] = {}  # by offset, since texts of one offset are in the order of their moments
        for chunk in source.chunks(names):
            for array in chunk.columns.values():
                for text in _latest_by_offset(pc.cast(array, pa.string())):
                    offset = text[-5:]
                    latest[offset] = max(text, latest.get(offset, ""))
        moments = [moment for text in latest.values() if (moment := _readable(text, self._plan)) is not None]
        return min(max(moments, default=self._now), self._now).replace(microsecond=0)

    def stage(self, file: _File, files: Sequence[_File], progress: Progress) -> None:
        """Read one export into its table's Parquet."""
        export, source = self._export(file, files), file.source
        staged = StagedFile(
            source.file.name,
            export.table,
            recognised=dict(export.recognised),
            ignored=[column for column in source.header if column not in export.names],
        )
        file_index = len({earlier.name for earlier in self._report.files})
        self._report.files.append(staged)
        parts = self._report.parquet.setdefault(export.table, [])
        parts.append(f"{export.table}-{len(parts):04}.parquet")
        shop = self._plan.shop
        feed = Feed(table_named(export.table), {name: (name,) for name in export.fields})
        ledger = Ledger(feed, zone(shop.time_zone), shop.currency, shop.currency) if export.table == "sales" else None
        stream = open_stream(feed, staged, ledger, self._plan.folder / parts[-1])
        told = Told(zone("UTC"), zone(shop.time_zone), None, decimal="point", canonical=True)
        formats = Formats(source.file.name, told)
        try:
            for chunk in ahead(source.chunks(list(export.names))):
                stream.refuse(chunk.bad, self._rejects)
                self._accept(export.take(cells_of(chunk, export.names)), stream, formats, file_index)
                progress(source.file.name, chunk.done, source.total)
            self._accept(export.finish(), stream, formats, file_index)
            stream.finish()
            progress(source.file.name, source.total, source.total)
        finally:
            stream.close()
        self._report.notes += [*source.notes, *(f"{source.file.name}: {note}" for note in export.notes())]
        if isinstance(export, Orders):
            self._holds_tax = export.prices_hold_tax if self._holds_tax is None else self._holds_tax

    def _export(self, file: _File, files: Sequence[_File]) -> Export:
        orders = [other for other in files if other.kind == "orders"]
        last = max((other.until for other in orders if other.until is not None), default=self._now)
        match file.kind:
            case "orders":
                shop, books = self._plan.shop, Bookkeeper(self._plan.shop.currency, file.until or self._now)
                remember = len(orders) > 1
                return Orders(file.columns, shop, books, self._rates, self._known, self._now, remember=remember)
            case "products":
                return Products(file.columns, self._holds_tax)
            case "inventory":
                # The stock is what the last order left: counted in its very second, the order would be taken off again.
                counted = min(last.replace(microsecond=0) + timedelta(seconds=1), self._now)
                return Inventory(file.columns, counted, self._known)
            case _:
                return Customers(file.columns, self._known)

    def _accept(self, batch: Batch, stream: Stream, formats: Formats, file_index: int) -> None:
        if batch.rejected:
            self._rejects.add(stream.told.name, stream.told.table, batch.rejected)
            stream.told.rows_read += len(batch.rejected)
        if batch.lines:
            frame = Frame(batch.columns(), batch.line_numbers(), formats, stream.feed.numeric, stream.feed.dated)
            stream.accept(frame, file_index, PlainLines(self._rejects))


def _latest_by_offset(texts: pa.Array) -> list[str]:
    texts = pc.utf8_trim_whitespace(texts.drop_null())
    table = pa.table({"offset": pc.utf8_slice_codeunits(texts, -5), "text": texts})
    return [text for text in table.group_by("offset").aggregate([("text", "max")])["text_max"].to_pylist() if text]


def _readable(text: str, plan: StagePlan) -> datetime | None:
    try:
        return moment_of(text, plan.shop.zone)
    except ValueError:
        return None


def _no_export(files: Sequence[SourceFile]) -> FilesError:
    names = ", ".join(file.name for file in files)
    return FilesError(
        f"None of these files is an export of Shopify's by its header: {names}. Orders, products, inventory and "
        "customers are recognised, with the columns as Shopify writes them (docs/shopify.md). For any other file give "
        "a mapping."
    )

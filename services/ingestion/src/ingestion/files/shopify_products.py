"""Shopify's products export, in the classic layout and in that of 2025: a row per variant and per further picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingestion.files.shopify_batch import Batch, Cells, filled_by, laid_out
from ingestion.files.shopify_cells import NOT_A_NUMBER, bare, number, product_id, says_yes, variant_name

FIELDS = (
    "product_id",
    "sku",
    "title",
    "category",
    "brand",
    "price",
    "unit_cost",
    "is_gift_card",
    "parent_product_id",
    "url",
    "image_url",
    "active",
)
# What a cell is called here -> what it is called in the classic layout, and in that of 2025.
_LAYOUTS = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "vendor": ("vendor",),
    "category": ("product category",),
    "type": ("type",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "sku": ("variant sku", "sku"),
    "price": ("variant price", "price"),
    "cost": ("cost per item",),
    "gift card": ("gift card",),
    "image": ("image src", "product image url"),
    "variant image": ("variant image", "variant image url"),
    "option1": ("option1 value",),
    "option2": ("option2 value",),
    "option3": ("option3 value",),
}
_OPTIONS = ("option1", "option2", "option3")
_OF_PRODUCT = ("title", "vendor", "category", "type", "published", "status", "gift card", "image")
_FILLED_BY = {
    "product_id": ("sku", "title", *_OPTIONS),
    "sku": ("sku",),
    "title": ("title", *_OPTIONS),
    "category": ("type", "category"),
    "brand": ("vendor",),
    "price": ("price",),
    "unit_cost": ("cost",),
    "is_gift_card": ("gift card",),
    "parent_product_id": ("handle",),
    "url": ("handle",),
    "image_url": ("variant image", "image"),
    "active": ("status", "published"),
}


@dataclass
class Products:
    """One products export. `prices_hold_tax` is what the orders of the same load show; null when none shows it."""

    columns: Mapping[str, str]
    prices_hold_tax: bool | None
    table: str = "products"
    fields: tuple[str, ...] = FIELDS
    _product: dict[str, str | None] = field(default_factory=dict)
    _variant_of: dict[str, str] = field(default_factory=dict)  # product_id -> the name it was first taken under
    _counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._columns = laid_out(self.columns, _LAYOUTS)

    @property
    def names(self) -> Mapping[str, str]:
        return {column: name for name, column in self._columns.items()}

    @property
    def recognised(self) -> Mapping[str, str]:
        return filled_by(self._columns, _FILLED_BY)

    def take(self, cells: Cells) -> Batch:
        batch = Batch(self.fields)
        for place, line in enumerate(cells.lines):
            if place in cells.broken:
                batch.reject(line, "", "control_character")
            else:
                self._take(batch, line, cells.row(place))
        return batch

    def finish(self) -> Batch:
        return Batch(self.fields)

    def _take(self, batch: Batch, line: int, row: Mapping[str, str | None]) -> None:
        handle = row["handle"]
        if handle is None:
            batch.reject(line, "Handle", "required_missing")
            return
        if handle != self._product.get("handle"):
            self._product = {"handle": handle, **{name: row.get(name) for name in _OF_PRODUCT}}
        if not (row.get("price") or row.get("sku") or row.get("option1")):
            self._counts["pictures"] += 1  # a row for one more picture
            return
        title = variant_name(self._product["title"], (row.get(name) for name in _OPTIONS))
        identity = product_id(row.get("sku"), title)
        if identity is None:
            batch.reject(line, "Title", "required_missing")
            return
        if self._variant_of.setdefault(identity, f"{handle} {title}") != f"{handle} {title}":
            batch.reject(line, "SKU", "repeated_sku", row.get("sku"))
            return
        try:
            price, cost = number(row.get("price")), number(row.get("cost"))
        except ValueError as error:
            batch.reject(line, "Price", NOT_A_NUMBER, str(error))
            return
        if cost is not None and cost < 0:
            batch.reject(line, "Cost per item", "negative_cost", str(cost))
            return
        self._counts["without cost"] += cost is None
        said = self._product
        batch.add(
            line,
            {
                "product_id": identity,
                "sku": None if identity == title else bare(row.get("sku")),
                "title": title,
                "category": said["type"] or said["category"],
                "brand": said["vendor"],
                "price": None if price is None or self.prices_hold_tax else f"{price:f}",
                "unit_cost": None if cost is None else f"{cost:f}",
                "is_gift_card": None if said["gift card"] is None else _word(says_yes(said["gift card"])),
                "parent_product_id": handle,
                "url": f"/products/{handle}",
                "image_url": row.get("variant image") or said["image"],
                "active": self._active(said),
            },
        )

    @staticmethod
    def _active(said: Mapping[str, str | None]) -> str | None:
        if said["status"] is not None:
            return _word(said["status"].casefold() == "active")
        return None if said["published"] is None else _word(says_yes(said["published"]))

    def notes(self) -> list[str]:
        """What a person should know about these products."""
        told = []
        if self.prices_hold_tax:
            told.append("prices of products hold the tax, as the orders show, and no export says how much: left out")
        elif self.prices_hold_tax is None and "price" in self._columns:
            told.append(
                "prices of products are taken as they stand, before tax; if yours hold it, load orders together with "
                "them, which show it"
            )
        if missing := self._counts["without cost"]:
            told.append(f"{missing} products have no cost per item: their margin is unknown until it is entered")
        return told


def _word(value: bool) -> str:
    return "true" if value else "false"

"""Shopify's inventory export: a row per variant and location, or in the older layout a column per location."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from ingestion.files.shopify_batch import BESIDE, Batch, Cells, filled_by, laid_out
from ingestion.files.shopify_cells import NOT_A_NUMBER, number, product_id, variant_name
from ingestion.files.shopify_known import Known

FIELDS = ("product_id", "location_id", "counted_at", "on_hand", "committed")
_LAYOUTS = {
    "title": ("title",),
    "option1": ("option1 value",),
    "option2": ("option2 value",),
    "option3": ("option3 value",),
    "sku": ("sku",),
    "location": ("location",),
    "on hand": ("on hand (current)", "on hand"),
    "available": ("available (not editable)", "available"),
    "committed": ("committed (not editable)", "committed"),
    "unavailable": ("unavailable (not editable)", "unavailable"),
}
_OPTIONS = ("option1", "option2", "option3")
_NO_PLACE = frozenset({"handle", "hs code", "coo", "option1 name", "option2 name", "option3 name"})
_NOT_STOCKED = "not stocked"
_FILLED_BY = {
    "product_id": ("sku", "title", *_OPTIONS),
    "location_id": ("location",),
    "on_hand": ("on hand", "available", "committed", "unavailable"),
    "committed": ("committed",),
}


@dataclass
class Inventory:
    """One inventory export. It does not say when it was made: it counts as made at `counted_at`.

    All of it is held until the end, a row per variant and place: if it says what the last count said, it is that one.
    """

    columns: Mapping[str, str]
    counted_at: datetime
    known: Known
    table: str = "stock_counts"
    fields: tuple[str, ...] = FIELDS
    _rows: list[tuple[int, dict[str, str | None]]] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._columns = laid_out(self.columns, _LAYOUTS)
        said = {alias for aliases in _LAYOUTS.values() for alias in aliases} | _NO_PLACE
        self._places = (
            {}
            if "location" in self._columns
            else {column: f"at {column}" for name, column in self.columns.items() if name not in said}
        )

    @property
    def names(self) -> Mapping[str, str]:
        return {column: name for name, column in self._columns.items()} | self._places

    @property
    def recognised(self) -> Mapping[str, str]:
        told = filled_by(self._columns, _FILLED_BY)
        if self._places:
            told["location_id"] = told["on_hand"] = " + ".join(self._places)
        return told

    def take(self, cells: Cells) -> Batch:
        batch = Batch(self.fields)
        for place, line in enumerate(cells.lines):
            if place in cells.broken:
                batch.reject(line, "", "control_character")
                continue
            row = cells.row(place)
            identity = product_id(row.get("sku"), variant_name(row.get("title"), (row.get(name) for name in _OPTIONS)))
            if identity is None:
                batch.reject(line, "SKU", "required_missing")
                continue
            self._take(batch, line, identity, row)
        return batch

    def _take(self, batch: Batch, line: int, identity: str, row: Mapping[str, str | None]) -> None:
        beside = 0
        for location, on_hand, committed in self._at_places(row):
            if location is None:
                batch.reject(line, "Location", "required_missing")
                return
            stated = [text for text in (on_hand, committed) if text is not None]
            if on_hand is None or _NOT_STOCKED in {text.casefold() for text in stated}:
                self._counts["not stocked"] += 1
                continue
            if (identity, location) in self._seen:
                batch.reject(line, "SKU", "repeated_sku", row.get("sku"))
                continue
            try:
                counted = {"on_hand": number(on_hand), "committed": number(committed)}
            except ValueError as error:
                batch.reject(line, "On hand", NOT_A_NUMBER, str(error))
                return
            self._seen.add((identity, location))
            count = {"product_id": identity, "location_id": location, **{k: _text(v) for k, v in counted.items()}}
            self._rows.append((line + beside * BESIDE, count))
            beside += 1

    def _at_places(self, row: Mapping[str, str | None]) -> Iterator[tuple[str | None, str | None, str | None]]:
        """Location, units on hand and units committed, as they are written."""
        if self._places:  # the older layout has what is available, and nothing on what is promised
            for column, name in self._places.items():
                yield column, row[name], None
            return
        committed, on_hand = row.get("committed"), row.get("on hand")
        if on_hand is None and row.get("available") is not None:
            try:
                parts = [number(row.get(name)) or Decimal(0) for name in ("available", "committed", "unavailable")]
            except ValueError:
                yield row["location"], row["available"], committed
                return
            on_hand = _text(sum(parts, start=Decimal(0)))
        yield row["location"], on_hand, committed

    def finish(self) -> Batch:
        batch = Batch(self.fields)
        counted_at = (self._known_since() or self.counted_at).astimezone(UTC).isoformat()
        for line, count in self._rows:
            batch.add(line, {**count, "counted_at": counted_at})
        return batch

    def _known_since(self) -> datetime | None:
        """When this very count was taken before, if it is the latest one of everything it names."""
        moments = set()
        for _, count in self._rows:
            before = self.known.count(str(count["product_id"]), str(count["location_id"]))
            if before is None or any(_differs(before[name], count[name]) for name in ("on_hand", "committed")):
                return None
            moments.add(before["counted_at"])
        return datetime.fromisoformat(str(moments.pop())) if len(moments) == 1 else None

    def notes(self) -> list[str]:
        """What a person should know about this count."""
        told = []
        if self._rows:
            since = self._known_since()
            moment = (since or self.counted_at).astimezone(UTC).isoformat(timespec="minutes")
            known, unsaid = "as the count that is known and says the same", "the export does not say when it was made"
            why = known if since else f"since {unsaid}"
            told.append(f"counted at {moment}, {why}")
        if none := self._counts["not stocked"]:
            told.append(
                f"{none} times a product is not stocked at a location: no count there, which is not a count of 0"
            )
        if self._places:
            told.append(f"locations are the columns {', '.join(self._places)}; what is promised to orders is not known")
        return told


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _differs(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is not other
    return Decimal(one) != Decimal(other)

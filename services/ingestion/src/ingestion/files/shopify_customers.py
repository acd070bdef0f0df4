"""Shopify's customers export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingestion.files.shopify_batch import Batch, Cells, filled_by, laid_out
from ingestion.files.shopify_cells import bare, customer_id, says_yes
from ingestion.files.shopify_known import Known

FIELDS = ("customer_id", "email", "phone", "first_name", "last_name", "country", "marketing_consent")
_LAYOUTS = {
    "email": ("email",),
    "phone": ("phone",),
    "default phone": ("default address phone",),
    "first name": ("first name",),
    "last name": ("last name",),
    "country": ("default address country code", "country code", "country"),
    "consent": ("accepts email marketing", "accepts marketing"),
    "id": ("customer id",),
}
_FILLED_BY = {
    "customer_id": ("email", "phone", "id"),
    "email": ("email",),
    "phone": ("phone", "default phone"),
    "first_name": ("first name",),
    "last_name": ("last name",),
    "country": ("country",),
    "marketing_consent": ("consent",),
}


@dataclass
class Customers:
    """One customers export; `known` says who had agreed before."""

    columns: Mapping[str, str]
    known: Known
    table: str = "customers"
    fields: tuple[str, ...] = FIELDS
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
                continue
            row = {name: bare(text) for name, text in cells.row(place).items()}
            phone = row.get("phone") or row.get("default phone")
            identity = customer_id(row.get("email"), row.get("phone")) or row.get("id")
            if identity is None:
                batch.reject(line, "Email", "required_missing")
                continue
            batch.add(
                line,
                {
                    "customer_id": identity,
                    "email": row.get("email"),
                    "phone": phone,
                    "first_name": row.get("first name"),
                    "last_name": row.get("last name"),
                    "country": row.get("country"),
                    "marketing_consent": self._consent(identity, row.get("consent")),
                },
            )
        return batch

    def _consent(self, identity: str, accepts: str | None) -> str:
        """The export knows yes and no. A no after a yes is somebody who left; before one, somebody nobody asked."""
        if says_yes(accepts):
            self._counts["subscribed"] += 1
            return "subscribed"
        before = self.known.consent(identity)
        if before is None:
            self._counts["no"] += 1
            return "never_asked"
        return before if before == "cleaned" else "unsubscribed"

    def finish(self) -> Batch:
        return Batch(self.fields)

    def notes(self) -> list[str]:
        """What a person should know about these customers."""
        if not self._counts["no"]:
            return []
        told = (
            f"{self._counts['no']} customers do not accept e-mail marketing; the export does not say whether they left "
            "or never agreed, so they count as never asked, and are not written to either way"
        )
        return [told]

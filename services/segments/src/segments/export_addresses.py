"""Whether an address that several customers have may be written to: not after one of them said no.

The mailbox is one, and so it is at the vendors, who know addresses and no customers. It is written to again for a
customer who agreed after the last of the others had refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from segments import queries_exports as queries
from segments.export_consent import Notes
from shared.warehouse import Row, Warehouse

ADDRESS_REFUSED = "address_refused"

_REFUSED = frozenset({"unsubscribed", "cleaned"})  # never_asked refuses nothing: nobody agreed, and nobody said no
_ALWAYS = datetime.max.replace(tzinfo=UTC)  # of a refusal of which nobody knows when it was: nothing is after it


@dataclass(frozen=True, slots=True)
class Sharing:
    """Customers whose address another one has as well: who has the same, with what they agreed to."""

    together: Sequence[Sequence[Row]]

    def refusals(self, notes: Notes, people: Mapping[str, Row], ids: Sequence[str]) -> dict[str, str | None]:
        """Why each of these may not be sent, None for who may: their own word, then that of others at their address.

        `people` are their rows of `customers`, by id.
        """
        refused: dict[str, datetime] = {}
        for rows in self.together:
            said = [at for row in rows if (at := _refused_at(notes, row)) is not None]
            if said:
                refused |= dict.fromkeys((str(row["customer_id"]) for row in rows), max(said))
        found = {}
        for customer_id in ids:
            row = people.get(customer_id)
            found[customer_id] = notes.refusal(customer_id, row)
            if row is not None and found[customer_id] is None and customer_id in refused:
                agreed_at = cast("datetime | None", row["consent_updated_at"])
                if agreed_at is None or agreed_at <= refused[customer_id]:
                    found[customer_id] = ADDRESS_REFUSED
        return found

    def others(self) -> dict[str, frozenset[str]]:
        """Who has the same address, themselves included, by customer id."""
        found: dict[str, frozenset[str]] = {}
        for rows in self.together:
            ids = frozenset(str(row["customer_id"]) for row in rows)
            found |= dict.fromkeys(ids, ids)
        return found


def sharing(warehouse: Warehouse, ids: Sequence[str]) -> Sharing:
    """Who shares an address with one of these customers. To be read before the notes, and after the customers."""
    together: dict[str, list[Row]] = {}
    for row in queries.export_same_address(warehouse, ids):
        together.setdefault(str(row["first_id"]), []).append(row)
    return Sharing(list(together.values()))


def _refused_at(notes: Notes, row: Row) -> datetime | None:
    """When a customer said no, as far as it stands; None where they did not, or are no customer any more."""
    customer_id, said_at = str(row["customer_id"]), cast("datetime | None", row["consent_updated_at"])
    if notes.is_erased(customer_id):
        return None
    noted = notes.withdrawn_at(customer_id, said_at)
    if row["marketing_consent"] not in _REFUSED:
        return noted
    return max(noted or _LONG_AGO, said_at or _ALWAYS)


_LONG_AGO = datetime.min.replace(tzinfo=UTC)

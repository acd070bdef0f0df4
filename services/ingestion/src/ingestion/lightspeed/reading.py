"""What each kind of item of Lightspeed becomes: which path lists it, and the events an item makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingestion.lightspeed import records, sales
from ingestion.lightspeed.connecting import Retailer
from ingestion.lightspeed.names import Names
from ingestion.lightspeed.sales import Normalised
from ingestion.lightspeed.values import Item, WrongItemError, identity, record, text, version
from shared.contracts.events import Event, EventError, new_event

# In this order: a sale is read with the names of products, outlets and users, and stock is counted after the sales.
ENTITIES = ("outlets", "users", "products", "customers", "sales", "inventory")
LISTS_DELETED = frozenset({"outlets", "products", "customers"})
"""Which leave deleted items out unless they are asked for; old sales name them."""

PRODUCT, CUSTOMER, STOCK = "product-changed.v1", "customer-changed.v1", "stock-counted.v1"
_SOURCE = "/ingestion/lightspeed"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the items of one Lightspeed shop."""

    domain_prefix: str
    retailer: Retailer
    currency: str
    names: Names
    leave_out_shopify: bool
    clock: Callable[[], datetime]

    def read(self, entity: str, found: object) -> tuple[list[Event], str | None]:
        """The events an item makes, or why there are none. Raises WrongItemError."""
        item, now = record(found), self.clock()
        said = self._readers[entity](self, item, now)
        identified, number = identity(item), version(item)
        try:
            events = [
                new_event(
                    kind,
                    f"{_SOURCE}/{self.domain_prefix}",
                    data,
                    event_id=f"{kind.removesuffix('.v1')}-{identified}-{number}",
                    time=now,
                )
                for kind, data in said.events
            ]
        except EventError as error:
            raise WrongItemError("not_allowed", str(error)[:200]) from None
        return events, said.left_out

    def unknown(self, found: Sequence[object]) -> list[str]:
        """Which lists hold names that these sales speak of and nobody has seen yet."""
        missing: set[str] = set()
        for item in found:
            if isinstance(item, dict):
                products, outlets, users = sales.mentioned(item)
                products -= {self.retailer.discount_product or ""}
                missing |= {"products"} if self.names.unknown("products", products) else set()
                missing |= {"outlets"} if self.names.unknown("outlets", outlets) else set()
                missing |= {"users"} if self.names.unknown("users", users) else set()
        return [entity for entity in ENTITIES if entity in missing]

    def _outlet(self, item: Item, _now: datetime) -> Normalised:
        self.names.take("outlets", identity(item), text(item, "name"))
        return Normalised(left_out="name_only")

    def _user(self, item: Item, _now: datetime) -> Normalised:
        self.names.take("users", identity(item), text(item, "display_name", "username"))
        return Normalised(left_out="name_only")

    def _product(self, item: Item, now: datetime) -> Normalised:
        if identity(item) == self.retailer.discount_product:
            return Normalised(left_out="system_product")
        return Normalised(((PRODUCT, records.product(item, self.names, now)),))

    def _customer(self, item: Item, now: datetime) -> Normalised:
        if records.is_walk_in(item):
            self.names.take("walk_in", identity(item), None)
            return Normalised(left_out="walk_in")
        if item.get("deleted_at"):
            return Normalised(left_out="deleted")
        return Normalised(((CUSTOMER, records.customer(item, now)),))

    def _sale(self, item: Item, now: datetime) -> Normalised:
        shop = sales.Shop(
            currency=self.currency,
            discount_product=self.retailer.discount_product,
            leave_out_shopify=self.leave_out_shopify,
            walk_in=lambda customer: self.names.of("walk_in", customer) is not None,
            product=lambda product: self.names.take("products", product, None),
            outlet=lambda outlet: self.names.take("outlets", outlet, None),
            user=lambda user: self.names.take("users", user, None),
            now=now,
        )
        return sales.normalise(item, shop)

    def _stock(self, item: Item, now: datetime) -> Normalised:
        if item.get("deleted_at"):
            return Normalised(left_out="deleted")
        counted = records.stock_count(item, self.names, now)
        return Normalised(((STOCK, counted),)) if counted is not None else Normalised(left_out="no_level")

    @property
    def _readers(self) -> dict[str, Callable[[Reader, Item, datetime], Normalised]]:
        return {
            "outlets": Reader._outlet,
            "users": Reader._user,
            "products": Reader._product,
            "customers": Reader._customer,
            "sales": Reader._sale,
            "inventory": Reader._stock,
        }

"""The hourly comparison: what the Admin API says has changed beside what webhooks brought; what is missing is told.

It asks for what changed since the last time and a little longer, and then in full for what no webhook told. The events
are those that the webhooks would have made, with the same ids and versions: running it twice changes nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from ingestion.door import Door
from ingestion.shopify import admin_payloads, catalogue, kept, people, reading
from ingestion.shopify.admin import Admin, AdminError
from ingestion.shopify.connection import ConnectionSecretError, read_connection
from ingestion.shopify.directory import Directory, change
from ingestion.shopify.facts import ShopSays
from ingestion.shopify.orders import order_events
from ingestion.shopify.reading import MalformedError
from shared.contracts.events import Event
from shared.store import lease

Progress = Callable[[str, int, int], None]

JOB = "reconcile-shopify"
KINDS = ("products", "orders", "customers", "levels", "costs")
_STATE = "shopify/compared"  # until when, by kind
# What Shopify's search finds lags behind what changed, by seconds mostly; a quarter of an hour costs a page of ids.
_OVERLAP = timedelta(minutes=15)
# A webhook on its way is not missed: Shopify sends them within seconds, and tries again after a minute.
_SETTLED = timedelta(minutes=2)
_BATCH = 100  # events remembered at once: what a crash has to do again
_NAMED = 20  # things that could not be taken, named in the report


class NotConnectedError(Exception):
    """No Shopify shop is connected."""


@dataclass
class Difference:
    """What one kind of thing came to: changed at Shopify, missed by webhooks and now published, refused."""

    changed: int = 0
    missed: int = 0
    refused: int = 0


@dataclass
class Comparison:
    """One run; `differences` and `notes` are its report."""

    door: Door
    admin: Admin
    progress: Progress
    since: datetime | None
    differences: dict[str, Difference] = field(default_factory=lambda: {kind: Difference() for kind in KINDS})
    notes: list[str] = field(default_factory=list)
    _marks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._now = self.door.now()
        self._until = self._now - _SETTLED
        self._came = kept.marks(self.door.store)
        self._directory = Directory(self.door.store)

    def run(self) -> dict[str, object]:
        """Compare everything, and answer the contract's ShopifyReport."""
        self.progress("asking Shopify what changed", 0, 0)
        learn_shop(self.admin, self._directory)
        says = self._directory.says(self.door.shop().currency)
        compared = _compared(self.door)
        for kind, compare in (
            ("products", self._products),
            ("orders", self._orders),
            ("customers", self._customers),
            ("levels", self._levels),
            ("costs", self._costs),
        ):
            since = self._begin(kind, compared.get(kind))
            compare(says, since)
            kept.mark_many(self.door.store, self._marks, now=self._now)
            self._marks.clear()
            self._compared(kind)
        kept.forget_marks(self.door.store, before=self._until - _OVERLAP)
        kept.forget_set_aside(self.door.store, now=self._now)
        return self._report()

    def _begin(self, kind: str, compared: datetime | None) -> datetime | None:
        """From when on a kind is compared; None: from the beginning.

        What is sold and what lies there is read whole the first time. Orders and customers of before are the exports'
        (`docs/shopify.md`), unless the caller says since when.
        """
        if self.since is not None:
            return self.since
        if compared is not None:
            return compared - _OVERLAP
        return None if kind in {"products", "levels", "costs"} else self._until - _OVERLAP

    def _filter(self, since: datetime | None) -> str:
        until = f"updated_at:<'{reading.written(self._until)}'"
        return until if since is None else f"updated_at:>='{reading.written(since)}' {until}"

    def _products(self, says: ShopSays, since: datetime | None) -> None:
        told = self.differences["products"]
        missing = []
        for node in self.admin.pages("changed_products", ("products",), filter=self._filter(since)):
            told.changed += 1
            mark = f"product:{node['legacyResourceId']}:{reading.version_of(reading.moment(node, 'updatedAt'))}"
            if mark not in self._came:
                missing.append(node)
        for done, node in enumerate(missing):
            self.progress("reading products of Shopify", done, len(missing))
            self._take("products", node, lambda node=node: self._product(says, node))  # type: ignore[misc]  # bound per turn

    def _product(self, says: ShopSays, node: Mapping[str, Any]) -> None:
        payload = admin_payloads.whole_product(self.admin, node["id"])
        if payload is None:
            return
        before = self._directory.variants(reading.identity(payload, "id"))
        made = catalogue.product_events(payload, says, before=before, now=self._now)
        self._publish(made.events, made.marks)
        self._directory.learn([(made.shopify_id, made.variants, made.items)])

    def _orders(self, says: ShopSays, since: datetime | None) -> None:
        told = self.differences["orders"]
        missing = []
        for node in self.admin.pages("changed_orders", ("orders",), filter=self._filter(since)):
            told.changed += 1
            place = (node["retailLocation"] or {}).get("legacyResourceId")
            version = reading.version_of(reading.moment(node, "updatedAt"))
            version += place is None or str(place) in says.locations  # as in `order_events`
            if f"order:{node['legacyResourceId']}:{version}" not in self._came:
                missing.append(node)
        for done, node in enumerate(missing):
            self.progress("reading orders of Shopify", done, len(missing))
            self._take("orders", node, lambda node=node: self._order(says, node))  # type: ignore[misc]  # bound per turn

    def _order(self, says: ShopSays, node: Mapping[str, Any]) -> None:
        payload = admin_payloads.whole_order(self.admin, node["id"])
        if payload is not None:
            made = order_events(payload, says, placed=False, now=self._now)
            self._publish(made.events, made.marks)

    def _customers(self, _says: ShopSays, since: datetime | None) -> None:
        told = self.differences["customers"]
        for node in self.admin.pages("changed_customers", ("customers",), filter=self._filter(since)):
            told.changed += 1
            self.progress("reading customers of Shopify", told.changed, 0)
            self._take_customer(node)

    def _take_customer(self, node: Mapping[str, Any]) -> None:
        """What a webhook told without consent is said again with it, and was not missed."""
        version = reading.version_of(reading.moment(node, "updatedAt"))
        came = [f"customer:{node['legacyResourceId']}:{one}" in self._came for one in (version, version + 1)]
        has_address = node["defaultEmailAddress"] is not None
        if came[1] or (came[0] and not has_address):
            return
        self._take("customers", node, lambda: self._customer(node))
        self.differences["customers"].missed -= came[0]

    def _customer(self, node: Mapping[str, Any]) -> None:
        made = people.customer_events(admin_payloads.customer(node), now=self._now)
        self._publish(made.events, made.marks)

    def _levels(self, says: ShopSays, since: datetime | None) -> None:
        items = self._directory.items()
        for place, location in says.locations.items():
            self.progress(f"reading stock levels of {location}", 0, 0)
            gid = f"gid://shopify/Location/{place}"
            for node in self.admin.pages(
                "changed_levels", ("location", "inventoryLevels"), id=gid, filter=self._filter(since)
            ):
                self.differences["levels"].changed += 1
                self._level(items, place, location, node)

    def _level(self, items: Mapping[str, str], place: str, location: str, node: Mapping[str, Any]) -> None:
        item, updated_at = reading.identity(node["item"], "legacyResourceId"), reading.moment(node, "updatedAt")
        exact = catalogue.exact_mark(item, place, updated_at)
        if exact in self._came:
            return
        told = self.differences["levels"]
        counts = {one["name"]: Decimal(one["quantity"]) for one in node["quantities"]}
        if item not in items or "on_hand" not in counts:
            told.refused += 1
            return
        event = catalogue.exact_event(
            items[item],
            location,
            on_hand=counts["on_hand"],
            committed=counts.get("committed", Decimal(0)),
            updated_at=updated_at,
            now=self._now,
        )
        told.missed += catalogue.level_mark(item, place, updated_at) not in self._came
        self._publish([event], [exact])

    def _costs(self, says: ShopSays, since: datetime | None) -> None:
        told, items = self.differences["costs"], self._directory.items()
        for node in self.admin.pages("changed_costs", ("inventoryItems",), filter=self._filter(since)):
            told.changed += 1
            cost, item = node["unitCost"], reading.identity(node, "legacyResourceId")
            updated_at = reading.moment(node, "updatedAt")
            mark = f"cost:{item}:{reading.version_of(updated_at)}"
            if cost is None or mark in self._came:
                continue
            amount = reading.amount(cost, "amount")
            if item not in items or amount is None or amount < 0 or cost["currencyCode"] != says.currency:
                told.refused += 1
                continue
            event = catalogue.cost_event(items[item], item, amount, updated_at=updated_at, now=self._now)
            told.missed += 1
            self._publish([event], [mark])

    def _take(self, kind: str, node: Mapping[str, Any], taken: Callable[[], None]) -> None:
        """Take one thing; what cannot be taken is named, and does not keep the others out."""
        told = self.differences[kind]
        try:
            taken()
        except MalformedError as error:
            told.refused += 1
            if len(self.notes) < _NAMED:
                self.notes.append(f"{kind} {node['legacyResourceId']} cannot be taken: {error}")
        else:
            told.missed += 1

    def _publish(self, events: Iterable[Event], marks: Iterable[str]) -> None:
        self.door.event_bus.publish(list(events))
        self._marks += marks
        if len(self._marks) >= _BATCH:
            kept.mark_many(self.door.store, self._marks, now=self._now)
            self._marks.clear()

    def _compared(self, kind: str) -> None:
        until = self._until.astimezone(UTC).isoformat()
        change(self.door.store, _STATE, lambda before: {**before, kind: max(until, before.get(kind, until))})

    def _report(self) -> dict[str, object]:
        store = self.door.store
        return {
            "shop": self.admin.connection.shop,
            "compared_until": reading.written(self._until),
            "kinds": [
                {"kind": kind, "changed": one.changed, "missed": one.missed, "refused": one.refused}
                for kind, one in self.differences.items()
            ],
            "counts": [{"name": name, "times": times} for name, times in sorted(kept.counts(store).items())],
            "set_aside": kept.set_aside_now(store),
            "notes": self.notes,
        }


def reconcile(
    door: Door, progress: Progress, *, since: datetime | None = None, admin: Admin | None = None
) -> dict[str, object]:
    """Compare, publish what was missed, and answer the contract's ShopifyReport; one run at a time.

    Raises NotConnectedError, LeaseHeldError, AdminError and AdminUnavailableError; what was published before stays.
    """
    try:
        connection = read_connection(door.secrets)
    except ConnectionSecretError as error:
        raise NotConnectedError(str(error)) from error
    if connection is None:
        raise NotConnectedError("run: shopsight connect shopify --shop NAME.myshopify.com")
    with lease(door.store, "leases/shopify", holder=f"comparison {uuid4().hex[:8]}"):
        asked = admin or Admin(connection, door.settings.shopify_api_url)
        try:
            return Comparison(door, asked, progress, since).run()
        except MalformedError as error:
            raise AdminError(f"Shopify answers what it does not document: {error}") from error


def learn_shop(admin: Admin, directory: Directory) -> Mapping[str, Any]:
    """Learn locations and whether prices hold the tax; answers what the shop says of itself."""
    found = admin.ask("shop")
    locations = {
        reading.identity(node, "legacyResourceId"): str(node["name"])[:300]
        for node in admin.pages("locations", ("locations",))
    }
    directory.learn_shop(locations=locations, taxes_included=found["shop"]["taxesIncluded"])
    return found


def _compared(door: Door) -> dict[str, datetime]:
    stored = door.store.get(_STATE)
    found: dict[str, str] = {} if stored is None else json.loads(stored.value)
    return {kind: datetime.fromisoformat(until) for kind, until in found.items()}

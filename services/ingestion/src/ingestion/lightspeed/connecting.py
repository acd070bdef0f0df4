"""The connection to a Lightspeed shop: what is kept of it among the secrets, and what the shop says of itself."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ingestion.lightspeed.client import Lightspeed, LightspeedUnavailableError
from ingestion.lightspeed.values import Item, WrongItemError, records, text
from shared.secrets import Secrets
from shared.shop import Shop

SECRET = "lightspeed"  # noqa: S105 - the name of a secret, not one


class NotConnectedError(Exception):
    """Nobody has connected this shop to Lightspeed; `str()` says how."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Which shop, and the token that opens it."""

    domain_prefix: str
    token: str

    def __repr__(self) -> str:
        return f"Connection({self.domain_prefix!r})"


@dataclass(frozen=True, slots=True)
class Retailer:
    """What Lightspeed says of a shop; None what it does not say. `outlets` are (name, time zone)."""

    name: str | None
    currency: str | None
    time_zone: str | None
    country: str | None
    discount_product: str | None
    outlets: tuple[tuple[str, str | None], ...]

    def mismatches(self, shop: Shop) -> list[str]:
        """What differs from the shop's own settings, in words."""
        found = []
        if self.currency is not None and self.currency != shop.currency:
            found.append(
                f"Lightspeed's amounts are in {self.currency}, this shop's in {shop.currency} (SHOP_CURRENCY): "
                "nothing can be synced until they agree"
            )
        if self.time_zone is not None and self.time_zone != shop.time_zone:
            found.append(
                f"Lightspeed's days are those of {self.time_zone}, this shop's of {shop.time_zone} (SHOP_TIMEZONE): "
                "the same sale may lie on another day there"
            )
        for name, zone in self.outlets:
            if zone is not None and zone != (self.time_zone or shop.time_zone):
                found.append(f"the outlet {name} is in {zone}: its days are counted in {shop.time_zone} too")
        return found


def store_connection(secrets: Secrets, connection: Connection) -> None:
    """Keep a connection, instead of the one before."""
    said = {"domain_prefix": connection.domain_prefix, "token": connection.token}
    secrets.put(SECRET, json.dumps(said))


def stored_connection(secrets: Secrets) -> Connection:
    """The connection that was kept. Raises NotConnectedError."""
    kept = secrets.get(SECRET)
    how = "shopsight connect lightspeed --domain PREFIX connects it"
    if kept is None:
        raise NotConnectedError(f"This shop is not connected to Lightspeed; {how}")
    try:
        said = json.loads(kept)
        return Connection(str(said["domain_prefix"]), str(said["token"]))
    except (ValueError, TypeError, KeyError):
        raise NotConnectedError(f"The secret {SECRET} is none of ours; {how}") from None


def ask_retailer(lightspeed: Lightspeed) -> Retailer:
    """What a shop says of itself and its outlets. Raises LightspeedError."""
    try:
        said = lightspeed.get("retailer")
        retailer = _object(said, "data")
        currency = retailer.get("currency")
        code = text(currency, "code") if isinstance(currency, dict) else text(retailer, "currency")
        outlets = records(lightspeed.get("outlets", page_size="200"), "data")
    except WrongItemError as error:
        raise LightspeedUnavailableError(f"Lightspeed says of the shop what cannot be read: {error}") from None
    return Retailer(
        name=text(retailer, "name", "domain_prefix"),
        currency=code.upper() if code else None,
        time_zone=_zone(retailer),
        country=text(retailer, "country"),
        discount_product=text(retailer, "discount_product_id"),
        outlets=tuple((text(one, "name", "id") or "?", text(one, "time_zone")) for one in outlets),
    )


def _object(item: Item, field: str) -> Item:
    value = item.get(field)
    if not isinstance(value, dict):
        raise WrongItemError("no_object", field)
    return value


def _zone(retailer: Item) -> str | None:
    """The time zone: a name, though the vendor's own schema calls it an object."""
    zone = retailer.get("timezone", retailer.get("time_zone"))
    return text(zone, "name", "id", "timezone") if isinstance(zone, dict) else text({"zone": zone}, "zone")

"""The first load may say whose shop this is: its mapping, or Shopify's orders, show currency, time zone and country."""

from __future__ import annotations

from collections.abc import Callable

import yaml

from ingestion.covering import data_bounds
from ingestion.door import Door
from ingestion.files.plan import FilesError
from ingestion.files.shopify_peek import shop_of_exports
from ingestion.loads import LoadRequest
from shared.shop import Shop, write_shop_settings

_LONGEST_MAPPING = 1_000_000  # characters; a mapping is a page or two


def adopted_shop(door: Door, request: LoadRequest) -> tuple[Shop, Callable[[], None]]:
    """The shop a load is read for, and what makes its settings last.

    To be called when the load has gone well, just before it is committed: a crash in between leaves settings without
    data, never data without its settings.

    While nobody has set the shop's time zone, currency and country and the ledger is empty, those of the mapping hold,
    or those that Shopify's orders show.
    """
    shop = door.shop()
    proposed = shop_of_exports(request.files) if request.format == "shopify" else _proposal(request.mapping)
    if shop.configured or not proposed or data_bounds(door.warehouse)["data_until"] is not None:
        return shop, lambda: None
    adopted = Shop(
        time_zone=proposed.get("time_zone", shop.time_zone),
        currency=proposed.get("currency", shop.currency),
        country=proposed.get("country", shop.country),
    )

    def adopt() -> None:
        write_shop_settings(
            door.settings.data_dir,
            SHOP_TIMEZONE=adopted.time_zone,
            SHOP_CURRENCY=adopted.currency,
            SHOP_COUNTRY=adopted.country,
        )
        door.store.put("shop/time_zone", adopted.time_zone.encode())

    return adopted, adopt


def _proposal(mapping: str | None) -> dict[str, str]:
    if mapping is None:
        return {}
    if len(mapping) > _LONGEST_MAPPING:
        raise FilesError("the mapping is longer than a million characters; a mapping is a page or two of YAML")
    try:
        # Every scalar as text: in YAML 1.1 `country: NO` is false.
        document = yaml.load(mapping, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes text, lists and dicts only
    except yaml.YAMLError as error:
        raise FilesError(f"the mapping is not YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(document, dict):
        raise FilesError("the mapping is not a YAML document with keys; docs/mappings.md shows one")
    names = ("time_zone", "currency", "country")
    return {name: value for name in names if isinstance(value := document.get(name), str)}

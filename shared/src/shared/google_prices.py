"""What Google Cloud asks: one file of list prices, for whoever says what something costs before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Prices:
    """List prices in US dollars by name, and the day they were looked up."""

    as_of: date
    region: str
    usd: Mapping[str, Decimal]
    per: Mapping[str, str]


@cache
def prices() -> Prices:
    """The prices of google_prices.yaml. Raises KeyError or TypeError where it is not as it should be."""
    stated = yaml.safe_load((files("shared") / "google_prices.yaml").read_text(encoding="utf-8"))
    listed = stated["prices"]
    return Prices(
        as_of=stated["as_of"],
        region=str(stated["region"]),
        usd={name: Decimal(each["usd"]) for name, each in listed.items()},
        per={name: str(each["per"]) for name, each in listed.items()},
    )

"""What a warehouse can learn by itself (BigQuery ML), behind one protocol: told what it costs first, and bounded by it.

Only some warehouses can. `learning_of` answers None for the others, and whoever asks says so and goes on without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from math import isfinite
from pathlib import Path
from typing import Protocol, cast

from shared.settings import SettingsError
from shared.warehouse import Query, Value, Warehouse, WarehouseError

BIGQUERY_ML = "bigquery-ml"  # as FORECAST_ENGINE and CLUSTER_ENGINE have it
READ, TRAIN = "bigquery_read_tib", "bigquery_train_tib"  # as in google_prices.yaml
TIB = 1024**4
LEAST_BYTES = 10 * 1024**2  # BigQuery bills ten megabytes of every table that a query names, however little there is
_CENT_OF_CENT = Decimal("0.0001")

# Countries whose holidays ARIMA_PLUS knows (its documentation); of any other it takes those of all the world.
_COUNTRIES = (
    "AE AR AT AU BE BR CA CH CL CN CO CZ DE DK DZ EC EE EG ES FI FR GB GR HK HU ID IE IL IN IR IT JP KR LV MA MX MY NG"
    " NL NO NZ PE PH PK PL PT RO RS RU SA SE SG SI SK TH TR TW UA US VE VN ZA"
)
_REGIONS = frozenset(_COUNTRIES.split())

_COMMENT = re.compile(r"--[^\n]*\n?")


class TooDearError(WarehouseError):
    """What was asked would cost more than was allowed; nothing was run."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a job reads, as it is billed; how many times (once for each candidate model); and what it comes to."""

    bytes_read: int
    times: int
    usd: Decimal

    def __str__(self) -> str:
        return f"{self.usd} USD for {self.bytes_read * self.times / 1e6:.1f} MB"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the warehouse's tables are, for a library that opens them by itself."""

    project: str
    dataset: str
    location: str | None


class Learning(Protocol):
    """Models of a warehouse. Everything raises WarehouseError when it cannot be done."""

    @property
    def place(self) -> Place: ...

    def cost(self, source: Query, parameters: Mapping[str, Value], *, price: str, tables: int, times: int = 1) -> Cost:
        """What reading `source`, of so many `tables`, once for each of `times` would cost; finding out is free."""

    def train(self, query: Query, parameters: Mapping[str, Value], *, most: Cost) -> None:
        """Run one CREATE MODEL, once; one that would bill more bytes than `most` is refused by the warehouse."""

    def ask(self, query: Query, parameters: Mapping[str, Value], path: Path, *, most: Cost) -> int:
        """Write the rows of a SELECT over a model as Parquet; answers how many. Refused as `train`."""


def learning_of(warehouse: Warehouse) -> Learning | None:
    """What a warehouse learns with; None for one that cannot."""
    begin = getattr(warehouse, "learning", None)
    return None if begin is None else cast("Learning", begin())


def cost_of(bytes_read: int, usd_per_tib: Decimal, *, tables: int, times: int = 1) -> Cost:
    """The list price of reading so many bytes of so many tables so many times, rounded up."""
    billed = max(bytes_read, LEAST_BYTES * tables)
    return Cost(billed, times, (usd_per_tib * billed * times / TIB).quantize(_CENT_OF_CENT, ROUND_UP))


def check_affordable(cost: Cost, most_usd: Decimal, what: str) -> Cost:
    """The cost itself. Raises TooDearError where it is more than `most_usd`."""
    if cost.usd > most_usd:
        raise TooDearError(f"{what} would cost {cost}, and {most_usd} USD are allowed (BIGQUERY_ML_MOST_USD)")
    return cost


def over(query: Query, relation: str, source: Query) -> Query:
    """A statement that reads the table `relation`, reading the rows of a SELECT instead.

    So what a model is made from is a statement of its own, which runs on every engine and has its case. Raises
    ValueError where the statement does not read it, or both take a parameter under one name and different types.
    """
    inner = _COMMENT.sub("", source.text).strip()
    text, found = re.subn(rf"\bFROM {relation}\b", lambda _: f"FROM (\n{inner}\n) AS {relation}", query.text)
    if not found:
        raise ValueError(f"{query.name} does not read {relation}")
    both = {**source.parameters, **query.parameters}
    if clashes := [name for name, kind in both.items() if source.parameters.get(name, kind) != kind]:
        raise ValueError(f"{query.name} and {source.name} take {clashes} with different types")
    return Query(query.name, text, both)


def check_engine(setting: str, engine: str, warehouse: Warehouse) -> None:
    """Refuses to start with an engine that the warehouse does not have. Raises SettingsError."""
    if engine == BIGQUERY_ML and learning_of(warehouse) is None:
        raise SettingsError(f"{setting}: {engine} needs a warehouse that learns, bigquery://; use local with this one")


def with_literals(query: Query, parameters: Mapping[str, Value]) -> str:
    """The text of a statement with its parameters written into it, for a library that takes a text only.

    Only what this suite makes itself is taken: ids, whole numbers, numbers and lists of them. Raises ValueError for
    anything else.
    """
    written = {name: _literal(kind, parameters[name]) for name, kind in query.parameters.items()}
    bare = _COMMENT.sub("\n", query.text).strip()
    return re.sub(r"@(\w+)", lambda found: written[found[1]], bare)


def _literal(kind: str, value: Value) -> str:
    if kind == "STRING" and isinstance(value, str) and re.fullmatch(r"[\w.:-]*", value):
        return f"'{value}'"
    if kind == "INT64" and type(value) is int:
        return str(value)
    if kind == "FLOAT64" and isinstance(value, float) and isfinite(value):
        return repr(value)
    if kind == "ARRAY<FLOAT64>" and isinstance(value, (list, tuple)):
        return "[" + ", ".join(_literal("FLOAT64", cast("Value", each)) for each in value) + "]"
    raise ValueError(f"{type(value).__name__} is not written into a statement as {kind}")


def holiday_region(country: str) -> str:
    """A country as ARIMA_PLUS names its holidays."""
    return country if country in _REGIONS else "GLOBAL"

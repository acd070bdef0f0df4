"""What a shop says of its products: changes of settings, from JSON or from a CSV file. No table is read here."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from shared.contracts.problems import ProblemError

COLUMNS = ("product_id", "lead_time_days", "pack_size", "min_order_quantity", "never_alert", "unit_cost")
MOST_ROWS = 70_000  # the products of a large shop
LONGEST_ID = 300
_LEAST: Mapping[str, Decimal] = {
    "pack_size": Decimal("1e-9"),
    "min_order_quantity": Decimal(0),
    "unit_cost": Decimal(0),
}
_MOST: Mapping[str, Decimal] = {
    "pack_size": Decimal(1_000_000),
    "min_order_quantity": Decimal(1_000_000),
    "unit_cost": Decimal(10**9),
}
_LONGEST_LEAD_TIME = 365  # days; the contract's words
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0", ""})
_GUARDED = re.compile(r"'(?=[=+\-@\t\r\n])")  # the apostrophe that our own files put before a spreadsheet's formulas


@dataclass(frozen=True, slots=True)
class Change:
    """What is said anew of a product: by field, None takes back what was said; a field that is left out stays."""

    product_id: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the shop says of a product, as tables/product_settings.json has it."""

    product_id: str
    recorded_at: datetime
    lead_time_days: int | None = None
    pack_size: Decimal | None = None
    min_order_quantity: Decimal | None = None
    never_alert: bool = False
    decided_by: str = field(default="")


def read_settings_file(content: bytes, unknown: Callable[[Sequence[str]], Collection[str]]) -> list[Change]:
    """The changes a file asks for: an empty cell takes back what was said, a column that is not there leaves it.

    Raises ProblemError 400 that names the wrong lines, all of them at once, with products that are `unknown` too: none
    of the file is used then.
    """
    try:
        reader = csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True), strict=True)
        header = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        lines = list(reader)
    except UnicodeDecodeError:
        raise _wrong([("file", "is no UTF-8 text")]) from None
    except csv.Error as error:
        raise _wrong([("file", f"is no CSV: {error}")]) from None
    if "product_id" not in header or not set(header) <= set(COLUMNS) or len(set(header)) < len(header):
        raise _wrong([("file", f"begins with a line of product_id and some of {', '.join(COLUMNS[1:])}")])
    if not 1 <= len(lines) <= MOST_ROWS:
        raise _wrong([("file", f"holds 1 to {MOST_ROWS} products")])
    changes, errors, seen = [], [], set[str]()
    for number, line in enumerate(lines, 2):
        change, wrong = _read(line)
        if change.product_id in seen:
            wrong.append(("product_id", "stands above already"))
        seen.add(change.product_id)
        errors += [(f"line {number}.{column}", message) for column, message in wrong]
        changes.append(change)
    if errors:
        strange = unknown([change.product_id for change in changes if change.product_id])
        for number, change in enumerate(changes, 2):
            if change.product_id in strange:
                errors.append((f"line {number}.product_id", "is none of the shop's products"))
        raise _wrong(sorted(errors, key=lambda error: int(error[0].split(".")[0].removeprefix("line "))))
    return changes


def _read(line: Mapping[Any, Any]) -> tuple[Change, list[tuple[str, str]]]:
    if None in line or None in line.values():
        return Change("", {}), [("file", "has another number of cells than the first line")]
    cells = {name: _GUARDED.sub("", text.strip()) for name, text in line.items()}
    wrong: list[tuple[str, str]] = []
    values: dict[str, Any] = {}
    product_id = cells.pop("product_id")
    if not 1 <= len(product_id) <= LONGEST_ID or not product_id.isprintable():
        wrong.append(("product_id", f"has 1 to {LONGEST_ID} printable characters"))
    for name, text in cells.items():
        try:
            values[name] = _value(name, text)
        except ValueError as error:
            wrong.append((name, str(error)))
    return Change(product_id, values), wrong


def _value(name: str, text: str) -> Any:  # noqa: ANN401 - a number, a flag or nothing
    if name == "never_alert":
        if text.lower() not in _YES | _NO:
            raise ValueError("is yes or no")
        return text.lower() in _YES
    if not text:
        return None
    if name == "lead_time_days":
        if not text.isascii() or not text.isdigit() or int(text) > _LONGEST_LEAD_TIME:
            raise ValueError(f"is a whole number of days from 0 to {_LONGEST_LEAD_TIME}")
        return int(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and _LEAST[name] <= number <= _MOST[name]):
        raise ValueError(f"is a number of at most {_MOST[name]:,}, such as 12.5")
    return number


def _wrong(errors: list[tuple[str, str]]) -> ProblemError:
    shown = errors[:100]  # a file of a wrong column has as many as lines
    detail = "; ".join(f"{name}: {message}" for name, message in shown[:3])
    return ProblemError(400, "invalid-body", "The settings cannot be used", detail, shown)

"""What a file may fill: the fields of each table, what may stand in them, and what holds where nothing is said."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from ingestion.files.plan import FilesError
from shared.warehouse import Column, Table
from shared.warehouse.sql_files import load_tables

# The warehouse side adds these when it appends the staged rows.
_LATER = frozenset({"load_id", "recorded_at", "is_order_start", "line_type_given"})
_COMPUTED = {"sales": frozenset({"local_date", "ordered_local_date", "ordered_at_given"})}
_NOT_LOADABLE = frozenset({"load_audit", "order_facts"})

# What a file may give instead of a column, and what is made of it.
_INSTEAD = {
    "sales": (
        Column("unit_price", "NUMERIC"),  # gross_amount = quantity * unit_price
        Column("line_amount", "NUMERIC"),  # net_amount
        Column("line_cost", "NUMERIC"),  # unit_cost = line_cost / quantity
    ),
    "targets": (Column("month", "DATE"),),  # period_start and period_end
}

ALLOWED: dict[tuple[str, str], tuple[str, ...]] = {
    ("sales", "kind"): ("sale", "refund", "adjustment"),
    ("sales", "line_type"): ("merchandise", "shipping", "tip", "gift_card", "fee", "bad_debt", "sample"),
    ("customers", "marketing_consent"): ("subscribed", "unsubscribed", "never_asked", "cleaned"),
    ("web_events", "event"): (
        "session_start",
        "page_view",
        "product_view",
        "content_view",
        "content_progress",
        "search",
        "add_to_cart",
        "remove_from_cart",
        "begin_checkout",
        "purchase",
    ),
    ("web_events", "consent"): ("granted", "denied", "unknown"),
    ("targets", "scope"): ("shop", "location", "staff", "channel"),
    ("purchase_orders", "status"): ("open", "received", "cancelled"),
}
SHARES = frozenset({("promotions", "discount_rate"), ("web_events", "progress")})  # between 0 and 1
DEFAULTS: dict[tuple[str, str], str | bool | int] = {
    ("sales", "line_type"): "merchandise",
    ("sales", "is_test"): False,
    ("customers", "marketing_consent"): "never_asked",
    ("web_events", "consent"): "unknown",
    ("web_events", "is_bot"): False,
    ("receipts", "line_no"): 1,
    ("purchase_orders", "status"): "open",
}
# Found out from the rest of the row, or at the end by the warehouse side.
_FOUND_OUT = {
    "sales": frozenset({"entry_id", "kind", "ordered_at", "currency", "fx_rate", "original_amount"})
    | {"gross_amount", "discount_amount", "net_amount"},
    "targets": frozenset({"scope_id", "period_start", "period_end"}),
}
_ONE_OF = {
    "sales": (("net_amount", "gross_amount", "unit_price", "line_amount"),),
    "targets": (("period_start", "month"), ("period_end", "month")),
}
PERSONAL = frozenset({"email", "phone", "first_name", "last_name", "name"})  # of customers and suppliers
ONE_CENT = Decimal("0.01")  # what programs lose in rounding a line


@cache
def tables() -> dict[str, Table]:
    """The tables files can be loaded into, by name."""
    every = load_tables("ingestion")
    return {name: table for name, table in every.items() if table.shape != "rollup" and name not in _NOT_LOADABLE}


def table_named(name: str) -> Table:
    """The table of this name. Raises FilesError if it cannot be loaded."""
    if name in tables():
        return tables()[name]
    known = ", ".join(tables())
    if name in load_tables("ingestion"):
        raise FilesError(f"{name} is computed by the suite itself and cannot be loaded; these can: {known}.")
    raise FilesError(f"There is no table {name!r}; there are: {known}.")


@cache
def stored(table: Table) -> tuple[Column, ...]:
    """The columns of a table that are staged."""
    return tuple(column for column in table.columns if column.name not in _LATER)


@cache
def readable(table: Table) -> dict[str, Column]:
    """The fields a file may fill, by name: columns of the table, and what may be given instead of one."""
    computed = _COMPUTED.get(table.name, frozenset())
    columns = [column for column in stored(table) if column.name not in computed]
    return {column.name: column for column in (*columns, *_INSTEAD.get(table.name, ()))}


@cache
def needed(table: Table) -> tuple[tuple[str, ...], ...]:
    """What a file must hold for a table: of each group of fields one."""
    found_out = _FOUND_OUT.get(table.name, frozenset())
    required = [
        (name,)
        for name, column in readable(table).items()
        if column.mode == "REQUIRED" and (table.name, name) not in DEFAULTS and name not in found_out
    ]
    return (*required, *_ONE_OF.get(table.name, ()))


def needs_value(table: Table, name: str) -> bool:
    """Whether a staged row without this value is rejected."""
    column = next(column for column in table.columns if column.name == name)
    return column.mode == "REQUIRED" and (table.name, name) != ("sales", "entry_id")

"""What a data folder holds, in a form that two folders can be compared by, and whether it agrees with itself."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from shared.store import connect as connect_store

# Columns that name the load or its moment: they differ between two folders to which the same thing happened.
_OF_THE_LOAD = frozenset({"load_id", "recorded_at", "valid_from", "valid_to"})
_DIGEST = re.compile(r"[0-9a-f]{64}")  # of an erased customer, by a key that each folder makes for itself
_LOAD_ID = re.compile(r"(?:erase-)?\d{8}-\d{6}-[0-9a-f]{6}")

# The sums every rollup keeps, straight from the ledger; {keys} are the rollup's own.
_SUMS = """
SELECT {keys},
  sum(CASE WHEN kind = 'refund' THEN 0 ELSE gross_amount END) AS gross_sales,
  sum(CASE WHEN kind = 'refund' THEN 0 ELSE discount_amount END) AS discounts,
  sum(CASE WHEN kind = 'refund' THEN -net_amount ELSE 0 END) AS refunds,
  sum(net_amount) AS net_sales,
  sum(CASE WHEN cost IS NULL THEN 0 ELSE net_amount END) AS net_sales_with_cost,
  coalesce(sum(quantity * cost), 0) AS cost,
  sum(quantity) AS units
FROM (
  SELECT s.*, coalesce(s.unit_cost, c.unit_cost) AS cost
  FROM sales AS s
  LEFT JOIN product_costs AS c ON s.unit_cost IS NULL AND c.product_id = s.product_id
    AND c.valid_from <= s.ordered_at AND s.ordered_at < c.valid_to
)
WHERE line_type = 'merchandise' AND NOT is_test
GROUP BY ALL
"""
_FIGURES = "gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units"
_ROLLUPS = {"daily_shop_sales": "", "daily_product_sales": ", product_id", "daily_customer_sales": ", customer_id"}


@dataclass(frozen=True, slots=True)
class State:
    """What a folder holds: of each table its rows and a checksum, every file by its name, what is wrong with it."""

    tables: Mapping[str, str]
    net_amount: str
    names: frozenset[str]
    wrong: tuple[str, ...]

    def told(self) -> str:
        """The ledger in a few words, for a report of what failed."""
        return f"sales {self.tables.get('sales', 'not there')}, net {self.net_amount}"


def state_of(data_dir: Path) -> State:
    """The state of a folder that no process holds."""
    with duckdb.connect(str(data_dir / "shop" / "shop.duckdb"), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        names = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        tables = {name: _checksum(connection, name) for name in sorted(names)}
        net = connection.execute("SELECT coalesce(sum(net_amount), 0) FROM sales").fetchone()
        loads = {str(row[0]) for row in connection.execute("SELECT DISTINCT load_id FROM load_audit").fetchall()}
        wrong = [*_rollups_unlike_the_ledger(connection), *_version_unlike_the_ledger(connection, data_dir)]
    return State(tables, str(net[0] if net else ""), _names(data_dir, loads), tuple(wrong))


def next_write_removes_journal(data_dir: Path) -> bool:
    """Whether a write and a close leave no journal behind.

    DuckDB reads one whose only commit was torn as empty, and leaves it until something is written.
    """
    database = data_dir / "shop" / "shop.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE written_once AS SELECT 1 AS one")
        connection.execute("DROP TABLE written_once")
    return not database.with_name("shop.duckdb.wal").exists()


def version_of(data_dir: Path) -> int:
    """The version of the data that readers are told."""
    stored = connect_store(f"file://{data_dir}/shop/store").get("versions/data")
    return int(json.loads(stored.value)["version"]) if stored is not None else 0


def _checksum(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Number of rows and the sum of their hashes, whatever order they stand in."""
    described = connection.execute(f'DESCRIBE "{name}"').fetchall()
    columns = [str(row[0]) for row in described if row[0] not in _OF_THE_LOAD]
    if name == "load_audit":  # the reason of a known row is the load that brought it
        columns[columns.index("reason")] = "CASE WHEN outcome <> 'known' THEN reason END"
    found = connection.execute(
        f'SELECT count(*), sum(hash(row({", ".join(columns)}))::HUGEINT) % 1000000007 FROM "{name}"'
    ).fetchone()
    return f"{found[0]} rows, checksum {found[1]}" if found else ""


def _rollups_unlike_the_ledger(connection: duckdb.DuckDBPyConnection) -> list[str]:
    wrong = []
    for rollup, key in _ROLLUPS.items():
        keys = f"local_date, ordered_local_date, location_id, channel{key}"
        ledger, kept = _SUMS.format(keys=keys), f"SELECT {keys}, {_FIGURES} FROM {rollup}"
        differing = connection.execute(
            f"SELECT count(*) FROM (({ledger} EXCEPT ALL {kept}) UNION ALL ({kept} EXCEPT ALL {ledger}))"
        ).fetchone()
        if differing is None or differing[0]:
            wrong.append(f"{rollup} differs from the ledger in {differing[0] if differing else '?'} rows")
    orders = connection.execute(
        "SELECT (SELECT count(*) FROM sales WHERE is_order_start),"
        " (SELECT coalesce(sum(orders), 0) FROM daily_shop_sales),"
        " (SELECT count(DISTINCT order_id) FROM sales"
        "  WHERE kind = 'sale' AND line_type = 'merchandise' AND NOT is_test)"
    ).fetchone()
    if orders is None or len(set(orders)) > 1:
        wrong.append(f"orders: marked, rolled up, counted are {orders}")
    return wrong


def _version_unlike_the_ledger(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> list[str]:
    bounds = connection.execute("SELECT min(occurred_at), max(occurred_at) FROM sales").fetchone()
    stored = connect_store(f"file://{data_dir}/shop/store").get("versions/data")
    if stored is None:
        return ["versions/data is not there"]
    said = json.loads(stored.value)
    told = tuple(datetime.fromisoformat(said[name]) if said[name] else None for name in ("data_from", "data_until"))
    return [] if told == bounds else [f"versions/data says {told}, the ledger {bounds}"]


def _names(data_dir: Path, loads: set[str]) -> frozenset[str]:
    """Every file and folder by its path; ids of loads in the audit and digests are no difference."""

    def nameless(path: str) -> str:
        path = _LOAD_ID.sub(lambda found: "<a load>" if found[0] in loads else found[0], path)
        return _DIGEST.sub("<a digest>", path)

    return frozenset(nameless(str(path.relative_to(data_dir))) for path in data_dir.rglob("*"))

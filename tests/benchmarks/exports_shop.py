"""A shop in a folder, with one segment to export: who its members are, and what each of them agreed to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from segments import queries, testing_marketing_klaviyo, testing_marketing_mailchimp
from segments.definitions import plain
from segments.desk import Desk
from segments.export_desk import Outlet
from segments.export_record import OPEN, Export, export_of
from segments.queries_exports import export_rows
from segments.refreshes import TABLE, Refresh, keep
from segments.settings import Settings
from segments.use_cases_exports import SEGMENTS_EXPORT, Asked, ask_export, do_exports
from segments.use_cases_settings import definitions_now
from shared import secrets, store
from shared.auth import utc_now
from shared.generations import new_generation
from shared.runs import Run, Runs
from shared.runs.doing import Slice
from shared.shop import Shop
from shared.testing import MemoryBus
from shared.warehouse import JSON_LINES, Query, Table, connect
from shared.warehouse.sql_files import load_tables

GROUP = "vip"
HOLD_OUT = 0.05
BEGAN = datetime(2026, 3, 2, tzinfo=UTC)
_SLICE_SECONDS = 3600.0  # an export of a benchmark is one slice
INGESTION = load_tables("ingestion")

# By customer number modulo 100: of whom the shop has no address, and what the others agreed to.
_AGREED = """
CASE WHEN i % 100 < 80 THEN 'subscribed' WHEN i % 100 < 90 THEN 'unsubscribed'
  WHEN i % 100 < 96 THEN 'never_asked' ELSE 'cleaned' END
"""
_CUSTOMERS = f"""
INSERT INTO customers BY NAME
SELECT 'c' || lpad(i::VARCHAR, 8, '0') AS customer_id,
  CASE WHEN i % 50 = 7 THEN NULL ELSE 'c' || lpad(i::VARCHAR, 8, '0') || '@example.org' END AS email,
  'First' || i AS first_name, {_AGREED} AS marketing_consent,
  TIMESTAMPTZ '2026-01-01 00:00:00+00' AS consent_updated_at, 'l' AS load_id,
  TIMESTAMPTZ '2026-01-01 00:00:00+00' AS recorded_at
FROM range({{customers}}) AS t(i)
"""


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """The service on the shop of a folder, as one process has it."""
    warehouse = connect(f"duckdb://{folder / 'shop.duckdb'}")
    try:
        yield Desk(
            warehouse=warehouse,
            store=store.connect(f"file://{folder / 'store'}"),
            secrets=secrets.connect(f"file://{folder / 'secrets'}"),
            event_bus=MemoryBus(),
            shop=lambda: Shop("Europe/London", "GBP", "GB"),
            settings=Settings(),
            now=utc_now,
        )
    finally:
        warehouse.close()


def write_shop(folder: Path, customers: int) -> None:
    """A shop of so many customers who are all members of GROUP; four of five agreed, and of these one in 40 has no
    address.
    """
    with opened(folder) as desk:
        desk.warehouse.create([INGESTION["customers"], *queries.TABLES.values()])
        refresh_id = new_generation(BEGAN)
        keep(desk, _refresh(refresh_id, customers, plain(definitions_now(desk))))
        pointer = {"generation_id": refresh_id, "tables": [TABLE]}
        desk.store.put(f"generations/segments/{TABLE}", json.dumps(pointer).encode())
        keys = {"mailchimp": testing_marketing_mailchimp.KEY, "klaviyo": testing_marketing_klaviyo.KEY}
        for name, key in keys.items():
            held = {"api_key": key, "list_id": testing_marketing_mailchimp.LIST, "webhook_secret": "s" * 32}
            desk.secrets.put(name, json.dumps(held))
    known = {"generation_id": f"'{refresh_id}'", "segment_id": f"'{GROUP}'"}
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(_CUSTOMERS.format(customers=customers))
        columns = ", ".join(
            f"{value} AS {name}" for name, value in {**_nothing(queries.TABLES[TABLE]), **known}.items()
        )
        connection.execute(f"INSERT INTO {TABLE} BY NAME SELECT customer_id, {columns} FROM customers")


def _nothing(table: Table) -> dict[str, str]:
    """The least that each column must hold, but the customer's id."""
    least = {"STRING": "''", "INT64": "0", "NUMERIC": "0", "FLOAT64": "0", "BOOL": "false", "DATE": "DATE '2026-03-01'"}
    required = [each for each in table.columns if each.mode == "REQUIRED" and each.name != "customer_id"]
    return {each.name: least[each.type] for each in required}


def _refresh(refresh_id: str, customers: int, rules: dict[str, Any]) -> Refresh:
    counts: dict[str, Any] = {each.name: 0 for each in fields(Refresh) if each.type == "int"}
    told = {"refresh_id": refresh_id, "run_id": "r", "as_of": BEGAN, "finished_at": BEGAN, "day": BEGAN.date()}
    bases = {"until": BEGAN.date() - timedelta(days=1), "monetary_basis": "net_sales", "value_basis": "net_sales"}
    rest: dict[str, Any] = {"segments": {GROUP: customers}, "tags": {}, "cuts": {}, "rules": rules}
    return Refresh(**{**counts, **told, **bases, **rest})


def write_consents(desk: Desk, folder: Path, consents: Sequence[tuple[str, str, str, datetime]]) -> None:
    """The shop's tables say anew what customers agreed to: id, address, consent, since when."""
    file, now = folder / f"consents{JSON_LINES}", utc_now()
    said = [
        {
            "customer_id": customer_id,
            "email": email,
            "marketing_consent": consent,
            "consent_updated_at": since.isoformat(),
            "load_id": "l",
            "recorded_at": now.isoformat(),
        }
        for customer_id, email, consent, since in consents
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in said), encoding="utf-8")
    names = ", ".join(INGESTION["customers"].column_names)
    with desk.warehouse.change() as change:
        change.stage("said", INGESTION["customers"].columns, [file])
        change.execute(Query("said", f"INSERT INTO customers ({names}) SELECT {names} FROM said", {}))
    file.unlink()


def export_once(outlet: Outlet, target: str) -> Export:
    """Do the export that is open, or ask for one and do it; answers it as it is then."""
    desk = outlet.desk
    rows = [export_of(row) for row in export_rows(desk.warehouse, None, None, 1_000)]
    waiting = [export for export in rows if export.state in OPEN]
    if waiting:
        export_id = waiting[0].export_id
    else:
        export_id = ask_export(outlet, Asked(target, GROUP, HOLD_OUT), "benchmark", None)["export_id"]
    now = utc_now()
    runs = Runs(desk.store, "segments", desk.now)
    run = Run(f"run-{now:%Y%m%dT%H%M%S%f}", SEGMENTS_EXPORT, {}, now, now)
    do_exports(outlet, Slice(runs, runs.write(run), _SLICE_SECONDS))
    return export_of(export_rows(desk.warehouse, export_id, None, 1)[0])

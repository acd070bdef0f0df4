"""Says what every customer is expected to bring: a job reads histories, a child computes, a generation is replaced.

An erased customer leaves at once, and is remembered for some days (`erased_customers`): neither a run that read the
customer before, nor one that comes before the ledger has forgotten them, brings the customer back.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from revenue import queries_customer_value as queries
from revenue.periods import DAY, last_full_day
from revenue.question import unfiltered
from revenue.use_cases import Desk
from shared import generations
from shared.child import compute
from shared.erased_digests import Erased
from shared.progress import tell
from shared.schedule import NotYetError
from shared.warehouse.sql_files import load_tables

SERVICE, TABLE, RUNS = "revenue", "customer_value", "customer_value_runs"
_TARGET = "revenue.lifetime_value_child:run"
_WINDOW_DAYS = 90  # what churn is asked for, and what predictions are compared over
_LEAST_DAYS = 28  # of data: in fewer hardly anybody can have come twice
_LEAST_WINDOW_DAYS = 28  # a window to compare predictions over: all weekdays, four times
_WINDOWS = 4  # of data: two to know, one to choose by, one to report on


def value_customers(desk: Desk) -> str:
    """Replace `customer_value`; answers in words what was done.

    Raises NotYetError while there is too little data, ChildError, WarehouseError, StoreError, GenerationLostError: then
    what stood stands.
    """
    now = desk.now().astimezone(UTC)
    until, days = _known(desk, now)
    window = min(_WINDOW_DAYS, days // _WINDOWS)
    calibrated = window >= _LEAST_WINDOW_DAYS
    by_margin = _by_margin(desk, until)
    standing = generations.live(desk.store, SERVICE, TABLE)
    with tempfile.TemporaryDirectory(prefix="customer-value-") as name:
        folder = Path(name)
        asked = queries.Histories(
            until, window if calibrated else min(_WINDOW_DAYS, days), by_margin, desk.erased_lately.now()
        )
        tell("reading what customers did", 0, 0)
        customers = queries.customer_histories(desk.warehouse, asked, folder / "histories.parquet")
        if not customers:
            raise NotYetError("no customer is known: orders with a customer are needed")
        queries.export_customer_value_runs(desk.warehouse, standing, until, folder / "earlier.parquet")
        told = compute(
            _TARGET,
            folder,
            {
                "until": until.isoformat(),
                "window": asked.window_days,
                "basis": "gross_margin" if by_margin else "net_sales",
                "discount": desk.settings.value_discount_monthly,
                "calibrated": calibrated,
                "made_at": now.isoformat(),
            },
            progress=tell,
        )
        tables = load_tables(SERVICE)
        made = {tables[TABLE]: folder / "values.parquet", tables[RUNS]: folder / "runs.parquet"}
        generations.replace(desk.warehouse, desk.store, SERVICE, now, made)
    late = desk.erased_lately.now().since(asked.erased)
    if late:  # erased while it was computed
        queries.erase_customer_value(desk.warehouse, late)
    return f"{customers} customers as of {until}, by {told['method']}"


def erase_customers(desk: Desk, erased: Erased) -> None:
    """What is expected of customers is gone when it returns. Raises WarehouseError."""
    queries.erase_customer_value(desk.warehouse, erased)


def _known(desk: Desk, now: datetime) -> tuple[date, int]:
    """The last whole day of data, and how many days of data there are until then. Raises NotYetError."""
    asked = unfiltered(desk.shop(), desk.data_state(), (), now)
    until, first = last_full_day(asked.shop, asked.covered), asked.covered.first_day
    if until is None or first is None:
        raise NotYetError("no whole day of sales is loaded")
    days = (until - first) // DAY + 1
    if days < _LEAST_DAYS:
        due = first + _LEAST_DAYS * DAY
        raise NotYetError(f"{days} days of sales are loaded, and {_LEAST_DAYS} are needed: due on {due}")
    return until, days


def _by_margin(desk: Desk, until: date) -> bool:
    """Whether the cost of enough of what customers bought is known for value to be told as margin."""
    costs = queries.customer_costs(desk.warehouse, until)
    net, known = costs["net_sales"], costs["net_sales_with_cost"]
    if not isinstance(net, Decimal) or not isinstance(known, Decimal) or net <= 0:
        return False
    return known >= net * Decimal(str(desk.settings.margin_cost_coverage))

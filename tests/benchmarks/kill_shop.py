"""The small shop that the kill test changes: its files, and every way in which it is changed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from local.suite import Suite, open_suite
from shared.auth.tokens import local_issuer

BASE_ORDERS, MORE_ORDERS = 1500, 700  # some 8,000 lines: a change takes about half a second, most of it no start-up
_HEADER = "order_id,kind,occurred_at,product_id,customer_id,location_id,channel,quantity,unit_price,unit_cost\n"


LOAD = "/api/ingest/files"
FIRST_ZONE = "Europe/London"


@dataclass(frozen=True)
class Operation:
    """One change of a shop: a start with other settings, or a request; JSON can carry it to another process."""

    environment: dict[str, str]
    path: str = ""  # empty: the start alone is the change
    files: dict[str, str] = field(default_factory=dict)  # name in the upload: path


@dataclass(frozen=True)
class Case:
    """A kind of change: what is loaded first, and what is done then ({load} is the last load's id)."""

    name: str
    first: tuple[tuple[str, ...], ...]
    path: str
    files: tuple[str, ...] = ()
    zone: str = FIRST_ZONE


CASES = (
    Case("load", (("sales.csv", "customers.csv"),), LOAD, ("more/sales.csv", "products.csv", "more/customers.csv")),
    Case("undo", (("sales.csv",), ("more/sales.csv", "products.csv")), "/api/ingest/loads/{load}/undo"),
    Case("erase", (("sales.csv", "customers.csv"), ("more/sales.csv",)), "/api/ingest/customers/c7/erase"),
    Case("refresh after a cost became known", (("sales.csv", "more/sales.csv"),), LOAD, ("products.csv",)),
    Case("refresh for another time zone", (("sales.csv",),), "", zone="America/New_York"),
)


def environment(zone: str) -> dict[str, str]:
    """The shop's settings; what is killed is a load or a merge, with no job beside it."""
    return {"SHOP_TIMEZONE": zone, "SHOP_CURRENCY": "GBP", "SHOP_COUNTRY": "GB", "JOBS_BY_CLOCK": "false"}


def write_files(folder: Path) -> None:
    """The shop's files. The later ones continue orders, refund them, and have rows that are rejected."""
    more = folder / "more"
    more.mkdir(parents=True)
    (folder / "sales.csv").write_text(_HEADER + "".join(_order(number) for number in range(BASE_ORDERS)))
    refunds = [
        f"o{n},refund,2024-12-{n % 28 + 1:02}T12:00:00Z,p{n % 90},,,{_channel(n)},-1,4.50,\n"
        for n in range(0, BASE_ORDERS, 9)
    ]
    continued = [
        f"o{n},sale,2024-01-01T08:00:00Z,p{n % 90},c{n % 60},,{_channel(n)},1,0.75,\n"
        for n in range(0, BASE_ORDERS, 50)
    ]
    rejected = [f"r{n},sale,yesterday,p1,c7,,online,1,1.00,\n" for n in range(5)]
    orders = [_order(BASE_ORDERS + number) for number in range(MORE_ORDERS)]
    (more / "sales.csv").write_text(_HEADER + "".join([*orders, *refunds, *continued, *rejected]))
    products = [f"p{n},Product {n},Category {n % 7},{n % 5 + 1}.25\n" for n in range(90)]
    (folder / "products.csv").write_text("product_id,title,category,unit_cost\n" + "".join(products))
    customers = [f"c{n},c{n}@example.com,+4420{n:08}\n" for n in range(60)]
    (folder / "customers.csv").write_text("customer_id,email,phone\n" + "".join(customers))
    (more / "customers.csv").write_text("customer_id,email,phone\n" + "".join(f"d{row}" for row in customers))


def _order(number: int) -> str:
    """Four lines of one order, some of which know their cost."""
    moment = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:{number % 60:02}:00Z"
    customer = f"c{number % 60}" if number % 4 else ""
    lines = (
        f"o{number},sale,{moment},p{(number * 4 + line) % 90},{customer},,{_channel(number)},{line % 3 + 1},4.50,"
        f"{'2.10' if line % 2 else ''}\n"
        for line in range(4)
    )
    return "".join(lines)


def _channel(number: int) -> str:
    return "counter" if number % 3 else "online"


def opened(data_dir: Path, settings: Mapping[str, str]) -> Suite:
    """What a start does before its first request."""
    return open_suite(data_dir, settings, lambda *_: None)


def perform(suite: Suite, operation: Operation) -> dict[str, Any]:
    """Send the request, as a browser would; answers what came back. Raises RuntimeError when it was refused."""
    if not operation.path:
        return {}
    issuer = local_issuer(suite.plugs.secrets, suite.plugs.store)
    uploads = [(io.BytesIO(Path(path).read_bytes()), name) for name, path in operation.files.items()]
    answer = suite.app.test_client().post(
        operation.path,
        data={"file": uploads, "format": "canonical"} if uploads else None,
        headers={"Authorization": f"Bearer {issuer.issue('owner', 'kill-test')}"},
    )
    if answer.status_code != 200:
        raise RuntimeError(f"{operation.path} answered {answer.status_code}: {answer.text}")
    document: dict[str, Any] = answer.get_json()
    return document


def do(data_dir: Path, operation: Operation) -> dict[str, Any]:
    """Open the folder, do it, let go of the folder."""
    suite = opened(data_dir, operation.environment)
    try:
        return perform(suite, operation)
    finally:
        suite.close()


def load(data_dir: Path, folder: Path, names: tuple[str, ...]) -> str:
    """Load some of the shop's files; answers the load's id."""
    files = {Path(name).name: str(folder / name) for name in names}
    return str(do(data_dir, Operation(environment(FIRST_ZONE), LOAD, files))["load_id"])


def as_document(operation: Operation) -> dict[str, Any]:
    """An operation as JSON has it."""
    return asdict(operation)

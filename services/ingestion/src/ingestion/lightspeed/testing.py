"""For tests: a stand-in for Lightspeed's API, made from the vendor's own description of it.

It lists what it holds by version, as theirs does, asks for a token, and can be told to fail: too many requests, errors
of its own, answers that trickle, break off or are no JSON.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import NAMESPACE_URL, uuid5

TOKEN = "lsxs_pt_of_a_test"  # noqa: S105 - of nobody
PREFIX = "corner-shop"
_BASE = "/api/2.0/"

Item = dict[str, Any]
Fault = Callable[["_Handler"], None]


def uuid_of(name: str) -> str:
    """An id as Lightspeed's are, the same for the same name each time."""
    return str(uuid5(NAMESPACE_URL, name))


DISCOUNT = uuid_of("vend-discount")
NORTH, SOUTH, MAIN_REGISTER = uuid_of("outlet north"), uuid_of("outlet south"), uuid_of("register")
ANN, BOB = uuid_of("user ann"), uuid_of("user bob")
WALK_IN = uuid_of("customer walk-in")
MUG, PLATE, VASE, TRAY = (uuid_of(f"product {name}") for name in ("mug", "plate", "vase", "tray"))


def too_many(retry_after: str | None) -> Fault:
    """429, as theirs says it."""

    def answer(handler: _Handler) -> None:
        body = b'{"error": "Too Many Requests", "message": "Rate limiting enforced"}'
        handler.send(429, body, {"Retry-After": retry_after} if retry_after is not None else {})

    return answer


def error(status: int) -> Fault:
    """Another status than 200."""
    return lambda handler: handler.send(status, b'{"error": "no"}', {})


def garbage(handler: _Handler) -> None:
    """200 with what is no JSON."""
    handler.send(200, b"<html>maintenance</html>", {})


def broken_off(handler: _Handler) -> None:
    """An answer that ends before its length."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"data": [')
    handler.close_connection = True


@dataclass
class StandIn:
    """What it holds, by list, and what it was asked. `faults` are answered one each before anything else is."""

    port: int = 0
    token: str = TOKEN
    retailer: Item = field(default_factory=lambda: dict(RETAILER))
    lists: dict[str, list[Item]] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    requests: list[str] = field(default_factory=list)
    on_request: Callable[[str], None] = lambda _path: None
    last_version: int = 1000

    @property
    def url(self) -> str:
        """For LIGHTSPEED_API_URL."""
        return f"http://127.0.0.1:{self.port}{_BASE.rstrip('/')}"

    def put(self, entity: str, *items: Item) -> None:
        """Hold items; each gets the next version, and one of the same id gives way to it."""
        held = self.lists.setdefault(entity, [])
        for item in items:
            self.last_version += 7  # versions are counted over all lists, so one list has gaps
            kept = [one for one in held if not isinstance(one, dict) or one.get("id") != item.get("id")]
            held[:] = [*kept, {**item, "version": item.get("version", self.last_version)}]

    def put_as_it_is(self, entity: str, item: Any) -> None:  # noqa: ANN401 - whatever somebody may send
        """Hold something that need not be an item."""
        self.lists.setdefault(entity, []).append(item)

    def page(self, entity: str, query: dict[str, list[str]]) -> Item:
        """A page of a list, as the vendor describes it."""
        after = int(query.get("after", ["0"])[0])
        size = int(query.get("page_size", ["50"])[0])
        with_deleted = query.get("deleted", ["false"])[0] == "true" or entity in ("sales", "users", "inventory")

        def number(item: Any) -> int:  # noqa: ANN401 - as above
            stated = item.get("version") if isinstance(item, dict) else None
            return stated if isinstance(stated, int) else self.last_version

        found = [
            item
            for item in sorted(self.lists.get(entity, []), key=number)
            if number(item) > after and (with_deleted or not isinstance(item, dict) or not item.get("deleted_at"))
        ][:size]
        numbers = [number(item) for item in found] or [0]
        return {"data": found, "version": {"min": min(numbers), "max": max(numbers)}}


RETAILER: Item = {
    "id": uuid_of("retailer"),
    "domain_prefix": PREFIX,
    "name": "The Corner Shop",
    "discount_product_id": DISCOUNT,
    "timezone": "Europe/London",
    "tax_exclusive": False,
    "country": "GB",
    "currency": {"code": "GBP", "symbol": "£"},
    "version": "17",
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: in two, each answer waits 40 ms for an acknowledgement
    stand_in: StandIn

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.stand_in.requests.append(self.path.removeprefix(_BASE))
        self.stand_in.on_request(self.path.removeprefix(_BASE))
        if self.stand_in.faults:
            self.stand_in.faults.popleft()(self)
        elif self.headers.get("Authorization") != f"Bearer {self.stand_in.token}":
            self.send(401, b'{"error": "unauthorized"}', {})
        elif not parts.path.startswith(_BASE):
            self.send(404, b'{"error": "not found"}', {})
        else:
            entity = parts.path.removeprefix(_BASE)
            held = {"data": self.stand_in.retailer} if entity == "retailer" else None
            answer = held or self.stand_in.page(entity, parse_qs(parts.query))
            self.send(200, json.dumps(answer).encode(), {"X-RateLimit-Limit": "350", "X-RateLimit-Remaining": "349"})

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Quiet: a caller that was killed in the middle is what some tests are about."""


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A stand-in that answers until the end of the block."""
    held = StandIn()
    handler = type("Handler", (_Handler,), {"stand_in": held})
    server = _Server(("127.0.0.1", 0), handler)
    held.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="lightspeed stand-in")
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def line(product: str, quantity: float, price: float, **given: Any) -> Item:  # noqa: ANN401 - fields of a line
    """A line item: `price` of one unit after discount and before tax, with 20 % tax on it."""
    net = round(price * quantity, 5)
    discount = given.pop("discount", 0)
    return {
        "id": given.pop("id", uuid_of(f"line {product} {quantity} {price} {sorted(given.items())}")),
        "product_id": product,
        "quantity": quantity,
        "price": price,
        "price_total": net,
        "discount": discount,
        "discount_total": round(discount * quantity, 5),
        "tax": round(price / 5, 5),
        "tax_total": round(net / 5, 5),
        "cost": given.pop("cost", 0),
        "price_set": False,
        "is_return": quantity < 0,
        "status": "CONFIRMED",
        **given,
    }


def sale(name: str, *lines: Item, at: str = "2026-05-01T10:00:00+00:00", **given: Any) -> Item:  # noqa: ANN401 - fields of a sale
    """A sale that was paid, over the counter at North by Ann, unless `given` says otherwise."""
    lines_kept = [one for one in lines if one["status"] != "VOIDED"]
    total = round(sum(one["price_total"] for one in lines_kept), 2)
    tax = round(sum(one["tax_total"] for one in lines_kept), 2)
    return {
        "id": uuid_of(f"sale {name}"),
        "outlet_id": NORTH,
        "register_id": MAIN_REGISTER,
        "user_id": ANN,
        "customer_id": WALK_IN,
        "invoice_number": name,
        "source": "USER",
        "status": "CLOSED",
        "return_for": None,
        "total_price": total,
        "total_tax": tax,
        "total_loyalty": 0,
        "sale_date": at,
        "created_at": at,
        "updated_at": given.pop("updated_at", at),
        "line_items": list(lines),
        "payments": [{"name": "Cash", "payment_date": at, "amount": round(total + tax, 2)}],
        "adjustments": [],
        "taxes": [{"amount": tax}],
        **given,
    }


def small_shop(held: StandIn) -> None:
    """Two outlets, two users, four products, two customers, no sales."""
    held.put("outlets", {"id": NORTH, "name": "North", "time_zone": "Europe/London", "currency": "GBP"})
    held.put("outlets", {"id": SOUTH, "name": "South", "time_zone": "Europe/London", "currency": "GBP"})
    held.put("users", {"id": ANN, "username": "ann", "display_name": "Ann", "account_type": "admin"})
    held.put("users", {"id": BOB, "username": "bob", "display_name": "Bob", "account_type": "cashier"})
    for sku, product, cost in (("MUG", MUG, 3.1), ("PLATE", PLATE, 5), ("VASE", VASE, 0), ("TRAY", TRAY, 11.25)):
        held.put("products", product_item(product, sku, supply_price=cost))
    held.put("customers", {"id": WALK_IN, "customer_code": "WALKIN", "first_name": None, "last_name": None})
    held.put("customers", customer_item("anna", email="anna@shop.test", do_not_email=False))


def product_item(identity: str, sku: str, **given: Any) -> Item:  # noqa: ANN401 - fields of a product
    """A product that is sold."""
    return {
        "id": identity,
        "name": sku.title(),
        "handle": sku.lower(),
        "sku": sku,
        "active": True,
        "price_including_tax": 12,
        "price_excluding_tax": 10,
        "type": {"id": uuid_of("kitchen"), "name": "Kitchen"},
        "brand": {"id": uuid_of("brand"), "name": "Plain"},
        "supplier": {},
        "created_at": "2025-01-08T20:41:50+00:00",
        "updated_at": "2026-03-18T23:28:00+00:00",
        **given,
    }


def customer_item(name: str, **given: Any) -> Item:  # noqa: ANN401 - fields of a customer
    """A customer who did not opt out of anything."""
    return {
        "id": uuid_of(f"customer {name}"),
        "customer_code": f"{name}-1",
        "first_name": name.title(),
        "last_name": "Ax",
        "created_at": "2025-10-09T05:20:09+00:00",
        "updated_at": "2026-01-19T16:49:35+00:00",
        **given,
    }

"""A shop connected to a stand-in for Shopify: its Admin API by the vendor's own schema, webhooks as it signs them."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask import Blueprint, Flask
from graphql import GraphQLSchema, build_schema, graphql_sync

from ingestion.door import Door
from ingestion.routes_shopify import add_shopify_routes
from ingestion.settings import Settings
from ingestion.shopify.admin import Admin
from ingestion.shopify.connection import Connection, keep_connection, signature_of
from ingestion.shopify.reconciling import reconcile
from ingestion.shopify.testing import LOCATIONS
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_guard
from shared.web import install

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHOP, TOKEN, SECRET = "mugs.myshopify.com", "shpat_test", "app-secret"
CLIENT_ID = "0123456789abcdef0123456789abcdef"
CONNECTION = Connection(SHOP, TOKEN, SECRET)
SCHEMA = Path(__file__).parent / "admin_api.graphql"
ALL_SCOPES = ["read_orders", "read_products", "write_customers", "read_inventory", "read_locations"]
_BOUND = re.compile(r"updated_at:(<|>=)'([^']+)'")


@dataclass
class StandIn:
    """Shopify's Admin API with what a test puts into it. `trouble` answers come first, one a request."""

    schema: GraphQLSchema
    orders: list[dict[str, Any]] = field(default_factory=list)
    products: list[dict[str, Any]] = field(default_factory=list)
    customers: list[dict[str, Any]] = field(default_factory=list)
    levels: list[dict[str, Any]] = field(default_factory=list)  # with "place", the location's number
    costs: list[dict[str, Any]] = field(default_factory=list)
    subscriptions: list[dict[str, str]] = field(default_factory=list)
    scopes: list[str] = field(default_factory=lambda: list(ALL_SCOPES))
    locations: dict[str, str] = field(default_factory=lambda: dict(LOCATIONS))
    trouble: list[str] = field(default_factory=list)
    left: float = 2000.0  # points in the bucket, as the answers say
    page: int = 2  # nodes on a page at most, so that every list has several
    asked: list[str] = field(default_factory=list)
    granted: int = 0
    url: str = ""

    def grant(self, body: bytes) -> tuple[int, dict[str, str], Any]:
        """A token for the client id, as OAuth 2.0 has it."""
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        wanted = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": SECRET}
        self.granted += 1
        if asked != wanted:
            return 400, {}, {"error": "invalid_client"}
        return 200, {}, {"access_token": TOKEN, "scope": ",".join(self.scopes), "expires_in": 86399}

    def answer(self, body: bytes, token: str | None) -> tuple[int, dict[str, str], Any]:
        trouble = self.trouble.pop(0) if self.trouble else ""
        if token != TOKEN:
            return 401, {}, {"errors": "[API] Invalid API key or access token"}
        if trouble.isdecimal():
            return int(trouble), {"Retry-After": "2.0"}, {"errors": "trouble"}
        if trouble == "redirect":
            return 302, {"Location": "http://127.0.0.1:9/"}, {}
        cost = {"requestedQueryCost": 100, "throttleStatus": {"currentlyAvailable": self.left, "restoreRate": 50.0}}
        if trouble == "throttled":
            throttled = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
            cost["throttleStatus"] = {"currentlyAvailable": 0, "restoreRate": 50.0}
            return 200, {}, {"errors": throttled, "extensions": {"cost": cost}}
        asked = json.loads(body)
        self.asked.append(asked["query"])
        result = graphql_sync(self.schema, asked["query"], self._root(), variable_values=asked["variables"])
        assert not result.errors, result.errors
        return 200, {}, {"data": result.data, "extensions": {"cost": cost}}

    def _root(self) -> dict[str, Any]:
        return {
            "shop": {
                "myshopifyDomain": SHOP,
                "currencyCode": "GBP",
                "ianaTimezone": "Europe/London",
                "taxesIncluded": True,
                "shopAddress": {"countryCodeV2": "GB"},
            },
            "currentAppInstallation": {"accessScopes": [{"handle": scope} for scope in self.scopes]},
            "locations": self._listing(
                [{"legacyResourceId": number, "name": name} for name, number in self.locations.items()]
            ),
            "orders": self._listing(self.orders),
            "products": self._listing(self.products),
            "customers": self._listing(self.customers),
            "inventoryItems": self._listing(self.costs),
            "order": lambda _info, **asked: self._whole(self.orders, asked["id"], "lineItems"),
            "product": lambda _info, **asked: self._whole(self.products, asked["id"], "variants"),
            "refund": lambda _info, **asked: self._refund(asked["id"]),
            "location": lambda _info, **asked: self._location(asked["id"]),
            "webhookSubscriptions": self._listing(self.subscriptions),
            "webhookSubscriptionCreate": self._subscribe,
            "webhookSubscriptionUpdate": self._resubscribe,
        }

    def _listing(self, nodes: list[dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        def listed(_info: object, after: str | None = None, query: str = "", **_: object) -> dict[str, Any]:
            wanted = [node for node in nodes if _is_within(node, query)]
            begin = int(after or 0)
            end = begin + self.page
            more = end < len(wanted)
            return {"nodes": wanted[begin:end], "pageInfo": {"hasNextPage": more, "endCursor": str(end)}}

        return listed

    def _whole(self, nodes: list[dict[str, Any]], gid: str, listed: str) -> dict[str, Any] | None:
        found = next((node for node in nodes if node["id"] == gid), None)
        return found and {**found, listed: self._listing(found[listed])}

    def _location(self, gid: str) -> dict[str, Any]:
        return {"inventoryLevels": self._listing([one for one in self.levels if gid.endswith(f"/{one['place']}")])}

    def _refund(self, gid: str) -> dict[str, Any]:
        found = next(one for order in self.orders for one in order["refunds"] if one["id"] == gid)
        listed = {name: {"nodes": found[name]} for name in ("orderAdjustments", "refundShippingLines")}
        return {**found, **listed, "refundLineItems": self._listing(found["refundLineItems"])}

    def _subscribe(self, _info: object, topic: str, webhookSubscription: dict[str, str]) -> dict[str, Any]:  # noqa: N803 - the schema's name
        identity = f"gid://shopify/WebhookSubscription/{len(self.subscriptions) + 1}"
        self.subscriptions.append({"id": identity, "topic": topic, **webhookSubscription})
        return {"webhookSubscription": {"id": identity}, "userErrors": []}

    def _resubscribe(self, _info: object, id: str, webhookSubscription: dict[str, str]) -> dict[str, Any]:  # noqa: A002, N803 - the schema's names
        found = next(one for one in self.subscriptions if one["id"] == id)
        found.update(webhookSubscription)
        return {"webhookSubscription": {"id": id}, "userErrors": []}


def _is_within(node: dict[str, Any], query: str) -> bool:
    for relation, text in _BOUND.findall(query):
        at, bound = datetime.fromisoformat(node["updatedAt"]), datetime.fromisoformat(text)
        if at >= bound if relation == "<" else at < bound:
            return False
    return True


@pytest.fixture
def shopify() -> Iterator[StandIn]:
    stand_in = StandIn(build_schema(SCHEMA.read_text(encoding="utf-8")))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/admin/oauth/access_token":
                status, headers, said = stand_in.grant(body)
            else:
                status, headers, said = stand_in.answer(body, self.headers.get("X-Shopify-Access-Token"))
            content = json.dumps(said).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}/admin/api/graphql.json"
    yield stand_in
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class ConnectedShop:
    """The shop's side: its door, its webhook route, what it publishes."""

    door: Door
    bus: MemoryBus
    store: MemoryStore
    shopify: StandIn
    client: Any
    clock: list[datetime]
    pauses: list[float] = field(default_factory=list)
    deliveries: int = 0

    def send(self, topic: str, payload: object, **headers: str) -> Any:
        """A webhook as Shopify sends it; `headers` (with _ for -) replace its own."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.deliveries += 1
        given = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Shop-Domain": SHOP,
            "X-Shopify-Hmac-Sha256": signature_of(body, SECRET),
            "X-Shopify-Event-Id": f"event-{self.deliveries}",
            "X-Shopify-Triggered-At": self.clock[0].isoformat(),
            **{f"X-Shopify-{name.replace('_', '-')}": value for name, value in headers.items()},
        }
        return self.client.post(
            "/api/ingest/shopify/webhooks", data=body, headers=given, content_type="application/json"
        )

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The data of the events of a type, in the order they were published."""
        return [dict(event.data) for event in self.bus.published if event.type == kind]

    def facts(self) -> set[tuple[str, str, str]]:
        """Every fact that was published: id, type without whether it was the first one, data."""
        return {
            (event.id, event.type.replace("placed", "changed"), json.dumps(event.data, sort_keys=True))
            for event in self.bus.published
        }

    def reconcile(self, **asked: Any) -> dict[str, Any]:
        admin = Admin(CONNECTION, self.shopify.url, pause=self.pauses.append)
        return reconcile(self.door, lambda *_: None, admin=admin, **asked)


@pytest.fixture
def new_shop(shopify: StandIn, tmp_path: Path) -> Callable[..., ConnectedShop]:
    def made(
        warehouse: Any = None, bus: Any = None, store: Any = None, data_dir: Path = tmp_path, **wiring: Any
    ) -> ConnectedShop:
        bus, store, secrets = bus or MemoryBus(), store or MemoryStore(), MemorySecrets()
        keep_connection(secrets, CONNECTION)
        clock = [NOW]
        settings = Settings(data_dir=data_dir, shopify_api_url=shopify.url)
        here = Shop("Europe/London", "GBP", "GB")
        door = Door(warehouse, store, secrets, lambda: here, settings, lambda: clock[0], event_bus=bus)
        app = Flask("shop")
        install(app, service="ingestion")
        blueprint = Blueprint("ingestion", __name__, url_prefix="/api/ingest")
        guard, _ = local_guard(MemoryStore())
        add_shopify_routes(blueprint, door, guard, **wiring)
        app.register_blueprint(blueprint)
        return ConnectedShop(door, bus, store, shopify, app.test_client(), clock)

    return made


@pytest.fixture
def shop(new_shop: Callable[..., ConnectedShop]) -> ConnectedShop:
    return new_shop()

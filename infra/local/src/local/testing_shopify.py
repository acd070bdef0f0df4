"""For tests: a stand-in for the Admin API of one shop of Shopify, in which nothing changed."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SHOP, TOKEN, SECRET = "mugs.myshopify.com", "shpat_something", "hush-hush"
_LAST_PAGE = {"hasNextPage": False, "endCursor": None}
_EMPTY = {"nodes": [], "pageInfo": _LAST_PAGE}
_ANSWERS: dict[str, object] = {
    "shop": {
        "shop": {
            "myshopifyDomain": SHOP,
            "currencyCode": "GBP",
            "ianaTimezone": "Europe/London",
            "taxesIncluded": True,
            "shopAddress": {"countryCodeV2": "GB"},
        },
        "currentAppInstallation": {
            "accessScopes": [
                {"handle": f"read_{what}"} for what in ("orders", "products", "customers", "inventory", "locations")
            ]
        },
    },
    "locations": {"locations": {"nodes": [{"legacyResourceId": "11", "name": "Dublin"}], "pageInfo": _LAST_PAGE}},
    "webhooks": {"webhookSubscriptions": _EMPTY},
    "subscribe": {"webhookSubscriptionCreate": {"webhookSubscription": {"id": "1"}, "userErrors": []}},
    "changed_orders": {"orders": _EMPTY},
    "changed_products": {"products": _EMPTY},
    "changed_customers": {"customers": _EMPTY},
    "changed_levels": {"location": {"inventoryLevels": _EMPTY}},
    "changed_costs": {"inventoryItems": _EMPTY},
}


class StandInShopify(ThreadingHTTPServer):
    """One shop's Admin API on 127.0.0.1; `takes` is the token it knows, which its owner may change."""

    takes = TOKEN

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/graphql.json"


class _AdminApi(BaseHTTPRequestHandler):
    """Says the same to everybody who has the token."""

    server: StandInShopify

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["query"]
        name = re.findall(r"^(?:query|mutation) (\w+)", query, re.MULTILINE)[0]
        known = self.headers["X-Shopify-Access-Token"] == self.server.takes
        body = json.dumps({"data": _ANSWERS[name]} if known else {"errors": "no"}).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def shopify_standing_in() -> Iterator[StandInShopify]:
    """A stand-in on 127.0.0.1, while the block runs."""
    with StandInShopify(("127.0.0.1", 0), _AdminApi) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

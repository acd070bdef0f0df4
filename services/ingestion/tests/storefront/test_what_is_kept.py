"""What pages carry by accident is not kept, and without consent nothing that tells one visitor from another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

View = Callable[..., dict[str, Any]]
SNIPPET = Path(__file__).parents[2] / "src/ingestion/storefront/shopsight.js"


def test_the_snippet_is_under_three_kilobytes_and_ascii() -> None:
    script = SNIPPET.read_bytes()
    assert len(script) < 3 * 1024
    assert script.isascii()


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("/cart?email=anna@shop.example&token=1", "/cart"),
        ("https://shop.example/cart?x=1#y", "/cart"),
        ("https://anna:secret@shop.example/cart", "/cart"),
        ("/account/anna@shop.example/orders", "/account/[removed]/orders"),
        ("/account/anna%40shop.example", "/account/[removed]"),
        ("/cart;jsessionid=12", "/cart"),
        ("/b%C3%BCcher", "/b%C3%BCcher"),
        ("/products/5012345678900", "/products/5012345678900"),
        ("?email=anna@shop.example", None),
        ("", None),
    ],
)
def test_of_a_page_its_path_is_kept(storefront: Any, viewed: View, page: str, kept: str | None) -> None:
    storefront.send(viewed(page=page))
    assert storefront.last.get("page") == kept


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("blue mug", "blue mug"),
        ("anna@shop.example", "[removed]"),
        ("order of anna@shop.example please", "order of [removed] please"),
        ("call +353 1 496 0123", "call [removed]"),
        ("5012345678900", "5012345678900"),  # a barcode
        ("a\u0000b\n\tc", "a b c"),
        ("café ☕", "café ☕"),
    ],
)
def test_of_a_search_no_address_and_no_number_is_kept(storefront: Any, viewed: View, query: str, kept: str) -> None:
    storefront.send(viewed("search", query=query))
    assert storefront.last["query"] == kept


def test_a_long_word_of_many_addresses_fits_the_contract(storefront: Any, viewed: View) -> None:
    addresses = "a@b.co " * 71
    report = storefront.send(viewed("search", query=addresses), campaign=addresses[:300]).get_json()
    assert report["accepted"] == 1
    assert len(storefront.last["query"]) <= 500
    assert "@" not in storefront.last["query"] + storefront.last["campaign"]


@pytest.mark.parametrize("consent", ["denied", "unknown", None])
def test_without_consent_nothing_tells_one_visitor_from_another(
    storefront: Any, viewed: View, consent: str | None
) -> None:
    event = viewed("purchase", order_id="1001")
    storefront.send(event, consent=consent, session_id="s-1", customer={"customer_id": "c-17"})
    assert storefront.last["consent"] == (consent or "unknown")
    assert not {"visitor_id", "session_id", "customer_id", "order_id"} & set(storefront.last)


def test_the_page_before_counts_only_when_it_is_not_the_shops_own(storefront: Any, viewed: View) -> None:
    storefront.send(viewed(), source="shop.example")
    assert "source" not in storefront.last
    storefront.send(viewed(), source="search.example")
    assert storefront.last["source"] == "search.example"
    storefront.send(viewed(), source=None)
    assert "source" not in storefront.last

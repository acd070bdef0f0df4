"""The Admin API: queries that Shopify's own description allows, its pace, and trouble that passes or stays."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from graphql import build_client_schema, build_schema, parse, validate

from ingestion.shopify.admin import Admin, AdminError, AdminUnavailableError
from ingestion.shopify.connection import Connection

QUERIES = sorted((Path(__file__).parents[2] / "src/ingestion/shopify/graphql").glob("*.graphql"))
SCHEMA = Path(__file__).parent / "admin_api.graphql"
SPEC = Path(
    os.environ.get("VENDOR_SPECS", Path(__file__).parents[5] / "shared/data/vendor_specs"),
    "shopify/admin_graphql_introspection_2026-07.json.gz",
)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_every_query_is_valid_in_the_part_of_the_schema_that_is_here(query: Path) -> None:
    schema = build_schema(SCHEMA.read_text(encoding="utf-8"))
    assert validate(schema, parse(query.read_text(encoding="utf-8"))) == []


@pytest.mark.skipif(not SPEC.exists(), reason=f"Shopify's own description is not at {SPEC.name}: set VENDOR_SPECS")
def test_every_query_is_valid_in_shopifys_own_description() -> None:
    described = json.loads(gzip.decompress(SPEC.read_bytes()))
    schema = build_client_schema(described.get("data", described), assume_valid=True)
    faults = {path.stem: validate(schema, parse(path.read_text(encoding="utf-8"))) for path in QUERIES}
    assert {name: found for name, found in faults.items() if found} == {}


def test_shopifys_pace_is_kept(shop: Any, shopify: Any) -> None:
    shopify.left = 50.0  # of the 100 that every query costs; 50 more come each second
    shop.reconcile()
    assert set(shop.pauses) == {1.0}


@pytest.mark.parametrize("trouble", ["throttled", "429", "500", "503"])
def test_trouble_that_passes_is_waited_for(shop: Any, shopify: Any, trouble: str) -> None:
    shopify.trouble = [trouble, trouble]
    shop.reconcile()
    assert len(shop.pauses) >= 2
    assert all(pause >= 1 for pause in shop.pauses)


def test_trouble_that_stays_ends_the_comparison_and_keeps_what_was_done(shop: Any, shopify: Any) -> None:
    shop.reconcile()
    shopify.trouble = ["500"] * 100
    with pytest.raises(AdminUnavailableError):
        shop.reconcile()
    shopify.trouble = []
    assert {row["missed"] for row in shop.reconcile()["kinds"]} == {0}


def test_a_server_that_says_nothing_is_not_waited_for_long(shopify: Any) -> None:
    pauses: list[float] = []
    admin = Admin(Connection("mugs.myshopify.com", "t", "s"), "http://127.0.0.1:9/", pause=pauses.append)
    with pytest.raises(AdminUnavailableError):
        admin.ask("shop")
    assert len(pauses) == 6
    assert shopify.asked == []


def test_a_token_that_is_refused_ends_it_at_once(shop: Any, shopify: Any) -> None:
    admin = Admin(Connection("mugs.myshopify.com", "shpat_wrong", "s"), shopify.url, pause=shop.pauses.append)
    with pytest.raises(AdminError, match="token"):
        admin.ask("shop")
    assert shop.pauses == []


def test_the_token_follows_no_redirection(shop: Any, shopify: Any) -> None:
    shopify.trouble = ["redirect"]
    with pytest.raises(AdminError, match="302"):
        shop.reconcile()

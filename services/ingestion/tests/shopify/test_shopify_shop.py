"""Whose shop an orders export is: a shop that nobody has described takes it from its first orders."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ingestion.files.plan import SourceFile
from ingestion.files.shopify_peek import shop_of_exports
from ingestion.testing import CUSTOMERS, Item, Order, orders_csv, table_csv

MUG = Item("Mug", "12.50", sku="MUG-1")


def looked_at(folder: Path, content: str | bytes, name: str = "orders.csv") -> dict[str, str]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return shop_of_exports([SourceFile(name, path)])


def orders(currency: str, *moments: str) -> str:
    return orders_csv(
        Order(f"#{place}", [MUG], created_at=moment, cells={"Currency": currency})
        for place, moment in enumerate(moments)
    )


@pytest.mark.parametrize(
    ("currency", "moments", "expected"),
    [
        ("GBP", ("2026-05-14 11:23:45 +0100", "2026-01-14 11:23:45 +0000"), ("Europe/London", "GB")),
        ("USD", ("2026-05-14 11:23:45 -0700",), ("America/Los_Angeles", "US")),
        ("USD", ("2026-05-14 11:23:45 -0700", "2026-01-14 11:23:45 -0700"), ("America/Phoenix", "US")),
        ("EUR", ("2026-05-14 11:23:45 +0200",), ("Europe/Berlin", None)),
        ("GBP", ("2026-05-14 11:23:45 +0530",), (None, "GB")),
        ("XTS", ("2026-05-14 11:23:45 +0100",), (None, None)),
    ],
)
def test_currency_and_clock_show_whose_shop_it_is(
    tmp_path: Path, currency: str, moments: tuple[str, ...], expected: tuple[str | None, str | None]
) -> None:
    said = looked_at(tmp_path, orders(currency, *moments))

    assert said["currency"] == currency
    assert (said.get("time_zone"), said.get("country")) == expected


def test_a_packed_export_shows_it_too(tmp_path: Path) -> None:
    packed = gzip.compress(orders("USD", "2026-05-14 11:23:45 -0400").encode())

    assert looked_at(tmp_path, packed, "orders.csv.gz")["time_zone"] == "America/New_York"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "a,b\n",
        table_csv(CUSTOMERS, []),
        b"\xff\xfe\x00bad",
        b"PAR1 and so on",
        "Currency,Created at,Lineitem name," + ",".join(f"c{place}" for place in range(5000)) + "\n",
        '"' + "x" * 3_000_000,
        b"\x1f\x8b cut off",
    ],
)
def test_what_is_no_orders_export_says_nothing(tmp_path: Path, content: str | bytes) -> None:
    assert looked_at(tmp_path, content) == {}

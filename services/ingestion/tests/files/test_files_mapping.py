"""Mappings: a shop's own files, described in a page of YAML."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ingestion.files.mapping import load_mapping, matches_name
from ingestion.files.plan import shipped_mapping, shipped_mappings
from ingestion.files.staging import FilesError

Load = Any  # the fixture's callable
TILL = """
source: Till
decimal: comma
delimiter: ";"
encoding: cp1252
date_formats: ["%d.%m.%Y %H:%M"]
tables:
  - table: sales
    columns: {order_id: Bon, occurred_at: [Tag, Zeit], product_id: Artikel, quantity: Menge, unit_price: Preis}
    constants: {channel: counter, location_id: "010"}
    rules:
      - when: {Artikel: {starts_with: [TEST, XX]}}
        set: {is_test: true}
      - when: {Artikel: {in: [TRAGETASCHE, "1"]}, Preis: {less_than: 1}}
        set: {line_type: fee}
      - when: {unit_price: {equals: 0}}
        set: {line_type: sample}
      - when: {Artikel: {matches: "^Gutschein"}}
        set: {line_type: gift_card}
      - when: {Artikel: {equals: Rabatt}}
        as_discount: true
      - when: {Artikel: {is_null: true}}
        set: {product_id: OPEN}
"""
ROWS = """Bon;Tag;Zeit;Artikel;Menge;Preis
1;31.01.2024;09:05;Käse;2;1,50
2;31.01.2024;09:06;TESTKÄSE;1;0,00
3;31.01.2024;09:07;TRAGETASCHE;1;0,25
3;31.01.2024;09:07;TRAGETASCHE;1;2,00
4;31.01.2024;09:08;Gutschein 20;1;20,00
5;31.01.2024;09:09;Rabatt;-1;3,50
6;31.01.2024;09:10;;1;1.200,00
"""


def test_a_shops_own_words_become_the_ledgers(load: Load) -> None:
    loaded = load({"kasse.csv": ROWS.encode("cp1252")}, mapping=TILL)
    rows = loaded.rows("sales")
    assert [row["line_type"] for row in rows] == [
        "merchandise",
        "sample",
        "fee",
        "merchandise",
        "gift_card",
        "merchandise",
        "merchandise",
    ]
    assert [row["is_test"] for row in rows] == [False, True, False, False, False, False, False]
    assert {(row["channel"], row["location_id"]) for row in rows} == {("counter", "010")}
    assert rows[0]["product_id"] == "Käse"
    assert rows[0]["occurred_at"].isoformat() == "2024-01-31T09:05:00+00:00"
    assert rows[6]["product_id"] == "OPEN"
    assert sum(row["net_amount"] for row in rows) == Decimal("1221.75")


def test_a_discount_line_takes_money_off_and_brings_nothing_back(load: Load) -> None:
    loaded = load({"kasse.csv": ROWS.encode("cp1252")}, mapping=TILL)
    row = loaded.rows("sales")[5]
    assert (row["kind"], row["quantity"]) == ("adjustment", 0)
    assert (row["gross_amount"], row["discount_amount"], row["net_amount"]) == (0, Decimal("3.5"), Decimal("-3.5"))


def test_the_first_rule_that_sets_a_field_counts(load: Load) -> None:
    mapping = """
source: T
tables:
  - table: sales
    columns: {order_id: id, occurred_at: at, quantity: n, net_amount: n}
    rules:
      - {when: {n: {greater_than: 5}}, set: {line_type: fee}}
      - {when: {n: {greater_than: 1}}, set: {line_type: tip, channel: counter}}
      - {when: {n: {less_than: 100}}, set: {channel: online}}
"""
    loaded = load({"s.csv": "id,at,n\n1,2024-01-01,9\n2,2024-01-01,3\n3,2024-01-01,1\n"}, mapping=mapping)
    assert [(row["line_type"], row["channel"]) for row in loaded.rows("sales")] == [
        ("fee", "counter"),
        ("tip", "counter"),
        ("merchandise", "online"),
    ]


def test_a_rule_may_mend_what_the_column_says_wrongly(load: Load) -> None:
    mapping = """
source: T
tables:
  - table: customers
    columns: {customer_id: id, marketing_consent: newsletter}
    rules:
      - {when: {newsletter: {equals: true}}, set: {marketing_consent: subscribed}}
      - {when: {newsletter: {equals: false}}, set: {marketing_consent: unsubscribed}}
"""
    loaded = load({"c.csv": "id,newsletter\n1,yes\n2,No\n3,perhaps\n4,\n"}, mapping=mapping)
    assert loaded.column("customers", "marketing_consent") == ["subscribed", "unsubscribed", "never_asked"]
    assert loaded.reasons == [(4, "marketing_consent", "unknown_value")]


JOINED = """
source: T
tables:
  - table: sales
    file: "orders*"
    columns: {order_id: id, occurred_at: at, quantity: n, unit_price: n, staff_id: Person}
    joins:
      - {file: "/^people[.]/", match: {seller: Key}, columns: {Person: Name}}
"""
ORDERS = "id,at,n,seller\n1,2024-01-01,1,7\n2,2024-01-01,1,8\n3,2024-01-01,1,\n"


def test_another_file_of_the_load_is_looked_up(load: Load) -> None:
    loaded = load({"orders-1.csv": ORDERS, "people.csv": "Key,Name\n7,Ann\n9,Bob\n7,Ann\n"}, mapping=JOINED)
    assert loaded.column("sales", "staff_id") == ["Ann", None, None]
    assert [file.name for file in loaded.report.files] == ["orders-1.csv"]
    assert loaded.report.notes == []


def test_a_join_that_would_double_sales_or_finds_no_file_stops(load: Load) -> None:
    with pytest.raises(FilesError, match="Key '7' is there more than once with different values"):
        load({"orders.csv": ORDERS, "people.csv": "Key,Name\n7,Ann\n7,Bob\n"}, mapping=JOINED)
    with pytest.raises(FilesError, match=r"joins /\^people\[\.\]/ to it, but none of these files has that name"):
        load({"orders.csv": ORDERS}, mapping=JOINED)


def test_products_and_customers_come_out_of_a_list_of_sales(load: Load) -> None:
    mapping = """
source: T
tables:
  - table: products
    distinct: last
    where: {price: {greater_than: 0}}
    columns: {product_id: sku, title: name, price: price}
"""
    rows = ["sku,name,price", "A,Tea,1", "B,Mug,2", ",nothing,1", "A,,3", "A,check,0", "B,Mug,x"]
    loaded = load({"s.csv": "\n".join(rows) + "\n"}, mapping=mapping)
    assert [(row["product_id"], row["title"], row["price"], row["_line"]) for row in loaded.rows("products")] == [
        ("B", "Mug", 2, 3),
        ("A", "Tea", 3, 5),
    ]
    assert loaded.report.files[0].rows_read == 2  # a price of x is not above 0, so that row is no product


def test_files_and_tables_that_do_not_meet_are_named(load: Load) -> None:
    mapping = JOINED.replace("joins:", "rules: []").split("      - {file:")[0].replace(", staff_id: Person", "")
    loaded = load({"orders.csv": ORDERS, "other.csv": "a\n1\n"}, mapping=mapping)
    assert loaded.report.notes == ["other.csv: not used; the mapping wants no file of this name."]
    with pytest.raises(FilesError, match=r"wants none of these files by their names: it takes orders\* for sales"):
        load({"other.csv": "a\n1\n"}, mapping=mapping)


def test_what_the_mapping_says_of_the_shop_is_proposed(load: Load) -> None:
    mapping = "source: T\ncurrency: SEK\ntables: [{table: products, columns: {product_id: id}}]"
    report = load({"p.csv": "id\nA\n"}, mapping=mapping).report
    assert report.proposed_shop == {"time_zone": "Europe/London", "currency": "SEK", "country": "GB"}
    mapping = mapping.replace("currency: SEK\n", "")
    assert load({"p.csv": "id\nA\n"}, mapping=mapping).report.proposed_shop is None


def test_columns_are_found_in_any_case_and_missing_ones_get_a_hint(load: Load) -> None:
    mapping = "source: T\ntables: [{table: products, columns: {product_id: StockCode}}]"
    assert load({"p.csv": "stockcode\nA\n"}, mapping=mapping).column("products", "product_id") == ["A"]
    with pytest.raises(FilesError, match=r"no column 'StockCode'\. Did you mean 'StockCodes'\? It has: StockCodes"):
        load({"p.csv": "StockCodes\nA\n"}, mapping=mapping)
    with pytest.raises(FilesError, match="products needs product_id"):
        load({"p.csv": "a\n1\n"}, mapping="source: T\ntables: [{table: products, columns: {title: a}}]")


TABLE = "source: T\ntables:\n  - table: sales\n    columns: {order_id: a}\n    "


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("source: T\ncurency: GBP\ntables: []", r"curency: there is no such key \(did you mean 'currency'\?\)"),
        ("source: T\ntables: [{table: sale, columns: {a: b}}]", "There is no table 'sale'"),
        (
            "source: T\ntables: [{table: sales, columns: {ordre_id: b}}]",
            r"no field 'ordre_id' \(did you mean 'order_id'",
        ),
        (TABLE + "constants: {kind: gift}", r"'gift' for kind of sales: unknown value; it may be sale, refund, adj"),
        (TABLE + "constants: {country: true}", "country is a text; write it in quotes"),
        (TABLE + "constants: {order_id: x}", "order_id: given as a column and as a constant"),
        (TABLE + "rules: [{when: {a: {matches: '('}}, set: {kind: sale}}]", "no regular expression"),
        (TABLE + "rules: [{when: {a: {is: 1}}, set: {kind: sale}}]", r"rules\[1\]\.when\.a\.is: there is no such key"),
        (TABLE + "rules: [{when: {a: {}}, set: {kind: sale}}]", "says nothing"),
        (TABLE + "rules: [{when: {a: {equals: 1}}}]", "does nothing"),
        (TABLE + "rules: [{when: {a: {less_than: x}}, as_discount: true}]", "must be a number"),
        ("source: T\ntime_zone: Europe/Lundon\ntables: []", "no IANA time zone"),
        ("source: T\nencoding: cp99999\ntables: []", "no text encoding"),
        ("source: T\ndelimiter: comma\ntables: []", "must be one character, or tab"),
        ("source: T\ndate_formats: ['%Q']\ntables: []", "%Q cannot be read here"),
        ("source: T\nsource: U", "source is there twice"),
        ("a: &a [1]\nb: *a", "aliases"),
        ("a: [1", "not YAML"),
        ("just words", "valid dictionary|valid mapping|Mapping"),
        ("", "the text"),
    ],
)
def test_a_mapping_that_is_not_right_says_where_and_what_instead(load: Load, text: str, told: str) -> None:
    with pytest.raises(FilesError, match=told):
        load({"s.csv": "a,at,n\n1,2024-01-01,1\n"}, mapping=text or " ")


def test_norway_and_codes_with_zeros_stay_what_they_are() -> None:
    mapping = load_mapping(
        "source: no\ncountry: NO\ntables: [{table: sales, columns: {order_id: on}, constants: {channel: 010}}]"
    )
    assert (mapping.source, mapping.country) == ("no", "NO")
    assert mapping.tables[0].columns == {"order_id": ["on"]}
    assert mapping.tables[0].constants == {"channel": "010"}


def test_names_of_files_are_globs_or_regular_expressions() -> None:
    assert matches_name("Sales.*", "folder/sales.CSV.gz")
    assert not matches_name("Sales.*", "Salesperson.csv")
    assert matches_name("/^sales-[0-9]+/", "Sales-12.csv")
    assert not matches_name("/^sales-[0-9]+/", "sales.csv")
    assert matches_name(None, "anything")


def test_a_hostile_pattern_cannot_hang_a_load(load: Load) -> None:
    mapping = TABLE.replace("order_id: a", "order_id: a, occurred_at: at, quantity: n, net_amount: n")
    mapping += "rules: [{when: {a: {matches: '^(a+)+$'}}, set: {channel: x}}]"
    loaded = load({"s.csv": f"a,at,n\n{'a' * 50_000}b,2024-01-01,1\n"}, mapping=mapping)
    assert loaded.column("sales", "local_date") == [date(2024, 1, 1)]


def test_shipped_mappings_are_found_by_name() -> None:
    assert {"uci_online_retail", "adventureworks_reseller"} <= set(shipped_mappings())
    for name in shipped_mappings():
        text = shipped_mapping(name)
        assert text is not None
        assert load_mapping(text).source
    assert shipped_mapping("../tables/sales") is None

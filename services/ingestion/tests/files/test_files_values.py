"""Numbers and words as people write them become exact values, or are rejected with a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from ingestion.files import decimals
from ingestion.files.staging import FilesError

Load = Any  # the fixture's callable
MAPPING = """
source: Till
decimal: {decimal}
tables:
  - table: products
    columns: {{product_id: id, price: price}}
"""


def prices(load: Load, texts: list[str], decimal: str) -> list[Decimal | str]:
    """Each text as its price, or as the reason it was rejected for."""
    content = "id\tprice\n" + "".join(f"P{number:03}\t{text}\n" for number, text in enumerate(texts))
    loaded = load({"prices.tsv": content}, mapping=MAPPING.format(decimal=decimal))
    found: dict[str, Decimal | str] = {row["product_id"]: row["price"] for row in loaded.rows("products")}
    found |= {f"P{int(row['line']) - 2:03}": row["reason"] for row in loaded.rejected}
    return [found[f"P{number:03}"] for number in range(len(texts))]


def test_numbers_with_a_decimal_point(load: Load) -> None:
    written: dict[str, str] = {
        "2.55": "2.55",
        "£2,024.99": "2024.99",
        "1,234": "1234",
        "12,34,567.50": "1234567.50",
        "(12.00)": "-12",
        "(£12.00)": "-12",
        "12.50-": "-12.5",
        "-£5": "-5",
        "£-5": "-5",
        "\u22125": "-5",
        "5.00 GBP": "5",
        "GBP 5": "5",
        "1 234.5": "1234.5",
        "1\u202f234.5": "1234.5",
        "1'234.50": "1234.5",
        "+3": "3",
        ".5": "0.5",
        "5.": "5",
        "007": "7",
        "1e3": "1000",
        "1.5E-3": "0.0015",
        "0.123456789000": "0.123456789",
        "999999999999999.999999999": "999999999999999.999999999",
    }
    assert prices(load, list(written), "point") == [Decimal(number) for number in written.values()]


def test_numbers_with_a_decimal_comma(load: Load) -> None:
    written = {"1.234,56": "1234.56", "1 234,56": "1234.56", "1.234": "1234", "12,5": "12.5", "-0,01": "-0.01"}
    assert prices(load, list(written), "comma") == [Decimal(number) for number in written.values()]


def test_what_is_no_number_is_rejected_with_its_reason(load: Load) -> None:
    wrong = {
        "abc": "not_a_number",
        "SKU123": "not_a_number",
        "1.2.3": "not_a_number",
        "12,5": "not_a_number",  # the file has a decimal point
        "20%": "not_a_number",
        "--5": "not_a_number",
        "€5": "other_currency",
        "5 USD": "other_currency",
        "1000000000000000": "too_large",
        "1e20": "too_large",
        "0.1234567891": "too_precise",
        "a\x07b": "control_character",
    }
    assert prices(load, list(wrong), "point") == list(wrong.values())


def test_empty_cells_and_words_for_nothing_are_null(load: Load) -> None:
    assert prices(load, ["", "   ", "NULL", "\\N", "nan"], "point") == [None] * 5


def test_the_style_is_found_out_where_the_column_shows_it(load: Load) -> None:
    assert prices(load, ["1.234", "12,50", "7"], "auto") == [Decimal(1234), Decimal("12.5"), Decimal(7)]
    assert prices(load, ["1,234", "12.50", "7"], "auto") == [Decimal(1234), Decimal("12.5"), Decimal(7)]


def test_a_thousand_or_three_decimals_is_asked_not_guessed(load: Load) -> None:
    with pytest.raises(FilesError, match=r"'price' holds '1,234'.*Set `decimal: point` or `decimal: comma`"):
        prices(load, ["1,234", "5"], "auto")
    with pytest.raises(FilesError, match=r"holds both '12\.5' and '12,5'"):
        prices(load, ["12,5", "12.5"], "auto")


def test_another_column_of_the_file_decides_for_one_that_cannot(load: Load) -> None:
    mapping = "source: T\ntables: [{table: products, columns: {product_id: id, price: p, unit_cost: c}}]"
    loaded = load({"p.csv": 'id;p;c\nA;"1.234";"0,75"\n'}, mapping=mapping)
    assert (loaded.rows("products")[0]["price"], loaded.rows("products")[0]["unit_cost"]) == (1234, Decimal("0.75"))


def test_a_column_may_show_its_style_late(load: Load) -> None:
    rows = "".join(f"P{number};{number}\n" for number in range(70_000))
    loaded = load({"p.csv": "id;price\n" + rows + "LAST;1.234,50\n"}, mapping=MAPPING.format(decimal="auto"))
    assert loaded.column("products", "price")[-1] == Decimal("1234.50")
    assert any("decimal comma" in note for note in loaded.report.notes)


def test_canonical_files_mean_the_decimal_point_where_it_could_be_either(load: Load) -> None:
    loaded = load({"products.csv": "product_id,price\nA,1.250\nB,0.999\n"})
    assert loaded.column("products", "price") == [Decimal("1.25"), Decimal("0.999")]
    assert load({"products.csv": 'product_id,price\nA,"1.234,56"\n'}).column("products", "price") == [
        Decimal("1234.56")
    ]
    with pytest.raises(FilesError, match=r"canonical files write 1234\.5"):
        load({"products.csv": 'product_id,price\nA,"1,234"\n'})


def test_doubles_are_the_number_a_person_would_read(load: Load) -> None:
    doubles = [0.1 + 0.2, 2.55, 1e-7, 5e-10, 123456789.123456789, -0.0, float("nan"), float("inf"), 1e15, None]
    ids = [f"P{number}" for number in range(len(doubles))]
    loaded = load({"products.parquet": pa.table({"product_id": ids, "price": pa.array(doubles, pa.float64())})})
    expected = ["0.3", "2.55", "0.0000001", "0", "123456789.12345679", "0", None, None]
    assert loaded.column("products", "price") == [None if text is None else Decimal(text) for text in expected]
    assert loaded.reasons == [(8, "price", "not_a_number"), (9, "price", "too_large")]


@pytest.mark.parametrize("kind", [pa.int64(), pa.uint64(), pa.decimal128(20, 2), pa.decimal256(60, 12), pa.float32()])
def test_every_numeric_type_of_parquet_is_exact(load: Load, kind: pa.DataType) -> None:
    table = pa.table({"product_id": ["A", "B"], "price": pa.array([12, None], kind)})
    assert load({"products.parquet": table}).column("products", "price") == [Decimal(12), None]


def test_decimals_beyond_nine_places_are_not_cut_silently(load: Load) -> None:
    table = pa.table({"product_id": ["A"], "price": pa.array([Decimal("1.0000000001")], pa.decimal128(20, 10))})
    assert load({"products.parquet": table}).reasons == [(1, "price", "too_precise")]


def test_booleans_whole_numbers_and_lists(load: Load) -> None:
    loaded = load(
        {
            "products.csv": "product_id,is_gift_card,lead_time_days\nA,Yes,14\nB,0,\nC,maybe,3\nD,TRUE,2.5\n",
            "content.csv": "content_id,kind,product_ids\nX,article,A | B;C\nY,video,\n",
        }
    )
    assert loaded.column("products", "is_gift_card") == [True, False]
    assert loaded.column("products", "lead_time_days") == [14, None]
    assert loaded.reasons == [(4, "is_gift_card", "not_a_boolean"), (5, "lead_time_days", "not_a_whole_number")]
    assert loaded.column("content", "product_ids") == [["A", "B", "C"], []]


def test_texts_lose_blanks_and_nul_bytes_and_nothing_else(load: Load) -> None:
    loaded = load({"products.csv": "product_id,title\n A\x00 ,\u00a0 two  words \n"})
    assert loaded.rows("products")[0]["product_id"] == "A"
    assert loaded.rows("products")[0]["title"] == "two  words"


def test_dollars_of_other_countries_are_dollars() -> None:
    marks = pa.array(["$5", "US$ 5", "€5", "5"])
    assert decimals.foreign_marks(marks, "ARS").tolist() == [False, False, True, False]

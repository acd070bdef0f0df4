"""Files as shops really send them: whatever they are, they end in the right rows or in a sentence that helps."""

from __future__ import annotations

import gzip
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingestion.files.staging import FilesError, SourceFile, StagePlan, stage
from shared.shop import Shop

HEADER = "order_id,occurred_at,quantity,unit_price,product_id\n"
LINE = "R1,2024-05-01T10:00:00Z,2,1.50,TEA\n"
Load = Any  # the fixture's callable


def test_a_plain_file_is_read_with_its_lines(load: Load) -> None:
    loaded = load({"sales.csv": HEADER + LINE + "R2,2024-05-01T11:00:00Z,1,9.99,MUG\n"})
    assert [(row["order_id"], row["net_amount"], row["_line"]) for row in loaded.rows("sales")] == [
        ("R1", Decimal("3.00"), 2),
        ("R2", Decimal("9.99"), 3),
    ]
    assert loaded.rejected == []
    assert loaded.progress[-1][1] == loaded.progress[-1][2]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sales.csv", (HEADER + LINE).encode("utf-8-sig")),
        ("sales.csv", (HEADER + LINE).encode("utf-16")),
        ("sales.csv", b"\xfe\xff" + (HEADER + LINE).encode("utf-16-be")),
        ("sales.csv.gz", gzip.compress((HEADER + LINE).encode())),
        ("sales.csv", (HEADER + LINE).replace(",", ";").encode()),
        ("sales.tsv", (HEADER + LINE).replace(",", "\t").encode()),
        ("sales.txt", (HEADER + LINE).replace(",", "|").encode()),
        ("sales.csv", (HEADER + LINE).replace("\n", "\r\n").encode()),
        ("sales.csv", (HEADER + LINE).replace("\n", "\r").encode()),
        ("sales.csv", ("sep=;\r\n" + HEADER + LINE).replace(",", ";").encode()),
        ("sales.csv", (HEADER + LINE).rstrip("\n").encode()),
        ("Sales-2024.CSV", (HEADER + LINE).encode()),
        ("sales (1).csv", ("\n" + HEADER.upper() + LINE + "\n\n").encode()),
    ],
)
def test_encodings_delimiters_and_line_ends_are_found_out(load: Load, name: str, content: bytes) -> None:
    loaded = load({name: content})
    assert loaded.column("sales", "net_amount") == [Decimal(3)]
    assert loaded.rejected == []


def test_a_windows_file_is_read_as_such_and_says_so(load: Load) -> None:
    loaded = load({"products.csv": "product_id,title,price\nCAF,Café crème,£ 2.50\n".encode("cp1252")})
    assert loaded.column("products", "title") == ["Café crème"]
    assert any("cp1252" in note for note in loaded.report.notes)


def test_one_broken_byte_does_not_make_a_whole_utf8_file_windows(load: Load) -> None:
    good = "".join(f"P{number},Crème brûlée {number}\n" for number in range(50))
    loaded = load({"products.csv": b"product_id,title\n" + good.encode() + b"BAD,Caf\xe9\n"})
    assert loaded.column("products", "title")[0] == "Crème brûlée 0"
    assert loaded.reasons == [(52, "", "bad_encoding")]


def test_cells_of_several_lines_keep_their_line_ends_and_later_rows_their_lines(load: Load) -> None:
    text = 'product_id,title\nA,"two\nlines"\nB,"quote "" and, comma"\nC,"a\r\nb\rc"\nD,last\n'
    loaded = load({"products.csv": text})
    assert loaded.column("products", "title") == ["two\nlines", 'quote " and, comma', "a\r\nb\rc", "last"]
    assert loaded.column("products", "_line") == [2, 4, 5, 8]


def test_ragged_rows_are_rejected_and_blank_lines_are_no_rows(load: Load) -> None:
    loaded = load({"sales.csv": HEADER + "R1,2024-05-01\n\n" + LINE + "   \n" + LINE.strip() + ",extra\n"})
    assert loaded.reasons == [(2, "", "ragged_row"), (6, "", "ragged_row")]
    assert loaded.report.files[0].rows_read == 3
    assert loaded.rejected[0]["value"] == "R1,2024-05-01"


def test_a_broken_quote_within_a_line_spoils_that_line_only(load: Load) -> None:
    loaded = load({"products.csv": 'product_id,title\nA,"6" ruler"\nB,5" ruler\nC,fine\n'})
    assert loaded.column("products", "product_id") == ["B", "C"]
    assert loaded.reasons == [(2, "", "bad_quotes")]


@pytest.mark.parametrize(
    "rest",
    [
        "".join(f"P{number},thing\n" for number in range(100)),  # to the end of the file
        "".join(f"P{number},thing number {number}\n" for number in range(80_000)),  # over a megabyte
        'P1,thing,1\nP2,"quoted",2\nP3,thing,3\n',  # to the next quoted cell
        'P1,thing,1\nP2,2,5"\nP3,thing,3\n',  # to a quote that happens to end a line
    ],
    ids=["end of file", "a megabyte", "next quoted cell", "inch mark"],
)
def test_a_quote_that_swallows_rows_stops_the_load_and_names_its_line(load: Load, rest: str) -> None:
    with pytest.raises(FilesError, match="a quote that opens in line 3 is not closed"):
        load({"products.csv": 'product_id,title,sku\nA,fine,0\nB,"broken,0\n' + rest})


def test_a_file_of_no_bytes_is_an_error_and_a_header_alone_is_none(load: Load) -> None:
    with pytest.raises(FilesError, match=r"sales\.csv is empty"):
        load({"sales.csv": ""})
    with pytest.raises(FilesError, match="no header line"):
        load({"sales.csv": "\n\n"})
    loaded = load({"sales.csv": HEADER})
    assert loaded.rows("sales") == []
    assert loaded.report.files[0].rows_read == 0


def zipped(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (zipped("xl/workbook.xml"), "an Excel workbook: save or export it as CSV"),
        (zipped("sales.csv"), "a ZIP archive: unpack it"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an old Excel workbook"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\xff\xd8\xff\xe0 JFIF", "a picture"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b'[{"order_id": 1}]', "JSON"),
        (b"\x01\x02\x00\x00\x00\x00\x03", "no text"),
        ("order_id,quantity\nR1,2\n".encode("utf-16-le"), "UTF-16 without its mark"),
        (b"BZh91AY", "compressed with bzip2"),
    ],
)
def test_what_is_no_table_is_named_and_says_what_to_do(load: Load, content: bytes, what: str) -> None:
    with pytest.raises(FilesError, match=what):
        load({"sales.csv": content})


def test_damaged_files_say_so(load: Load) -> None:
    with pytest.raises(FilesError, match="damaged or cut off"):
        load({"sales.csv.gz": gzip.compress((HEADER + LINE * 5000).encode())[:-20]})
    with pytest.raises(FilesError, match="Parquet file is damaged"):
        load({"sales.parquet": b"PAR1" + bytes(100)})
    with pytest.raises(FilesError, match=r"named \.parquet but is none"):
        load({"sales.parquet": HEADER + LINE})


def test_a_file_that_unpacks_without_end_is_stopped(load: Load) -> None:
    bomb = gzip.compress(HEADER.encode() + b"\n" * (100 << 20), compresslevel=9)
    with pytest.raises(FilesError, match="unpacks to more than"):
        load({"sales.csv.gz": bomb})


def test_a_file_without_line_ends_is_no_table(load: Load) -> None:
    with pytest.raises(FilesError, match="lines longer than"):
        load({"sales.csv": b"a" * (18 << 20)})


def test_a_header_with_a_name_twice_is_an_error(load: Load) -> None:
    with pytest.raises(FilesError, match="'Price' stands in the header twice"):
        load({"products.csv": "product_id,Price,Price\nA,1,2\n"})


def test_missing_columns_are_named_with_those_that_are_there(load: Load) -> None:
    with pytest.raises(FilesError, match=r"sales needs order_id, net_amount or .*It has the columns receipt, occ"):
        load({"sales.csv": "receipt,occurred_at,quantity\n"})


def test_parquet_is_read_by_its_types(load: Load) -> None:
    table = pa.table(
        {
            "order_id": pa.array([1, 2], pa.int32()),
            "customer_id": pa.array([17850.0, None], pa.float64()),
            "occurred_at": pa.array([1_700_000_000_000, None], pa.timestamp("ms", tz="Europe/Paris")),
            "quantity": pa.array([2, 1], pa.int8()),
            "unit_price": pa.array([2.55, float("nan")], pa.float32()),
            "product_id": pa.array(["A", "B"]).dictionary_encode(),
            "nested": pa.array([{"a": 1}, {"a": 2}]),
        }
    )
    loaded = load({"sales.parquet": table})
    (row,) = loaded.rows("sales")
    assert (row["order_id"], row["customer_id"], row["product_id"]) == ("1", "17850", "A")
    assert (row["net_amount"], row["occurred_at"].isoformat()) == (Decimal("5.10"), "2023-11-14T22:13:20+00:00")
    assert loaded.reasons == [(2, "occurred_at", "required_missing")]
    assert loaded.report.files[0].ignored == ["nested"]
    assert loaded.progress[-1] == ("sales.parquet", 2, 2)


def test_a_column_of_records_is_no_value(load: Load) -> None:
    table = pa.table({"product_id": ["A"], "title": [{"en": "Tea"}]})
    with pytest.raises(FilesError, match="'title' holds struct"):
        load({"products.parquet": table})


def test_chunks_fit_together(load: Load) -> None:
    lines = [f"R{number},2024-05-01T10:00:00Z,1,0.01,TEA\n" for number in range(150_000)]
    lines[140_000] = "R,ragged\n"
    loaded = load({"sales.csv": HEADER + "".join(lines)})
    assert sum(loaded.column("sales", "net_amount")) == Decimal("1499.99")
    assert loaded.column("sales", "_line")[-1] == 150_001
    assert loaded.reasons == [(140_002, "", "ragged_row")]


def test_no_file_and_two_of_one_name_are_errors(load: Load, tmp_path: Path) -> None:
    with pytest.raises(FilesError, match="There is no file to load"):
        load({})
    (tmp_path / "sales.csv").write_text(HEADER, encoding="utf-8")
    file = SourceFile("sales.csv", tmp_path / "sales.csv")
    plan = StagePlan((file, file), "canonical", None, Shop("UTC", "GBP", "GB"), tmp_path)
    with pytest.raises(FilesError, match=r"sales\.csv: two files have this name"):
        stage(plan, lambda *_: None)


def test_either_the_format_or_a_mapping_is_said(tmp_path: Path) -> None:
    files = (SourceFile("sales.csv", tmp_path / "sales.csv"),)
    shop = Shop("UTC", "GBP", "GB")
    for wrong in (
        StagePlan(files, None, None, shop, tmp_path),
        StagePlan(files, "canonical", "source: T", shop, tmp_path),
        StagePlan(files, "spreadsheet", None, shop, tmp_path),
    ):
        with pytest.raises(FilesError, match=r"Say how the files are written|no format 'spreadsheet'"):
            stage(wrong, lambda *_: None)

"""What Arrow reads of a plain block is what the csv module reads, and where it would not be, the block is not plain."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.files.csv_blocks import Lines, plain_records

HEADER = ["a", "b", "c"]
CELLS = st.text(st.sampled_from('xé" ,;\n\r\t\x00'), max_size=4)
WRITTEN = st.builds('"{}"'.format, CELLS.map(lambda cell: cell.replace('"', '""')))
LINES = st.lists(st.one_of(CELLS, WRITTEN), max_size=5).map(",".join)
BLOCKS = st.builds(str.join, st.sampled_from(["\n", "\r\n"]), st.lists(LINES, min_size=1, max_size=6)).filter(bool)


def by_csv_module(block: str) -> tuple[list[tuple[int, list[str]]], int]:
    """Every record that is not a blank line, with the line it begins in; and how many lines there are."""
    reader = csv.reader(io.StringIO(block, newline=""), strict=True)
    records, line = [], 0
    for row in reader:
        if row:
            records.append((line, row))
        line = reader.line_num
    return records, line


@given(BLOCKS)
def test_a_plain_block_reads_as_the_csv_module_reads_it(block: str) -> None:
    found = plain_records(block, HEADER, HEADER, ",")
    if found is None:
        return
    records, line_count = by_csv_module(block)
    fitting = [(line, row) for line, row in records if len(row) == len(HEADER)]
    columns = [found.columns[name].to_pylist() for name in HEADER]
    assert list(zip(found.lines.tolist(), map(list, zip(*columns, strict=True)), strict=True)) == fitting
    assert found.ragged == [(line, row) for line, row in records if len(row) != len(HEADER)]
    assert found.line_count == line_count


@pytest.mark.parametrize(
    "block",
    [
        "1,2,3\n",
        "1,2,3\r\n4,5,6",
        '"1","2,5","say ""hi"""\n"","""",3\n',
        '1,2,"3"\r\n\r\n4,"5",6\r\n',
        "1,2\n1,2,3,4\n\n1,2,3\n",
    ],
)
def test_what_most_exports_hold_is_plain(block: str) -> None:
    assert plain_records(block, HEADER, HEADER, ",") is not None


@pytest.mark.parametrize(
    "block",
    [
        '1,"two\nlines",3\n',
        '1,"2"x,3\n',
        '1,2,"3\n',
        '1,5" pipe,3" pipe\n',
        "1,2,3\r4,5,6\n",
        "1,\udce9,3\n",
        "\ufeff1,2,3\n",
        "1,2," + "x" * (1 << 20) + "\n",
    ],
)
def test_what_needs_a_closer_look_is_not_plain(block: str) -> None:
    assert plain_records(block, HEADER, HEADER, ",") is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_come_one_by_one_or_by_the_block(end: str) -> None:
    text = f"head{end}one{end}two{end}three"
    lines = Lines(io.TextIOWrapper(io.BytesIO(text.encode()), newline=""))
    assert next(lines) == f"head{end}"
    rest = lines.take()
    assert rest == f"one{end}two{end}"
    lines.put_back(rest)
    assert not lines.at_block_end
    assert [*lines] == [f"one{end}", f"two{end}", "three"]
    assert lines.at_block_end
    assert not lines.take()

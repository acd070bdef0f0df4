"""What customers buy of, from lines in any order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segments.features_reading import read_tastes

CUSTOMERS, CATEGORIES = 40, 7


@pytest.mark.parametrize("most_cells", [CUSTOMERS * CATEGORIES, 1])
def test_a_shop_of_few_or_of_many_categories_is_counted_alike(tmp_path: Path, most_cells: int) -> None:
    chance = np.random.default_rng(3)
    who = chance.integers(0, CUSTOMERS - 5, 300)  # some bought nothing
    place = chance.integers(0, CATEGORIES, 300)
    at = chance.permutation(CUSTOMERS)
    path = tmp_path / "lines.parquet"
    pq.write_table(pa.table({"line": who * 2**24 + place}), path, row_group_size=100)
    tastes = read_tastes(path, at, CATEGORIES, most_cells=most_cells)
    for code in range(CUSTOMERS):
        bought = Counter(place[who == code].tolist())
        most = max(bought.values(), default=0)
        first = min((each for each, times in bought.items() if times == most), default=-1)
        found = [int(column[at[code]]) for column in (tastes.top, tastes.top_lines, tastes.lines, tastes.categories)]
        assert found == [first, most, bought.total(), len(bought)]


@pytest.mark.parametrize("categories", [0, CATEGORIES])
@pytest.mark.parametrize("most_cells", [CUSTOMERS * CATEGORIES, -1])
def test_nobody_has_a_taste_where_no_line_is_known(tmp_path: Path, categories: int, most_cells: int) -> None:
    path = tmp_path / "lines.parquet"
    pq.write_table(pa.table({"line": pa.array([], pa.int64())}), path)
    tastes = read_tastes(path, np.arange(CUSTOMERS), categories, most_cells=most_cells)
    assert set(tastes.top.tolist()) == {-1}
    assert not tastes.lines.any()

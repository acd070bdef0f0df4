"""What a catalogue says of products, and what is made of what it does not say."""

from __future__ import annotations

import pyarrow as pa

from recommendations_v2.build_catalogue import catalogue_of
from recommendations_v2.build_reading import Goods


def test_a_path_leads_to_a_shelf_a_category_and_a_department_and_no_category_is_none_in_common() -> None:
    categories = ["Food > Coffee > Beans", "Food > Coffee > Filters", "Food > Tea", None, ""]
    ids = pa.array([f"p{number}" for number in range(len(categories))])
    about = pa.table({"category": pa.array(categories, pa.string()), "brand": pa.array([None] * 5, pa.string())})
    found = catalogue_of(Goods(ids, about))
    assert len({*found.shelf[:3].tolist()}) == 3
    assert found.category[0] == found.category[1] != found.category[2]
    assert found.department[0] == found.department[2] != found.department[3]
    assert found.shelf[3] == found.shelf[4]
    assert found.category[3] != found.category[4]

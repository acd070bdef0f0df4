"""What is made beforehand, or at once for all candidates, is what the definitions say: to the last bit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recommendations_v2 import arrays_file, candidates, feature_table, features
from recommendations_v2.engine_prepared import Prepared
from recommendations_v2.engine_questions import asked_of
from recommendations_v2.links import Links, linked
from recommendations_v2.scene import Scene, scene_of
from recommendations_v2.spans import groups_of, wider
from recommendations_v2.testing_planted import CUSTOMERS, PASTA, PRODUCTS, VIEWED, WINE, product_id
from recommendations_v2.visit import CART, DISCOVERY, HOME, PRODUCT, Visit

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import BuiltShop


def visits(shop: BuiltShop) -> list[Visit]:
    """Everybody at home; and whoever is different: with a cart, looking, nobody known, at once after buying."""
    views = ((product_id(VIEWED), shop.now), (product_id(PASTA), shop.now))
    some = [
        shop.visit(customer, surface=surface) for customer in range(0, CUSTOMERS, 7) for surface in (HOME, DISCOVERY)
    ]
    return [
        *some,
        shop.visit(surface=HOME),
        shop.visit(views=views),
        shop.visit(1, views=views, engaged=(("film", shop.now, 0.5),)),
        shop.visit(2, surface=CART, cart=(product_id(WINE), product_id(PASTA))),
        shop.visit(surface=CART, cart=(product_id(WINE),), views=views),
        shop.visit(3, surface=PRODUCT, product=product_id(PASTA), cart=(product_id(WINE),)),
        shop.visit(4, bought=((product_id(PASTA), shop.now), (product_id(WINE), shop.now))),
    ]


def scenes(shop: BuiltShop, made: Prepared, visit: Visit) -> tuple[Scene, Scene]:
    """As the definitions have it, and as a process that answers makes it."""
    artefact, known = shop.engine.artefact, shop.engine.artefact.knowledge
    number = -1 if visit.customer_id is None else shop.engine._place(visit.customer_id)
    asked, likes = asked_of(artefact, made.numbers, visit, number), made.neighbours
    slow = scene_of(known, asked, known.tastes.of_neighbours(number))
    return slow, scene_of(known, asked, likes.of(number), likes.popularity)


def test_candidates_and_their_numbers_are_those_of_the_definitions(shop: BuiltShop) -> None:
    known, made = shop.engine.artefact.knowledge, Prepared(shop.engine.artefact)
    seen = 0
    for visit in visits(shop):
        listed = made.lists.of(visit.surface, has_cart=bool(visit.cart))
        slow, fast = scenes(shop, made, visit)
        counts, new_only = listed.kind.counts, listed.kind.new_only
        product = candidates.candidates(known, slow, counts, new_only=new_only).product
        assert product.tolist() == candidates.candidates(known, fast, counts, new_only=new_only).product.tolist()
        defined = features.build(known, slow, product)
        for still in (made.still, None):
            table = feature_table.build(known, fast, product, still)
            assert table.shape == defined.shape
            wrong = [name for at, name in enumerate(listed.names) if not np.array_equal(table[:, at], defined[:, at])]
            assert not wrong
        seen += len(product)
    assert seen > 500


def test_without_signals_too(shop: BuiltShop) -> None:
    """As the benchmark's grocer has none."""
    artefact = shop.engine.artefact
    known = replace(artefact.knowledge, signals=None)
    made, products = Prepared(artefact), np.arange(known.catalogue.products)
    for visit in visits(shop)[-5:]:
        scene = scene_of(known, asked_of(artefact, made.numbers, visit, 1), known.tastes.of_neighbours(1))
        assert np.array_equal(feature_table.build(known, scene, products), features.build(known, scene, products))


@given(
    values=arrays(np.int64, st.integers(0, 60), elements=st.integers(0, 12)),
    wide=arrays(np.int64, 13, elements=st.integers(0, 1 << 50)),
)
def test_groups_are_of_equal_values_from_the_first_to_the_last(values: np.ndarray, wide: np.ndarray) -> None:
    narrow = groups_of(values)
    both, inner = wider(narrow, wide[narrow.key])
    for found, of in ((narrow, values), (both, wide[values])):
        places = {key: np.flatnonzero(of == key).tolist() for key in sorted(set(of.tolist()))}
        assert found.key.tolist() == list(places)
        assert found.key[found.which].tolist() == of.tolist()
        assert found.first.tolist() == [each[0] for each in places.values()]
        assert found.last.tolist() == [each[-1] for each in places.values()]
        assert found.count.tolist() == [len(each) for each in places.values()]
    assert both.key[inner].tolist() == wide[narrow.key].tolist()


@given(
    lengths=arrays(np.int64, PRODUCTS, elements=st.integers(0, PRODUCTS)),
    asked=st.lists(st.integers(0, PRODUCTS - 1), max_size=PRODUCTS, unique=True),
    seed=st.integers(0, 1 << 16),
)
def test_what_goes_with_something_is_the_same_for_few_and_for_all_products(
    lengths: np.ndarray, asked: list[int], seed: int
) -> None:
    drawn = np.random.default_rng(seed)
    start = np.append(0, np.cumsum(lengths))
    others = [drawn.permutation(PRODUCTS)[:length].astype(np.int32) for length in lengths]
    links = Links(start, np.concatenate(others), drawn.random(start[-1]).astype(np.float32))
    products, weights = np.array(asked, np.int64), drawn.random(len(asked)) * (drawn.random(len(asked)) < 0.8)
    every = np.arange(PRODUCTS)
    for found, score in zip(links.linked(products, weights), every_product(links, products, weights), strict=True):
        assert found.of(every).tolist() == score.tolist()
        assert linked(score, 3.0).of(every).tolist() == (score / 3.0).tolist()
        for count in (1, 5, PRODUCTS):
            assert candidates.best(found, count).tolist() == candidates.top(score, count).tolist()


def every_product(links: Links, products: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """By all products of the shop."""
    return links.summed(products, weights), links.strongest(products)


HELD = {
    "one": np.arange(7, dtype=np.int8),
    "by.columns": np.asfortranarray(np.arange(12, dtype=np.float32).reshape(3, 4)),
    "none": np.zeros((0, 3)),
    "single": np.array(5),
    "more": np.arange(100, dtype=np.uint64),
}


def test_arrays_are_used_where_they_stand_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "held.npz"
    arrays_file.write(path, HELD)
    with path.open("rb") as file:
        there = arrays_file.read(file)
    path.unlink()  # what was opened stays, as a build that is replaced has to
    for name, values in HELD.items():
        assert there[name].dtype == values.dtype
        assert there[name].shape == values.shape
        assert there[name].tolist() == values.tolist()
    assert there["more"].ctypes.data % 64 == 0
    with pytest.raises(ValueError, match="read-only"):
        there["one"][0] = 1


def test_numpy_reads_the_file_and_the_other_way_round(tmp_path: Path) -> None:
    path = tmp_path / "held.npz"
    arrays_file.write(path, HELD)
    with np.load(path, allow_pickle=False) as packed:
        assert {name: packed[name].tolist() for name in packed.files} == {k: v.tolist() for k, v in HELD.items()}
    np.savez(path, **HELD)
    with path.open("rb") as file:
        there = arrays_file.read(file)
    assert {name: each.tolist() for name, each in there.items()} == {k: v.tolist() for k, v in HELD.items()}
    assert all(each.flags.aligned for each in there.values())


def test_a_customer_whose_products_go_with_nothing_is_no_error(shop: BuiltShop) -> None:
    nothing = Links(np.zeros(PRODUCTS + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    artefact = shop.engine.artefact
    known = replace(artefact.knowledge, by_customers=nothing, by_baskets=nothing)
    for visit in visits(shop):
        scene = scene_of(known, asked_of(artefact, Prepared(artefact).numbers, visit, 1), np.zeros(PRODUCTS))
        assert not len(scene.together.product)

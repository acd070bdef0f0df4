"""An artefact is loaded whole or not at all, beside the one that answers."""

from __future__ import annotations

import io
import json
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from recommendations_v2 import artefact_store
from recommendations_v2.artefact import ArtefactError, read
from recommendations_v2.ids import KEY, digest
from recommendations_v2.shelf import Shelf
from recommendations_v2.testing_planted import CUSTOMERS, customer_id
from shared.erased_digests import NOBODY
from shared.schedule import NotYetError
from shared.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import BuiltShop
    from shared.store import Store


def bytes_of(shop: BuiltShop) -> bytes:
    file = shop.store.open(f"recommendations-v2/artefacts/{shop.engine.version}")
    assert file is not None
    with file:
        return file.read()


def copied(new_store: Store, content: bytes, version: str) -> None:
    new_store.put(f"recommendations-v2/artefacts/{version}", content)
    new_store.put(artefact_store.POINTER_KEY, json.dumps({"generation_id": version}).encode())


def test_a_shop_without_sales_builds_nothing(new_shop: Callable[[], BuiltShop]) -> None:
    empty = new_shop()
    with pytest.raises(NotYetError):
        empty.builds()
    empty.shelf.look()
    assert empty.shelf.engine is None
    assert not empty.shelf.state.stale


def test_it_holds_no_customers_id_and_no_digest_that_anybody_could_make(shop: BuiltShop) -> None:
    with np.load(io.BytesIO(bytes_of(shop)), allow_pickle=False) as packed:
        everything = b"".join(packed[name].tobytes() for name in packed.files)
        known = packed["customer"]
    key = shop.desk.secrets.get(KEY)
    assert customer_id(1).encode() not in everything
    assert digest(customer_id(1), "") not in known
    assert digest(customer_id(1), key) in known
    assert key not in everything.decode("latin-1")


def test_without_its_key_it_is_not_served_and_what_answers_stays(
    shop: BuiltShop, new_shop: Callable[[], BuiltShop]
) -> None:
    other = new_shop()
    copied(other.store, bytes_of(shop), shop.engine.version)
    other.shelf.look()
    assert other.shelf.engine is None
    assert KEY in (other.shelf.state.problem or "")
    other.desk.secrets.put(KEY, shop.desk.secrets.get(KEY) or "")
    other.shelf.look()
    assert other.engine.knows_customer(customer_id(1))


def test_what_a_version_before_keys_built_is_served_until_the_next_build(
    shop: BuiltShop, new_shop: Callable[[], BuiltShop]
) -> None:
    other = new_shop()
    everybody = {customer_id(number): digest(customer_id(number), "") for number in range(CUSTOMERS)}
    order = np.argsort([*everybody.values()])
    before = replace(shop.engine.artefact, customer_key="", customer=np.array([*everybody.values()], np.uint64)[order])
    artefact_store.keep(other.store, before)
    artefact_store.switch(other.store, before.version)
    other.shelf.look()
    assert other.engine.knows_customer(customer_id(1))


def test_one_that_is_cut_short_or_of_another_kind_is_refused(shop: BuiltShop) -> None:
    content = bytes_of(shop)
    for wrong in (content[: len(content) // 2], b"", b"no archive at all", content[:1_000] + content[1_100:]):
        with pytest.raises(ArtefactError):
            read(io.BytesIO(wrong))


def test_what_cannot_be_loaded_leaves_what_answers_and_says_so(
    shop: BuiltShop, new_shop: Callable[[], BuiltShop]
) -> None:
    other = new_shop()
    other.desk.secrets.put(KEY, shop.desk.secrets.get(KEY) or "")
    copied(other.store, bytes_of(shop), shop.engine.version)
    other.shelf.look()
    before = other.engine
    copied(other.store, b"nothing", "20990101T000000000000Z-00000000")
    assert not other.shelf.look()
    assert other.engine is before
    assert other.shelf.state.stale
    assert other.shelf.state.wanted == "20990101T000000000000Z-00000000"
    copied(other.store, bytes_of(shop), shop.engine.version)
    other.shelf.look()
    assert not other.shelf.state.stale


def test_a_store_that_cannot_be_asked_is_told_and_changes_nothing() -> None:
    class Gone:
        def get(self, _key: str) -> None:
            raise StoreError("the store is gone")

    shelf = Shelf(Gone(), lambda: NOBODY, lambda: None)  # type: ignore[arg-type]  # all that is asked of it
    shelf.look()
    assert shelf.state.stale
    assert shelf.engine is None


def test_a_new_one_is_swapped_in_while_the_old_one_answers(shop: BuiltShop, new_shop: Callable[[], BuiltShop]) -> None:
    other = new_shop()
    copied(other.store, bytes_of(shop), shop.engine.version)
    shelf = Shelf(other.store, other.desk.erased_lately.now, lambda: shop.desk.secrets.get(KEY), pause_seconds=0.01)
    shelf.start()
    try:
        first = shelf.engine
        assert first is not None
        other.desk.erased_lately.remember(customer_id(1))
        deadline = time.monotonic() + 5
        while shelf.engine is first and time.monotonic() < deadline:
            time.sleep(0.01)
        now = shelf.engine
        assert now is not None
        assert not now.knows_customer(customer_id(1))
        assert first.knows_customer(customer_id(1))  # who asked it before goes on with it
    finally:
        shelf.stop()


def test_the_one_before_is_removed_with_whom_it_knew(new_shop: Callable[[], BuiltShop]) -> None:
    small = new_shop()
    small.sells((f"c{n}", f"o{n}", f"p{n % 7}", small.now - timedelta(days=n)) for n in range(40))
    first, second = small.builds().version, small.builds().version
    assert list(small.store.list("recommendations-v2/artefacts/")) == [f"recommendations-v2/artefacts/{second}"]
    assert first != second == small.engine.version
    assert small.engine.data_until == small.now - timedelta(days=1)  # the moment itself is not known yet

"""How far the data speak: to the last sale, or to where a source vouched that nothing more was sold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ingestion.covering import covered, keep_covered
from shared.testing import MemoryStore

LAST_SALE = datetime(2024, 5, 1, 22, 30, tzinfo=UTC)


def test_without_a_word_of_its_source_the_data_end_with_the_last_sale() -> None:
    assert covered(MemoryStore(), LAST_SALE) == LAST_SALE


def test_a_quiet_night_that_a_source_vouched_for_is_known() -> None:
    store = MemoryStore()
    keep_covered(store, LAST_SALE + timedelta(hours=5))

    assert covered(store, LAST_SALE) == LAST_SALE + timedelta(hours=5)


def test_a_sale_after_the_last_word_counts() -> None:
    store = MemoryStore()
    keep_covered(store, LAST_SALE - timedelta(hours=5))

    assert covered(store, LAST_SALE) == LAST_SALE


def test_an_empty_ledger_speaks_of_nothing_whatever_was_said() -> None:
    store = MemoryStore()
    keep_covered(store, LAST_SALE)

    assert covered(store, None) is None

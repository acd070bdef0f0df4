"""Until when a dataset was read: never later than what is there, whatever order loads and their undoing came in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingestion import watermarks
from ingestion.foreign import ForeignSource
from shared.store import Store, connect

SOURCE = ForeignSource("theirs", "shop", "last", 3, 10**9, None, None, show_rows=True, now="2024-06-01T00:00:00+00:00")


class History:
    """Loads one after the other, as the door makes them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.undone: set[str] = set()

    @property
    def known(self) -> dict[str, str]:
        found = watermarks.known(self.store, SOURCE, is_there=lambda load_id: load_id not in self.undone)
        return {key: until[:10] for key, until in found.items()}

    def load(self, load_id: str, until: str | None, *, since: str | None = None, key: str = "lines") -> list[str]:
        found = watermarks.known(self.store, SOURCE, is_there=lambda load_id: load_id not in self.undone)
        read = {"key": key, "name": "Lines", "until": until and f"{until}T00:00:00+00:00"}
        read["since"] = since and f"{since}T00:00:00+00:00"
        return watermarks.keep(self.store, replace(SOURCE, watermarks=found), [read], load_id)

    def undo(self, load_id: str) -> None:
        watermarks.put_back(self.store, load_id)
        self.undone.add(load_id)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(connect(f"file://{tmp_path}"))


def test_a_load_moves_the_watermark_on_and_never_back(history: History) -> None:
    assert history.known == {}
    history.load("a", "2024-05-10")
    history.load("b", "2024-05-20", since="2024-05-07")
    history.load("c", "2024-05-12", since="2024-05-01")  # read again, and nothing new
    history.load("d", None, since="2024-05-17")
    assert history.known == {"lines": "2024-05-20"}


def test_a_load_that_is_taken_back_takes_its_watermark_with_it(history: History) -> None:
    history.load("a", "2024-05-10")
    history.load("b", "2024-05-20", since="2024-05-07")
    history.load("c", "2024-05-30", since="2024-05-17")
    history.undo("b")  # what c found known went with it
    assert history.known == {"lines": "2024-05-10"}
    history.undo("c")
    assert history.known == {"lines": "2024-05-10"}
    history.undo("a")
    assert history.known == {}


def test_after_a_load_was_taken_back_the_next_one_goes_on(history: History) -> None:
    history.load("a", "2024-05-10")
    history.undo("a")
    history.load("b", "2024-05-20")
    assert history.known == {"lines": "2024-05-20"}


def test_a_gap_is_said_and_leaves_the_watermark(history: History) -> None:
    history.load("a", "2024-05-10")
    [note] = history.load("b", "2024-05-30", since="2024-05-25")
    assert "were not read" in note
    assert history.known == {"lines": "2024-05-10"}


def test_who_begins_at_a_day_means_it(history: History) -> None:
    assert history.load("a", "2024-05-30", since="2024-05-25") == []
    assert history.known == {"lines": "2024-05-30"}


def test_every_table_has_its_own(history: History) -> None:
    history.load("a", "2024-05-10")
    history.load("b", "2024-05-20", key="customers")
    assert history.known == {"lines": "2024-05-10", "customers": "2024-05-20"}
    history.undo("a")
    assert history.known == {"customers": "2024-05-20"}


def test_of_a_load_that_is_not_in_the_warehouse_nothing_is_known(history: History) -> None:
    history.load("a", "2024-05-10")
    history.undone.add("a")  # the warehouse is another one, or lost it
    assert history.known == {}
    history.load("b", "2024-04-01")
    assert history.known == {"lines": "2024-04-01"}


def test_taking_back_a_load_of_files_changes_nothing(history: History) -> None:
    history.load("a", "2024-05-10")
    watermarks.put_back(history.store, "files")
    assert history.known == {"lines": "2024-05-10"}

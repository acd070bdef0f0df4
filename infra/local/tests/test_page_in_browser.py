"""The page in a real browser, against a real suite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from local.testing import Shopsight, Up
from local.testing_browser import CHROMIUM, opened_browser

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser (Debian: apt-get install chromium)"),
]


def words_of(address: str, profile: Path, *, until: str) -> str:
    """What a person reads at an address once the page says something."""
    with opened_browser(profile) as browser:
        browser.visit(address)
        browser.read(until)
        return browser.words()


def test_who_is_not_signed_in_is_told_how(suite: Up, tmp_path: Path) -> None:
    words = words_of(suite.origin, tmp_path / "profile", until="Sign in")

    assert "shopsight token --role owner --link" in words


def test_an_empty_shop_says_how_to_load(suite: Up, tmp_path: Path) -> None:
    words = words_of(f"{suite.origin}/#code={suite.new_code()}", tmp_path / "profile", until="no sales yet")

    assert "This shop has no sales yet" in words
    assert "shopsight load --format canonical" in words


def test_a_shop_whose_data_ended_shows_its_last_day_and_says_so(
    suite: Up, shopsight: Shopsight, shop_files: Path, tmp_path: Path
) -> None:
    said = shopsight("load", "--format", "canonical", shop_files, "--json", "--data-dir", suite.data_dir)
    assert said.code == 0

    words = words_of(f"{suite.origin}/#code={suite.new_code()}", tmp_path / "profile", until="The best day was")

    assert re.search(r"The data ends on Sat,? 2 Mar 2024 at 15:30; showing that day", words)
    assert "Saturday, 2 March 2024 Net sales to 15:30, against the same time £8.50" in words
    assert "March to date £37.50" in words
    assert "Net sales were £37.50 in the 90 days to 15:30 on Saturday, 2 March 2024" in words
    assert "The best day was Friday 1 March with £29.00" in words

    shopsight("loads", "undo", said.document["load_id"], "--data-dir", suite.data_dir)


def test_the_page_says_that_it_shows_the_demo(
    demo: Up, shopsight: Shopsight, shop_files: Path, tmp_path: Path, data_dir: Path
) -> None:
    words = words_of(f"{demo.origin}/#code={demo.new_code()}", tmp_path / "profile", until="Net sales, 90 days")
    assert "This is the demo: an invented shop" in words
    assert "€" in words

    shopsight("load", "--format", "canonical", shop_files, "--data-dir", data_dir)

    words = words_of(f"{demo.origin}/#code={demo.new_code()}", tmp_path / "profile", until="March to date")
    assert "This is the demo" not in words
    assert "March to date £37.50" in words

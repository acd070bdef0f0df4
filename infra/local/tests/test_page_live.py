"""The page moves by itself, in a real browser against a real suite."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.testing import Shopsight, Up
from local.testing_browser import CHROMIUM, Browser, opened_browser

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser (Debian: apt-get install chromium)"),
]

Sold = Callable[..., Path]

_ASKED = "performance.getEntriesByType('resource').filter((each) => each.name.endsWith('/revenue/current')).length"


@pytest.fixture
def sold(tmp_path: Path) -> Sold:
    """Writes a folder of canonical files: so many orders of ten pounds, a minute ago."""

    def write(name: str, *orders: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
        lines = [f"{order},{at},mug,1,10.00" for order in orders]
        text = "\n".join(["order_id,occurred_at,product_id,quantity,unit_price", *lines, ""])
        (folder / "sales.csv").write_text(text, encoding="utf-8")
        return folder

    return write


def heartbeat(browser: Browser) -> str:
    return str(browser.run("document.getElementById('pulse').dataset.beat ?? ''"))


def test_a_sale_shows_by_itself_and_a_suite_that_ends_is_told(
    suite: Up, shopsight: Shopsight, sold: Sold, tmp_path: Path
) -> None:
    assert shopsight("load", "--format", "canonical", sold("first", "a"), "--data-dir", suite.data_dir).code == 0
    with opened_browser(tmp_path / "profile") as browser:
        browser.visit(f"{suite.origin}/#code={suite.new_code()}")
        browser.read("£10.00")
        browser.wait("document.getElementById('pulse-text').textContent.startsWith('live, as of')")
        before = int(browser.run(_ASKED))

        assert shopsight("load", "--format", "canonical", sold("second", "b"), "--data-dir", suite.data_dir).code == 0
        browser.read("£20.00")
        assert int(browser.run(_ASKED)) == before
        beat = heartbeat(browser)
        browser.wait(f"document.getElementById('pulse').dataset.beat > '{beat}'")
        browser.picture(tmp_path / "live.png")

        suite.end()
        browser.wait("document.getElementById('pulse-text').textContent.startsWith('stale since')")
        assert browser.run("document.getElementById('pulse').dataset.state") == "lost"

"""The page says that there is no target, proposes one, takes it, and lets another be set: in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.data_folder import DataFolder
from local.plugs import open_store
from local.testing import Shopsight, Up, started
from local.testing_browser import CHROMIUM, Browser, opened_browser
from shared.auth.sessions import create_code

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser (Debian: apt-get install chromium)"),
]
DAYS = 470  # a year of 52 weeks, the eight weeks that are compared, and the whole of a month


@pytest.fixture
def two_years(tmp_path: Path) -> Path:
    """A shop that sold for £10 each day, and for £12 since ten weeks."""
    now = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = ["order_id,occurred_at,product_id,quantity,unit_price"]
    for back in range(DAYS):
        price = 12 if back < 70 else 10
        lines.append(f"{back},{(now - timedelta(days=back)).isoformat()},mug,1,{price}")
    file = tmp_path / "sales.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with opened_browser(tmp_path / "profile") as opened:
        yield opened


def signed_in(browser: Browser, suite: Up, role: str) -> None:
    code = create_code(open_store(DataFolder(suite.data_dir), {}), role)
    browser.visit("about:blank")
    browser.visit(f"{suite.origin}/#code={code}")


def test_a_proposal_is_marked_and_taken_and_another_target_can_be_set(
    browser: Browser, shopsight: Shopsight, two_years: Path, tmp_path: Path
) -> None:
    with started(tmp_path / "data") as suite:
        shopsight("load", "--format", "canonical", two_years, "--data-dir", suite.data_dir)
        signed_in(browser, suite, "viewer")
        browser.read("No target")
        assert "Your role does not set targets." in browser.words("#target")
        assert "Take it" not in browser.words("#target")

        signed_in(browser, suite, "owner")
        browser.read("Take it")
        assert "Proposal" in browser.words("#target .mark")
        assert "the last 56 days are 20% above theirs" in browser.words("#target")

        browser.press("Take it")
        browser.read("Change the target")
        assert "so far" in browser.words("#target")

        browser.press("Change the target")
        browser.fill("#target-amount", "a lot")
        browser.press("Set the target")
        browser.read("Write the amount in digits")
        browser.fill("#target-amount", "1,000")
        browser.press("Set the target")
        browser.read("£1,000")
        assert "Set the target" not in browser.words("#target")

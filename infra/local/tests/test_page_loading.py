"""The page takes a shop's own files in, in a real browser: checked, then loaded, and every way it can go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.data_folder import DataFolder
from local.plugs import open_store
from local.testing import SALES, Up, started
from local.testing_browser import CHROMIUM, Browser, opened_browser
from shared.auth.sessions import create_code
from shared.store import lease

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser (Debian: apt-get install chromium)"),
]
FILES = "*/api/ingest/files"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened_browser(tmp_path_factory.mktemp("browser") / "profile") as opened:
        yield opened


def signed_in(browser: Browser, suite: Up, role: str = "owner") -> None:
    """The page, as somebody of a role sees it."""
    code = create_code(open_store(DataFolder(suite.data_dir), {}), role)
    browser.visit("about:blank")
    browser.visit(f"{suite.origin}/#code={code}")
    browser.wait("!!document.querySelector('#pulse[data-state=live], #pulse[data-state=stale]')")


def chosen(browser: Browser, suite: Up, *files: Path) -> None:
    """An empty shop's page with files chosen in the dialog."""
    signed_in(browser, suite)
    browser.press("Choose files")
    browser.choose("#load-files", files)
    browser.read("What they are")


def fits(browser: Browser) -> bool:
    """Whether nothing of the dialog lies beside a narrow screen."""
    return bool(
        browser.run(
            "[document.documentElement, document.querySelector('dialog')].every((e) => e.scrollWidth <= e.clientWidth)"
        )
    )


def test_files_are_checked_then_loaded_and_the_shop_is_shown(
    browser: Browser, shop_files: Path, tmp_path: Path
) -> None:
    (shop_files / "sales.csv").write_text(f"{SALES}1003,1,2024-03-02T15:30:00Z,mug,many,8.50\n", encoding="utf-8")
    with started(tmp_path / "data") as suite:
        chosen(browser, suite, shop_files / "sales.csv", shop_files / "products.csv")
        assert browser.run("document.querySelector('[name=load-format]:checked').value") == "canonical"
        assert fits(browser), "at 360x640"

        browser.press("Check these files")
        browser.read("What would be loaded")
        told = browser.words("dialog")
        assert "5 rows would be loaded; 1 row rejected." in told
        assert "The new sales lines come to £37.50 net" in told
        assert "sales.csv line 5, quantity: many" in told
        assert fits(browser), "at 360x640"
        assert suite.ask("GET", "/api/ingest/loads", headers=suite.signed_in())[2].count(b"load_id") == 0, (
            "checked only"
        )

        browser.press("Load 5 rows")
        browser.read("Your files are loaded")
        assert browser.run("document.activeElement.id") == "load-title", "a screen reader goes on where the news is"
        browser.press("Show my shop")
        browser.read("March to date")
        assert "£37.50" in browser.words("#today")

        browser.press("Load newer sales")  # the same again
        browser.choose("#load-files", [shop_files / "products.csv"])
        browser.press("Check these files")
        browser.read("All of it is there already")


def test_the_page_of_the_demo_goes_over_to_the_shop_that_was_loaded(
    browser: Browser, demo: Up, shop_files: Path
) -> None:
    signed_in(browser, demo)
    browser.press("Load your own files")
    browser.choose("#load-files", [shop_files / "sales.csv"])
    browser.press("Check these files")
    browser.press("Load 3 rows")
    browser.read("this shop is shown from now on")
    browser.press("Show my shop")
    browser.read("Your own shop was loaded")
    browser.read("March to date")


def test_files_that_are_no_exports_are_told_apart(browser: Browser, suite: Up, tmp_path: Path) -> None:
    wrong = tmp_path / "orders_export.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    chosen(browser, suite, wrong)
    assert browser.run("document.querySelector('[name=load-format]:checked').value") == "shopify"
    browser.press("Check these files")
    browser.read("These files cannot be loaded as they are")
    assert "orders_export.csv" in browser.words("dialog [role=alert]")


def test_without_a_file_nothing_is_sent(browser: Browser, suite: Up) -> None:
    signed_in(browser, suite)
    browser.press("Choose files")
    browser.press("Check these files")
    browser.read("Choose at least one file.")


def test_who_waits_for_another_load_is_told_and_may_stop(browser: Browser, suite: Up, shop_files: Path) -> None:
    with lease(open_store(DataFolder(suite.data_dir), {}), "leases/load", holder="load of somebody"):
        chosen(browser, suite, shop_files / "sales.csv")
        browser.press("Check these files")
        browser.read("waiting for another load")
        browser.press("Stop")
        browser.read("What they are")


@pytest.mark.parametrize(
    ("status", "heading", "words"),
    [
        (409, "Another load is running", "Try again when it is done"),
        (413, "That is too much at once", "At most 4096 MB"),
        (503, "The warehouse is busy", "At most 4096 MB"),
    ],
)
def test_a_refusal_says_what_to_do(
    browser: Browser, suite: Up, shop_files: Path, status: int, heading: str, words: str
) -> None:
    chosen(browser, suite, shop_files / "sales.csv")
    problem = {"title": "The warehouse is busy", "detail": "At most 4096 MB are taken at once"}
    browser.answer_instead(FILES, status, problem)
    try:
        browser.press("Check these files")
        browser.read(heading)
        assert words in browser.words("dialog")
    finally:
        browser.answer_no_more()
    if status != 413:
        browser.press("Check again")
        browser.read("What would be loaded")


def test_a_lost_network_says_that_nothing_was_changed(browser: Browser, suite: Up, shop_files: Path) -> None:
    chosen(browser, suite, shop_files / "sales.csv")
    browser.offline(broken=True)
    try:
        browser.press("Check these files")
        browser.read("The connection was lost")
        assert "Nothing was changed" in browser.words("dialog")
    finally:
        browser.offline(broken=False)
    browser.press("Check again")
    browser.read("What would be loaded")


def test_who_is_signed_out_meanwhile_is_told(browser: Browser, suite: Up, shop_files: Path) -> None:
    chosen(browser, suite, shop_files / "sales.csv")
    browser.send("Network.clearBrowserCookies")
    browser.press("Check these files")
    browser.read("You are signed out")
    browser.press("Close")
    browser.read("shopsight token --role owner --link")


def test_a_role_that_loads_nothing_is_told_so(browser: Browser, suite: Up) -> None:
    signed_in(browser, suite, "viewer")
    browser.press("Choose files")
    browser.read("Loading data needs the role owner or admin")
    assert browser.run("document.querySelector('#load-files')") is None

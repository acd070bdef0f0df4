"""The dashboard takes a shop's own files in, in a real browser: checked, then loaded, and every way it can go wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.dashboard_routes import built_dashboard
from local.data_folder import DataFolder
from local.plugs import open_store
from local.testing import SALES, Shopsight, Up, started
from local.testing_browser import CHROMIUM, Browser, opened_browser
from shared.store import lease

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser (Debian: apt-get install chromium)"),
    pytest.mark.skipif(built_dashboard("") is None, reason="needs a built dashboard: make frontend"),
]
DASHBOARD = {"DASHBOARD_DIR": str(Path(__file__).parents[3] / "frontend" / "dist")}
FILES = "*/api/ingest/files"
# What a shop without data is told, by view.
FIRST_RUN = {
    "/": "This shop has no sales yet",
    "/revenue": "This shop has no sales yet",
    "/inventory": "This shop has no sales yet",
    "/inventory/reorders": "This shop has no sales yet",
    "/inventory/products": "This shop has no sales yet",
    "/customers": "This shop has no sales yet",
    "/customers/exports": "This shop has no sales yet",
    "/recommendations": "This shop has no sales yet",
    "/settings": "Nothing was loaded yet",
    "/settings?part=shop": "nothing is loaded",
}
DAYS = 470  # a year of 52 weeks, the eight weeks that are compared, and the whole of a month


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    with started(tmp_path_factory.mktemp("suite") / "data", environment=DASHBOARD) as up:
        yield up


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened_browser(tmp_path_factory.mktemp("browser") / "profile") as opened:
        yield opened


def seen(browser: Browser, suite: Up, view: str, role: str = "owner") -> None:
    """A view, as somebody of a role sees it."""
    browser.visit("about:blank")
    browser.visit(f"{suite.origin}/#code={suite.new_code(role)}")
    browser.wait("document.querySelector('main#main') !== null && !location.hash.includes('code')")
    browser.run(f"location.hash = '{view}'")


def chosen(browser: Browser, suite: Up, *files: Path) -> None:
    """The page of a shop's data with files chosen."""
    seen(browser, suite, "/settings?part=data")
    browser.choose("input[type=file]", files)
    browser.read("Check these files")


def fits(browser: Browser) -> bool:
    """Whether nothing lies beside a narrow screen."""
    return bool(browser.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def rows_of_two_years() -> str:
    """A shop that sold for £10 each day, and for £12 since ten weeks."""
    now = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = ["order_id,occurred_at,product_id,quantity,unit_price"]
    lines += [
        f"{back},{(now - timedelta(days=back)).isoformat()},mug,1,{12 if back < 70 else 10}" for back in range(DAYS)
    ]
    return "\n".join(lines)


def test_an_empty_shop_is_filled_by_hand_and_gets_its_target(browser: Browser, tmp_path: Path) -> None:
    sales, again = tmp_path / "sales.csv", tmp_path / "again" / "sales.csv"
    again.parent.mkdir()
    sales.write_text(f"{SALES}1003,1,2024-03-02T15:30:00Z,mug,many,8.50\n", encoding="utf-8")
    again.write_text(rows_of_two_years(), encoding="utf-8")
    with started(tmp_path / "data", environment=DASHBOARD) as suite:
        seen(browser, suite, "/")
        for view, words in FIRST_RUN.items():
            browser.run(f"location.hash = {json.dumps(view)}")
            browser.wait(f"document.querySelector('main[data-view]')?.dataset.view === {json.dumps(view)}")
            browser.read(words)
            assert not browser.run("document.querySelector('main [role=alert]') !== null"), view
        chosen(browser, suite, sales)
        assert browser.run("document.querySelector('select').value") == "canonical"
        assert fits(browser), "at 360x640"

        browser.press("Check these files")
        browser.read("What would be loaded")
        told = browser.words("main")
        assert "3 rows would be loaded; 1 row rejected." in told
        assert "The new sales lines come to £37.50 net" in told
        assert "sales.csv line 5, quantity: many" in told
        assert fits(browser), "at 360x640"
        loads = suite.ask("GET", "/api/ingest/loads", headers=suite.signed_in())[2]
        assert b"load_id" not in loads, "it was only checked"

        browser.press("Load 3 rows")
        browser.read("Your files are loaded")
        browser.press("Load more")
        browser.choose("input[type=file]", [sales])  # the same again
        browser.press("Check these files")
        browser.read("No row of these files can be loaded")  # one is wrong still

        chosen(browser, suite, again)
        browser.press("Check these files")
        browser.press(f"Load {DAYS} rows")
        browser.read("Your files are loaded")
        seen(browser, suite, "/settings?part=targets", "viewer")
        browser.read("Your role does not set targets.")
        seen(browser, suite, "/settings?part=targets")
        browser.read("the last 56 days are 20% above theirs")
        browser.press("Take it")
        browser.wait("document.querySelector('[aria-label=\"A target by last year\"]') === null")
        assert "Take back" in browser.words("main"), "what stands can be taken back"


def test_the_demo_gives_way_to_the_shop_that_was_loaded(
    browser: Browser, data_dir: Path, small_demo: Path, shop_files: Path
) -> None:
    shutil.copytree(small_demo, data_dir / "demo")
    with started(data_dir, environment=DASHBOARD, empty=False) as demo:
        chosen(browser, demo, shop_files / "sales.csv")
        browser.read("Demo: an invented shop.")
        browser.press("Check these files")
        browser.press("Load 3 rows")
        browser.read("Your files are loaded")
        browser.wait("!document.body.innerText.includes('Demo: an invented shop.')")


def test_files_that_are_no_exports_are_told_apart(browser: Browser, suite: Up, tmp_path: Path) -> None:
    wrong = tmp_path / "orders_export.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    chosen(browser, suite, wrong)
    assert browser.run("document.querySelector('select').value") == "shopify"
    browser.press("Check these files")
    browser.read("These files cannot be loaded as they are")
    assert "orders_export.csv" in browser.words("main [role=alert]")


def test_who_waits_for_another_load_is_told_and_may_stop(browser: Browser, suite: Up, shop_files: Path) -> None:
    with lease(open_store(DataFolder(suite.data_dir), {}), "leases/load", holder="load of somebody"):
        chosen(browser, suite, shop_files / "sales.csv")
        browser.press("Check these files")
        browser.read("waiting for another load")
        browser.press("Stop")
        browser.read("They are")


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
        assert words in browser.words("main")
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
        assert "Nothing was changed" in browser.words("main")
    finally:
        browser.offline(broken=False)
    browser.press("Check again")
    browser.read("What would be loaded")


def test_who_is_signed_out_meanwhile_is_told(browser: Browser, suite: Up, shop_files: Path) -> None:
    chosen(browser, suite, shop_files / "sales.csv")
    browser.send("Network.clearBrowserCookies")
    browser.press("Check these files")
    browser.read("shopsight token --role owner --link")


def test_a_role_that_loads_nothing_is_told_so(browser: Browser, suite: Up) -> None:
    seen(browser, suite, "/settings?part=data", "viewer")
    browser.read("Loading files needs the scope data:write")
    assert browser.run("document.querySelector('input[type=file]')") is None


def test_a_sale_shows_by_itself_and_a_suite_that_ends_is_told(
    browser: Browser, shopsight: Shopsight, tmp_path: Path
) -> None:
    at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    head = "order_id,occurred_at,product_id,quantity,unit_price"
    first, second = tmp_path / "first" / "sales.csv", tmp_path / "second" / "sales.csv"
    for file, order in ((first, "a"), (second, "b")):
        file.parent.mkdir()
        file.write_text(f"{head}\n{order},{at},mug,1,10.00\n", encoding="utf-8")
    with started(tmp_path / "data", environment=DASHBOARD) as suite:
        assert shopsight("load", "--format", "canonical", first, "--data-dir", suite.data_dir).code == 0
        seen(browser, suite, "/")
        browser.read("£10.00")
        browser.wait("document.querySelector('.pulse')?.dataset.phase === 'live'")

        assert shopsight("load", "--format", "canonical", second, "--data-dir", suite.data_dir).code == 0
        browser.read("£20.00")

        suite.end()
        browser.read("stale since")

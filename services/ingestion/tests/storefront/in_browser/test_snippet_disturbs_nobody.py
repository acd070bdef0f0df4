"""Whatever happens in a browser, the shop's page sees no error; and who must not be believed is not."""

from __future__ import annotations

from typing import Any

import pytest

GRANTED = "shopsight.push(['consent', 'granted']);"


@pytest.mark.parametrize(
    "trouble",
    [
        "Object.defineProperty(window, 'localStorage', {get() { throw Error('blocked') }});",
        "localStorage.shopsight = 'no JSON';",
        "localStorage.shopsight = 'null';",
        "window.fetch = () => { throw Error('no fetch') }; navigator.sendBeacon = () => { throw Error('none') };",
        "window.fetch = () => Promise.reject(Error('offline')); navigator.sendBeacon = () => false;",
        "crypto.randomUUID = undefined;",
        "shopsight.push(['product_view']); shopsight.push('nonsense'); shopsight.push(null);",
    ],
)
def test_whatever_happens_the_shops_page_sees_no_error(shop: Any, trouble: str) -> None:
    shop.page("/", "<main data-content-id=story></main>", before=GRANTED + trouble)
    visit_all(shop)


def visit_all(shop: Any) -> None:
    """Every way through the snippet, to the end of the page."""
    shop.visitor.opens(f"{shop.origin}/")
    shop.eventually(lambda: shop.visitor.sees("typeof errors == 'object'"))
    shop.visitor.sees("window.shopsight?.push?.(['page_view'])")
    shop.visitor.sees("[...['scroll', 'pagehide', 'visibilitychange'].map(one => dispatchEvent(new Event(one)))]")
    rounds = "window.rounds ??= (wait(() => window.rounds++, 20), 0)"
    shop.eventually(lambda: (shop.visitor.sees(rounds) or 0) > 10)  # 200 ms: two rounds of the snippet's own
    assert shop.visitor.sees("errors") == []


def test_a_page_that_has_the_name_for_something_else_sees_no_error(shop: Any) -> None:
    shop.page("/", before="window.shopsight = 'of the page';")
    visit_all(shop)


def test_a_browser_that_a_program_drives_says_so(shop: Any) -> None:
    shop.page("/", before=f"{GRANTED}Object.defineProperty(navigator, 'webdriver', {{value: true}});")
    shop.visit("/")
    shop.has_told("page_view")
    assert shop.told("is_bot") == [True]


def test_a_page_of_another_origin_gets_nothing_in_and_sees_no_error(shop: Any) -> None:
    shop.page("/")
    shop.origin = shop.origin.replace("127.0.0.1", "localhost")
    shop.visit("/")
    shop.eventually(lambda: shop.kept("?.unsent?.length") == 1)
    assert shop.visitor.sees("errors") == []
    assert shop.door.published == []

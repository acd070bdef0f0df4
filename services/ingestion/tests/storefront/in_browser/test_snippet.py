"""The snippet in a real browser: what a visit tells, and what without consent it does not."""

from __future__ import annotations

from typing import Any

import pytest

from shared.auth.customer_signature import make_secret, signature

GRANTED = "shopsight.push(['consent', 'granted']);"


def test_a_visit_is_told_with_its_views_cart_search_and_customer(shop: Any) -> None:
    secret, expires = make_secret(shop.door.secrets), int(shop.door.time.timestamp()) + 3600
    signed = f"{{customer_id: 'c-17', expires: {expires}, signature: '{signature(secret, 'c-17', expires)}'}}"
    shop.page(
        "/p/mug", "<main data-product-id=mug>Mug</main>", before=f"{GRANTED}shopsight.push(['customer', {signed}]);"
    )

    shop.visit("/p/mug?utm_source=letter&utm_medium=email&utm_campaign=spring&token=hidden")
    shop.does("['add_to_cart', {product_id: 'mug', quantity: 2}]", "['search', {query: 'blue mug'}]")

    shop.has_told("page_view", "product_view", "add_to_cart", "search")
    told = {str(one["event"]): one for one in shop.door.published}
    assert told["product_view"]["product_id"] == told["add_to_cart"]["product_id"] == "mug"
    assert (told["add_to_cart"]["quantity"], told["search"]["query"]) == ("2", "blue mug")
    assert {(one["page"], one["customer_id"]) for one in told.values()} == {("/p/mug", "c-17")}
    assert len({(one["visitor_id"], one["session_id"]) for one in told.values()}) == 1
    everybody = {(one["source"], one["medium"], one["campaign"], one["device"]) for one in told.values()}
    assert everybody == {("letter", "email", "spring", "desktop")}
    assert set(shop.told("is_bot")) == {False}
    assert "hidden" not in str(shop.door.published)


def test_what_waits_when_the_page_is_left_is_sent_and_the_visitor_stays_the_same(shop: Any) -> None:
    shop.page("/", before=f"{GRANTED}window.setInterval = () => 0; window.fetch = undefined;")  # a beacon or nothing
    shop.page("/next")

    shop.visit("/")
    shop.does("['begin_checkout']")
    assert shop.door.published == []
    shop.visit("/next")

    shop.has_told("page_view", "begin_checkout", "page_view")
    assert len(set(shop.told("visitor_id"))) == len(set(shop.told("session_id"))) == 1
    assert set(shop.told("source")) == {None}  # the shop's own page before says nothing


def test_a_visit_ends_with_half_an_hour_of_silence_and_the_browser_stays_the_same(shop: Any) -> None:
    shop.page("/")
    shop.visit("/")
    shop.has_told("page_view")
    earlier = "Object.assign({}, JSON.parse(localStorage.shopsight))"
    shop.visitor.sees(
        f"(kept => {{ kept.session.at -= 18e5; kept.visitor.at -= 18e5;"
        f" localStorage.shopsight = JSON.stringify(kept) }})({earlier})"
    )
    shop.does("['page_view']")
    shop.has_told("page_view", "page_view")
    assert (len(set(shop.told("visitor_id"))), len(set(shop.told("session_id")))) == (1, 2)


def test_reading_an_article_is_told_in_quarters(shop: Any) -> None:
    shop.page("/story", "<article data-content-id=story style='height:3000px'></article>")
    shop.visit("/story")
    for place in (100, 500, 1300, 1300, 2000, 200, 2600):
        shop.visitor.sees(f"(scrollTo(0, {place}), dispatchEvent(new Event('scroll')))")

    shop.has_told("page_view", "content_view", *["content_progress"] * 4)
    assert [share for share in shop.told("progress") if share] == ["0.25", "0.5", "0.75", "1"]
    assert {one for one in shop.told("content_id") if one} == {"story"}


def test_watching_a_video_is_told_in_quarters(shop: Any) -> None:
    shop.page("/film", "<video id=film></video>")
    shop.visit("/film")
    shop.visitor.sees("Object.defineProperty(film, 'duration', {value: 100}), 0")
    shop.visitor.sees("Object.defineProperty(film, 'currentTime', {get: () => window.now}), 0")
    shop.does("['content_view', {content_id: 'film'}, film]")
    for now in (10, 30, 60, 70, 100):
        shop.visitor.sees(f"(window.now = {now}, film.dispatchEvent(new Event('timeupdate')))")

    shop.has_told("page_view", "content_view", *["content_progress"] * 3)
    assert [share for share in shop.told("progress") if share] == ["0.25", "0.5", "1"]


@pytest.mark.parametrize(
    ("before", "consent"),
    [
        ("", "unknown"),
        ("shopsight.push(['consent', 'denied']);", "denied"),
        (f"Object.defineProperty(navigator, 'doNotTrack', {{value: '1'}});{GRANTED}", "denied"),
        (f"Object.defineProperty(navigator, 'globalPrivacyControl', {{value: true}});{GRANTED}", "denied"),
    ],
)
def test_without_consent_nobody_is_told_apart_and_the_browser_keeps_nothing(
    shop: Any, before: str, consent: str
) -> None:
    tried = "const send = fetch; window.tries = 0; window.fetch = (...all) => send(...all).finally(() => tries++);"
    shop.page("/", before=before + tried)
    shop.door.bus.fails = True
    shop.visit("/")
    shop.eventually(lambda: shop.visitor.sees("tries") == 1)
    shop.door.bus.fails = False
    shop.does("['search', {query: 'mug'}]")

    shop.has_told("search")  # what could not be sent is not kept
    assert shop.told("consent") == [consent]
    assert (shop.told("visitor_id"), shop.told("session_id")) == ([None], [None])
    assert shop.visitor.sees("localStorage.length") == 0


def test_consent_that_is_taken_back_makes_the_browser_forget(shop: Any) -> None:
    shop.page("/")
    shop.visit("/")
    shop.has_told("page_view")
    assert shop.kept(".visitor.id") == shop.told("visitor_id")[0]

    shop.does("['consent', 'denied']", "['page_view']")
    shop.has_told("page_view", "page_view")
    assert shop.told("consent") == ["granted", "denied"]
    assert shop.told("visitor_id")[1] is None
    assert shop.visitor.sees("localStorage.length") == 0


def test_what_was_done_before_consent_is_not_tied_to_who_gives_it(shop: Any) -> None:
    shop.page("/", before="window.setInterval = () => 0;")
    shop.visit("/")
    shop.does("['consent', 'granted']", "['consent', 'granted']")
    shop.has_told("page_view")
    assert (shop.told("consent"), shop.told("visitor_id")) == (["unknown"], [None])


def test_what_could_not_be_sent_is_sent_by_the_next_page_once(shop: Any) -> None:
    shop.page("/")
    shop.door.bus.fails = True
    shop.visit("/")
    shop.eventually(lambda: shop.kept("?.unsent.length") == 1)
    assert shop.door.published == []

    shop.door.bus.fails = False
    shop.visit("/")
    shop.has_told("page_view", "page_view")
    shop.eventually(lambda: shop.kept(".unsent.length") == 0)
    shop.visit("/")
    shop.has_told("page_view", "page_view", "page_view")
    assert len(shop.told("visitor_id")) == 3  # a page that is left before an answer comes sends again by the same name
    assert len(set(shop.told("visitor_id"))) == 1


def test_what_waits_to_be_sent_is_bounded_and_what_is_refused_does_not_wait(shop: Any) -> None:
    shop.page("/", before=f"{GRANTED}window.fetch = async () => ({{status: window.answer ?? 503}});")
    shop.visit("/")
    for number in range(25):
        shop.does(f"['search', {{query: '{number}'}}]", "['consent', 'granted']")
    shop.eventually(lambda: shop.kept(".unsent.length") == 20)
    shop.visitor.sees("window.answer = 400")
    shop.does("['consent', 'granted']")
    shop.eventually(lambda: shop.kept(".unsent.length") == 0)


def test_a_page_may_send_by_itself_with_the_key_in_a_header_and_read_the_answer(shop: Any) -> None:
    shop.page("/", before="window.setInterval = () => 0;")
    shop.visit("/")
    asked = (
        f"fetch('{shop.address}/api/ingest/web-events', {{method: 'POST', credentials: 'omit', headers: "
        f"{{Authorization: 'Bearer {shop.key}', 'Content-Type': 'application/json'}}, "
        "body: JSON.stringify({events: [{id: 'event-0001', event: 'page_view'}]})})"
        ".then(answer => answer.json()).then(told => window.told = told, error => window.told = String(error)), 0"
    )
    shop.visitor.sees(asked)
    shop.eventually(lambda: shop.visitor.sees("window.told"))
    assert shop.visitor.sees("told") == {"accepted": 1, "rejected": [], "customer": "none"}

    shop.origin = shop.origin.replace("127.0.0.1", "localhost")  # not among the key's, nor the allowed ones
    shop.visit("/")
    shop.visitor.sees(asked)
    shop.eventually(lambda: shop.visitor.sees("window.told"))
    assert shop.visitor.sees("told") == "TypeError: Failed to fetch"
    assert [one["entity_id"] for one in shop.door.published].count("event-0001") == 1

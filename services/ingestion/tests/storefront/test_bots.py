"""Programs are flagged, by what they say of themselves or by their pace; and nobody who is a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ingestion.storefront.bots import device_of, says_it_is_a_bot

View = Callable[..., dict[str, Any]]

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
PEOPLE = {
    "desktop": [
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/140.0.0.0 Safari/537.36",
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.5 Safari/605.1.15",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KIT} Chrome/140.0.0.0 Safari/537.36",
    ],
    "mobile": [
        f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {APPLE} Version/18.5 Mobile/15E148 Safari/604.1",
        f"Mozilla/5.0 (Linux; Android 10; K) {KIT} Chrome/140.0.0.0 Mobile Safari/537.36",
        f"Mozilla/5.0 (Linux; Android 11; CUBOT X30) {KIT} Chrome/120.0.0.0 Mobile Safari/537.36",
        f"Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) {KIT} Chrome/90.0.0.0 Mobile Safari/537.36",
        f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {APPLE} Mobile/15E148 Instagram 380.0.0 (iPhone15,2)",
    ],
    "tablet": [
        f"Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) {APPLE} Version/12.1 Safari/604.1",
        f"Mozilla/5.0 (Linux; Android 13; SM-X200) {KIT} Chrome/140.0.0.0 Safari/537.36",
    ],
}
PROGRAMS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 11; moto g) AppleWebKit/537.36 Chrome/119.0.0.0 Mobile Chrome-Lighthouse",
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "curl/8.7.1 and some more words after it",
    "python-requests/2.32.3 CPython/3.13 Linux",
    "Go-http-client/1.1 and some more",
    "WhatsApp/2.23.20.0 with something behind",
    "Mozilla/5.0",
    "",
    None,
]


@pytest.mark.parametrize("user_agent", [one for kind in PEOPLE.values() for one in kind])
def test_a_persons_browser_is_no_bot(user_agent: str) -> None:
    assert not says_it_is_a_bot(user_agent)


@pytest.mark.parametrize("user_agent", PROGRAMS)
def test_a_program_says_so_itself(user_agent: str | None) -> None:
    assert says_it_is_a_bot(user_agent)


@pytest.mark.parametrize(("device", "user_agent"), [(kind, one) for kind, those in PEOPLE.items() for one in those])
def test_the_device_is_told_from_the_user_agent(device: str, user_agent: str) -> None:
    assert device_of(user_agent) == device


def test_no_device_is_told_where_the_user_agent_says_none() -> None:
    assert device_of(None) is None
    assert device_of("curl/8.7.1") is None


@pytest.mark.parametrize("user_agent", PROGRAMS[:-1])
def test_a_bots_events_are_flagged_and_kept(storefront: Any, viewed: View, user_agent: str) -> None:
    assert storefront.send(viewed(), headers={"User-Agent": user_agent}).get_json()["accepted"] == 1
    assert storefront.last["is_bot"] is True


def test_a_browser_that_a_program_drives_is_flagged(storefront: Any, viewed: View) -> None:
    storefront.send(viewed(), automated=True)
    assert storefront.last["is_bot"] is True
    storefront.send(viewed(), automated=False)
    assert storefront.last["is_bot"] is False


def test_a_visitor_who_opens_pages_faster_than_anybody_reads_is_flagged_and_others_are_not(
    storefront: Any, viewed: View
) -> None:
    for _ in range(8):
        storefront.send(*(viewed("product_view", product_id="mug") for _ in range(10)))
    storefront.send(viewed(), visitor_id="v-2")
    flags = [one["is_bot"] for one in storefront.published]
    assert flags == [False] * 60 + [True] * 20 + [False]


def test_putting_much_in_the_cart_is_no_sign_of_a_bot(storefront: Any, viewed: View) -> None:
    for _ in range(5):
        storefront.send(*(viewed("add_to_cart", product_id="mug") for _ in range(50)))
    assert not any(one["is_bot"] for one in storefront.published)


def test_behind_one_address_without_consent_an_office_is_no_bot_and_a_crawler_is(storefront: Any, viewed: View) -> None:
    for _ in range(5):
        storefront.send(*(viewed() for _ in range(80)), consent="denied")
    assert [one["is_bot"] for one in storefront.published] == [False] * 240 + [True] * 160


def test_a_crawler_that_is_somebody_else_with_every_request_is_found_by_its_place(
    storefront: Any, viewed: View
) -> None:
    for number in range(40):
        storefront.send(*(viewed() for _ in range(10)), visitor_id=f"v-{number}")
    assert [one["is_bot"] for one in storefront.published] == [False] * 300 + [True] * 100


def test_a_server_is_judged_by_the_visitors_user_agent_it_names(storefront: Any, viewed: View) -> None:
    def sent(**batch: object) -> bool:
        storefront.send(
            viewed(), headers={**storefront.headers_of("service"), "User-Agent": "python"}, key=None, **batch
        )
        return bool(storefront.last["is_bot"])

    assert not sent()
    assert not sent(user_agent=PEOPLE["mobile"][0])
    assert sent(user_agent=PROGRAMS[0])


def test_no_address_and_no_user_agent_is_published(storefront: Any, viewed: View) -> None:
    storefront.send(viewed(), headers={"User-Agent": PEOPLE["mobile"][0]})
    assert "127.0.0.1" not in str(storefront.published)
    assert "iPhone" not in str(storefront.published)

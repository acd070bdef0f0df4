"""How often somebody may ask, who that is behind proxies, and which pages may read an answer."""

from __future__ import annotations

import threading

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from shared.cors import CrossOrigin
from shared.rate_limits import RateLimit, client_address
from shared.web import ProblemError, install, json_answer

SHOP = "https://shop.example"


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_burst_is_allowed_then_the_rate_and_the_wait_is_told(clock: Clock) -> None:
    limit = RateLimit(2, 5, clock=clock)
    assert [limit.wait("a") for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    clock.seconds = 0.5
    assert [limit.wait("a") for _ in range(2)] == [0, 1]
    clock.seconds = 60
    assert [limit.wait("a") for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_who_asks_does_not_pay_for_another(clock: Clock) -> None:
    limit = RateLimit(1, 1, clock=clock)
    assert [limit.wait(who) for who in "aabb"] == [0, 1, 0, 1]


def test_what_is_refused_costs_nothing(clock: Clock) -> None:
    limit = RateLimit(0.1, 1, clock=clock)
    assert [limit.wait("a") for _ in range(50)] == [0] + [10] * 49
    clock.seconds = 10
    assert limit.wait("a") == 0


def test_what_is_dearer_than_a_full_bucket_leaves_a_debt(clock: Clock) -> None:
    limit = RateLimit(1, 10, clock=clock)
    assert limit.wait("a", 30) == 0
    assert limit.wait("a") == 21


def test_who_goes_on_too_fast_stays_over_the_rate_until_a_pause(clock: Clock) -> None:
    limit = RateLimit(1, 10, clock=clock)
    seen = []
    for _ in range(40):
        seen.append(limit.exceeded("a"))
        clock.seconds += 0.5  # two a second
    assert seen.index(True) == 19
    assert all(seen[19:])
    clock.seconds += 20
    assert not limit.exceeded("a")


def test_memory_is_bounded_and_the_oldest_is_forgotten(clock: Clock) -> None:
    limit = RateLimit(0.001, 1, most_kept=100, clock=clock)
    for number in range(10_000):
        limit.wait(str(number))
    assert len(limit) == 100
    assert limit.wait("9999") > 0
    assert limit.wait("0") == 0


def test_threads_together_get_no_more_than_the_burst(clock: Clock) -> None:
    limit = RateLimit(1, 100, clock=clock)
    let_in: list[bool] = []
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        let_in.extend([limit.wait("a") == 0 for _ in range(50)])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let_in) == 100


@pytest.mark.parametrize(("rate", "burst"), [(0, 1), (-1, 5), (1, 0)])
def test_a_limit_that_lets_nobody_in_is_a_mistake(rate: float, burst: float) -> None:
    with pytest.raises(ValueError, match="a rate is above zero"):
        RateLimit(rate, burst)


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "address"),
    [
        ("198.51.100.7", None, 0, "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", 0, "198.51.100.7"),  # anybody can write that
        ("10.0.0.1", "203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", 2, "10.0.0.1"),  # it came past the proxies
        ("2001:db8:1:2:3:4:5:6", None, 0, "2001:db8:1:2::"),
        ("::ffff:198.51.100.7", None, 0, "198.51.100.7"),
        ("fe80::1%eth0", None, 0, "fe80::"),
        ("10.0.0.1", "nonsense", 1, "unknown"),
        (None, None, 0, "unknown"),
    ],
)
def test_who_asks_is_told_by_what_our_own_proxies_wrote(
    remote: str | None, forwarded: str | None, proxies: int, address: str
) -> None:
    assert client_address(remote, forwarded, proxies) == address


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("shop")
    install(app, service="shop")
    pages = CrossOrigin(frozenset({SHOP, "https://www.shop.example"}), ("POST",), ("Authorization", "Content-Type"))

    @app.post("/door", provide_automatic_options=False)
    def door() -> Response:
        pages.answer_readable()
        return json_answer({"well": True})

    @app.post("/broken")
    def broken() -> Response:
        pages.answer_readable()
        raise ProblemError(400, "invalid-body", "No")

    app.add_url_rule("/door", "preflight", pages.preflight, methods=["OPTIONS"])
    return app.test_client()


@pytest.mark.parametrize("path", ["/door", "/broken"])
def test_the_shops_page_may_read_answers_and_errors_without_cookies(client: FlaskClient, path: str) -> None:
    answer = client.post(path, headers={"Origin": SHOP})
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.vary


@pytest.mark.parametrize(
    "origin", [None, "null", "https://other.example", "http://shop.example", f"{SHOP}.evil.example"]
)
def test_no_other_page_may(client: FlaskClient, origin: str | None) -> None:
    answer = client.post("/door", headers={"Origin": origin} if origin else {})
    assert not [name for name in answer.headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118 - no mapping
    assert "Origin" in answer.vary


def test_a_preflight_says_what_a_page_may_send(client: FlaskClient) -> None:
    answer = client.options("/door", headers={"Origin": SHOP, "Access-Control-Request-Method": "POST"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert answer.headers["Access-Control-Max-Age"] == "7200"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert {"origin", "access-control-request-method", "access-control-request-headers"} <= set(answer.vary.as_set())


def test_a_preflight_of_a_stranger_is_refused(client: FlaskClient) -> None:
    answer = client.options("/door", headers={"Origin": "https://other.example"})
    assert answer.status_code == 403
    assert answer.get_json()["type"].endswith("origin-not-allowed")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_options_of_no_page_says_what_can_be_asked(client: FlaskClient) -> None:
    answer = client.options("/door")
    assert (answer.status_code, answer.headers["Allow"]) == (204, "POST, OPTIONS")

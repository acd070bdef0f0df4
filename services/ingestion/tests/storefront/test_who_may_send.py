"""Who gets events in: a page of the shop with its key, a server with a token; how often, and for which customer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ingestion import suppression
from shared.auth import ROLES
from shared.auth.customer_signature import make_secret, signature
from shared.auth.storefront_keys import create_key, revoke_key
from shared.settings import SettingsError, read

View = Callable[..., dict[str, Any]]
SHOP = "https://shop.example"
PATH = "/api/ingest/web-events"


def posted(storefront: Any, events: list[object], *, path: str = PATH, headers: dict[str, str], **batch: object) -> Any:
    body = json.dumps({"events": events, **batch})
    return storefront.client.post(path, data=body, headers={"Content-Type": "text/plain", **headers})


def test_the_key_may_stand_in_the_header_the_url_or_the_body(storefront: Any, viewed: View) -> None:
    key, origin = storefront.key, {"Origin": SHOP}
    answers = [
        posted(storefront, [viewed()], headers={**origin, "Authorization": f"Bearer {key}"}),
        posted(storefront, [viewed()], headers={**origin, "Authorization": f"bearer {key}"}),
        posted(storefront, [viewed()], headers=origin, path=f"{PATH}?key={key}"),
        posted(storefront, [viewed()], headers=origin, key=key),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len(storefront.published) == 4


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer sf_" + "a" * 43}, 401),
        ({"Authorization": "Bearer nonsense"}, 401),
        ({"Authorization": "Basic c2Y6c2Y="}, 401),
        ({"Authorization": "Bearer"}, 401),
    ],
)
def test_who_shows_no_key_or_a_wrong_one_is_not_let_in(
    storefront: Any, viewed: View, headers: dict[str, str], status: int
) -> None:
    answer = posted(storefront, [viewed()], headers={"Origin": SHOP, **headers})
    assert answer.status_code == status
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert storefront.published == []


@pytest.mark.parametrize("origin", [None, "null", "https://other.example", "https://shop.example.evil.example"])
def test_a_key_counts_only_from_the_shops_pages(storefront: Any, viewed: View, origin: str | None) -> None:
    answer = posted(storefront, [viewed()], headers={"Origin": origin} if origin else {}, key=storefront.key)
    assert (answer.status_code, answer.get_json()["type"]) == (403, "urn:shopsight:problem:not-allowed")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert storefront.published == []


def test_an_origin_of_the_key_has_to_be_among_the_allowed_ones_too(storefront: Any, viewed: View) -> None:
    key, _ = create_key(storefront.store, ["https://staging.example"])
    answer = posted(storefront, [viewed()], headers={"Origin": "https://staging.example"}, key=key)
    assert (answer.status_code, answer.get_json()["type"]) == (403, "urn:shopsight:problem:origin-not-allowed")
    assert "ALLOWED_ORIGINS" in answer.get_json()["detail"]


def test_a_revoked_key_gets_nobody_in(storefront: Any, viewed: View) -> None:
    revoke_key(storefront.store, storefront.kept_key.key_id)
    assert storefront.send(viewed()).status_code == 401


def test_a_cookie_counts_for_nothing_here(storefront: Any, viewed: View) -> None:
    client = storefront.app.test_client()
    client.set_cookie("shopsight_session", "whatever")
    answer = client.post(PATH, data=json.dumps({"events": [viewed()]}), headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 401


@pytest.mark.parametrize("role", ROLES)
def test_a_token_gets_in_by_its_scope(storefront: Any, viewed: View, role: str) -> None:
    answer = posted(storefront, [viewed()], headers=storefront.headers_of(role))
    assert answer.status_code == (200 if "events:write" in ROLES[role] else 403)


def test_another_type_of_body_is_refused(storefront: Any, viewed: View) -> None:
    answer = storefront.send(viewed(), headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 415
    assert storefront.send(viewed(), headers={"Content-Type": "application/json"}).status_code == 200


def test_an_unknown_parameter_is_named(storefront: Any, viewed: View) -> None:
    answer = posted(storefront, [viewed()], headers={"Origin": SHOP}, path=f"{PATH}?colour=red", key=storefront.key)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (400, "colour")


def test_a_browser_is_told_beforehand_what_it_may_send(storefront: Any) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    answer = storefront.client.options(PATH, headers={"Origin": SHOP, **asked})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    allowed = answer.headers["Access-Control-Allow-Headers"]
    assert allowed == "Authorization, Content-Type, X-Customer-Signature, X-Customer-Expires"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert storefront.client.options(PATH, headers={"Origin": "https://other.example"}).status_code == 403


def test_a_browser_that_sends_too_often_is_told_when_to_come_again(
    new_storefront: Callable[..., Any], viewed: View
) -> None:
    storefront = new_storefront(storefront_address_per_second=0.5)
    assert [storefront.send(viewed()).status_code for _ in range(6)] == [200] * 5 + [429]
    answer = storefront.send(viewed())
    assert answer.get_json()["type"] == "urn:shopsight:problem:too-many-requests"
    assert 1 <= int(answer.headers["Retry-After"]) <= 2
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
    assert len(storefront.published) == 5


def test_made_up_keys_are_limited_by_address(new_storefront: Callable[..., Any], viewed: View) -> None:
    storefront = new_storefront(storefront_address_per_second=0.5)
    statuses = [storefront.send(viewed(), key=f"sf_{number:043}").status_code for number in range(7)]
    assert statuses == [401] * 5 + [429] * 2


def test_a_key_is_limited_over_all_addresses(new_storefront: Callable[..., Any], viewed: View) -> None:
    storefront = new_storefront(storefront_key_per_second=0.5, trusted_proxies=1)

    def sent_from(number: int) -> int:
        return int(storefront.send(viewed(), headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code)

    assert [sent_from(number) for number in range(7)] == [200] * 5 + [429] * 2


def test_addresses_are_told_apart_behind_our_own_proxies_only(new_storefront: Callable[..., Any], viewed: View) -> None:
    behind = new_storefront(storefront_address_per_second=0.1, trusted_proxies=1)
    told = [
        behind.send(viewed(), headers={"X-Forwarded-For": f"9.9.9.9, 203.0.113.{n}"}).status_code for n in (1, 2, 1)
    ]
    assert told == [200, 200, 429]
    bare = new_storefront(storefront_address_per_second=0.1)
    made_up = [bare.send(viewed(), headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in (1, 2)]
    assert made_up == [200, 429]


def signed(secret: str, customer_id: str, expires: int) -> dict[str, object]:
    return {"customer_id": customer_id, "expires": expires, "signature": signature(secret, customer_id, expires)}


def test_a_customer_counts_with_the_shops_word_in_the_body_or_the_headers(storefront: Any, viewed: View) -> None:
    secret = make_secret(storefront.secrets)
    expires = int((storefront.time + timedelta(hours=1)).timestamp())
    customer = signed(secret, "c-17", expires)

    assert storefront.send(viewed(), customer=customer).get_json()["customer"] == "kept"
    assert storefront.last["customer_id"] == "c-17"
    headers = {"X-Customer-Signature": str(customer["signature"]), "X-Customer-Expires": str(expires)}
    told = storefront.send(viewed(), customer={"customer_id": "c-17"}, headers=headers)
    assert told.get_json()["customer"] == "kept"
    assert storefront.last["customer_id"] == "c-17"


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"customer_id": "c-18"}, "wrong_signature"),
        ({"signature": "0" * 64}, "wrong_signature"),
        ({"signature": "é"}, "wrong_signature"),
        ({"expires": 1}, "wrong_signature"),
        ({"signature": ""}, "unsigned"),
    ],
)
def test_a_customer_nobody_vouches_for_is_left_out_and_the_events_stay(
    storefront: Any, viewed: View, change: dict[str, object], outcome: str
) -> None:
    secret = make_secret(storefront.secrets)
    customer = {**signed(secret, "c-17", int(storefront.time.timestamp()) + 60), **change}
    report = storefront.send(viewed(), customer=customer).get_json()
    assert (report["accepted"], report["customer"]) == (1, outcome)
    assert "customer_id" not in storefront.last
    assert storefront.last["visitor_id"] == "v-1"


@pytest.mark.parametrize(("seconds", "outcome"), [(-120, "expired"), (90_000, "expires_too_late")])
def test_a_signature_that_is_old_or_lives_too_long_is_left_out(
    storefront: Any, viewed: View, seconds: int, outcome: str
) -> None:
    customer = signed(make_secret(storefront.secrets), "c-17", int(storefront.time.timestamp()) + seconds)
    assert storefront.send(viewed(), customer=customer).get_json()["customer"] == outcome
    assert "customer_id" not in storefront.last


def test_a_shop_without_a_signing_secret_knows_no_customer(storefront: Any, viewed: View) -> None:
    customer = signed("guessed", "c-17", int(storefront.time.timestamp()) + 60)
    assert storefront.send(viewed(), customer=customer).get_json()["customer"] == "no_signing_secret"
    assert "customer_id" not in storefront.last


def test_while_the_secret_is_out_of_reach_a_named_customer_waits_and_others_do_not(
    storefront: Any, viewed: View
) -> None:
    storefront.secrets.fails = True
    customer = signed("whatever", "c-17", int(storefront.time.timestamp()) + 60)
    refused = storefront.send(viewed(), customer=customer)
    assert (refused.status_code, refused.get_json()["type"]) == (503, "urn:shopsight:problem:secrets-unavailable")
    assert "Retry-After" in refused.headers
    assert storefront.published == []
    assert storefront.send(viewed()).status_code == 200


def test_a_token_alone_vouches_for_no_customer(storefront: Any, viewed: View) -> None:
    answer = posted(
        storefront,
        [viewed()],
        headers=storefront.headers_of("service"),
        consent="granted",
        customer={"customer_id": "c-17"},
    )
    assert answer.get_json()["customer"] == "unsigned"
    assert "customer_id" not in storefront.last


def test_without_consent_a_signed_customer_is_left_out(storefront: Any, viewed: View) -> None:
    customer = signed(make_secret(storefront.secrets), "c-17", int(storefront.time.timestamp()) + 60)
    told = storefront.send(viewed(), customer=customer, consent="denied")
    assert told.get_json()["customer"] == "no_consent"
    assert "customer_id" not in storefront.last


def test_an_erased_customer_does_not_come_back(storefront: Any, viewed: View) -> None:
    suppression.put_on_list(storefront.store, storefront.secrets, [(suppression.ID, "c-17")])
    secret, expires = make_secret(storefront.secrets), int(storefront.time.timestamp()) + 60
    assert storefront.send(viewed(), customer=signed(secret, "c-17", expires)).get_json()["customer"] == "erased"
    assert "customer_id" not in storefront.last
    assert storefront.send(viewed(), customer=signed(secret, "c-18", expires)).get_json()["customer"] == "kept"


def test_a_wrong_list_of_origins_keeps_the_service_from_starting(storefront: Any) -> None:
    settings = type(storefront.door.settings)
    for wrong in ("*", "shop.example", "https://shop.example/", "http://shop.example"):
        with pytest.raises(SettingsError, match="ALLOWED_ORIGINS"):
            read(settings, {"ALLOWED_ORIGINS": wrong})
    assert read(settings, {}).page_origins == frozenset()
    assert read(settings, {"ALLOWED_ORIGINS": f"{SHOP}, http://localhost:3000"}).page_origins == {
        SHOP,
        "http://localhost:3000",
    }


def test_the_snippet_is_served_to_every_page_and_kept_for_an_hour(storefront: Any) -> None:
    answer = storefront.client.get("/api/ingest/snippet.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(answer.data) < 3 * 1024
    again = storefront.client.get("/api/ingest/snippet.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")

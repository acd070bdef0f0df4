"""The contract of events, the services' READMEs and their handlers say the same; only the bus may push."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from shared.auth.tokens import local_issuer
from shared.contracts.events import Event, EventError, decode, encode, event_types, new_event
from shared.event_bus.envelope import unwrap, wrap
from shared.event_bus.push_identity import LOCAL_PUSH_ACCOUNT, LOCAL_PUSH_AUDIENCE, LocalPush
from shared.secrets import connect as connect_secrets
from shared.store import connect as connect_store

ROOT = Path(__file__).parents[2]
CONTRACT = yaml.safe_load((ROOT / "openapi/events.yaml").read_text(encoding="utf-8"))
BUNDLE = json.loads((ROOT / "shared/src/shared/contracts/generated/events.json").read_text(encoding="utf-8"))
TYPES: dict[str, Any] = CONTRACT["x-events"]
READMES = {path.parent.name: path.read_text(encoding="utf-8") for path in ROOT.glob("services/*/README.md")}
# Services of the house, also those that are not built yet: events name them already.
SERVICES = {"revenue", "inventory-alerts", "segments", "recommendations-v2", "ingestion"}
PUSH_ROUTES = {
    service: next(path for path in yaml.safe_load(contract.read_text(encoding="utf-8"))["paths"] if "/events" in path)
    for service in sorted(READMES)
    if (contract := ROOT / f"openapi/{service}.yaml").exists()
}


def schema_of(name: str) -> Draft202012Validator:
    resource = Resource.from_contents(BUNDLE, default_specification=DRAFT202012)
    registry: Any = Registry().with_resource("urn:events", resource)
    schema = {"$ref": f"urn:events#/components/schemas/{name}"}
    return Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def publishers(stated: Any) -> set[str]:
    """Who may publish a type: one service, several, or any."""
    named = stated["publisher"]
    return {named} if isinstance(named, str) else set(named)


@pytest.mark.parametrize("kind", TYPES)
def test_an_example_is_an_event(kind: str) -> None:
    stated = TYPES[kind]
    assert not list(schema_of(stated["data"]).iter_errors(stated["example"]))
    event = new_event(kind, "/ingestion/test", stated["example"])
    assert decode(encode(event)) == event


@pytest.mark.parametrize("kind", TYPES)
def test_an_event_without_what_it_must_have_is_refused(kind: str) -> None:
    example = TYPES[kind]["example"]
    for name in CONTRACT["components"]["schemas"][TYPES[kind]["data"]]["required"]:
        with pytest.raises(EventError, match=name):
            new_event(kind, "/ingestion/test", {key: value for key, value in example.items() if key != name})


def test_a_published_event_is_the_contracts_envelope() -> None:
    kind = "order-placed.v1"
    body = encode(new_event(kind, "/ingestion/test", TYPES[kind]["example"]))
    assert not list(schema_of("Envelope").iter_errors(json.loads(body)))
    pushed = wrap(body, message_id="1", published_at="2026-03-01T08:00:00Z", subscription="s", attempt=1)
    components = yaml.safe_load((ROOT / "openapi/components.yaml").read_text(encoding="utf-8"))
    assert not list(Draft202012Validator(components["components"]["schemas"]["Push"]).iter_errors(json.loads(pushed)))
    assert unwrap(pushed) == decode(body)


def test_every_type_has_a_name_with_a_version_and_services_that_exist() -> None:
    for kind, stated in TYPES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.v[1-9]\d*", kind)
        assert publishers(stated) <= SERVICES | {"any"}
        assert set(stated["subscribers"]) <= SERVICES
        assert stated["description"].endswith(".")


def test_facts_carry_what_tells_their_order() -> None:
    """All but what is no fact about an entity: work to be done, a day that ended, and all customers put anew."""
    facts = {
        kind for kind, stated in TYPES.items() if {"entity_id", "version", "occurred_at"} <= set(stated["example"])
    }
    assert set(TYPES) - facts == {"run-requested.v1", "day-closed.v1", "segments-refreshed.v1"}


def row_of(readme: str, name: str) -> set[str]:
    """The types in a row of the table at the head of a service's README."""
    line = next(line for line in readme.splitlines() if line.startswith(f"| {name} |"))
    return set(re.findall(r"`([a-z-]+\.v\d+)`", line))


@pytest.mark.parametrize("service", READMES)
def test_a_readme_says_what_its_service_publishes_and_subscribes_to(service: str) -> None:
    published = {kind for kind, stated in TYPES.items() if service in publishers(stated)}
    subscribed = {kind for kind, stated in TYPES.items() if service in stated["subscribers"]}
    assert row_of(READMES[service], "publishes") == published
    assert row_of(READMES[service], "subscribes") == subscribed


@pytest.mark.parametrize("service", READMES)
def test_a_service_speaks_of_no_event_but_its_own(service: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "services" / service / "src").rglob("*.py"))
    named = set(re.findall(r'"([a-z-]+\.v\d+)"', code))
    own = {
        kind
        for kind, stated in TYPES.items()
        if publishers(stated) & {service, "any"} or service in stated["subscribers"]
    }
    assert named <= own


def test_a_service_handles_just_what_it_subscribes_to(suite: Any) -> None:
    for service in suite.services:
        subscribed = {kind for kind, stated in TYPES.items() if service.name in stated["subscribers"]}
        assert set(service.handlers) == subscribed, service.name


def test_every_service_has_a_push_route() -> None:
    assert set(PUSH_ROUTES) == set(READMES)


@pytest.fixture(scope="module")
def own_suite(new_suite: Callable[[], Any]) -> Any:
    """A suite of its own: what is pushed comes into its tables."""
    return new_suite()


@pytest.fixture(scope="module")
def push(own_suite: Any) -> Callable[..., int]:
    """Pushes an event to a route with a token, and answers the status."""
    kind = next(iter(TYPES))
    body = encode(new_event(kind, "/ingestion/test", TYPES[kind]["example"]))

    def pushed(path: str, token: str | None) -> int:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        envelope = wrap(body, message_id="1", published_at="2026-03-01T08:00:00Z", subscription="s", attempt=1)
        answer = own_suite.client.post(path, data=envelope, headers=headers, content_type="application/json")
        return int(answer.status_code)

    return pushed


@pytest.mark.parametrize("service", PUSH_ROUTES)
def test_only_the_bus_may_push(own_suite: Any, push: Callable[..., int], service: str) -> None:
    path = PUSH_ROUTES[service]
    issuer = local_issuer(
        connect_secrets(f"file://{own_suite.data_dir}/secrets"),
        connect_store(f"file://{own_suite.data_dir}/shop/store"),
    )
    stranger = local_issuer(
        connect_secrets(f"file://{own_suite.data_dir}/nobodys"),
        connect_store(f"file://{own_suite.data_dir}/shop/store"),
    )
    kid = jwt.get_unverified_header(LocalPush(issuer).token())["kid"]

    def signed(key: Any = issuer.signing_key, **changed: object) -> str:
        now = int(time.time())
        claims = {"iss": "shopsight", "aud": LOCAL_PUSH_AUDIENCE, "sub": "bus", "email": LOCAL_PUSH_ACCOUNT}
        claims |= {"email_verified": True, "iat": now, "exp": now + 300}  # type: ignore[dict-item]  # claims are of any kind
        return jwt.encode({**claims, **changed}, key, algorithm="EdDSA", headers={"kid": kid})

    assert push(path, None) == 401
    assert push(path, signed(stranger.signing_key)) == 401  # a bad signature
    assert push(path, LocalPush(stranger).token()) == 401
    assert push(path, signed()[:-6] + "AAAAAA") == 401
    assert push(path, signed(exp=int(time.time()) - 60)) == 401
    assert push(path, signed(iss="https://accounts.google.com")) == 401
    assert push(path, signed(aud="https://elsewhere.example")) == 403
    assert push(path, issuer.issue("admin", "test")) == 403
    assert push(path, issuer.issue("service", "test")) == 403
    assert push(path, signed(email="somebody@project.iam.gserviceaccount.com")) == 403
    assert push(path, signed(email_verified=False)) == 403
    handled = next(iter(TYPES)) in next(each.handlers for each in own_suite.services if each.name == service)
    assert push(path, signed()) == (204 if handled else 400)


def test_the_same_event_twice_is_told_by_source_and_id() -> None:
    event = new_event(
        "product-changed.v1", "/ingestion/shopify", TYPES["product-changed.v1"]["example"], event_id="4711"
    )
    again: Event = decode(encode(event))
    assert (again.source, again.id) == ("/ingestion/shopify", "4711")
    assert set(event_types()) == set(TYPES)

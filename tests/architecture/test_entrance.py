"""What the load balancer lets in where, whom secrets are for, and what Pub/Sub holds messages against."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import hcl2
import pytest
import yaml
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.message import EncodeError

from inventory_alerts.digest_lines import view_url
from shared.contracts.event_schemas import FOLDER, LARGEST, written
from shared.contracts.events import EventError, encode, event_types, new_event

ROOT = Path(__file__).resolve().parents[2]
TERRAFORM = ROOT / "infra" / "terraform"
SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/Dockerfile"))
ROUTES: dict[str, list[dict[str, str]]] = yaml.safe_load((TERRAFORM / "routes.yaml").read_text(encoding="utf-8"))
OWN = {"bearer", "session", "ticket", "push"}  # what only staff, programs with a token and the bus have

# Whatever a stranger's browser, a vendor or a mail server has to reach. All else is behind the proxy.
OPEN = {
    "/api/ingest/web-events",
    "/api/ingest/shopify/webhooks",
    "/api/ingest/mailchimp/webhooks",
    "/api/ingest/klaviyo/webhooks",
    "/api/ingest/snippet.js",
    "/api/inventory/slack/actions",
    "/api/inventory/unsubscribe",
    "/api/recommendations/v2/feedback",
    "/api/recommendations/v2/{customer_id}",
    "/api/recommendations/v2/{customer_id}.csv",
}


class Stated(NamedTuple):
    """A path of a contract, and what its operations ask for."""

    service: str
    path: str
    schemes: frozenset[str]
    asks_nothing: bool


@cache
def paths() -> list[Stated]:
    found = []
    for service in SERVICES:
        contract = yaml.safe_load((ROOT / "openapi" / f"{service}.yaml").read_text(encoding="utf-8"))
        for path, operations in contract["paths"].items():
            asked = [
                one.get("security", contract["security"]) for name, one in operations.items() if name != "parameters"
            ]
            schemes = frozenset(scheme for each in asked for one in each for scheme in one)
            found.append(Stated(service, path, schemes, any(not each for each in asked)))
    return found


def leads_to(host: str, path: str) -> dict[str, str]:
    """The first rule that fits a path, as the load balancer goes through them; the page where none does."""
    for rule in ROUTES[host]:
        stated = rule["path"]
        if stated.endswith("/**"):
            fits = path.startswith(stated.removesuffix("**"))
        else:
            fits = re.fullmatch("[^/]+".join(map(re.escape, stated.split("*"))), path) is not None
        if fits:
            return rule
    return {"service": "dashboard", "door": "staff"}


def asked_with(path: str) -> str:
    """A path as somebody asks for it."""
    return re.sub(r"\{\w+\}", "c-17", path)


@pytest.mark.parametrize("stated", paths(), ids=lambda stated: stated.path)
def test_a_path_leads_to_its_service_through_the_right_door(stated: Stated) -> None:
    people, programs = (leads_to(host, asked_with(stated.path)) for host in ("dashboard_host", "services_host"))

    assert people["service"] == stated.service
    assert people["door"] == ("open" if stated.path in OPEN else "staff")
    if stated.path.endswith("/events"):
        assert (programs["service"], programs["door"]) == (
            "dashboard",
            "staff",
        )  # the bus does not come here
    else:
        assert (programs["service"], programs["door"]) == (stated.service, "open")


def test_every_path_that_a_stranger_has_a_key_for_is_open_and_no_other() -> None:
    told = {
        stated.path
        for stated in paths()
        if stated.schemes - OWN
        or (stated.asks_nothing and not re.search(r"/(health/\w+|openapi\.json|docs)$", stated.path))
    }

    assert told == OPEN


def test_every_way_has_its_reason_and_a_service() -> None:
    for rules in ROUTES.values():
        assert all(rule["service"] in {*SERVICES, "dashboard"} and rule["door"] in {"open", "staff"} for rule in rules)
        assert [rule["path"] for rule in rules if rule["door"] == "open" and not rule.get("because")] == []
        assert len({rule["path"] for rule in rules}) == len(rules)


def test_the_page_and_who_is_signed_in_are_for_staff_only() -> None:
    for path in ("/", "/assets/main.js", "/anything"):
        assert (
            leads_to("dashboard_host", path)
            == leads_to("services_host", path)
            == {"service": "dashboard", "door": "staff"}
        )
    me = leads_to("dashboard_host", "/api/auth/me")
    assert (me["service"], me["door"]) == ("revenue", "staff")


def test_the_link_in_slack_survives_a_sign_in() -> None:
    """The proxy brings a browser back to the address it came from, as the server saw it: without the fragment."""
    for link in (
        view_url("https://mugs.example"),
        view_url("https://mugs.example", alert=("low_stock-blue-mug", "blue-mug")),
    ):
        path, question, asked = link.removeprefix("https://mugs.example").partition("?")
        assert (path, question) == ("/", "?")
        assert asked.startswith("to=%2Finventory")
        assert "#" not in link
        assert leads_to("dashboard_host", path)["service"] == "dashboard"


def secrets_in_terraform() -> dict[str, dict[str, list[str]]]:
    with (TERRAFORM / "secrets.tf").open(encoding="utf-8") as file:
        blocks: Any = hcl2.load(file)["locals"]
    held = json.loads(json.dumps(blocks[0]["secrets"]).replace('\\"', ""))
    return {name: {right: list(held[name][right]) for right in ("read", "write")} for name in held if name[:2] != "__"}


SECRET_NAME = re.compile(
    r"^(?:_?(?:KEY_NAME|LINK_SECRET|SECRET|NAME)|KEY) = \"([a-z0-9-]+)\"|^SENDGRID, SMTP = \"(\w+)\", \"(\w+)\"",
    re.MULTILINE,
)


def secrets_in_code() -> Iterator[tuple[str, str]]:
    """Names of secrets and the services that hold them, as modules that read or write secrets name them."""
    for path in [*ROOT.glob("services/*/src/**/*.py")]:
        text = path.read_text(encoding="utf-8")
        service = path.relative_to(ROOT / "services").parts[0]
        told = ("ecrets.get(", "ecrets.put(", "the secret's name", "its name among the secrets")
        if any(words in text for words in told):
            yield from ((name, service) for found in SECRET_NAME.findall(text) for name in found if name)
        if "ErasedLately(" in text:
            yield f"{service}-erasure-key", service


def test_every_secret_that_the_code_asks_for_has_its_box_and_its_reader() -> None:
    there = secrets_in_terraform()
    asked = sorted(set(secrets_in_code()))

    assert {("slack", "inventory-alerts"), ("suppression-key", "ingestion"), ("segments-erasure-key", "segments")} <= {
        *asked
    }
    assert [(name, service) for name, service in asked if service not in there.get(name, {"read": []})["read"]] == []
    assert {name for name in there if not any(name == one for one, _ in asked)} <= {"customer-signing-secret"}
    for secret in there.values():
        assert set(secret["write"]) <= set(secret["read"]) <= set(SERVICES)


def test_the_schemas_are_as_the_contract_makes_them_and_small_enough() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.proto")}

    assert there == written(), "python -m shared.contracts.event_schemas"
    assert max(len(text) for text in there.values()) < LARGEST


_LINE = re.compile(r"(required|optional|repeated)? ?(map<string, (\w+)>|\w+) (\w+) = (\d+);")
_KINDS = {"string": 9, "int64": 3, "double": 1, "bool": 8}
_LABELS = {"optional": 1, "required": 2, "repeated": 3}


def compiled(kind: str) -> Any:
    """The class of messages that a schema describes; reads the lines that protoc would."""
    lines = [line.strip() for line in (FOLDER / f"{kind}.proto").read_text(encoding="utf-8").splitlines()]
    file = descriptor_pb2.FileDescriptorProto(name=f"{kind}.proto", syntax="proto2", package=re.sub(r"\W", "_", kind))
    stack: list[Any] = [file]
    names: list[str] = [f".{file.package}"]
    for line in lines:
        if line.startswith("message "):
            name = line.split()[1]
            held = stack[-1].message_type if len(stack) == 1 else stack[-1].nested_type
            stack.append(held.add(name=name))
            names.append(f"{names[-1]}.{name}")
        elif line == "}":
            stack.pop()
            names.pop()
        elif found := _LINE.fullmatch(line):
            label, stated, of_map, field, number = found.groups()
            made = stack[-1].field.add(name=field, number=int(number), label=_LABELS[label or "repeated"])
            if of_map:
                entry = "".join(part.capitalize() for part in field.split("_")) + "Entry"
                pair = stack[-1].nested_type.add(name=entry)
                pair.options.map_entry = True
                pair.field.add(name="key", number=1, label=1, type=9)
                pair.field.add(name="value", number=2, label=1, type=_KINDS[of_map])
                made.type, made.type_name = 11, f"{names[-1]}.{entry}"
            elif stated in _KINDS:
                made.type = _KINDS[stated]
            else:
                made.type, made.type_name = 11, f"{names[-1]}.{stated}"
        else:
            assert not line or line.startswith(("//", "syntax = ")), line
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{file.package}.{file.message_type[0].name}"))


@pytest.mark.parametrize("kind", sorted(event_types()))
def test_what_is_published_fits_what_pubsub_holds_it_against(kind: str) -> None:
    schema, example = compiled(kind), dict(event_types()[kind].example)

    message = json_format.Parse(encode(new_event(kind, "/test", example)), schema())
    assert message.data.ByteSize() > 0
    with pytest.raises(json_format.ParseError):
        json_format.Parse(
            encode(new_event(kind, "/test", example)).replace(b'"data":{', b'"data":{"more":1,'), schema()
        )


def test_a_required_field_that_lacks_and_one_of_another_kind_do_not_fit() -> None:
    schema, example = compiled("order-placed.v1"), dict(event_types()["order-placed.v1"].example)

    for wrong in ({**example, "entity_id": None}, {**example, "lines": "none"}, {**example, "is_test": "no"}):
        body = json.loads(encode(new_event("order-placed.v1", "/test", example))) | {"data": wrong}
        with pytest.raises((json_format.ParseError, EncodeError)):
            json_format.Parse(json.dumps(body), schema()).SerializeToString()


def test_what_the_clock_asks_for_fits_too() -> None:
    asked = {"run_id": "daily", "name": "daily", "requested_at": "2026-01-01T00:00:00Z"}
    told = {"specversion": "1.0", "id": "daily", "source": "/scheduler", "type": "run-requested.v1"}
    told |= {"time": "2026-01-01T00:00:00Z", "datacontenttype": "application/json"}

    assert json_format.ParseDict({**told, "data": asked}, compiled("run-requested.v1")()).data.name == "daily"


def test_nobody_publishes_a_field_that_the_contract_does_not_name() -> None:
    example = dict(event_types()["order-placed.v1"].example)
    lines = [{**dict(line), "colour": "blue"} for line in example["lines"]]

    with pytest.raises(EventError, match="colour"):
        new_event("order-placed.v1", "/test", {**example, "lines": lines})

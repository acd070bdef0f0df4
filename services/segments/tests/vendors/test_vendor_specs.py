"""Every request of ours against the vendors' own descriptions of their APIs."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator

from segments.export_target import Change, Mark, Person, Target
from segments.klaviyo_target import KlaviyoTarget
from segments.mailchimp_target import MailchimpTarget
from segments.testing_marketing import Asked, Log
from segments.testing_marketing_klaviyo import StandInKlaviyo
from segments.testing_marketing_mailchimp import StandInMailchimp

SPECS = Path(__file__).parents[5] / "shared/data/vendor_specs"
FILES = {
    "mailchimp": SPECS / "mailchimp/marketing-3.0.55.openapi3.json.gz",
    "klaviyo": SPECS / "klaviyo/stable.openapi3.json.gz",
}
pytestmark = pytest.mark.skipif(not SPECS.exists(), reason="../shared/data/vendor_specs is not there")
VIP = Mark("vip", "VIP")
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
REF = "#/components/schemas/"


def test_mailchimp_is_asked_as_it_describes(
    mailchimp: StandInMailchimp, audience: MailchimpTarget, mailchimp_log: Log
) -> None:
    mailchimp.deaf = {"c1@mugs.example"}
    mailchimp.add("c9@mugs.example", "unsubscribed")
    everything(audience)
    spec = read("mailchimp")
    assert faults(spec, mailchimp_log.asked) == []
    assert {one.method for one in mailchimp_log.asked} == {"GET", "POST", "PATCH"}
    assert unused(spec, mailchimp_log.asked) == set()


def test_klaviyo_is_asked_as_it_describes(klaviyo: StandInKlaviyo, account: KlaviyoTarget, klaviyo_log: Log) -> None:
    klaviyo.deaf = {"c1@mugs.example"}
    everything(account)
    spec = read("klaviyo")
    assert faults(spec, klaviyo_log.asked) == []
    assert {one.method for one in klaviyo_log.asked} == {"GET", "POST", "PATCH"}


def test_a_wrong_request_would_be_found() -> None:
    """The check itself: a path, a parameter, a status and a type that neither vendor has."""
    members = {"members": [{"email_address": "a@b.example", "status": "joined"}]}
    wrong = [
        Asked("POST", "/lists/x", {}, members, {}),
        Asked("POST", "/lists/x/nothing", {}, None, {}),
        Asked("GET", "/lists/x/members", {"colour": "blue"}, None, {}),
    ]
    assert len(faults(read("mailchimp"), wrong)) == 3
    job = {"data": {"type": "profile-import", "attributes": {"profiles": {"data": []}}}}
    assert len(faults(read("klaviyo"), [Asked("POST", "/api/profile-bulk-import-jobs", {}, job, {})])) == 1


def everything(target: Target) -> None:
    """Each thing that a target does, with who joins, who leaves, and who left an address behind."""

    def person(number: int, **given: Any) -> Change:
        one = Person(f"c{number}", f"c{number}@mugs.example", first_name="Ann")
        return Change(one, **{"add": True, "carried": ("vip",), "fields": {"segment": "vip"}, **given})

    first, second, third = target.send(VIP, [person(1), person(2), person(3)])
    assert first.reference is not None
    target.send(VIP, [person(4, reference=first.reference)])
    target.send(VIP, [Change(Person("c2", None), add=False, fields={"segment": ""}, reference=second.reference)])
    target.read_back(VIP, [person(1), person(3)])
    list(target.unsubscribes(SINCE))
    target.test()
    assert target.place()
    assert third.reference is not None
    target.forget(third.reference)


def read(vendor: str) -> Any:
    return json.loads(gzip.decompress(FILES[vendor].read_bytes()))


def faults(spec: Any, asked: Sequence[Asked]) -> list[str]:
    """What is wrong with requests: no such path, parameter, value, or body."""
    return [f"{one.method} {one.path}: {fault}" for one in asked for fault in _faults(spec, one)]


def _faults(spec: Any, asked: Asked) -> Iterator[str]:
    operation = _operation(spec, asked)
    if operation is None:
        yield "the vendor describes no such request"
        return
    known = {one["name"]: one["schema"] for one in operation.get("parameters", []) if one["in"] == "query"}
    for name, value in asked.query.items():
        if name not in known:
            yield f"no parameter {name}"
        elif error := next(_validator(spec, known[name]).iter_errors(_typed(known[name], value)), None):
            yield f"{name}: {error.message}"
    content = operation.get("requestBody", {}).get("content", {})
    schema = next((one["schema"] for one in content.values()), None)
    if (asked.body is None) != (schema is None):
        yield "a body where there is none, or none where there is one"
    elif schema is not None:
        for error in _validator(spec, schema).iter_errors(asked.body):
            yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"


def _operation(spec: Any, asked: Asked) -> Any:
    found = [path for path in spec["paths"] if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", path), asked.path)]
    exact = [path for path in found if path == asked.path] or found
    return spec["paths"][exact[0]].get(asked.method.lower()) if exact else None


def _validator(spec: Any, schema: Mapping[str, Any]) -> Any:
    return OAS30Validator({**schema, "components": spec.get("components", {})})


def _typed(schema: Mapping[str, Any], value: str) -> Any:
    """A value of a query as its schema has it."""
    kind = schema.get("type")
    if kind == "array":
        return value.split(",")
    if kind == "integer":
        return int(value) if value.isdecimal() else value
    return {"true": True, "false": False}.get(value, value) if kind == "boolean" else value


def unused(spec: Any, asked: Sequence[Asked]) -> set[str]:
    """Names in bodies of Mailchimp's requests that its description does not have, but for what its guides do."""
    found: set[str] = set()
    for one in asked:
        operation = _operation(spec, one)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            found |= _unknown(content["schema"], one.body)
    return found - {"status_if_new"}  # of a batch's members: in Mailchimp's examples, and not in its description


def _unknown(schema: Any, value: Any) -> set[str]:
    if isinstance(value, list):
        return {name for each in value for name in _unknown(schema.get("items", {}), each)}
    known = schema.get("properties")
    if not isinstance(value, dict) or known is None:
        return set()
    found = set() if schema.get("additionalProperties") else value.keys() - known.keys()
    return found | {name for key, each in value.items() if key in known for name in _unknown(known[key], each)}

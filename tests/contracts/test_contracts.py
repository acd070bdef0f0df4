"""The contracts and the code say the same: paths and routes, answers, roles."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from shared.auth import ROLES

ROOT = Path(__file__).parents[2]
CONTRACTS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "openapi").glob("*.yaml"))
    if path.stem not in ("components", "events")
}
BUNDLED = {
    name: json.loads(
        (ROOT / f"shared/src/shared/contracts/generated/{name.replace('-', '_')}.json").read_text(encoding="utf-8")
    )
    for name in CONTRACTS
}
OPERATIONS = [
    (name, path, method, operation)
    for name, contract in CONTRACTS.items()
    for path, item in contract["paths"].items()
    for method, operation in item.items()
]
AS_OF = "2024-05-02T22:59:59Z"
CALLS = [
    f"/api/revenue/current?as_of={AS_OF}",
    f"/api/revenue/current?as_of={AS_OF}&basis=order&location=north&explain=1",
    f"/api/revenue/current?as_of={AS_OF}&category=Kitchen&from=2024-05-01&to=2024-05-02",
    "/api/revenue/current",
    "/api/revenue/current?as_of=2000-01-01T00:00:00Z",
    f"/api/revenue/trends?as_of={AS_OF}&window=7d",
    f"/api/revenue/trends?as_of={AS_OF}&window=90d&granularity=week&basis=order&explain=1",
    f"/api/revenue/trends?as_of={AS_OF}&window=365d&granularity=month&product=mug",
    "/api/revenue/trends?window=90d",
    "/api/revenue/trends?window=8d",
    f"/api/revenue/customers/ltv?as_of={AS_OF}&cohort=month&explain=1",
    f"/api/revenue/customers/ltv?as_of={AS_OF}&basis=order&channel=online&window=90d",
    "/api/revenue/customers/ltv?cohort=week",
    f"/api/revenue/inventory/turnover?as_of={AS_OF}&window=7d&explain=1",
    f"/api/revenue/inventory/turnover?as_of={AS_OF}&by=category&limit=1",
    "/api/revenue/inventory/turnover?cursor=nonsense",
    f"/api/revenue/reconcile?as_of={AS_OF}&day=2024-05-02&explain=1",
    "/api/revenue/reconcile?day=2024-05-02&from=2024-05-01&to=2024-05-02",
    "/api/revenue/current?basis=cash",
    "/api/revenue/current?colour=red",
    f"/api/revenue/products/top?as_of={AS_OF}",
    f"/api/revenue/products/top?as_of={AS_OF}&by=margin&window=7d&basis=order&explain=1",
    f"/api/revenue/products/top?as_of={AS_OF}&by=units&category=Kitchen&limit=1",
    "/api/revenue/products/top",
    "/api/revenue/products/top?cursor=nonsense",
    f"/api/revenue/breakdown?as_of={AS_OF}&by=channel&explain=1",
    f"/api/revenue/breakdown?as_of={AS_OF}&by=category&basis=order&limit=1",
    f"/api/revenue/breakdown?as_of={AS_OF}&by=staff&product=mug",
    f"/api/revenue/breakdown?as_of={AS_OF}&by=new_returning",
    "/api/revenue/breakdown?by=country",
    "/api/revenue/breakdown",
    f"/api/revenue/forecast?as_of={AS_OF}",
    "/api/revenue/forecast?horizon=7d",
    "/api/revenue/forecast?horizon=93d",
    f"/api/revenue/funnel?as_of={AS_OF}&from=2024-05-02&to=2024-05-02&explain=1",
    f"/api/revenue/funnel?as_of={AS_OF}&by=landing_page&window=7d",
    f"/api/revenue/funnel?as_of={AS_OF}&by=new_returning",
    "/api/revenue/funnel?by=channel",
    "/api/revenue/funnel?by=weather",
    f"/api/revenue/insights?as_of={AS_OF}",
    "/api/revenue/insights?day=2024-05-01&dismissed=1",
    "/api/revenue/insights?day=yesterday",
    f"/api/revenue/value?as_of={AS_OF}&from=2024-05-01&to=2024-05-02",
    "/api/revenue/value?from=2024-05-01",
    "/api/revenue/targets",
    "/api/revenue/targets?scope=shop&limit=1",
    "/api/revenue/targets?scope_id=ann",
    "/api/ingest/loads",
    "/api/ingest/loads?limit=1",
    "/api/ingest/loads?cursor=nonsense",
    "/api/ingest/loads/no-such-load/rejected.csv",
    "/api/ingest/mailchimp/webhooks?secret=x",
    "/api/ingest/klaviyo/webhooks",
    "/ws/revenue/live?ticket=unasked",
    "/api/revenue/health/live",
    "/api/revenue/health/ready",
    "/api/ingest/health/ready",
    "/api/inventory/alerts?limit=1",
    "/api/inventory/alerts?kind=low_stock&severity=act&state=all&runs_out_within=7d&unsold_for=30d&product=mug",
    "/api/inventory/alerts?runs_out_within=week",
    "/api/inventory/alerts/none",
    "/api/inventory/alerts/quality",
    "/api/inventory/products?sort=-velocity&limit=1",
    "/api/inventory/products/mug",
    "/api/inventory/products/none",
    "/api/inventory/reorders?product=mug&state=all",
    "/api/inventory/reorders?cursor=nonsense",
    "/api/inventory/reorders/none",
    "/api/inventory/products?search=MUG",
    "/api/inventory/runs/none",
    "/api/inventory/value",
    "/api/inventory/value?from=2024-05-02&to=2024-05-01",
    "/api/inventory/settings",
    "/api/inventory/schedule",
    "/api/inventory/recipients",
    "/api/inventory/digests?limit=1",
    "/api/inventory/digests?cursor=nonsense",
    f"/api/inventory/unsubscribe?recipient=ann&signature={'0' * 64}",
    "/api/segments/list",
    "/api/segments/list?kind=tag",
    "/api/segments/list?kind=colour",
    "/api/segments/vip/customers?limit=1",
    "/api/segments/vip/customers?cursor=nonsense",
    "/api/segments/nobody/customers",
    "/api/segments/customers/anna",
    "/api/segments/settings",
    "/api/segments/exports?limit=1",
    "/api/segments/exports?cursor=nonsense",
    "/api/segments/exports/none",
    "/api/segments/exports/none/receipts?limit=1",
    "/api/segments/standing",
    "/api/segments/clusters",
    "/api/segments/affinities?of=product",
    "/api/segments/movement?from=2024-05-01&to=2024-05-02",
    "/api/segments/vip/performance",
    "/api/segments/vip/trend?from=2024-04-01&to=2024-05-02",
    "/api/segments/vip/trend?from=2024-05-01&to=2024-05-02",
    "/api/segments/rfm",
    "/api/segments/value",
    "/api/segments/health/ready",
    "/api/recommendations/v2/anonymous",
    "/api/recommendations/v2/anna?surface=cart&limit=2&exclude=mug,bowl",
    "/api/recommendations/v2/visitor:v-1?surface=product&product=mug",
    "/api/recommendations/v2/anna?surface=product",
    "/api/recommendations/v2/rules",
    "/api/recommendations/v2/anna/explain?product=mug",
    "/api/recommendations/v2/anonymous/explain",
    "/api/recommendations/v2/experiments",
    "/api/recommendations/v2/coverage",
    "/api/recommendations/v2/performance",
    "/api/recommendations/v2/value?from=2024-05-01&to=2024-05-02",
    "/api/recommendations/v2/runs/none",
    "/api/recommendations/v2/health/ready",
    "/api/auth/me",
    "/api/auth/roles",
    "/api/auth/keys",
    "/api/bus/deliveries",
    "/api/bus/dead-letters?limit=1",
    "/api/bus/dead-letters?cursor=nonsense",
    "/api/jobs",
]


def route_of(path: str) -> str:
    return path.replace("{", "<").replace("}", ">")


def test_every_path_of_a_contract_has_a_route_and_the_other_way_round(suite: Any) -> None:
    promised = {(route_of(path), method.upper()) for _, path, method, _ in OPERATIONS}
    routed = {
        (re.sub(r"<path:", "<", rule.rule), method)  # an id with slashes in it
        for rule in suite.app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/ws/"))
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routed == promised


def operation_for(path: str) -> tuple[str, dict[str, Any]]:
    bare = path.partition("?")[0]
    for name, contract in BUNDLED.items():
        for template, item in contract["paths"].items():
            parts, given = template.split("/"), bare.split("/")
            if len(parts) == len(given) and all(a == b or a.startswith("{") for a, b in zip(parts, given, strict=True)):
                return name, item["get"]
    raise AssertionError(f"no contract has {bare}")


def validator(name: str, schema: dict[str, Any]) -> Draft202012Validator:
    resource = Resource.from_contents(BUNDLED[name], default_specification=_SPECIFICATION)
    registry: Any = Registry().with_resource("urn:contract", resource)
    absolute = json.loads(json.dumps(schema).replace('"#/', '"urn:contract#/'))
    return Draft202012Validator(absolute, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


_SPECIFICATION = Resource.from_contents({"$schema": "https://json-schema.org/draft/2020-12/schema"})._specification


@pytest.mark.parametrize("role", ["owner", "viewer", "admin"])
@pytest.mark.parametrize("call", CALLS)
def test_every_answer_is_as_the_contract_has_it(suite: Any, call: str, role: str) -> None:
    answer = suite.get(call, role=role)
    name, operation = operation_for(call)
    response = operation["responses"].get(str(answer.status_code))
    assert response is not None, f"{call} answers {answer.status_code}, which the contract does not have"
    if "$ref" in response:
        response = BUNDLED[name]["components"]["responses"][response["$ref"].rpartition("/")[2]]
    media = answer.mimetype
    assert media in response["content"], f"{call} answers {media}"
    schema = response["content"][media]["schema"]
    errors = [error.message for error in validator(name, schema).iter_errors(answer.get_json())]
    assert not errors, errors[:3]
    assert answer.headers["X-Request-Id"]


def scopes_of(name: str, operation: dict[str, Any]) -> list[str] | None:
    """The scopes an operation asks for; None where anybody may call it, or only the event bus."""
    security = operation.get("security", CONTRACTS[name].get("security", []))
    return next((requirement["bearer"] for requirement in security if "bearer" in requirement), None)


@pytest.mark.parametrize("role", [*ROLES, None])
@pytest.mark.parametrize(
    ("name", "path", "method", "operation"), OPERATIONS, ids=[f"{m} {p}" for _, p, m, _ in OPERATIONS]
)
def test_every_route_lets_in_just_the_roles_that_the_contract_names(
    suite: Any, name: str, path: str, method: str, operation: dict[str, Any], role: str | None
) -> None:
    headers = {} if role is None else {"Authorization": f"Bearer {suite.token(role)}"}
    # A customer's id needs the shop's signature besides, where a page asks: that is no matter of roles.
    called = path.replace("{load_id}", "no-such-load").replace("{customer_id}", "visitor:v-1")
    answer = suite.client.open(called, method=method.upper(), headers=headers)
    scopes = scopes_of(name, operation)
    if operation.get("security") == [{"push": []}]:
        assert answer.status_code == (401 if role is None else 403)  # every role's token is for another audience
    elif scopes is None:
        assert answer.status_code not in (401, 403) or path == "/api/auth/session"
    elif role is None:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    elif all(scope in ROLES[role] for scope in scopes):
        assert answer.status_code not in (401, 403)
    else:
        assert answer.status_code == 403


def test_a_role_without_margin_sees_none_and_is_told_why(suite: Any) -> None:
    today = suite.get(f"/api/revenue/current?as_of={AS_OF}", role="viewer").get_json()["today"]
    for figure in ("gross_margin", "gross_margin_rate", "cost_coverage"):
        assert today[figure] is None
        assert today["reasons"][figure] == "needs_margin_read"
    assert (
        suite.get(f"/api/revenue/current?as_of={AS_OF}", role="buyer").get_json()["today"]["gross_margin"] is not None
    )

"""Every figure that is shown says what it means, of which data and by which queries it is; and gives away nobody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest

from segments import affinity_scoring, cadence, cluster_drift, cluster_training, explanations
from segments.export_desk import Outlet
from segments.export_run import do_export
from segments.lift import LEAST_CASES, LEAST_IN_STRATUM
from segments.use_cases_exports import Asked, ask_export, read_export

CONTRACT = json.loads(resources.files("shared.contracts.generated").joinpath("segments.json").read_text())
AMOUNTS = {"Money", "AverageMoney", "Ratio", "MoneyRatio", "WorthMoney", "WorthCount"}  # each is one figure
NO_FIGURES = {"refresh.settings_version"}  # a version counts nothing
QUERIES = {
    "/list": {"group_sizes"},
    "/rfm": {"rfm_cells"},
    "/vip/customers": {"group_members", "customer_rows", "customer_people"},
    "/customers/anna": {"customer_rows", "customer_people", "customer_memberships"},
    "/vip/performance": {"membership_days", "shop_performance", "lift_joining"},  # who was a member then is not known
    "/vip/trend": {"membership_days", "segment_weeks"},
    "/movement": {"membership_days"},
    "/value": {"export_actions", "lift_sums"},
    "/clusters": {"cluster_outlook"},
    "/affinities": {"affinity_items"},
    "/exports": {"export_rows", "export_outcomes"},
    "/exports/{export_id}": {"export_rows", "export_outcomes"},
    "/standing": {"exports_of_groups"},
}
EVERY = pytest.mark.parametrize("path", QUERIES)
GROUPS = (("tag:vip", "VIP"), ("tag:big-vip", "VIP"), ("tag:late", "Late"))
SECRETS = ("@example.org", "960961", "Anna", "Lee")


@pytest.fixture
def shown(shop: Any, ask: Callable[..., Any]) -> Callable[..., Any]:
    """A shop with three VIPs and an export: asks any of QUERIES, answers what is answered."""
    shop.puts(anna="vip", ben="vip", zoe="vip", cleo="new")
    shop.child.facts = {
        "anna": {"net_sales": Decimal("100.50"), "margin": Decimal("40.00"), "value_basis": "gross_margin"},
    }
    shop.knows("anna", phone="+44 1632 960961", first_name="Anna", last_name="Lee")
    shop.refresh()
    outlet = Outlet(shop.desk, {})
    export_id = ask_export(outlet, Asked("csv", "vip", 0.0), "mia", None)["export_id"]
    do_export(outlet, read_export(shop.desk, export_id), lambda *_: None, lambda: False)
    callers = ask(shop)

    def get(path: str, role: str = "owner", *, more: str = "explain=1", **headers: str) -> Any:
        asked = path.replace("{export_id}", export_id)
        return callers.get(f"{asked}{'&' if '?' in asked else '?'}{more}", role, **headers)

    return get


def schema_of(path: str) -> Mapping[str, Any]:
    """What the contract says of the answer."""
    template = path.replace("/vip/", "/{segment_id}/").replace("/anna", "/{customer_id}")
    answer = CONTRACT["paths"][f"/api/segments{template}"]["get"]["responses"]["200"]
    found: Mapping[str, Any] = answer["content"]["application/json"]["schema"]
    return found


def fields(schema: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, bool]]:
    """Every field below a schema by its path, and whether it is a figure; an item of a list is where the list is."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name:
        yield from [(path, True)] if name in AMOUNTS else fields(CONTRACT["components"]["schemas"][name], path)
        return
    kinds = {schema.get("type")} if isinstance(schema.get("type"), str) else set(schema.get("type", ()))
    counted = schema.get("additionalProperties")
    parts = [schema.get("items"), *schema.get("anyOf", ()), counted if isinstance(counted, dict) else None]
    if path:
        yield path, bool(kinds & {"integer", "number"})
    for part in parts:
        if part:
            yield from fields(part, path)
    for field, part in schema.get("properties", {}).items():
        if field != "explain":
            yield from fields(part, f"{path}.{field}" if path else field)


def stands_for(name: str, path: str) -> bool:
    """Whether a definition of this name is one of the field, or of the object that it is in."""
    return any(f".{each}".endswith(f".{name}") for each in (path, path.rpartition(".")[0]) if each)


@EVERY
def test_each_figure_is_defined_and_nothing_else_is(shown: Any, path: str) -> None:
    answer = shown(path).get_json()
    said = answer["explain"]["definitions"]
    known = dict.fromkeys(field for field, _ in fields(schema_of(path)))
    figures = {field for field, is_figure in fields(schema_of(path)) if is_figure} - NO_FIGURES
    groups = {f"{each['kind']} {each['name']}" for each in answer.get("items", ()) if path == "/list"}

    assert [field for field in sorted(figures) if not any(stands_for(name, field) for name in said)] == []
    assert [name for name in said if name not in groups and not any(f".{f}".endswith(f".{name}") for f in known)] == []
    assert groups <= set(said)
    assert [text for text in said.values() if not text.endswith(".")] == []


@EVERY
def test_it_says_by_which_queries_and_of_which_data(shown: Any, path: str) -> None:
    explain = shown(path).get_json()["explain"]

    assert {each["name"] for each in explain["queries"]} == QUERIES[path]
    assert all(each["sql"] for each in explain["queries"])
    assert (explain["data_version"], explain["age_seconds"]) == (1, 9 * 3600)
    assert explain["computed_at"] == "2026-03-02T05:10:00+00:00"


@EVERY
def test_who_does_not_ask_gets_the_same_answer_as_ever(shown: Any, path: str) -> None:
    plain, told = shown(path, more=""), shown(path)
    figures = told.get_json()
    del figures["explain"]

    assert figures == plain.get_json()
    assert shown(path, more="explain=0").get_json() == plain.get_json()
    assert shown(path, more="", **{"If-None-Match": plain.headers["ETag"]}).status_code == 304
    held = shown(path, **{"If-None-Match": plain.headers["ETag"]})
    assert (held.status_code, "explain" in held.get_json()) == (200, True)
    assert shown(path, more="explain=2").status_code == 400


@EVERY
@pytest.mark.parametrize("role", ["owner", "service"])
def test_an_explanation_gives_away_nobody(shown: Any, path: str, role: str) -> None:
    answer = shown(path, role=role)
    explain = json.dumps(answer.get_json()["explain"])

    assert [secret for secret in SECRETS if secret in explain] == []


def test_it_names_no_customer_but_those_whom_the_answer_or_the_question_names(shown: Any) -> None:
    first = shown("/vip/customers?limit=1").get_json()
    second = shown(f"/vip/customers?limit=1&cursor={first['next_cursor']}").get_json()

    named = [{name for name in ("anna", "ben", "zoe", "cleo") if name in json.dumps(page)} for page in (first, second)]
    assert [each["customer_id"] for each in (*first["items"], *second["items"])] == ["anna", "ben"]
    assert named == [{"anna"}, {"anna", "ben"}]  # the second page is the one after anna


def test_who_may_not_see_margins_learns_none_here(shown: Any) -> None:
    for path in ("/list", "/rfm", "/vip/customers", "/customers/anna", "/clusters"):
        told = {role: shown(path, role=role).get_json()["explain"] for role in ("owner", "marketer")}
        cuts = {role: each["definitions"]["refresh.cuts.monetary"] for role, each in told.items()}
        assert cuts["owner"].endswith(": 5; 9; 20; 40.5 GBP."), path
        assert not [cost for cost in ("40.5", "40.00") if cost in json.dumps(told["marketer"])], path
        assert told["marketer"]["definitions"]["refresh.cuts.recency"].endswith(": 90; 60; 30; 10.")


def test_what_the_answer_says_itself_is_said_in_its_words(shown: Any) -> None:
    listed, members, worth = (shown(path).get_json() for path in ("/list", "/vip/customers", "/value"))

    vip = next(each for each in listed["items"] if each["segment_id"] == "vip")
    assert listed["explain"]["definitions"]["segment VIP"] == vip["definition"]
    assert members["explain"]["definitions"]["definition"] == vip["definition"]
    assert worth["formulas"].items() <= worth["explain"]["definitions"].items()


def test_before_the_first_refresh_it_says_the_same_without_numbers(shop: Any, ask: Callable[..., Any]) -> None:
    said = ask(shop).get("/rfm?explain=1").get_json()["explain"]["definitions"]

    assert said["refresh.cuts.recency"] == "Days since the last purchase up to which recency scores 2 to 5 reach."


def test_a_file_is_not_explained(shown: Any) -> None:
    assert shown("/list.csv").status_code == 400
    assert shown("/list", Accept="text/csv").mimetype == "text/csv"


def test_the_numbers_in_words_are_those_of_the_code() -> None:
    customer, clusters, found = explanations.CUSTOMER, explanations.CLUSTERS, explanations.AFFINITIES

    assert f"last {cadence.LAST_GAPS} gaps" in customer["mean_gap_days"]
    assert ("fewer than two gaps" in customer["late_after_days"], cadence.LEAST_GAPS) == (True, 2)
    assert ("one in forty" in customer["late_after_days"], round(1 / (1 - cadence.CERTAINTY))) == (True, 40)
    assert ("weight of four gaps" in customer["late_after_days"], cadence.PRIOR_GAPS) == (True, 4)
    assert f"from {cluster_drift._MOVED} on" in clusters["drift.population_stability_index"]
    assert f"from {cluster_drift._SPREAD} on" in clusters["drift.spread"]
    assert f"at least {cluster_training.STABLE}" in clusters["tried"]
    assert f"at least {affinity_scoring.LEAST_LIFT}" in found["items.lift"]
    assert ("fewer than ten" in explanations.VALUE["without_hold_out.customers"], LEAST_IN_STRATUM) == (True, 10)
    assert f"at least {LEAST_CASES}" in explanations.PERFORMANCE["needed"]


def test_groups_of_one_name_are_told_apart_and_cuts_are_whole() -> None:
    items = [{"kind": "tag", "name": name, "segment_id": each, "definition": f"{each}."} for each, name in GROUPS]
    cuts = {"recency": [90, None], "monetary": [12_345.67, 1_234_567]}

    said = explanations.with_refresh({})({"items": items, "refresh": {"cuts": cuts}, "currency": "JPY"})

    assert {name: text for name, text in said.items() if name.startswith("tag ")} == {
        "tag VIP (tag:vip)": "tag:vip.",
        "tag VIP (tag:big-vip)": "tag:big-vip.",
        "tag Late": "tag:late.",
    }
    assert said["refresh.cuts.recency"].endswith(": 90; nobody.")
    assert said["refresh.cuts.monetary"].endswith(": 12,345.67; 1,234,567 JPY.")

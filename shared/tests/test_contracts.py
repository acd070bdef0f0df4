"""The contracts are sound, and what is generated from them is up to date."""

import importlib
import json
import re
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from pydantic import BaseModel

from shared.auth import ROLES, SCOPES
from shared.contracts.generate import GENERATED, SPECS, ContractError, bundle, differences, generate, load_spec

SERVICES = sorted(path.stem for path in GENERATED.glob("*.json"))


def test_the_committed_files_are_what_the_contracts_give_whenever_and_wherever(tmp_path: Path) -> None:
    for name in ("once", "twice"):
        (tmp_path / name).mkdir()
        generate(SPECS, tmp_path / name)

    assert differences(GENERATED, tmp_path / "once") == []
    assert differences(tmp_path / "once", tmp_path / "twice") == []
    assert not [path for path in (tmp_path / "once").iterdir() if str(SPECS.parent) in path.read_text()]


def test_a_file_that_is_changed_missing_or_left_over_is_a_difference(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, files in (
        (old, {"a.py": "x = 1\n", "gone.py": "y = 1\n"}),
        (new, {"a.py": "x = 2\n", "b.py": "z = 1\n"}),
    ):
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)

    lines = differences(old, new)

    assert {"-x = 1", "+x = 2", "-y = 1", "+z = 1"} <= set(lines)


@pytest.mark.parametrize("service", SERVICES)
def test_a_bundle_is_a_valid_contract_that_needs_no_other_file(service: str) -> None:
    text = (GENERATED / f"{service}.json").read_text()
    contract = json.loads(text)

    validate(contract)
    assert contract["openapi"].startswith("3.1")
    assert ".yaml" not in text
    assert list(contract["paths"]) == list(load_spec(SPECS / f"{service.replace('_', '-')}.yaml")["paths"])


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_with_query_parameters_has_its_model(service: str) -> None:
    contract = json.loads((GENERATED / f"{service}.json").read_text())

    for item in contract["paths"].values():
        for operation in item.values():
            parameters = [
                contract["components"]["parameters"][given["$ref"].rsplit("/", 1)[1]] if "$ref" in given else given
                for given in operation.get("parameters", [])
            ]
            names = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
            if names:
                operation_id = operation["operationId"]
                models = importlib.import_module(f"shared.contracts.generated.{service}")
                model = getattr(models, f"{operation_id[0].upper()}{operation_id[1:]}ParametersQuery")
                assert set(model.model_json_schema()["properties"]) == names


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_asked_and_what_is_answered_can_be_made_apart(service: str) -> None:
    names: list[str] = []
    for path in GENERATED.glob(f"{service}*.py"):
        models = importlib.import_module(f"shared.contracts.generated.{path.stem}")
        own = [model for model in vars(models).values() if getattr(model, "__module__", "") == models.__name__]
        for model in own:
            if isinstance(model, type) and issubclass(model, BaseModel):
                model.model_json_schema()
        names += [model.__name__ for model in own]
    assert names
    assert len(names) == len(set(names))


def test_a_service_that_starts_makes_no_models_of_answers() -> None:
    for path in (GENERATED.parents[4] / "services").glob("*/src/**/*.py"):
        assert not re.search(r"contracts\.generated\.\w+_answers", path.read_text()), path


def test_contracts_ask_only_for_scopes_and_roles_that_exist() -> None:
    asked = set()
    for service in SERVICES:
        contract = json.loads((GENERATED / f"{service}.json").read_text())
        operations = [operation for item in contract["paths"].values() for operation in item.values()]
        for security in (contract.get("security", []), *(operation.get("security", []) for operation in operations)):
            asked |= {scope for requirement in security for scopes in requirement.values() for scope in scopes}
    auth = json.loads((GENERATED / "auth.json").read_text())

    assert asked <= SCOPES
    assert set(auth["components"]["schemas"]["Identity"]["properties"]["role"]["enum"]) == set(ROLES)


def test_a_text_with_an_unquoted_comma_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("to: {type: string, description: Last shop day, inclusive.}\n")

    with pytest.raises(ContractError, match=r"a\.yaml/to: 'inclusive\.' has no value"):
        load_spec(tmp_path / "a.yaml")


@pytest.mark.parametrize("text", ["example: 2011-08-31", "responses: {200: {}}", "- a list"])
def test_what_json_cannot_say_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text)

    with pytest.raises(ContractError):
        load_spec(tmp_path / "a.yaml")


def contract(schemas: dict[str, object], reference: str) -> dict[str, object]:
    return {"paths": {"/x": {"get": {"schema": {"$ref": reference}}}}, "components": {"schemas": schemas}}


def test_a_bundle_takes_only_what_it_refers_to_and_a_schema_may_refer_to_itself() -> None:
    tree = {"properties": {"child": {"$ref": "#/components/schemas/Tree"}}}
    specs = {
        "a.yaml": contract({}, "b.yaml#/components/schemas/Tree"),
        "b.yaml": contract({"Tree": tree, "Unused": {}}, "#/components/schemas/Tree"),
    }

    bundled = bundle("a.yaml", specs)

    assert bundled["paths"]["/x"]["get"]["schema"] == {"$ref": "#/components/schemas/Tree"}
    assert bundled["components"] == {"schemas": {"Tree": tree}}


def test_a_reference_to_nothing_and_a_name_with_two_meanings_are_found() -> None:
    nothing = {"a.yaml": contract({}, "#/components/schemas/Nothing")}
    two_meanings = {
        "a.yaml": contract({"Money": {"type": "number"}}, "b.yaml#/components/schemas/Money"),
        "b.yaml": contract({"Money": {"type": "string"}}, "#/components/schemas/Money"),
    }

    with pytest.raises(ContractError, match="leads nowhere"):
        bundle("a.yaml", nothing)
    with pytest.raises(ContractError, match=r"Money means one thing in b\.yaml and another in a\.yaml|one thing in a"):
        bundle("a.yaml", two_meanings)

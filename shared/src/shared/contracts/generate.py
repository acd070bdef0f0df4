"""Writes the contracts' models and bundles from `openapi/*.yaml`: `python -m shared.contracts.generate [--check]`.

For every contract `generated/<name>.py` (pydantic models of what is asked), `generated/<name>_answers.py` (of what is
answered) and, for every service, `generated/<name>.json` (its contract with no external `$ref`, served as
`openapi.json`). The same input gives the same bytes.

Names of the models: a schema keeps its name; the query parameters of an operation are `<OperationId>ParametersQuery`
(`revenue.TrendsParametersQuery`), in their service's own module, so that a service loads no other service's models.
`components.yaml` and `events.yaml` are one module each; the others import from the former.
"""

from __future__ import annotations

import argparse
import difflib
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from shared.contracts.model_split import asked_with, split

ROOT = Path(__file__).parents[4]  # shared/src/shared/contracts/generate.py, in the repository only
SPECS = ROOT / "openapi"
GENERATED = Path(__file__).parent / "generated"
SHARED = "components.yaml"
WHOLE = (SHARED, "events.yaml")  # what is published is also what is taken: nothing to divide
PACKAGE = "shared.contracts.generated"
COMMAND = "python -m shared.contracts.generate"
SHOWN_DIFF_LINES = 40  # enough to see what changed, short enough to read in a CI log

# Per file with a mapping, not the whole folder at once: the folder puts every service's query models into one
# __init__, which each service would then import.
OPTIONS = (
    *("--input-file-type", "openapi"),
    *("--output-model-type", "pydantic_v2.BaseModel"),
    *("--target-python-version", "3.11"),  # the oldest supported
    *("--target-pydantic-version", "2.14"),  # else MISSING comes from a module that warns
    *("--openapi-scopes", "schemas", "parameters", "paths"),
    *("--formatters", "builtin"),  # needs no formatter's configuration, so it is the same everywhere
    "--use-annotated",
    "--use-standard-collections",
    "--use-union-operator",
    "--use-operation-id-as-name",
    "--use-missing-sentinel",  # an optional field that is left out is MISSING, not null
    "--field-constraints",
    "--disable-timestamp",
)


Spec = dict[str, Any]  # a contract, or a part of one, as YAML has it


class ContractError(Exception):
    """A contract that cannot be used; `str()` says which, where and why."""


def load_spec(path: Path) -> Spec:
    """A contract as JSON-like data, anchors resolved. Raises ContractError where the YAML says what JSON cannot.

    A key without a value is refused: it is the rest of a text with a comma that stands unquoted in `{...}`.
    """
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(spec, dict):
        raise ContractError(f"{path.name} holds no contract")
    _refuse_slips(spec, path.name)
    return spec


def _refuse_slips(node: object, place: str) -> None:
    if isinstance(node, dict):
        for key, value in node.items():
            if not isinstance(key, str):
                raise ContractError(f"{place}: quote the key {key!r}")
            if value is None:
                raise ContractError(f"{place}: {key!r} has no value; quote a text that holds a comma")
            _refuse_slips(value, f"{place}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            _refuse_slips(value, f"{place}/{index}")
    elif not isinstance(node, str | int | float | bool | None):
        raise ContractError(f"{place}: quote {node!s}, which YAML reads as a {type(node).__name__}")


def bundle(name: str, specs: Mapping[str, Spec]) -> Spec:
    """The contract in the file `name`, with all it refers to in other files copied into its own components.

    Raises ContractError for a reference that leads nowhere, and for a name that means two things.
    """
    components: dict[str, Spec] = {}
    homes: dict[str, str] = {}  # local reference -> the file its component came from

    def localise(node: object, home: str) -> object:
        if isinstance(node, list):
            return [localise(value, home) for value in node]
        if not isinstance(node, dict):
            return node
        return {
            key: adopt(value, home) if key == "$ref" and isinstance(value, str) else localise(value, home)
            for key, value in node.items()
        }

    def adopt(reference: str, seen_from: str) -> str:
        """Copy the component a reference names, once, and answer the reference that is right inside the bundle."""
        home, section, key, component = _find(reference, seen_from, specs)
        if set(component) == {"$ref"}:  # an alias, as each service's securitySchemes are
            return adopt(component["$ref"], home)
        local = f"#/components/{section}/{key}"
        if homes.setdefault(local, home) != home:
            raise ContractError(f"{name}: {section}/{key} means one thing in {home} and another in {homes[local]}")
        kept = components.setdefault(section, {})
        if key not in kept:
            kept[key] = None  # holds the place: a schema may refer to itself
            kept[key] = localise(component, home)
        return local

    spec = specs[name]
    document = {key: localise(value, name) for key, value in spec.items() if key != "components"}
    for section, entries in spec.get("components", {}).items():
        for key in entries:
            adopt(f"#/components/{section}/{key}", name)
    return {**document, "components": components}


def _find(reference: str, seen_from: str, specs: Mapping[str, Spec]) -> tuple[str, str, str, Spec]:
    """File, section, name and content of the component that a reference names."""
    file, _, pointer = reference.partition("#")
    home = file or seen_from
    try:
        _, top, section, key = pointer.split("/")
        return home, section, key, specs[home][top][section][key]
    except (KeyError, ValueError):
        raise ContractError(f"{seen_from}: {reference} leads nowhere") from None


def generate(specs_folder: Path, target: Path) -> None:
    """Write the models and bundles of every contract in `specs_folder` into the empty folder `target`."""
    # Imported here: a tool of the development environment, which the bundles and their tests do without.
    from datamodel_code_generator.__main__ import main as generate_models  # noqa: PLC0415 - as said above

    paths = sorted(specs_folder.glob("*.yaml"))
    specs = {path.name: load_spec(path) for path in paths}
    (target / "__init__.py").write_text(f'"""Written by `{COMMAND}`; do not edit."""\n', encoding="utf-8")
    for path in paths:
        module = target / f"{_module_name(path)}.py"
        mapping = (
            () if path.name == SHARED else ("--external-ref-mapping", f"{specs_folder / SHARED}={PACKAGE}.components")
        )
        header = f"# Written by `{COMMAND}` from openapi/{path.name}; do not edit."
        outcome = generate_models(
            ["--input", str(path), "--output", str(module), "--custom-file-header", header, *OPTIONS, *mapping]
        )
        if outcome:
            raise ContractError(f"{path.name}: the model generator ended with {outcome!r}")
        if path.name not in WHOLE:
            _divide(module, specs[path.name])
        if path.name != SHARED:
            text = json.dumps(bundle(path.name, specs), indent=2, ensure_ascii=False)
            module.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def _divide(module: Path, spec: Spec) -> None:
    """Put the models of answers into a module of their own; a contract that asks with none has no other."""
    asked, answered = split(module.read_text(encoding="utf-8"), asked_with(spec), f"{PACKAGE}.{module.stem}")
    module.unlink()
    for text, path in ((asked, module), (answered, module.with_name(f"{module.stem}_answers.py"))):
        if "\nclass " in text:
            path.write_text(text, encoding="utf-8")


def _module_name(path: Path) -> str:
    return path.stem.replace("-", "_")


def differences(old: Path, new: Path) -> list[str]:
    """The lines of a unified diff between the generated files of two folders; empty when they agree."""
    names = sorted({path.name for folder in (old, new) for path in folder.glob("*.*") if path.is_file()})
    lines: list[str] = []
    for name in names:
        before, after = (_lines(folder / name) for folder in (old, new))
        lines += difflib.unified_diff(before, after, f"committed/{name}", f"openapi/{name}", n=1, lineterm="")
    return lines


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the generated files, or with --check compare them; the exit code is 1 where they differ."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Write the contracts' models and bundles from openapi/.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when the files are out of date")
    check = parser.parse_args(arguments).check
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        try:
            generate(SPECS, fresh)
        except ContractError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        changed = differences(GENERATED, fresh)
        if not check:
            GENERATED.mkdir(exist_ok=True)
            for path in GENERATED.glob("*.*"):
                path.unlink()
            for path in fresh.glob("*.*"):
                shutil.copyfile(path, GENERATED / path.name)
            return 0
    if changed:
        shown = "\n".join(changed[:SHOWN_DIFF_LINES])
        sys.stderr.write(f"{shown}\n{len(changed)} lines of difference: run `make models` and commit what it writes.\n")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())

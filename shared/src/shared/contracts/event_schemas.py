"""Writes what Pub/Sub holds messages against: `python -m shared.contracts.event_schemas [--check]`.

For every type of `openapi/events.yaml` it is `infra/terraform/schemas/<type>.proto`: the CloudEvent as one message of
protocol buffers, which messages in JSON are checked by. Pub/Sub takes no JSON Schema, and one message a schema, without
imports; so lengths, patterns and enumerations are the services' own to check, and here are names and types, and what
has to be there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from shared.contracts.generate import ROOT, SPECS

FOLDER = ROOT / "infra" / "terraform" / "schemas"
COMMAND = "python -m shared.contracts.event_schemas"
LARGEST = 300 * 1024  # bytes of a schema, as Pub/Sub has it

_SCALARS = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool"}
_INDENT = "  "

Spec = Mapping[str, Any]  # a contract, or a part of one, as YAML has it


class EventSchemaError(Exception):
    """A schema of the contract that protocol buffers have no word for; `str()` says which."""


def schemas_of(contract: Spec, components: Spec) -> dict[str, str]:
    """The text of each type's schema, by the type. Raises EventSchemaError.

    A field has the number of its place in the contract: a new one is added at the end.
    """
    found = {"#": contract["components"]["schemas"], "components.yaml#": components["components"]["schemas"]}
    envelope = found["#"]["Envelope"]
    return {
        kind: _HEAD.format(kind=kind, command=COMMAND)
        + "\n".join(_message(_camel(kind), _with_data(envelope, found["#"][stated["data"]]), found, ""))
        + "\n"
        for kind, stated in contract["x-events"].items()
    }


_HEAD = """// What messages of {kind} are held against; written by `{command}`.
syntax = "proto2";

"""


def _with_data(envelope: Spec, data: Spec) -> Spec:
    return {**envelope, "properties": {**envelope["properties"], "data": data}}


def _message(name: str, schema: Spec, found: Mapping[str, Spec], indent: str) -> Iterator[str]:
    """The lines of a message; the messages of its fields are inside it."""
    required = set(schema.get("required", ()))
    inner = indent + _INDENT
    fields: list[str] = []
    yield f"{indent}message {name} {{"
    for number, (field, stated) in enumerate(schema["properties"].items(), 1):
        plain, may_be_null = _resolved(stated, found)
        label = "required" if field in required and not may_be_null else "optional"
        if plain.get("type") == "array":
            plain, label = _resolved(plain["items"], found)[0], "repeated"
        if plain.get("type") == "object" and "properties" in plain:
            kind = _camel(field)
            yield from _message(kind, plain, found, inner)
        elif plain.get("type") == "object":
            kind, label = f"map<string, {_scalar(field, _values(plain), found)}>", ""
        else:
            kind = _scalar(field, plain, found)
        fields.append(f"{inner}{label} {kind} {field} = {number};".replace(f"{inner} ", inner))
    yield from fields
    yield f"{indent}}}"


def _values(schema: Spec) -> Spec:
    values = schema.get("additionalProperties")
    if not isinstance(values, Mapping):
        raise EventSchemaError(f"an object that says neither its properties nor what its values are: {dict(schema)}")
    return values


def _scalar(field: str, schema: Spec, found: Mapping[str, Spec]) -> str:
    kind = _SCALARS.get(str(_resolved(schema, found)[0].get("type")))
    if kind is None:
        raise EventSchemaError(f"{field}: no word for {dict(schema)}")
    return kind


def _resolved(schema: Spec, found: Mapping[str, Spec]) -> tuple[Spec, bool]:
    """A schema without references, and whether null will do."""
    if "$ref" in schema:
        place, _, name = str(schema["$ref"]).partition("/components/schemas/")
        return _resolved(found[place][name], found)
    alternatives: Sequence[Spec] | None = schema.get("anyOf")
    if alternatives is None and isinstance(schema.get("type"), list):
        alternatives = [{**schema, "type": kind} for kind in schema["type"]]
    if alternatives is None:
        return schema, False
    others = [each for each in alternatives if each.get("type") != "null"]
    if len(others) != 1:
        raise EventSchemaError(f"one of several: {alternatives}")
    return _resolved(others[0], found)[0], len(others) < len(alternatives)


def _camel(name: str) -> str:
    """`order-placed.v1` is the message OrderPlacedV1, the field `net_sales` has the message NetSales."""
    return "".join(part.capitalize() for part in name.replace("-", "_").replace(".", "_").split("_"))


def written() -> dict[str, str]:
    """What the files have to hold, by their names. Raises EventSchemaError."""
    contract, components = (
        yaml.safe_load((SPECS / name).read_text(encoding="utf-8")) for name in ("events.yaml", "components.yaml")
    )
    return {f"{kind}.proto": text for kind, text in schemas_of(contract, components).items()}


def main(arguments: Sequence[str]) -> int:
    """Write the files, or with --check say which are not as the contract makes them; answers the exit code."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a file is not as it should be")
    check = parser.parse_args(arguments).check
    wanted = written()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.proto")}
    wrong = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
    if check:
        for name in wrong:
            sys.stderr.write(f"{FOLDER.relative_to(ROOT) / name} is not as openapi/ makes it: {COMMAND}\n")
        return 1 if wrong else 0
    FOLDER.mkdir(exist_ok=True)
    for name in wrong:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

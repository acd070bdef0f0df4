"""Plain YAML, as mappings are written: no surprises of YAML 1.1, nothing that grows without end."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ingestion.files.plan import FilesError


def document_of(text: str) -> object:
    """What a YAML text says. Raises FilesError where it is none, or uses what is left out here."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader, without aliases
    except (yaml.YAMLError, RecursionError) as error:
        raise FilesError(f"The mapping is not YAML: {' '.join(str(error).split())}") from error


class _Loader(yaml.SafeLoader):
    """Plain YAML 1.2: `NO` is Norway and 010 a code, no key twice, and no aliases, which can grow without end."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own name; filled below

    def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401 - PyYAML's own signature
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not supported; write the value again")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: ANN401, FBT002 - as above
        keys = [key.value for key, _ in node.value]
        twice = sorted({key for key in keys if isinstance(key, str) and keys.count(key) > 1})
        if twice:
            raise yaml.YAMLError(f"line {node.start_mark.line + 1}: {', '.join(twice)} is there twice")
        return super().construct_mapping(node, deep)


for _tag, _regexp, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+$", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_regexp), _first)

"""Divides a contract's models into what a service is asked with and what it answers.

A service reads its requests through their models while it serves; its answers are held against theirs by tests alone.
Making the models of the answers of five services would cost a start a quarter of a second and twenty megabytes.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from typing import Any

PARAMETERS = "ParametersQuery"  # what the generator ends the name of an operation's query model with


def asked_with(spec: Mapping[str, Any]) -> set[str]:
    """The names of the schemas that a request body of the contract refers to by itself."""
    bodies = [
        media.get("schema", {})
        for path in spec.get("paths", {}).values()
        for operation in path.values()
        if isinstance(operation, dict)
        for media in operation.get("requestBody", {}).get("content", {}).values()
    ]
    return {reference.rsplit("/", 1)[-1] for body in bodies for reference in _references(body)}


def _references(node: object) -> list[str]:
    if isinstance(node, list):
        return [reference for value in node for reference in _references(value)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    return own + [reference for value in node.values() for reference in _references(value)]


def split(source: str, roots: Collection[str], module: str) -> tuple[str, str]:
    """The source of the models that `roots` and query parameters need, and that of the rest, which imports the former.

    `source` is what the generator wrote: imports, then classes in an order in which they can be made, each perhaps
    followed by statements about it; `module` is the full name under which the first part is imported.
    """
    tree = ast.parse(source)
    lines = source.splitlines()
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    others = [node for node in tree.body if node not in imports and node not in classes.values()]
    needed: set[str] = set()
    open_names = [name for name in classes if name in roots or name.endswith(PARAMETERS)]
    while open_names:
        name = open_names.pop()
        if name not in needed:
            needed.add(name)
            open_names += [used for used in _names(classes[name]) if used in classes]
    head = lines[: imports[0].lineno - 1]

    def written(chosen: Collection[str], borrowed: Collection[str]) -> str:
        nodes: list[ast.stmt] = [node for name, node in classes.items() if name in chosen]
        nodes += [node for node in others if _names(node) & (classes.keys() & set(chosen))]
        used = {name for node in nodes for name in _names(node)}
        body = ["\n".join(lines[_first_line(node) - 1 : node.end_lineno]) for node in nodes]
        lent = [ast.ImportFrom(module, [ast.alias(name) for name in sorted(borrowed) if name in used], 0)]
        kept = [line for node in [*imports, *lent] if (line := _import_of(node, used))]
        return "\n".join([*head, *kept]) + "\n\n\n" + "\n\n\n".join(body) + "\n"

    return written(needed, ()), written(classes.keys() - needed, needed)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, ast.ClassDef) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _import_of(node: ast.Import | ast.ImportFrom, used: Collection[str]) -> str:
    """The import without the names that nobody uses; empty when none is left."""
    kept = [alias for alias in node.names if (alias.asname or alias.name) in used or _is_future(node)]
    if not kept:
        return ""
    return ast.unparse(ast.ImportFrom(node.module, kept, 0) if isinstance(node, ast.ImportFrom) else ast.Import(kept))


def _is_future(node: ast.Import | ast.ImportFrom) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"

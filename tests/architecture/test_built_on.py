"""The ten packages that the suite is built on are used by code that runs, and not by a list of requirements only."""

from __future__ import annotations

import ast
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = {
    "functions-framework": "functions_framework",
    "flask": "flask",
    "google-cloud-bigquery": "google.cloud.bigquery",
    "google-cloud-scheduler": "google.cloud.scheduler_v1",
    "google-cloud-pubsub": "google.pubsub_v1",
    "bigframes": "bigframes",
    "slack-sdk": "slack_sdk",
    "mailchimp-marketing": "mailchimp_marketing",
    "pydantic": "pydantic",
    "pytest": "pytest",
}
RUNS = [
    path
    for pattern in ("services/*/main.py", "services/*/src/**/*.py", "shared/src/**/*.py", "infra/local/src/**/*.py")
    for path in ROOT.glob(pattern)
    if "testing" not in path.stem
]
LOCKS = [*ROOT.glob("services/*/*.txt"), ROOT / "requirements.txt"]


def imported(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """Modules that a file imports, with the names they have in it; what is for type checkers only is left out."""
    checked = [
        node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    skipped = {id(inner) for node in checked for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((one.name, {(one.asname or one.name).partition(".")[0]}) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {one.asname or one.name for one in node.names}
            yield node.module, names
            yield from ((f"{node.module}.{one.name}", {one.asname or one.name}) for one in node.names)


def users(package: str) -> list[str]:
    """Files that import a package and do something with what they imported."""
    module, found = MODULES[package], []
    for path in RUNS if package != "pytest" else ROOT.glob("tests/**/test_*.py"):
        text = path.read_text(encoding="utf-8")
        if module.partition(".")[0] not in text:
            continue
        tree = ast.parse(text)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        if any((name == module or name.startswith(f"{module}.")) and names & used for name, names in imported(tree)):
            found.append(path.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize("package", MODULES)
def test_a_package_that_the_suite_is_built_on_is_used_by_code_that_runs(package: str) -> None:
    assert users(package)
    assert any(f"\n{package}==" in "\n" + lock.read_text(encoding="utf-8") for lock in LOCKS)


@pytest.mark.parametrize(
    "package", sorted(set(MODULES) - {"bigframes"})
)  # an environment of its own, see the file that uses it
def test_it_is_installed_where_the_tests_run(package: str) -> None:
    assert importlib.metadata.version(package)


def test_an_import_that_nothing_uses_is_no_use() -> None:
    assert dict(imported(ast.parse("import slack_sdk"))) == {"slack_sdk": {"slack_sdk"}}
    assert list(imported(ast.parse("if TYPE_CHECKING:\n    import slack_sdk"))) == []

"""The command line as a whole: help that is quick, and ends that a script can tell apart."""

from __future__ import annotations

import subprocess
import sys

import pytest

from local.testing import SHOPSIGHT, Shopsight

HEAVY = ("flask", "duckdb", "sqlglot", "gunicorn", "rich", "numpy", "pyarrow", "cryptography", "ingestion")


@pytest.mark.parametrize(
    "command", [[], ["up"], ["demo"], ["load"], ["loads"], ["loads", "list"], ["loads", "undo"], ["token"]]
)
def test_every_command_has_help_with_its_exit_codes(shopsight: Shopsight, command: list[str]) -> None:
    said = shopsight(*command, "--help")

    assert said.code == 0
    assert "Exit codes:" in said.out
    assert "3    loaded, but some rows were rejected" in said.out


def test_help_names_every_command(shopsight: Shopsight) -> None:
    said = shopsight("--help")

    assert all(name in said.out for name in ("up", "demo", "load", "loads", "token"))


def test_help_imports_nothing_that_takes_its_time() -> None:
    program = (
        "import sys, local.command_line as line\n"
        "try: line.main(['load', '--help'])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ended.stderr.strip() == "[]"


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["up", "--port", "0"], ["up", "--port", "x"], ["token"], ["loads", "undo"]]
)
def test_wrong_usage_ends_with_2_and_shows_no_stack(shopsight: Shopsight, arguments: list[str]) -> None:
    said = shopsight(*arguments)

    assert said.code == 2
    assert said.out == ""
    assert said.talk != ""


def test_the_script_is_installed() -> None:
    ended = subprocess.run([SHOPSIGHT, "--help"], capture_output=True, text=True, check=False)

    assert ended.returncode == 0
    assert "shopsight" in ended.stdout

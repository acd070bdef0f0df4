"""Nothing is undocumented: every setting, endpoint, command and metric is in a README."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
READMES = {path.parent.name: path.read_text(encoding="utf-8") for path in ROOT.glob("services/*/README.md")}
README = (ROOT / "README.md").read_text(encoding="utf-8")
_SETTING = re.compile(r"^    ([a-z][a-z0-9_]+): [^\n]*= Field\(", re.MULTILINE)
_NAMED = re.compile(r"`([A-Z_]+)`")
EVERYTHING = README + "".join(READMES.values())


def test_every_service_has_a_readme() -> None:
    services = {path.parent.name for path in ROOT.glob("services/*/pyproject.toml")}
    assert set(READMES) == services


def test_every_endpoint_is_in_its_services_readme() -> None:
    for service, text in READMES.items():
        contract = yaml.safe_load((ROOT / f"openapi/{service}.yaml").read_text(encoding="utf-8"))
        missing = [path for path in contract["paths"] if path not in text]
        assert not missing, f"services/{service}/README.md does not name {missing}"
    for of_the_suite in ("auth", "bus", "jobs"):
        contract = yaml.safe_load((ROOT / f"openapi/{of_the_suite}.yaml").read_text(encoding="utf-8"))
        assert not [path for path in contract["paths"] if path not in README]


def test_every_table_is_in_its_owners_readme() -> None:
    for path in ROOT.glob("services/*/src/*/tables/*.json"):
        name = json.loads(path.read_text(encoding="utf-8"))["name"]
        assert f"`{name}`" in READMES[path.parents[3].name], f"{name} is not in its owner's README"


def test_every_setting_is_documented() -> None:
    declared = set()
    for pattern in (
        "services/*/src/*/settings.py",
        "shared/src/shared/settings.py",
        "infra/local/src/local/settings.py",
    ):
        for path in ROOT.glob(pattern):
            declared |= set(_SETTING.findall(path.read_text(encoding="utf-8")))
    assert declared, "no setting was found: the pattern is wrong"
    missing = sorted(name.upper() for name in declared if f"`{name.upper()}`" not in EVERYTHING)
    assert not missing, f"no README names {missing}"
    for name in ("SHOP_TIMEZONE", "SHOP_CURRENCY", "SHOP_COUNTRY"):
        assert f"`{name}`" in README


def test_every_metric_is_documented() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("shared/src/shared/telemetry*.py"))
    metrics = set(re.findall(r"shopsight_[a-z_]+[a-z]", source))
    assert len(metrics) >= 6
    assert not [name for name in metrics if name not in README]


def commands_of(*path: str) -> set[str]:
    shopsight = Path(sys.executable).parent / "shopsight"
    text = subprocess.run([shopsight, *path, "--help"], capture_output=True, text=True, check=True).stdout
    listed = text.partition("Commands")[2]
    return set(re.findall(r"^\W*([a-z]+)\s{2,}", listed, re.MULTILINE))


def test_every_command_is_documented() -> None:
    commands = commands_of()
    assert {"up", "load", "loads", "token"} <= commands
    for command in commands:
        assert f"shopsight {command}" in README, f"README does not show shopsight {command}"
        for sub in commands_of(command):
            assert f"shopsight {command} {sub}" in README


def test_every_problem_type_is_documented() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("**/src/**/routes.py"))
    named = set(re.findall(r'ProblemError\(\s*\d{3},\s*"([a-z-]+)"', source))
    assert not [name for name in named if f"`{name}`" not in EVERYTHING]

"""Nothing is undocumented: every setting, endpoint, command and metric is in a README."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import yaml

from inventory_alerts.rules import Rules
from segments.rules import HOLD_OUT

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


# Of machines, vendors' addresses and how much is let through at once: no figure and no decision follows from them.
OF_NO_FIGURE = {
    "ALLOWED_ORIGINS", "ANSWER_SECONDS", "BIGQUERY_EMULATOR", "BIGQUERY_JOB_PROJECT", "BIGQUERY_SOURCES",
    "CACHE_SECONDS", "CLOUD_RUN_JOB", "DATA_DIR", "INBOX_URL", "KLAVIYO_API_URL", "K_SERVICE", "LIGHTSPEED_API_URL",
    "LISTS_ADDRESS_PER_SECOND", "LISTS_KEY_PER_SECOND", "LIVE_VIEWERS", "LIVE_VIEWERS_PER_USER", "MAILCHIMP_API_URL",
    "MAX_UPLOAD_MB", "PUBLIC_URL", "SENDGRID_API_URL", "SHOPIFY_API_URL", "SLACK_API_URL", "SLACK_HOOKS_URL",
    "STOREFRONT_ADDRESS_PER_SECOND", "STOREFRONT_KEY_PER_SECOND", "TRUSTED_PROXIES",
}  # fmt: skip


def test_every_default_that_an_owner_should_confirm_is_listed_with_its_setting() -> None:
    text = (ROOT / "docs/assumptions.md").read_text(encoding="utf-8")
    declared: set[str] = set()
    for path in ROOT.glob("services/*/src/*/settings.py"):
        declared |= {name.upper() for name in _SETTING.findall(path.read_text(encoding="utf-8"))}
    assert declared >= OF_NO_FIGURE, "a setting that is no more"
    assert not sorted(name for name in declared - OF_NO_FIGURE if f"`{name}`" not in text)
    assert not sorted(name for name in OF_NO_FIGURE if f"`{name}`" in text)

    parts = dict(part.split("\n", 1) for part in text.split("\n## ")[1:])
    segments = yaml.safe_load((ROOT / "services/segments/src/segments/segments.yaml").read_text(encoding="utf-8"))
    thresholds = {name: each["value"] for name, each in segments["thresholds"].items()} | {"hold_out": HOLD_OUT}
    for part, defaults in (("Alerts and reorders", asdict(Rules())), ("Segments", thresholds)):
        rows = [line for line in parts[part].splitlines() if line.startswith("| ")]
        for name, default in defaults.items():
            found = [row for row in rows if f"`{name}`" in row]
            assert found, f"{part}: nothing of {name}"
            if default is not None:
                assert re.search(rf"(?<![\d.]){default:g}(?![\d.]\d)", found[0]), f"{name} is {default:g}: {found[0]}"


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

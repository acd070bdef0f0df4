"""What operations rely on is there: a runbook for each alert, a picture that is true, arithmetic that is shown."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from tests.architecture import capacity, picture

from local.monthly_cost import PRICES
from shared.google_prices import prices

ROOT = Path(__file__).parents[2]
RUNBOOKS = ROOT / "docs" / "runbooks"
LEVELS = yaml.safe_load((ROOT / "infra/terraform/service_levels.yaml").read_text(encoding="utf-8"))


def test_every_alert_has_its_runbook_and_every_runbook_its_alert() -> None:
    pages = {path.stem for path in RUNBOOKS.glob("*.md")}
    assert pages == {*LEVELS["alerts"], "budget-spent"}


def test_a_runbook_says_what_it_means_how_to_look_how_to_mend_and_what_then() -> None:
    for path in RUNBOOKS.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# "), path.name
        said = set(re.findall(r"\*\*(What it means|Look and mend|Look|Mend|Afterwards)\.\*\*", text))
        assert {"What it means", "Afterwards"} <= said, path.name
        assert {"Look", "Mend"} <= said or "Look and mend" in said, path.name


def test_a_runbook_names_only_pages_that_are_there() -> None:
    for path in RUNBOOKS.glob("*.md"):
        for name in re.findall(r"`([a-z-]+\.md)`", path.read_text(encoding="utf-8")):
            assert (RUNBOOKS / name).exists() or (ROOT / "docs" / name).exists(), f"{path.name} names {name}"


def test_the_picture_is_what_the_contracts_say() -> None:
    assert picture.PAGE.read_text(encoding="utf-8") == picture.page(), "python -m tests.architecture.picture"


def test_nobody_reads_a_table_that_is_not_for_others() -> None:
    owned = picture.owners()
    assert not [name for tables in picture.read().values() for name in tables if not owned[name][1]]


def test_the_capacity_page_is_what_its_arithmetic_says() -> None:
    assert capacity.PAGE.read_text(encoding="utf-8") == capacity.page(), "python -m tests.architecture.capacity"


def test_a_byte_that_bigquery_reads_has_one_price() -> None:
    assert PRICES["query"].dollars == float(prices().usd["bigquery_read_tib"])


def test_every_answer_of_worth_is_in_the_page_about_worth() -> None:
    page = (ROOT / "docs/value.md").read_text(encoding="utf-8")
    for path in ROOT.glob("openapi/*.yaml"):
        contract = yaml.safe_load(path.read_text(encoding="utf-8"))
        for asked in contract.get("paths", {}):
            if asked.endswith("/value"):
                assert f"GET {asked}" in page, asked

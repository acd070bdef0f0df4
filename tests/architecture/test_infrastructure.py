"""What Terraform cannot see of itself: that it and the delivery know every service and table there is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml

from ingestion import asked_merges
from ingestion.jobs import JOBS as INGESTION_JOBS
from inventory_alerts.desk import SERVICE
from inventory_alerts.jobs import JOBS as INVENTORY_JOBS
from inventory_alerts.post_room import JOB
from recommendations_v2.jobs import JOBS as RECOMMENDATIONS_JOBS
from revenue.jobs import JOBS as REVENUE_JOBS
from segments.jobs import JOBS
from shared.schedule import job_name
from shared.schedule.cloud_scheduler import job_ids

ROOT = Path(__file__).resolve().parents[2]
TERRAFORM = ROOT / "infra" / "terraform"
SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/Dockerfile"))
TABLES = sorted(ROOT.glob("services/*/src/*/tables/*.json"))
TABLE_KEYS = {"name", "description", "shape", "public", "key", "partition", "cluster", "columns"}
CLOUD_BUILD: dict[str, Any] = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text(encoding="utf-8"))


def parsed(path: Path) -> dict[str, Any]:
    """An HCL document; keys and texts come out of the parser in their quotes, so these are taken off."""
    with path.open(encoding="utf-8") as file:
        return dict(unquoted(hcl2.load(file)))


def unquoted(value: Any) -> Any:
    if isinstance(value, dict):
        return {unquoted(key): unquoted(part) for key, part in value.items()}
    if isinstance(value, list):
        return [unquoted(part) for part in value]
    return value.strip('"') if isinstance(value, str) else value


def services_in_terraform() -> dict[str, Any]:
    blocks = parsed(TERRAFORM / "services.tf")["locals"]
    return dict(next(block["services"] for block in blocks if "services" in block))


def test_every_service_folder_can_be_built() -> None:
    assert sorted(path.name for path in (ROOT / "services").iterdir() if path.is_dir()) == SERVICES


def test_terraform_runs_every_service_and_no_other() -> None:
    assert sorted(services_in_terraform()) == SERVICES


def test_probes_ask_where_the_contract_answers() -> None:
    for name, service in services_in_terraform().items():
        contract = yaml.safe_load((ROOT / "openapi" / f"{name}.yaml").read_text(encoding="utf-8"))
        for probe in ("live", "ready"):
            assert f"{service['prefix']}/health/{probe}" in contract["paths"]


def test_every_service_is_built_and_deployed() -> None:
    steps = {step["id"]: step for step in CLOUD_BUILD["steps"]}
    for verb in ("build", "scan", "deploy"):
        called = sorted(step["args"][2] for step in steps.values() if step["args"][:2] == ["infra/delivery.sh", verb])
        assert called == sorted([*SERVICES, "dashboard"])


def test_nothing_is_built_before_the_checks_nor_deployed_before_all_is_built() -> None:
    steps = {step["id"]: step for step in CLOUD_BUILD["steps"]}

    def before(step: str) -> set[str]:
        waited = {name for name in steps[step].get("waitFor", []) if name in steps}
        return waited.union(*(before(name) for name in waited))

    delivered = [*SERVICES, "dashboard"]
    allowed = {f"{verb}-{service}" for service in delivered for verb in ("build", "scan")} | {"queries"}
    for service in delivered:
        assert {"check-and-test", "terraform"} <= before(f"build-{service}")
        assert allowed <= before(f"deploy-{service}")


def test_the_clock_asks_for_every_job_of_segments_at_its_own_time() -> None:
    assert asked_of("segments") == {job_name("segments", name): task.cron for name, task in JOBS.items()}


def test_the_clock_asks_for_every_job_of_recommendations_at_its_own_time() -> None:
    own = {job_name("recommendations-v2", name): task.cron for name, task in RECOMMENDATIONS_JOBS.items()}
    assert asked_of("recommendations-v2") == {name: cron for name, cron in own.items() if not name.endswith(".train")}


def test_the_clock_asks_for_the_morning_and_for_letters_that_wait() -> None:
    assert asked_of("inventory-alerts") == {name: task.cron for name, task in INVENTORY_JOBS.items()}


def test_the_clock_asks_each_minute_whether_it_is_time_to_merge() -> None:
    assert asked_of("ingestion") == {job_name(asked_merges.SERVICE, asked_merges.MERGE): "* * * * *"}


def test_what_tells_that_nothing_is_merged_counts_a_line_that_a_merge_writes() -> None:
    metric = next(
        block["google_logging_metric"]["merges"]
        for block in parsed(TERRAFORM / "monitoring.tf")["resource"]
        if "google_logging_metric" in block
    )
    assert f'jsonPayload.message=\\"{asked_merges.MERGED}\\' in metric["filter"]  # the parser took the quote


def test_times_that_a_person_chooses_are_left_alone_by_terraform() -> None:
    blocks = parsed(TERRAFORM / "functions.tf")["locals"]
    chosen = next(block["chosen"] for block in blocks if "chosen" in block)
    ids = {job_ids(job_name(SERVICE, JOB))[0]}  # what PUT /api/inventory/schedule sets at Cloud Scheduler
    assert set(re.findall(r"[a-z][a-z-]+[a-z]", str(chosen).replace("toset", ""))) == ids


def test_the_clock_starts_every_job_that_nobody_else_may_ask_for() -> None:
    blocks = parsed(TERRAFORM / "jobs.tf")["locals"]
    started = {(job["service"], job["name"]): job["schedule"] for job in blocks[0]["jobs"].values()}
    own = {("ingestion", name): task.cron for name, task in INGESTION_JOBS.items()}
    own |= {("revenue", name): task.cron for name, task in REVENUE_JOBS.items()}
    own["recommendations-v2", "train"] = RECOMMENDATIONS_JOBS["train"].cron  # it takes longer than a push lasts
    assert started == own


def asked_of(service: str) -> dict[str, str]:
    """The jobs of a service that Scheduler asks for, and when."""
    blocks = parsed(TERRAFORM / "functions.tf")["locals"]
    asked_for = next(block["asked_for"] for block in blocks if "asked_for" in block)
    return {each["name"]: each["schedule"] for name, each in asked_for.items() if name.startswith(f"{service}-")}


def test_terraform_reads_every_table_there_is() -> None:
    patterns = re.findall(
        r'fileset\(local\.table_folder, "([^"]+)"\)', (TERRAFORM / "warehouse.tf").read_text(encoding="utf-8")
    )
    assert len(patterns) == 1
    services = ROOT / "services"
    assert TABLES
    assert sorted(services.glob(patterns[0])) == TABLES


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_one_bigquery_can_make(path: Path) -> None:
    table = json.loads(path.read_text(encoding="utf-8"))
    types = {column["name"]: column["type"] for column in table["columns"]}
    assert table["name"] == path.stem
    assert set(types.values()) <= {"STRING", "INT64", "FLOAT64", "NUMERIC", "BOOL", "DATE", "TIMESTAMP", "JSON"}
    assert table["partition"] is None or types[table["partition"]] in {"DATE", "TIMESTAMP"}
    assert set(table["key"]) | set(table["cluster"]) <= set(types)
    assert not table.get("partition_filter") or types[table["partition"]] == "TIMESTAMP"  # Table.on_all_days
    assert table.get("expiry_days") is None or (
        table["expiry_days"] >= 14 and table["partition"]
    )  # twice a week's retries
    assert set(table) <= {*TABLE_KEYS, "partition_filter", "expiry_days"}
    assert len(table["cluster"]) <= 4  # BigQuery's most


@pytest.mark.parametrize("environment", sorted(TERRAFORM.glob("environments/*.tfvars")), ids=lambda path: path.stem)
def test_an_environment_gives_every_value_and_limits_for_every_service(environment: Path) -> None:
    declared = {name: body for block in parsed(TERRAFORM / "variables.tf")["variable"] for name, body in block.items()}
    given = {name for name in parsed(environment) if not name.startswith("__")}
    assert given <= set(declared)
    assert {name for name, body in declared.items() if "default" not in body} <= given
    assert sorted(parsed(environment)["instances"]) == SERVICES
    assert environment.stem.removesuffix("-large") == parsed(environment)["environment"]


def test_production_is_protected() -> None:
    assert parsed(TERRAFORM / "environments" / "production.tfvars").get("deletion_protection", True) is True


@pytest.mark.parametrize("path", sorted(TERRAFORM.glob("*.tf")), ids=lambda path: path.name)
def test_no_file_grants_a_basic_role_or_names_the_public(path: Path) -> None:
    """Looks at the text, so that a resource nobody wrote an assertion for is covered too."""
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r'"roles/(owner|editor|viewer)"', text)
    if path.name != "variables.tf":  # where the public is named in order to refuse it
        assert not re.findall(r"allUsers|allAuthenticatedUsers", text)


def copied_into(service: str) -> set[str]:
    """What a Dockerfile takes from the repository."""
    text = (ROOT / "services" / service / "Dockerfile").read_text(encoding="utf-8")
    copies = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line]
    return {source for copy in copies for source in copy}


@pytest.mark.parametrize("service", SERVICES)
def test_the_build_context_holds_what_a_dockerfile_copies(service: str) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"  # nothing but what is named
    let_in = [line[1:] for line in lines if line.startswith("!")]
    for source in copied_into(service):
        assert (ROOT / source).exists()
        assert any(fnmatch(source, pattern) or source.startswith(f"{pattern}/") for pattern in let_in), source


def tag(service: str, folder: Path) -> str:
    command = ["bash", "infra/delivery.sh", "tag", service]
    made = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return made.stdout.decode().strip()


def test_an_image_is_built_again_when_something_in_it_changed_and_only_then(tmp_path: Path) -> None:
    needed = {
        ".dockerignore",
        "infra/delivery.sh",
        *(source for service in SERVICES for source in copied_into(service)),
    }
    needed |= {f"services/{service}/Dockerfile" for service in SERVICES}
    for source in needed:
        target = tmp_path / source
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / source, target)
    before = {service: tag(service, tmp_path) for service in SERVICES}
    assert len(set(before.values())) == len(SERVICES)

    (tmp_path / "shared" / "src" / "shared" / "__pycache__").mkdir(exist_ok=True)
    (tmp_path / "shared" / "src" / "shared" / "__pycache__" / "new.pyc").touch()
    (tmp_path / "shared" / "src" / ".mypy_cache").mkdir(exist_ok=True)
    (tmp_path / "shared" / "src" / ".mypy_cache" / "new.json").touch()
    assert {service: tag(service, tmp_path) for service in SERVICES} == before

    (tmp_path / "services" / "revenue" / "main.py").write_text("changed", encoding="utf-8")
    after = {service: tag(service, tmp_path) for service in SERVICES}
    assert {service for service in SERVICES if after[service] != before[service]} == {"revenue"}

    (tmp_path / "shared" / "src" / "shared" / "new.py").touch()
    assert not set({service: tag(service, tmp_path) for service in SERVICES}.values()) & set(after.values())


def test_every_alert_has_a_page_that_says_what_to_do() -> None:
    levels = yaml.safe_load((TERRAFORM / "service_levels.yaml").read_text(encoding="utf-8"))
    told = {path.stem for path in (ROOT / "docs" / "runbooks").glob("*.md")}
    assert {*levels["alerts"], "budget-spent"} == told
    assert {stated["service"] for stated in levels["objectives"].values()} == set(SERVICES)
    assert all(stated["because"] for part in ("objectives", "alerts") for stated in levels[part].values())


def test_a_night_that_fails_is_told_of_every_job() -> None:
    """A Cloud Run job by its name in the alert; what an event asks for and is given up, by that of dead letters."""
    levels = yaml.safe_load((TERRAFORM / "service_levels.yaml").read_text(encoding="utf-8"))
    jobs = parsed(TERRAFORM / "jobs.tf")["locals"][0]["jobs"]
    at_a_set_hour = {f"shopsight-{job}" for job, each in jobs.items() if each["schedule"].split()[1].isdigit()}
    assert set(re.findall(r'"(shopsight-[^"]+)"', levels["alerts"]["nightly-job-failed"]["filter"])) == at_a_set_hour
    assert "dead-letters.md" in (ROOT / "docs" / "runbooks" / "nightly-job-failed.md").read_text(encoding="utf-8")


def test_what_checkov_is_told_to_pass_over_has_its_reason() -> None:
    everywhere = (TERRAFORM / "policies.yaml").read_text(encoding="utf-8").splitlines()
    waived = [line for line in everywhere if line.strip().startswith("- CKV")]
    beside = [
        line for path in TERRAFORM.glob("*.tf") for line in re.findall(r"checkov:skip=(.*)", path.read_text("utf-8"))
    ]
    assert len(waived) + len(beside) >= 5
    assert all(len(line.partition("#")[2].split()) >= 1 for line in waived)
    assert all(len(line.partition(":")[2].split()) >= 3 for line in beside)

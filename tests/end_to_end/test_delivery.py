"""`infra/delivery.sh` against a gcloud and a docker that write down what they are asked, and answer as told."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = ("ingestion", "revenue", "inventory-alerts", "segments", "recommendations-v2", "dashboard")
OLD, NEW = "shopsight-revenue-00007-old", "shopsight-revenue-00008-new"
PROGRAM = """#!{python} -IS
import json, pathlib, re, sys
folder = pathlib.Path({folder!r})
call = " ".join(["{name}", *sys.argv[1:]])
with (folder / "calls").open("a") as calls:
    calls.write(call + "\\n")
for pattern, code, text in json.loads((folder / "answers").read_text()):
    if re.search(pattern, call):
        sys.stdout.write(text)
        sys.exit(code)
"""


@dataclass
class Cloud:
    """What stands in for Google Cloud: answers by pattern, the first that fits, and all calls so far."""

    folder: Path
    answers: list[tuple[str, int, str]] = field(default_factory=list)

    def says(self, pattern: str, text: str = "", code: int = 0) -> None:
        self.answers.insert(0, (pattern, code, text))

    def deliver(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        (self.folder / "calls").write_text("", encoding="utf-8")
        (self.folder / "answers").write_text(json.dumps(self.answers), encoding="utf-8")
        environment = {
            "PATH": f"{self.folder}:{Path(sys.executable).parent}:/usr/bin:/bin",
            "IMAGES": "registry/shopsight",
            "REGION": "europe-west2",
            "BUILD_ID": "b7",
            "CANARY_SECONDS": "0",
            "LOOK_SECONDS": "0",
        }
        return subprocess.run(
            ["/usr/bin/env", "bash", ROOT / "infra" / "delivery.sh", *arguments],
            cwd=ROOT,
            env=environment | more,
            text=True,
            capture_output=True,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text(encoding="utf-8").splitlines()

    def changes(self) -> list[str]:
        """The calls that change something."""
        verbs = (" update", " push ", " build ", "sbom export", " execute ")
        return [call.partition(" --region")[0] for call in self.calls if any(verb in call for verb in verbs)]


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    if shutil.which("bash") is None or os.name != "posix":
        pytest.skip("delivery is a script of bash")
    for name in ("gcloud", "docker"):
        program = tmp_path / name
        program.write_text(PROGRAM.format(python=sys.executable, folder=str(tmp_path), name=name), encoding="utf-8")
        program.chmod(0o755)
    cloud = Cloud(tmp_path)
    traffic = {"status": {"traffic": [{"revisionName": NEW, "percent": 0}, {"revisionName": OLD, "percent": 100}]}}
    cloud.says("services describe .* --format json", json.dumps(traffic))
    cloud.says("services describe .*latestReadyRevisionName", f"{NEW}\n")
    cloud.says("services describe .*spec.template", "registry/shopsight/revenue:before\n")
    cloud.says("run jobs list", "shopsight-revenue-forecast\n")
    return cloud


def tag_of(cloud: Cloud, service: str) -> str:
    return cloud.deliver("tag", service).stdout.strip()


def test_a_tag_follows_from_what_goes_into_the_image_alone(cloud: Cloud) -> None:
    first, second = tag_of(cloud, "revenue"), tag_of(cloud, "segments")

    assert len(first) == 16
    assert first != second
    assert tag_of(cloud, "revenue") == first
    assert len({tag_of(cloud, "dashboard"), first, second}) == 3


def test_what_is_in_the_registry_is_not_built_again(cloud: Cloud) -> None:
    assert cloud.deliver("build", "revenue").stdout.count("is there already") == 2
    assert cloud.changes() == []

    cloud.says("manifest inspect .*/revenue-job:", code=1)
    cloud.deliver("build", "revenue")
    built, pushed = cloud.changes()
    image = pushed.removeprefix("docker push ")
    assert re.fullmatch(r"registry/shopsight/revenue-job:\w{16}", image)
    assert built == f"docker build --file services/revenue/Dockerfile --target job --tag {image} ."


def test_an_image_with_a_critical_weakness_that_can_be_mended_is_not_delivered(cloud: Cloud) -> None:
    assert cloud.deliver("scan", "dashboard").returncode == 0
    assert cloud.changes()[-1].startswith("gcloud artifacts sbom export --uri registry/shopsight/dashboard:")

    cloud.says("list-vulnerabilities", "CVE-2026-1234\n")
    refused = cloud.deliver("scan", "dashboard")
    assert refused.returncode == 1
    assert "CVE-2026-1234" in refused.stderr
    assert cloud.changes() == []


def test_a_tenth_of_the_traffic_meets_a_new_image_before_all_of_it_does(cloud: Cloud) -> None:
    done = cloud.deliver("deploy", "revenue")

    assert done.returncode == 0, done.stderr
    update = "gcloud run services update-traffic shopsight-revenue"
    assert cloud.changes() == [
        "gcloud run services update shopsight-revenue",
        update,
        update,
        "gcloud run jobs update shopsight-revenue-forecast",
    ]
    moved = [call for call in cloud.calls if " update" in call]
    image = re.search(r"--image registry/shopsight/revenue:(\w{16}) .* --no-traffic --tag candidate", moved[0])
    assert image is not None
    assert f"--to-revisions {NEW}=10,{OLD}=90" in moved[1]
    assert "--update-labels shopsight-delivery=b7 " in moved[0]
    assert f"--to-latest --update-tags before={OLD}" in moved[2]
    assert f"--image registry/shopsight/revenue-job:{image[1]}" in moved[3]


def test_errors_of_the_new_image_bring_all_traffic_back_and_end_the_delivery(cloud: Cloud) -> None:
    cloud.says("logging read", "https://shop.example/api/revenue/current\n")
    failed = cloud.deliver("deploy", "revenue")

    assert failed.returncode == 1
    assert f"all traffic is back at {OLD}" in failed.stderr
    traffic = [call for call in cloud.calls if "update-traffic" in call]
    assert f"--to-revisions {OLD}=100" in traffic[-1]
    assert not any("--to-latest" in call or "jobs update" in call for call in cloud.calls)


def test_a_revision_that_does_not_become_ready_gets_no_traffic(cloud: Cloud) -> None:
    cloud.says("services describe .*latestReadyRevisionName", f"{OLD}\n")
    failed = cloud.deliver("deploy", "revenue")

    assert failed.returncode == 1
    assert "did not become ready" in failed.stderr
    assert not any("update-traffic" in call for call in cloud.calls)


def test_what_runs_already_is_left_alone_and_a_first_delivery_needs_no_canary(cloud: Cloud) -> None:
    tag = tag_of(cloud, "revenue")
    cloud.says("services describe .*spec.template", f"registry/shopsight/revenue:{tag}\n")
    assert "runs registry" in cloud.deliver("deploy", "revenue").stdout
    assert cloud.changes() == ["gcloud run jobs update shopsight-revenue-forecast"]

    cloud.says("services describe .*spec.template", "us-docker.pkg.dev/cloudrun/container/hello\n")
    cloud.deliver("deploy", "revenue")
    assert cloud.changes()[0] == "gcloud run services update shopsight-revenue"
    assert not any("update-traffic" in call for call in cloud.calls)


def test_one_command_rolls_back_the_traffic_and_the_jobs(cloud: Cloud) -> None:
    serving = {"status": {"traffic": [{"revisionName": NEW, "percent": 100}]}}
    cloud.says("services describe .* --format json", json.dumps(serving))
    cloud.says("revisions list", f"{NEW}\n{OLD}\nshopsight-revenue-00006-older\n")
    cloud.says("revisions describe", "registry/shopsight/revenue:abc123\n")
    done = cloud.deliver("rollback", "revenue")

    assert done.returncode == 0, done.stderr
    assert f"all traffic is with {OLD}" in done.stdout
    changed = [call for call in cloud.calls if " update" in call]
    assert f"--to-revisions {OLD}=100" in changed[0]
    assert "--image registry/shopsight/revenue-job:abc123" in changed[1]

    cloud.says("revisions list", f"{NEW}\n")
    nothing = cloud.deliver("rollback", "revenue")
    assert nothing.returncode == 1
    assert f"no ready revision before {NEW}" in nothing.stderr


def test_ingestion_makes_rollups_of_its_version_before_any_traffic_moves(cloud: Cloud) -> None:
    cloud.says("run jobs list", "shopsight-ingestion-merge\n")
    cloud.says("revisions describe", "registry/shopsight/ingestion:before\n")
    done = cloud.deliver("deploy", "ingestion")

    assert done.returncode == 0, done.stderr
    jobs, merge, service, *traffic, runs = cloud.changes()
    assert jobs == "gcloud run jobs update shopsight-ingestion-merge"
    assert merge == "gcloud run jobs execute shopsight-ingestion-merge"
    assert service == "gcloud run services update shopsight-ingestion"
    assert traffic == ["gcloud run services update-traffic shopsight-ingestion"] * 2
    assert runs == "gcloud run services update shopsight-ingestion-run"
    executed = next(call for call in cloud.calls if " execute " in call)
    assert executed.endswith("--args merge,wait --wait --quiet")


@pytest.mark.parametrize("fails", ["jobs execute", "services update shopsight-ingestion", "logging read"])
def test_a_delivery_of_ingestion_that_fails_leaves_the_jobs_as_what_serves(cloud: Cloud, fails: str) -> None:
    cloud.says("run jobs list", "shopsight-ingestion-merge\n")
    cloud.says("revisions describe", "registry/shopsight/ingestion:before\n")
    cloud.says(fails, "https://shop.example/api/ingest/loads\n", code=0 if fails == "logging read" else 1)
    failed = cloud.deliver("deploy", "ingestion")

    assert failed.returncode == 1
    back, merge = cloud.calls[-2:]
    assert back.startswith("gcloud run jobs update shopsight-ingestion-merge")
    assert "--image registry/shopsight/ingestion-job:before" in back
    assert merge.startswith("gcloud run jobs execute shopsight-ingestion-merge")  # its rollups may be others
    assert "run the version of registry/shopsight/ingestion:before again" in failed.stderr
    assert not any("--to-latest" in call for call in cloud.calls)


def test_a_first_delivery_of_ingestion_that_fails_has_nothing_to_go_back_to(cloud: Cloud) -> None:
    cloud.says("run jobs list", "shopsight-ingestion-merge\n")
    cloud.says("revisions describe", "us-docker.pkg.dev/cloudrun/container/hello\n")
    cloud.says("jobs execute", code=1)

    assert cloud.deliver("deploy", "ingestion").returncode == 1
    assert cloud.changes()[-1] == "gcloud run jobs execute shopsight-ingestion-merge"


def test_clusters_by_bigquery_ml_run_the_image_with_bigframes(cloud: Cloud) -> None:
    cloud.says("manifest inspect", code=1)
    cloud.deliver("build", "segments", CLUSTER_ENGINE="bigquery-ml")
    built = [call for call in cloud.changes() if " build " in call]
    assert ["--target serve" in built[0], "--target job-bigquery-ml" in built[1]] == [True, True]

    cloud.says("run jobs list", "")
    cloud.deliver("deploy", "segments", CLUSTER_ENGINE="bigquery-ml")
    runs = [call for call in cloud.calls if "services update shopsight-segments-run" in call]
    assert re.search(r"--image registry/shopsight/segments-job-bigquery-ml:\w{16} ", runs[0])

    cloud.deliver("deploy", "segments")
    runs = [call for call in cloud.calls if "services update shopsight-segments-run" in call]
    assert re.search(r"--image registry/shopsight/segments-job:\w{16} ", runs[0])


def test_what_served_before_counts_and_not_a_canary_that_failed_in_between(cloud: Cloud) -> None:
    traffic = [{"revisionName": NEW, "percent": 100}, {"revisionName": OLD, "tag": "before"}]
    cloud.says("services describe .* --format json", json.dumps({"status": {"traffic": traffic}}))
    cloud.says("revisions list", f"{NEW}\nshopsight-revenue-00007-failed\n{OLD}\n")
    cloud.says("revisions describe", "registry/shopsight/revenue:abc123\n")
    done = cloud.deliver("rollback", "revenue")

    assert done.returncode == 0, done.stderr
    assert any(f"--to-revisions {OLD}=100" in call for call in cloud.calls)


def test_one_command_takes_back_what_the_last_delivery_brought_and_nothing_else(cloud: Cloud) -> None:
    for service in EVERYTHING:
        serving = {"status": {"traffic": [{"revisionName": f"{service}-2", "percent": 100}]}}
        cloud.says(f"services describe shopsight-{service} .* --format json", json.dumps(serving))
        cloud.says(f"revisions list --service shopsight-{service}", f"{service}-2\n{service}-1\n")
        delivery = "b7" if service in {"revenue", "segments", "dashboard"} else "b6"
        made = f"2026-11-{20 + int(delivery[1])}T10:00:0{len(service) % 10}Z\t{delivery}\n"
        cloud.says(f"revisions describe {service}-2 .*creationTimestamp", made)
        cloud.says(f"revisions describe {service}-1 ", f"registry/shopsight/{service}:abc123\n")
    cloud.says("revisions list --service shopsight-revenue", "revenue-2\n")  # nothing to go back to
    done = cloud.deliver("rollback", "all")

    assert "the last delivery was b7" in done.stdout
    assert [call.split()[4] for call in cloud.calls if "update-traffic" in call] == [
        "shopsight-segments",
        "shopsight-dashboard",
    ]
    assert done.returncode == 1
    assert "not rolled back: revenue" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("deploy",), ("deploy", "nothing"), ("queries", "duckdb:///x")])
def test_what_it_does_not_know_it_explains(cloud: Cloud, arguments: tuple[str, ...]) -> None:
    explained = cloud.deliver(*arguments)

    assert explained.returncode == 2
    assert "infra/delivery.sh rollback SERVICE" in explained.stderr

"""Each service's image, made as its Dockerfile says and started exactly as an engine would start it.

The instructions are those of the file itself, so that neither a missing dependency nor a forgotten COPY can hide. What
an image leaves out, the warehouse of one machine (shared/one_machine.in), is lent to it where it has to answer without
Google; what it needs there is imported without.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml
from tests.end_to_end.dockerfiles import Image, Stage

from shared import warehouse
from shared.settings import PlugSettings, read
from shared.warehouse.sql_files import parse_table

ROOT = Path(__file__).resolve().parents[2]
JOBS = {
    "ingestion": "merge, reconcile-shopify, sync-lightspeed",
    "revenue": "close-days, customer-value, forecast, funnel-days, insights, pace-profile",
    "inventory-alerts": "daily, demand-forecast, digest-delivery",
    "segments": "affinities, read-consent, refresh, standing-exports, train-clusters",
    "recommendations-v2": "build, land-exposures, land-feedback, train",
}
SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/Dockerfile"))
JOB_IMAGES = ("revenue",)
READY_SECONDS = 20.0  # takes about two; the machine may be busy with other tests
STOP_SECONDS = 8.0  # Cloud Run kills at ten
LENT = ("duckdb", "_duckdb", "sqlglot")  # of shared/one_machine.in, as modules
LIGHT_MB = 155  # of packages and our code: 300 with python:3.13-slim (130, unpacked) and its compiled library (15)
HEAVY = {"ingestion"}  # reads files of a shop: pyarrow and numpy are 230 MB
# What Cloud Run's plugs import; that of Cloud Scheduler is one service's.
PLUGS = (
    "shared.warehouse.bigquery",
    "shared.warehouse.bigquery_change",
    "shared.event_bus.pubsub",
    "shared.event_bus.push_identity",
    "shared.store.cloud_storage",
    "shared.secrets.secret_manager",
    "shared.cache.redis",
    "shared.auth.opening",
    "shared.auth.identity_proxy",
)


@pytest.fixture(scope="module", params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def image(service: str, tmp_path_factory: pytest.TempPathFactory) -> Image:
    return Image(ROOT / "services" / service / "Dockerfile", tmp_path_factory.mktemp(service))


@dataclass
class Running:
    """A process of the image, and where it answers."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def words(self) -> str:
        """What it wrote, of which the end says most."""
        return self.log.read_text(encoding="utf-8")[-4000:]

    def get(self, path: str) -> int | None:
        """The status of the answer; None while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return None


@contextmanager
def started(stage: Stage, data_dir: Path, *arguments: str, **environment: str) -> Iterator[Running]:
    """Starts the stage as an engine would: its command, its WORKDIR, its ENV and nothing of this machine's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = {"HOST": "127.0.0.1", "PORT": str(port), "DATA_DIR": str(data_dir), "PATH": "/usr/bin:/bin", "HOME": "/"}
    log = data_dir.with_suffix(".log")
    with (
        log.open("wb") as words,
        subprocess.Popen(
            [*stage.command, *arguments],
            cwd=stage.at("."),
            env=stage.environment | ours | environment,
            stdout=words,
            stderr=words,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Running(process, port, log)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def lent(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with the warehouse of one machine and nothing else, for PYTHONPATH."""
    folder = tmp_path_factory.mktemp("lent")
    for path in Path(duckdb.__file__).parents[1].iterdir():
        if re.split(r"[.-]", path.name)[0] in LENT:  # and what is written about them
            (folder / path.name).symlink_to(path)
    return str(folder)


def make_tables(data_dir: Path) -> None:
    """As Terraform does before a service starts: one that reads another's tables is not ready without them."""
    settings = read(PlugSettings, {"DATA_DIR": str(data_dir)})
    held = warehouse.connect(settings.warehouse_url)
    held.create(
        parse_table(json.loads(path.read_text(encoding="utf-8")))
        for path in ROOT.glob("services/*/src/*/tables/*.json")
    )
    held.close()


def built(service: str, image: Image, target: str) -> Stage:
    """A target of an image; of the job images only that of one service: their lines differ in names alone."""
    if target == "job" and service not in JOB_IMAGES and "THOROUGH" not in os.environ:
        pytest.skip("compiling it takes half a minute: make bench-engines")
    return image.stage(target)


def ready_path(service: str) -> str:
    contract = yaml.safe_load((ROOT / "openapi" / f"{service}.yaml").read_text(encoding="utf-8"))
    return next(str(path) for path in contract["paths"] if path.endswith("/health/ready"))


def test_the_image_serves_and_stops_when_it_is_told(service: str, image: Image, lent: str, tmp_path: Path) -> None:
    make_tables(tmp_path / "data")
    with started(image.stage("serve"), tmp_path / "data", PYTHONPATH=lent) as running:
        deadline = time.monotonic() + READY_SECONDS
        while (status := running.get(ready_path(service))) != 200:
            assert running.process.poll() is None, running.words()
            assert time.monotonic() < deadline, f"{status}\n{running.words()}"
            time.sleep(0.1)

        told = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=STOP_SECONDS) == 0, running.words()
        assert time.monotonic() - told < STOP_SECONDS


def test_the_image_does_not_start_on_cloud_run_with_a_plug_of_one_machine(image: Image, tmp_path: Path) -> None:
    with started(image.stage("serve"), tmp_path / "data", K_SERVICE="shopsight") as running:
        assert running.process.wait(timeout=READY_SECONDS) == 2
        refusal = running.words()
    for setting in ("WAREHOUSE_URL", "EVENT_BUS_URL", "STORE_URL", "SECRETS_URL", "AUTH_JWKS_URL", "PUSH_AUDIENCE"):
        assert setting in refusal
    assert "CACHE_URL" not in refusal  # a cache may end with its instance
    assert "Traceback" not in refusal


def test_the_image_has_what_the_plugs_of_google_cloud_import(service: str, image: Image) -> None:
    stage, package = image.stage("serve"), service.replace("-", "_")
    modules = [*PLUGS, f"{package}.wiring"]
    modules += ["shared.schedule.cloud_scheduler"] if service == "inventory-alerts" else []
    modules += ["shared.warehouse.single_select", "shared.warehouse.bigquery_source"] if service == "ingestion" else []
    python, *_ = stage.command
    run = subprocess.run(
        [python, "-c", f"import {', '.join(modules)}"], cwd=stage.at("."), env={}, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()


def test_the_image_says_that_it_holds_no_warehouse_of_one_machine(service: str, image: Image, tmp_path: Path) -> None:
    if service != "revenue":
        pytest.skip("one says it as all of them do")
    with started(image.stage("serve"), tmp_path / "data") as running:
        assert running.process.wait(timeout=READY_SECONDS) == 4
        assert "WAREHOUSE_URL: duckdb is not here: images leave it out" in running.words()


def test_an_image_that_only_answers_is_light(service: str, image: Image) -> None:
    files = [path for path in image.stage("serve").at(".").rglob("*") if path.is_file() and not path.is_symlink()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    assert megabytes < LIGHT_MB or service in HEAVY, f"{megabytes:.0f} MB"


def test_clusters_in_bigquery_have_an_image_of_jobs_with_bigframes(tmp_path: Path) -> None:
    image = Image(ROOT / "services" / "segments" / "Dockerfile", tmp_path)
    if "THOROUGH" not in os.environ:
        pytest.skip("900 MB of packages: make bench-engines")
    stage = image.stage("job-bigquery-ml")
    python, *_ = stage.command
    code = "import bigframes.pandas, segments.cluster_bigframes, segments.cluster_child"
    run = subprocess.run([python, "-c", code], cwd=stage.at("."), env={}, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    with started(stage, tmp_path / "data") as running:
        assert running.process.wait(timeout=READY_SECONDS) == 2
        assert running.words() == f"usage: main.py job NAME; jobs: {JOBS['segments']}\n"


@pytest.mark.parametrize("name", [[], ["no-such-job"]])
def test_the_job_image_says_which_jobs_there_are(service: str, image: Image, name: list[str], tmp_path: Path) -> None:
    with started(built(service, image, "job"), tmp_path / "data", *name) as running:
        assert running.process.wait(timeout=READY_SECONDS) == 2
        assert running.words() == f"usage: main.py job NAME; jobs: {JOBS[service]}\n"


@pytest.mark.parametrize("target", ["serve", "job"])
def test_the_image_holds_what_is_locked_and_our_own_packages_only(service: str, image: Image, target: str) -> None:
    stage = built(service, image, target)
    held = {
        path.name.split("-")[0].lower() for path in stage.at(".venv").glob("lib/python3.*/site-packages/*.dist-info")
    }
    lock = (ROOT / "services" / service / f"{target}.txt").read_text(encoding="utf-8")
    locked = {
        match.replace("-", "_").replace(".", "_").lower() for match in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)
    }
    package = service.replace("-", "_")
    assert held - locked == {"shopsight_shared", f"shopsight_{package}"}
    assert not held & {"pandas", "pytest", "bigframes", "hatchling", "uv", "duckdb"}
    assert stage.user != "root"


@pytest.mark.parametrize("target", ["serve", "job"])
def test_the_image_brings_its_code_compiled(service: str, image: Image, target: str) -> None:
    packages = next(built(service, image, target).at(".venv").glob("lib/python3.*/site-packages"))
    ours = list((packages / "shared").rglob("*.py"))
    assert ours
    assert not [path for path in ours if not list((path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"))]

"""Each service's image, made as its Dockerfile says and started exactly as an engine would start it.

The instructions are those of the file itself, so that neither a missing dependency nor a forgotten COPY can hide.
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
    "inventory-alerts": "daily, digest-delivery",
    "segments": "affinities, read-consent, refresh, standing-exports, train-clusters",
    "recommendations-v2": "build, land-exposures, land-feedback, train",
}
SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/Dockerfile"))
JOB_IMAGES = ("revenue", "segments")
READY_SECONDS = 20.0  # takes about two; the machine may be busy with other tests
STOP_SECONDS = 8.0  # Cloud Run kills at ten


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
    """A target of an image; of the job images only those of two services, whose lines differ in names alone."""
    if target == "job" and service not in JOB_IMAGES and "THOROUGH" not in os.environ:
        pytest.skip("compiling it takes half a minute: make bench-engines")
    return image.stage(target)


def ready_path(service: str) -> str:
    contract = yaml.safe_load((ROOT / "openapi" / f"{service}.yaml").read_text(encoding="utf-8"))
    return next(str(path) for path in contract["paths"] if path.endswith("/health/ready"))


def test_the_image_serves_and_stops_when_it_is_told(service: str, image: Image, tmp_path: Path) -> None:
    make_tables(tmp_path / "data")
    with started(image.stage("serve"), tmp_path / "data") as running:
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
    assert not held & {"pandas", "pytest", "bigframes", "hatchling", "uv"}
    assert stage.user != "root"


@pytest.mark.parametrize("target", ["serve", "job"])
def test_the_image_brings_its_code_compiled(service: str, image: Image, target: str) -> None:
    packages = next(built(service, image, target).at(".venv").glob("lib/python3.*/site-packages"))
    ours = list((packages / "shared").rglob("*.py"))
    assert ours
    assert not [path for path in ours if not list((path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"))]

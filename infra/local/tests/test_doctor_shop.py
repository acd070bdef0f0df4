"""`shopsight doctor` of the shop itself: jobs, data, customers, pages, and the vendors that are connected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingestion.shopify.connecting import PATH
from ingestion.shopify.topics import REGISTERED
from local.data_folder import DataFolder, RunningSuite
from local.doctor_patient import Patient
from local.doctor_shop import jobs
from local.doctor_vendors import webhook_findings
from local.settings import read_every_setting
from local.testing import Shopsight, free_port
from local.testing_doctor import EVENING, SHOP, Ward
from shared.auth.storefront_keys import create_key
from shared.diagnosis import APPLY
from shared.settings import PlugSettings, read
from shared.shop import Shop
from shared.store import Store
from shared.testing import MemorySecrets, MemoryStore
from shared.testing_google import google_stand_in


def failed_job(ward: Ward) -> None:
    ward.job("revenue", "forecast", "failed", EVENING - timedelta(hours=1))


def old_data(ward: Ward) -> None:
    ward.now = EVENING + timedelta(days=3)


def old_data_of_shopify(ward: Ward) -> None:
    old_data(ward)
    ward.hide("shopify", "{}")


def no_data(ward: Ward) -> None:
    ward.store.delete("versions/data")


def lost_suppression_key(ward: Ward) -> None:
    ward.store.put(f"suppression/{'ab' * 32}", b"")


def page_kept_out(ward: Ward) -> None:
    create_key(ward.store, ["https://shop.example"])


def shopify_away(ward: Ward) -> None:
    ward.hide("shopify", json.dumps({"shop": "mugs.myshopify.com", "token": "shpat_x", "secret": "s"}))
    ward.environment["SHOPIFY_API_URL"] = f"http://127.0.0.1:{free_port()}/graphql.json"


def garbled_lightspeed(ward: Ward) -> None:
    ward.hide("lightspeed", "{}")


def wrong_key_of_mailchimp(ward: Ward) -> None:
    ward.hide("mailchimp", json.dumps({"api_key": "short", "list_id": "abcd"}))


def slack_without_a_channel(ward: Ward) -> None:
    ward.hide("slack", json.dumps({"bot_token": "xoxb-1", "channel": "general"}))


def mail_from_nobody(ward: Ward) -> None:
    ward.hide("sendgrid", json.dumps({"api_key": "SG.x", "from": "nobody"}))


BROKEN: Mapping[Callable[[Ward], None], tuple[str, str, str]] = {
    failed_job: ("jobs", "revenue's forecast failed: the disk was full", "shopsight jobs run revenue/forecast"),
    old_data: ("data", "the latest sale is 3", "shopsight load"),
    old_data_of_shopify: ("data", "the latest sale is 3", "shopsight sync shopify"),
    no_data: ("data", "no sales yet", "shopsight load"),
    lost_suppression_key: ("erased customers", "suppression-key back", "cp BACKUP/secrets/suppression-key"),
    page_kept_out: ("storefront", "pages of https://shop.example", "export ALLOWED_ORIGINS=https://shop.example"),
    shopify_away: ("webhooks", "Shopify does not answer", "shopsight sync shopify"),
    garbled_lightspeed: ("webhooks", "is none of ours", "shopsight connect lightspeed"),
    wrong_key_of_mailchimp: ("marketing", "mailchimp: api_key", "shopsight connect mailchimp --audience ID"),
    slack_without_a_channel: ("digest", "has to be a channel's id", "shopsight connect slack"),
    mail_from_nobody: ("digest", "from in the secret `sendgrid`", "shopsight connect email"),
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_what_is_broken_is_found_with_its_cause_and_what_mends_it(ward: Ward, broken: Callable[[Ward], None]) -> None:
    check, cause, mend = BROKEN[broken]
    broken(ward)

    found = ward.ills(check)

    assert any(one[0] == check and cause in one[1] and mend in one[2] for one in found), found


def patient_at(now: datetime, store: Store, *, is_running: bool) -> Patient:
    environment = {**SHOP, "DATA_DIR": "/nowhere"}
    return Patient(
        folder=DataFolder(Path("/nowhere")),
        settings=read_every_setting(Path("/nowhere"), environment),
        plugs=read(PlugSettings, environment),
        shop=Shop("Europe/London", "GBP", "GB"),
        store=store,
        secrets=MemorySecrets(),
        running=RunningSuite(1, "127.0.0.1", 1, "") if is_running else None,
        now=now,
        free_bytes=lambda _: 0,
        command=lambda words: f"shopsight {words}",
    )


def test_a_job_that_was_not_done_in_time_is_told_where_somebody_should_have_started_it() -> None:
    store = MemoryStore()
    done = {"outcome": "done", "began_at": EVENING.isoformat(), "ended_at": EVENING.isoformat(), "said": None}
    store.put("jobs/revenue/forecast", json.dumps({**done, "failures": 0}).encode())
    next_day = patient_at(EVENING + timedelta(days=1), store, is_running=True)

    [late] = jobs(next_day)

    assert "revenue's forecast was due at 2024-03-03 04:30" in late.said
    assert late.mend == "shopsight jobs run revenue/forecast"
    assert all(finding.well for finding in jobs(replace(next_day, running=None)))  # nobody was there to start it


def nodes(*topics: str, uri: str = f"https://shop.example{PATH}") -> Iterator[dict[str, str]]:
    return ({"topic": topic.replace("/", "_").upper(), "uri": uri} for topic in topics)


def test_shopify_has_to_call_about_every_topic_at_one_address() -> None:
    [well] = webhook_findings(nodes(*REGISTERED), "connect")
    [lacking] = webhook_findings(nodes(*REGISTERED[1:]), "connect")
    [nowhere] = webhook_findings([], "connect")
    elsewhere = nodes(REGISTERED[0], uri=f"https://old.example{PATH}")
    [two] = webhook_findings([*nodes(*REGISTERED[1:]), *elsewhere], "connect")

    assert well.well
    assert (lacking.said, lacking.mend) == (f"Shopify does not call about {REGISTERED[0]}", "connect")
    assert "calls nowhere" in nowhere.said
    assert two.said == "Shopify calls at 2 addresses"


def test_with_the_settings_of_google_cloud_it_looks_there(ward: Ward) -> None:
    with google_stand_in() as google:
        google.add_job("start-revenue-forecast", "30 4 * * *", "Europe/London")
        ward.job("revenue", "forecast", "failed", EVENING - timedelta(hours=1))
        ward.environment |= {
            "SECRETS_URL": f"secret-manager://shop-of-tests?emulator={google.url}",
            "SCHEDULE_URL": f"cloud-scheduler://shop-of-tests/europe-west2?emulator={google.url}",
            "EVENT_BUS_URL": f"pubsub://shop-of-tests?emulator=127.0.0.1:{free_port()}",
        }
        findings = {found.check: found for found in ward.findings("secrets", "schedules", "topics", "jobs")}

    assert findings["secrets"].well
    place = "--location europe-west2 --project shop-of-tests"
    assert findings["jobs"].mend == f"gcloud scheduler jobs run start-revenue-forecast {place}"
    assert "Cloud Scheduler has no job for ingestion.merge" in findings["schedules"].said
    assert findings["schedules"].mend == APPLY
    assert "Pub/Sub cannot be asked for its topics" in findings["topics"].said
    assert findings["topics"].mend == "gcloud pubsub topics list --project shop-of-tests"


def test_nobody_signed_in_at_google_is_said_before_all_else(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(ward.root / "no-such-key.json"))
    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)  # of a stand-in that other tests of this process keep
    ward.environment["STORE_URL"] = "gs://my-shop-shopsight-store"
    first, second = ward.findings("store")

    assert (first.check, first.well) == ("settings", True)
    assert (second.check, second.mend) == ("credentials", "gcloud auth application-default login")
    assert "nobody is signed in at Google" in second.said


def test_what_is_typed_becomes_a_version_of_a_secret_at_google(
    shopsight: Shopsight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with google_stand_in() as google:
        google.secrets["customer-signing-secret"] = []  # as Terraform makes it
        monkeypatch.setenv("SECRETS_URL", f"secret-manager://shop-of-tests?emulator={google.url}")
        first = shopsight("keys", "signing-secret", "--data-dir", tmp_path)
        again = shopsight("keys", "signing-secret", "--data-dir", tmp_path)

        assert google.secrets["customer-signing-secret"] == [first.out.strip()]
        assert again.out == first.out
        google.secrets.clear()
        assert "gcloud secrets create" in shopsight("keys", "signing-secret", "--renew", "--data-dir", tmp_path).talk

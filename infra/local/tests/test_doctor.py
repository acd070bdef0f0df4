"""`shopsight doctor`: every thing that is broken is found, with its cause and the command that mends it."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Callable, Mapping
from datetime import timedelta

import duckdb
import pytest

from local.testing import Shopsight, Up, free_port
from local.testing_doctor import EVENING, SHOP, Ward
from shared.event_bus import connect as connect_bus


def test_a_suite_that_is_well_has_nothing_wrong(ward: Ward) -> None:
    findings = ward.findings()

    assert [finding for finding in findings if not finding.well] == []
    assert ("consent", "1 of 2 customers may be written to") in {(found.check, found.said) for found in findings}
    assert len({finding.check for finding in findings}) >= 18


def wrong_setting(ward: Ward) -> None:
    ward.environment["CACHE_URL"] = "nowhere"


def full_disk(ward: Ward) -> None:
    ward.free = 5_000_000


def taken_port(ward: Ward) -> None:
    listening = socket.create_server(("127.0.0.1", int(ward.environment["PORT"])))
    ward.kept.append(listening)


def nobody_said_the_zone(ward: Ward) -> None:
    for name in SHOP:
        del ward.environment[name]


def another_zone(ward: Ward) -> None:
    ward.environment["SHOP_TIMEZONE"] = "Europe/Rome"


def slow_clock(ward: Ward) -> None:
    ward.job("revenue", "forecast", "done", EVENING + timedelta(hours=3))


def no_dashboard(ward: Ward) -> None:
    ward.environment["DASHBOARD_DIR"] = "none"


def no_place_for_the_store(ward: Ward) -> None:
    ward.environment["STORE_URL"] = (ward.root / "shop" / "shop.duckdb").as_uri()


def secrets_for_everybody(ward: Ward) -> None:
    ward.hide("slack", "{}")
    (ward.root / "secrets" / "slack.value").chmod(0o644)


def no_adapter_for_secrets(ward: Ward) -> None:
    ward.environment["SECRETS_URL"] = "vault://here"


def garbled_signing_key(ward: Ward) -> None:
    ward.hide("auth-signing-key", "not a key")


def issuer_out_of_reach(ward: Ward) -> None:
    url = f"http://127.0.0.1:{free_port()}/keys"
    ward.environment |= {"AUTH_JWKS_URL": url, "AUTH_ISSUER": "https://issuer.example", "AUTH_AUDIENCE": "shop"}


def no_redis(ward: Ward) -> None:
    ward.environment["CACHE_URL"] = f"redis://127.0.0.1:{free_port()}"


def dead_letter(ward: Ward) -> None:
    connect_bus(f"local://{ward.root}/shop/events.sqlite").close()
    with sqlite3.connect(ward.root / "shop" / "events.sqlite") as file:
        columns = {row[1] for row in file.execute("PRAGMA table_info(dead_letters)")}
        given = dict.fromkeys(columns, 1) | {"type": "order-placed.v1", "body": b"{}", "last_error": "no such column"}
        names, marks = ", ".join(given), ", ".join("?" * len(given))
        file.execute(f"INSERT INTO dead_letters ({names}) VALUES ({marks})", tuple(given.values()))
    file.close()


def garbled_tables(ward: Ward) -> None:
    (ward.root / "shop" / "shop.duckdb").write_bytes(b"garbled" * 1000)


def change_tables(ward: Ward, statement: str) -> None:
    with duckdb.connect(ward.root / "shop" / "shop.duckdb") as database:
        database.execute(statement)


def no_consent_column(ward: Ward) -> None:
    change_tables(ward, "ALTER TABLE customers DROP COLUMN marketing_consent")


def nobody_agreed(ward: Ward) -> None:
    change_tables(ward, "UPDATE customers SET marketing_consent = 'never_asked'")


BROKEN: Mapping[Callable[[Ward], None], tuple[str, str, str]] = {
    wrong_setting: ("settings", "CACHE_URL: is no URL", "unset CACHE_URL"),
    full_disk: ("disk", "0.0 GB are free", "du -sh"),
    taken_port: ("port", "is taken by", "shopsight up --port"),
    nobody_said_the_zone: ("time zone", "nobody has said", "echo 'SHOP_TIMEZONE"),
    another_zone: ("time zone", "days are kept by Europe/London, the settings say Europe/Rome", "shopsight up"),
    slow_clock: ("clock", "revenue's forecast began at 2024-03-02 23:00", "timedatectl set-ntp true"),
    no_dashboard: ("dashboard", "was not built", "make frontend"),
    no_place_for_the_store: ("store", "shop.duckdb", "mkdir -p"),
    secrets_for_everybody: ("secrets", "others on this machine may read", "chmod -R go= "),
    no_adapter_for_secrets: ("secrets", "no adapter for 'vault://here'", "unset SECRETS_URL"),
    garbled_signing_key: ("tokens", "a new one signs everybody out", "rm "),
    issuer_out_of_reach: ("tokens", "the issuer's keys cannot be had", "curl -sSI http://127.0.0.1"),
    no_redis: ("cache", "no Redis answers at 127.0.0.1", "redis-cli -h 127.0.0.1"),
    dead_letter: ("dead letters", "1 events were put aside", "shopsight events retry"),
    garbled_tables: ("warehouse", "shop.duckdb", "ls -l"),
    no_consent_column: ("tables", "customers: ", "shopsight up"),
    nobody_agreed: ("consent", "of 2 customers nobody agreed", "shopsight load --format shopify"),
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_what_is_broken_is_found_with_its_cause_and_what_mends_it(ward: Ward, broken: Callable[[Ward], None]) -> None:
    check, cause, mend = BROKEN[broken]
    broken(ward)

    found = ward.ills(check)

    assert any(one[0] == check and cause in one[1] and mend in one[2] for one in found), found
    for thing in ward.kept:
        thing.close()  # type: ignore[attr-defined]  # a socket


def test_the_command_shows_each_finding_and_ends_with_one_when_something_is_wrong(
    shopsight: Shopsight, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ward.environment.items():
        monkeypatch.setenv(name, value)
    said = shopsight("doctor", "--data-dir", ward.root)

    assert said.code == 1
    assert "WRONG  data: the latest sale is " in said.out
    assert f"shopsight load --format canonical FOLDER --data-dir {ward.root}" in said.out
    assert "ok     tables: all are there, with every column" in said.out
    told = shopsight("doctor", "--json", "--data-dir", ward.root)
    assert {finding["check"] for finding in json.loads(told.out)} >= {"clock", "consent", "tables"}


def test_a_suite_that_runs_is_asked_and_not_disturbed(shopsight: Shopsight, suite: Up) -> None:
    said = shopsight("doctor", "--json", "--data-dir", suite.data_dir)
    found = {finding["check"]: finding for finding in json.loads(said.out)}

    assert found["port"]["said"] == f"the suite answers at {suite.origin}"
    assert found["warehouse"]["said"] == "every service of the running suite is ready"
    assert found["consent"]["said"] == "0 of 0 customers may be written to"
    assert found["tokens"]["well"]
    assert suite.process.poll() is None

"""What a process is told: defaults from the data folder, every mistake named, no plug of one machine on Cloud Run."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.settings import PlugSettings, ServingSettings, SettingsError, WorkerSettings, read

ON_CLOUD_RUN = {
    "K_SERVICE": "shopsight-revenue",
    "WAREHOUSE_URL": "bigquery://project/shop",
    "EVENT_BUS_URL": "pubsub://project",
    "STORE_URL": "gs://bucket",
    "SECRETS_URL": "secret-manager://project",
    "AUTH_ISSUER": "https://issuer.example",
    "AUTH_AUDIENCE": "shopsight",
    "AUTH_JWKS_URL": "https://issuer.example/keys",
    "PUSH_AUDIENCE": "https://shop.example/events",
    "PUSH_SERVICE_ACCOUNT": "push@project.iam.gserviceaccount.com",
}


def refusal(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read(ServingSettings, environment)
    return str(refused.value).splitlines()


def test_on_one_machine_all_plugs_lie_in_the_data_folder(tmp_path: Path) -> None:
    settings = read(PlugSettings, {"DATA_DIR": str(tmp_path)})
    assert settings.data_dir == tmp_path
    assert settings.warehouse_url == f"duckdb://{tmp_path}/shop/shop.duckdb"
    assert settings.event_bus_url == f"local://{tmp_path}/shop/events.sqlite"
    assert settings.store_url == f"file://{tmp_path}/shop/store"
    assert settings.secrets_url == f"file://{tmp_path}/secrets"
    assert settings.cache_url == "memory://"
    assert settings.auth_jwks_url is None


def test_a_relative_data_folder_is_made_absolute() -> None:
    settings = read(PlugSettings, {})
    assert settings.data_dir == Path.cwd() / ".data"
    assert settings.store_url == f"file://{Path.cwd()}/.data/shop/store"


def test_a_blank_in_the_data_folders_name_is_no_blank_in_a_file_url() -> None:
    assert read(PlugSettings, {"DATA_DIR": "/my shop"}).store_url == "file:///my%20shop/shop/store"


def test_what_is_given_wins_and_an_empty_variable_is_not_given() -> None:
    settings = read(PlugSettings, {"DATA_DIR": "/data", "STORE_URL": "file:///elsewhere", "WAREHOUSE_URL": ""})
    assert settings.store_url == "file:///elsewhere"
    assert settings.warehouse_url == "duckdb:///data/shop/shop.duckdb"


def test_the_processs_own_environment_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9999")
    assert read(ServingSettings, {}).port == 8080


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read(ServingSettings, {}).port = 1


def test_everything_wrong_is_named_at_once() -> None:
    lines = refusal(
        {
            "PORT": "eighty",
            "THREADS": "0",
            "WAREHOUSE_URL": "shop.duckdb",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4318",
            "AUTH_JWKS_URL": "http://issuer.example/keys",
        }
    )
    assert sorted(line.split(":")[0] for line in lines) == [
        "AUTH_JWKS_URL",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "PORT",
        "THREADS",
        "WAREHOUSE_URL",
    ]


@pytest.mark.parametrize("given", ["AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_JWKS_URL"])
def test_an_issuer_is_named_whole_or_not_at_all(given: str) -> None:
    (line,) = refusal({given: "https://issuer.example"})
    assert line.startswith("AUTH_JWKS_URL: ")


def test_a_value_that_may_hold_a_password_is_not_repeated() -> None:
    assert "hunter2" not in str(refusal({"CACHE_URL": "redis:hunter2@cache", "PORT": "x"}))


@pytest.mark.parametrize("which", ["K_SERVICE", "CLOUD_RUN_JOB"])
def test_on_cloud_run_the_plugs_of_one_machine_are_refused(which: str) -> None:
    lines = refusal({which: "shopsight", "STORE_URL": "file:///data"})
    named = {line.split(":")[0] for line in lines}
    plugs = {"WAREHOUSE_URL", "EVENT_BUS_URL", "STORE_URL", "SECRETS_URL"}
    assert named == plugs | {f"AUTH_{what}" for what in ("ISSUER", "AUDIENCE", "JWKS_URL")} | {
        "PUSH_AUDIENCE",
        "PUSH_SERVICE_ACCOUNT",
    }
    assert "its default, duckdb://" in lines[0]


@pytest.mark.parametrize("local", ["duckdb:///tmp/shop.duckdb", "file:///tmp", "local:///tmp/events.sqlite"])
def test_each_of_them_alone_is_refused(local: str) -> None:
    for setting in ("WAREHOUSE_URL", "EVENT_BUS_URL", "STORE_URL", "SECRETS_URL"):
        (line,) = refusal(ON_CLOUD_RUN | {setting: local})
        assert line.startswith(f"{setting}: {local.partition(':')[0]}:// is a plug of one machine")


def test_whose_clock_it_is_follows_from_where_it_runs() -> None:
    assert read(ServingSettings, {}).schedule_url == "local://"
    assert read(ServingSettings, ON_CLOUD_RUN).schedule_url == ""
    (line,) = refusal(ON_CLOUD_RUN | {"SCHEDULE_URL": "local://"})
    assert line.startswith("SCHEDULE_URL: local:// is a plug of one machine")


def test_on_cloud_run_the_plugs_of_google_cloud_and_a_cache_in_memory_are_fine() -> None:
    settings = read(ServingSettings, ON_CLOUD_RUN)
    assert settings.warehouse_url == "bigquery://project/shop"
    assert settings.cache_url == "memory://"


def test_several_processes_share_what_is_elsewhere() -> None:
    shared = {**ON_CLOUD_RUN, "CACHE_URL": "redis://cache", "WORKERS": "2"}
    assert read(WorkerSettings, shared).workers == 2
    assert read(WorkerSettings, {}).workers == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("WAREHOUSE_URL", "duckdb:///tmp/shop.duckdb"),
        ("EVENT_BUS_URL", "local:///tmp/events.sqlite"),
        ("CACHE_URL", "memory://"),
        ("METRICS_PORT", "9464"),
    ],
)
def test_what_one_process_holds_alone_several_cannot_share(setting: str, value: str) -> None:
    off_cloud_run = {name: value for name, value in ON_CLOUD_RUN.items() if name != "K_SERVICE"}
    if setting == "EVENT_BUS_URL":
        off_cloud_run = {name: value for name, value in off_cloud_run.items() if not name.startswith("PUSH_")}
    environment = {**off_cloud_run, "CACHE_URL": "redis://cache", setting: value}
    assert read(WorkerSettings, environment).workers == 1
    with pytest.raises(SettingsError, match=f"^WORKERS: is 1 where {setting} is of one process$"):
        read(WorkerSettings, environment | {"WORKERS": "2"})

"""Settings: what the environment says, read once, every mistake named at once.

A service's own `settings.py` derives from `Settings` too. Fields are named as the variables, in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from shared.staff import StaffRoles

LOCAL_SCHEMES = frozenset({"duckdb", "file", "local"})
"""Plugs that live on their machine. An instance of Cloud Run has nothing that outlives it; `memory` is meant to end."""

_OF_ONE_PROCESS = frozenset({"memory"})
_PLUGS = ("warehouse_url", "event_bus_url", "store_url", "cache_url", "secrets_url")
_AUTH = ("auth_issuer", "auth_audience", "auth_jwks_url")
_PUSH = ("push_audience", "push_service_account")


class SettingsError(Exception):
    """Settings that cannot be; `str()` has one line for each, beginning with its name."""


class Settings(BaseSettings):
    """Frozen and typed. Made by `read`, which is told the environment: none is looked at behind a caller's back."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings calls it with these names
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `read` found."""
        return (init_settings,)


class PlugSettings(Settings):
    """Where a process finds its plugs, and whose tokens count. On one machine all of it follows from DATA_DIR."""

    k_service: str | None = Field(default=None, description="Set by Cloud Run: the service this instance is of")
    cloud_run_job: str | None = Field(default=None, description="Set by Cloud Run: the job this instance is of")
    data_dir: Path = Field(default=Path(".data"), description="Where, on one machine, all data live")
    warehouse_url: str = Field(default="", description="The shop's tables; duckdb:///<DATA_DIR>/shop/shop.duckdb")
    event_bus_url: str = Field(default="", description="The event bus; local:///<DATA_DIR>/shop/events.sqlite")
    store_url: str = Field(default="", description="Small state and artefacts; file:///<DATA_DIR>/shop/store")
    cache_url: str = Field(default="memory://", description="Answers kept for a while")
    secrets_url: str = Field(default="", description="Keys and passwords; file:///<DATA_DIR>/secrets")
    schedule_url: str = Field(
        default="", description="Times that somebody chose for a job; local://, the suite's own clock, on one machine"
    )
    iap_audience: str | None = Field(
        default=None,
        pattern=r"^/projects/[0-9]+/(global/backendServices/[0-9]+|locations/[a-z0-9-]+/services/[a-z0-9-]+)$",
        description="The backend for which Identity-Aware Proxy signs who comes; empty: nobody comes that way",
    )
    staff_roles: str = Field(
        default="",
        description="Who came through the proxy as what: anna@shop.example=owner,@shop.example=viewer",
        validate_default=True,
    )
    auth_issuer: str | None = Field(default=None, description="Who issues tokens; empty: the suite itself")
    auth_audience: str | None = Field(default=None, description="For whom tokens must have been issued")
    auth_jwks_url: str | None = Field(default=None, description="Where the issuer's public keys are")
    push_audience: str | None = Field(
        default=None, description="For whom Google's push tokens are issued; empty: the local bus signs its own"
    )
    push_service_account: str | None = Field(
        default=None, description="E-mail of the service account that Pub/Sub pushes as"
    )
    otel_exporter_otlp_endpoint: str | None = Field(
        default=None, description="An OpenTelemetry collector (OTLP over HTTP) that is sent the metrics"
    )
    metrics_port: int | None = Field(
        default=None,
        ge=1024,
        le=65535,
        description="Where a collector beside the process finds `/metrics`, on 127.0.0.1",
    )

    @field_validator("data_dir", mode="after")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder.expanduser().absolute()

    @field_validator(*_PLUGS, mode="after")
    @classmethod
    def _a_plug(cls, url: str, info: ValidationInfo) -> str:
        chosen = url or _on_this_machine(str(info.field_name), info.data["data_dir"])
        scheme = urlsplit(chosen).scheme
        if not scheme or "://" not in chosen:
            raise ValueError("is no URL, such as scheme://place")
        if _on_cloud_run(info) and scheme in LOCAL_SCHEMES:
            given = f"{scheme}://" if url else f"its default, {scheme}://,"
            raise ValueError(f"{given} is a plug of one machine; on Cloud Run name one that outlives the instance")
        return chosen

    @field_validator("schedule_url", mode="after")
    @classmethod
    def _whose_clock(cls, url: str, info: ValidationInfo) -> str:
        """Empty on Cloud Run: few services have times to choose, and those say so when they are asked."""
        if not url:
            return "" if _on_cloud_run(info) else "local://"
        if _on_cloud_run(info) and urlsplit(url).scheme in LOCAL_SCHEMES:
            raise ValueError("local:// is a plug of one machine; on Cloud Run jobs are started by Cloud Scheduler")
        return url

    @field_validator("staff_roles", mode="after")
    @classmethod
    def _of_whom_the_proxy_lets_in(cls, text: str, info: ValidationInfo) -> str:
        people = len(StaffRoles(text))
        if "iap_audience" in info.data and bool(people) != (info.data["iap_audience"] is not None):
            raise ValueError("STAFF_ROLES and IAP_AUDIENCE say nothing without one another")
        return text

    @field_validator(*_AUTH, *_PUSH, mode="after")
    @classmethod
    def _wanted_on_cloud_run(cls, value: str | None, info: ValidationInfo) -> str | None:
        people_only = info.field_name in _AUTH and info.data.get("iap_audience") is not None
        if value is None and _on_cloud_run(info) and not people_only:
            raise ValueError("is not set; on Cloud Run the suite does not issue its own tokens")
        return value

    @field_validator("push_service_account", mode="after")
    @classmethod
    def _pushes_of_pubsub(cls, account: str | None, info: ValidationInfo) -> str | None:
        if (account is None) != (info.data.get("push_audience") is None) and not _on_cloud_run(info):
            raise ValueError("PUSH_AUDIENCE and PUSH_SERVICE_ACCOUNT say nothing without one another")
        if account is not None and urlsplit(info.data.get("event_bus_url", "")).scheme in LOCAL_SCHEMES:
            raise ValueError("is for a bus that Google pushes from; the local one signs its own tokens")
        return account

    @field_validator("auth_jwks_url", mode="after")
    @classmethod
    def _all_or_none(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is not None and not url.startswith(("https://", "http://127.0.0.1:", "http://[::1]:")):
            raise ValueError("is no https:// URL; keys fetched in the clear prove nothing")
        values = {**{name: info.data.get(name) for name in _AUTH}, "auth_jwks_url": url}
        missing = [name.upper() for name, value in values.items() if value is None]
        if 0 < len(missing) < len(values):
            raise ValueError(
                f"says nothing without {', '.join(missing)}" if url else "is not set, but another AUTH_ is"
            )
        return url

    @field_validator("otel_exporter_otlp_endpoint", mode="after")
    @classmethod
    def _over_http(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("http://", "https://")):
            raise ValueError("is no http:// or https:// URL")
        return url

    @property
    def google_project(self) -> str | None:
        """The project of Google Cloud that events are published in, and traces kept in; None on one machine."""
        bus = urlsplit(self.event_bus_url)
        return None if bus.scheme in LOCAL_SCHEMES else bus.netloc or None


class ServingSettings(PlugSettings):
    """How a process listens."""

    host: str = Field(default="127.0.0.1", description="Address to listen on; images say 0.0.0.0")
    port: int = Field(default=8080, ge=1, le=65535, description="Port to listen on; Cloud Run sets it")
    threads: int = Field(
        default=64,
        ge=1,
        le=1064,
        description="Requests answered at once; a few above Cloud Run's concurrency, so that a probe finds one free",
    )


class WorkerSettings(ServingSettings):
    """How a service listens that is served by itself, not with all others in one process."""

    workers: int = Field(
        default=1,
        ge=1,
        le=16,  # processes; whoever has more cores runs more instances
        description="Processes that share the port, each as another instance of the service",
    )

    @field_validator("workers", mode="after")
    @classmethod
    def _what_processes_can_share(cls, workers: int, info: ValidationInfo) -> int:
        """Each opens every plug for itself: one of this machine's lets in one process, or is another one in each. And
        one alone can tell its metrics at a port.
        """
        plugs = {"warehouse_url": LOCAL_SCHEMES, "event_bus_url": LOCAL_SCHEMES, "cache_url": _OF_ONE_PROCESS}
        alone = [name for name, schemes in plugs.items() if urlsplit(info.data.get(name, "")).scheme in schemes]
        alone += ["metrics_port"] if info.data.get("metrics_port") is not None else []
        if workers > 1 and alone:
            raise ValueError(f"is 1 where {', '.join(alone).upper()} is of one process")
        return workers


S = TypeVar("S", bound=BaseSettings)


def read(model: type[S], environment: Mapping[str, str]) -> S:
    """The settings an environment holds. Raises SettingsError naming every wrong one."""
    source = EnvSettingsSource(model, env_ignore_empty=True)
    source.env_vars = {name.lower(): value for name, value in environment.items() if value}
    try:
        return model(**source())
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, one['loc'])).upper()}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from None


def _on_cloud_run(info: ValidationInfo) -> bool:
    return bool(info.data.get("k_service") or info.data.get("cloud_run_job"))


def _on_this_machine(plug: str, folder: Path) -> str:
    places = {
        "warehouse_url": f"duckdb://{quote(str(folder / 'shop' / 'shop.duckdb'))}",
        "event_bus_url": f"local://{quote(str(folder / 'shop' / 'events.sqlite'))}",
        "store_url": f"file://{quote(str(folder / 'shop' / 'store'))}",
        "secrets_url": f"file://{quote(str(folder / 'secrets'))}",
    }
    return places.get(plug, "")

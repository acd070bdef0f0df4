"""Ingestion's own knobs, read once."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator

import shared.settings
from ingestion.inbox import RAW_FACTS
from shared.origins import split_origins


class Settings(shared.settings.Settings):
    """Every setting of this service; all wrong ones are named at once when the process starts."""

    data_dir: Path = Field(default=Path(".data"), description="Where staged files and, on one machine, all data live")
    max_upload_mb: int = Field(
        default=4096,
        ge=1,
        description="The largest upload in megabytes; 50 million lines of Parquet fit, a runaway client does not",
    )

    k_service: str | None = Field(default=None, description="Set by Cloud Run: the service this instance is of")
    cloud_run_job: str | None = Field(default=None, description="Set by Cloud Run: the job this instance is of")
    inbox_url: str | None = Field(
        default=None,
        validate_default=True,
        description="Where facts wait for the merger: raw-facts: for the table a Pub/Sub subscription writes, or "
        "sqlite:///FILE; empty: the file inbox.sqlite in the data folder",
    )

    merge_minutes: int = Field(
        default=10,
        ge=1,
        le=15,  # after half an hour without a merge an alert is raised
        description="On Google Cloud: how many minutes lie between two merges of facts while nobody looks at figures",
    )
    merge_minutes_watched: int = Field(
        default=2, ge=1, le=15, description="The same while somebody looks: each merge costs what its statements read"
    )

    allowed_origins: str = Field(
        default="",
        description="The origins of the shop's pages, https://shop.example with commas between: only these may send "
        "web events and read the answer",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="How many addresses at the end of X-Forwarded-For our own proxies wrote; the first of these is the "
        "caller's. On Google Cloud, behind the load balancer, 2",
    )
    storefront_key_per_second: float = Field(
        default=200,
        ge=0.1,  # ten times as many at once is one
        description="Batches of web events a second for each storefront key, ten times as many at once: a sale that "
        "begins at noon with 1,000 visitors",
    )
    storefront_address_per_second: float = Field(
        default=10,
        ge=0.1,  # ten times as many at once is one
        description="The same for each address: an office or a carrier's gateway behind one; a browser sends less than "
        "one",
    )

    bigquery_max_gb: int = Field(
        default=100,
        ge=1,
        description="The most gigabytes one load may have BigQuery read: some 60 cents at list price, and more than "
        "100 million order lines have",
    )
    bigquery_overlap_days: int = Field(
        default=3,
        ge=0,
        le=366,
        description="How many days before the last watermark --since last begins: a till that was offline over a "
        "weekend hands in its sales on Monday. Rows that were read before are known, so more costs bytes only",
    )
    bigquery_sources: str = Field(
        default="",
        description="The datasets that may be loaded from, project/dataset with commas between; empty: any that the "
        "credentials may read",
    )
    bigquery_job_project: str | None = Field(
        default=None, description="The project that runs the reading and pays for it; empty: the source's own"
    )
    bigquery_emulator: str | None = Field(
        default=None, description="For tests: http://127.0.0.1:PORT of an emulator that sources are read from"
    )

    shopify_api_url: str = Field(
        default="https://{shop}/admin/api/2026-07/graphql.json",
        description="Where Shopify's Admin API is; the shop's own domain takes the place of {shop}",
    )
    lightspeed_api_url: str = Field(
        default="https://{domain_prefix}.retail.lightspeed.app/api/2.0",
        description="Where Lightspeed's API is; the shop's own prefix takes the place of {domain_prefix}",
    )

    @field_validator("inbox_url", mode="after")
    @classmethod
    def _outlives_the_instance(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url != RAW_FACTS and (info.data.get("k_service") or info.data.get("cloud_run_job")):
            raise ValueError(f"a file is for one machine; on Cloud Run say {RAW_FACTS}")
        return url

    @field_validator("bigquery_sources", mode="after")
    @classmethod
    def _datasets(cls, names: str) -> str:
        for name in _split(names):
            if name.count("/") != 1:
                raise ValueError(f"{name!r} is no project/dataset")
        return names

    @field_validator("bigquery_emulator", mode="after")
    @classmethod
    def _on_this_machine(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("http://127.0.0.1:", "http://localhost:", "http://[::1]:")):
            raise ValueError("is no http://127.0.0.1:PORT; an emulator is for tests on one machine")
        return url

    @field_validator("shopify_api_url", "lightspeed_api_url", mode="after")
    @classmethod
    def _keeps_the_token_safe(cls, url: str) -> str:
        if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:")):
            raise ValueError("is no https:// URL, nor http://127.0.0.1:PORT for tests; the token is sent there")
        return url

    @field_validator("allowed_origins", mode="after")
    @classmethod
    def _origins(cls, text: str) -> str:
        split_origins(text)
        return text

    @property
    def page_origins(self) -> frozenset[str]:
        """The origins of the shop's pages."""
        return split_origins(self.allowed_origins)

    @property
    def sources(self) -> frozenset[str]:
        """The datasets that may be loaded from; empty: any."""
        return frozenset(_split(self.bigquery_sources))

    @property
    def staging(self) -> Path:
        """Where uploads and what is read from them wait."""
        return self.data_dir / "shop" / "staging"


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]

"""The service's own knobs, read once. What a shop may set for itself is in `rules.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, field_validator

import shared.settings


class Settings(shared.settings.Settings):
    """Every setting of this service; all wrong ones are named at once when the process starts."""

    stale_after_hours: float = Field(
        default=36,
        gt=0,
        description="Data older than this are marked as stale; a nightly load that failed once stays just under it",
    )
    mailchimp_api_url: str = Field(
        default="",
        pattern=r"^(https?://.+[^/])?$",
        description="Mailchimp's Marketing API; the data centre that the key names when empty. A stand-in in tests",
    )
    klaviyo_api_url: str = Field(
        default="https://a.klaviyo.com",
        pattern=r"^https?://.+[^/]$",
        description="Klaviyo's API; a stand-in in tests",
    )
    cluster_engine: Literal["local", "bigquery-ml"] = Field(
        default="local",
        description="What trains clusters: local is scikit-learn in a child process, bigquery-ml needs a bigquery://"
        " warehouse and bigframes",
    )
    bigquery_ml_most_usd: Decimal = Field(
        default=Decimal(1),
        gt=0,
        description="What one job of BigQuery ML may cost, in US dollars; a dearer one is not begun, and the local"
        " engine trains instead",
    )

    @field_validator("mailchimp_api_url", "klaviyo_api_url", mode="after")
    @classmethod
    def _keeps_keys_and_addresses_safe(cls, url: str) -> str:
        if url and not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:")):
            raise ValueError(
                "is no https:// URL, nor http://127.0.0.1:PORT for tests; the key and people's addresses are sent there"
            )
        return url

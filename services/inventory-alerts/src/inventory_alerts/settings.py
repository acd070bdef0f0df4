"""The service's own knobs, read once. What a shop may set for itself is in `rules.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

import shared.settings


class Settings(shared.settings.Settings):
    """Every setting of this service; all wrong ones are named at once when the process starts."""

    stale_after_hours: float = Field(
        default=36,
        gt=0,
        description="Sales or stock older than this let no rule fire that needs the missing days, and the digest says"
        " so; a nightly load that failed once stays just under it",
    )
    target_false_share: float = Field(
        default=0.05,
        gt=0,
        lt=1,
        description="The share of pushed alerts that may turn out wrong: what was wrong more often is not pushed",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8080",
        pattern=r"^https?://[^\s/?#]+[^\s?#]*[^\s/?#]$",
        description="Where people reach the suite, without a slash at the end: links in the digest begin with it, and"
        " with https:// a mail can be unsubscribed from by one click",
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/", pattern=r"^https?://.+/$", description="Slack's Web API; a stand-in in tests"
    )
    slack_hooks_url: str = Field(
        default="https://hooks.slack.com/",
        pattern=r"^https?://.+/$",
        description="What addresses of incoming webhooks, and of answers to buttons, begin with: no other is called",
    )
    sendgrid_api_url: str = Field(
        default="https://api.sendgrid.com",
        pattern=r"^https?://.+[^/]$",
        description="SendGrid's API; https://api.eu.sendgrid.com for an account kept in Europe",
    )
    digest_late_minutes: float = Field(
        default=30,
        gt=0,
        description="A digest made so long after its time says that it is late; the run before it takes some minutes",
    )
    forecast_engine: Literal["local", "bigquery-ml"] = Field(
        default="local",
        description="What forecasts fast products day by day: local is numpy in a child process, bigquery-ml needs a"
        " bigquery:// warehouse. Alerts and reorders rest on neither",
    )
    forecast_model: Literal["timesfm", "arima-plus"] = Field(
        default="timesfm",
        description="Of bigquery-ml: TimesFM is never trained and costs next to nothing, ARIMA_PLUS is trained on"
        " Sundays",
    )
    bigquery_ml_most_usd: Decimal = Field(
        default=Decimal(1),
        gt=0,
        description="What one job of BigQuery ML may cost, in US dollars; a dearer one is not begun, and the local"
        " engine speaks instead",
    )

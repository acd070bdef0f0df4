"""Revenue's own knobs, read once."""

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
        description="Data older than this is marked stale; a nightly load that failed once stays just under it",
    )
    cache_seconds: float = Field(
        default=300,
        ge=0,
        description="How long a computed answer is kept; a load or an undo replaces it at once, whatever this says",
    )
    margin_cost_coverage: float = Field(
        default=0.95,
        gt=0,
        le=1,
        description="The share of net sales whose cost must be known for lifetime value to be told as margin; the rest"
        " of the sales would count as bringing nothing",
    )
    web_channels: str = Field(
        default="online",
        min_length=1,
        description="The sales channels of the ledger that are the online shop's, with commas; their orders are what"
        " the funnel is compared with",
    )
    forecast_engine: Literal["local", "bigquery-ml"] = Field(
        default="local",
        description="What forecasts net sales: local is numpy in a child process, bigquery-ml needs a bigquery://"
        " warehouse",
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
    value_discount_monthly: float = Field(
        default=0.01,
        ge=0,
        le=0.5,
        description="What value a month later is worth less, as a share: 0.01 is some 12 % a year, usual for shops",
    )
    live_viewers: int = Field(
        default=200,
        ge=0,
        le=936,
        description="Viewers of the live figures that one process takes; on Cloud Run 900, because it lets at most"
        " 1,000 requests and sockets into an instance. The server has THREADS threads more than that",
    )
    live_viewers_per_user: int = Field(
        default=20, ge=1, description="Connections that one user holds at most: a few people's open tabs"
    )

    @property
    def channels_of_the_web(self) -> tuple[str, ...]:
        """The names in `web_channels`."""
        return tuple(filter(None, (name.strip() for name in self.web_channels.split(","))))

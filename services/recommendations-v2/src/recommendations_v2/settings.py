"""The service's own knobs, read once. What marketing may set for itself is in `rules_kept.py`."""

from __future__ import annotations

from pydantic import Field, field_validator

import shared.settings
from shared.origins import split_origins


class Settings(shared.settings.Settings):
    """Every setting of this service; all wrong ones are named at once when the process starts."""

    stale_after_hours: float = Field(
        default=36,
        gt=0,
        description="A build, or sales, older than this are marked as stale; a nightly build that failed once stays "
        "just under it",
    )
    hold_out_share: float = Field(
        default=0.05,
        ge=0,
        le=0.5,
        description="The share of customers and visitors who are shown no recommendations, whatever is tried: what "
        "they are worth is told by it",
    )
    answer_seconds: float = Field(
        default=300, ge=0, le=300, description="How long an answer is kept while nothing it is made of changes"
    )
    allowed_origins: str = Field(
        default="",
        description="The origins of the shop's pages, https://shop.example with commas between: only these may ask for "
        "lists with a storefront key",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="How many addresses at the end of X-Forwarded-For our own proxies wrote; the first of these is the "
        "caller's. On Google Cloud, behind the load balancer, 2",
    )
    sells_online_from: str = Field(
        default="",
        description="Ids of the locations from whose stock the online shop sells, with commas between: what is out at "
        "another one is shown all the same. Without it all locations count",
    )
    lists_key_per_second: float = Field(
        default=500,
        ge=0.1,  # ten times as many at once is one
        description="Lists and batches of feedback a second for each storefront key, ten times as many at once: a sale "
        "that begins at noon, three lists a page",
    )
    lists_address_per_second: float = Field(
        default=20,
        ge=0.1,  # as above
        description="The same for each address: an office or a carrier's gateway behind one; a browser sends a few",
    )

    @field_validator("allowed_origins", mode="after")
    @classmethod
    def _origins(cls, text: str) -> str:
        split_origins(text)
        return text

    @property
    def online_locations(self) -> frozenset[str]:
        """The locations whose stock counts; none named is all."""
        return frozenset(each.strip() for each in self.sells_online_from.split(",") if each.strip())

    @property
    def page_origins(self) -> frozenset[str]:
        """The origins of the shop's pages."""
        return split_origins(self.allowed_origins)

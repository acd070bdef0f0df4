"""The suite's own knobs, beside the plugs' and those of the services it hosts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

import ingestion.settings
import inventory_alerts.settings
import recommendations_v2.settings
import revenue.settings
import segments.settings
from shared.settings import ServingSettings, SettingsError, read
from shared.shop import ShopSettingsError, shop_settings

_HOST_NAME = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]+\]")


class Settings(ServingSettings):
    """What the suite on one machine is told."""

    allowed_hosts: str = Field(
        default="",
        description="Names beside localhost under which browsers reach the suite, with commas between them; needed "
        "where it listens on more than 127.0.0.1",
    )

    use_mock_data: bool = Field(default=False, description="Show the demo, whatever the shop's own folder holds")

    demo_speed: int = Field(
        default=1,
        ge=1,
        le=3600,
        description="How many times as fast as the clock the demo goes on while it is shown; 60 is an hour a minute",
    )

    jobs_by_clock: bool = Field(
        default=True,
        description="Whether the suite's own clock does the jobs that are due; else `shopsight jobs run` does",
    )

    backup_dir: str = Field(
        default="", description="Where the shop is backed up every night, best on another disk; empty: nowhere"
    )

    dashboard_dir: str = Field(
        default="",
        description="Where the dashboard's built files are; frontend/dist when left out; without one there is no page",
    )

    @field_validator("allowed_hosts", mode="after")
    @classmethod
    def _host_names(cls, names: str) -> str:
        wrong = [name for name in _split(names) if not _HOST_NAME.fullmatch(name)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no host name; write names without http:// and port: shop.local,10.0.0.5")
        return names

    @property
    def backups(self) -> Path | None:
        """The folder of `backup_dir`."""
        return Path(self.backup_dir).expanduser().absolute() if self.backup_dir else None

    @property
    def host_names(self) -> frozenset[str]:
        """Every host name a request may carry, in lower case and without a port."""
        own = self.host if ":" not in self.host else f"[{self.host}]"
        return frozenset(
            {"localhost", "127.0.0.1", "[::1]", own.lower(), *(name.lower() for name in _split(self.allowed_hosts))}
        )


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


@dataclass(frozen=True)
class EverySetting:
    """What the suite and the services in it are told."""

    environment: Mapping[str, str]
    suite: Settings
    ingestion: ingestion.settings.Settings
    revenue: revenue.settings.Settings
    inventory_alerts: inventory_alerts.settings.Settings
    segments: segments.settings.Settings
    recommendations: recommendations_v2.settings.Settings


S = TypeVar("S", bound=BaseSettings)


def read_every_setting(data_dir: Path, environment: Mapping[str, str]) -> EverySetting:
    """All settings for a data folder, the shop's looked at too. Raises SettingsError naming every wrong one."""
    environment = {**environment, "DATA_DIR": str(data_dir.absolute())}
    wrong: list[str] = []

    def found(model: type[S]) -> S | None:
        try:
            return read(model, environment)
        except SettingsError as error:
            wrong.extend(str(error).splitlines())
            return None

    suite, for_ingestion, for_revenue, for_inventory, for_segments, for_recommendations = (
        found(Settings),
        found(ingestion.settings.Settings),
        found(revenue.settings.Settings),
        found(inventory_alerts.settings.Settings),
        found(segments.settings.Settings),
        found(recommendations_v2.settings.Settings),
    )
    try:
        shop_settings(data_dir, environment)
    except ShopSettingsError as error:
        wrong.extend(error.problems)
    refused = SettingsError("\n".join(dict.fromkeys(wrong)))
    if suite is None or for_ingestion is None or for_revenue is None or wrong:
        raise refused
    if for_inventory is None or for_segments is None or for_recommendations is None:
        raise refused
    return EverySetting(
        environment, suite, for_ingestion, for_revenue, for_inventory, for_segments, for_recommendations
    )

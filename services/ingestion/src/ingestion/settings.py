"""Ingestion's own knobs, read once."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

import shared.settings


class Settings(shared.settings.Settings):
    """Every setting of this service; all wrong ones are named at once when the process starts."""

    data_dir: Path = Field(default=Path(".data"), description="Where staged files and, on one machine, all data live")
    max_upload_mb: int = Field(
        default=4096,
        ge=1,
        description="The largest upload in megabytes; 50 million lines of Parquet fit, a runaway client does not",
    )

    @property
    def staging(self) -> Path:
        """Where uploads and what is read from them wait."""
        return self.data_dir / "shop" / "staging"

"""When to kill: at any instant of a change, or just after it began to commit."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_SECONDS = 60.0  # a change that has not begun to commit by then never will
_LOOK_SECONDS = 0.001  # between two looks: the commit of a small shop takes some ten milliseconds


@dataclass(frozen=True)
class Instant:
    """So many seconds after the beginning, or after the commit began."""

    seconds: float
    after_commit: bool

    def wait(self, data_dir: Path) -> None:
        """Until it has come. DuckDB writes its log beside the file when it commits, and not before."""
        if self.after_commit:
            log, deadline = data_dir / "shop" / "shop.duckdb.wal", time.monotonic() + _PATIENCE_SECONDS
            while not _is_written(log) and time.monotonic() < deadline:
                time.sleep(_LOOK_SECONDS)
        time.sleep(self.seconds)

    def told(self, usual_seconds: float) -> str:
        """In words."""
        if self.after_commit:
            return f"{self.seconds * 1000:.0f} ms after its commit began"
        return f"{self.seconds / usual_seconds:.2f} of its time"


def _is_written(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:
        return False

"""The demo shop: two years of a shop for kitchen, table and pantry with planted truths, as files a shop would load.

A pure function of (seed, until, scale): the same arguments give the same bytes. It goes on beyond its anchor for ever:
`write_next` over any cutting of time gives the same rows. Importing this package needs neither numpy nor Arrow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SEED = 1
SHOP = {"SHOP_TIMEZONE": "Europe/Dublin", "SHOP_CURRENCY": "EUR", "SHOP_COUNTRY": "IE"}
SCALES = (1, 10, 100)
EVENTS_FILE = "events.jsonl"  # of `write_next_events`, a CloudEvent on each line

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo shop as planned: 24 months back from its anchor `until`, UTC, in whole seconds.

    What is planted in it is dated from the anchor. `scale` multiplies orders and customers, not products. In a `quiet`
    one nothing happens that an owner would have to be told: what looks for such things must find nothing there.
    """

    seed: int
    until: datetime
    scale: int = 1
    quiet: bool = False

    def __post_init__(self) -> None:
        """Take the anchor to UTC and whole seconds. Raises ValueError without a zone, or for a scale below 1."""
        if self.until.tzinfo is None:
            raise ValueError("until needs a time zone")
        if self.scale < 1:
            raise ValueError("scale is 1 or more")
        object.__setattr__(self, "until", self.until.astimezone(UTC).replace(microsecond=0))


def write_files(demo: Demo, folder: Path, progress: Progress) -> list[Path]:
    """All that is known at the anchor as canonical Parquet files, named after ingestion's tables; the files written.

    `progress` is told (stage, done, total) for each month.
    """
    from local.demo.writing import write_span  # noqa: PLC0415 - numpy and Arrow: what only names the shop needs neither

    return write_span(demo, None, demo.until, folder, progress)


def write_next(demo: Demo, since: datetime, until: datetime, folder: Path) -> list[Path]:
    """The rows that become known after `since`, up to and with `until`; only tables that have some get a file.

    A row is known when it happened; a web event may come up to three days late. Rows of decisions (customers,
    products, purchase orders) come again when they change. The first call takes seconds, as it repeats the shop's stock
    from its first day; later calls of the same process go on from there.
    """
    from local.demo.writing import write_span  # noqa: PLC0415 - as above

    return write_span(demo, since.astimezone(UTC), until.astimezone(UTC), folder, lambda _stage, _done, _total: None)


def write_next_events(demo: Demo, since: datetime, until: datetime, folder: Path) -> list[Path]:
    """What `write_next` writes, but what events can carry as events, in EVENTS_FILE, in order of time."""
    from local.demo.events import as_events  # noqa: PLC0415 - as above

    return as_events(write_next(demo, since, until, folder))


def write_truths(demo: Demo, path: Path) -> None:
    """What is planted, as JSON: products, customers, days and the amounts that each figure must show."""
    from local.demo.truths import write  # noqa: PLC0415 - as above

    write(demo, path)

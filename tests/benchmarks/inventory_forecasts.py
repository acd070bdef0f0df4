"""Forecast accuracy by product and week, last 28 days, beside naive forecasts. No product-day WAPE: zeros win it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from inventory_alerts import forecast, outlook
from inventory_alerts.inputs import DAYS_AHEAD
from tests.benchmarks.inventory_demand import FIRST_DAY, Demand
from tests.benchmarks.inventory_figures import Floats, Promise, Tell

WEEK, WEEKS = 7, 4
LEAST_UNITS, LEAST_WITHIN = 4, 84  # units in the days before: 2,000 of these products are sampled
UCI = Path(__file__).resolve().parents[3] / "shared" / "data" / "online_retail_uci"
UCI_FILE = UCI / "online_retail_2010-12_2011-08.parquet"
_USUAL_LINE = 10  # times the product's mean line: a bulk order, left out as the service does


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Over product-weeks."""

    wape: float
    rmsse: float


def _accuracy(said: Floats, was: Floats, history: Floats) -> Accuracy:
    """RMSSE as in M5: squared errors over the mean squared step of the product's weeks before."""
    scale = np.maximum((np.diff(history, axis=1) ** 2).mean(axis=1), 1e-9)
    moved = scale > 1e-6
    rmsse = np.sqrt(((said - was) ** 2).mean(axis=1) / scale)[moved].mean()
    return Accuracy(float(np.abs(said - was).sum() / was.sum()), float(rmsse))


def _weeks(units: NDArray[np.float32]) -> Floats:
    """(n, whole weeks) that end with the last day."""
    whole = units.shape[1] // WEEK * WEEK
    return np.asarray(units[:, -whole:].reshape(len(units), -1, WEEK).sum(axis=2), np.float64)


def compare(demand: Demand, until: int, first_weekday: int) -> tuple[dict[str, Accuracy], float]:
    """Forecasts of the 28 days from `until` by the days before; and the first week's coverage of the 95 % quantile."""
    units = demand.units[:, :until]
    was = _weeks(demand.units[:, until : until + WEEK * WEEKS])
    history = _weeks(units)

    def ours(promoted: NDArray[np.uint8]) -> outlook.Outlook:
        stocked = np.ones(units.shape, np.bool_)
        levels = forecast.learn(units, stocked, promoted[:, :until], demand.category, first_weekday)
        ahead = np.zeros((len(units), DAYS_AHEAD), np.uint8)
        known = promoted[:, until : until + DAYS_AHEAD]
        ahead[:, : known.shape[1]] = known
        return outlook.look_ahead(levels, ahead, (first_weekday + until) % WEEK)

    def by_week(view: outlook.Outlook) -> Floats:
        ends = np.stack([view.mean(WEEK * week) for week in range(1, WEEKS + 1)], axis=1)
        return np.diff(ends, axis=1, prepend=0.0)

    flat, planned = ours(np.zeros_like(demand.promoted)), ours(demand.promoted)
    forecasts: dict[str, Floats] = {
        "nothing at all": np.zeros_like(was),
        "seasonal naive (last week)": np.repeat(history[:, -1:], WEEKS, axis=1),
        "30-day velocity": np.repeat(units[:, -30:].mean(axis=1)[:, None] * WEEK, WEEKS, axis=1),
        "ours without promotions": by_week(flat),
        "ours": by_week(planned),
    }
    covered = float((was[:, 0] <= planned.quantile(0.95, WEEK)).mean())
    return {name: _accuracy(said, was, history) for name, said in forecasts.items()}, covered


def _told(figures: dict[str, Accuracy], covered: float, tell: Tell) -> None:
    for name, accuracy in figures.items():
        tell(f"  {name}: WAPE {accuracy.wape:.3f}, RMSSE {accuracy.rmsse:.3f}")
    tell(f"  first week within the 95 % quantile: {covered:.3f}")


def measure(demand: Demand, count: int, tell: Tell) -> list[Promise]:
    """The grocer's products; the promises are of the forecast that knows the promotions."""
    until = demand.units.shape[1] - WEEK * WEEKS
    sells = demand.units[:, until - LEAST_WITHIN : until].sum(axis=1) >= LEAST_UNITS
    some = replace(
        demand,
        units=demand.units[sells],
        promoted=demand.promoted[sells],
        category=demand.category[sells],
        price=demand.price[sells],
    ).sampled(count, seed=1)
    figures, covered = compare(some, until, FIRST_DAY.weekday())
    _told(figures, covered, tell)
    ours, plain = figures["ours"], figures["ours without promotions"]
    naive, pace = figures["seasonal naive (last week)"], figures["30-day velocity"]
    return [
        Promise(
            "forecast, product-week: WAPE over the 30-day velocity's", ours.wape / pace.wape, most=0.96, beyond=0.92
        ),
        Promise("forecast, product-week: WAPE over the seasonal naive's", ours.wape / naive.wape, most=0.84),
        Promise("forecast, product-week: RMSSE", ours.rmsse, most=0.72),
        Promise("forecast without promotions: WAPE over the 30-day velocity's", plain.wape / pace.wape, most=0.96),
    ]


def wholesaler(tell: Tell) -> list[Promise]:
    """A second shop, gifts mostly to the trade (Online Retail, UCI): the same comparison, no promotions known."""
    if not UCI_FILE.exists():
        tell("  the UCI shop is not beside the project: NOT measured")
        return []
    table = pq.read_table(UCI_FILE, columns=["InvoiceNo", "StockCode", "Quantity", "InvoiceDate"])
    invoice = np.array(table["InvoiceNo"].to_pylist(), dtype=str)
    code = np.array(table["StockCode"].to_pylist(), dtype=str)
    stamp = table["InvoiceDate"].to_numpy().astype("datetime64[D]").astype(np.int64)
    quantity = table["Quantity"].to_numpy().astype(np.float64)
    goods = (quantity > 0) & ~np.char.startswith(invoice, "C") & np.char.isdigit(np.strings.slice(code, 0, 5))
    _, item = np.unique(code[goods], return_inverse=True)
    day, quantity = stamp[goods] - stamp.min(), quantity[goods]
    lines = np.bincount(item)
    usual = np.bincount(item, weights=quantity) / lines
    kept = quantity < _USUAL_LINE * usual[item]
    days = int(day.max()) + 1
    units = np.bincount(item[kept] * days + day[kept], weights=quantity[kept], minlength=len(lines) * days)
    units = units.reshape(len(lines), days).astype(np.float32)
    until = days - WEEK * WEEKS
    units = units[units[:, until - LEAST_WITHIN : until].sum(axis=1) >= LEAST_UNITS]
    shop = Demand(units, np.zeros(units.shape, np.uint8), np.full(len(units), -1, np.int32), np.ones(len(units)))
    figures, covered = compare(shop, until, int((stamp.min() + 3) % WEEK))
    _told(figures, covered, tell)
    ours, pace = figures["ours"], figures["30-day velocity"]
    return [
        Promise("second shop, product-week: WAPE over the 30-day velocity's", ours.wape / pace.wape, most=0.96),
        Promise("second shop: coverage of the 95 % quantile of a week", covered, 0.93, 0.97),
    ]

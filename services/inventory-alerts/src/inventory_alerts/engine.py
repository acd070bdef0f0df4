"""The engine of inventory alerts: what each product will sell, what follows for its stock, and what to order.

Pure: arrays in, arrays out. Method and its measurements: `python -m tests.benchmarks inventory`.
"""

from __future__ import annotations

import numpy as np

from inventory_alerts import forecast, outlook, reorder, season, velocity
from inventory_alerts.candidates import least_at_stake, together, watched_below
from inventory_alerts.inputs import DAYS_AHEAD, Floats, Incoming, Inputs, SeasonHistory, Settings
from inventory_alerts.low_stock import SAID_LATER, WEEK, shortages
from inventory_alerts.outcome import KINDS, Candidates, Outcome, Products, Reorders
from inventory_alerts.outlook import Outlook
from inventory_alerts.overstock import overstock
from inventory_alerts.slow_mover import silences
from inventory_alerts.stock_count import stock_count_problem
from inventory_alerts.stock_now import StockNow, stock_now
from inventory_alerts.trending import trending

__all__ = [
    "DAYS_AHEAD",
    "KINDS",
    "Candidates",
    "Incoming",
    "Inputs",
    "Outcome",
    "Products",
    "Reorders",
    "SeasonHistory",
    "Settings",
    "evaluate",
]
_ASSUMED_WIDER = 1.5  # variance of what an inferred in-stock calendar tells, over that of a known one
_EARLY, _MIDDLE, _LATE = 0.1, 0.5, 0.9  # of the days until stock-out


def evaluate(inputs: Inputs) -> Outcome:
    """Forecast, days until stock-out, candidate alerts and reorders of every item, as of the morning of `today`."""
    inputs = inputs.checked()
    d = inputs.units.shape[1]
    weekday = inputs.today.weekday()
    note = season.enough(inputs.season)
    past = ahead = None
    if inputs.season is not None and not note:
        past, ahead = season.yearly(inputs.season, inputs)
    learnt = forecast.learn(
        inputs.units,
        inputs.in_stock,
        inputs.promoted[:, :d],
        inputs.category,
        (weekday - d) % 7,
        first_day=inputs.first_day,
        season=past,
    ).wider(inputs.stock_assumed, _ASSUMED_WIDER)
    now = stock_now(inputs)
    view = outlook.look_ahead(learnt, inputs.promoted[:, d:], weekday, season=ahead)
    within_7 = outlook.out_within(view, now.available, inputs.incoming, WEEK)
    point, up_to = reorder.levels(view, now.cover_days, inputs.settings.order_cover_days, inputs.settings.service_level)
    suggested = reorder.reorders(inputs, now, view, point, up_to)
    parts = [
        shortages(inputs, now, view, within_7),
        reorder.reorder_due(inputs, now, view, point, suggested),
        overstock(inputs, now, view),
        silences(inputs, now, view),
        trending(inputs, now, view),
        stock_count_problem(inputs, now, view),
    ]
    if past is not None and ahead is not None:
        parts.append(season.seasonal_peak(inputs, now, view, past, ahead))
    return Outcome(
        products=_products(inputs, now, view, within_7=within_7, point=point, up_to=up_to),
        candidates=watched_below(together(parts), least_at_stake(inputs)),
        reorders=suggested,
        weekday_profile=learnt.weekday,
        season_note=note,
    )


def _products(
    inputs: Inputs, now: StockNow, view: Outlook, *, within_7: Floats, point: Floats, up_to: Floats
) -> Products:
    paces = [velocity.velocity(inputs.units, inputs.in_stock, days, least) for days, least in velocity.WINDOWS]
    low, middle, high = velocity.missed(view.levels, inputs.in_stock, inputs.first_day)
    early_day, middle_day, late_day = outlook.days_until_out(view, now.available, (_EARLY, _MIDDLE, _LATE))
    month = view.mean(28)
    week = view.mean(WEEK)
    return Products(
        rate=view.levels.rate,
        size=forecast.sizes(week, view.levels),
        next_7_mean=week,
        next_7_q50=view.quantile(0.5, WEEK),
        next_7_q80=view.quantile(0.8, WEEK),
        next_7_q90=view.quantile(0.9, WEEK),
        next_7_q95=view.quantile(0.95, WEEK),
        next_28_mean=month,
        next_28_q95=view.quantile(0.95, 28),
        velocity_7=paces[0].units_a_day,
        velocity_30=paces[1].units_a_day,
        velocity_90=paces[2].units_a_day,
        in_stock_days_7=paces[0].days_in_stock,
        in_stock_days_30=paces[1].days_in_stock,
        in_stock_days_90=paces[2].days_in_stock,
        missed_low=low,
        missed_units=middle,
        missed_high=high,
        available=now.available,
        position=now.position,
        due_in_7_days=outlook.landed(inputs.incoming, len(week), WEEK)[:, -1].astype(np.float64),
        days_until_stockout=middle_day,
        days_until_stockout_low=early_day,
        days_until_stockout_high=late_day,
        out_within_7=within_7,
        out_within_10=outlook.out_within(view, now.available, inputs.incoming, SAID_LATER),
        turnover_days=np.asarray(np.maximum(now.available, 0.0) / np.maximum(month / 28.0, 1e-9)),
        week_over_week=velocity.week_over_week(inputs.units, inputs.in_stock),
        days_since_sale=now.days_since_sale,
        reorder_point=point,
        order_up_to=up_to,
        margin=now.margin,
    )

"""What the figures of alerts and of their quality mean, a sentence each; of one alert in the terms of its kind.

The numbers of rules stand here as the engine has them: this process does not load it, and a test compares both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_alerts.kinds import DEFINITIONS, Kind
from inventory_alerts.score_card import LEAST
from shared.explaining import Definitions

STOCK: Definitions = {
    "on_hand": "The last count at the place before the run, less what was sold since, plus what arrived; bundles take"
    " their components off.",
    "days_until_stockout": "First day by whose end demand comes to what is available with a chance of a half, were"
    " nothing received; 0 where nothing is available, null beyond 120 days.",
    "days_until_stockout_low": "The same with a chance of a tenth: one in ten runs out before.",
    "days_until_stockout_high": "The same with a chance of nine tenths: one in ten lasts longer.",
    "turnover_days": "What is available (0 at least) by the mean demand a day that is forecast of the next 28 days.",
    "week_over_week": "Net units of the last 7 days by those of the 7 before, less 1, bulk orders left out; null where"
    " these are none or a week was in stock on fewer than 5 days.",
    "unsold_days": "Days since the last one with a sale of the last 365 days, 1 where that was yesterday;"
    " bulk orders and what came back whole are no sales. Where there was none, since it was first seen at the place in"
    " these days.",
}
"""What alerts and lists of products both show."""

ALERT: Definitions = {
    "probability": "That what the alert says comes true within horizon_days of predicted_at, by the product's own"
    " forecast of demand at the place; 1 where it is a fact already.",
    "horizon_days": "Shop days after which it is looked at whether it came true, the day of predicted_at being the"
    " first.",
    "money_at_stake": "lost_margin: the mean of the demand that cannot be served, times price less cost of one."
    " carrying_cost: what is lying there at cost, times carrying_rate of the settings, for as long as it lies. Unknown"
    " where price or cost is.",
    **STOCK,
    "velocity": "Net units by days in stock of the last 30 days; where fewer than 15 of these were in stock that of 7"
    " days, else of 90. Bulk orders are left out.",
    "severity": "act goes to people: the rule is sure enough, enough is at stake, and alerts of its kind and class were"
    " right often enough at this shop. What is not all of that is watch, and stays on the page.",
}
_FACT = "1: it is a fact, and no forecast."
_COVER = "lead time and review (120 days at most)"
_LOST = "The mean of the demand of {} beyond {}, times price less cost of one (0 at least)."
_LYING = (
    "{}, at cost, times carrying_rate of the settings, times half the years it lasts at `rate`; of what lasts a year"
    " or longer one whole year."
)
_TREND_BASELINE = (
    "Units to be expected of this week's days in stock by the eight weeks before the last two, of which days out of"
    " stock and in promotion are left out."
)
BY_KIND: Mapping[Kind, Definitions] = {
    "stock_out": {
        "probability": _FACT,
        "money_at_stake": _LOST.format(_COVER, "what is available"),
        "expected_units": f"Mean demand of {_COVER}.",
        "observed_units": "What is available: on hand less committed.",
        "threshold": "At or under this much that is available it is out of stock.",
    },
    "low_stock": {
        "probability": "Chance that demand comes to what is available and has landed, on one of the next 7 days.",
        "horizon_days": "7 from a probability of 0.9, 10 below it.",
        "money_at_stake": _LOST.format(_COVER, "what is available"),
        "expected_units": "Mean demand of the next 7 days.",
        "observed_units": "What is available: on hand less committed.",
        "threshold": "The probability from which it is an alert; from 0.8, of what sells 3 units a week and was counted"
        " lately, it asks to act.",
    },
    "reorder_due": {
        "probability": f"Chance that demand of {_COVER} comes to the position, were nothing ordered.",
        "horizon_days": f"{_COVER.capitalize()}: until an order of the next review has arrived.",
        "money_at_stake": _LOST.format(_COVER, "the position"),
        "expected_units": f"Mean demand of {_COVER}.",
        "observed_units": "The position: on hand less committed plus what is awaited.",
        "baseline_units": "The reorder point.",
        "threshold": "The service level that the reorder point aims at.",
    },
    "overstock": {
        "probability": "Chance that demand of the horizon stays under what is available.",
        "horizon_days": "Lead time, review and overstock_after_days of the settings, 120 days at most.",
        "money_at_stake": _LYING.format("What is available beyond the mean demand of the horizon"),
        "expected_units": "Mean demand of the horizon.",
        "observed_units": "What is available: on hand less committed.",
        "threshold": "The probability from which it is an alert.",
    },
    "dead_stock": {
        "probability": _FACT,
        "money_at_stake": _LYING.format("What is available"),
        "expected_units": "Mean demand of the next 30 days.",
        "observed_units": "Days without a sale, as in unsold_days.",
        "threshold": "The days without a sale from which it is an alert: dead_after_days of the settings.",
    },
    "slow_mover": {
        "probability": "Chance of no sale in the next 30 days.",
        "money_at_stake": _LYING.format("What is available"),
        "expected_units": "Mean demand of the next 30 days.",
        "observed_units": "Days in stock since the last sale.",
        "baseline_units": "Units to be expected in these days at the rate before the silence; it is an alert where"
        " their staying away has a chance under one in a thousand.",
        "threshold": "The days in stock without a sale from which it is an alert: slow_after_days of the settings.",
    },
    "trending_up": {
        "probability": "1 less the chance of a week as strong as this, had the rate risen by half and no more.",
        "money_at_stake": "What is forecast of the next 7 days beyond the baseline, times price less cost of one.",
        "expected_units": "Mean demand of the next 7 days.",
        "observed_units": "Net units of the last 7 days, bulk orders left out.",
        "baseline_units": _TREND_BASELINE,
        "threshold": "The share of the baseline, and of the week before, from which it is an alert; of all such alerts"
        " at most one in twenty is chance (Benjamini and Hochberg).",
    },
    "trending_down": {
        "probability": "1 less the chance of a week as weak as this, had the rate not changed.",
        "money_at_stake": "What the last 7 days sold less than the baseline, times price less cost of one.",
        "expected_units": "Mean demand of the next 7 days.",
        "observed_units": "Net units of the last 7 days, bulk orders left out.",
        "baseline_units": _TREND_BASELINE,
        "threshold": "The share of the baseline, and of the week before, down to which it is an alert; of all such"
        " alerts at most one in twenty is chance (Benjamini and Hochberg).",
    },
    "seasonal_peak": {
        "probability": "Chance that the best week to come sells at least half as much again as the recent level, and a"
        " unit more than it.",
        "horizon_days": "Until the end of the best week to come, which begins within lead time, review and four weeks.",
        "money_at_stake": _LOST.format("the days until that week is over", "what is available"),
        "expected_units": "Mean demand of that week.",
        "observed_units": "The recent level: net units of seven days in stock, by the last 28 days; of fewer than seven"
        " such days by the rate.",
        "baseline_units": "The recent level.",
        "threshold": "The share of the recent level from which it is an alert.",
    },
    "stock_count_problem": {
        "probability": _FACT,
        "money_at_stake": "None is stated.",
        "expected_units": "Mean demand of the next 28 days.",
        "observed_units": "On hand; of an old count its age in days.",
        "threshold": "Below this it is negative; of an old count the days it may be old: count_older_than_days of the"
        " settings.",
    },
}
EVIDENCE: Definitions = {
    "committed": "Sold and not yet sent, by the last count; 0 where the shop does not say.",
    "due_in_7_days": "Ordered, and expected today or on the six days after it.",
    "stock_age_days": "Days from the last count to the day of the run.",
    "rate": "Units a day on an ordinary day in stock: without promotion, of an average weekday and season.",
    "reorder_point": "Demand that is not exceeded, by service_level of the settings, within lead time and review, 120"
    " days at most.",
    "lead_time_days": "What the shop said of the product, else the product's, else its supplier's, else that of the"
    " settings.",
}
_OF_PAGE: Definitions = {
    "items": "Each run looks at each product at each place with its own forecast of demand; while an alert stands its"
    " figures are those of the last run. Act before watch, then by money at stake, unknown money last.",
    **ALERT,
    "evidence": "The numbers it rests on; the answer of the one alert explains each in the terms of its kind.",
    "total": "Alerts that fit the filters, on all pages.",
    "counts": "Open alerts by kind and severity, whatever the filters.",
}
QUALITY: Definitions = {
    "target_false_share": "The share of what people are told that may be wrong: TARGET_FALSE_SHARE.",
    "items": "Every kind, and every class of product that something is known of, apart for act and watch.",
    "pushed": "All forecasts together that people were told of; facts (stock_out, dead_stock) are left out, because"
    " being right on them is no merit.",
    "last_28_days": "What was scored in the last 28 days; `ever` is all.",
    "scored": "Predictions whose horizon is over and that came true or did not.",
    "came_true": "What was said came about by the last day of the horizon.",
    "did_not": "It did not; false_means says of each kind when that is.",
    "interventions": "Goods arrived before it could be seen; they count neither way.",
    "missed": "Products found sold out that no low_stock asking to act had told of; null of other kinds, where it"
    " cannot be seen.",
    "precision": f"Came true by scored; null below {LEAST} scored.",
    "recall": f"Came true by came true and missed; null below {LEAST} of them.",
    "lasted": "Trends and silences that went on, by those of which it could be seen, whether they were chance or not.",
    "false_share": f"Did not come true by scored; null below {LEAST} scored.",
    "false_share_low": "Lower end of Wilson's interval of the false share at 95 %.",
    "false_share_high": "Its upper end.",
    "threshold": f"The lowest probability from which at most the target was wrong, of at least {LEAST} scored of the"
    " class, else of the kind; 0 of kinds that go out from the beginning, by the method's own measurements.",
    "service_level": "Cycles without a day out of stock by all cycles, each from one delivery of a product at a place"
    f" to the next, in which something was sold or missing; null below {LEAST}. `target` is what reorder points"
    " aim at.",
    "demand": "The forecast by day of what sells 7 units a week or more, and each engine on the last 28 days from"
    " nothing but the days before them; alerts rest on none of it.",
    "wape": "Sum of absolute errors by units sold, of the days in stock.",
    "bias": "Sum of forecast less sold by units sold; above zero where too much was said.",
    "against_seasonal_naive": "Sum of absolute errors by that of saying the same weekday of the week before.",
    "coverage_80": "Days whose interval of 80 % held what was sold, by all days compared.",
}


def of_alerts(document: Mapping[str, Any]) -> Definitions:
    """Of a page: what its kinds say, and its figures."""
    kinds = dict.fromkeys(item["kind"] for item in document["items"])
    return {**{kind: DEFINITIONS[kind] for kind in kinds}, **_OF_PAGE}


def of_alert(document: Mapping[str, Any]) -> Definitions:
    """Of one alert: what its kind says, and its figures in the terms of the kind."""
    alert = document["alert"]
    kind: Kind = alert["kind"]
    return {kind: alert["definition"], **ALERT, **EVIDENCE, **BY_KIND[kind]}

"""What the figures of answers that are not reckoned from the ledger at once mean: the forecast, insights, the worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from revenue.forecasts import ENGINES

FORECAST: Mapping[str, str] = {
    "net_sales": "What the method in force lets expect of a day, by accounting, of the whole shop.",
    "interval_80": "Holds what is sold on four days of five, as wide as the same method erred on the shop's own past.",
    "interval_95": "The same for nineteen days of twenty.",
    "total": "All days together; days of one forecast err together, so its intervals are not the sums of theirs.",
    "seasonal_naive": "The same weekday of the last known week, that everything is measured against.",
    "wape": "Sum of absolute errors by the sum of absolute net sales of the days compared (weighted absolute percentage"
    " error).",
    "bias": "Sum of forecast less actual by the same; above zero where too much was said.",
    "coverage": "Days whose interval held what was sold, by all days compared.",
    "accuracy": "Of the last 91 days, told 1 to 28 days before, each time by the method that had been best until then"
    " and from nothing but the days before.",
    "scored": "Of what was really told before the day, in the last 91 days, by how many days ahead.",
    "choice": "The method that erred least, against seasonal-naive, on all that it would have said in the last twenty"
    " weeks; chosen anew each night.",
}
BY_ENGINE: Mapping[str, str] = {
    "accuracy": "Of the last 91 days, told 1 to 28 days before by the engine, and where it had said nothing yet by the"
    " method that had been best until then.",
    "choice": "The engine that FORECAST_ENGINE names, wherever it speaks; the other methods stand beside it.",
}
"""What is otherwise where an engine of its own foretells."""
INSIGHTS: Mapping[str, str] = {
    "items": "Each whole day is compared with what its weekday, season and the forecast let expect, and with what"
    " products, refunds and visits usually do; what differs by more than chance is told.",
    "net_at_stake": "Net sales of the day beyond what was to be expected, negative where they are missing.",
    "margin_at_stake": "Net at stake times the margin rate of what it is about.",
    "ranked_by": "Items stand by margin at stake, by net sales where the margin is unknown or may not be seen.",
    "forecast": "What was forecast for the day on the day before it.",
    "contributions": "The day against the mean of the same weekday of the four weeks before, in parts that add up.",
    "volume": "What the difference would be had all parts grown alike.",
    "mix": "What came because some parts grew more than others.",
    "rate": "What came because an order, or a unit, brought more or less.",
}


def of_forecast(document: Mapping[str, Any]) -> Mapping[str, str]:
    """With what the method in force does, in its own words."""
    chosen = next((each for each in document["methods"] or () if each["is_chosen"]), None)
    if chosen is None:
        return FORECAST
    by_engine = BY_ENGINE if chosen["method"] in ENGINES else {}
    return {**FORECAST, **by_engine, "method": f"{chosen['method']}: {chosen['what']}"}


def of_worth(document: Mapping[str, Any]) -> Mapping[str, str]:
    """The formulas that the answer holds."""
    formulas: Mapping[str, str] = document["formulas"]
    return formulas

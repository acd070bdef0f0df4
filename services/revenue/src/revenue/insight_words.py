"""Sentences of insights: every number in them is one of the fields, put into words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shared.money import money

_AMOUNTS = frozenset({"net_sales", "expected", "low", "high", "refunds", "usual_net_sales"})

_WHAT = {
    "sales_above": "Net sales on {day} were {net_sales}, {change_percent} % above the {expected} that the forecast of"
    " the day before said; it held {low} to {high} for likely.",
    "sales_below": "Net sales on {day} were {net_sales}, {change_percent} % below the {expected} that the forecast of"
    " the day before said; it held {low} to {high} for likely.",
    "viral_product": "{title} was in {orders} orders on {day}, where {usual_orders} a day are usual{times}:"
    " {net_sales} of net sales.",
    "refund_wave": "{units_refunded} units of {title} came back on {day}, where {usual_units_refunded} a day are"
    " usual{times}: {refunds} given back.",
    "data_gap": "Nothing was sold at {subject} on {day}{hours}, where {usual} orders and {usual_net_sales} are usual:"
    " it was shut, or its sales did not arrive.",
    "web_gap": "Not one visit to the online shop was measured on {day}{hours}, where {usual} are usual: the measuring"
    " broke off, and the web figures of this day are too low.",
    "bot_burst": "{sessions} visits to the online shop were counted on {day}, {beyond} of them beyond what is"
    " usual{hours}; {declared_bots} say they are robots. Its {online_orders} orders are no more for it: it is in the"
    " web figures only, and rates per visit of this day mean nothing.",
    "orders_up": "{subject} had {orders} orders on {day}, {change_percent} % more than the {usual_orders} to be"
    " expected.",
    "orders_down": "{subject} had {orders} orders on {day}, {change_percent} % fewer than the {usual_orders} to be"
    " expected.",
    "refunds_up": "{units_refunded} units of {subject} came back on {day}, where {usual_units_refunded} are usual"
    "{times}: {refunds} given back.",
}
KINDS = tuple(_WHAT)

_AFTER = {
    "days_within_forecast": "At least {at_least} of the {days} days after it lie within what is forecast for each.",
    "product_orders": "In the {days} days after it, at least {at_least} orders hold it.",
    "product_units_refunded": "In the {days} days after it, at least {at_least} units come back.",
    "days_until_resumed": "It goes on within {at_most} days.",
    "days_until_usual": "Within {at_most} days there is one without such a burst.",
    "days_as_usual": "At least {at_least} of the {days} days after it are as usual.",
    "units_refunded": "In the {days} days after it, at most {at_most} units come back.",
}
_BECAME = {
    "days_within_forecast": "{observed} of the {days} did.",
    "product_orders": "{observed} orders held it.",
    "product_units_refunded": "{observed} units came back.",
    "days_until_resumed": "It went on {observed} after it.",
    "days_until_usual": "It was so {observed} after it.",
    "days_as_usual": "{observed} of the {days} were.",
    "units_refunded": "{observed} units came back.",
}
_TO_DO = {
    "sales_above": "Look at what moved the day, and whether stock lasts if it goes on.",
    "sales_below": "Look at what moved the day before anything else is changed.",
    "viral_product": "Check its stock and the next delivery, and show it where it can be found.",
    "refund_wave": "Stop selling it until the cause is known, and write to those who bought it lately.",
    "data_gap": "Ask there whether it was open; if it was, have its sales sent again.",
    "web_gap": "Check the script in the shop's pages.",
    "bot_burst": "Leave this day out when visits are compared; have the crawler blocked if it comes again.",
    "orders_up": "See what brought them, so that it can be done again.",
    "orders_down": "See what kept them away: opening hours, prices, stock.",
    "refunds_up": "Look at the reasons given for what came back.",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an insight: what happened, what to do, what will be, and what became of that."""

    what: str
    to_do: str
    prediction: str
    became: str | None


def said(  # one insight has as many parts
    kind: str,
    subject: str,
    day: date,
    body: Mapping[str, Any],
    outcome: Mapping[str, Any] | None,
    *,
    currency: str,
) -> Said:
    """The sentences of one insight on one day."""
    fields = body["fields"]
    words = {name: _shown(name, value, currency) for name, value in fields.items()}
    times = fields.get("times_usual")
    words["times"] = "" if times is None else f", {_number(times)} times as many"
    words |= {"subject": subject, "day": day_words(day), "hours": _hours(kind, fields)}
    prediction = body["prediction"]
    told = {name: _number(value) for name, value in prediction.items() if name != "measure"}
    became = None
    if outcome is not None:
        observed = outcome["observed"]
        became = (
            "It did not come."
            if observed is None
            else _BECAME[prediction["measure"]].format(**told, observed=_observed(prediction["measure"], observed))
        )
    return Said(_WHAT[kind].format(**words), _TO_DO[kind], _AFTER[prediction["measure"]].format(**told), became)


def day_words(day: date) -> str:
    """A day as people write it: Monday 2 March 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _observed(measure: str, observed: float) -> str:
    if not measure.startswith("days_until"):
        return _number(observed)
    return "a day" if observed == 1 else f"{_number(observed)} days"


def _shown(name: str, value: object, currency: str) -> str:
    if name in _AMOUNTS and isinstance(value, (int, float)):
        return amount_words(Decimal(str(value)), currency)
    return _number(value) if isinstance(value, (int, float)) else str(value)


def amount_words(amount: Decimal, currency: str) -> str:
    """An amount as people write it: 1,234.50 EUR."""
    return f"{Decimal(money(amount, currency)['amount']):,} {currency}"


def _number(value: object) -> str:
    """A number as people write it, with one place after the point at most."""
    if not isinstance(value, (int, float)):
        return str(value)
    rounded = round(value, 1)
    return f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,.1f}"


def _hours(kind: str, fields: Mapping[str, Any]) -> str:
    if kind == "bot_burst":
        concentrated = (fields["from_hour"], fields["to_hour"]) != (0, 24)
        return f", most of them between {fields['from_hour']} and {fields['to_hour']} o'clock" if concentrated else ""
    if kind in ("data_gap", "web_gap"):
        if not fields["is_whole_day"]:
            return f" between {fields['from_hour']} and {fields['to_hour']} o'clock"
        return f", for {fields['silent_days']} days now" if fields["silent_days"] > 1 else ""
    return ""

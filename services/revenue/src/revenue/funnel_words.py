"""What a funnel says in a sentence, from the figures of its answer and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_NAMES = {
    "session": "all visits",
    "product_view": "seeing a product",
    "add_to_cart": "putting one in the cart",
    "checkout": "beginning the checkout",
    "purchase": "buying",
}
_GROUPS = {
    "device": "devices",
    "channel": "channels",
    "landing_page": "landing pages",
    "new_returning": "new and returning visitors",
}
_NO_FALL = {
    "within_chance": "No step fell by more than chance explains.",
    "too_few_sessions": "There are too few visits to say which step fell.",
}
_OF_ALL_GROUPS = 3  # a group that did less than a third of the change is no answer to why


def sentence(answer: Mapping[str, Any], *, by: str, days: int) -> str | None:
    """The funnel in words; None where nothing is known."""
    steps = answer["steps"]
    if steps is None:
        return None
    conversion = steps[-1]["of_all"]
    if conversion is None:
        return "There was no visit of people."
    words = [_whole(conversion, answer["changes"]["conversion"], days)]
    fell = answer["changes"]["step_that_fell_most"]
    if fell is not None:
        words.append(
            f"The step that fell most is {_NAMES[fell['step']]}: {_percent(fell['now'])} of the step before, after"
            f" {_percent(fell['before'])}."
        )
        words.append(_told_apart(fell, answer["items"], "fell", by))
    elif answer["changes"]["conversion"] is not None:
        words.append(_NO_FALL.get(answer["changes"]["reasons"]["step_that_fell_most"], ""))
    suspected = answer["suspected_bots"][0]["sessions"]
    if suspected:
        words.append(f"{suspected:,} visits that look like a program's are left out.")
    orders = answer["orders"]
    if orders["coverage"] is not None:
        words.append(
            f"Of {orders['in_ledger']:,} web orders in the ledger {_percent(orders['coverage']['value'])} have a"
            " purchase event."
        )
    return " ".join(word for word in words if word)


def _whole(conversion: Mapping[str, Any], change: Mapping[str, Any] | None, days: int) -> str:
    visits, bought = conversion["denominator"], conversion["numerator"]
    words = f"Of {visits:,} visits {bought:,} ({_percent(conversion['value'])}) went through every step to a purchase"
    if change is None:
        return f"{words}."
    before = "the day before" if days == 1 else f"the {days} days before"
    return (
        f"{words}, {_percent(change['before'])} in {before}."
        if days > 1
        else f"{words}, {_percent(change['before'])} {before}."
    )


def _told_apart(change: Mapping[str, Any], items: Sequence[Mapping[str, Any]], name: str, by: str) -> str:
    """How much is mix and how much rate, and the group that did most of it."""
    words = (
        f"Of its {_points(change['change'])} points {_points(change['mix'])} come from the mix of {_GROUPS[by]} and"
        f" {_points(change['rate'])} from the rates within them"
    )
    told = [
        (item["effects"][name]["mix"] + item["effects"][name]["rate"], str(item["key"]))
        for item in items
        if item["effects"][name] is not None and item["key"] is not None
    ]
    if told and min(told)[0] * _OF_ALL_GROUPS <= change["change"]:
        least, key = min(told)
        return f"{words}, most from {key} ({_points(least)})."
    return f"{words}."


def _percent(share: float) -> str:
    """A share as a percentage with one place, two below one per cent."""
    percent = 100 * share
    return f"{percent:.2f} %" if 0 < abs(percent) < 1 else f"{percent:.1f} %"


def _points(share: float) -> str:
    return f"{100 * share:+.2f}"

"""From the visits and orders of two periods to the contract's Funnel. No table is read here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from revenue.figures import plain
from revenue.funnel import (
    CONVERSION,
    FEWEST_SESSIONS,
    STEPS,
    Change,
    Flags,
    Steps,
    billionths,
    counted_rate,
    decomposed,
    fell_most,
    told_change,
    told_steps,
    total,
    unreported,
)
from revenue.reading_visits import Orders, PeriodVisits, Visits
from shared.money import money

MOST_GROUPS = 50  # told one by one; of landing pages there are thousands, and the others are told together
APART = ("consent_denied", "without_session")
CSV_HEADER = (
    *("key", *STEPS, *(f"{step}_of_previous" for step in STEPS[1:]), "conversion", "conversion_low", "conversion_high"),
    *(f"{step}_before" for step in STEPS),
    *("orders", "order_value", "value_per_session", "mix", "rate", "reasons"),
)
_CAUSES = ("in_funnel", "skipped_a_step", "without_session", "consent_denied", "bots", "no_purchase_event")
_ALL_DONE: Flags = (True, True, True, True)
_NEEDS = {
    "no_web_events": "What visitors do in the online shop. Embed the script in its pages (docs/storefront.md), or load"
    " Google Analytics 4's export (docs/ga4.md)",
    "purchase_orders": "The order's id in purchase events: push purchase with order_id in the page of thanks, or have"
    " Google Analytics' transaction_id be the order's id of the shop",
    "more_sessions": "More visits: rates of fewer than 30 say more about chance than about the shop",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the groups of both periods come to, and how rates changed."""

    now: Mapping[str | None, Steps]
    before: Mapping[str | None, Steps]
    compared: str | None  # why the periods cannot be compared
    conversion: Change | None
    fell: Change | None
    fell_reason: str


def compare(visits: Visits, *, compared: str | None) -> Told:
    """The people of both periods; `compared` is why the one before does not stand beside the other."""
    now, before = visits.now.visits.get("people", {}), visits.before.visits.get("people", {})
    if compared is not None:
        return Told(now, before, compared, None, None, compared)
    step, reason = fell_most(total(now.values()), total(before.values()))
    fell = None if step is None else decomposed(step, now, before)
    return Told(now, before, None, decomposed(CONVERSION, now, before), fell, reason)


def period(visits: PeriodVisits, orders: Orders, currency: str, channels: Sequence[str]) -> dict[str, Any]:
    """The contract's FunnelPeriod, of one period that something is known of."""
    people, bots, suspected = (
        told_steps(total(visits.visits.get(name, {}).values())) for name in ("people", "bots", "suspected_bots")
    )
    return {
        "steps": people,
        "suspected_bots": suspected,
        "bots": {"steps": bots, **_events(visits.events.get("bots", {}))},
        **{name: _events(visits.events.get(name, {})) for name in APART},
        "days_without_events": [day.isoformat() for day in visits.silent],
        "days_without_step": [
            {"step": step, "days": [day.isoformat() for day in days]} for step, days in unreported(visits.days).items()
        ],
        "orders": _orders(orders, currency, channels),
    }


def _events(kinds: Mapping[Flags, int]) -> dict[str, int]:
    """Events that belong to no visit, by what they are."""
    found = {"events": sum(kinds.values())}
    for place, name in enumerate(("product_views", "add_to_carts", "checkouts", "purchases")):
        found[name] = sum(count for flags, count in kinds.items() if flags[place])
    return found


def _cause(said: tuple[str, Flags, str | None] | None) -> str:
    if said is None:
        return "no_purchase_event"
    traffic, flags, _ = said
    if traffic != "people":
        return traffic
    return "in_funnel" if flags == _ALL_DONE else "skipped_a_step"


def _orders(orders: Orders, currency: str, channels: Sequence[str]) -> dict[str, Any]:
    """The contract's FunnelOrders: every order of the ledger under one cause."""
    counts, values = dict.fromkeys(_CAUSES, 0), dict.fromkeys(_CAUSES, Decimal(0))
    for said, (count, value) in orders.placed.items():
        counts[_cause(said)] += count
        values[_cause(said)] += value
    placed = sum(counts.values())
    seen = placed - counts["no_purchase_event"]
    coverage = counted_rate(seen, placed)
    return {
        "channels": list(channels),
        "in_ledger": placed,
        "order_value": money(sum(values.values(), start=Decimal(0)), currency),
        "coverage": coverage,
        "causes": [
            {"cause": name, "orders": counts[name], "order_value": money(values[name], currency)} for name in _CAUSES
        ],
        "unknown_to_ledger": orders.unknown,
        "reasons": {} if coverage else {"coverage": "no_orders"},
    }


def items(told: Told, orders: Orders, currency: str, *, most: int | None) -> list[dict[str, Any]]:
    """The contract's groups, those with the most sessions of both periods first, the rest beyond `most` as one."""
    bought: dict[str | None, tuple[int, Decimal]] = {}
    for said, (count, value) in orders.placed.items():
        if said is not None and said[0] == "people":
            before = bought.get(said[2], (0, Decimal(0)))
            bought[said[2]] = (before[0] + count, before[1] + value)
    keys = sorted(
        {*told.now, *told.before, *bought},
        key=lambda key: (-told.now.get(key, Steps()).closed[0] - told.before.get(key, Steps()).closed[0], key or ""),
    )
    shown = keys if most is None else keys[:most]
    groups = [([key], False) for key in shown]
    if len(keys) > len(shown):
        groups.append((keys[len(shown) :], True))
    return [_item(told, bought, group, currency, is_rest=is_rest) for group, is_rest in groups]


def _item(
    told: Told,
    bought: Mapping[str | None, tuple[int, Decimal]],
    keys: Sequence[str | None],
    currency: str,
    *,
    is_rest: bool,
) -> dict[str, Any]:
    now = total(told.now.get(key, Steps()) for key in keys)
    before = total(told.before.get(key, Steps()) for key in keys)
    orders = sum(bought.get(key, (0, Decimal(0)))[0] for key in keys)
    value = sum((bought.get(key, (0, Decimal(0)))[1] for key in keys), start=Decimal(0))
    sessions = now.closed[0]
    shown = money(value, currency)
    each = {**money(value / sessions, currency), "numerator": shown, "denominator": sessions} if sessions else None
    reasons = {} if each else {"value_per_session": "no_sessions"}
    compared = told.compared is None
    if not compared:
        reasons["before"] = str(told.compared)
    effects = {name: _effects(change, keys) for name, change in (("conversion", told.conversion), ("fell", told.fell))}
    reasons |= _without_effects(told, effects)
    return {
        "key": None if is_rest else keys[0],
        "is_rest": is_rest,
        "groups": len(keys),
        "steps": told_steps(now),
        "before": told_steps(before) if compared else None,
        "orders": orders,
        "order_value": shown,
        "value_per_session": each,
        "effects": effects,
        "reasons": reasons,
    }


def _effects(change: Change | None, keys: Iterable[str | None]) -> dict[str, float] | None:
    if change is None:
        return None
    found = [change.effects[key] for key in keys if key in change.effects]
    return {"mix": billionths(sum(each.mix for each in found)), "rate": billionths(sum(each.rate for each in found))}


def _without_effects(told: Told, effects: Mapping[str, object]) -> dict[str, str]:
    whys = {"conversion": told.compared or "no_sessions", "fell": told.fell_reason or "no_sessions"}
    return {f"effects.{name}": why for name, why in whys.items() if effects[name] is None}


def changes(told: Told) -> dict[str, Any]:
    """The contract's FunnelChanges: the whole funnel, and the step that fell most."""
    reasons: dict[str, str] = {}
    if told.conversion is None:
        reasons["conversion"] = told.compared or "no_sessions"
    if told.fell is None:
        reasons["step_that_fell_most"] = told.fell_reason or "no_sessions"
    return {
        "conversion": None if told.conversion is None else told_change(told.conversion),
        "step_that_fell_most": None if told.fell is None else told_change(told.fell),
        "reasons": reasons,
    }


def needs(visits: Visits, told: Told) -> list[dict[str, Any]]:
    """What to connect or wait for, for what cannot be said."""
    if visits.missing == "no_web_events":
        return [
            {
                "what": "web_events",
                "figures": ["steps", "items", "changes", "orders"],
                "detail": _NEEDS["no_web_events"],
            }
        ]
    found = []
    people = total(told.now.values())
    orders = sum(count for count, _ in visits.orders_now.placed.values())
    if orders and orders == visits.orders_now.placed.get(None, (0, Decimal(0)))[0]:
        found.append({"what": "purchase_orders", "figures": ["orders.coverage"], "detail": _NEEDS["purchase_orders"]})
    if visits.missing is None and people.closed[0] < FEWEST_SESSIONS:
        detail = f"{_NEEDS['more_sessions']}; there are {people.closed[0]} of {FEWEST_SESSIONS}"
        found.append({"what": "sessions", "figures": ["changes"], "detail": detail})
    return found


def csv_rows(groups: Iterable[Mapping[str, Any]]) -> Iterator[list[object]]:
    """Every group as a row under CSV_HEADER; amounts as plain decimal text, ratios as their value."""
    for item in groups:
        steps, before = item["steps"], item["before"] or [{"sessions": None}] * len(STEPS)
        conversion = steps[-1]["of_all"]
        interval = conversion["interval"] if conversion else {"low": None, "high": None}
        effects = item["effects"]["conversion"] or {"mix": None, "rate": None}
        reasons = dict(item["reasons"])
        if conversion is None:
            reasons["conversion"] = steps[-1]["reasons"]["of_all"]
        yield [
            plain(item["key"]),
            *(step["sessions"] for step in steps),
            *(plain(step["of_previous"]) for step in steps[1:]),
            *(plain(cell) for cell in (conversion, interval["low"], interval["high"])),
            *(plain(step["sessions"]) for step in before),
            *(plain(item[name]) for name in ("orders", "order_value", "value_per_session")),
            *(plain(effects[name]) for name in ("mix", "rate")),
            "; ".join(f"{figure}: {reason}" for figure, reason in reasons.items()),
        ]

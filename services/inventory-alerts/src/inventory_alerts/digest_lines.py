"""One line of the digest: a product at a place, what is the matter with it, what to do, and what is at stake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal
from urllib.parse import urlencode

from inventory_alerts.kinds import Kind
from inventory_alerts.views import AlertView, ReorderView
from inventory_alerts.wording import Wording

News = Literal["new", "worse", "unchanged"]

RUNNING_OUT: frozenset[Kind] = frozenset({"stock_out", "low_stock"})
AT_RISK = frozenset({"lost_margin", "lost_sales"})  # kinds of money that is gone when nothing is done

_STAKES = {"lost_margin": "at risk", "lost_sales": "of sales at risk", "carrying_cost": "of carrying cost"}

# What is spoken of first: what cannot be sold soon, then what to order, then what was counted wrong, then what rises.
_URGENCY: dict[Kind, int] = {
    "stock_out": 0,
    "low_stock": 0,
    "reorder_due": 1,
    "stock_count_problem": 2,
    "seasonal_peak": 3,
    "trending_up": 3,
    "trending_down": 4,
    "overstock": 4,
    "dead_stock": 4,
    "slow_mover": 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A product at a place. `keys` are the ids of its alerts and its reorder, with the day it sells out, if any."""

    name: str
    place: str | None
    says: str
    todo: str
    at_risk: Decimal | None
    urgency: int
    stake: Decimal | None
    stake_text: str  # with what kind of money it is; "" where it is unknown
    sells_out_on: date | None
    news: News
    url: str
    kind: Kind  # the gravest of them
    kinds: frozenset[Kind]
    keys: tuple[tuple[str, str], ...] = field(default=())
    alert_id: str | None = None  # that a button snoozes
    reorder: ReorderView | None = None  # that a button approves

    @property
    def order(self) -> tuple[int, int, Decimal, str, str]:
        """Worst first: by urgency, then by the money at stake; what is unknown stands behind what is known."""
        known = self.stake is not None
        return (self.urgency, 0 if known else 1, -(self.stake or Decimal()), self.name, self.place or "")


@dataclass(frozen=True, slots=True)
class _Matter:
    """What stands of one product at one place."""

    alerts: Sequence[AlertView]
    reorder: ReorderView | None


def sells_out_on(alert: AlertView, day: date) -> date | None:
    """The day by which it is sold out as probably as the alert says: its horizon or its interval's end, the nearer."""
    if alert.kind == "stock_out":
        return day
    if alert.kind != "low_stock":
        return None
    bounds = []
    if alert.horizon_days is not None:
        bounds.append(alert.horizon_days - 1)  # today is the first of them
    if alert.days_until_stockout_high is not None:
        bounds.append(int(alert.days_until_stockout_high))
    return day + timedelta(days=max(0, min(bounds))) if bounds else None


def is_due(reorder: ReorderView, day: date) -> bool:
    """Whether it has to be ordered today: by its day, or because nobody knows one."""
    return reorder.order_by is None or reorder.order_by <= day


def lines_of(
    alerts: Sequence[AlertView], reorders: Sequence[ReorderView], told: dict[str, str], wording: Wording, url: str
) -> list[Line]:
    """One line for every product and place, worst first. `told` is what the last digest said of which id."""
    matters: dict[tuple[str, str | None], _Matter] = {}
    for alert in alerts:
        place = (alert.product_id, alert.location_id)
        before = matters.get(place, _Matter((), None))
        matters[place] = _Matter((*before.alerts, alert), before.reorder)
    for reorder in reorders:
        place = (reorder.product_id, reorder.location_id)
        before = matters.get(place, _Matter((), None))
        matters[place] = _Matter(before.alerts, before.reorder or reorder)
    return sorted((_line(matter, told, wording, url) for matter in matters.values()), key=lambda line: line.order)


def _line(matter: _Matter, told: dict[str, str], wording: Wording, url: str) -> Line:
    alerts = sorted(matter.alerts, key=lambda alert: (_URGENCY[alert.kind], alert.kind))
    worst = alerts[0] if alerts else None
    about = worst or matter.reorder
    assert about is not None  # noqa: S101 - a matter is made of one or the other
    kind: Kind = worst.kind if worst else "reorder_due"
    said = [_said(alert, wording) for alert in alerts if alert.kind != "reorder_due" or len(alerts) == 1]
    keys = [(alert.alert_id, _day_text(sells_out_on(alert, wording.day))) for alert in alerts]
    if matter.reorder is not None:
        keys.append((matter.reorder.reorder_id, ""))
    highest = max(alerts, key=lambda alert: alert.money_at_stake or Decimal(), default=None)
    risks = [alert.money_at_stake for alert in alerts if alert.kind in RUNNING_OUT and alert.money_kind in AT_RISK]
    out_days = [day for alert in alerts if (day := sells_out_on(alert, wording.day)) is not None]
    return Line(
        name=about.name,
        place=about.location_id,
        says="; ".join(said) if said else "time to reorder",
        todo=_todo(worst, matter.reorder, wording),
        at_risk=max((risk for risk in risks if risk is not None), default=None),
        urgency=_URGENCY[kind],
        stake=highest.money_at_stake if highest else None,
        stake_text=_stake_text(highest, wording),
        sells_out_on=min(out_days, default=None),
        news=_news(keys, alerts, told),
        url=view_url(url, alert=(worst.alert_id, worst.product_id) if worst else None, reorder=matter.reorder),
        kind=kind,
        kinds=frozenset(alert.kind for alert in alerts),
        keys=tuple(keys),
        alert_id=worst.alert_id if worst else None,
        reorder=matter.reorder,
    )


def _news(keys: Sequence[tuple[str, str]], alerts: Sequence[AlertView], told: dict[str, str]) -> News:
    """New where nothing of it was told; worse where something joined it, grew graver, or comes sooner than was said."""
    if not any(key in told for key, _ in keys):
        return "new"
    if any(key not in told for key, _ in keys) or any(alert.is_worse for alert in alerts):
        return "worse"
    sooner = any(day and told[key] and day < told[key] for key, day in keys)
    return "worse" if sooner else "unchanged"


def _day_text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def view_url(url: str, *, alert: tuple[str, str] | None = None, reorder: ReorderView | None = None) -> str:
    """The page that shows exactly this alert (its id and product) or this suggestion; without either, all that is open.

    The dashboard's views are in the fragment of its address, and a browser that has to sign in on the way loses that:
    so the view is named behind the question mark, where every way back from signing in keeps it. The product of an
    alert is named too, so that its stock is asked for together with the alert and not after it.
    """
    view = "/inventory?state=open"
    if alert is not None:
        view = f"/inventory?{urlencode(dict(zip(('alert', 'of'), alert, strict=True)))}"
    elif reorder is not None:
        view = f"/inventory/reorders?{urlencode({'reorder': reorder.reorder_id})}"
    return f"{url}/?{urlencode({'to': view})}"


def _said(alert: AlertView, wording: Wording) -> str:
    day, lasts, silent = sells_out_on(alert, wording.day), alert.turnover_days, alert.unsold_days
    match alert.kind:
        case "stock_out":
            said = "sold out"
        case "low_stock":
            said = f"sells out {wording.by_day(day)}{_left(alert, wording)}" if day else "about to sell out"
        case "reorder_due":
            said = "time to reorder"
        case "overstock":
            said = "too much in stock" + (f": lasts {wording.number(round(lasts))} days" if lasts is not None else "")
        case "dead_stock" | "slow_mover":
            said = "has stopped selling" if silent is None else f"nothing sold for {wording.counted(silent, 'day')}"
        case "trending_up":
            said = f"sells more{_against_last_week(alert, wording)}"
        case "trending_down":
            said = f"sells less{_against_last_week(alert, wording)}"
        case "seasonal_peak":
            said = "its season is about to begin"
        case "stock_count_problem":
            said = "its stock count cannot be right"
    return said


def _stake_text(alert: AlertView | None, wording: Wording) -> str:
    if alert is None or not alert.money_at_stake:
        return ""
    return f"{wording.about(alert.money_at_stake)} {_STAKES.get(alert.money_kind or '', 'at stake')}"


def _left(alert: AlertView, wording: Wording) -> str:
    return "" if alert.on_hand is None else f", {wording.number(max(0.0, round(alert.on_hand, 1)))} left"


def _against_last_week(alert: AlertView, wording: Wording) -> str:
    return "" if alert.week_over_week is None else f", {wording.change(alert.week_over_week)} on the week before"


def _todo(worst: AlertView | None, reorder: ReorderView | None, wording: Wording) -> str:
    if reorder is None:
        return worst.recommended_action if worst else ""
    supplier = reorder.supplier_name or reorder.supplier_id
    source = f" from {supplier}" if supplier else ""
    cost = f" for {wording.amount(reorder.amount)}" if reorder.amount is not None else ", cost unknown"
    when = "" if reorder.order_by is None else f", {wording.by_day(max(reorder.order_by, wording.day))}"
    return f"order {wording.number(reorder.quantity)}{source}{cost}{when}"

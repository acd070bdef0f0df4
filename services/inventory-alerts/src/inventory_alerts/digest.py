"""What the six o'clock digest says: one answer in one line, then what is new or worse, the worst first.

Pure: alerts and suggestions as they stand, yesterday, the age of the data, a recipient and what they were told last,
in; a Digest out. `slack_message` and `email_message` give it its two forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from inventory_alerts.digest_ahead import seasons_ahead
from inventory_alerts.digest_lines import RUNNING_OUT, Line, is_due, lines_of, view_url
from inventory_alerts.recipients import Recipient
from inventory_alerts.views import AlertView, ReorderView
from inventory_alerts.wording import Wording, listed
from shared.shop import Shop

MOST_LINES = 10  # what a person reads before the shop opens

_KIND_WORDS: tuple[tuple[str, str, str], ...] = (
    ("stock_count_problem", "stock count to check", "stock counts to check"),
    ("seasonal_peak", "season about to begin", "seasons about to begin"),
    ("trending_up", "selling more", "selling more"),
    ("trending_down", "selling less", "selling less"),
    ("overstock", "overstocked", "overstocked"),
    ("dead_stock", "no longer selling", "no longer selling"),
    ("slow_mover", "hardly selling", "hardly selling"),
)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """What `day-closed.v1` said of a shop day; amounts in the shop's currency."""

    local_date: date
    net_sales: Decimal
    orders: int
    target: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What there is to tell on a shop day, for whoever it is told.

    `sales_until` and `stock_until` say until when sales and stock are known; None: there are none at all. `due_at` is
    when the digest was to be made, `made_at` when it is; `missed` are shop days before that had none.
    """

    shop: Shop
    day: date
    made_at: datetime
    due_at: datetime
    alerts: Sequence[AlertView]
    reorders: Sequence[ReorderView]
    yesterday: ClosedDay | None
    sales_until: datetime | None
    stock_until: datetime | None
    url: str
    stale_after: timedelta
    late_after: timedelta
    missed: Sequence[date] = ()
    quality: tuple[int, int] | None = None  # of the alerts of 28 days: how many came true, of how many

    @property
    def is_late(self) -> bool:
        """Whether it goes out long after it was due."""
        return self.made_at - self.due_at > self.late_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The digest of one recipient. `headline` is the whole answer; a digest without `lines` is that one line."""

    day: date
    headline: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    url: str
    told: Mapping[str, str]  # what the next digest takes for known: id to the day it sells out, or ""
    is_late: bool


def compose(morning: Morning, recipient: Recipient, told: Mapping[str, str]) -> Digest:
    """The digest of a morning for a recipient who was `told` that much by the last one."""
    wording = Wording(morning.shop, morning.day)
    notes = _late_notes(morning, wording)
    invented = "Demo shop: " if morning.shop.data == "demo" else ""
    missing = _missing(morning, wording)
    if missing is not None:
        headline = " ".join((f"{invented}{missing}", *notes))
        return _one_line(morning, headline, told)
    wanted = [alert for alert in morning.alerts if recipient.wants_alert(alert)]
    alerts, ahead = [alert for alert in wanted if alert.is_push], seasons_ahead(wanted, told, wording)
    reorders = [one for one in morning.reorders if one.state == "suggested" and recipient.wants_reorder(one)]
    lines = lines_of(alerts, reorders, dict(told), wording, morning.url)
    answer = _answer(lines, wording)
    first = invented + (_yesterday(morning, wording) if recipient.role == "owner" else "")
    news = [line for line in lines if line.news != "unchanged"]
    if not news:
        known = f"No news: {answer}" if lines else "Nothing to act on today"
        look = [ahead.says] if ahead.is_news else []
        headline = " ".join((f"{first}{known}.", *look, *notes))
        return replace(_one_line(morning, headline, told), told={**_told(lines), **ahead.keys})
    shown, left = news[:MOST_LINES], news[MOST_LINES:]
    unchanged = [line for line in lines if line.news == "unchanged"]
    if left:
        notes.append(_rest(left, wording))
    if unchanged:
        notes.append(f"{wording.counted(len(unchanged), 'known item is', 'known items are')} unchanged.")
    if ahead.says:
        notes.append(ahead.says)
    if morning.stock_until is None:
        notes.append("No stock is loaded: nothing can be said of what runs out. Load stock counts.")
    if morning.quality is not None and morning.quality[1] > 0:
        right, all_of_them = morning.quality
        notes.append(f"Last 28 days: {right} of {wording.counted(all_of_them, 'alert')} came true.")
    return Digest(
        day=morning.day,
        headline=f"{first}{answer}.",
        lines=tuple(shown),
        notes=tuple(notes),
        url=view_url(morning.url),
        # What runs out and did not fit is news tomorrow as well; the rest was counted, and a backlog stays on the page.
        told={**_told([*shown, *unchanged, *(line for line in left if not line.kinds & RUNNING_OUT)]), **ahead.keys},
        is_late=morning.is_late,
    )


def _one_line(morning: Morning, headline: str, told: Mapping[str, str]) -> Digest:
    return Digest(
        day=morning.day,
        headline=headline,
        lines=(),
        notes=(),
        url=view_url(morning.url),
        told=told,
        is_late=morning.is_late,
    )


def _told(lines: Sequence[Line]) -> dict[str, str]:
    return {key: day for line in lines for key, day in line.keys}


def _missing(morning: Morning, wording: Wording) -> str | None:
    """The one line in place of a digest when sales or stock are too old to say anything; None when they are not."""
    if morning.sales_until is None:
        return "No digest today: no sales are loaded yet."
    old = [
        f"{what} end on {wording.moment(until)}, {wording.hours(morning.made_at - until)} ago"
        for what, until in (("sales", morning.sales_until), ("stock figures", morning.stock_until))
        if until is not None and morning.made_at - until > morning.stale_after
    ]
    return f"No digest today: {listed(old)}. Load what is missing." if old else None


def _late_notes(morning: Morning, wording: Wording) -> list[str]:
    notes = []
    if morning.is_late:
        due, made = wording.clock(morning.due_at), wording.clock(morning.made_at)
        notes.append(f"Late: due at {due}, made at {made}.")
    if morning.missed:
        days = listed([wording.weekday_date(day) for day in morning.missed])
        notes.append(f"No digest went out on {days}.")
    return notes


def _yesterday(morning: Morning, wording: Wording) -> str:
    day = morning.yesterday
    if day is None or day.local_date != morning.day - timedelta(days=1):
        return "Yesterday's sales are not closed yet. "
    sold = wording.about(day.net_sales)
    if day.target is None:
        return f"Yesterday {sold} from {wording.counted(day.orders, 'order')}, no target set. "
    gap = day.net_sales - day.target
    side = "on target" if gap == 0 else f"{wording.about(abs(gap))} {'over' if gap > 0 else 'short'}"
    return f"Yesterday {sold} of {wording.about(day.target)}, {side}. "


def _answer(lines: Sequence[Line], wording: Wording) -> str:
    parts = []
    out = [line for line in lines if line.kinds & RUNNING_OUT]
    if out:
        parts.append(_running_out(out, wording))
    reorders = [line.reorder for line in lines if line.reorder is not None]
    due = [reorder for reorder in reorders if is_due(reorder, wording.day)]
    later = [one.order_by for one in reorders if one.order_by is not None and not is_due(one, wording.day)]
    if due or later:
        times = [f"{wording.number(len(due))} to reorder today"] if due else []
        if later:
            times.append(f"{wording.number(len(later))} {'' if due else 'to reorder '}{wording.by_day(max(later))}")
        parts.append(", ".join(times))
    rest = [line for line in lines if not line.kinds & RUNNING_OUT and line.reorder is None]
    for kind, one, many in (("reorder_due", "due for a reorder", "due for a reorder"), *_KIND_WORDS):
        number = sum(line.kind == kind for line in rest)
        if number:
            parts.append(wording.counted(number, one, many))
    return "; ".join(parts)


def _rest(lines: Sequence[Line], wording: Wording) -> str:
    """What is new and did not fit, summed up: how many of what, and what the reorders come to."""
    parts = []
    out = sum(bool(line.kinds & RUNNING_OUT) for line in lines)
    if out:
        parts.append(f"{wording.number(out)} sold out or about to be")
    others = [line for line in lines if not line.kinds & RUNNING_OUT]
    orders = [line.reorder for line in others if line.reorder is not None]
    if orders:
        amounts = [order.amount for order in orders if order.amount is not None]
        least = "" if len(amounts) == len(orders) else "at least "
        cost = f" for {least}{wording.about(sum(amounts, Decimal()))}" if amounts else ""
        parts.append(f"{wording.number(len(orders))} to reorder{cost}")
    for kind, one, many in _KIND_WORDS:
        number = sum(line.kind == kind and line.reorder is None for line in others)
        if number:
            parts.append(wording.counted(number, one, many))
    more = wording.counted(len(lines), "more item is", "more items are")
    told = f": {', '.join(parts)}" if parts else ""
    return f"{more} new or worse{told}. The page has all of them."


def _running_out(lines: Sequence[Line], wording: Wording) -> str:
    gone = [line for line in lines if "stock_out" in line.kinds]
    going = [line for line in lines if "stock_out" not in line.kinds]
    says = []
    if gone:
        says.append(f"{wording.counted(len(gone), 'item is', 'items are')} sold out")
    if going:
        days = [line.sells_out_on for line in going if line.sells_out_on is not None]
        when = wording.by_day(max(days)) if len(days) == len(going) else "soon"
        noun = (
            wording.counted(len(going), "item sells", "items sell")
            if not gone
            else f"{len(going)} sell{'s' * (len(going) == 1)}"
        )
        says.append(f"{noun} out {when}")
    risks = [line.at_risk for line in lines]
    known = [risk for risk in risks if risk is not None]
    if known and sum(known):
        least = "" if len(known) == len(risks) else "at least "
        says.append(f"{least}{wording.about(sum(known, Decimal()))} at risk")
    return ", ".join(says)

"""What came of segments and exports: performance, lift, movement and worth, each the contract's document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from segments import groups, queries_performance
from segments.desk import Desk
from segments.envelope import data_state, envelope, last_known_day
from segments.lift import WINDOW_DAYS
from segments.lift_answer import MEASURES, Told, lift_document, strata
from segments.movement import Move, flows
from segments.performance import Sums, added, figures, money_ratio, sums
from segments.queries_performance import DAY, Basis, Days
from segments.refreshes import last_refresh
from segments.worth import FORMULAS, Measured, Worth, measured
from shared.contracts.problems import ProblemError
from shared.money import money
from shared.shop import Shop
from shared.warehouse.together import together

_DEFAULT_DAYS = 28  # when nobody says: four weeks, each weekday alike
_MOVE_FIELDS = ("from_segment", "to_segment", "customers", "re_entered")
_LONGEST_DAYS = 3660  # ten years: as everywhere in the suite

Answer = dict[str, Any]


def asked_days(desk: Desk, first: date | None, last: date | None) -> Days:
    """The days given, both inclusive, or the four weeks that ended last. Raises ProblemError 400."""
    if first is None and last is None:
        end = _last_day(desk)
        return Days(end - (_DEFAULT_DAYS - 1) * DAY, end)
    if first is None or last is None:
        missing, other = ("from", "to") if first is None else ("to", "from")
        raise _wrong(missing, f"is missing beside {other}; give both or neither")
    if last < first:
        raise _wrong("to", "is before from")
    if (last - first).days >= _LONGEST_DAYS:
        raise _wrong("to", f"is too far from from: {_LONGEST_DAYS} days at most")
    return Days(first, last)


def performance(desk: Desk, group_id: str, days: Days, basis: Basis, *, may_see_margin: bool) -> Answer:
    """The contract's Performance. Raises ProblemError 404 for a group there is none of."""
    group = groups.group(desk, group_id)
    shop, warehouse = desk.shop(), desk.warehouse
    refresh_id = _refresh_id(desk)
    known_from, whole = together(
        lambda: queries_performance.membership_days(warehouse, refresh_id),
        lambda: queries_performance.shop_performance(warehouse, days, basis),
    )
    answer = envelope(desk, may_see_margin=may_see_margin) | {
        "basis": basis,
        "segment_id": group_id,
        "name": group.name,
        "from": days.first.isoformat(),
        "to": days.last.isoformat(),
        "members_of": days.first.isoformat(),
        "segment": None,
        "all_customers": None,
        "shop": figures(sums(whole), shop.currency, may_see_margin=may_see_margin),
        "share_of_net_sales": None,
    }
    answer["is_provisional"] = answer["is_provisional"] or days.last > _last_day(desk)
    reasons: dict[str, str] = answer["reasons"]
    if group.kind in {"cluster", "affinity"}:
        reasons |= dict.fromkeys(("segment", "all_customers", "share_of_net_sales"), "membership_is_not_kept_by_date")
    elif known_from is None or days.first < known_from:
        reasons |= dict.fromkeys(("segment", "all_customers", "share_of_net_sales"), "membership_not_known_then")
    else:
        members, everybody = _members(desk, refresh_id, group, days, basis)
        answer["segment"] = figures(members, shop.currency, may_see_margin=may_see_margin)
        answer["all_customers"] = figures(everybody, shop.currency, may_see_margin=may_see_margin)
        answer["share_of_net_sales"] = money_ratio(members.net_sales, sums(whole).net_sales, shop.currency)
        if answer["share_of_net_sales"] is None:
            reasons["share_of_net_sales"] = "no_sales"
    answer["lift"], reason = _lift(desk, shop, group_id, may_see_margin=may_see_margin)
    if reason:
        reasons["lift"] = reason
    return answer


def _members(desk: Desk, refresh_id: str, group: groups.Group, days: Days, basis: Basis) -> tuple[Sums, Sums]:
    """What the members of the first day brought, and what everybody did who was in any segment then."""
    kind, _, tag = group.group_id.rpartition(":")
    rows = queries_performance.group_performance(
        desk.warehouse, refresh_id, days, basis, segment_id=None if kind else tag, tag=tag if kind else None
    )
    parts = {row["is_member"]: sums(row) for row in rows}
    members, others = (parts.get(each, Sums()) for each in (True, False))
    return members, added([members, others])


def _lift(desk: Desk, shop: Shop, group_id: str, *, may_see_margin: bool) -> tuple[Answer | None, str | None]:
    joining = queries_performance.lift_joining(desk.warehouse, shop, group_id)
    until = _last_day(desk)
    rows = []
    if joining:
        since = cast("date", joining[0]["joined_on"]) + WINDOW_DAYS * DAY
        rows = queries_performance.lift_sums(desk.warehouse, shop, Days(since, max(since, until)), group_id)
    over = rows if joining and since <= until else []
    return lift_document(Told(over, joining, until), shop.currency, may_see_margin=may_see_margin)


def movement(desk: Desk, days: Days, *, may_see_margin: bool) -> Answer:
    """The contract's Movement. Raises ProblemError 400 for a day that is yet to come."""
    if days.last > desk.shop().local_date(desk.now()):
        raise _wrong("to", "is yet to come")
    refresh_id = _refresh_id(desk)
    known_from = queries_performance.membership_days(desk.warehouse, refresh_id)
    answer = envelope(desk, may_see_margin=may_see_margin) | {
        "from": days.first.isoformat(),
        "to": days.last.isoformat(),
        "known_from": known_from.isoformat() if known_from else None,
        "items": [],
        "segments": [],
    }
    if known_from is None or days.first < known_from:
        answer["reasons"] |= dict.fromkeys(("items", "segments"), "membership_not_known_then")
        return answer
    moves = [Move(**row) for row in queries_performance.segment_moves(desk.warehouse, refresh_id, days)]  # type: ignore[arg-type]  # the statement's columns
    names = {each.group_id: each.name for each in groups.named_groups(groups.rules_of(desk, last_refresh(desk)))}
    answer["items"] = [{name: getattr(move, name) for name in _MOVE_FIELDS} for move in moves]
    answer["segments"] = [
        {
            "segment_id": flow.segment_id,
            "name": names.get(flow.segment_id, flow.segment_id),
            "at_start": flow.at_start,
            "at_end": flow.at_end,
            "stayed": flow.stayed,
            "left": flow.left,
            "new": flow.new,
            "new_customers": flow.new_customers,
            "re_entered": flow.re_entered,
        }
        for flow in flows(moves, list(names))
    ]
    return answer


def worth(desk: Desk, days: Days, *, may_see_margin: bool) -> Answer:
    """The contract's SegmentsValue."""
    shop = desk.shop()
    ended = Days(days.first, min(days.last, _last_day(desk)))
    from_at, to_at = shop.day_start(days.first), shop.day_start(days.last + DAY)
    actions = queries_performance.export_actions(desk.warehouse, from_at, to_at)
    rows = []
    if ended.first <= ended.last:
        rows = queries_performance.lift_sums(desk.warehouse, shop, ended)
    found = {measure: measured(strata(rows, measure)) for measure in MEASURES}
    answer = envelope(desk, may_see_margin=may_see_margin)
    answer["is_provisional"] = answer["is_provisional"] or days.last > ended.last
    reasons: dict[str, str] = answer["reasons"]
    nothing = "too_few_customers" if rows else "nobodys_days_ended"
    hidden = None if may_see_margin else "needs_margin_read"
    if not hidden and rows and not any(row["net_sales_with_cost"] for row in rows):
        hidden = "costs_unknown"
    told = {
        "net_sales": _money(found["net_sales"].brought, shop),
        "margin": _money(None if hidden else found["margin"].brought, shop),
        "purchases": _count(found["conversion"].brought),
    }
    for name, figure in told.items():
        if figure["amount"] is None:
            reasons[f"measured.{name}"] = (hidden if name == "margin" else None) or nothing
    supposed = _money(found["net_sales"].supposed, shop)
    if supposed["amount"] is None:
        alone = found["net_sales"].without_hold_out
        reasons["estimated.without_hold_out.net_sales"] = "nothing_measured" if alone else "nobody_without_hold_out"
    return answer | {
        "from": days.first.isoformat(),
        "to": days.last.isoformat(),
        "measured": {
            "exported": found["net_sales"].exported,
            "held_out": found["net_sales"].held_out,
            **told,
            "groups": [_group(shop, name, rows) for name in sorted({str(row["group_id"]) for row in rows})],
            "actions": [{name: row[name] for name in ("action", "reason", "members")} for row in actions],
        },
        "estimated": {
            "without_hold_out": {"customers": found["net_sales"].without_hold_out, "net_sales": supposed},
            "bought_after": _bought_after(shop, rows, reasons),
        },
        "formulas": dict(FORMULAS),
    }


def _group(shop: Shop, group_id: str, rows: Sequence[Any]) -> Answer:
    found: Measured = measured(strata([row for row in rows if row["group_id"] == group_id], "net_sales"))
    return {
        "segment_id": group_id,
        "exported": found.exported,
        "held_out": found.held_out,
        "net_sales": _money(found.brought, shop),
        "reason": None if found.brought else "too_few_customers" if found.held_out else "no_hold_out",
    }


def _bought_after(shop: Shop, rows: Sequence[Any], reasons: dict[str, str]) -> Answer:
    exported = [row for row in rows if row["arm"] == "exported"]
    if not exported:
        reasons["estimated.bought_after.net_sales"] = "nobodys_days_ended"
    total = Decimal(repr(float(sum(row["net_sales"] for row in exported))))
    return {
        "customers": sum(row["customers"] for row in exported),
        "purchasers": sum(row["purchasers"] for row in exported),
        "net_sales": money(total, shop.currency) if exported else None,
    }


def _money(found: Worth | None, shop: Shop) -> Answer:
    if found is None:
        return {"amount": None, "low": None, "high": None}
    ends = (("amount", found.amount), ("low", found.low), ("high", found.high))
    return {name: money(Decimal(repr(amount)), shop.currency) for name, amount in ends}


def _count(found: Worth | None) -> Answer:
    if found is None:
        return {"amount": None, "low": None, "high": None}
    return {"amount": round(found.amount, 1), "low": round(found.low, 1), "high": round(found.high, 1)}


def _refresh_id(desk: Desk) -> str:
    """The refresh that readers read; before the first one that is older than any."""
    refresh = last_refresh(desk)
    return refresh.refresh_id if refresh else ""


def _last_day(desk: Desk) -> date:
    """The last shop day that is over and that the data reach; yesterday without data."""
    shop, now = desk.shop(), desk.now()
    return last_known_day(desk, data_state(desk), now) or shop.local_date(now) - DAY


def _wrong(field: str, message: str) -> ProblemError:
    return ProblemError(400, "invalid-parameter", "A parameter is not right", f"{field}: {message}", [(field, message)])

"""What people do with alerts: look at them, and decide about one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from inventory_alerts import publishing, queries, writing
from inventory_alerts.alert import Alert
from inventory_alerts.alert_answers import alert_answer, decision_answer, outcome_answer
from inventory_alerts.desk import Desk
from inventory_alerts.envelope import decided, envelope
from inventory_alerts.life_cycle import WrongStateError
from inventory_alerts.paging import write_cursor
from inventory_alerts.queries import AlertFilters, AlertPlace
from inventory_alerts.reading import alert_of, alert_page, standing_since
from inventory_alerts.views import AlertView
from shared.contracts.problems import ProblemError
from shared.store import lease
from shared.telemetry import logger
from shared.warehouse import WarehouseError

DECIDING = "leases/inventory-decisions"  # a run and people decide one after the other


def page(
    desk: Desk, filters: AlertFilters, after: AlertPlace | None, *, limit: int, digest: str, may_see_margin: bool
) -> dict[str, Any]:
    """The contract's AlertPage."""
    views, total = alert_page(desk, filters, after, limit + 1)
    shop = desk.shop()
    following = None
    if len(views) > limit:
        views = views[:limit]
        following = write_cursor(digest, (views[-1].alert_id,))  # no amount: who may not see margins reads it too
    counts: dict[str, dict[str, int]] = {}
    for row in queries.alert_counts(desk.warehouse, standing_since(desk)):
        of_kind = counts.setdefault(str(row["kind"]), {"act": 0, "watch": 0})
        of_kind[str(row["severity"])] = int(str(row["alerts"]))
    return envelope(desk) | {
        "items": [alert_answer(shop, view, may_see_margin=may_see_margin) for view in views],
        "next_cursor": following,
        "total": total,
        "counts": counts,
    }


def place_of(desk: Desk, alert_id: str) -> AlertPlace | None:
    """Where in the list an alert stands now; None where there is no such alert."""
    views, _ = alert_page(desk, AlertFilters(alert_id=alert_id), limit=1)
    if not views:
        return None
    money = views[0].money_at_stake
    return AlertPlace(views[0].severity, Decimal(-1) if money is None else money, alert_id)


def one(desk: Desk, alert_id: str, *, may_see_margin: bool) -> dict[str, Any]:
    """The contract's AlertDetail. Raises ProblemError 404."""
    shop = desk.shop()
    history = [alert_of(row) for row in queries.alert_history(desk.warehouse, alert_id)]
    scored = queries.outcome_of_alert(desk.warehouse, alert_id)
    return envelope(desk) | {
        "alert": alert_answer(shop, _view(desk, alert_id), may_see_margin=may_see_margin),
        "history": [decision_answer(shop, each) for each in history if each.why != "kept"],  # nothing was decided
        "outcome": None if not scored else outcome_answer(shop, scored[0]),
    }


def decide(desk: Desk, alert_id: str, decision: Callable[[Alert], Alert]) -> AlertView:
    """Carry out a person's decision about an alert, told to whoever subscribes; answers it as it stands then.

    Raises ProblemError: 404 where there is no such alert, 409 where it cannot be done with one in its state.
    """
    with lease(desk.store, DECIDING, holder="a decision"):
        history = queries.alert_history(desk.warehouse, alert_id)
        if not history:
            raise no_such_alert()
        try:
            made = decision(alert_of(history[-1]))
        except WrongStateError as error:
            raise ProblemError(409, "wrong-state", "It cannot be done now", str(error)) from None
        writing.add_alerts(desk.warehouse, [made])
        decided(desk)
    publishing.publish_decided(desk)
    return _view(desk, alert_id)


def _view(desk: Desk, alert_id: str) -> AlertView:
    views, _ = alert_page(desk, AlertFilters(alert_id=alert_id))
    if not views:
        raise no_such_alert()
    return views[0]


def no_such_alert() -> ProblemError:
    """The problem 404."""
    return ProblemError(404, "no-such-alert", "No such alert", "It is none of GET /api/inventory/alerts?state=all.")


def ready(desk: Desk) -> dict[str, str]:
    """What answering needs, each "ok" or what is wrong."""
    try:
        queries.alert_counts(desk.warehouse, desk.now())
    except WarehouseError:
        logger().warning("not ready", exc_info=True)
        return {"warehouse": "does not answer; the reason is in the log"}
    return {"warehouse": "ok"}

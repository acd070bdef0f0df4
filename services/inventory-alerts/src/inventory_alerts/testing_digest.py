"""Alerts, suggestions and mornings in a few words, and a post room of this process: for tests of the digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from inventory_alerts.desk import Desk
from inventory_alerts.digest import Morning
from inventory_alerts.post_room import PostRoom
from inventory_alerts.settings import Settings
from inventory_alerts.use_cases_digest import Standing
from inventory_alerts.views import AlertView, ReorderView
from shared.child import Argument
from shared.schedule.in_store import StoredSchedule
from shared.shop import Shop
from shared.store import Store
from shared.testing import MemoryBus, MemorySecrets, MemoryStore

NOW = datetime(2026, 6, 15, 5, 4, tzinfo=UTC)  # Monday, 06:04 in London
TODAY = date(2026, 6, 15)
LONDON = Shop("Europe/London", "GBP", "GB")
TOKEN, CHANNEL, SIGNING_SECRET = "xoxb-test", "C0123456789", "signing"


def alert(name: str, kind: str = "low_stock", **changed: Any) -> AlertView:  # noqa: ANN401 - any of its fields
    """An alert that is pushed; `name` is the product, and the rest as a test needs it."""
    usual: dict[str, Any] = {
        "alert_id": f"{kind}-{name}".lower().replace(" ", "-"),
        "kind": kind,
        "severity": "act",
        "state": "open",
        "product_id": name.lower().replace(" ", "-"),
        "location_id": "dublin",
        "title": name,
        "sku": None,
        "category": "Mugs",
        "supplier_id": None,
        "opened_at": NOW,
        "changed_at": NOW,
        "predicted_at": NOW,
        "probability": 0.93,
        "horizon_days": 7,
        "money_at_stake": Decimal(100),
        "money_kind": "lost_margin",
        "recommended_action": "",
        "days_until_stockout": 2.0,
        "days_until_stockout_low": 1.0,
        "days_until_stockout_high": 3.4,
        "turnover_days": 2.4,
        "week_over_week": 0.1,
        "unsold_days": 0,
        "on_hand": 5.0,
        "on_hand_as_of": NOW,
        "velocity": 2.1,
        "is_push": True,
        "is_worse": False,
    }
    return AlertView(**(usual | changed))


def reorder(name: str, **changed: Any) -> ReorderView:  # noqa: ANN401 - as above
    """A suggestion to order 48 of a product."""
    usual: dict[str, Any] = {
        "reorder_id": f"r-{name}".lower().replace(" ", "-"),
        "state": "suggested",
        "product_id": name.lower().replace(" ", "-"),
        "location_id": "dublin",
        "title": name,
        "sku": None,
        "category": "Mugs",
        "supplier_id": "acme",
        "supplier_name": "Acme",
        "suggested_quantity": Decimal(48),
        "quantity": Decimal(48),
        "received_quantity": Decimal(0),
        "unit_cost": Decimal("5.10"),
        "amount": Decimal("244.80"),
        "lead_time_days": 14,
        "lead_time_from": "supplier",
        "suggested_at": NOW,
        "changed_at": NOW,
        "order_by": TODAY,
    }
    return ReorderView(**(usual | changed))


def morning(
    *alerts: AlertView,
    reorders: tuple[ReorderView, ...] = (),
    **changed: Any,  # noqa: ANN401 - as above
) -> Morning:
    """A Monday in London at six, with data of last night."""
    usual: dict[str, Any] = {
        "shop": LONDON,
        "day": TODAY,
        "made_at": NOW,
        "due_at": datetime(2026, 6, 15, 5, tzinfo=UTC),
        "alerts": alerts,
        "reorders": reorders,
        "yesterday": None,
        "sales_until": NOW - timedelta(hours=10),
        "stock_until": NOW - timedelta(hours=8),
        "url": "https://mugs.example",
        "stale_after": timedelta(hours=36),
        "late_after": timedelta(minutes=30),
    }
    return Morning(**(usual | changed))


def standing(
    *alerts: AlertView,
    reorders: tuple[ReorderView, ...] = (),
    **changed: Any,  # noqa: ANN401 - as above
) -> Standing:
    """What a run found, with data of last night."""
    known = NOW - timedelta(hours=10)
    usual: dict[str, Any] = {"alerts": alerts, "reorders": reorders, "sales_until": known, "stock_until": known}
    return Standing(**(usual | changed))


@dataclass
class Clocks:
    """The shop's clock and the real one, which a test moves."""

    now: datetime = NOW

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


def no_chart(_: str, folder: Path, __: Mapping[str, Argument]) -> dict[str, object]:
    """In place of the child: a picture that is none."""
    (folder / "chart.png").write_bytes(b"PNG")
    return {}


class NoWarehouse:
    """No use case of the digest asks the warehouse."""


def post_room(url: str, clocks: Clocks, *, store: Store | None = None, shop: Shop = LONDON) -> PostRoom:
    """A post room whose vendors are all at one address."""
    settings = Settings(
        public_url="https://mugs.example",
        slack_api_url=f"{url}/api/",
        slack_hooks_url=f"{url}/",
        sendgrid_api_url=url,
    )
    held = store or MemoryStore()
    desk = Desk(
        warehouse=NoWarehouse(),  # type: ignore[arg-type]  # as its docstring has it
        store=held,
        secrets=MemorySecrets(),
        event_bus=MemoryBus(),
        shop=lambda: shop,
        settings=settings,
        now=lambda: clocks.now,
    )
    return PostRoom(desk=desk, schedule=lambda: StoredSchedule(held), compute=no_chart, clock=lambda: clocks.now)

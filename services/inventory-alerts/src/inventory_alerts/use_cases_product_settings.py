"""What a shop says of its products: kept here, wins over its files; a cost goes to ingestion, which keeps costs.

A cost is in the store until the shop's tables have it, so that whoever set it reads it, and a bus that was away is told
later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from inventory_alerts import queries_products, writing
from inventory_alerts.desk import Desk
from inventory_alerts.envelope import decided
from inventory_alerts.hand import Hand
from inventory_alerts.product_settings import Change, Said
from inventory_alerts.publishing import SOURCE
from inventory_alerts.purchases import instant, plain, version_of
from inventory_alerts.use_cases_alerts import DECIDING
from shared.contracts.events import Event, new_event
from shared.contracts.problems import ProblemError
from shared.event_bus import EventBusError
from shared.money import money
from shared.store import lease
from shared.telemetry import logger
from shared.warehouse import Row

PENDING_KEY = "inventory/pending-costs"  # in the store: costs on their way into the shop's tables, by product
_LONGEST_PENDING = timedelta(days=1)  # a cost that another one overtook never shows; the bus is tried for less
_SAID = ("lead_time_days", "pack_size", "min_order_quantity", "never_alert")
_AT_ONCE = 1000  # events a publish takes

Pending = dict[str, dict[str, Any]]  # product -> cost (text or null) and when it was said


def put(desk: Desk, changes: Sequence[Change], hand: Hand) -> int:
    """Say something anew of some products, all of it or nothing; answers of how many it is new.

    Raises ProblemError 404 that names products the shop does not have.
    """
    ids = [change.product_id for change in changes]
    with lease(desk.store, DECIDING, holder="product settings"):
        known = {str(row["product_id"]): row for row in queries_products.products_known(desk.warehouse, ids, hand.now)}
        missing = [each for each in ids if each not in known]
        if missing:
            detail = f"Not among the shop's products: {', '.join(missing[:10])}"
            errors = [("product_id", f"{each} is none") for each in missing[:100]]
            raise ProblemError(404, "no-such-product", "No such product", detail, errors)
        before = {str(row["product_id"]): _said(row) for row in queries_products.product_said(desk.warehouse, ids)}
        rows = [_changed(change, before.get(change.product_id), hand) for change in changes]
        new = [row for row in rows if not _same(row, before.get(row.product_id))]
        costs = _costs(desk, changes, known)
        if new:
            with writing.rows_folder() as folder, desk.warehouse.change() as change:
                writing.stage(change, "product_settings", "decided_settings", folder, (asdict(row) for row in new))
                queries_products.add_product_settings(change)
        if costs:
            said_at = instant(hand.now)
            _keep(desk, {product: {"cost": cost, "said_at": said_at} for product, cost in costs.items()})
        if new or costs:
            decided(desk)
    send_costs(desk)
    return len({row.product_id for row in new} | set(costs))


def unknown(desk: Desk, ids: Sequence[str]) -> set[str]:
    """Which of some products the shop does not have."""
    return set(ids) - {
        str(row["product_id"]) for row in queries_products.products_known(desk.warehouse, ids, desk.now())
    }


def said_of(desk: Desk, product_id: str, *, may_see_margin: bool) -> tuple[str | None, dict[str, Any] | None]:
    """A product's title and the contract's ProductSettings; None for one the shop does not have."""
    known = queries_products.products_known(desk.warehouse, [product_id], desk.now())
    if not known:
        return None, None
    rows = queries_products.product_said(desk.warehouse, [product_id])
    said = _said(rows[0]) if rows else Said(product_id=product_id, recorded_at=desk.now())
    pending = _pending(desk, known).get(product_id)
    cost = cast("Decimal | None", known[0]["unit_cost"])
    if pending is not None:
        cost = None if pending["cost"] is None else Decimal(pending["cost"])
    shown = cost if may_see_margin else None
    return cast("str | None", known[0]["title"]), {
        "product_id": product_id,
        "lead_time_days": said.lead_time_days,
        "pack_size": None if said.pack_size is None else float(said.pack_size),
        "min_order_quantity": None if said.min_order_quantity is None else float(said.min_order_quantity),
        "never_alert": said.never_alert,
        "unit_cost": None if shown is None else money(shown, desk.shop().currency),
        "is_pending": pending is not None,
    }


def send_costs(desk: Desk) -> None:
    """Publish costs that wait, again where they were before: the same events. A bus that is away is tried later."""
    waiting = _stored(desk)
    if not waiting:
        return
    events = [_cost_event(product, said) for product, said in sorted(waiting.items())]
    try:
        for start in range(0, len(events), _AT_ONCE):
            desk.event_bus.publish(events[start : start + _AT_ONCE])
    except EventBusError:
        logger().warning("costs not published", exc_info=True)


def _cost_event(product_id: str, said: Mapping[str, Any]) -> Event:
    at = datetime.fromisoformat(said["said_at"])
    version = version_of(at)
    data = {"entity_id": product_id, "version": version, "occurred_at": instant(at), "unit_cost": said["cost"]}
    return new_event("product-cost-changed.v1", SOURCE, data, event_id=f"cost-{product_id}-{version}"[:200])


def _costs(desk: Desk, changes: Sequence[Change], known: Mapping[str, Row]) -> dict[str, str | None]:
    """Costs that are said anew, as events have them."""
    pending = _pending(desk, list(known.values()))
    costs: dict[str, str | None] = {}
    for change in changes:
        if "unit_cost" not in change.values:
            continue
        wanted = change.values["unit_cost"]
        told = None if wanted is None else plain(wanted)
        waiting, standing = pending.get(change.product_id), known[change.product_id]["unit_cost"]
        held = waiting["cost"] if waiting else None if standing is None else plain(cast("Decimal", standing))
        if told != held:
            costs[change.product_id] = told
    return costs


def _said(row: Row) -> Said:
    return Said(**{name: row[name] for name in ("product_id", "recorded_at", *_SAID, "decided_by")})  # type: ignore[arg-type]  # as tables/product_settings.json has them


def _changed(change: Change, before: Said | None, hand: Hand) -> Said:
    # A microsecond after what was said before, however close: of two the later counts.
    moment = hand.now if before is None else max(hand.now, before.recorded_at + timedelta(microseconds=1))
    base = before or Said(product_id=change.product_id, recorded_at=moment)
    values = {name: change.values[name] for name in _SAID if name in change.values}
    if values.get("never_alert", False) is None:
        values["never_alert"] = False
    return replace(base, **values, recorded_at=moment, decided_by=hand.by)


def _same(said: Said, before: Said | None) -> bool:
    held = before or Said(product_id=said.product_id, recorded_at=said.recorded_at)
    return all(getattr(said, name) == getattr(held, name) for name in _SAID)


def _stored(desk: Desk) -> Pending:
    stored = desk.store.get(PENDING_KEY)
    held: Pending = json.loads(stored.value) if stored else {}
    since = desk.now() - _LONGEST_PENDING
    return {product: said for product, said in held.items() if datetime.fromisoformat(said["said_at"]) > since}


def _pending(desk: Desk, known: Sequence[Row]) -> Pending:
    """Costs of these products that the shop's tables do not have yet."""
    waiting = _stored(desk)
    found: Pending = {}
    for row in known:
        said = waiting.get(str(row["product_id"]))
        standing = None if row["unit_cost"] is None else plain(cast("Decimal", row["unit_cost"]))
        if said is not None and said["cost"] != standing:
            found[str(row["product_id"])] = said
    return found


def _keep(desk: Desk, costs: Pending) -> None:
    """Add to what waits. Held by the lease: nobody else writes it meanwhile."""
    desk.store.put(PENDING_KEY, json.dumps(_stored(desk) | costs).encode())

"""The service over HTTP with a build written by hand, a warehouse that is away, and everything else as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recommendations_v2.assignment import Arm, Assignment, Running, Traffic
from recommendations_v2.desk import SERVICE, Desk
from recommendations_v2.explanation import Part
from recommendations_v2.live_alerts import NO_ALERTS, LiveAlerts
from recommendations_v2.marketing_rules import MarketingRules
from recommendations_v2.routes import make_blueprint
from recommendations_v2.routes_entrance import make_entrance
from recommendations_v2.rules_kept import InForce, in_force, kept_rules
from recommendations_v2.served_record import ServedRecords
from recommendations_v2.serving import Serving
from recommendations_v2.settings import Settings
from recommendations_v2.shelf import ShelfState
from recommendations_v2.state import Moment
from recommendations_v2.visit import Alerts, Card, Explanation, Item, ItemExplained, NotShown, Ranked, Visit
from recommendations_v2.watched import Watched
from shared.auth.customer_signature import SECRET, make_secret, signature
from shared.auth.storefront_keys import create_key
from shared.cache.memory import MemoryCache
from shared.contracts.events import Event
from shared.runs import Runs
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore, local_guard
from shared.warehouse import WarehouseError
from shared.web import install

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PAGE = "https://shop.example"
SHELF = ("mug", "bowl", "plate", "spoon", "jug")  # as this shop's build ranks them for everybody


class AwayWarehouse:
    """Answers nobody: a list that asked it would fail."""

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        def refuse(*_: object, **__: object) -> NoReturn:
            raise WarehouseError(f"the warehouse is away: {name}")

        return refuse


@dataclass
class HandBuild:
    """A build that ranks a shelf in its order, without what rules, alerts or the visit keep away."""

    version: str = "build-1"
    built_at: datetime = NOW - timedelta(hours=5)
    data_until: datetime = NOW - timedelta(hours=7)
    asked: list[Visit] = field(default_factory=list)
    is_broken: bool = False
    erased: set[str] = field(default_factory=set)

    def rank(self, visit: Visit, rules: MarketingRules, alerts: Alerts, limit: int) -> Ranked:
        self.asked.append(visit)
        if self.is_broken:
            raise ZeroDivisionError
        banned = {ban.product_id for ban in rules.bans if ban.holds(visit.at, visit.surface)}
        pinned = [pin.product_id for pin in rules.pins if pin.holds(visit.at, visit.surface)]
        away = banned | alerts.out | {*visit.cart} | visit.dismissed | visit.exclude
        shown = [each for each in dict.fromkeys([*pinned, *SHELF]) if each not in away]
        return Ranked(tuple(_item(each) for each in shown[:limit]), "personal", "lambdarank")

    def version_one(self, visit: Visit, rules: MarketingRules, alerts: Alerts, limit: int) -> Ranked:
        del rules, alerts
        self.asked.append(visit)
        items = tuple(Item(each, 2_000_000, None, "frequency") for each in reversed(SHELF))
        return Ranked(items[:limit], "v1_frequency", "v1")

    def explain(
        self, visit: Visit, rules: MarketingRules, alerts: Alerts, limit: int, product_id: str | None = None
    ) -> Explanation:
        ranked = self.rank(visit, rules, alerts, limit)
        items = tuple(ItemExplained(item, {"habit": 400_000}, "bought 3 times", (), {}) for item in ranked.items)
        shown = [item.product_id for item in ranked.items]
        why = None
        if product_id is not None and product_id not in shown:
            lower = _item(product_id)
            why = NotShown(product_id, "ranked_lower", "others rank higher", 4, lower.score_millionths, lower.parts)
        return Explanation(ranked, items, len(SHELF), {}, why)

    def knows_customer(self, customer_id: str) -> bool:
        return customer_id not in self.erased

    def card(self, product_id: str) -> Card | None:
        if product_id not in SHELF:
            return None
        price = None if product_id == "jug" else Decimal("12.5")
        return Card(product_id, product_id.title(), "Kitchen", price, f"{PAGE}/p/{product_id}", None)


def _item(product_id: str) -> Item:
    parts = (Part("basis", "basis", -100_000), Part("times", "habit", 400_000))
    return Item(product_id, 300_000, 0.25, "habit", parts)


@dataclass
class Shelf:
    """The build in memory, and what is wrong with it."""

    engine: HandBuild | None = field(default_factory=HandBuild)
    state: ShelfState = field(
        default_factory=lambda: ShelfState("build-1", None, None, "build-1", stale=False, problem=None)
    )


@dataclass
class People:
    """What everybody did of late, by how the service names them."""

    known: dict[str, Moment] = field(default_factory=dict)

    def of(self, subject: str | None, at: datetime) -> Moment:
        del at
        return self.known.get(subject or "", Moment())


@dataclass
class Lists:
    """The service as the shop's pages and people call it."""

    client: FlaskClient
    store: MemoryStore
    secrets: MemorySecrets
    shelf: Shelf
    people: People
    rules: Watched[InForce]
    records: ServedRecords
    headers: Callable[[str], dict[str, str]]
    now: datetime = NOW
    alerts: LiveAlerts = NO_ALERTS
    traffic: Traffic = field(default_factory=Traffic)
    exposed: list[tuple[str, str, Assignment]] = field(default_factory=list)
    desk: Desk = field(init=False)
    published: list[Event] = field(default_factory=list)
    _key: str = ""

    @property
    def build(self) -> HandBuild:
        assert self.shelf.engine is not None
        return self.shelf.engine

    def get(self, path: str, *, role: str | None = "service", headers: dict[str, str] | None = None) -> TestResponse:
        given = {**(self.headers(role) if role else {}), **(headers or {})}
        return self.client.get(f"/api/recommendations/v2/{path}", headers=given)

    def items(self, path: str) -> list[str]:
        """The products of a list."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return [item["product_id"] for item in answer.json["items"]]

    def put_rules(self, *, role: str = "marketer", preview: bool = False, **given: Any) -> TestResponse:
        path = f"/api/recommendations/v2/rules{'?preview=1' if preview else ''}"
        return self.client.put(path, json=given, headers=self.headers(role))

    def page(self, path: str, *, origin: str | None = PAGE, **headers: str) -> TestResponse:
        """As a page of the shop asks, with its storefront key."""
        if not self._key:
            self._key, _ = create_key(self.store, [PAGE])
        given = {"Authorization": f"Bearer {self._key}", **headers}
        return self.get(path, role=None, headers=given | ({"Origin": origin} if origin else {}))

    def signed(self, customer_id: str, *, seconds: int = 600) -> dict[str, str]:
        """What the shop's server writes into a page."""
        expires = int(self.now.timestamp()) + seconds
        word = signature(self.secrets.get(SECRET) or "", customer_id, expires)
        return {"X-Customer-Signature": word, "X-Customer-Expires": str(expires)}

    def everybody_in(self, arm: str, variant: Any, model: str | None = None) -> None:
        """Run an experiment with one arm that takes all."""
        running = Running("trial", frozenset({"home"}), "main", 0.0, 1.0, 1.0, (Arm(arm, 1.0, variant, model),))
        self.traffic = Traffic("1", (running,))


@pytest.fixture
def options() -> dict[str, Any]:
    """Settings of the service; a test may parametrise it."""
    return {"hold_out_share": 0.0, "allowed_origins": PAGE}


@pytest.fixture
def lists(options: dict[str, Any]) -> Lists:
    store, secrets, bus = MemoryStore(), MemorySecrets(), MemoryBus()
    make_secret(secrets)
    guard, headers = local_guard(store)
    shop = Shop(time_zone="Europe/Dublin", currency="EUR", country="IE")
    rules = Watched("rules", lambda: in_force(kept_rules(store)), InForce())
    app = Flask("recommendations-v2")
    install(app, service=SERVICE)
    service = Lists(app.test_client(), store, secrets, Shelf(), People(), rules, ServedRecords(secrets, store), headers)
    desk = Desk(
        warehouse=AwayWarehouse(),  # type: ignore[arg-type]  # it answers nothing at all
        store=store,
        cache=MemoryCache(),
        secrets=secrets,
        event_bus=bus,
        shop=lambda: shop,
        settings=Settings(**options),
        now=lambda: service.now,
    )
    service.desk = desk
    serving = Serving(
        desk=desk,
        shelf=service.shelf,
        state=service.people,
        alerts=lambda: service.alerts,
        rules=lambda: rules.current,
        traffic=lambda: service.traffic,
        answers=desk.cache,
        issue=service.records.issue,
        exposed=lambda subject, surface, assignment, _: service.exposed.append((subject, surface, assignment)),
        evidence=lambda bought, then: 0.4 if (bought, then) == ("mug", "spoon") else None,
        problems=lambda: {"rules": rules.problem} if rules.problem else {},
    )
    service.published = bus.published
    runs = Runs(store, SERVICE, desk.now)
    app.register_blueprint(make_blueprint(serving, guard, make_entrance(desk, guard), runs, rules.look))
    return service

"""What lists are answered from: all of it in memory or in the cache, none of it in the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from recommendations_v2.assignment import Assignment, Traffic
from recommendations_v2.desk import Desk
from recommendations_v2.live_alerts import LiveAlerts
from recommendations_v2.marketing_rules import MarketingRules
from recommendations_v2.rules_kept import InForce
from recommendations_v2.served_record import Served
from recommendations_v2.shelf import ShelfState
from recommendations_v2.state import Moment
from recommendations_v2.visit import Alerts, Card, Explanation, Ranked, Visit
from shared.cache import Cache


class Ranker(Protocol):
    """One build: `engine.Engine`."""

    @property
    def version(self) -> str: ...

    @property
    def built_at(self) -> datetime: ...

    @property
    def data_until(self) -> datetime: ...

    def rank(self, visit: Visit, rules: MarketingRules, alerts: Alerts, limit: int) -> Ranked: ...

    def version_one(self, visit: Visit, rules: MarketingRules, alerts: Alerts, limit: int) -> Ranked: ...

    def explain(
        self, visit: Visit, rules: MarketingRules, alerts: Alerts, limit: int, product_id: str | None = None
    ) -> Explanation: ...

    def card(self, product_id: str) -> Card | None: ...

    def knows_customer(self, customer_id: str) -> bool: ...


class Books(Protocol):
    """The build that answers now: `shelf.Shelf`."""

    @property
    def engine(self) -> Ranker | None: ...

    @property
    def state(self) -> ShelfState: ...


class Moments(Protocol):
    """What people did of late: `state.OnlineState`."""

    def of(self, subject: str | None, at: datetime) -> Moment: ...


Exposed = Callable[[str, str, Assignment, datetime], None]
"""Told of everybody who is answered a list: subject, surface, what was assigned, when. Must not wait, nor raise."""


@dataclass(frozen=True)
class Serving:
    """The desk, and what the process holds in memory. Every call waits for nothing but, at most 60 ms, the cache."""

    desk: Desk
    shelf: Books
    state: Moments
    alerts: Callable[[], LiveAlerts]
    rules: Callable[[], InForce]
    traffic: Callable[[], Traffic]
    answers: Cache  # of this process: to ask another machine for a list takes as long as to make it
    issue: Callable[[Served], str]  # `served_record.ServedRecords.issue`
    exposed: Exposed
    evidence: Callable[[str, str], float | None]  # how often two products are in one basket: `rules_evidence.Evidence`
    problems: Callable[[], Mapping[str, str]] = dict  # what could not be read lately, by name: an answer is stale then

"""What the digest's tests stand on: vendors that misbehave, a post room, and its clock."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from inventory_alerts.email_setup import EmailAddresses
from inventory_alerts.post_room import PostRoom
from inventory_alerts.routes_digest import add_digest_routes
from inventory_alerts.slack_setup import SlackAddresses
from inventory_alerts.testing_digest import CHANNEL, SIGNING_SECRET, TOKEN, Clocks, post_room
from inventory_alerts.testing_vendors import StandInMailServer, StandInVendor, mail_server_standing_in, standing_in
from inventory_alerts.use_cases_slack import Buttons
from shared.contracts.problems import ProblemError
from shared.testing import MemoryStore, local_guard
from shared.web import install


@pytest.fixture
def vendor() -> Iterator[StandInVendor]:
    """Slack and SendGrid."""
    with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
def mail_server() -> Iterator[StandInMailServer]:
    with mail_server_standing_in() as stand_in:
        yield stand_in


@pytest.fixture
def slack(vendor: StandInVendor) -> SlackAddresses:
    """Where Slack's stand-in is; it is waited for one second."""
    return SlackAddresses(f"{vendor.url}/api/", f"{vendor.url}/", seconds=1)


@pytest.fixture
def mail(vendor: StandInVendor) -> EmailAddresses:
    """Where SendGrid's stand-in is; it is waited for one second."""
    return EmailAddresses(vendor.url, seconds=1)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def room(vendor: StandInVendor, clocks: Clocks) -> PostRoom:
    """A post room connected to Slack by a bot token."""
    made = post_room(vendor.url, clocks)
    secret = {"bot_token": TOKEN, "channel": CHANNEL, "signing_secret": SIGNING_SECRET}
    made.desk.secrets.put("slack", json.dumps(secret))
    return made


@dataclass
class Pressed:
    """What the buttons did."""

    done: list[tuple[object, ...]] = field(default_factory=list)
    problem: ProblemError | None = None

    def snooze(self, alert_id: str, *, days: int, by: str) -> None:
        self._raise()
        self.done.append(("snooze", alert_id, days, by))

    def approve(self, reorder_id: str, *, by: str) -> None:
        self._raise()
        self.done.append(("approve", reorder_id, by))

    def _raise(self) -> None:
        if self.problem is not None:
            raise self.problem


@dataclass
class Caller:
    """Somebody with a role; `call` asks a path of the service."""

    client: FlaskClient
    headers: Callable[[str], dict[str, str]]

    def call(self, method: str, path: str, *, role: str = "buyer", **said: Any) -> TestResponse:
        said.setdefault("headers", {}).update(self.headers(role))
        return self.client.open(f"/api/inventory{path}", method=method, **said)


@pytest.fixture
def pressed() -> Pressed:
    return Pressed()


@pytest.fixture
def caller(room: PostRoom, pressed: Pressed) -> Caller:
    guard, headers = local_guard(MemoryStore())
    app = Flask("inventory-alerts")
    install(app, service="inventory-alerts")
    blueprint = Blueprint("inventory-alerts", __name__, url_prefix="/api/inventory")
    add_digest_routes(blueprint, room, guard, Buttons(pressed.snooze, pressed.approve))
    app.register_blueprint(blueprint)
    return Caller(app.test_client(), headers)

"""What the shop sets out to sell: whoever sets a target reads it at once, however long the tables take."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.test import TestResponse

from revenue.target_changes import PENDING_KEY
from shared.contracts.events import Event
from shared.contracts.generated.revenue_answers import Current, TargetPage, TargetsSet
from shared.event_bus import EventBusError
from shared.warehouse.sql_files import load_tables

MAY = {"scope": "shop", "period_start": "2024-05-01", "period_end": "2024-05-31"}
AS_OF = "2024-05-10T12:00:00Z"


def pounds(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "GBP"}


class Bus:
    """A bus that can be out of reach."""

    def __init__(self) -> None:
        self.published: list[Event] = []
        self.is_open = True

    def publish(self, events: Sequence[Event]) -> None:
        if not self.is_open:
            raise EventBusError("out of reach")
        self.published += events

    def close(self) -> None:
        """Nothing is held open."""


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def visitor(small_shop: Callable[..., Any], bus: Bus) -> Any:
    small = small_shop()
    small.now = small.at("2024-05-10 13:00")
    small.line("a", "2024-05-02 10:00", "mug", 5, "10", staff_id="ann")
    small.target("2024-04-01", "2024-04-30", "1000")
    return small.open(data_until="2024-05-10 13:00", bus=bus)


def send(visitor: Any, method: str, body: Any = None, *, role: str = "owner", **query: str) -> TestResponse:
    headers = {"Authorization": f"Bearer {role}"}
    given = {"json": body} if body is not None and not isinstance(body, bytes) else {}
    if isinstance(body, bytes):
        given = {"data": body, "content_type": "text/csv; charset=utf-8"}
    client = visitor.app.test_client()
    answer: TestResponse = client.open(
        "/api/revenue/targets", method=method, headers=headers, query_string=query, **given
    )
    return answer


def put(visitor: Any, *items: dict[str, Any]) -> Any:
    answer = send(visitor, "PUT", {"items": list(items)})
    assert answer.status_code == 200, answer.text
    TargetsSet.model_validate(answer.get_json())
    return answer.get_json()


def test_a_target_is_read_at_once_by_whoever_set_it(visitor: Any) -> None:
    assert visitor.get("current", as_of=AS_OF)["target"] is None
    done = put(visitor, {**MAY, "net_amount": pounds("200")})
    assert done["is_pending"] is True
    assert done["items"][0]["net_amount"] == pounds("200.00")
    current = visitor.get("current", as_of=AS_OF)
    Current.model_validate(current)
    assert current["target"]["attainment"]["value"] == 0.25
    listed = visitor.get("targets")
    TargetPage.model_validate(listed)
    assert [(item["period_start"], item["is_pending"]) for item in listed["items"]] == [
        ("2024-04-01", False),
        ("2024-05-01", True),
    ]


def test_a_later_word_on_the_same_target_counts(visitor: Any) -> None:
    put(visitor, {**MAY, "net_amount": pounds("200")})
    put(visitor, {**MAY, "net_amount": pounds("100")})
    assert visitor.get("current", as_of=AS_OF)["target"]["net_amount"] == pounds("100.00")
    assert len(json.loads(visitor.store.get(PENDING_KEY).value)) == 1


def test_a_target_that_is_taken_back_is_gone_at_once(visitor: Any) -> None:
    april = {"scope": "shop", "period_start": "2024-04-01", "period_end": "2024-04-30"}
    done = send(visitor, "DELETE", **april)
    assert (done.status_code, done.get_json()["items"]) == (200, [])
    assert visitor.get("targets")["items"] == []
    assert send(visitor, "DELETE", **april).status_code == 404


def test_targets_of_staff_stand_in_the_breakdown(visitor: Any) -> None:
    put(visitor, {**MAY, "scope": "staff", "scope_id": "ann", "net_amount": pounds("500")})
    asked = {"from_": "2024-05-01", "to": "2024-05-31", "as_of": AS_OF}
    item = visitor.get("breakdown", by="staff", **asked)["items"][0]
    assert item["attainment"]["value"] == 0.1


def test_a_file_sets_many_and_comes_back_as_it_was(visitor: Any) -> None:
    text = (
        "scope,scope_id,period_start,period_end,net_amount\r\n"
        "shop,,2024-05-01,2024-05-31,200.5\r\n"
        "staff,'-bob,2024-05-01,2024-05-31,0.000000001\r\n"
        'staff,"ann, north",2024-05-01,2024-05-31,0\r\n'
    )
    assert send(visitor, "PUT", text.encode()).get_json()["changed"] == 3
    told = visitor.ask("targets.csv", from_="2024-05-01").text
    assert told == text
    assert send(visitor, "PUT", told.encode("utf-8-sig")).status_code == 200
    taken_back = "scope,period_start,period_end,net_amount\nshop,2024-05-01,2024-05-31,\n"
    assert send(visitor, "PUT", taken_back.encode()).get_json()["items"] == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("scope,scope_id\nshop,\n", "file"),
        ("scope,scope_id,period_start,period_end,net_amount\n", "file"),
        ("scope,scope_id,period_start,period_end,net_amount\nshop,,2024-05-01,2024-05-31\n", "line 2.file"),
        ("scope,scope_id,period_start,period_end,net_amount\nshop,,2024-05-01,31.05.2024,5\n", "line 2.period_end"),
        ("scope,scope_id,period_start,period_end,net_amount\nshop,,2024-05-02,2024-05-01,5\n", "line 2.period_end"),
        ("scope,scope_id,period_start,period_end,net_amount\nshop,,2024-05-01,2024-05-31,NaN\n", "line 2.net_amount"),
        ("scope,scope_id,period_start,period_end,net_amount\nshop,,2024-05-01,2024-05-31,-1\n", "line 2.net_amount"),
        ("scope,scope_id,period_start,period_end,net_amount\nstaff,,2024-05-01,2024-05-31,1\n", "line 2.scope_id"),
        ("scope,scope_id,period_start,period_end,net_amount\nteam,x,2024-05-01,2024-05-31,1\n", "line 2.scope"),
        ("scope,scope_id,period_start,period_end,net_amount\n" + "shop,,2024-05-01,2024-05-31,1\n" * 2, "line 3"),
        ("\xff", "file"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_of_the_file_is_used(visitor: Any, text: str, field: str) -> None:
    answer = send(visitor, "PUT", text.encode("latin-1"))
    assert answer.status_code == 400, answer.text
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]
    assert visitor.store.get(PENDING_KEY) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"net_amount": {"amount": "5", "currency": "EUR"}}, "items.0.net_amount"),
        ({"scope_id": "north"}, "items.0.scope_id"),
        ({"scope": "staff"}, "items.0.scope_id"),
        ({"period_end": "2024-04-30"}, "items.0.period_end"),
        ({"net_amount": {"amount": "1" * 40, "currency": "GBP"}}, "items.0.net_amount"),
        ({"period_start": "0001-01-01", "period_end": "0001-01-02"}, "items.0.period_start"),
    ],
)
def test_a_wrong_field_is_named(visitor: Any, change: dict[str, Any], field: str) -> None:
    answer = send(visitor, "PUT", {"items": [{**MAY, "net_amount": pounds("5"), **change}]})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_only_those_who_may_set_targets_do(visitor: Any) -> None:
    body = {"items": [{**MAY, "net_amount": pounds("5")}]}
    for role in ("viewer", "buyer", "service"):
        assert send(visitor, "PUT", body, role=role).status_code == 403
        assert send(visitor, "DELETE", role=role, **MAY).status_code == 403
    assert visitor.ask("targets", role="viewer").status_code == 200
    assert send(visitor, "PUT", role="owner").status_code == 415


def test_pages_of_targets_hold_every_one(visitor: Any) -> None:
    put(visitor, *({**MAY, "scope": "staff", "scope_id": f"s{n}", "net_amount": pounds(str(n))} for n in range(5)))
    items, cursor = [], None
    while True:
        page = visitor.get("targets", limit=2, scope="staff", **({"cursor": cursor} if cursor else {}))
        items, cursor = items + page["items"], page["next_cursor"]
        if cursor is None:
            break
    assert [item["scope_id"] for item in items] == [f"s{n}" for n in range(5)]
    assert [item["scope_id"] for item in visitor.get("targets", scope="staff", scope_id="s3")["items"]] == ["s3"]
    assert visitor.ask("targets", scope_id="s3").status_code == 400


def test_a_list_that_did_not_change_is_not_sent_again(visitor: Any) -> None:
    etag = visitor.ask("targets").headers["ETag"]
    assert visitor.ask("targets", headers={"If-None-Match": etag}).status_code == 304
    put(visitor, {**MAY, "net_amount": pounds("5")})
    assert visitor.ask("targets", headers={"If-None-Match": etag}).status_code == 200


# The way into the tables


def write_row(visitor: Any, first: str, last: str, amount: str | None, recorded_at: datetime) -> None:
    """What ingestion does with an event: a row, and another version of the data."""
    days = {"period_start": date.fromisoformat(first), "period_end": date.fromisoformat(last)}
    row = {"scope": "shop", "scope_id": "", "load_id": "events-1", "recorded_at": recorded_at, **days}
    row["net_amount"] = None if amount is None else Decimal(amount)
    with visitor.warehouse.change() as change:
        change.insert(load_tables("ingestion")["targets"], [row])
    visitor.newer_data()


def start(visitor: Any) -> None:
    """What the service does once, before its first request; nothing of it goes on."""
    visitor.service.on_start(lambda *_: None)
    visitor.service.on_stop()


def test_a_change_is_published_as_what_the_contract_has(visitor: Any, bus: Bus) -> None:
    put(visitor, {**MAY, "net_amount": pounds("200.50")})
    [event] = bus.published
    assert (event.type, event.source, event.entity_id) == (
        "target-changed.v1",
        "/revenue",
        "shop//2024-05-01/2024-05-31",
    )
    assert event.data["net_amount"] == "200.5"
    assert event.version == int(visitor.small.now.timestamp() * 1_000_000)
    assert event.occurred_at == visitor.small.now
    send(visitor, "DELETE", **MAY)
    assert bus.published[-1].data["net_amount"] is None


def test_of_two_changes_at_one_moment_the_later_has_the_greater_version(visitor: Any, bus: Bus) -> None:
    for amount in ("5", "6", "7"):
        put(visitor, {**MAY, "net_amount": pounds(amount)})
    latest = max(bus.published, key=lambda event: event.version)
    assert latest.data["net_amount"] == "7"
    assert len({event.version for event in bus.published}) == 3


def test_a_change_is_let_go_of_when_its_row_is_there_and_not_before(visitor: Any, bus: Bus) -> None:
    assert put(visitor, {**MAY, "net_amount": pounds("5")})["is_pending"] is True
    first = bus.published[-1].occurred_at
    put(visitor, {**MAY, "net_amount": pounds("6")})
    write_row(visitor, "2024-05-01", "2024-05-31", "5", first)
    assert visitor.get("current", as_of=AS_OF)["target"]["net_amount"] == pounds("6.00")
    assert visitor.store.get(PENDING_KEY).value != b"[]"
    write_row(visitor, "2024-05-01", "2024-05-31", "6", bus.published[-1].occurred_at)
    listed = visitor.get("targets", **{"from": "2024-05-01"})["items"]
    assert [(item["net_amount"], item["is_pending"]) for item in listed] == [(pounds("6.00"), False)]
    assert visitor.store.get(PENDING_KEY).value == b"[]"


def test_a_target_that_was_taken_back_stays_away_when_its_row_is_there(visitor: Any, bus: Bus) -> None:
    april = {"scope": "shop", "period_start": "2024-04-01", "period_end": "2024-04-30"}
    assert send(visitor, "DELETE", **april).get_json()["is_pending"] is True
    write_row(visitor, "2024-04-01", "2024-04-30", None, bus.published[-1].occurred_at)
    assert visitor.get("targets")["items"] == []
    assert visitor.store.get(PENDING_KEY).value == b"[]"


def test_what_could_not_be_published_goes_with_the_next_change(visitor: Any, bus: Bus) -> None:
    bus.is_open = False
    assert put(visitor, {**MAY, "net_amount": pounds("5")})["is_pending"] is True
    bus.is_open = True
    put(visitor, {**MAY, "scope": "staff", "scope_id": "ann", "net_amount": pounds("6")})
    assert [event.data["net_amount"] for event in bus.published] == ["5", "6"]


def test_a_start_publishes_what_an_earlier_process_left_as_the_same_event(visitor: Any, bus: Bus) -> None:
    put(visitor, {**MAY, "net_amount": pounds("5")})
    start(visitor)
    first, again = bus.published
    assert (first.id, first.data) == (again.id, again.data)
    write_row(visitor, "2024-05-01", "2024-05-31", "5", first.occurred_at)
    start(visitor)
    assert len(bus.published) == 2

"""Tickets to the live figures: one connection each, for half a minute, and nothing of them in the store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from revenue.live_tickets import Tickets
from shared.auth import ROLES, Identity, NotSignedInError
from shared.testing import MemoryStore

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def identity(role: str = "owner", subject: str = "somebody", proof: str = "role:owner:1") -> Identity:
    return Identity(subject, role, ROLES[role], NOW + timedelta(minutes=15), proof)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def tickets(store: MemoryStore, clock: Clock) -> Tickets:
    return Tickets(store, clock)


def refused(tickets: Tickets, ticket: str) -> None:
    with pytest.raises(NotSignedInError):
        tickets.redeem(ticket)


def test_a_ticket_says_who_and_is_good_for_one_connection(tickets: Tickets) -> None:
    ticket, expires_at = tickets.issue(identity())
    assert expires_at == NOW + timedelta(seconds=30)
    grant = tickets.redeem(ticket)
    assert (grant.user, grant.may_see_margin, grant.proof) == ("somebody", True, "role:owner:1")
    assert grant.until == (NOW + timedelta(minutes=15)).timestamp()
    refused(tickets, ticket)


def test_a_role_without_margin_sees_none(tickets: Tickets) -> None:
    assert tickets.redeem(tickets.issue(identity("viewer"))[0]).may_see_margin is False


def test_a_browser_is_a_user_of_its_own(tickets: Tickets) -> None:
    first, second = (identity(subject="browser:owner", proof=f"session:{n}") for n in (1, 2))
    assert tickets.redeem(tickets.issue(first)[0]).user != tickets.redeem(tickets.issue(second)[0]).user


def test_after_half_a_minute_it_opens_nothing(tickets: Tickets, clock: Clock) -> None:
    ticket, _ = tickets.issue(identity())
    clock.now += timedelta(seconds=30)
    refused(tickets, ticket)


@pytest.mark.parametrize(
    "ticket", ["", "1", "1.2", "x" * 5000, "\u0661.x", "../../auth/codes/x", "99999999999999999999.x", "\x00"]
)
def test_what_nobody_gave_out_opens_nothing(tickets: Tickets, ticket: str) -> None:
    refused(tickets, ticket)


def test_of_many_who_try_at_once_one_gets_in(tickets: Tickets) -> None:
    ticket, _ = tickets.issue(identity())

    def attempt(_: int) -> bool:
        try:
            tickets.redeem(ticket)
        except NotSignedInError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(32))) == 1


def test_the_store_holds_no_ticket_and_not_those_nobody_used(
    tickets: Tickets, clock: Clock, store: MemoryStore
) -> None:
    unused = [tickets.issue(identity())[0] for _ in range(3)]
    held = "".join(key + str(store.get(key)) for key in store.list(""))
    assert not [ticket for ticket in unused if ticket.partition(".")[2] in held]
    clock.now += timedelta(minutes=3)
    tickets.issue(identity())
    assert len(list(store.list("live/"))) == 1

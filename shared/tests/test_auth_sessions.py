"""Codes that work once, and sessions that end: on the store in memory and on the one in a folder."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared import store as stores
from shared.auth import ROLES, NotSignedInError
from shared.auth.role_versions import RoleVersions
from shared.auth.sessions import Sessions, create_code
from shared.store import Store
from shared.testing import MemoryStore


class Clock:
    """A time that passes when the test says so."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else stores.connect(f"file://{tmp_path}/store")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(store: Store, clock: Clock) -> Sessions:
    return Sessions(store, RoleVersions(store), clock)


def test_a_code_signs_in_as_its_role_for_twelve_hours(store: Store, sessions: Sessions, clock: Clock) -> None:
    session_id, identity = sessions.sign_in(create_code(store, "buyer", subject="desk", now=clock))

    assert (identity.subject, identity.role, identity.scopes) == ("desk", "buyer", ROLES["buyer"])
    assert identity.expires_at == clock.time + timedelta(hours=12)
    assert sessions.identity(session_id) == identity


def test_a_code_that_twenty_use_at_once_gives_one_session(store: Store, sessions: Sessions, clock: Clock) -> None:
    code = create_code(store, "owner", now=clock)
    together = threading.Barrier(20)
    outcomes: list[bool] = []

    def use_code() -> None:
        together.wait()
        try:
            sessions.sign_in(code)
        except NotSignedInError:
            outcomes.append(False)
        else:
            outcomes.append(True)

    threads = [threading.Thread(target=use_code) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [False] * 19 + [True]
    assert len(list(store.list("auth/sessions/"))) == 1
    assert list(store.list("auth/codes/")) == []


def test_the_store_holds_neither_code_nor_session(store: Store, sessions: Sessions, clock: Clock) -> None:
    def held() -> str:
        return "".join(f"{key} {store.get(key)}" for key in store.list("auth/"))

    code = create_code(store, "owner", now=clock)
    before = held()
    session_id, _ = sessions.sign_in(code)

    assert code not in before
    assert session_id not in held()


def test_a_code_lives_ten_minutes(store: Store, sessions: Sessions, clock: Clock) -> None:
    in_time, too_late = create_code(store, "owner", now=clock), create_code(store, "owner", now=clock)

    clock.time += timedelta(seconds=599)
    assert sessions.sign_in(in_time)
    clock.time += timedelta(seconds=1)
    with pytest.raises(NotSignedInError):
        sessions.sign_in(too_late)


def test_a_session_ends_by_itself_or_when_signed_out(store: Store, sessions: Sessions, clock: Clock) -> None:
    first, second = (sessions.sign_in(create_code(store, "owner", now=clock))[0] for _ in range(2))
    sessions.sign_out(first)
    sessions.sign_out(first)

    with pytest.raises(NotSignedInError):
        sessions.identity(first)
    clock.time += timedelta(hours=12, seconds=-1)
    assert sessions.identity(second)
    clock.time += timedelta(seconds=1)
    with pytest.raises(NotSignedInError):
        sessions.identity(second)


def test_what_has_run_out_is_cleared_away_at_the_next_sign_in(store: Store, sessions: Sessions, clock: Clock) -> None:
    sessions.sign_in(create_code(store, "owner", now=clock))
    create_code(store, "owner", now=clock)
    clock.time += timedelta(hours=13)

    sessions.sign_in(create_code(store, "owner", now=clock))

    assert len(list(store.list("auth/sessions/"))) == 1
    assert list(store.list("auth/codes/")) == []


def test_a_role_that_does_not_exist_gets_no_code(store: Store) -> None:
    with pytest.raises(ValueError, match="no role 'root'"):
        create_code(store, "root")

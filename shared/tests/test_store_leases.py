"""What a lease promises, on each store of the fixture `store`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from shared.store import LeaseHeldError, LeaseLostError, Store, lease
from shared.store.leases import Lease
from shared.testing import MemoryStore

RACERS = 20
Race = Callable[[Callable[[int], object]], list[object]]
Wait = Callable[[Callable[[], bool]], bool]


def test_a_lease_is_held_by_one_and_names_its_holder(store: Store) -> None:
    with (
        lease(store, "leases/load", holder="load 7"),
        pytest.raises(LeaseHeldError, match="load 7") as refused,
        lease(store, "leases/load", holder="load 8"),
    ):
        pass

    assert refused.value.holder == "load 7"


def test_a_lease_is_free_when_its_block_ends_well_or_badly(store: Store) -> None:
    with lease(store, "leases/load", holder="load 7"):
        pass
    with pytest.raises(ZeroDivisionError), lease(store, "leases/load", holder="load 8"):
        raise ZeroDivisionError
    with lease(store, "leases/load", holder="load 9"):
        pass

    assert list(store.list("")) == []


def holders_of_twenty_that_want_it_at_once(store: Store, at_once: Race) -> list[object]:
    enough = threading.Barrier(RACERS)

    def want(number: int) -> object:
        try:
            with lease(store, "leases/load", holder=f"load {number}"):
                enough.wait()
                return f"load {number}"
        except LeaseHeldError as refused:
            enough.wait()
            return refused.holder

    return at_once(want)


def test_of_twenty_that_want_a_lease_at_once_one_gets_it_and_all_know_who(store: Store, at_once: Race) -> None:
    holders = holders_of_twenty_that_want_it_at_once(store, at_once)

    assert len(set(holders)) == 1


def test_a_lease_lasts_longer_than_its_time_while_its_holder_lives(store: Store) -> None:
    with lease(store, "leases/load", holder="load 7", seconds=0.6) as held:
        time.sleep(1)
        held.check()
        with pytest.raises(LeaseHeldError), lease(store, "leases/load", holder="load 8"):
            pass


def abandoned(seconds_left: float) -> bytes:
    return f'{{"holder": "load 6, which died", "until": {time.time() + seconds_left}}}'.encode()


def test_a_lease_whose_time_is_up_is_taken_over(store: Store) -> None:
    store.put("leases/load", abandoned(0.3))

    with pytest.raises(LeaseHeldError, match="load 6"), lease(store, "leases/load", holder="load 7"):
        pass
    time.sleep(0.4)
    with lease(store, "leases/load", holder="load 7") as held:
        held.check()


def test_a_lease_nobody_can_read_is_taken_over(store: Store) -> None:
    store.put("leases/load", b"{")

    with lease(store, "leases/load", holder="load 7") as held:
        held.check()


def test_of_twenty_that_take_over_a_lease_at_once_one_gets_it(store: Store, at_once: Race) -> None:
    store.put("leases/load", abandoned(-1))

    holders = holders_of_twenty_that_want_it_at_once(store, at_once)

    assert len(set(holders)) == 1
    assert "load 6, which died" not in holders


def what_it_is_told(held: Lease) -> str:
    try:
        held.check()
    except LeaseLostError as lost:
        return str(lost)
    return ""


def test_a_holder_whose_lease_was_taken_over_is_told_while_it_works_and_at_the_end(
    store: Store, eventually: Wait
) -> None:
    holding = ExitStack()
    held = holding.enter_context(lease(store, "leases/load", holder="load 7", seconds=0.3))
    held.check()
    store.put("leases/load", abandoned(60))

    assert eventually(lambda: "taken over from load 7" in what_it_is_told(held))
    with pytest.raises(LeaseLostError, match="taken over from load 7"):
        holding.close()
    assert (other := store.get("leases/load")) is not None
    assert b"load 6" in other.value


def test_a_holder_is_told_even_when_the_one_who_took_over_is_gone_again(store: Store) -> None:
    with (
        pytest.raises(LeaseLostError, match="taken over"),
        lease(store, "leases/load", holder="load 7", seconds=60),
    ):
        store.delete("leases/load")


def lose_the_lease_and_fail(store: Store) -> None:
    with lease(store, "leases/load", holder="load 7", seconds=60):
        store.delete("leases/load")
        raise ZeroDivisionError


def test_what_goes_wrong_in_the_block_is_not_hidden_by_the_lost_lease(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        lose_the_lease_and_fail(store)


class BrokenForAWhile(MemoryStore):
    """A store whose disk is full while `broken` is set."""

    broken = False

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        if self.broken:
            raise OSError("no space left on device")
        return super().put(key, value, if_absent=if_absent, if_version=if_version)


def test_a_renewal_that_fails_once_loses_nothing(capsys: pytest.CaptureFixture[str], eventually: Wait) -> None:
    store = BrokenForAWhile()

    with lease(store, "leases/load", holder="load 7", seconds=0.9) as held:
        store.broken = True
        assert eventually(lambda: "lease not renewed" in capsys.readouterr().err)
        store.broken = False
        time.sleep(0.9)
        held.check()


def test_a_holder_that_can_no_longer_renew_is_told_when_its_time_is_up(capsys: pytest.CaptureFixture[str]) -> None:
    store = BrokenForAWhile()

    with lease(store, "leases/load", holder="load 7", seconds=0.3) as held:
        store.broken = True
        time.sleep(0.4)
        with pytest.raises(LeaseLostError, match="could not be renewed in time"):
            held.check()
        store.broken = False

    assert "no space left" in capsys.readouterr().err

"""The outbox: decided once, tried until it is settled, by any number of processes, whatever they die of."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest

from inventory_alerts import outbox, slack_delivery
from inventory_alerts.delivering import Later, Outcome, Refused, Sent, Unknown
from inventory_alerts.outbox import TRIES, Letter, deliver_due, last_told, letter_at, put_letter, retry_dead
from inventory_alerts.slack_message import plain_message
from inventory_alerts.slack_setup import SlackAddresses
from inventory_alerts.testing_digest import CHANNEL, NOW, TODAY, TOKEN
from inventory_alerts.testing_vendors import StandInVendor
from shared.secrets import connect as open_secrets
from shared.store import Store
from shared.store import connect as open_store
from shared.testing import MemoryStore

LETTER = Letter(
    day=TODAY,
    recipient_id="buyers",
    channel="slack",
    digest_id="d-1",
    address=CHANNEL,
    headline="hello",
    body=plain_message("hello", "d-1"),
    told={"a-1": "2026-06-18"},
    made_at=NOW,
    tried_from=NOW,
    due_at=NOW,
)


class Vendor:
    """Answers what a test says, one a try, the last for ever; remembers what it was asked."""

    def __init__(self, *answers: Outcome) -> None:
        self.answers = list(answers)
        self.asked: list[Letter] = []

    def __call__(self, letter: Letter) -> Outcome:
        self.asked.append(letter)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def store() -> Store:
    made = MemoryStore()
    assert put_letter(made, LETTER)
    return made


def at(store: Store, vendor: Vendor, moment: datetime) -> Letter:
    deliver_due(store, {"slack": vendor, "email": vendor}, lambda: moment)
    found = letter_at(store, LETTER.key)
    assert found is not None
    return found


def test_a_letter_is_decided_once(store: Store) -> None:
    assert not put_letter(store, replace(LETTER, digest_id="d-2", headline="another"))
    assert at(store, Vendor(Sent("1.2")), NOW).headline == "hello"


def test_what_is_sent_is_sent_once_and_its_body_let_go(store: Store) -> None:
    vendor = Vendor(Sent("1.2"))
    sent = at(store, vendor, NOW)
    assert (sent.state, sent.reference, sent.body, sent.tries) == ("sent", "1.2", None, 1)
    assert sent.told == LETTER.told
    at(store, vendor, NOW + timedelta(hours=5))
    assert len(vendor.asked) == 1


def test_what_is_busy_is_tried_again_when_it_says(store: Store) -> None:
    vendor = Vendor(Later("busy", retry_after=1000), Sent())
    waiting = at(store, vendor, NOW)
    assert (waiting.state, waiting.last_error, waiting.may_have_arrived) == ("waiting", "busy", False)
    assert at(store, vendor, NOW + timedelta(seconds=999)).state == "waiting"
    assert at(store, vendor, NOW + timedelta(seconds=1000)).state == "sent"


def test_a_vendor_that_says_nothing_of_when_is_left_alone_for_a_minute(store: Store) -> None:
    vendor = Vendor(Later("busy", retry_after=1), Sent())
    at(store, vendor, NOW)
    assert at(store, vendor, NOW + timedelta(seconds=59)).state == "waiting"
    assert at(store, vendor, NOW + timedelta(seconds=73)).state == "sent"


def test_once_it_may_have_arrived_every_later_try_knows(store: Store) -> None:
    vendor = Vendor(Unknown("lost"), Later("busy"), Sent())
    for hours in range(3):
        at(store, vendor, NOW + timedelta(hours=hours))
    assert [asked.may_have_arrived for asked in vendor.asked] == [False, True, True]


def test_it_is_given_up_after_so_many_tries_and_says_why(store: Store) -> None:
    vendor = Vendor(Later("busy"))
    moment = NOW
    for _ in range(TRIES + 3):
        letter = at(store, vendor, moment)
        moment += timedelta(hours=1, minutes=15)
    assert (letter.state, letter.tries, letter.last_error) == ("dead", TRIES, "busy")
    assert len(vendor.asked) == TRIES
    assert letter.settled_at is not None


def test_pauses_grow(store: Store) -> None:
    vendor, moment, waits = Vendor(Later("busy")), NOW, []
    for _ in range(TRIES - 1):
        letter = at(store, vendor, moment)
        waits.append((letter.due_at - moment).total_seconds())
        moment = letter.due_at
    assert all(pause <= wait <= pause * 1.2 for pause, wait in zip(outbox.PAUSES, waits, strict=True))


def test_what_is_refused_is_dead_at_once_and_can_be_tried_again(store: Store) -> None:
    vendor = Vendor(Refused("invite the app"), Sent())
    assert at(store, vendor, NOW).state == "dead"
    later = NOW + timedelta(days=2)
    again = retry_dead(store, LETTER.key, later)
    assert again is not None
    assert (again.state, again.tries, again.made_at) == ("waiting", 0, NOW)
    assert at(store, vendor, later).state == "sent"
    assert retry_dead(store, LETTER.key, later) is None


def test_a_digest_does_not_meet_the_next_one(store: Store) -> None:
    vendor = Vendor(Later("busy"), Sent())
    at(store, vendor, NOW)
    assert at(store, vendor, NOW + timedelta(hours=21)).state == "dead"
    assert len(vendor.asked) == 1


def test_a_vendor_that_wants_a_day_is_not_waited_for(store: Store) -> None:
    assert at(store, Vendor(Later("busy", retry_after=86400)), NOW).state == "dead"


def test_one_letter_nobody_can_send_does_not_hold_up_the_others(store: Store) -> None:
    put_letter(store, replace(LETTER, recipient_id="another"))

    def sender(letter: Letter) -> Outcome:
        if letter.recipient_id == "another":
            raise RuntimeError("nobody foresaw this")
        return Sent()

    first, second = deliver_due(store, {"slack": sender, "email": sender}, lambda: NOW)
    assert (first.state, first.may_have_arrived) == ("waiting", True)
    assert second.state == "sent"


def test_many_processes_at_once_try_it_once(store: Store) -> None:
    vendor, together = Vendor(Sent()), Barrier(8)

    def run() -> None:
        together.wait()
        deliver_due(store, {"slack": vendor, "email": vendor}, lambda: NOW)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(run) for _ in range(8)]:
            done.result()
    assert len(vendor.asked) == 1


def test_who_comes_back_after_his_time_changes_nothing(store: Store) -> None:
    """A process that stood still in the middle of a try finds that another has finished it."""
    slow, go_on = Event(), Event()

    def stands_still(_: Letter) -> Outcome:
        slow.set()
        go_on.wait(10)
        return Refused("of long ago")

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(deliver_due, store, {"slack": stands_still, "email": stands_still}, lambda: NOW)
        slow.wait(10)
        vendor = Vendor(Sent())
        assert at(store, vendor, NOW + timedelta(seconds=outbox.TAKEN_SECONDS)).state == "sent"
        go_on.set()
        assert first.result() == []
    assert vendor.asked[0].may_have_arrived
    assert at(store, vendor, NOW).state == "sent"


def test_what_is_older_than_four_digests_is_not_looked_at(store: Store) -> None:
    """Each minute costs a reading of the last few letters, not of sixty days of them."""
    vendor = Vendor(Refused("invite the app"), Sent())
    at(store, vendor, NOW)
    for days in range(1, 5):
        put_letter(store, replace(LETTER, day=TODAY + timedelta(days=days), due_at=NOW + timedelta(days=9)))
    assert retry_dead(store, LETTER.key, NOW) is None
    assert len(outbox.lively_keys(store)) == 4


def test_what_was_told_last_is_of_the_last_day_before(store: Store) -> None:
    put_letter(store, replace(LETTER, day=TODAY - timedelta(days=3), told={"old": ""}))
    put_letter(store, replace(LETTER, recipient_id="another", told={"theirs": ""}))
    assert last_told(store, "buyers", TODAY + timedelta(days=1)) == {"a-1": "2026-06-18"}
    assert last_told(store, "buyers", TODAY) == {"old": ""}
    assert last_told(store, "nobody", TODAY) == {}


def test_old_letters_go(store: Store) -> None:
    outbox.clear_old(store, TODAY + timedelta(days=60))
    assert letter_at(store, LETTER.key) is not None
    outbox.clear_old(store, TODAY + timedelta(days=61))
    assert letter_at(store, LETTER.key) is None


SENDING = """
import sys
from datetime import datetime
from functools import partial
from inventory_alerts import slack_delivery
from inventory_alerts.outbox import deliver_due
from inventory_alerts.slack_setup import SlackAddresses
from shared import secrets, store
store_url, secrets_url, url, now = sys.argv[1:]
send = partial(slack_delivery.send, secrets.connect(secrets_url), SlackAddresses(url + "/api/", url + "/", 10))
deliver_due(store.connect(store_url), {"slack": send, "email": send}, lambda: datetime.fromisoformat(now))
"""


@pytest.mark.parametrize("trouble", ["held", "before"])
def test_a_process_killed_in_the_middle_leaves_exactly_one_message(
    tmp_path: Path, vendor: StandInVendor, trouble: str
) -> None:
    """Killed after Slack took the message and before it said so, or while Slack had not read it yet."""
    store_url, secrets_url = f"file://{tmp_path}/store", f"file://{tmp_path}/secrets"
    store = open_store(store_url)
    open_secrets(secrets_url).put("slack", json.dumps({"bot_token": TOKEN, "channel": CHANNEL}))
    put_letter(store, LETTER)
    vendor.trouble = [trouble]
    command = [sys.executable, "-c", SENDING, store_url, secrets_url, vendor.url, NOW.isoformat()]
    with subprocess.Popen(command) as sending:
        assert (vendor.taken if trouble == "held" else vendor.waiting).wait(20)
        os.kill(sending.pid, signal.SIGKILL)
        assert sending.wait(10) == -signal.SIGKILL
    vendor.released.set()

    send: Any = lambda letter: slack_delivery.send(  # noqa: E731 - one line for one vendor
        open_secrets(secrets_url), SlackAddresses(f"{vendor.url}/api/", f"{vendor.url}/"), letter
    )
    senders = {"slack": send, "email": send}
    assert deliver_due(store, senders, lambda: NOW + timedelta(seconds=10)) == []  # it may still be at it
    later = NOW + timedelta(seconds=outbox.TAKEN_SECONDS)
    (letter,) = deliver_due(store, senders, lambda: later)
    assert letter.state == "sent"
    assert len(vendor.accepted) == 1

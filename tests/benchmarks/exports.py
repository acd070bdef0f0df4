"""Exports to marketing where everything goes wrong: vendors that fail, answers that are lost, kill -9 in the middle.

Both vendors are the stand-ins of the service's own tests, answering over HTTP what the official clients ask. After two
kills, withdrawals between them and one more export the remote set must be exactly the intended one, nobody who had not
agreed may ever have been there, and nobody may have been given the mark twice.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from segments.export_consent import note_withdrawn
from segments.export_hold_out import is_held_out
from segments.export_key import shop_key
from segments.testing_marketing import Log, Trouble, standing_in
from segments.testing_marketing_klaviyo import StandInKlaviyo
from segments.testing_marketing_mailchimp import StandInMailchimp
from shared.auth import utc_now
from shared.warehouse import Query
from tests.benchmarks import exports_consent
from tests.benchmarks.exports_shop import GROUP, HOLD_OUT, opened, write_consents, write_shop

MEMBERS = 33_800  # of whom some 25,000 agreed, have an address and are not held out
CUSTOMERS = 1_000_000
TOO_MANY, FAULTS, LOST = 0.10, 0.02, 0.01  # the shares of requests that were promised to be borne
_VICTIM = (sys.executable, "-m", "tests.benchmarks.exports_victim")
_KILLED_AT = (0.3, 0.65)
_WITHDRAWN = 50  # one of so many withdraws between the kills
_PATIENCE_SECONDS = 600.0
_AGREED = Query(
    "agreed",
    "SELECT customer_id, email FROM customers WHERE marketing_consent = 'subscribed' AND email IS NOT NULL",
    {},
)

_ADDED = Query("added", "SELECT COUNT(*) AS members FROM export_audit WHERE action = 'added'", {})


@dataclass(frozen=True)
class Vendor:
    """A stand-in, and what it says came of the exports: addresses that carry the mark, and marks by address."""

    name: str
    batch: int
    stand_in: Any
    carrying: Callable[[], set[str]]
    marked: Callable[[], Counter[str]]
    unmarked: Callable[[], Counter[str]]
    ever: Callable[[], set[str]]
    written: Callable[[], int]  # people over all requests: all that was ever sent
    reached: Callable[[], int]  # people so far; to be asked often, beside the stand-in's own work


@dataclass
class Outcome:
    """What came of one vendor's exports: figures to tell, and what is wrong."""

    figures: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def expect(self, holds: bool, words: str) -> None:
        if not holds:
            self.wrong.append(words)


def run(tell: Callable[[str], None]) -> list[str]:
    """Both vendors, then a million minds; answers the promises that were broken."""
    wrong = []
    for vendor in (mailchimp(), klaviyo(batch=1_000)):
        outcome = measure(MEMBERS, vendor)
        figures = {name: f"{value:,.0f}" for name, value in outcome.figures.items()}
        tell(
            f"{vendor.name}: {figures['members']} members, {figures['intended']} to be sent, {figures['withdrawn']}"
            f" withdrew between two kills; {figures['requests']} requests, {figures['troubled']} of them troubled,"
            f" {figures['seconds']} s; in the end {figures['carrying']} carry the mark"
        )
        tell(f"  at the kills {figures['unknown']} had it and nobody knew: a plain second try sends them twice")
        if "written_again" in figures:
            tell(f"  profiles written again, unchanged, because the answer was lost: {figures['written_again']}")
        wrong += [f"{vendor.name}: {each}" for each in outcome.wrong]
    found = exports_consent.measure(CUSTOMERS)
    tell(
        f"{found.customers:,} customers, {found.changes:,} changes of mind meanwhile: {found.sends:,} sends in"
        f" {found.seconds:.0f} s; {found.skipped:,} withdrew between plan and batch: a list built once sends them"
    )
    return wrong + [f"a million minds: {each}" for each in found.wrong]


def _trouble(seed: int) -> Trouble:
    return Trouble(too_many=TOO_MANY, faults=FAULTS, lost=LOST, seed=seed)


def mailchimp(batch: int = 500, seed: int = 1) -> Vendor:
    """An audience of nobody."""
    made = StandInMailchimp(trouble=_trouble(seed))

    def marks(*, active: bool) -> Counter[str]:
        return Counter({address: n for (address, _, is_on), n in made.tagged.items() if is_on == active})

    return Vendor(
        "mailchimp",
        batch,
        made,
        carrying=lambda: {address for address, member in made.members.items() if member.tags},
        marked=lambda: marks(active=True),
        unmarked=lambda: marks(active=False),
        ever=lambda: set(made.upserts),
        written=lambda: sum(made.upserts.values()) + sum(made.tagged.values()),
        reached=lambda: len(made.tagged),
    )


def klaviyo(batch: int = 10_000, seed: int = 1) -> Vendor:
    """An account of nobody."""
    made, flag = StandInKlaviyo(trouble=_trouble(seed)), f"shopsight_{GROUP}"

    def marks(value: str) -> Counter[str]:
        return Counter(
            {address: n for (address, name, said), n in made.imported.items() if (name, said) == (flag, value)}
        )

    return Vendor(
        "klaviyo",
        batch,
        made,
        carrying=lambda: made.carrying(flag),
        marked=lambda: marks("true"),
        unmarked=lambda: marks("false"),
        ever=lambda: {str(one.email) for one in made.profiles.values()},
        written=lambda: sum(n for (_, name, _), n in made.imported.items() if name == flag),
        reached=lambda: len(made.profiles),
    )


def measure(customers: int, vendor: Vendor, killed_at: Sequence[float] = _KILLED_AT) -> Outcome:
    """Export so many members with kills in the middle, and look at what the vendor holds then.

    `killed_at` are shares of those to be sent, after which the process is killed.
    """
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="shopsight-exports-") as name, standing_in(vendor.stand_in) as log:
        folder = Path(name)
        write_shop(folder, customers)
        agreed, intended = _truth(folder)
        started, unknown = time.monotonic(), 0
        for number, share in enumerate(killed_at):
            _kill(folder, vendor, log, round(share * len(intended)))
            unknown += len(vendor.marked()) - _known(folder)
            if not number:
                withdrawn = _withdraw(folder, agreed)
                marked_before = vendor.marked()
        with _victim() as process:
            _export(process, folder, vendor, outcome)
            killed_seconds = time.monotonic() - started
            marked = vendor.marked()
            late = [address for address in withdrawn if marked[address] > marked_before[address]]
            outcome.expect(not late, f"{len(late)} who had withdrawn were sent afterwards")
            _export(process, folder, vendor, outcome)  # the difference: who withdrew loses the mark
            check(outcome, vendor, agreed, intended - withdrawn)
            before = vendor.written()
            _export(process, folder, vendor, outcome)
            outcome.expect(vendor.written() == before, "an export without a difference wrote something")
        outcome.figures |= {
            "members": customers,
            "intended": len(intended),
            "withdrawn": len(withdrawn),
            "carrying": len(vendor.carrying()),
            "unknown": unknown,
            "requests": log.count,
            "troubled": log.troubled,
            "seconds": killed_seconds,
        }
    return outcome


def check(outcome: Outcome, vendor: Vendor, agreed: set[str], intended: set[str]) -> None:
    """Note what is wrong with what a vendor holds and was told."""
    carrying, marked = vendor.carrying(), vendor.marked()
    missing, extra = len(intended - carrying), len(carrying - intended)
    outcome.expect(not missing and not extra, f"the remote set lacks {missing} and has {extra} too many")
    strangers = len(vendor.ever() - agreed)
    outcome.expect(not strangers, f"{strangers} without consent were sent")
    twice = sum(n > 1 for n in marked.values()) + sum(n > 1 for n in vendor.unmarked().values())
    outcome.expect(not twice, f"{twice} were sent twice")
    if vendor.name == "mailchimp":
        again = sum(n - 1 for n in vendor.stand_in.upserts.values())
        outcome.figures["written_again"] = again
        outcome.expect(not vendor.stand_in.forced, "somebody was given a status")
    else:
        outcome.expect(not vendor.stand_in.banned, "a banned endpoint was called")


def _known(folder: Path) -> int:
    """How many the service knows to carry the mark."""
    with opened(folder) as desk:
        return int(str(desk.warehouse.query(_ADDED)[0]["members"]))


def _truth(folder: Path) -> tuple[set[str], set[str]]:
    """Addresses of who agreed, and of those who are to be sent: all but the hold-out."""
    with opened(folder) as desk:
        key = shop_key(desk).encode()
        rows = [(str(row["customer_id"]), str(row["email"])) for row in desk.warehouse.query(_AGREED)]
    intended = {email for customer_id, email in rows if not is_held_out(key, GROUP, customer_id, HOLD_OUT)}
    return {email for _, email in rows}, intended


def _withdraw(folder: Path, agreed: set[str]) -> set[str]:
    """Some withdraw: half of it is in the tables at once, of the other half only the event has come."""
    some = sorted(agreed)[::_WITHDRAWN]
    now = utc_now()
    with opened(folder) as desk:
        merged = [(email.partition("@")[0], email, "unsubscribed", now) for email in some[::2]]
        write_consents(desk, folder, merged)
        for email in some[1::2]:
            note_withdrawn(desk, email.partition("@")[0], now + timedelta(microseconds=1))
    return set(some)


@contextmanager
def _victim() -> Iterator[subprocess.Popen[str]]:
    """A process that exports what it is told, with everything imported; killed at the end, if it still goes on."""
    with subprocess.Popen(
        _VICTIM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            if _said(process) != "ready":
                raise RuntimeError("the process that exports did not start")
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _said(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline().strip() if process.stdout else ""


def _tell(process: subprocess.Popen[str], folder: Path, vendor: Vendor) -> None:
    told = {"folder": str(folder), "target": vendor.name, "url": vendor.stand_in.url, "batch": vendor.batch}
    if process.stdin is None:
        raise RuntimeError("a victim is told what to do by its standard input")
    process.stdin.write(json.dumps(told) + "\n")
    process.stdin.flush()


def _kill(folder: Path, vendor: Vendor, log: Log, marks: int) -> None:
    """Let a process export, and kill it when so many have their mark; wait until what was on its way has come."""
    with _victim() as process:
        _tell(process, folder, vendor)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while vendor.reached() < marks:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the export was over before it could be killed")
            time.sleep(0.005)
    while log.under_way:
        time.sleep(0.01)


def _export(process: subprocess.Popen[str], folder: Path, vendor: Vendor, outcome: Outcome) -> None:
    """An export that nobody disturbs but the vendor."""
    _tell(process, folder, vendor)
    said = json.loads(_said(process) or '{"state": "broken off", "error": "the process ended"}')
    outcome.expect(said["state"] == "done", f"an export ended {said['state']}: {said['error']}")

"""People's journeys through the dashboard in a real browser: one suite with the demo, and every vendor beside it.

What the clock does at six is done first: segments, lists, and a digest to Slack and by mail whose links are opened.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from inventory_alerts.testing_digest import CHANNEL
from inventory_alerts.testing_digest import TOKEN as SLACK_TOKEN
from inventory_alerts.testing_vendors import StandInMailServer, StandInVendor, mail_server_standing_in
from inventory_alerts.testing_vendors import standing_in as slack_standing_in
from local.dashboard_routes import built_dashboard
from local.testing import SHOPSIGHT, Up, clean_environment, free_port, started
from local.testing_browser import CHROMIUM, Browser, opened_browser
from local.testing_shopify import SECRET, SHOP, TOKEN, StandInShopify, shopify_standing_in
from segments.testing_marketing import standing_in
from segments.testing_marketing_klaviyo import KEY as KLAVIYO_KEY
from segments.testing_marketing_klaviyo import StandInKlaviyo
from segments.testing_marketing_mailchimp import KEY as MAILCHIMP_KEY
from segments.testing_marketing_mailchimp import LIST, StandInMailchimp

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser (Debian: apt-get install chromium)"),
    pytest.mark.skipif(built_dashboard("") is None, reason="needs a built dashboard: make frontend"),
]
ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "infra/local/frontend.sh"
DEMO_SECONDS = 400  # making one takes half a minute on a quiet machine
RUN_SECONDS = 200  # a run takes some seconds; a loaded machine must not fail it
JOURNEY_SECONDS = 600  # the same: they take half a minute
DESKTOP = (1440, 900)
RECIPIENTS = [
    {"recipient_id": "mia", "name": "Mia", "role": "owner", "channels": ["slack", "email"], "email": "mia@x.example"},
    # Of orders alone, so that a line of the digest is about a reorder.
    {"recipient_id": "ben", "name": "Ben", "channels": ["email"], "email": "ben@x.example", "kinds": ["reorder_due"]},
]


@dataclass(frozen=True)
class Morning:
    """A suite after what the clock does at six, and the vendors it is connected with."""

    up: Up
    mailchimp: StandInMailchimp
    klaviyo: StandInKlaviyo
    slack: StandInVendor
    mail: StandInMailServer
    shopify: StandInShopify

    @property
    def links(self) -> set[str]:
        """The addresses of the dashboard in what came by Slack and by mail."""
        told = [json.dumps(each) for each in self.slack.accepted]
        for raw in self.mail.mails:
            parts = message_from_bytes(raw, policy=modern).walk()
            told += [part.get_content() for part in parts if part.get_content_maintype() == "text"]
        found = {link.replace("&amp;", "&") for text in told for link in re.findall(r"https?://[^\s\"'<>|\\)]+", text)}
        return {link for link in found if link.startswith(self.up.origin) and "to=" in link}


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    """The demo's own morning; it is made once."""
    data_dir = tmp_path_factory.mktemp("journeys") / "data"
    mailchimp, klaviyo, port = StandInMailchimp(), StandInKlaviyo(), free_port()
    with ExitStack() as stack:
        stack.enter_context(standing_in(mailchimp))
        stack.enter_context(standing_in(klaviyo))
        slack = stack.enter_context(slack_standing_in())
        mail = stack.enter_context(mail_server_standing_in())
        shopify = stack.enter_context(shopify_standing_in())
        told = {
            "DASHBOARD_DIR": str(ROOT / "frontend" / "dist"),
            "MAILCHIMP_API_URL": mailchimp.url,
            "KLAVIYO_API_URL": klaviyo.url,
            "SLACK_API_URL": f"{slack.url}/api/",
            "SHOPIFY_API_URL": shopify.url,
        }
        connect(data_dir, told, mail.port)
        log = data_dir.parent / "suite.log"
        up = stack.enter_context(started(data_dir, environment=told, empty=False, port=port, log=log))
        wait_for_demo(up)
        begin_the_day(up)
        yield Morning(up, mailchimp, klaviyo, slack, mail, shopify)


def connect(data_dir: Path, told: dict[str, str], mail_port: int) -> None:
    """Every vendor, as a person connects one."""
    keys = {
        "MAILCHIMP_API_KEY": MAILCHIMP_KEY,
        "KLAVIYO_API_KEY": KLAVIYO_KEY,
        "SLACK_BOT_TOKEN": SLACK_TOKEN,
        "SLACK_SIGNING_SECRET": "signing",
        "SHOPIFY_TOKEN": TOKEN,
        "SHOPIFY_SECRET": SECRET,
    }
    for words in (
        ("mailchimp", "--audience", LIST),
        ("klaviyo",),
        ("slack", "--channel", CHANNEL),
        ("email", "--sender", "shop@mugs.example", "--smtp", f"127.0.0.1:{mail_port}"),
        ("shopify", "--shop", SHOP),
    ):
        said = subprocess.run(
            [str(SHOPSIGHT), "connect", *words, "--data-dir", str(data_dir)],
            env={**clean_environment(), **told, **keys},
            input="\n",  # no user at the mail server
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, said.stderr


def wait_for_demo(up: Up) -> None:
    """Until the suite has made its demo and shows it."""
    deadline = time.monotonic() + DEMO_SECONDS
    who = up.signed_in()
    while up.ask("GET", "/api/revenue/current", headers=who)[1]["X-Shopsight-Data"] != "demo":
        assert time.monotonic() < deadline, f"there is no demo after {DEMO_SECONDS} s"
        time.sleep(0.5)


def begin_the_day(up: Up) -> None:
    """What the clock does each morning."""
    who = {**up.signed_in(), "Origin": up.origin}
    runs = [
        (asked(up, "POST", "/api/segments/refresh", who), "/api/segments/runs/"),
        (asked(up, "POST", "/api/recommendations/v2/runs", who, {"name": "build"}), "/api/recommendations/v2/runs/"),
    ]
    asked(up, "PUT", "/api/inventory/recipients", who, {"items": RECIPIENTS})
    token = subprocess.run(
        [str(SHOPSIGHT), "token", "--role", "admin", "--data-dir", str(up.data_dir)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    asked(up, "POST", "/api/jobs/inventory-alerts/daily/run", {"Authorization": f"Bearer {token}"})
    deadline = time.monotonic() + RUN_SECONDS
    for run, where in runs:
        while (state := asked(up, "GET", where + str(run["run_id"]), who)["state"]) != "done":
            assert state != "failed"
            assert time.monotonic() < deadline, f"{where} is {state} after {RUN_SECONDS} s"
            time.sleep(0.2)


def asked(up: Up, method: str, path: str, who: dict[str, str], body: object = None) -> dict[str, object]:
    status, _, said = up.ask(method, path, body=body, headers=who)
    assert status < 400, (path, status, said)
    answer: dict[str, object] = json.loads(said.splitlines()[-1])
    return answer


def sign_in_links(up: Up) -> str:
    """An address for each of the journeys that signs one browser in, once."""
    owners = dict.fromkeys(("owner", "looker", "stale", "leaver"), "owner")
    roles = {**owners, "buyer": "buyer", "marketer": "marketer", "viewer": "viewer"}
    return json.dumps({name: [f"{up.origin}/#code={up.new_code(role)}"] for name, role in roles.items()})


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened_browser(tmp_path_factory.mktemp("browser") / "profile", DESKTOP) as opened:
        yield opened


def opened(browser: Browser, morning: Morning, link: str) -> None:
    """An address, followed in a browser that the owner is signed in with."""
    browser.visit("about:blank")
    browser.visit(f"{morning.up.origin}/#code={morning.up.new_code()}")
    browser.wait("document.querySelector('main[data-view]') !== null")
    browser.visit(link)
    view = parse_qs(urlsplit(link).query)["to"][0]
    browser.wait(f"document.querySelector('main[data-view]')?.dataset.view === {json.dumps(view)}")
    browser.wait("document.querySelector('.loading, [aria-busy=true]') === null")


def test_every_link_of_slack_and_of_mails_opens_its_exact_view(browser: Browser, morning: Morning) -> None:
    views = {parse_qs(urlsplit(link).query)["to"][0]: link for link in morning.links}
    kinds = {view.partition("=")[0] for view in views}
    assert kinds == {"/inventory?state", "/inventory?alert", "/inventory/reorders?reorder"}

    for kind in sorted(kinds):  # one of each: they are made by one function
        view = min(view for view in views if view.startswith(kind))
        opened(browser, morning, views[view])
        words = browser.words("main")
        assert "cannot be shown" not in words
        if kind == "/inventory?state":
            assert browser.run("document.querySelector('select[aria-label=State]').value") == "open"
            assert "the worst first" in words
        elif kind == "/inventory?alert":
            assert "What became of it" in words
            assert "Snooze" in words
        else:
            assert browser.run("document.querySelectorAll('main tr[data-marked]').length") > 0
            assert "This reorder" in words


def test_owner_buyer_and_marketer_get_where_they_want_to(morning: Morning) -> None:
    up, mailchimp = morning.up, morning.mailchimp
    journeys = subprocess.run(
        ["/bin/bash", str(SCRIPT), "run", "vitest", "run", "--config", "vitest.journeys.config.ts"],
        cwd=ROOT,
        env={**os.environ, "SUITE_ORIGIN": up.origin, "SUITE_LINKS": sign_in_links(up), "CHROMIUM": str(CHROMIUM)},
        capture_output=True,
        text=True,
        timeout=JOURNEY_SECONDS,
        check=False,
    )
    assert journeys.returncode == 0, journeys.stdout + journeys.stderr
    assert {member.status for member in mailchimp.members.values()} == {"subscribed"}
    exported, kept = (mailchimp.carrying(f"shopsight: {name}") for name in ("Loyalist", "VIP"))
    assert exported
    assert exported | kept == set(mailchimp.members)
    assert mailchimp.forced == []


def tried(browser: Browser, name: str) -> str:
    """What the page says of a vendor after its button was pressed."""
    panel = f"document.querySelector('section[aria-label={name}]')"
    browser.wait(f"{panel}?.querySelector('button')?.disabled === false")
    browser.run(f"{panel}.querySelector('button').click()")
    browser.wait(f"{panel}.querySelector('button').disabled")
    browser.wait(f"!{panel}.querySelector('button').disabled")
    return browser.words(f"section[aria-label={name}]")


def test_the_button_of_a_vendor_says_whether_it_works_and_why_it_does_not(browser: Browser, morning: Morning) -> None:
    opened(browser, morning, f"{morning.up.origin}/?to=/settings?part=integrations")
    posted, mails = len(morning.slack.accepted), len(morning.mail.mails)
    for name in ("Mailchimp", "Klaviyo", "Slack", "E-mail", "Shopify"):
        assert "It works: " in tried(browser, name)
    assert len(morning.slack.accepted) == posted + 1
    assert len(morning.mail.mails) == mails + len(RECIPIENTS)
    # Keys that are taken back, a token that is revoked, a mail server that takes nothing from us any more.
    morning.mailchimp.key = morning.klaviyo.key = "another"
    morning.slack.trouble = ["token_revoked"]
    morning.mail.to_rcpt = "550 not from you"
    morning.shopify.takes = "another"
    whys = {
        "Mailchimp": "key",
        "Klaviyo": "key",
        "Slack": "token_revoked",
        "E-mail": "not from you",
        "Shopify": "token",
    }
    for name, why in whys.items():
        told = tried(browser, name)
        assert "It works" not in told, name
        assert why in told, told
        assert "test it again" in told, told  # and how to mend it

"""Secret Manager through the official client: which version counts, for how long, and what it says when it fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.secrets import SecretsError, connect
from shared.secrets.secret_manager import CACHE_SECONDS, STALE_SECONDS, SecretManagerSecrets
from shared.testing_google import GoogleStandIn, google_stand_in


@pytest.fixture
def google() -> Iterator[GoogleStandIn]:
    with google_stand_in() as stand_in:
        stand_in.secrets["slack"] = ["first", "second"]
        yield stand_in


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(google: GoogleStandIn, clock: Clock | None = None) -> SecretManagerSecrets:
    return SecretManagerSecrets("shop-of-tests", emulator=google.url, retry_seconds=0.5, clock=clock or Clock())


def test_the_latest_version_counts_unless_the_url_pins_one(google: GoogleStandIn) -> None:
    url = f"secret-manager://shop-of-tests?emulator={google.url}"

    assert connect(url).get("slack") == "second"
    assert connect(f"{url}&pinned=slack:1").get("slack") == "first"
    with pytest.raises(SecretsError, match="pins slack to version 1: a new one would not be read"):
        connect(f"{url}&pinned=slack:1").put("slack", "third")
    with pytest.raises(SecretsError, match="pins slack to version 9, which is not there"):
        connect(f"{url}&pinned=slack:9").get("slack")


def test_a_secret_is_asked_for_once_a_minute_and_a_new_version_counts_then(google: GoogleStandIn) -> None:
    clock = Clock()
    secrets = opened(google, clock)
    assert [secrets.get("slack"), secrets.get("mailchimp"), secrets.get("mailchimp")] == ["second", None, None]
    asked = len(google.asked)
    google.secrets["slack"].append("third")

    assert secrets.get("slack") == "second"
    assert len(google.asked) == asked == 2
    clock.now = CACHE_SECONDS
    assert secrets.get("slack") == "third"


def test_what_was_put_is_a_new_version_and_read_at_once(google: GoogleStandIn) -> None:
    secrets = opened(google)
    secrets.put("slack", "third")

    assert google.secrets["slack"] == ["first", "second", "third"]
    assert secrets.get("slack") == "third"
    with pytest.raises(SecretsError, match="gcloud secrets create lightspeed --project shop-of-tests"):
        secrets.put("lightspeed", "hunter2")
    with pytest.raises(SecretsError, match="65,537 bytes"):
        secrets.put("slack", "x" * 65_537)


def test_it_is_asked_again_when_it_is_busy_or_the_line_is_cut(google: GoogleStandIn) -> None:
    google.faults.extend([503, "cut"])

    assert SecretManagerSecrets("shop-of-tests", emulator=google.url).get("slack") == "second"
    assert len(google.asked) == 3


def test_an_outage_is_bridged_for_an_hour_and_not_longer(google: GoogleStandIn) -> None:
    clock = Clock()
    secrets = opened(google, clock)
    secrets.get("slack")
    google.faults.extend([503] * 100)

    clock.now = STALE_SECONDS - 1
    assert secrets.get("slack") == "second"
    clock.now = STALE_SECONDS
    with pytest.raises(SecretsError, match="reading slack failed"):
        secrets.get("slack")


def test_a_right_that_was_taken_back_ends_at_once(google: GoogleStandIn) -> None:
    clock = Clock()
    secrets = opened(google, clock)
    secrets.get("slack")
    clock.now = CACHE_SECONDS
    google.faults.append(403)

    with pytest.raises(SecretsError, match=r"not allowed.*roles/secretmanager\.secretAccessor"):
        secrets.get("slack")


def test_a_destroyed_version_says_how_to_find_another(google: GoogleStandIn) -> None:
    google.secrets["slack"].append(None)

    with pytest.raises(SecretsError, match=r"DESTROYED.*gcloud secrets versions list slack --project shop-of-tests"):
        opened(google).get("slack")


@pytest.mark.parametrize(
    "url",
    [
        "secret-manager://",
        "secret-manager://project/folder",
        "secret-manager://shop-of-tests?pinned=slack",
        "secret-manager://shop-of-tests?colour=red",
        "secret-manager://shop-of-tests?emulator=http://evil.example:80",
    ],
)
def test_a_url_that_cannot_be_meant_is_refused(url: str) -> None:
    with pytest.raises(SecretsError, match="write secret-manager://<project>"):
        connect(url)

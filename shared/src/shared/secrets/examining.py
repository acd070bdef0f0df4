"""Looks at where secrets are, and at who this machine is to Google. Nothing is changed, and no secret is told."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from shared.diagnosis import Finding, ill, well
from shared.secrets import SecretsError, connect

ANYBODY = 0o077  # of a mode: what others than the owner may do
MOST_SECONDS_OFF = 30.0  # a token lives for 15 minutes and may be from a clock half a minute ahead; Google's bear five

_GOOGLES = frozenset({"bigquery", "pubsub", "gs", "secret-manager", "cloud-scheduler"})
_PROBE = "doctor"  # a secret that nobody has
_CLOCK_URL = "https://www.googleapis.com/generate_204"  # answers nothing, and its Date
_WAIT_SECONDS = 5.0


def examine(url: str) -> Iterator[Finding]:
    """Whether secrets can be read, and on one machine by their owner only."""
    try:
        connect(url).get(_PROBE)
    except (SecretsError, OSError) as error:
        yield ill("secrets", str(error), _mending(str(error), url))
        return
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        open_to_others = [path for path in [folder, *folder.glob("*")] if path.stat().st_mode & ANYBODY]
        if open_to_others:
            cause = f"others on this machine may read {open_to_others[0]}"
            yield ill("secrets", cause, f"chmod -R go= {folder}")
            return
    yield well("secrets", "can be read, by those who may")


def examine_account(urls: Iterable[str], *, clock_url: str = _CLOCK_URL) -> Iterator[Finding]:
    """Whether anybody is signed in at Google, and the clock goes as Google's; nothing where no plug is Google's."""
    parts = [urlsplit(url) for url in urls]
    if not any(part.scheme in _GOOGLES and "emulator=" not in part.query for part in parts):
        return
    yield _credentials()
    yield examine_clock(clock_url)


def examine_clock(url: str) -> Finding:
    """Whether this machine's clock goes as that of a server."""
    before = time.time()
    try:
        with urllib.request.urlopen(url, timeout=_WAIT_SECONDS) as answer:  # noqa: S310 - a constant, https
            told = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (OSError, TypeError, ValueError) as error:
        return ill("clock", f"{url} cannot be asked for the time: {error}", f"curl -sSI {url}")
    # A date has whole seconds, and the answer was on its way for some.
    off = max(0.0, before - told - 1, told - time.time())
    if off > MOST_SECONDS_OFF:
        return ill("clock", f"this machine's clock is {off:.0f} seconds off", "sudo timedatectl set-ntp true")
    return well("clock", "goes as Google's does")


def _credentials() -> Finding:
    import google.auth  # noqa: PLC0415 - only where Google is asked
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - as above
    from google.auth.transport.requests import Request  # noqa: PLC0415 - as above

    login = "gcloud auth application-default login"
    try:
        credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
        credentials.refresh(Request())  # type: ignore[no-untyped-call]  # the library lacks it
    except GoogleAuthError as error:
        return ill("credentials", f"nobody is signed in at Google: {error}", login)
    who = getattr(credentials, "service_account_email", None) or "a person"
    return well("credentials", f"signed in as {who}, project {project or 'not named'}")


def _mending(said: str, url: str) -> str:
    """The command that an error of Google's adapter ends with, or for a folder the one that makes it."""
    _, mark, command = said.rpartition(": gcloud ")
    if mark:
        return f"gcloud {command}"
    if said.startswith("SECRETS_URL:"):
        return "unset SECRETS_URL"
    folder = unquote(urlsplit(url).path)
    return f"mkdir -p {folder} && chmod 700 {folder}" if url.startswith("file:") else f"curl -sSI {_CLOCK_URL}"

"""Secrets: keys and passwords by name, behind one protocol. They appear in no log, no table and no answer.

`connect(url)` maps a scheme to an adapter. Every adapter answers the same tests (`shared/tests/test_secrets.py`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")  # what Secret Manager and every disk take as it is


class SecretsError(Exception):
    """Something the secrets refused; `str()` says what and what to do, and never holds a secret."""


class Secrets(Protocol):
    """Names to text, safe to use from any thread and any process.

    A name is 1 to 80 lower-case letters, digits, `_` and `-`, none of these two first; any other raises `SecretsError`.
    """

    def get(self, name: str) -> str | None:
        """The secret, exactly as it was put; None when there is none."""

    def put(self, name: str, value: str) -> None:
        """Write the secret, durably; the one before counts no more."""


def check_name(name: str) -> None:
    """Raise `SecretsError` for a name that some adapter could not hold."""
    if not _NAME.fullmatch(name):
        raise SecretsError(f"{name[:80]!r} is no name of a secret: use up to 80 lower-case letters, digits, _ and -")


def connect(url: str) -> Secrets:
    """Open the secrets a URL names: `file:///absolute/folder`, which is made, for its owner only, when not there, or
    `secret-manager://<project>`.

    Raises `SecretsError` for a scheme nobody serves.
    """
    scheme = urlsplit(url).scheme
    if scheme == "file":
        from shared.secrets import folder  # noqa: PLC0415 - an adapter is imported when it is chosen, not before

        return folder.connect(url)
    if scheme == "secret-manager":
        from shared.secrets import secret_manager  # noqa: PLC0415 - as above

        return secret_manager.connect(url)
    raise SecretsError(
        f"SECRETS_URL: no adapter for {url!r}; use file:///<absolute folder> or secret-manager://<project>"
    )


def connect_own(url: str, data_dir: Path) -> Secrets:
    """What never leaves this machine: the secrets that a URL names where they are a folder's, else a folder beside the
    data. Raises as `connect`, but for a scheme nobody serves.
    """
    return connect(url if urlsplit(url).scheme == "file" else (data_dir.absolute() / "secrets").as_uri())

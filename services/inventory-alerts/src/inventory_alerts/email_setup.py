"""How e-mail is connected, as the secrets `sendgrid` or `smtp` say, and where SendGrid is. It imports no client."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Literal, cast

from shared.secrets import Secrets

SENDGRID, SMTP = "sendgrid", "smtp"  # names of secrets
SECONDS = 15  # without a byte; the client itself would wait for ever. A mail server may look up who we are meanwhile
ADDRESS = re.compile(r"[^\s@<>]+@([A-Za-z0-9.-]+)")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class EmailSetupError(Exception):
    """E-mail is not connected, or the secret will not do; `str()` says what to do and holds nothing secret."""


@dataclass(frozen=True, slots=True)
class EmailSetup:
    """What the secret `sendgrid` or else `smtp` holds."""

    sender: str
    sender_name: str
    vendor: Literal["sendgrid", "smtp"]
    api_key: str = field(default="", repr=False)
    host: str = ""
    port: int = 587  # submission, RFC 6409
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class EmailAddresses:
    """Where SendGrid is, and how long any server is waited for: settings, so that a stand-in can take its place."""

    sendgrid_url: str
    seconds: float = SECONDS


def read_setup(secrets: Secrets) -> EmailSetup:
    """What the secrets say; SendGrid wins where there are both. Raises EmailSetupError, also where there is none."""
    for vendor in (SENDGRID, SMTP):
        text = secrets.get(vendor)
        if text:  # an empty one was let go of
            return _setup(vendor, text)
    raise EmailSetupError("E-mail is not connected: there is neither a secret `sendgrid` nor a secret `smtp`")


def _setup(vendor: str, text: str) -> EmailSetup:
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise EmailSetupError(f"the secret `{vendor}` is no JSON object")
    sender, name = str(held.get("from", "")), " ".join(str(held.get("from_name") or "Shopsight").split())
    if not ADDRESS.fullmatch(sender):
        raise EmailSetupError(f"from in the secret `{vendor}` is no e-mail address")
    if vendor == SENDGRID:
        key = held.get("api_key")
        if not isinstance(key, str) or not re.fullmatch(r"[\x21-\x7e]+", key):
            raise EmailSetupError("the secret `sendgrid` has no api_key")
        return EmailSetup(sender, name, "sendgrid", api_key=key)
    host, port, security = held.get("host"), held.get("port", 587), held.get("security", "starttls")
    if not isinstance(host, str) or not host or not isinstance(port, int) or not 0 < port < 65536:  # noqa: PLR2004 - TCP's ports
        raise EmailSetupError("the secret `smtp` has no host, or a port that is none")
    if security not in ("starttls", "tls", "none") or (security == "none" and host not in _LOOPBACK):
        raise EmailSetupError(
            "security in the secret `smtp` is starttls or tls; none only for a server on this machine"
        )
    return EmailSetup(
        sender,
        name,
        "smtp",
        host=host,
        port=port,
        security=cast("Literal['starttls', 'tls', 'none']", security),
        username=str(held.get("username") or ""),
        password=str(held.get("password") or ""),
    )

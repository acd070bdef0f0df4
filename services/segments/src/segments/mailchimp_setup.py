"""How Mailchimp is connected, as the secret `mailchimp` says, and where it is. It imports no client."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field

from segments.export_target import TargetRefusedError
from shared.secrets import Secrets

SECRET = "mailchimp"  # noqa: S105 - the secret's name
SECONDS = (10.0, 100.0)  # to connect, and without a byte: Mailchimp itself ends a call after 120 seconds
_KEY = re.compile(r"[0-9A-Za-z]{10,100}-([a-z]{2,4}[0-9]{1,4})")  # what follows the hyphen is the data centre
_LIST = re.compile(r"[0-9A-Za-z]{4,40}")


@dataclass(frozen=True, slots=True)
class MailchimpSetup:
    """What the secret `mailchimp` holds, and where Mailchimp's API is."""

    api_key: str = field(repr=False)
    list_id: str
    url: str
    seconds: tuple[float, float] = SECONDS


def read_setup(secrets: Secrets, api_url: str) -> MailchimpSetup:
    """What the secret says; `api_url` empty: the data centre that the key names. Raises TargetRefusedError."""
    text = secrets.get(SECRET)
    if not text:  # an empty one was let go of
        raise TargetRefusedError("Mailchimp is not connected: run `shopsight connect mailchimp`")
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise TargetRefusedError("the secret `mailchimp` is no JSON object of api_key, list_id, webhook_secret")
    key, list_id = str(held.get("api_key") or ""), str(held.get("list_id") or "")
    found = _KEY.fullmatch(key)
    if found is None:
        raise TargetRefusedError("api_key of Mailchimp is no key with its data centre at the end, like ...-us21")
    if not _LIST.fullmatch(list_id):
        raise TargetRefusedError("list_id of Mailchimp is no audience id: Audience > Settings > Audience name shows it")
    return MailchimpSetup(key, list_id, api_url or f"https://{found[1]}.api.mailchimp.com/3.0")


def address_key(email: str) -> str:
    """What tells one address from another at Mailchimp: it is lower case there."""
    return email.strip().lower()


def member_key(email: str) -> str:
    """A member in Mailchimp's URLs: MD5 of the address in lower case. It is made for a request and kept nowhere."""
    return hashlib.md5(address_key(email).encode(), usedforsecurity=False).hexdigest()

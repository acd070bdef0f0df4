"""How Klaviyo is connected, as the secret `klaviyo` says. It imports no client."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from segments.export_target import TargetRefusedError
from shared.secrets import Secrets

SECRET = "klaviyo"  # noqa: S105 - the secret's name
SECONDS = (10.0, 60.0)  # to connect, and without a byte: five megabytes of an import are read in some seconds
_KEY = re.compile(r"pk_[0-9A-Za-z_-]{10,200}")  # a private key; the public one has six characters and may read nothing


@dataclass(frozen=True, slots=True)
class KlaviyoSetup:
    """What the secret `klaviyo` holds, and where Klaviyo's API is."""

    api_key: str = field(repr=False)
    url: str
    seconds: tuple[float, float] = SECONDS


def read_setup(secrets: Secrets, api_url: str) -> KlaviyoSetup:
    """What the secret says. Raises TargetRefusedError, also where there is none."""
    text = secrets.get(SECRET)
    if not text:  # an empty one was let go of
        raise TargetRefusedError("Klaviyo is not connected: run `shopsight connect klaviyo`")
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise TargetRefusedError("the secret `klaviyo` is no JSON object of api_key, webhook_secret")
    key = str(held.get("api_key") or "")
    if not _KEY.fullmatch(key):
        raise TargetRefusedError("api_key of Klaviyo is no private key: those begin with pk_")
    return KlaviyoSetup(key, api_url)

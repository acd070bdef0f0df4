"""`shopsight connect mailchimp` and `shopsight connect klaviyo`: where segments are exported to."""

from __future__ import annotations

import getpass
import json
import os
import re
import secrets as randomness
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from local.data_folder import DataFolder
from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, data_folder
from local.talk import REFUSED, WRONG_USAGE, CommandError, answer, say

if TYPE_CHECKING:  # imported by the command when it runs
    from segments.export_target import Target, TargetState
    from segments.settings import Settings
    from shared.secrets import Secrets

_MAILCHIMP_KEY, _KLAVIYO_KEY = "MAILCHIMP_API_KEY", "KLAVIYO_API_KEY"
_LONGEST = 300  # characters of a key: Mailchimp's have 37, Klaviyo's under 50
_HOST = re.compile(r"https://[^\s/?#@]+")
_SECRET_BYTES = 24  # of the webhooks' secret: 32 letters, twice as many as Klaviyo asks for
_TOPICS = (
    "event:klaviyo.unsubscribed_from_email_marketing",
    "event:klaviyo.manually_suppressed_from_email_marketing",
    "event:klaviyo.marked_email_as_spam",
    "event:klaviyo.bounced_email",
)

Address = Annotated[
    str | None,
    typer.Option("--address", metavar="https://HOST", help="Where the vendor reaches this suite; for webhooks."),
]


def connect_mailchimp(
    *,
    audience: Annotated[
        str,
        typer.Option("--audience", metavar="ID", help="The audience's id: Audience > Settings > Audience name."),
    ],
    address: Address = None,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Have segments exported to a Mailchimp audience: try the key, keep it, say where webhooks go.

    The API key is asked for, or read from MAILCHIMP_API_KEY or from standard input; never from an argument, which
    others on a machine can read. It is kept only when it opens the audience. Nothing is written there.
    """
    _check_address(address)
    folder = data_folder(data_dir)
    held = {"api_key": _key(_MAILCHIMP_KEY, "Mailchimp API key"), "list_id": audience.strip()}
    state, secret = _connected(folder, "mailchimp", held)
    path = f"/api/ingest/mailchimp/webhooks?secret={secret}"
    if as_json:
        answer(json.dumps({"target": "mailchimp", "account": state.account, "webhooks": f"{address or ''}{path}"}))
        return
    answer(f"connected: mailchimp, {state.account}")
    say(state.words)
    say(
        "Who unsubscribes there is read every morning and before each export. To know it at once, enter this address at"
    )
    say("Audience > Settings > Webhooks, for unsubscribes and cleaned addresses; it holds a secret:")
    answer(f"webhook: {address or 'https://<your host>'}{path}")


def connect_klaviyo(
    *,
    address: Address = None,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Have segments exported to a Klaviyo account: try the key, keep it, say where webhooks go.

    The private API key is asked for, or read from KLAVIYO_API_KEY or from standard input; never from an argument, which
    others on a machine can read. It is kept only when it opens the account. Nothing is written there.
    """
    _check_address(address)
    folder = data_folder(data_dir)
    state, secret = _connected(folder, "klaviyo", {"api_key": _key(_KLAVIYO_KEY, "Klaviyo private API key")})
    url = f"{address or ''}/api/ingest/klaviyo/webhooks"
    if as_json:
        told = {"target": "klaviyo", "account": state.account, "webhooks": url, "webhook_secret": secret}
        answer(json.dumps({**told, "topics": list(_TOPICS)}))
        return
    answer(f"connected: klaviyo, {state.account}")
    say(state.words)
    say(
        "Who unsubscribes there is read every morning and before each export. To know it at once, make a webhook of the"
    )
    say(f"topics {', '.join(_TOPICS)}, with this address and this secret key:")
    answer(f"webhook: {address or 'https://<your host>'}/api/ingest/klaviyo/webhooks")
    answer(f"secret key: {secret}")


def _connected(folder: DataFolder, name: str, held: dict[str, str]) -> tuple[TargetState, str]:
    """What the key opens, and the webhooks' secret; both are kept then."""
    from local.plugs import open_secrets  # noqa: PLC0415 - `--help` does not need it

    secrets = open_secrets(folder, os.environ)
    secret = _standing_secret(secrets, name) or randomness.token_urlsafe(_SECRET_BYTES)
    state = _tried(folder, name, json.dumps(held))
    if not state.ok:
        raise CommandError("Nothing was connected", state.words, code=REFUSED)
    secrets.put(name, json.dumps({**held, "webhook_secret": secret}))
    return state, secret


def _tried(folder: DataFolder, name: str, held: str) -> TargetState:
    from segments import klaviyo_target, mailchimp_target  # noqa: PLC0415 - as above
    from segments.export_target import TargetRefusedError  # noqa: PLC0415 - as above

    settings = _settings(folder)
    candidate = _Candidate(name, held)
    try:
        target: Target
        if name == "mailchimp":
            target = mailchimp_target.connect(candidate, settings.mailchimp_api_url)
        else:
            target = klaviyo_target.connect(candidate, settings.klaviyo_api_url)
        return target.test()
    except TargetRefusedError as error:
        raise CommandError("Nothing was connected", str(error), code=REFUSED) from error


class _Candidate:
    """A secret that is tried before it is kept."""

    def __init__(self, name: str, held: str) -> None:
        self._values = {name: held}

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def put(self, name: str, value: str) -> None:
        self._values[name] = value


def _standing_secret(secrets: Secrets, name: str) -> str | None:
    """The webhooks' secret of before: a webhook that was set up with it goes on."""
    try:
        held = json.loads(secrets.get(name) or "{}")
    except ValueError:
        return None
    secret = held.get("webhook_secret") if isinstance(held, dict) else None
    return secret if isinstance(secret, str) and secret else None


def _check_address(address: str | None) -> None:
    if address is not None and not _HOST.fullmatch(address):
        message = "Webhooks are sent to https:// addresses only"
        raise CommandError(message, "Give the host alone: https://shop.example.com", code=WRONG_USAGE)


def _key(variable: str, asked: str) -> str:
    """The key: of the environment, of a terminal where nothing shows, or a line of standard input."""
    given = os.environ.get(variable, "")
    if not given:
        given = getpass.getpass(f"{asked}: ") if sys.stdin.isatty() else sys.stdin.readline()
    key = given.strip()
    if not key or len(key) > _LONGEST or not (key.isascii() and key.isprintable()):
        raise CommandError(f"{asked} is needed", f"Type it when asked, pipe it in, or set {variable}", code=WRONG_USAGE)
    return key


def _settings(folder: DataFolder) -> Settings:
    from segments.settings import Settings  # noqa: PLC0415 - as above
    from shared.settings import SettingsError, read  # noqa: PLC0415 - as above

    try:
        return read(Settings, {**os.environ, "DATA_DIR": str(folder.root)})
    except SettingsError as error:
        raise CommandError("The settings will not do", *str(error).splitlines(), code=WRONG_USAGE) from error

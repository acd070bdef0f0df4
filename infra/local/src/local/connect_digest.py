"""`shopsight connect slack` and `shopsight connect email`: where the morning digest goes."""

from __future__ import annotations

import getpass
import json
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from local.data_folder import DataFolder
from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, data_folder
from local.talk import REFUSED, WRONG_USAGE, CommandError, answer, say

if TYPE_CHECKING:  # imported by the command when it runs
    from inventory_alerts.settings import Settings

_TOKEN, _SIGNING, _WEBHOOK = "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_WEBHOOK_URL"
_KEY, _USER, _PASSWORD = "SENDGRID_API_KEY", "SMTP_USERNAME", "SMTP_PASSWORD"
_LONGEST = 1000  # characters of a secret; SendGrid's have 69, an address of a webhook under 100


def connect_slack(
    *,
    channel: Annotated[
        str | None, typer.Option("--channel", metavar="C0123456789", help="Id of the channel, for a bot token.")
    ] = None,
    webhook: Annotated[bool, typer.Option("--webhook", help="By an incoming webhook instead of a bot.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Have the morning digest sent to Slack: try it with a message, keep the secret, say what it promises.

    The bot token and the app's signing secret (empty: no buttons) are asked for, or read from SLACK_BOT_TOKEN and
    SLACK_SIGNING_SECRET, or from standard input, a line each; with --webhook its address, or SLACK_WEBHOOK_URL. Never
    from arguments, which others on a machine can read. It is kept only when the message arrived.
    """
    if webhook == (channel is not None):
        raise CommandError("Give --channel for a bot, or --webhook", code=WRONG_USAGE)
    if webhook:
        held = {"webhook_url": _secret(_WEBHOOK, "Address of the webhook", needed=True)}
    else:
        held = {
            "bot_token": _secret(_TOKEN, "Bot token (xoxb-...)", needed=True),
            "channel": channel or "",
            "signing_secret": _secret(_SIGNING, "Signing secret (empty: no buttons)", needed=False),
        }
    folder = data_folder(data_dir)
    settings = _settings(folder)

    from inventory_alerts.channel_trials import slack_trial  # noqa: PLC0415 - `--help` does not need it
    from inventory_alerts.slack_setup import SlackAddresses, SlackSetupError, read_setup  # noqa: PLC0415 - as above
    from shared.serving import utc_now  # noqa: PLC0415 - as above

    addresses = SlackAddresses(settings.slack_api_url, settings.slack_hooks_url)
    try:
        tried = slack_trial(read_setup(_Candidate("slack", held), addresses), addresses, utc_now())
    except SlackSetupError as error:
        raise CommandError("Nothing was connected", str(error), code=REFUSED) from error
    _keep(folder, "slack", held, tried, as_json=as_json)


def connect_email(
    *,
    sender: Annotated[str, typer.Option("--sender", metavar="ADDRESS", help="The address that the digest comes from.")],
    smtp: Annotated[
        str | None, typer.Option("--smtp", metavar="HOST[:PORT]", help="A mail server of your own, not SendGrid.")
    ] = None,
    tls: Annotated[bool, typer.Option("--tls", help="Encrypted from the start (port 465), not by STARTTLS.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Have the morning digest sent by e-mail: try it with a mail to the sender, keep the secret.

    SendGrid's API key is asked for, or read from SENDGRID_API_KEY or standard input; with --smtp the mail server's user
    (empty: none) and password, or SMTP_USERNAME and SMTP_PASSWORD. It is kept only when the mail was taken.
    """
    folder = data_folder(data_dir)
    settings = _settings(folder)
    held: dict[str, Any] = {"from": sender}
    if smtp is None:
        name = "sendgrid"
        held["api_key"] = _secret(_KEY, "SendGrid API key", needed=True)
    else:
        name = "smtp"
        host, _, port = smtp.partition(":")
        held |= {"host": host, "security": _security(host, tls=tls)}
        held["port"] = int(port) if port.isdecimal() else (465 if tls else 587)  # RFC 8314 and RFC 6409
        held["username"] = _secret(_USER, "User at the mail server (empty: none)", needed=False)
        held["password"] = _secret(_PASSWORD, "Password", needed=True) if held["username"] else ""

    from inventory_alerts.channel_trials import email_trial  # noqa: PLC0415 - `--help` does not need it
    from inventory_alerts.email_setup import EmailAddresses, EmailSetupError, read_setup  # noqa: PLC0415 - as above

    try:
        setup = read_setup(_Candidate(name, held))
    except EmailSetupError as error:
        raise CommandError("Nothing was connected", str(error), code=REFUSED) from error
    tried = email_trial(setup, EmailAddresses(settings.sendgrid_api_url), [setup.sender])
    _keep(folder, name, held, tried, as_json=as_json)
    if name == "smtp":
        _let_go(folder, "sendgrid")


class _Candidate:
    """Secrets that are tried before they are kept."""

    def __init__(self, name: str, held: dict[str, Any]) -> None:
        self._values = {name: json.dumps(held)}

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def put(self, name: str, value: str) -> None:
        self._values[name] = value


def _security(host: str, *, tls: bool) -> str:
    """How the mail server is spoken to; in the clear only on this machine, where nobody listens in."""
    if tls:
        return "tls"
    return "none" if host in ("127.0.0.1", "localhost") else "starttls"


def _keep(folder: DataFolder, name: str, held: dict[str, Any], tried: dict[str, Any], *, as_json: bool) -> None:
    from local.plugs import open_secrets  # noqa: PLC0415 - `--help` does not need it

    if not tried["delivered"]:
        raise CommandError("Nothing was connected", str(tried["detail"]), code=REFUSED)
    open_secrets(folder, os.environ).put(name, json.dumps(held))
    if as_json:
        answer(json.dumps(tried))
        return
    answer(f"connected: {tried['channel']}, {str(tried['guarantee']).replace('_', ' ')}")
    say(str(tried["detail"]))
    say("Who gets what, and when: PUT /api/inventory/recipients and /api/inventory/schedule (docs/digest.md)")


def _let_go(folder: DataFolder, name: str) -> None:
    """A mail server wins over a SendGrid account that was connected before: the last that was said counts."""
    from local.plugs import open_secrets  # noqa: PLC0415 - `--help` does not need it

    secrets = open_secrets(folder, os.environ)
    if secrets.get(name):
        secrets.put(name, "")


def _secret(variable: str, asked: str, *, needed: bool) -> str:
    """One secret: of the environment, of a terminal where nothing shows, or a line of standard input."""
    given = os.environ.get(variable, "")
    if not given:
        given = getpass.getpass(f"{asked}: ") if sys.stdin.isatty() else sys.stdin.readline()
    secret = given.strip()
    if len(secret) > _LONGEST or not secret.isascii() or (needed and not secret):
        raise CommandError(f"{asked} is needed", f"Type it when asked, pipe it in, or set {variable}", code=WRONG_USAGE)
    return secret


def _settings(folder: DataFolder) -> Settings:
    from inventory_alerts.settings import Settings  # noqa: PLC0415 - `--help` does not need it
    from shared.settings import SettingsError, read  # noqa: PLC0415 - as above

    try:
        return read(Settings, {**os.environ, "DATA_DIR": str(folder.root)})
    except SettingsError as error:
        raise CommandError("The settings will not do", *str(error).splitlines(), code=WRONG_USAGE) from error

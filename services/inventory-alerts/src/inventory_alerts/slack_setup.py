"""How Slack is connected, as the secret `slack` says, and where it is. It imports no client."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from inventory_alerts.recipients import SLACK_CHANNEL_ID
from shared.secrets import Secrets

SECRET = "slack"  # noqa: S105 - the secret's name
SECONDS = 10  # without a byte; Slack posts in well under one


class SlackSetupError(Exception):
    """Slack is not connected, or the secret will not do; `str()` says what to do and holds nothing secret."""


@dataclass(frozen=True, slots=True)
class SlackSetup:
    """What the secret `slack` holds: a bot token and a channel's id, or the address of an incoming webhook."""

    bot_token: str | None = field(default=None, repr=False)
    channel: str | None = None
    signing_secret: str | None = field(default=None, repr=False)
    webhook_url: str | None = field(default=None, repr=False)

    @property
    def has_buttons(self) -> bool:
        """Whether Slack can call back, so that a button does something."""
        return self.bot_token is not None and self.signing_secret is not None

    @property
    def guarantee(self) -> str:
        """How often a message arrives: exactly_once or at_least_once."""
        return "exactly_once" if self.bot_token is not None else "at_least_once"


@dataclass(frozen=True, slots=True)
class SlackAddresses:
    """Where Slack is, and how long it is waited for: settings, so that a stand-in can take its place."""

    api_url: str
    hooks_url: str  # what the addresses of webhooks and of answers to buttons begin with
    seconds: int = SECONDS


def read_setup(secrets: Secrets, addresses: SlackAddresses) -> SlackSetup:
    """What the secret says. Raises SlackSetupError, also where there is none."""
    text = secrets.get(SECRET)
    if text is None:
        raise SlackSetupError("Slack is not connected: there is no secret `slack`; `shopsight connect slack` makes it")
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    names = ("bot_token", "channel", "signing_secret", "webhook_url")
    if not isinstance(held, dict) or not all(isinstance(held.get(name, ""), str) for name in names):
        raise SlackSetupError("the secret `slack` is no JSON object of bot_token, channel, signing_secret, webhook_url")
    setup = SlackSetup(**{name: held.get(name) or None for name in names})
    if setup.bot_token is None and setup.webhook_url is None:
        raise SlackSetupError("the secret `slack` has neither a bot_token nor a webhook_url")
    if setup.bot_token is not None and not SLACK_CHANNEL_ID.fullmatch(setup.channel or ""):
        raise SlackSetupError(
            "channel in the secret `slack` has to be a channel's id, like C0123456789, which stands at the end of its "
            "details in Slack: a name can be posted to, but not looked up in"
        )
    if setup.bot_token is None and not (setup.webhook_url or "").startswith(addresses.hooks_url):
        raise SlackSetupError(f"webhook_url in the secret `slack` does not begin with {addresses.hooks_url}")
    return setup

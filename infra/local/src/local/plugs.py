"""The plugs a command needs beside a running suite: its store and its key, never its warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from local.data_folder import DataFolder
from local.talk import UNAVAILABLE, WRONG_USAGE, CommandError
from shared import event_bus, secrets, store
from shared.secrets import Secrets
from shared.settings import PlugSettings, SettingsError, read
from shared.store import Store

if TYPE_CHECKING:  # jwt and cryptography: 40 ms that only a token is worth
    from shared.auth.tokens import Issuer
    from shared.event_bus.local import LocalBus


def open_store(folder: DataFolder, environment: Mapping[str, str]) -> Store:
    """The store of a data folder. Raises CommandError."""
    try:
        return store.connect(_settings(folder, environment).store_url)
    except (store.StoreError, OSError) as error:
        raise CommandError(f"The store cannot be opened: {error}", code=UNAVAILABLE) from error


def open_secrets(folder: DataFolder, environment: Mapping[str, str]) -> Secrets:
    """The secrets of a data folder. Raises CommandError."""
    try:
        return secrets.connect(_settings(folder, environment).secrets_url)
    except (secrets.SecretsError, OSError) as error:
        raise CommandError(f"The secrets cannot be opened: {error}", code=UNAVAILABLE) from error


def open_bus(folder: DataFolder, environment: Mapping[str, str]) -> LocalBus:
    """The file of the event bus of a data folder. Raises CommandError."""
    from shared.event_bus.local import of_this_machine  # noqa: PLC0415 - only for who looks into the bus

    try:
        bus = event_bus.connect(_settings(folder, environment).event_bus_url)
    except event_bus.EventBusError as error:
        raise CommandError("The event bus cannot be opened", str(error), code=UNAVAILABLE) from error
    found = of_this_machine(bus)
    if found is None:
        bus.close()
        raise CommandError(
            "The event bus is not this machine's",
            "Look at its subscriptions and the topic dead-letters with gcloud pubsub",
            code=WRONG_USAGE,
        )
    return found


def issuer(folder: DataFolder, environment: Mapping[str, str]) -> Issuer:
    """What signs this folder's tokens. Raises CommandError."""
    from shared.auth.tokens import own_issuer  # noqa: PLC0415 - see above

    try:
        return own_issuer(_settings(folder, environment), open_store(folder, environment))
    except (secrets.SecretsError, store.StoreError, OSError, ValueError) as error:
        raise CommandError(f"The secrets cannot be read: {error}", code=UNAVAILABLE) from error


def _settings(folder: DataFolder, environment: Mapping[str, str]) -> PlugSettings:
    try:
        return read(PlugSettings, {**environment, "DATA_DIR": str(folder.root)})
    except SettingsError as error:
        raise CommandError("The settings will not do", *str(error).splitlines(), code=WRONG_USAGE) from error

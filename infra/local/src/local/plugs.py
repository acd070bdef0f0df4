"""The plugs a command needs beside a running suite: its store and its key, never its warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from local.data_folder import DataFolder
from local.talk import UNAVAILABLE, WRONG_USAGE, CommandError
from shared import secrets, store
from shared.settings import PlugSettings, SettingsError, read
from shared.store import Store

if TYPE_CHECKING:  # jwt and cryptography: 40 ms that only a token is worth
    from shared.auth.tokens import Issuer


def open_store(folder: DataFolder, environment: Mapping[str, str]) -> Store:
    """The store of a data folder. Raises CommandError."""
    try:
        return store.connect(_settings(folder, environment).store_url)
    except (store.StoreError, OSError) as error:
        raise CommandError(f"The store cannot be opened: {error}", code=UNAVAILABLE) from error


def issuer(folder: DataFolder, environment: Mapping[str, str]) -> Issuer:
    """What signs this folder's tokens. Raises CommandError."""
    from shared.auth.tokens import local_issuer  # noqa: PLC0415 - see above

    try:
        hidden = secrets.connect(_settings(folder, environment).secrets_url)
        return local_issuer(hidden, open_store(folder, environment))
    except (secrets.SecretsError, store.StoreError, OSError, ValueError) as error:
        raise CommandError(f"The secrets cannot be read: {error}", code=UNAVAILABLE) from error


def _settings(folder: DataFolder, environment: Mapping[str, str]) -> PlugSettings:
    try:
        return read(PlugSettings, {**environment, "DATA_DIR": str(folder.root)})
    except SettingsError as error:
        raise CommandError("The settings will not do", *str(error).splitlines(), code=WRONG_USAGE) from error

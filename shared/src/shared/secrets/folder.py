"""The secrets in a folder of this machine: a store of their own, whose folder is 0700 and whose files are 0600."""

from __future__ import annotations

from shared import store
from shared.secrets import SecretsError, check_name


class FolderSecrets:
    """`Secrets` in a folder store, which writes whole files or none and leaves no temporary ones behind."""

    def __init__(self, files: store.Store) -> None:
        self._files = files

    def get(self, name: str) -> str | None:
        check_name(name)
        found = self._files.get(name)
        return None if found is None else found.value.decode()

    def put(self, name: str, value: str) -> None:
        check_name(name)
        self._files.put(name, value.encode())


def connect(url: str) -> FolderSecrets:
    """Open the folder of a `file://` URL. Raises `SecretsError` when the URL names none."""
    try:
        return FolderSecrets(store.connect(url))
    except store.StoreError:
        raise SecretsError(f"SECRETS_URL: no adapter for {url!r}; use file:///<absolute folder>") from None

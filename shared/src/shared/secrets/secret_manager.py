"""The secrets in Secret Manager: one secret a name, of which the latest version counts, or one that the URL pins.

Terraform makes the secrets, empty, and says who may read and who may add to which (infra/terraform); what they hold
comes from `shopsight connect`, or from a service that makes a key of its own, and is never in its state. The client
speaks REST: one call a minute is not worth a connection of its own.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import google_crc32c
from google.api_core.exceptions import BadRequest, Forbidden, GoogleAPIError, NotFound, Unauthorized
from google.api_core.retry import Retry, if_exception_type
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError
from google.cloud.secretmanager_v1 import SecretManagerServiceClient, SecretPayload
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import SecretManagerServiceRestTransport
from requests import RequestException

from shared import telemetry
from shared.hurry import about_to_wait
from shared.secrets import SecretsError, check_name

CACHE_SECONDS = 60.0  # a new version counts a minute later, and a request does not wait for Google more often
STALE_SECONDS = 3600.0  # an hour without Secret Manager is survived; a key that was taken back must not live on
ANSWER_SECONDS = 3.0  # for one call, which takes 30 to 100 ms
RETRY_SECONDS = 8.0  # for all attempts: who asks over HTTP is gone after 20
LARGEST = 65_536  # bytes of a version, as Secret Manager has it

_FIRST_WAIT, _LONGEST_WAIT = 0.2, 2.0  # seconds between attempts: several fit in
_NOTHING = b"\0"  # what an empty text is kept as: Secret Manager takes no empty version, and no text of ours holds it
_PROJECT = re.compile(r"[a-z][a-z0-9.:-]{3,98}[a-z0-9]")  # one of a domain has a point and a colon
_PIN = re.compile(r"([a-z0-9][a-z0-9_-]{0,79}):([1-9][0-9]{0,8})")
_EMULATOR = re.compile(r"http://127\.0\.0\.1:\d{1,5}")  # credentials go nowhere, and secrets do not leave this machine
_TRANSIENT = (429, 500, 502, 503, 504)
_LOGIN = "gcloud auth application-default login"


class _AwayError(SecretsError):
    """Secret Manager did not answer; what was read before still holds."""


@dataclass(frozen=True, slots=True)
class _Kept:
    value: str | None
    read_at: float


def connect(url: str) -> SecretManagerSecrets:
    """Open `secret-manager://<project>`; asks Secret Manager nothing yet.

    Options after `?`: `pinned=slack:3,shopify:7` (these versions count instead of the latest), `emulator`
    (`http://127.0.0.1:port`, without credentials). Raises SecretsError when the URL cannot be read or there are no
    credentials.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    emulator, pins = options.pop("emulator", None), options.pop("pinned", "")
    pinned = [_PIN.fullmatch(pin) for pin in pins.split(",")] if pins else []
    well = _PROJECT.fullmatch(parts.netloc) and not parts.path.strip("/") and not options
    if not well or not all(pinned) or not (emulator is None or _EMULATOR.fullmatch(emulator)):
        raise SecretsError("SECRETS_URL: write secret-manager://<project>, or ...?pinned=<name>:<version>,...")
    return SecretManagerSecrets(parts.netloc, pinned={pin[1]: pin[2] for pin in pinned if pin}, emulator=emulator)


class SecretManagerSecrets:
    """Implements `shared.secrets.Secrets`. What was read counts for a minute, and for an hour where nobody answers."""

    def __init__(
        self,
        project: str,
        *,
        pinned: Mapping[str, str] | None = None,
        emulator: str | None = None,
        retry_seconds: float = RETRY_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._project = project
        self._pinned = dict(pinned or {})
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        self._limits: dict[str, Any] = {
            "timeout": ANSWER_SECONDS,
            "retry": Retry(_is_transient, initial=_FIRST_WAIT, maximum=_LONGEST_WAIT, timeout=retry_seconds),
        }
        with self._plainly("finding credentials", "", ""):
            if emulator is None:
                self._client = SecretManagerServiceClient(transport="rest")
            else:
                transport = SecretManagerServiceRestTransport(
                    host=emulator.removeprefix("http://"),
                    credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]  # the library lacks it
                    url_scheme="http",
                )
                self._client = SecretManagerServiceClient(transport=transport)

    def get(self, name: str) -> str | None:
        check_name(name)
        with self._lock:
            kept = self._kept.get(name)
        age = self._clock() - kept.read_at if kept else float("inf")
        if kept and age < CACHE_SECONDS:
            return kept.value
        try:
            value = self._read(name)
        except _AwayError as away:
            if kept is None or age >= STALE_SECONDS:
                raise
            telemetry.logger().warning("a secret of before is used", secret=name, age_seconds=int(age), why=str(away))
            return kept.value
        self._keep(name, value)
        return value

    def put(self, name: str, value: str) -> None:
        check_name(name)
        if name in self._pinned:
            raise SecretsError(
                f"SECRETS_URL pins {name} to version {self._pinned[name]}: a new one would not be read. Take the pin"
                " away first"
            )
        data = value.encode() or _NOTHING
        if len(data) > LARGEST:
            raise SecretsError(f"{name} has {len(data):,} bytes; Secret Manager takes {LARGEST:,}")
        payload = SecretPayload(data=data, data_crc32c=_checksum(data))
        about_to_wait()
        with self._plainly(f"adding a version of {name}", name, "roles/secretmanager.secretVersionAdder"):
            try:
                self._client.add_secret_version(parent=self._path(name), payload=payload, **self._limits)
            except NotFound:
                raise SecretsError(
                    f"there is no secret {name} in project {self._project}; `terraform apply` makes the suite's, or: "
                    f"gcloud secrets create {name} --project {self._project} --replication-policy automatic"
                ) from None
        # "latest" may be the one before for a while; who wrote has to read what it wrote.
        self._keep(name, value)

    def _read(self, name: str) -> str | None:
        version = self._pinned.get(name, "latest")
        about_to_wait()
        with self._plainly(f"reading {name}", name, "roles/secretmanager.secretAccessor"):
            try:
                payload = self._client.access_secret_version(
                    name=f"{self._path(name)}/versions/{version}", **self._limits
                ).payload
            except NotFound:
                if name in self._pinned:
                    raise SecretsError(f"SECRETS_URL pins {name} to version {version}, which is not there") from None
                return None
        if payload.data_crc32c and payload.data_crc32c != _checksum(payload.data):
            raise _AwayError(f"Secret Manager: {name} was garbled on its way")
        return "" if payload.data == _NOTHING else payload.data.decode()

    def _keep(self, name: str, value: str | None) -> None:
        with self._lock:
            self._kept[name] = _Kept(value, self._clock())

    def _path(self, name: str) -> str:
        return f"projects/{self._project}/secrets/{name}"

    @contextmanager
    def _plainly(self, doing: str, name: str, role: str) -> Iterator[None]:
        """What went wrong in words, with what mends it."""
        of_project = f"--project {self._project}"
        try:
            yield
        except (DefaultCredentialsError, Unauthorized) as error:
            raise SecretsError(f"Secret Manager: {doing} failed, nobody is signed in: {_LOGIN}") from error
        except Forbidden as error:
            raise SecretsError(
                f"Secret Manager: {doing} is not allowed: {error.message}. To allow it: gcloud secrets"
                f" add-iam-policy-binding {name} {of_project} --member serviceAccount:<account> --role {role}"
            ) from error
        except BadRequest as error:  # by REST a failed precondition is one too
            raise SecretsError(
                f"Secret Manager: {doing} failed: {error.message}. Its versions: gcloud secrets versions list {name}"
                f" {of_project}; a disabled one: gcloud secrets versions enable <version> --secret {name} {of_project}"
            ) from error
        except (GoogleAPIError, GoogleAuthError, RequestException) as error:
            raise _AwayError(f"Secret Manager: {doing} failed: {error}") from error


def _checksum(data: bytes) -> int:
    return int(google_crc32c.value(data))


def _is_transient(error: Exception) -> bool:
    return if_exception_type(RequestException)(error) or getattr(error, "code", None) in _TRANSIENT

"""What becomes of one try to hand a message to a vendor, in the words that the outbox decides by."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from http import HTTPStatus
from urllib.error import URLError


@dataclass(frozen=True, slots=True)
class Sent:
    """The vendor has it. `reference` is the vendor's name for it, where there is one."""

    reference: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """It will not be taken, however often it is sent, until somebody changes something: `reason` says what."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """It was certainly not taken; sent again it may be. `retry_after`: the seconds that the vendor asks to wait."""

    reason: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been taken: the answer was lost, or says of itself that it does not know."""

    reason: str


Outcome = Sent | Refused | Later | Unknown


def without_answer(vendor: str, error: BaseException) -> Later | Unknown:
    """What a request came to that ended without an answer: only where nothing ever listened, nothing was taken."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ConnectionRefusedError | socket.gaierror):
        return Later(f"{vendor} cannot be reached ({type(cause).__name__})")
    if isinstance(cause, TimeoutError):
        return Unknown(f"{vendor} did not answer in time; it may have the message")
    name = type(cause).__name__ if isinstance(cause, BaseException) else type(error).__name__
    return Unknown(f"the answer of {vendor} was lost ({name}); it may have the message")


def seconds_of(retry_after: str | None) -> float | None:
    """The seconds that a Retry-After asks for; None for none, a date or nonsense: the outbox's own pause holds."""
    return float(retry_after) if retry_after is not None and retry_after.strip().isdecimal() else None


def by_status(vendor: str, status: int, said: str, retry_after: str | None) -> Later | Unknown | Refused:
    """What an HTTP status above 299 means for a message that was posted."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Later(f"{vendor} takes no more for now", seconds_of(retry_after))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unknown(f"{vendor} answered {status}; it may have the message")
    return Refused(f"{vendor} answered {status}: {said}" if said else f"{vendor} answered {status}")

"""What an examination finds: that something is well, or what is wrong, why, and the command that mends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

APPLY = "terraform -chdir=infra/terraform apply -var-file=environments/production.tfvars"
"""Makes on Google Cloud what the contracts say and is not there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `mend` is the exact command; None where all is well, or there was nothing to look at."""

    check: str  # one word or two: "time zone"
    well: bool
    said: str  # what was seen; of a failure its cause
    mend: str | None = None


def well(check: str, said: str) -> Finding:
    """All is well with it."""
    return Finding(check, well=True, said=said)


def ill(check: str, cause: str, mend: str) -> Finding:
    """Something is wrong with it: the cause, and the exact command that mends it."""
    return Finding(check, well=False, said=cause, mend=mend)


def found(check: str, ills: Iterable[Finding], otherwise: str) -> Iterator[Finding]:
    """What is wrong, or that all is well."""
    told = list(ills)
    yield from told or [well(check, otherwise)]

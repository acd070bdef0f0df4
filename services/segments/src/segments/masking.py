"""Personal data for people who may not see them: enough to tell that there is an address, not whose. Pure."""

from __future__ import annotations

_SHORT = 6  # digits: two of so short a number would say too much


def masked_email(email: str | None) -> str | None:
    """`anna@example.org` as `a***@***.org`: how it begins and where it ends."""
    if email is None:
        return None
    name, at, host = email.rpartition("@")
    end = host.rpartition(".")[2]
    return f"{name[:1]}***@***.{end}" if at and "." in host else "***"


def masked_phone(phone: str | None) -> str | None:
    """The last two digits."""
    if phone is None:
        return None
    digits = [each for each in phone if each.isdigit()]
    shown = "".join(digits[-2:]) if len(digits) > _SHORT else ""
    return f"***{shown}"


def masked_name(name: str | None) -> str | None:
    """The first letter."""
    return None if name is None else f"{name[:1]}***"

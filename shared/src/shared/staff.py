"""Who of the shop's people is what, by e-mail address: the setting STAFF_ROLES, for where others sign them in."""

from __future__ import annotations

import re

PEOPLE = frozenset({"viewer", "marketer", "buyer", "owner", "admin"})
"""Roles a person has; the others are for programs."""

_WHO = re.compile(r"[^\s@,=]*@[a-z0-9-]+(\.[a-z0-9-]+)+")


class StaffRoles:
    """`anna@shop.example=owner,@shop.example=viewer`: an address goes before its domain.

    Raises ValueError for what cannot be meant, naming it.
    """

    def __init__(self, text: str) -> None:
        roles: dict[str, str] = {}
        for entry in filter(None, (part.strip() for part in text.split(","))):
            who, equals, role = (part.strip() for part in entry.partition("="))
            who = who.lower()
            if not equals or not _WHO.fullmatch(who):
                raise ValueError(f"{entry!r} is neither address@example.com=role nor @example.com=role")
            if role not in PEOPLE:
                raise ValueError(f"{role!r} is no role of a person; there are {', '.join(sorted(PEOPLE))}")
            if who in roles:
                raise ValueError(f"{who} is there twice")
            roles[who] = role
        self._roles = roles

    def role(self, email: str, organisation: str | None) -> str | None:
        """The role of an address. By its domain only for accounts that the domain's own organisation gave out."""
        email = email.lower()
        found = self._roles.get(email)
        if found is None and organisation and email.endswith(f"@{organisation.lower()}"):
            found = self._roles.get(f"@{organisation.lower()}")
        return found

    def __len__(self) -> int:
        return len(self._roles)

"""What exports are given beside the desk: the places to send to, and where groups come from."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from segments import groups
from segments.desk import Desk
from segments.export_target import Target
from segments.groups import Group


def _nothing(_target: str) -> None:
    """Consent comes by events only."""


@dataclass(frozen=True)
class Outlet:
    """The desk and the targets by name. Opening one raises TargetRefusedError where it is not connected.

    `read_consent` is told a target before anything is sent there: who withdrew there is noted when it returns.
    """

    desk: Desk
    targets: Mapping[str, Callable[[], Target]]
    read_consent: Callable[[str], None] = _nothing
    pause: Callable[[float], None] = time.sleep
    group: Callable[[Desk, str], Group] = groups.group
    members: Callable[[Desk, str, str | None, int], list[str]] = groups.members

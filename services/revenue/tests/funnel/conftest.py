"""A small online shop whose every visit is written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Small = Any


class Storefront:
    """Writes visits of an online shop: what was done a minute after another, in wall-clock times of the shop."""

    def __init__(self, small: Small) -> None:
        self.small = small
        self.events = small.others["web_events"]
        self._sessions = 0

    def visit(self, at: str, *done: str, **said: Any) -> None:
        """One visit; `order` is what its purchase names, `visitor` who comes, the rest as the table has it."""
        self._sessions += 1
        order, visitor = said.pop("order", None), said.pop("visitor", f"v{self._sessions}")
        who = {"visitor_id": visitor, "session_id": f"s{self._sessions}"}
        self._write(at, done, who | {"consent": "granted"} | said, order)

    def nobody(self, at: str, *done: str, **said: Any) -> None:
        """Events that name neither visitor nor session."""
        self._write(at, done, {"consent": "unknown"} | said, said.pop("order", None))

    def _write(self, at: str, done: tuple[str, ...], said: dict[str, Any], order: str | None) -> None:
        for minute, event in enumerate(done or ("session_start",)):
            hour, past = at.rsplit(":", 1)
            row = {"event_id": f"e{len(self.events)}", "occurred_at": self.small.at(f"{hour}:{int(past) + minute:02}")}
            row |= {"event": event, "page": "/", "device": "mobile", "is_bot": False, "load_id": "load-1", **said}
            row |= {"recorded_at": row["occurred_at"], "order_id": order if event == "purchase" else None}
            self.events.append(row)

    def funnel(self, **asked: Any) -> Any:
        """What is answered of 2 May, if nothing else is asked, at noon of 3 May."""
        visitor = self.small.open(data_until="2024-05-03 12:00")
        return visitor.get("funnel", **{"from": "2024-05-02", "to": "2024-05-02", **asked})

    def order(self, order: str, at: str, price: str, channel: str = "online") -> None:
        self.small.line(order, at, "mug", 1, price, channel=channel)


@pytest.fixture
def storefront(small_shop: Callable[..., Small]) -> Storefront:
    small = small_shop()
    small.now = small.at("2024-05-03 12:00")
    return Storefront(small)

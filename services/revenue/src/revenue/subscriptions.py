"""Event in, one use case."""

from __future__ import annotations

from collections.abc import Mapping

from revenue import use_cases_customer_value
from revenue.use_cases import Desk
from shared.event_bus import Handler


def handlers(desk: Desk) -> Mapping[str, Handler]:
    """What revenue does with each type of event it subscribes to."""
    return {"customer-erased.v1": use_cases_customer_value.erase_customer(desk)}

"""Event in, one use case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from revenue import use_cases_customer_value
from revenue.use_cases import Desk
from shared.erased_customers import erasing
from shared.event_bus import Handler


def handlers(desk: Desk) -> Mapping[str, Handler]:
    """What revenue does with each type of event it subscribes to."""
    erase = partial(use_cases_customer_value.erase_customers, desk)
    return {"customer-erased.v1": erasing(desk.erased_lately, (erase,))}

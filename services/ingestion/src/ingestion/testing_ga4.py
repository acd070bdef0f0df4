"""Rows of Google Analytics 4's export for tests, with the columns and the oddities of the real one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

Item = tuple[str, int]


def ga4_event(
    name: str,
    *,
    at: str = "2024-05-01T09:15:00.000001Z",
    visitor: str | None = "100.200",
    session: int | None = 1714554900,
    page: str = "https://shop.example/mugs?utm_source=x",
    items: Sequence[Item] = (),
    parameters: Mapping[str, str | int | float] | None = None,
    consent: str | None = "Yes",
    **columns: Any,  # noqa: ANN401 - whatever stands in a column
) -> dict[str, Any]:
    """A row of `events_YYYYMMDD`; whole numbers are texts, as the export's JSON has them."""
    moment = datetime.fromisoformat(at)
    said: dict[str, str | int | float] = {"page_location": page}
    said |= {"ga_session_id": session} if session is not None else {}
    said |= parameters or {}
    return {
        "event_date": f"{moment:%Y%m%d}",
        "event_timestamp": str(int(moment.timestamp()) * 1_000_000 + moment.microsecond),
        "event_name": name,
        "event_params": [{"key": key, "value": _value(value)} for key, value in said.items()],
        "event_bundle_sequence_id": "77",
        "user_id": None,
        "user_pseudo_id": visitor,
        "privacy_info": {"analytics_storage": consent, "ads_storage": consent, "uses_transient_token": "No"},
        "device": {
            "category": "mobile",
            "operating_system": "iOS",
            "mobile_model_name": "iPhone",
            "browser": None,
            "web_info": {"browser": "Safari", "browser_version": "17.0", "hostname": "shop.example"},
        },
        "traffic_source": {"name": "(direct)", "medium": "(none)", "source": "(direct)"},  # of the first visit
        "stream_id": "1234",
        "ecommerce": None,
        "items": [{"item_id": item, "item_name": item.title(), "quantity": str(count)} for item, count in items],
        "collected_traffic_source": None,
        "batch_page_id": None,
        "batch_ordering_id": None,
        "batch_event_index": None,
        **columns,
    }


def purchase(transaction: str | None, **told: Any) -> dict[str, Any]:  # noqa: ANN401 - as of `ga4_event`
    """A purchase as the shop's page of thanks reports it."""
    ecommerce = {"transaction_id": transaction or "(not set)", "purchase_revenue": "31.0"}
    parameters: dict[str, str | int | float] = {"value": 31, "tax": 4.95}
    parameters |= {"transaction_id": transaction} if transaction else {}
    return ga4_event("purchase", ecommerce=ecommerce, parameters=parameters, **told)


def json_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as a file of the export."""
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def _value(value: str | float) -> dict[str, Any]:
    kinds: dict[str, Any] = dict.fromkeys(("string_value", "int_value", "float_value", "double_value"))
    match value:
        case str():
            kinds["string_value"] = value
        case int():
            kinds["int_value"] = str(value)
        case _:
            kinds["double_value"] = value
    return kinds

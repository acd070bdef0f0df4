"""Looks for what stands out on the shop's days: Parquet in, findings out, in a process of its own (`shared.child`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from revenue.contribution import Contribution, summed
from revenue.insight_counts import count_anomalies
from revenue.insight_data import Finding, ShopData
from revenue.insight_gaps import gaps
from revenue.insight_products import refund_waves, rushes
from revenue.insight_reading import read_shop
from revenue.insight_sales import day_contributions, sales_anomalies
from revenue.insight_watch import watched
from revenue.insight_web import bot_bursts

_DETECTORS = (sales_anomalies, rushes, refund_waves, gaps, bot_bursts, count_anomalies)
_CAUSES = {"viral_product": rushes, "refund_wave": refund_waves}
_EXPLAINED = {"orders_up": "viral_product", "refunds_up": "refund_wave"}
_LATELY = 14  # days; then a product's new level is part of what is usual


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Judge the days from `from` to `to`: of each its findings and what moved it, as JSON has them."""
    data = read_shop(folder, arguments)
    first, last = (date.fromisoformat(str(arguments[name])) for name in ("from", "to"))
    return {"days": [judged(data, index) for index in range(data.index(first), data.index(last) + 1)]}


def judged(data: ShopData, index: int) -> dict[str, Any]:
    """One day: its figures, what moved it, and what stood out."""
    total = data.total
    forecast = data.forecasts.get(data.day(index))
    return {
        "day": data.day(index).isoformat(),
        "net_sales": f"{total.net_sales[index]:.2f}",
        "orders": round(float(total.orders[index])),
        "forecast": None
        if forecast is None
        else {
            "made_on": forecast.made_on.isoformat(),
            "mean": f"{forecast.mean:.2f}",
            "low_80": f"{forecast.low_80:.2f}",
            "high_80": f"{forecast.high_80:.2f}",
            "low_95": f"{forecast.low_95:.2f}",
            "high_95": f"{forecast.high_95:.2f}",
            "is_closed": forecast.is_closed,
        },
        "contributions": {
            dimension: {
                "total": {name: str(value) for name, value in summed(parts).items()},
                "parts": [_part(part) for part in parts],
            }
            for dimension, parts in day_contributions(data, index).items()
        },
        "watched": watched(data, index),
        "findings": [_told(finding) for finding in findings(data, index)],
    }


def findings(data: ShopData, index: int) -> Iterator[Finding]:
    """What stood out on a day; of what one cause explains, the nearest to it."""
    found = [finding for detector in _DETECTORS for finding in detector(data, index)]
    silent = {finding.subject for finding in found if finding.kind == "data_gap"}
    category_of = dict(zip(data.products, data.category_of, strict=True))
    for finding in found:
        if finding.kind == "orders_down" and any(finding.subject in name for name in silent):
            continue
        if finding.kind in _EXPLAINED:
            products = _products_lately(data, index, _EXPLAINED[finding.kind])
            categories = {category_of.get(product) for product in products}
            if finding.subject in categories or (products and finding.dimension != "category"):
                continue
        yield finding


def _products_lately(data: ShopData, index: int, kind: str) -> set[str]:
    """The products that stood out on the day or the days before: what they move goes on for a while."""
    detector = _CAUSES[kind]
    first = max(0, index - _LATELY)
    return {finding.subject for day in range(first, index + 1) for finding in detector(data, day)}


def _part(part: Contribution) -> dict[str, str]:
    return {
        "name": part.name,
        "net_then": str(part.net_then),
        "net_now": str(part.net_now),
        "volume": str(part.volume),
        "mix": str(part.mix),
        "rate": str(part.rate),
    }


def _told(finding: Finding) -> dict[str, Any]:
    return json.loads(  # type: ignore[no-any-return]  # what JSON cannot carry must not leave this process
        json.dumps(
            {
                "kind": finding.kind,
                "dimension": finding.dimension,
                "subject": finding.subject,
                "fields": {name: _plain(name, value) for name, value in finding.fields.items()},
                "net": _amount(finding.net),
                "net_low": _amount(finding.net_low),
                "net_high": _amount(finding.net_high),
                "margin_rate": None if finding.margin_rate is None else round(finding.margin_rate, 4),
                "after": dict(finding.after),
            }
        )
    )


def _plain(name: str, value: object) -> object:
    """A probability with three digits that count: its last ones depend on the order of a sum."""
    return float(f"{value:.3g}") if name in ("p_value", "chance") else value


def _amount(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"

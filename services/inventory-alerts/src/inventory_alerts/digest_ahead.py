"""Seasons ahead, which the digest tells of in one counted sentence. Pure.

How often such an alert is wrong cannot be known before a shop's own seasons are scored, so until then it is watched:
not pushed, and no item of the digest. A season comes once, though, and has to be ordered for weeks before it, and
nobody may look at the page meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from inventory_alerts.kinds import Kind
from inventory_alerts.views import AlertView
from inventory_alerts.wording import Wording, listed

AHEAD: Kind = "seasonal_peak"
_WEEK = 7
_NAMED = 3  # products of the sentence; Christmas lifts hundreds, and the page has them
_LONGEST_NAME = 60  # characters of a product's name: three of them stay one sentence


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is said of seasons ahead, "" where there are none, and the ids of their alerts.

    `is_news` where the last digest did not tell of one of them.
    """

    says: str
    is_news: bool
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Season:
    """A product's season, at all its places."""

    name: str
    begins: date | None
    expected: float  # units of its best week
    usual: float  # units of a week of late
    stake: Decimal


def seasons_ahead(alerts: Sequence[AlertView], told: Mapping[str, str], wording: Wording) -> Ahead:
    """Of watched alerts those of a season; `told` is what the last digest said of which id.

    New ones are named, the largest first; those that were told are only counted.
    """
    watched = [alert for alert in alerts if alert.kind == AHEAD and not alert.is_push]
    keys = {alert.alert_id: "" for alert in watched}
    products: dict[str, list[AlertView]] = {}
    for alert in watched:
        products.setdefault(alert.product_id, []).append(alert)
    if not products:
        return Ahead("", is_news=False, keys=keys)
    new = [each for each in products.values() if not any(alert.alert_id in told for alert in each)]
    seasons = sorted((_season(each, wording) for each in new), key=lambda one: (-one.stake, -one.expected, one.name))
    says = f"To look at: the season of {wording.counted(len(products), 'product')} is ahead"
    if seasons:
        named = [_named(season, wording) for season in seasons[:_NAMED]]
        more = len(products) - len(named)
        says += f": {listed([*named, f'{wording.number(more)} more'] if more else named)}"
    return Ahead(f"{says}.", is_news=bool(seasons), keys=keys)


def _season(alerts: Sequence[AlertView], wording: Wording) -> _Season:
    # The horizon is this morning's: it ends with the best week.
    begins = [
        wording.day + timedelta(days=alert.horizon_days - _WEEK) for alert in alerts if alert.horizon_days is not None
    ]
    return _Season(
        name=alerts[0].name,
        begins=min(begins, default=None),
        expected=sum(_figure(alert, "expected_units") for alert in alerts),
        usual=sum(_figure(alert, "baseline_units") for alert in alerts),
        stake=sum((alert.money_at_stake or Decimal() for alert in alerts), Decimal()),
    )


def _figure(alert: AlertView, name: str) -> float:
    value = alert.evidence.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _named(season: _Season, wording: Wording) -> str:
    """The product, how many times a usual week its best week will be, and when that begins."""
    name = season.name if len(season.name) <= _LONGEST_NAME else f"{season.name[: _LONGEST_NAME - 1]}…"
    said = []
    if season.usual > 0 and season.expected > season.usual:
        said.append(f"{wording.number(round(season.expected / season.usual, 1))} times as much a week")
    if season.begins is not None:
        said.append(wording.by_day(season.begins))
    return f"{name} ({' '.join(said)})" if said else name

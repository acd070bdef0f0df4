"""Insights as people read them: who may see which money, in which order, and what was said of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from revenue.insight_rows import Written
from revenue.insight_words import said
from shared.money import money

MOST = 5  # a day: more nobody reads
AWAY_DAYS = 28  # what was dismissed stays away for as long when it stands out again

CSV_HEADER = (
    "day",
    "insight_id",
    "kind",
    "dimension",
    "subject_id",
    "began_on",
    "what",
    "to_do",
    "net_at_stake",
    "net_low",
    "net_high",
    "margin_at_stake",
    "ranked_by",
    "prediction",
    "due_on",
    "outcome",
    "became",
    "revised_because",
    "reasons",
)
DIMENSIONS = ("location", "channel", "category", "product")
_NO_MONEY = "web_figures_only"


@dataclass(frozen=True, slots=True)
class Response:
    """What was said of an insight: dismissed, or acted on; `is_on` False when that was taken back."""

    insight_id: str
    topic: str
    is_on: bool
    about: tuple[str, str, str]
    began_on: date
    note: str | None
    acted_on: date | None
    said_at: datetime


def is_dismissed(row: Written, responses: Iterable[Response]) -> bool:
    """Whether it was dismissed, or is what was dismissed within weeks, standing out again."""
    mine = [each for each in responses if each.topic == "dismissal"]
    own = next((each for each in mine if each.insight_id == row.insight_id), None)
    if own is not None:
        return own.is_on
    return any(
        each.is_on
        and each.about == row.about
        and timedelta(0) <= row.began_on - each.began_on <= timedelta(days=AWAY_DAYS)
        for each in mine
    )


def note_of(insight_id: str, topic: str, responses: Iterable[Response]) -> dict[str, object] | None:
    """The contract's InsightNote on one topic; None where nothing stands."""
    for each in responses:
        if (each.insight_id, each.topic) == (insight_id, topic) and each.is_on:
            return {
                "note": each.note,
                "acted_on": None if each.acted_on is None else each.acted_on.isoformat(),
                "said_at": each.said_at.isoformat(),
            }
    return None


def margin_of(body: Mapping[str, Any]) -> Decimal | None:
    """The margin at stake; None where no money moved or its cost is not known."""
    if body["net"] is None or body["margin_rate"] is None:
        return None
    return Decimal(body["net"]) * Decimal(str(body["margin_rate"]))


def ranked(rows: Iterable[Written], *, may_see_margin: bool) -> list[Written]:
    """The greatest first: by margin, or net sales where that is not known; without the right to it by net sales alone.

    Then the order, and what is among the first, tells nothing of margins.
    """

    def stake(row: Written) -> Decimal:
        margin = margin_of(row.body) if may_see_margin else None
        return abs(Decimal(row.body["net"] or 0) if margin is None else margin)

    return sorted(rows, key=lambda row: (-stake(row), row.insight_id))


def item(row: Written, responses: Sequence[Response], currency: str, *, may_see_margin: bool) -> dict[str, Any]:
    """The contract's Insight."""
    body, prediction = row.body, row.body["prediction"]
    subject = _subject(row)
    words = said(row.kind, subject, row.day, body, row.outcome, currency=currency)
    margin = margin_of(body)
    reasons: dict[str, str] = {}
    if body["net"] is None:
        reasons |= dict.fromkeys(("net_at_stake", "net_low", "net_high", "margin_at_stake"), _NO_MONEY)
    elif margin is None:
        reasons["margin_at_stake"] = "cost_unknown"
    if not may_see_margin:
        reasons["margin_at_stake"] = "needs_margin_read"
    shown_margin = margin if may_see_margin else None
    return {
        "insight_id": row.insight_id,
        "kind": row.kind,
        "day": row.day.isoformat(),
        "began_on": row.began_on.isoformat(),
        "day_number": (row.day - row.began_on).days + 1,
        "dimension": row.dimension,
        "subject_id": row.subject,
        "subject": subject,
        "what": words.what,
        "to_do": words.to_do,
        "numbers": dict(body["fields"]),
        "net_at_stake": _money(body["net"], currency),
        "net_low": _money(body["net_low"], currency),
        "net_high": _money(body["net_high"], currency),
        "margin_at_stake": None if shown_margin is None else money(shown_margin, currency),
        "ranked_by": "nothing" if body["net"] is None else "net_sales" if shown_margin is None else "margin",
        "prediction": {
            "says": words.prediction,
            "measure": prediction["measure"],
            "days": prediction["days"],
            "due_on": (row.day + timedelta(days=prediction["days"])).isoformat(),
            "at_least": prediction.get("at_least"),
            "at_most": prediction.get("at_most"),
            "observed": None if row.outcome is None else row.outcome["observed"],
            "outcome": "open" if row.outcome is None else "hit" if row.outcome["is_hit"] else "miss",
            "became": words.became,
        },
        "revision": row.revision,
        "revised_because": row.revised_because,
        "is_dismissed": is_dismissed(row, responses),
        "dismissal": note_of(row.insight_id, "dismissal", responses),
        "action": note_of(row.insight_id, "action", responses),
        "reasons": reasons,
    }


def _subject(row: Written) -> str:
    if row.dimension == "shop":
        return "the shop"
    if row.dimension == "web":
        return "the online shop"
    title = row.body["fields"].get("title")
    return str(title) if title else row.subject


def _money(amount: str | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else money(Decimal(amount), currency)


def forecast_shown(told: Mapping[str, Any] | None, currency: str) -> dict[str, Any] | None:
    """The contract's InsightForecast."""
    if told is None:
        return None
    amounts = {
        name: money(Decimal(told[name]), currency) for name in ("mean", "low_80", "high_80", "low_95", "high_95")
    }
    return {"made_on": told["made_on"], **amounts}


def contributions_shown(told: Mapping[str, Any], currency: str) -> list[dict[str, Any]]:
    """The contract's DimensionContribution of each dimension; sums stay exact, as amounts are in cents already."""
    return [
        {
            "dimension": dimension,
            "by": "orders" if dimension in ("location", "channel") else "units",
            "total": {name: money(Decimal(value), currency) for name, value in found["total"].items()},
            "parts": [
                {
                    "name": part["name"],
                    "difference": money(Decimal(part["net_now"]) - Decimal(part["net_then"]), currency),
                    **{
                        name: money(Decimal(part[name]), currency)
                        for name in ("net_then", "net_now", "volume", "mix", "rate")
                    },
                }
                for part in found["parts"]
            ],
        }
        for dimension in DIMENSIONS
        if (found := told.get(dimension)) is not None
    ]


def csv_row(shown: Mapping[str, Any]) -> list[object]:
    """An Insight as a row under CSV_HEADER."""
    prediction = shown["prediction"]
    amounts = [
        "" if shown[name] is None else shown[name]["amount"]
        for name in ("net_at_stake", "net_low", "net_high", "margin_at_stake")
    ]
    return [
        *(
            shown[name]
            for name in ("day", "insight_id", "kind", "dimension", "subject_id", "began_on", "what", "to_do")
        ),
        *amounts,
        shown["ranked_by"],
        prediction["says"],
        prediction["due_on"],
        prediction["outcome"],
        prediction["became"] or "",
        shown["revised_because"] or "",
        "; ".join(f"{name}: {reason}" for name, reason in shown["reasons"].items()),
    ]

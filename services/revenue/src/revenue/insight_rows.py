"""From what the child found to what is kept: which findings are one and the same, and what is said anew. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Literal

PAUSE_DAYS = 7  # what stands out again within a week is the same thing still going on
DAY_KIND = "day"

Because = Literal["data_came_later", "forecast_made"]


@dataclass(frozen=True, slots=True)
class Written:
    """One insight on one day, as it is kept."""

    insight_id: str
    day: date
    kind: str
    dimension: str
    subject: str
    began_on: date
    body: Mapping[str, Any]
    outcome: Mapping[str, Any] | None = None
    status: Literal["standing", "withdrawn"] = "standing"
    revision: int = 1
    revised_because: Because | None = None

    @property
    def about(self) -> tuple[str, str, str]:
        """What it is about, whatever the day."""
        return self.kind, self.dimension, self.subject


def insight_id(about: tuple[str, str, str], began_on: date) -> str:
    """The same for the same thing, however often its days are judged."""
    return sha256(json.dumps([*about, began_on.isoformat()]).encode()).hexdigest()[:24]


def found_rows(days: Iterable[Mapping[str, Any]], before: Sequence[Written]) -> list[Written]:
    """A row for each judged day and each of its findings. `before` are rows of the days before the first of them: a
    finding goes on when the same stood out at most PAUSE_DAYS before.
    """
    last: dict[tuple[str, str, str], tuple[date, date]] = {}
    for row in sorted(before, key=lambda row: row.day):
        if row.kind != DAY_KIND and row.status == "standing":
            last[row.about] = (row.began_on, row.day)
    rows = []
    for told in days:
        day = date.fromisoformat(told["day"])
        rows.append(_day_row(day, told))
        for finding in told["findings"]:
            about = (finding["kind"], finding["dimension"], finding["subject"])
            began_on, seen = last.get(about, (day, day))
            if day - seen > timedelta(days=PAUSE_DAYS):
                began_on = day
            last[about] = (began_on, day)
            rows.append(_finding_row(day, about, began_on, finding))
    return rows


def _day_row(day: date, told: Mapping[str, Any]) -> Written:
    about = (DAY_KIND, "shop", "")
    body = {name: value for name, value in told.items() if name not in ("day", "findings")}
    return Written(insight_id(about, day), day, *about, began_on=day, body=body)


def _finding_row(day: date, about: tuple[str, str, str], began_on: date, finding: Mapping[str, Any]) -> Written:
    after = finding["after"]
    body = {name: finding[name] for name in ("fields", "net", "net_low", "net_high", "margin_rate")}
    body["prediction"] = {name: after[name] for name in ("measure", "days", "at_least", "at_most") if name in after}
    outcome = {"observed": after["observed"], "is_hit": after["is_hit"]} if "is_hit" in after else None
    return Written(insight_id(about, began_on), day, *about, began_on=began_on, body=body, outcome=outcome)


def to_write(found: Sequence[Written], standing: Iterable[Written]) -> list[Written]:
    """What has to be written so that what is found stands: nothing where it stands already.

    What was said otherwise is said anew and says so; what does not stand out any more, as more is known, is withdrawn.
    A prediction that came due is no such news.
    """
    kept = {(row.insight_id, row.day): row for row in standing}
    wanted = {(row.insight_id, row.day): row for row in found}
    changed_days = {
        row.day
        for key, row in wanted.items()
        if row.kind == DAY_KIND and key in kept and _sales(kept[key]) != _sales(row)
    }
    rows = []
    for key, row in wanted.items():
        before = kept.get(key)
        if before is None:
            rows.append(row)
        elif (before.body, before.status) != (row.body, "standing"):
            because: Because = (
                "data_came_later" if row.day in changed_days or not _by_forecast(row) else "forecast_made"
            )
            rows.append(replace(row, revision=before.revision + 1, revised_because=because))
        elif before.outcome != row.outcome:
            rows.append(replace(row, revision=before.revision, revised_because=before.revised_because))
    for key, before in kept.items():
        if key not in wanted and before.status == "standing" and before.kind != DAY_KIND:
            gone = replace(before, status="withdrawn", revision=before.revision + 1, revised_because="data_came_later")
            rows.append(gone)
    return rows


def _sales(row: Written) -> tuple[Any, Any]:
    return row.body.get("net_sales"), row.body.get("orders")


def _by_forecast(row: Written) -> bool:
    """Whether a forecast that was made later could have changed it without any other data."""
    return row.kind in (DAY_KIND, "sales_above", "sales_below")

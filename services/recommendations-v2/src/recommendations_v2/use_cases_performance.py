"""What came of experiments and of recommendations at all: results with what they can and cannot say yet, and worth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, cast

from recommendations_v2 import queries_performance as queries
from recommendations_v2.answers import instant
from recommendations_v2.assignment import HELD_OUT, HOLD_OUT, RECOMMENDED
from recommendations_v2.desk import Desk
from recommendations_v2.experiment_answers import Result, result_document
from recommendations_v2.experiment_figures import arm_figures
from recommendations_v2.experiment_judging import judged
from recommendations_v2.experiments import KEY, RUNNING, Experiment, experiments_now
from recommendations_v2.queries_performance import Exposed
from recommendations_v2.statistics_power import PACE_DAYS
from recommendations_v2.use_cases_experiments import not_found
from recommendations_v2.worth import FORMULAS, Worth, brought, worth_document
from shared.contracts.problems import ProblemError
from shared.warehouse import Row

Answer = dict[str, Any]
DAY = timedelta(days=1)
DATA_KEY = "versions/data"  # ingestion's: what is loaded
_SHOWN_FOR = timedelta(days=90)  # after it ended; the contract's words
_DEFAULT_DAYS = 28  # when nobody says: four weeks, each weekday alike
_LONGEST_DAYS = 3660  # ten years: as everywhere in the suite


def performance(desk: Desk, experiment_id: str | None, *, may_see_margin: bool) -> Answer:
    """The contract's RecommendationsPerformance. Raises ProblemError 404 for an experiment there is none of."""
    known, now = experiments_now(desk.store), desk.now()
    if experiment_id is not None:
        one = known.find(experiment_id)
        if one is None:
            raise not_found(experiment_id)
        shown: Sequence[Experiment] = [one]
    else:
        shown = [each for each in reversed(known.experiments) if _is_shown(each, now)]
    until = known_until(desk, now)
    return _envelope(desk, until) | {
        "hold_out_share": desk.settings.hold_out_share,
        "items": [result_document(desk.shop(), _result(desk, each, until, may_see_margin)) for each in shown],
    }


def conversion_so_far(desk: Desk, window_days: int) -> float | None:
    """The conversion of people with recommendations in so many days, of four weeks; None where nobody knows."""
    now = desk.now()
    until = known_until(desk, now)
    if until is None:
        return None
    matured = until - window_days * DAY
    who = Exposed(HOLD_OUT, matured - _DEFAULT_DAYS * DAY, matured, matured, until, window_days)
    [figures] = arm_figures([RECOMMENDED], queries.experiment_sums(desk.warehouse, who))
    return figures.buyers / figures.matured if figures.matured and figures.buyers else None


def made_of(desk: Desk, asked: Sequence[object], seconds: int) -> str:
    """Names an answer by what it is made of: question, experiments, loaded data, shop, now to so many seconds."""
    stored = (desk.store.get(key) for key in (KEY, DATA_KEY))
    versions = tuple(each.version if each else None for each in stored)
    moment = int(desk.now().timestamp()) // seconds
    parts = (tuple(asked), versions, desk.shop(), desk.settings.hold_out_share, moment)
    return sha256(repr(parts).encode()).hexdigest()


def known_until(desk: Desk, now: datetime) -> datetime | None:
    """The moment up to which what people did is known: the end of the loaded sales, or now; None without any."""
    until = data_until(desk)
    return None if until is None else min(until, now.astimezone(UTC))


def data_until(desk: Desk) -> datetime | None:
    """The last moment the loaded sales speak of."""
    stored = desk.store.get(DATA_KEY)
    text = json.loads(stored.value).get("data_until") if stored else None
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _is_shown(one: Experiment, now: datetime) -> bool:
    return one.state == RUNNING or (one.stopped_at is not None and now - one.stopped_at <= _SHOWN_FOR)


def _result(desk: Desk, one: Experiment, until: datetime | None, may_see_margin: bool) -> Result:
    names = [arm.name for arm in one.arms]
    if one.started_at is None or until is None:
        arms = arm_figures(names, [])
        return judged(one, arms, 0, None, [], may_see_margin=may_see_margin)
    ends = one.stopped_at or desk.now() + timedelta(seconds=1)  # who is seen at this moment is seen
    matured_until = until - one.window_days * DAY
    who = Exposed(one.experiment_id, one.started_at, ends, matured_until, until, one.window_days)
    arms = arm_figures(names, queries.experiment_sums(desk.warehouse, who))
    shop, last = desk.shop(), min(ends, until)
    rows = queries.experiment_days(desk.warehouse, one.experiment_id, one.started_at, ends, shop.time_zone)
    joined = {cast("date", row["joined_on"]): int(str(row["subjects"])) for row in rows}
    days = max(0, (last - one.started_at).days)
    lately = [joined.get(shop.local_date(last) - back * DAY, 0) for back in range(min(days, PACE_DAYS), 0, -1)]
    return judged(one, arms, days, matured_until, lately, may_see_margin=may_see_margin)


def asked_days(desk: Desk, first: date | None, last: date | None) -> tuple[date, date]:
    """The shop days given, both inclusive, or the four weeks that ended last. Raises ProblemError 400."""
    if first is None and last is None:
        shop, until = desk.shop(), data_until(desk)
        yesterday = shop.local_date(desk.now()) - DAY
        end = min(yesterday, shop.local_date(until)) if until else yesterday
        return end - (_DEFAULT_DAYS - 1) * DAY, end
    if first is None or last is None:
        missing, other = ("from", "to") if first is None else ("to", "from")
        raise _wrong(cast("Literal['from', 'to']", missing), f"is missing beside {other}; give both or neither")
    if last < first:
        raise _wrong("to", "is before from")
    if (last - first).days >= _LONGEST_DAYS:
        raise _wrong("to", f"is too far from from: {_LONGEST_DAYS} days at most")
    return first, last


def value(desk: Desk, first: date, last: date, *, may_see_margin: bool) -> Answer:
    """The contract's RecommendationsValue."""
    shop, now = desk.shop(), desk.now()
    until = known_until(desk, now)
    from_at, to_at = shop.day_start(first), shop.day_start(last + DAY)
    ends_at = min(to_at, until) if until else from_at
    found: Worth | None = None
    arms = arm_figures([HELD_OUT, RECOMMENDED], [])
    clicked: Row | None = None
    if until is not None and ends_at > from_at:
        who = Exposed(HOLD_OUT, from_at, ends_at, ends_at, until, 0, ends_at=ends_at)
        arms = arm_figures([HELD_OUT, RECOMMENDED], queries.experiment_sums(desk.warehouse, who))
        found = brought(arms[0], arms[1])
        clicked = queries.bought_after_click(desk.warehouse, first, last, from_at, ends_at)
    measured, estimated, reasons = worth_document(arms, found, clicked, shop.currency, may_see_margin=may_see_margin)
    answer = _envelope(desk, until)
    answer["reasons"] |= reasons
    answer["is_provisional"] = answer["is_provisional"] or until is None or to_at > until
    return answer | {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "measured": measured,
        "estimated": estimated,
        "formulas": dict(FORMULAS),
    }


def _envelope(desk: Desk, until: datetime | None) -> Answer:
    """The fields that every document has."""
    shop, now = desk.shop(), desk.now()
    old = timedelta(hours=desk.settings.stale_after_hours)
    return {
        "as_of": instant(shop, now),
        "data": shop.data,
        "data_until": instant(shop, data_until(desk)),
        "basis": "order",
        "currency": shop.currency,
        "time_zone": shop.time_zone,
        "is_provisional": False,
        "stale": until is None or now - until > old,
        "reasons": {} if until else {"data_until": "no_sales_loaded"},
    }


def _wrong(field: Literal["from", "to"], message: str) -> ProblemError:
    title = "A parameter cannot be used"
    return ProblemError(400, "invalid-parameter", title, f"{field}: {message}", [(field, message)])

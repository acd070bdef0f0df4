"""What is asked, of which state of the data: everything an answer depends on. No table is read here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from revenue.periods import DAY, LONGEST_DAYS, Basis, Coverage, DayRange, Granularity, coverage
from shared.contracts.problems import ProblemError
from shared.contracts.target_changed import TargetChange
from shared.shop import Shop

_FLOOR_SECONDS = 5  # the grid of the default moment, so that viewers of the same five seconds share one answer
_FURTHEST_AHEAD = timedelta(days=1)  # as far as the clocks of callers may be off; a moment beyond it is a mistake
_DEFAULT_WINDOW = "30d"


@dataclass(frozen=True, slots=True)
class Filters:
    """What an answer is narrowed to; None is everything."""

    location: str | None = None
    channel: str | None = None
    category: str | None = None
    product: str | None = None

    @property
    def place(self) -> dict[str, str | None]:
        """The filters every rollup can answer."""
        return {"location": self.location, "channel": self.channel}

    @property
    def by_product(self) -> bool:
        return self.category is not None or self.product is not None

    @property
    def target_scope(self) -> tuple[str, str] | None:
        """Scope and scope id of the targets that speak of the same; None where no target can."""
        given = self.given()
        if not given:
            return "shop", ""
        if len(given) == 1 and not self.by_product:
            return next(iter(given.items()))
        return None

    def given(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class DataState:
    """What ingestion says of the loaded data; data_from and data_until are the first and last instant of the ledger."""

    version: int
    data_from: datetime | None
    data_until: datetime | None


def data_state(document: bytes | None) -> DataState:
    """The state in ingestion's document `versions/data`; an absent one is a shop without data."""
    if document is None:
        return DataState(0, None, None)
    stated: Mapping[str, str | None] = json.loads(document)
    instants = {name: stated.get(name) for name in ("data_from", "data_until")}
    first, last = (datetime.fromisoformat(text).astimezone(UTC) if text else None for text in instants.values())
    return DataState(int(stated["version"] or 0), first, last)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; equal questions have equal answers."""

    shop: Shop
    data: DataState
    as_of: datetime
    basis: Basis
    filters: Filters
    days: DayRange | None
    granularity: Granularity | None
    may_see_margin: bool
    target_changes: tuple[TargetChange, ...] = ()  # not in the shop's tables yet

    @property
    def today(self) -> date:
        """The shop day of the moment asked for."""
        return self.shop.local_date(self.as_of)

    @property
    def covered(self) -> Coverage:
        return coverage(self.shop, self.as_of, self.data.data_from, self.data.data_until)

    def is_before(self, made_at: datetime) -> bool:
        """Whether something was made only after the moment asked for; what was made within its grid's step was not."""
        return made_at >= self.as_of + timedelta(seconds=_FLOOR_SECONDS)

    def key(self, kind: str) -> str:
        """Names the answer of a kind to this question, for caches and ETags."""
        return hashlib.sha256(f"{kind} {self!r}".encode()).hexdigest()  # a repr tells all fields, and apart


def unfiltered(shop: Shop, data: DataState, changes: tuple[TargetChange, ...], as_of: datetime) -> Question:
    """The question of everything there is at a moment, margin too."""
    return Question(shop, data, as_of, "accounting", Filters(), None, None, may_see_margin=True, target_changes=changes)


def moment(given: datetime | None, now: datetime) -> datetime:
    """The moment a question speaks of: the one given, else now, floored to five seconds.

    Raises ProblemError 400 for a moment that has not come yet.
    """
    if given is None:
        return now.astimezone(UTC).replace(second=now.second - now.second % _FLOOR_SECONDS, microsecond=0)
    if given > now + _FURTHEST_AHEAD:
        raise _wrong("as_of", "lies in the future; give a moment that has come, or leave it out for now")
    return given.astimezone(UTC)


def days_between(first_day: date | None, last_day: date | None) -> DayRange | None:
    """The days from `from` to `to`, inclusive; None when neither is given. Raises ProblemError 400."""
    if first_day is None and last_day is None:
        return None
    if first_day is None:
        raise _wrong("from", "is missing beside to; give both or neither")
    if last_day is None:
        raise _wrong("to", "is missing beside from; give both or neither")
    if last_day < first_day:
        raise _wrong("to", "is before from")
    if (last_day - first_day).days >= LONGEST_DAYS:
        raise _wrong("to", f"is too far from from: {LONGEST_DAYS} days at most")
    return DayRange(first_day, last_day + DAY)


def window_days(window: str | None, days: DayRange | None, today: date) -> DayRange:
    """The days of a window such as 90d, the last of which is today; or those given instead. Raises ProblemError 400."""
    if days is not None:
        if window is not None:
            raise _wrong("window", "does not go together with from and to; give one or the other")
        return days
    length = int((window or _DEFAULT_WINDOW).removesuffix("d"))
    return DayRange(today - (length - 1) * DAY, today + DAY)


def _wrong(field: str, message: str) -> ProblemError:
    return ProblemError(400, "invalid-parameter", "A parameter is not right", f"{field}: {message}", [(field, message)])

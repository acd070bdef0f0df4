"""What became of recommendations, from a batch as a page sent it to rows of `recommendation_feedback` and events.

The whole batch is right or refused, everything in it is right or named. Whose list it was, in which arm, and where a
product stood is read from the list's own id (`served_record`), never believed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from pydantic import ValidationError

from recommendations_v2.served_record import Opened
from recommendations_v2.state_keys import CUSTOMER, VISITOR
from shared.contracts.events import Event
from shared.contracts.generated.recommendations_v2 import Feedback, FeedbackEvent
from shared.contracts.parameters import field_errors
from shared.contracts.problems import ProblemError
from shared.shop import Shop

SOURCE, KIND = "/recommendations-v2", "recommendation-feedback.v1"
MOST_EVENTS = 500  # in a batch; the contract's most
OLDEST = timedelta(days=3)  # what a browser kept while it was offline, as web events may be
LIST_COUNTS = timedelta(days=35)  # a mail is read within weeks; what is bought after that nobody recommended
DISMISSING = frozenset({"dismissed", "not_for_me"})
BOUGHT = "bought"

_WHOLE_LIST = frozenset({"served", "seen"})
_A_RIGHT_ONE = {"id": "00000000", "event": "seen", "recommendation_id": "0"}  # stands in while the rest is checked
_ID_DIGITS = 32  # of a digest: 128 bits

Row = dict[str, Any]


class _WrongError(Exception):
    """One event cannot be taken."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__(errors)
        self.errors = list(errors)


@dataclass(frozen=True, slots=True)
class Rejected:
    """What was not taken: where it stands, its id where it has one, what is wrong with which field."""

    index: int
    event_id: str | None
    errors: list[tuple[str, str]]

    def document(self) -> dict[str, object]:
        """As the contract has it."""
        errors = [{"field": field, "message": message} for field, message in self.errors]
        return {"index": self.index, "id": self.event_id, "errors": errors}


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows to keep, with the list's `recommendation_id` beside the table's columns, and what was not taken."""

    rows: list[Row]
    rejected: list[Rejected]

    def report(self) -> dict[str, object]:
        """As the contract has it, once the rows are durable."""
        return {"accepted": len(self.rows), "rejected": [one.document() for one in self.rejected]}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads batches. `opened` says what a list was; `is_erased` whether nobody may bring a customer back."""

    opened: Callable[[str], Opened | None]
    is_erased: Callable[[str], bool]
    shop: Callable[[], Shop]
    now: Callable[[], datetime]

    def read(self, body: bytes) -> Taken:
        """What to keep of a batch. Raises ProblemError 400 unless everything but single events is right."""
        document = _document(body)
        items = document.get("events")
        try:
            whole = Feedback.model_validate_json(orjson.dumps({**document, "events": [_A_RIGHT_ONE]}), strict=True)
        except ValidationError as error:
            raise _refused(field_errors(error)) from None
        except orjson.JSONEncodeError:  # it reads a thousand levels and writes 254
            raise _refused([("", "is nested too deeply")]) from None
        if not isinstance(items, list) or not 1 <= len(items) <= MOST_EVENTS:
            raise _refused([("events", f"must be a list of 1 to {MOST_EVENTS} events")])
        received_at, shop = self.now().astimezone(UTC), self.shop()
        sent_at = whole.model_dump().get("sent_at") or received_at
        taken = Taken([], [])
        for index, item in enumerate(items):
            try:
                taken.rows.append(self._row(item, received_at, sent_at, shop))
            except _WrongError as wrong:
                stated = item.get("id") if isinstance(item, dict) else None
                name = stated[:100] if isinstance(stated, str) else None
                taken.rejected.append(Rejected(index, name, wrong.errors))
        return taken

    def _row(self, item: object, received_at: datetime, sent_at: datetime, shop: Shop) -> Row:
        """Raises _WrongError."""
        try:
            said = FeedbackEvent.model_validate_json(orjson.dumps(item), strict=True).model_dump()
        except ValidationError as error:
            raise _WrongError(*field_errors(error)) from None
        except orjson.JSONEncodeError:  # as above
            raise _WrongError(("", "is nested too deeply")) from None
        served = self._served(said["recommendation_id"], received_at)
        product = said.get("product_id")
        position = None if product is None else served.position(product)
        if product is None and str(said["event"]) not in _WHOLE_LIST:
            raise _WrongError(("product_id", f"is needed for {said['event']}"))
        if product is not None and position is None:
            raise _WrongError(("product_id", "was not in this list"))
        age = max(timedelta(0), sent_at - said["occurred_at"]) if "occurred_at" in said else timedelta(0)
        if age > OLDEST:
            raise _WrongError(("occurred_at", f"is older than {OLDEST.days} days"))
        occurred_at = max(received_at - age, served.served_at)
        return {
            "feedback_id": sha256(f"{served.list_id}\0{said['id']}".encode()).hexdigest()[:_ID_DIGITS],
            "event": str(said["event"]),
            "occurred_at": _written(occurred_at),
            "local_date": shop.local_date(occurred_at).isoformat(),
            "received_at": _written(received_at),
            "list_id": served.list_id,
            "served_at": _written(served.served_at),
            "surface": served.surface,
            "product_id": product,
            "position": position,
            "shown_position": said.get("position"),
            "customer_id": _id_of(served.subject, CUSTOMER),
            "visitor_id": _id_of(served.subject, VISITOR),
            "experiment_id": served.experiment_id,
            "arm": served.arm,
            "variant": served.variant,
            "model": served.model or None,
            "order_id": said.get("order_id"),
            "recommendation_id": said["recommendation_id"],
        }

    def _served(self, recommendation_id: str, received_at: datetime) -> Opened:
        served = self.opened(recommendation_id)
        if served is None:
            raise _WrongError(("recommendation_id", "is of no list that was served here"))
        if received_at - served.served_at > LIST_COUNTS:
            raise _WrongError(("recommendation_id", f"is of a list older than {LIST_COUNTS.days} days"))
        customer = _id_of(served.subject, CUSTOMER)
        if customer is not None and self.is_erased(customer):
            raise _WrongError(("recommendation_id", "is of somebody who is not known any more"))
        return served


def subject_of(row: Row) -> str | None:
    """Whose list a row is of, as `state_keys` names people; None: nobody in particular's."""
    if row["customer_id"] is not None:
        return CUSTOMER + str(row["customer_id"])
    return None if row["visitor_id"] is None else VISITOR + str(row["visitor_id"])


def moment_of(row: Row) -> datetime:
    """When it was done."""
    return datetime.fromisoformat(row["occurred_at"])


def event_of(row: Row) -> Event:
    """`recommendation-feedback.v1`; of one row always the same. The contract allows whatever a row can hold."""
    same = ("occurred_at", "recommendation_id", "event", "product_id", "position", "customer_id", "visitor_id")
    more = ("order_id", "surface", "experiment_id", "arm", "variant", "model", "served_at")
    data: Mapping[str, Any] = {
        "entity_id": row["feedback_id"],
        "version": 1,  # what was done is done
        **{name: row[name] for name in (*same, *more)},
    }
    return Event(KIND, SOURCE, row["feedback_id"], datetime.fromisoformat(row["received_at"]), data)


def once(rows: Sequence[Row]) -> list[Row]:
    """Without repetitions: of those with one id the first."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row["feedback_id"], row)
    return list(found.values())


def _id_of(subject: str | None, kind: str) -> str | None:
    return subject.removeprefix(kind) if subject is not None and subject.startswith(kind) else None


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise _refused([("", "is no JSON object")])
    return found


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _refused(errors: list[tuple[str, str]]) -> ProblemError:
    detail = "; ".join(f"{field}: {message}" if field else message for field, message in errors)
    return ProblemError(400, "invalid-body", "The body is not right", detail, errors)

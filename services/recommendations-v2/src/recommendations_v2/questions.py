"""One question for a list, and everything that its answer is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recommendations_v2.assignment import Assignment
from recommendations_v2.live_alerts import LiveAlerts
from recommendations_v2.people import Person
from recommendations_v2.rules_kept import InForce
from recommendations_v2.serving import Ranker
from recommendations_v2.state import Moment
from recommendations_v2.visit import HOME, PRODUCT, Visit
from shared.contracts.problems import ProblemError

DEFAULT_LIMIT = 10
MOST_EXCLUDED = 100  # a page shows no more
LONGEST_ID = 300  # characters of a product's id


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question."""

    person: Person
    surface: str = HOME
    product: str | None = None
    limit: int = DEFAULT_LIMIT
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood when a question was asked."""

    at: datetime
    engine: Ranker | None
    moment: Moment
    alerts: LiveAlerts
    rules: InForce
    assignment: Assignment
    reasons: Mapping[str, str]  # why the answer is stale
    is_provisional: bool


def read_excluded(text: str | None) -> frozenset[str]:
    """Product ids with commas between. Raises ProblemError 400."""
    found = frozenset(each.strip() for each in (text or "").split(",") if each.strip())
    if len(found) > MOST_EXCLUDED:
        raise wrong("exclude", f"names more than {MOST_EXCLUDED} products")
    if any(len(each) > LONGEST_ID for each in found):
        raise wrong("exclude", f"holds an id of more than {LONGEST_ID} characters")
    return found


def checked(asked: Asked, product_name: str = "product") -> Asked:
    """The question, if it can be one. Raises ProblemError 400."""
    if asked.surface == PRODUCT and asked.product is None:
        raise wrong(product_name, "is missing; a product page's list needs the page's product")
    return asked


def visit_of(asked: Asked, seen: Seen) -> Visit:
    """The question as the ranking takes it."""
    person, moment = asked.person, seen.moment
    return Visit(
        subject=person.subject or person.kind,
        kind=person.kind,
        at=seen.at,
        customer_id=person.customer_id,
        surface=asked.surface,
        product=asked.product,
        cart=moment.cart,
        views=moment.views,
        engaged=moment.engaged,
        dismissed=moment.dismissed,
        bought=moment.bought,
        exclude=asked.exclude,
        model=seen.assignment.model,
    )


def wrong(field: str, message: str) -> ProblemError:
    """400 that names a parameter."""
    return ProblemError(400, "invalid-parameter", "A parameter is not right", f"{field}: {message}", [(field, message)])

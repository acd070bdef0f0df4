"""Answers a list: whose arm it is, what they did of late, what the engine ranks; kept while nothing of that changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from recommendations_v2.answer_cache import PREFIX, answer_name
from recommendations_v2.answers import Document, instant, item_document
from recommendations_v2.assignment import assign
from recommendations_v2.questions import Asked, Seen, visit_of
from recommendations_v2.served_record import Served
from recommendations_v2.serving import Serving
from recommendations_v2.visit import Ranked
from shared.hurry import patiently
from shared.shop import Shop
from shared.telemetry import logger

V1 = "v1"
EMPTY, NONE = "empty", "none"  # strategies of a shop without a build, and of the hold-out


@dataclass(frozen=True, slots=True)
class Answered:
    """The contract's RecommendationList as JSON, and what names it."""

    body: bytes
    etag: str


def answer(serving: Serving, asked: Asked) -> Answered:
    """The list. It never waits for the warehouse; a cold start is a strategy, never an error."""
    with patiently():
        return _answer(serving, asked)


def _answer(serving: Serving, asked: Asked) -> Answered:
    seen = look(serving, asked)
    if asked.person.subject is not None:
        serving.exposed(asked.person.subject, asked.surface, seen.assignment, seen.at)
    shop = serving.desk.shop()
    seconds = serving.desk.settings.answer_seconds
    name = answer_name(asked, seen, shop, seconds)
    if not seconds:
        return Answered(_made(serving, asked, seen, shop), name)
    kept = serving.answers.get_or_create(PREFIX + name, seconds, lambda: _made(serving, asked, seen, shop))
    return Answered(kept.value, name)


def look(serving: Serving, asked: Asked) -> Seen:
    """Everything the answer is made of, as it stands."""
    now, desk = serving.desk.now(), serving.desk
    engine, shelf = serving.shelf.engine, serving.shelf.state
    moment, alerts = serving.state.of(asked.person.subject, now), serving.alerts()
    assignment = assign(asked.person.subject, asked.surface, serving.traffic(), desk.settings.hold_out_share)
    reasons: dict[str, str] = dict(serving.problems())
    if engine is None:
        reasons["build"] = "none_yet"
    else:
        old = timedelta(hours=desk.settings.stale_after_hours)
        if now - engine.built_at > old:
            reasons["build"] = "older_than_stale_after_hours"
        elif now - engine.data_until > old:
            reasons["data_until"] = "older_than_stale_after_hours"
    if shelf.stale:
        reasons["artefact"] = "the_newest_cannot_be_loaded"
    if moment.stale:
        reasons["online_state"] = "cannot_be_asked"
    if moment.forgets:
        reasons["dismissed"] = "so_many_that_the_first_may_be_shown_again"
    if alerts.stale:
        reasons["alerts"] = "cannot_be_asked"
    newer = engine is not None and shelf.wanted not in {None, engine.version}
    return Seen(now, engine, moment, alerts, serving.rules(), assignment, reasons, newer)


def ranked(asked: Asked, seen: Seen) -> Ranked:
    """The list of the arm; empty without a build and for the hold-out. If ranking fails the first version answers."""
    if seen.assignment.variant == "none":
        return Ranked((), NONE, NONE)
    if seen.engine is None:
        return Ranked((), EMPTY, EMPTY)
    visit, rules = visit_of(asked, seen), seen.rules.rules
    if seen.assignment.variant == "v2":
        try:
            return seen.engine.rank(visit, rules, seen.alerts, asked.limit)
        except Exception:  # noqa: BLE001 - whatever it is: a page is answered, and the log says what
            logger().exception("ranking failed, the first version answers", build=seen.engine.version)
    return seen.engine.version_one(visit, rules, seen.alerts, asked.limit)


def heading(asked: Asked, seen: Seen, shop: Shop, found: Ranked) -> Document:
    """What an answer says of itself, a recommendation_id and items apart."""
    engine = seen.engine
    fell_back = seen.assignment.variant == "v2" and found.model_name == V1
    reasons = {**seen.reasons, **({"ranking": "failed_so_v1_answers"} if fell_back else {})}
    if engine and not fell_back and seen.assignment.variant == "v2" and seen.assignment.model:
        reasons |= {} if found.model_name == seen.assignment.model else {"model": "not_there_so_the_current_one_ranks"}
    return {
        "as_of": instant(shop, seen.at),
        "data": shop.data,
        "data_until": instant(shop, engine.data_until) if engine else None,
        "basis": "accounting",
        "currency": shop.currency,
        "time_zone": shop.time_zone,
        "is_provisional": seen.is_provisional,
        "stale": bool(reasons),
        "reasons": reasons,
        "customer": asked.person.asked,
        "surface": asked.surface,
        "product": asked.product,
        "strategy": found.strategy,
        "experiment_id": seen.assignment.experiment_id,
        "arm": seen.assignment.arm,
        "variant": V1 if fell_back else seen.assignment.variant,
        "model": {
            "name": found.model_name if engine else None,
            "version": engine.version if engine else None,
            "built_at": instant(shop, engine.built_at) if engine else None,
        },
    }


def _made(serving: Serving, asked: Asked, seen: Seen, shop: Shop) -> bytes:
    found = ranked(asked, seen)
    document = heading(asked, seen, shop, found)
    served = Served(
        served_at=seen.at,
        subject=asked.person.subject,
        surface=asked.surface,
        product_ids=tuple(item.product_id for item in found.items),
        experiment_id=seen.assignment.experiment_id,
        arm=seen.assignment.arm,
        variant=document["variant"],
        model=seen.engine.version if seen.engine else "",
    )
    items: list[dict[str, Any]] = []
    if seen.engine is not None:
        items = [
            item_document(seen.engine, item, place, shop.currency) for place, item in enumerate(found.items, start=1)
        ]
    return orjson.dumps(document | {"recommendation_id": serving.issue(served), "items": items})

"""Coverage and diversity of the lists that the live build answers, and what the offline gate last found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from recommendations_v2 import gate_kept, queries_coverage, queries_rules
from recommendations_v2.answers import Document, instant
from recommendations_v2.assignment import Assignment
from recommendations_v2.coverage import FORMULAS, LATELY_DAYS, QUARTER_DAYS, Sold, list_figures
from recommendations_v2.desk import SERVICE
from recommendations_v2.people import read_person
from recommendations_v2.questions import DEFAULT_LIMIT, Asked, Seen, visit_of
from recommendations_v2.serving import Ranker, Serving
from recommendations_v2.visit import DISCOVERY, HOME
from shared.web import json_bytes

COVERAGE_HEADER = (
    "surface",
    "variant",
    "lists",
    "shown",
    "products",
    "coverage",
    "categories_per_list",
    "novelty_bits",
    "not_sold_lately",
    "ten_most_shown",
)
_CUSTOMERS = 100  # two lists of two versions each: as many as a second of work allows
_LATELY = timedelta(days=365)  # who bought longer ago is seldom shown a list
_KEPT_SECONDS = 86_400  # until the next night's build, whose lists are others
_SHOWN: Sequence[tuple[str, Literal["v1", "v2"]]] = ((HOME, "v2"), (HOME, "v1"), (DISCOVERY, "v2"), (DISCOVERY, "v1"))


def coverage(serving: Serving) -> Document:
    """The contract's RecommendationsCoverage. Raises WarehouseError where what sold is not known yet."""
    desk, engine, state = serving.desk, serving.shelf.engine, serving.shelf.state
    shop, now = desk.shop(), desk.now()
    reasons: dict[str, str] = {}
    found: dict[str, Any] = {"customers": 0, "items": []}
    if engine is None:
        reasons["build"] = "none_yet"
    else:
        found = _of_build(serving, engine, now)
        if now - engine.built_at > timedelta(hours=desk.settings.stale_after_hours):
            reasons["build"] = "older_than_stale_after_hours"
    judged = gate_kept.kept(desk.store)
    if judged is None:
        reasons["gate"] = "not_trained_yet"
    return {
        "as_of": instant(shop, engine.built_at if engine else now),
        "data": shop.data,
        "data_until": instant(shop, engine.data_until) if engine else None,
        "basis": "accounting",
        "currency": shop.currency,
        "time_zone": shop.time_zone,
        "is_provisional": engine is not None and state.wanted not in {None, engine.version},
        "stale": "build" in reasons or state.stale,
        "reasons": reasons,
        "model": {
            "name": _model(found),
            "version": engine.version if engine else None,
            "built_at": instant(shop, engine.built_at) if engine else None,
        },
        "customers": found["customers"],
        "items": found["items"],
        "gate": None if judged is None else {"judged_at": instant(shop, judged[0]), "items": _verdicts(judged[1])},
        "formulas": dict(FORMULAS),
    }


def coverage_rows(answer: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    """The lists under COVERAGE_HEADER; of a ratio its value."""
    for item in answer["items"]:
        cells = (item[name] for name in COVERAGE_HEADER)
        yield [cell["value"] if isinstance(cell, dict) else "" if cell is None else cell for cell in cells]


def _of_build(serving: Serving, engine: Ranker, now: datetime) -> dict[str, Any]:
    """Kept until another build answers, or other rules hold: it ranks some hundred lists."""
    rules = serving.rules()
    name = f"{SERVICE}/coverage/{engine.version}/{rules.rules.version}/{rules.span(now)}"
    kept = serving.desk.cache.get_or_create(name, _KEPT_SECONDS, lambda: json_bytes(_looked_at(serving, engine, now)))
    found: dict[str, Any] = json.loads(kept.value)
    return found


def _looked_at(serving: Serving, engine: Ranker, now: datetime) -> dict[str, Any]:
    desk = serving.desk
    today = desk.shop().local_date(engine.built_at)
    since, lately = today - timedelta(days=QUARTER_DAYS), today - timedelta(days=LATELY_DAYS)
    rows = queries_coverage.sold_products(desk.warehouse, since, lately, today)
    sold = Sold(
        *({str(row["product_id"]): int(str(row[name])) for row in rows} for name in ("orders", "orders_lately"))
    )
    customers = queries_rules.latest_customers(desk.warehouse, today - _LATELY, _CUSTOMERS)
    lists: dict[tuple[str, str], list[list[str]]] = {each: [] for each in _SHOWN}
    models: list[str] = []
    for customer in customers:
        person = read_person(f"id:{customer}")
        moment, alerts, rules = serving.state.of(person.subject, now), serving.alerts(), serving.rules()
        for surface, variant in _SHOWN:
            seen = Seen(
                now, engine, moment, alerts, rules, Assignment(None, "standing", variant), {}, is_provisional=False
            )
            visit = visit_of(Asked(person=person, surface=surface), seen)
            rank = engine.rank if variant == "v2" else engine.version_one
            ranked = rank(visit, rules.rules, alerts, DEFAULT_LIMIT)
            lists[surface, variant].append([item.product_id for item in ranked.items])
            models += [ranked.model_name] if (surface, variant) == _SHOWN[0] else []
    categories: dict[str, str | None] = {}

    def category(product_id: str) -> str | None:
        if product_id not in categories:
            card = engine.card(product_id)
            categories[product_id] = card.category if card else None
        return categories[product_id]

    items = []
    for (on, by), shown in lists.items():
        figures, reasons = list_figures(shown, category, sold)
        items.append({"surface": on, "variant": by, **figures, "reasons": reasons})
    return {"customers": len(customers), "model": models[0] if models else None, "items": items}


def _model(found: Mapping[str, Any]) -> str | None:
    name: str | None = found.get("model")
    return name


def _verdicts(verdicts: Sequence[Mapping[str, Any]]) -> list[Document]:
    return [
        {
            "list": each["list_name"],
            "passed": each["passed"],
            "best": each["best"],
            "why": each["why"],
            "customers": each["customers"],
            "chance_better": each["sure"],
            "scores": each["scores"],
        }
        for each in verdicts
    ]

"""Marketing's rules: shown with who set them, changed under a version, tried on real lists before they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from recommendations_v2 import queries_rules
from recommendations_v2.answers import Document, instant
from recommendations_v2.assignment import Assignment
from recommendations_v2.people import read_person
from recommendations_v2.questions import DEFAULT_LIMIT, Asked, Seen, visit_of
from recommendations_v2.rules_kept import KINDS, Entry, InForce, KeptRules, change, in_force, kept_rules
from recommendations_v2.rules_preview import compare
from recommendations_v2.serving import Ranker, Serving
from recommendations_v2.visit import ANONYMOUS, CART, HOME
from shared.contracts.problems import ProblemError
from shared.shop import Shop
from shared.warehouse import WarehouseError

RULE_COLUMNS = ("kind", "product_id", "then", "surface", "from", "until", "is_live", "note", "author", "at")
_LOOKED_AT = 100  # customers, two lists each: as many as a second of work allows
_LATELY = timedelta(days=365)  # who bought longer ago is seldom shown a list
_EXAMPLES = 20  # as the contract has it
_STANDING = Assignment(None, "standing", "v2")


def rules(serving: Serving, kept: KeptRules | None = None) -> Document:
    """The contract's RecommendationRules."""
    shown = kept if kept is not None else kept_rules(serving.desk.store)
    shop, at, engine = serving.desk.shop(), serving.desk.now(), serving.shelf.engine
    return {
        "version": shown.version,
        "changed_at": instant(shop, shown.changed_at),
        "changed_by": shown.changed_by,
        "pins": [_pin_or_ban(each, at, shop, engine) for each in shown.pins],
        "bans": [_pin_or_ban(each, at, shop, engine) for each in shown.bans],
        "cross_sell": [_cross_sell(serving, each, at, shop) for each in shown.cross_sell],
        "preview": None,
    }


def rule_rows(document: Mapping[str, Any]) -> list[Sequence[object]]:
    """As RULE_COLUMNS names them."""
    return [
        (
            kind,
            each.get("product_id", each.get("bought")),
            each.get("then"),
            each.get("surface"),
            *(each[name] for name in RULE_COLUMNS[4:]),
        )
        for kind in KINDS
        for each in document[kind]
    ]


def set_rules(serving: Serving, given: Mapping[str, Any], by: str) -> Document:
    """Change them; lists go by them from now on. Raises ProblemError: 400 says what is wrong, 409 is for an old one."""
    now = serving.desk.now().astimezone(UTC)
    return rules(serving, change(serving.desk.store, lambda before: _changed(before, given, by, now)))


def preview_rules(serving: Serving, given: Mapping[str, Any], by: str) -> Document:
    """What `set_rules` would answer, and what it would do to lists. Nothing is changed. Raises ProblemError."""
    now = serving.desk.now().astimezone(UTC)
    before = kept_rules(serving.desk.store)
    after = _changed(before, given, by, now)
    return rules(serving, after) | {"preview": _preview(serving, in_force(before), after, now)}


def _changed(before: KeptRules, given: Mapping[str, Any], by: str, now: datetime) -> KeptRules:
    if given.get("version", before.version) != before.version:
        detail = f"They are at version {before.version} now; read them again and decide anew"
        raise ProblemError(409, "rules-changed", "Somebody changed the rules meanwhile", detail)
    after = {kind: _entries(kind, given[kind], before.of(kind), by, now) for kind in KINDS if kind in given}
    return replace(before, version=before.version + 1, changed_at=now, changed_by=by, **after)


def _entries(
    kind: str, given: Sequence[Mapping[str, Any]], before: Sequence[Entry], by: str, now: datetime
) -> tuple[Entry, ...]:
    stood = {each.what: each for each in before}
    found: dict[tuple[object, ...], Entry] = {}
    wrong: list[tuple[str, str]] = []
    for place, each in enumerate(given):
        entry = Entry(
            product_id=each["bought"] if kind == "cross_sell" else each["product_id"],
            then=each.get("then"),
            surface=each.get("surface"),
            starts_at=_moment(each.get("from")),
            ends_at=_moment(each.get("until")),
            note=each.get("note") or None,
            author=by,
            at=now,
        )
        if entry.starts_at and entry.ends_at and entry.ends_at <= entry.starts_at:
            wrong.append((f"{kind}.{place}.until", "is not after from"))
        if entry.then == entry.product_id:
            wrong.append((f"{kind}.{place}.then", "is the product itself"))
        if entry.what in found:
            wrong.append((f"{kind}.{place}", "is said twice"))
        found[entry.what] = stood.get(entry.what, entry)
    if wrong:
        detail = "; ".join(f"{name}: {words}" for name, words in wrong)
        raise ProblemError(400, "invalid-body", "The rules cannot be used", detail, wrong)
    return tuple(found.values())


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _span(each: Entry, at: datetime, shop: Shop) -> Document:
    return {
        "from": instant(shop, each.starts_at),
        "until": instant(shop, each.ends_at),
        "is_live": each.is_live(at),
        "note": each.note,
        "author": each.author,
        "at": instant(shop, each.at),
    }


def _pin_or_ban(each: Entry, at: datetime, shop: Shop, engine: Ranker | None) -> Document:
    title = _title(engine, each.product_id)
    return {"product_id": each.product_id, "title": title, "surface": each.surface} | _span(each, at, shop)


def _cross_sell(serving: Serving, each: Entry, at: datetime, shop: Shop) -> Document:
    then = str(each.then)
    strength = serving.evidence(each.product_id, then)
    shown = None if strength is None else {"strength": round(strength, 4)}  # of some thousand baskets no more is known
    named = {"bought": each.product_id, "then": then, "title": _title(serving.shelf.engine, then)}
    return named | _span(each, at, shop) | {"evidence": shown}


def _title(engine: Ranker | None, product_id: str) -> str | None:
    card = engine.card(product_id) if engine else None
    return card.title if card else None


def _preview(serving: Serving, before: InForce, after: KeptRules, now: datetime) -> Document:
    engine = serving.shelf.engine
    notes = _notes(engine, after, now)
    if engine is None:
        return {"lists": 0, "changed": 0, "examples": [], "notes": [*notes, "Nothing has been built yet to try it on"]}
    would = in_force(after)
    changes = []
    looked_at = 0
    since = serving.desk.shop().local_date(now) - _LATELY
    try:
        customers = queries_rules.latest_customers(serving.desk.warehouse, since, _LOOKED_AT)
    except WarehouseError:
        customers = []
        notes.append("The warehouse did not answer, so customers' own lists were not tried")
    for customer in (ANONYMOUS, *customers):
        person = read_person(customer if customer == ANONYMOUS else f"id:{customer}")
        moment, alerts = serving.state.of(person.subject, now), serving.alerts()
        for surface in (HOME, CART):
            looked_at += 1
            asked = Asked(person=person, surface=surface)
            seen = Seen(now, engine, moment, alerts, before, _STANDING, {}, is_provisional=False)
            visit = visit_of(asked, seen)
            lists = [
                [item.product_id for item in engine.rank(visit, each.rules, alerts, DEFAULT_LIMIT).items]
                for each in (before, would)
            ]
            if lists[0] != lists[1]:
                changes.append({"customer": customer, "surface": surface} | compare(*lists))
    return {"lists": looked_at, "changed": len(changes), "examples": changes[:_EXAMPLES], "notes": notes}


def _notes(engine: Ranker | None, after: KeptRules, now: datetime) -> list[str]:
    """What will do nothing, and why."""
    notes = []
    banned = {each.product_id for each in after.bans if each.surface is None and each.is_live(now)}
    for kind in KINDS:
        for each in after.of(kind):
            name = each.product_id if each.then is None else f"{each.product_id}, then {each.then}"
            if each.ends_at and each.ends_at <= now:
                notes.append(f"{kind}: {name} is over")
            unknown = [which for which in (each.product_id, each.then) if which and engine and not engine.card(which)]
            notes += [f"{kind}: no product {which} was known at the last build" for which in unknown]
            if kind != "bans" and (each.then or each.product_id) in banned:
                notes.append(f"{kind}: {name} does nothing, since {each.then or each.product_id} is banned")
    return notes

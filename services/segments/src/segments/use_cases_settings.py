"""The shop's own thresholds, cuts and rules: shown, validated, changed under a version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from segments import rules
from segments.definitions import DefinitionError, Definitions, definitions
from segments.desk import Desk
from segments.envelope import changed, instant
from segments.rules import CUTS, HOLD_OUT, RULES_KEY, Set
from shared.contracts.problems import ProblemError
from shared.store import StoreConflictError

_TRIES = 20  # to write beside others who write at the same moment: each of them gets through once
_VERSIONS_KEY = (
    "segments/rules-versions/"  # in the store: every version that was ever set, for refreshes that went by it
)


def set_now(desk: Desk) -> Set:
    """What the shop has set."""
    stored = desk.store.get(RULES_KEY)
    return rules.read_set(stored.value if stored else None)


def definitions_now(desk: Desk) -> Definitions:
    """The definitions the next refresh goes by."""
    told = set_now(desk)
    return definitions(told.thresholds, told.own)


def settings(desk: Desk) -> dict[str, Any]:
    """The contract's SegmentSettings."""
    told = set_now(desk)
    return {
        "version": told.version,
        "changed_at": instant(desk.shop(), told.changed_at),
        "changed_by": told.changed_by,
        "settings": _shown(told),
        "defaults": _shown(Set()),
    }


def change(desk: Desk, given: Mapping[str, Any], by: str) -> dict[str, Any]:
    """Change some of them; answers all. Raises ProblemError: 400 names what is wrong, 409 is for an old version."""
    asked = {name: value for name, value in given.items() if name != "version"}
    for attempt in range(_TRIES):
        stored = desk.store.get(RULES_KEY)
        before = rules.read_set(stored.value if stored else None)
        if given.get("version", before.version) != before.version:
            detail = f"They are at version {before.version} now; read them again and decide anew"
            raise ProblemError(409, "settings-changed", "Somebody changed the settings meanwhile", detail)
        after = rules.with_changes(before, asked, by, desk.now().astimezone(UTC))
        _check(after)
        content = rules.written(after)
        desk.store.put(f"{_VERSIONS_KEY}{after.version:08d}", content)
        try:
            if stored is None:
                desk.store.put(RULES_KEY, content, if_absent=True)
            else:
                desk.store.put(RULES_KEY, content, if_version=stored.version)
        except StoreConflictError:
            if attempt == _TRIES - 1:
                raise
        else:
            break
    changed(desk)
    return settings(desk)


def _check(told: Set) -> None:
    wrong = rules.wrong_values(told)
    try:
        made = definitions(told.thresholds, told.own)
    except DefinitionError as error:
        wrong.append((error.field, str(error)))
    else:
        wrong += _names_twice(told, made)
    if wrong:
        detail = "; ".join(f"{name}: {words}" for name, words in wrong)
        raise ProblemError(400, "invalid-body", "The settings cannot be used", detail, wrong)


def _names_twice(told: Set, made: Definitions) -> list[tuple[str, str]]:
    """Own rules that are called as another group is: nobody could tell the two apart in a list or at a vendor."""
    called = Counter(each.name.casefold() for each in (*made.segments, *made.tags))
    return [
        (f"rules.{place}.name", f"another group is called {rule['name'].strip()}; take another name")
        for place, rule in enumerate(told.own)
        if called[rule["name"].strip().casefold()] > 1
    ]


def _shown(told: Set) -> dict[str, Any]:
    thresholds = {name: _number(value) for name, value in definitions(told.thresholds, ()).parameters.items()}
    cuts = {name: told.values.get(name) for name in CUTS}
    own = [{"definition": "", "before": None, **rule} for rule in told.own]
    return thresholds | cuts | {"hold_out": told.values.get("hold_out", HOLD_OUT), "rules": own}


def _number(value: float) -> float:
    return int(value) if float(value).is_integer() else value

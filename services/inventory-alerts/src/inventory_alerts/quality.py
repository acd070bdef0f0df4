"""How often alerts came true: the contract's AlertQuality, and which alerts the next run may push."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from typing import Any, get_args

from inventory_alerts import queries
from inventory_alerts.alert import Pace
from inventory_alerts.desk import Desk
from inventory_alerts.envelope import envelope
from inventory_alerts.kinds import KINDS, Kind, Severity
from inventory_alerts.reading import last_run
from inventory_alerts.rules import RULES_KEY, rules_of
from inventory_alerts.score_card import LEAST, Count, Push, Score, count_of, push, pushed, total

_RECENT_DAYS = 28
_PACES: tuple[Pace, ...] = get_args(Pace)
_SEES_MISSED: frozenset[Kind] = frozenset({"low_stock"})  # what ran out without it is in the tables

FALSE_MEANS: dict[Kind, str] = {
    "stock_out": "It was sold although nothing was to be left.",
    "low_stock": "It did not run out in the stated time, and nothing arrived.",
    "reorder_due": "It is scored by the service level that orders keep, not one by one.",
    "overstock": "All of it was sold in the stated time.",
    "dead_stock": "It was sold again.",
    "slow_mover": "It sells as before: at least half of what its own rhythm promises for the stated time.",
    "trending_up": "The week of the alert and the week after it together may be chance.",
    "trending_down": "The week of the alert and the week after it together may be chance.",
    "seasonal_peak": "Demand did not rise by the stated time.",
    "stock_count_problem": "It is no forecast, and is not scored.",
}
CSV_HEADER = (
    "kind",
    "pace",
    "severity",
    "is_pushed",
    "pushed_reason",
    "threshold",
    "period",
    "scored",
    "came_true",
    "did_not",
    "interventions",
    "missed",
    "precision",
    "recall",
    "lasted",
    "false_share",
    "false_share_low",
    "false_share_high",
    "reasons",
)


def counts(desk: Desk) -> list[Count]:
    """How predictions came out so far."""
    since = desk.now() - timedelta(days=_RECENT_DAYS)
    return [count_of(row) for row in queries.outcome_counts(desk.warehouse, since)]


def push_policy(desk: Desk) -> Callable[[Kind, Pace, Severity, float | None], bool]:
    """Whether an alert of a kind, pace, severity and probability goes to people."""
    known, target = counts(desk), desk.settings.target_false_share

    @cache
    def rule(kind: Kind, pace: Pace) -> Push:
        return push(known, kind, pace, target)

    def may_push(kind: Kind, pace: Pace, severity: Severity, probability: float | None) -> bool:
        threshold = rule(kind, pace).threshold
        return severity == "act" and threshold is not None and (probability is None or probability >= threshold)

    return may_push


def recent_score(desk: Desk) -> tuple[int, int]:
    """Of what was pushed and scored in the last 28 days: how many came true, of how many."""
    score = total(pushed(counts(desk)), recent=True, sees_missed=False)
    return score.came_true, score.scored


def quality(desk: Desk) -> dict[str, Any]:
    """The contract's AlertQuality."""
    known = counts(desk)
    told = pushed(known)
    return envelope(desk) | {
        "target_false_share": desk.settings.target_false_share,
        "items": list(_items(known, desk.settings.target_false_share)),
        "service_level": _service_level(desk),
        "pushed": {
            "last_28_days": score_answer(total(told, recent=True, sees_missed=False)),
            "ever": score_answer(total(told, recent=False, sees_missed=False)),
        },
    }


def _items(known: Sequence[Count], target: float) -> Iterator[dict[str, Any]]:
    """Every kind that there is, then the classes of products that something is known of."""
    for kind in KINDS:
        of_kind = [count for count in known if count.kind == kind]
        paces = [pace for pace in _PACES if pace == "all" or any(count.pace == pace for count in of_kind)]
        for severity in ("act", "watch"):
            for pace in reversed(paces):
                own = [count for count in of_kind if pace in ("all", count.pace)]
                rated = [count for count in own if severity == count.severity]
                rule = push(known, kind, pace, target) if severity == "act" else Push(None, "not_promised")
                sees = kind in _SEES_MISSED and severity == "act"
                missing = [count for count in own if count.outcome == "missed"] if sees else []
                both = [count for count in rated if count.outcome != "missed"] + missing
                yield {
                    "kind": kind,
                    "pace": pace,
                    "severity": severity,
                    "false_means": FALSE_MEANS[kind],
                    "threshold": rule.threshold,
                    "is_pushed": rule.threshold is not None,
                    "pushed_reason": "watch_is_not_pushed" if severity == "watch" else rule.reason,
                    "last_28_days": score_answer(total(both, recent=True, sees_missed=sees)),
                    "ever": score_answer(total(both, recent=False, sees_missed=sees)),
                }


def score_answer(score: Score) -> dict[str, Any]:
    """The contract's Score; shares of too few are null and say how many there are and are needed."""
    few = f"too_few: {score.scored} of {LEAST}"
    interval, reasons = score.false_interval, {}
    if score.false_share is None:
        reasons = dict.fromkeys(("precision", "false_share", "false_share_low", "false_share_high"), few)
    happened = None if score.missed is None else score.came_true + score.missed
    if happened is None:
        reasons["recall"] = reasons["missed"] = "what_was_missed_cannot_be_seen"
    elif happened < LEAST:
        reasons["recall"] = f"too_few: {happened} of {LEAST}"
    lasted, asked = score.lasted or (0, 0)
    if asked < LEAST:
        reasons["lasted"] = f"too_few: {asked} of {LEAST}" if asked else "no_question_of_this_kind_or_none_scored"
    return {
        "scored": score.scored,
        "came_true": score.came_true,
        "did_not": score.did_not,
        "interventions": score.interventions,
        "missed": score.missed,
        "precision": None if score.false_share is None else _ratio(score.came_true, score.scored),
        "recall": _ratio(score.came_true, happened) if happened is not None and happened >= LEAST else None,
        "lasted": _ratio(lasted, asked) if asked >= LEAST else None,
        "false_share": None if score.false_share is None else _ratio(score.did_not, score.scored),
        "false_share_low": None if interval is None else round(interval[0], 6),
        "false_share_high": None if interval is None else round(interval[1], 6),
        "reasons": reasons,
    }


def _service_level(desk: Desk) -> dict[str, Any]:
    """What orders kept, as the last run saw it: cycles without a day out of stock; null where there were too few."""
    stored, run = desk.store.get(RULES_KEY), last_run(desk)
    kept = run.service if run else {}
    answer: dict[str, Any] = {"target": rules_of(stored.value if stored else None).service_level}
    reasons = {}
    for name, period in (("last_28_days", "recent"), ("history", "ever")):
        cycles = kept.get(period, 0)
        answer[name] = _ratio(kept[f"{period}_kept"], cycles) if cycles >= LEAST else None
        if cycles < LEAST:
            reasons[name] = f"too_few: {cycles} of {LEAST}"
    return answer | {"reasons": reasons}


def _ratio(numerator: int, denominator: int) -> dict[str, float]:
    return {"value": round(numerator / denominator, 6), "numerator": numerator, "denominator": denominator}


def rows(document: dict[str, Any]) -> Iterator[list[object]]:
    """AlertQuality as rows under CSV_HEADER, ratios as their value."""
    for item in document["items"]:
        for period in ("last_28_days", "ever"):
            score = item[period]
            flat = {**item, **score, "period": period}
            for name in ("precision", "recall", "lasted", "false_share"):
                flat[name] = score[name]["value"] if score[name] else None
            flat["reasons"] = "; ".join(f"{figure}: {why}" for figure, why in score["reasons"].items())
            yield [flat[name] for name in CSV_HEADER]

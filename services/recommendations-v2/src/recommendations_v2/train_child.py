"""In a child process: rankings learned from visits of earlier weeks, and judged by those of the weeks after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from recommendations_v2 import build_files as files
from recommendations_v2 import features, lessons, models_kept, offline_gate, trees, version_one
from recommendations_v2.artefact import Learned
from recommendations_v2.build_shop import ShopRead, read_shop
from recommendations_v2.calibration import Calibration, calibrated
from recommendations_v2.evidence import evidence_of
from recommendations_v2.explanation import Model
from recommendations_v2.lessons import CONFIDENT_DAYS, Question
from recommendations_v2.offline_gate import CURRENT, VERSION_ONE, Verdict, best_ten, ndcg, verdict
from recommendations_v2.purchases import DAY, Flags, Floats
from recommendations_v2.ranking_lists import LISTS, ListKind, RankedList, feature_names, ranked_lists
from recommendations_v2.scene import Knowledge
from recommendations_v2.training import lambda_rank
from recommendations_v2.weight_training import logistic
from shared import telemetry
from shared.progress import tell

FOREST, WEIGHTS = "lambdarank", "logistic"
WEEKS = 4  # that are learned from, and as many after them that are judged by
_LEAST_ITEMS = 300  # shown, at thirty visits: confidence from fewer would be of single baskets


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Judged:
    """Visits by which models are judged: NDCG by model, and what confidence is learned from."""

    customer: np.ndarray
    scores: Mapping[str, Floats]
    evidence: Mapping[str, Floats]  # of items shown at visits of which a fortnight has passed
    in_time: Mapping[str, Flags]


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Read what `queries_build.export_shop` wrote, and MODELS; write LEARNED, the models to serve from now on.

    Arguments: `until`, `time_zone`, `customer_key`, `trained_at` (a name for what is learned), `most_visits`. Answers
    by list the verdict of the gate, and whether anything changed.
    """
    shop, most = read_shop(folder, arguments), int(arguments["most_visits"])
    current = models_kept.in_folder(folder / files.MODELS)
    span = WEEKS * 7 * DAY
    tell("what was known then", 1, 2 + len(LISTS))
    earlier, later = shop.known_at(shop.until - 2 * span, folder)[0], shop.known_at(shop.until - span, folder)[0]
    served, kept = ranked_lists(later, current), []
    verdicts = []
    for place, kind in enumerate(LISTS):
        tell(f"learning the list {kind.name}", 2 + place, 2 + len(LISTS))
        models = _learn(shop, earlier, kind, most)
        judged = _judge(shop, later, kind, {CURRENT: served[kind.name], **models}, most)
        found = verdict(kind.name, judged.customer, judged.scores)
        verdicts.append(found)
        kept += _kept(kind, found, models, judged, current, str(arguments["trained_at"]))
    (folder / files.LEARNED).write_text(models_kept.to_text(kept), encoding="utf-8")
    return {"verdicts": [_plain(each) for each in verdicts], "changed": any(each.passed for each in verdicts)}


def _learn(shop: ShopRead, known: Knowledge, kind: ListKind, most: int) -> dict[str, RankedList]:
    """By name; none where there is nothing to learn from, and no forest where LightGBM cannot be loaded."""
    first = known.figures.now
    visits = lessons.visits_of(shop, first, first + WEEKS * 7 * DAY, most, seed=1)
    learned = lessons.lessons_of(known, lessons.questions(shop, known, kind, visits, seed=2), seed=3)
    if learned is None:
        return {}
    names, families = feature_names(known, of_cart=kind.of_cart)
    weights = logistic(learned, list(names))
    linear = RankedList(kind, weights, WEIGHTS, names, families, None)
    try:
        forest = trees.read(lambda_rank(learned, list(names), kind.trees, kind.leaves))
    except OSError as error:  # of the loader
        telemetry.logger().warning("no forest: on Debian, apt-get install libgomp1", error=str(error))
        return {WEIGHTS: linear}
    return {FOREST: RankedList(kind, forest, FOREST, names, families, None, weights), WEIGHTS: linear}


def _judge(shop: ShopRead, known: Knowledge, kind: ListKind, models: Mapping[str, RankedList], most: int) -> Judged:
    visits = lessons.visits_of(shop, known.figures.now, shop.until, most, seed=4)
    popular = known.figures.month / max(float(np.max(known.figures.month)), 1e-9)
    scores: dict[str, list[float]] = {name: [] for name in (VERSION_ONE, *models)}
    evidence: dict[str, list[Floats]] = {name: [] for name in models}
    in_time: dict[str, list[Flags]] = {name: [] for name in models}
    customer = []
    for question in lessons.questions(shop, known, kind, visits, seed=5):
        customer.append(question.customer)
        scores[VERSION_ONE].append(ndcg(_version_one(known, kind, question, popular), question.sought))
        table = features.build(known, question.scene, question.found.product)
        ripe = question.moment <= shop.until - CONFIDENT_DAYS * DAY
        for name, model in models.items():
            shown, rows, score = best_ten(model, table, question.found.product)
            scores[name].append(ndcg(shown, question.sought))
            if ripe and len(rows):
                evidence[name].append(evidence_of(question.scene, table[rows], score))
                in_time[name].append(np.isin(shown, question.in_time))
    return Judged(
        np.array(customer, np.int64),
        {name: np.array(values) for name, values in scores.items()},
        {name: np.concatenate(each) for name, each in evidence.items() if each},
        {name: np.concatenate(each) for name, each in in_time.items() if each},
    )


def _version_one(known: Knowledge, kind: ListKind, question: Question, popular: Floats) -> np.ndarray:
    if kind.new_only:
        bought = np.unique(question.own.product)
        score = known.by_customers.summed(bought, np.ones(len(bought))) + 1e-9 * popular
    else:
        score = version_one.frequency(question.own, question.moment, popular)
    return version_one.best(score, offline_gate.SHOWN, question.banned)


def _kept(  # noqa: PLR0917 - what one list's training came to
    kind: ListKind,
    found: Verdict,
    models: Mapping[str, RankedList],
    judged: Judged,
    current: tuple[Learned, ...],
    name: str,
) -> list[Learned]:
    """What the list is ranked by from now on, best first: what was learned, or what stood."""
    if not found.passed:
        return [each for each in current if each.list_name == kind.name]
    order = [found.best, *(each for each in (FOREST, WEIGHTS) if each != found.best and each in models)]
    return [_learned(kind, each, models[each].model, judged, name) for each in order]


def _learned(kind: ListKind, made: str, model: Model, judged: Judged, name: str) -> Learned:
    forest = model.text if isinstance(model, trees.Forest) else ""
    weights = None if isinstance(model, trees.Forest) else model
    return Learned(kind.name, f"{made}-{name}", forest, weights, _confidence(judged, made))  # type: ignore[arg-type]  # what is no forest is weights


def _confidence(judged: Judged, made: str) -> Calibration | None:
    """From visits that the ranking did not learn from."""
    evidence = judged.evidence.get(made)
    if evidence is None or len(evidence) < _LEAST_ITEMS:
        return None
    return calibrated(evidence, judged.in_time[made])


def _plain(each: Verdict) -> dict[str, object]:
    told = asdict(each)
    return {**told, "scores": {name: round(value, 5) for name, value in each.scores.items()}}

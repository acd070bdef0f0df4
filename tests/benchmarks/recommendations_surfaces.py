"""The three lists: what each is asked, what it learns from, and what it shows, by our own code and by the baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from recommendations_v2 import candidates, feature_table, features, training
from recommendations_v2.candidates import Counts, Found
from recommendations_v2.purchases import Asked, Flags, Floats, Matrix, Whole
from recommendations_v2.scene import Knowledge, Scene, scene_of
from recommendations_v2.training import Lessons
from recommendations_v2.trees import Forest
from recommendations_v2.weights import Weights
from tests.benchmarks.recommendations_data import Shop
from tests.benchmarks.recommendations_protocol import SHOWN, Requests, Scores, Visit, judged, visits
from tests.benchmarks.recommendations_served import SERVED, Served

LEAST_FOR_CART = 4  # products of a basket of which half is shown
CART_SEED = 7  # which half: the protocol's
MODEL = "v2"


@dataclass(frozen=True, slots=True)
class Surface:
    """One list; training looks at the share `kept` of what was not bought, and at `each` visits of a household."""

    name: str
    counts: Counts
    new_only: bool
    of_cart: bool
    kept: float
    each: int
    trees: int = training.TREES
    leaves: int = training.LEAVES


HOME = Surface("home", candidates.HOME, new_only=False, of_cart=False, kept=0.5, each=5)
CART = Surface("cart", candidates.CART, new_only=False, of_cart=True, kept=0.5, each=5)
DISCOVERY = Surface(
    "discovery", candidates.DISCOVERY, new_only=True, of_cart=False, kept=0.3, each=5, trees=100, leaves=15
)
SURFACES = (HOME, CART, DISCOVERY)


@dataclass(frozen=True, slots=True)
class Question:
    """A visit as one surface asks it; `sought` is what a right list holds."""

    visit: Visit
    scene: Scene
    found: Found
    sought: Whole
    week_after: Whole
    banned: Whole  # what no list may show: the cart, and for discovery what was ever bought


def questions(shop: Shop, known: Knowledge, asked: Requests, surface: Surface) -> Iterator[Question]:
    """Those visits that the surface can be judged by."""
    drawn = np.random.default_rng(CART_SEED)
    neighbours, last = np.zeros(0), -1
    for visit in visits(shop, asked):
        cart, sought, banned, week_after = np.zeros(0, np.int64), visit.truth, np.zeros(0, np.int64), visit.week_after
        if surface.of_cart:
            if len(visit.truth) < LEAST_FOR_CART:
                continue
            cart = banned = np.sort(drawn.permutation(visit.truth)[: len(visit.truth) // 2])
            sought = np.setdiff1d(visit.truth, cart)
        if surface.new_only:
            banned = np.unique(visit.own.product)
            sought, week_after = np.setdiff1d(visit.truth, banned), np.setdiff1d(week_after, banned)
            if not len(sought):
                continue
        if visit.customer != last:
            neighbours, last = known.tastes.of_neighbours(visit.customer), visit.customer
        scene = scene_of(known, Asked(visit.own, visit.moment, visit.local, visit.week, cart), neighbours)
        found = candidates.candidates(known, scene, surface.counts, new_only=surface.new_only)
        yield Question(visit, scene, found, sought, week_after, banned)


def lessons(shop: Shop, known: Knowledge, asked: Requests, surface: Surface, seed: int) -> Lessons:
    """Features of candidates, and whether each was bought; of each household at most so many visits, drawn."""
    drawn = np.random.default_rng(seed)
    order = drawn.permutation(len(asked))
    by_customer = order[np.argsort(asked.customer[order], kind="stable")]
    sizes = np.bincount(asked.customer)
    place = np.arange(len(asked)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    chosen = np.sort(by_customer[place < surface.each])
    tables, bought, customer, still = [], [], [], still_of(known)
    for question in questions(shop, known, asked.where(chosen), surface):
        right = np.isin(question.found.product, question.sought)
        if right.any():
            kept = right | (drawn.random(len(right)) < surface.kept)
            tables.append(feature_table.build(known, question.scene, question.found.product[kept], still))
            bought.append(right[kept])
            customer.append(question.visit.customer)
    sizes = np.array([len(each) for each in bought])
    return Lessons(np.concatenate(tables), np.concatenate(bought), sizes, np.array(customer))


def still_of(known: Knowledge) -> Matrix:
    """The features that do not depend on who asks, of all products: made once, as a serving process does."""
    return feature_table.standing(known, np.arange(known.catalogue.products))


def named(shop: Shop, known: Knowledge, asked: Requests, surface: Surface) -> tuple[list[str], list[str]]:
    """The features' names and families, in order."""
    question = next(questions(shop, known, asked, surface))
    told = list(features.columns(known, question.scene, question.found.product))
    return [name for name, _, _ in told], [family for _, family, _ in told]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of all methods on one surface. Rows are visits; `evidence` and `in_time` are of the items that v2 showed."""

    scores: dict[str, Scores]
    shown: dict[str, Whole]  # (visits, SHOWN), -1 where a list is shorter
    history: Whole  # baskets of the household before the visit
    first: Flags  # the household's first visit after the cut
    moment: Whole
    evidence: Floats  # (visits, SHOWN, n)
    in_time: Flags  # (visits, SHOWN) bought within fourteen days
    reach: float  # share of what was sought that is among the candidates
    gone: tuple[int, int, int]  # with a tenth sold out: items shown of it without rules, with them, and items in all


Ranked = Callable[[Question], Whole]


def outcome(
    shop: Shop,
    known: Knowledge,
    asked: Requests,
    surface: Surface,
    models: Mapping[str, Forest | Weights],
    baselines: Mapping[str, Ranked],
    columns: Mapping[str, Whole],
    served: Served | None = None,
) -> Outcome:
    """Every list of every method; `columns` of the features, where a model sees some only."""
    named = (*baselines, *models, *((SERVED,) if served is not None else ()))
    rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in named}
    unruled_gone, ruled_gone, items = 0, 0, 0
    shown: dict[str, list[Whole]] = {name: [] for name in rows}
    customer, history, moment, evidence, in_time, reach = [], [], [], [], [], []
    still = still_of(known)
    for question in questions(shop, known, asked, surface):
        visit, product = question.visit, question.found.product
        table = feature_table.build(known, question.scene, product, still)
        lists = {name: ranked(question) for name, ranked in baselines.items()}
        for name, model in models.items():
            score = model.scores(table[:, columns[name]] if name in columns else table)
            lists[name] = product[np.argsort(-score, kind="stable")[:SHOWN]]
            if name == MODEL:
                best = np.argsort(-score, kind="stable")[:SHOWN]
                evidence.append(evidence_of(question.scene, table[best], score[best]))
                in_time.append(_filled(np.isin(product[best], visit.fortnight_after)))
        if served is not None:
            lists[SERVED], unruled, left = served.lists(question.scene.cart, product, table)
            unruled_gone, ruled_gone = unruled_gone + served.gone(unruled), ruled_gone + served.gone(left)
            items += len(left)
        for name, chosen in lists.items():
            rows[name].append(judged(chosen, question.sought, question.week_after))
            shown[name].append(_filled(chosen, -1))
        customer.append(visit.customer)
        history.append(question.scene.habits.baskets)
        moment.append(visit.moment)
        reach.append(float(np.isin(question.sought, product).mean()))
    who = np.array(customer)
    first = np.append(True, who[1:] != who[:-1])
    return Outcome(
        {name: Scores(who, np.array(each)) for name, each in rows.items()},
        {name: np.array(each) for name, each in shown.items()},
        np.array(history),
        first,
        np.array(moment),
        np.array(evidence),
        np.array(in_time, bool),
        float(Scores(who, np.array(reach)[:, None]).means()[0]),
        (unruled_gone, ruled_gone, items),
    )


def evidence_of(scene: Scene, table: np.ndarray, score: Whole) -> Floats:
    """(SHOWN, n) what confidence is read from: the score, the product's place, and how often both come."""
    count = len(score)
    visits_a_week = 7.0 / max(scene.habits.visit_gap, 0.2)
    told = np.column_stack(
        [
            score / 1e6,
            np.arange(count),
            np.log1p(table[:, :5]),  # times, and faded by four half-lives
            np.full(count, np.log(visits_a_week)),
            np.full(count, np.log1p(scene.habits.baskets)),
        ]
    )
    return np.concatenate([told, np.zeros((SHOWN - count, told.shape[1]))])


def _filled(values: np.ndarray, nothing: int = 0) -> np.ndarray:
    return np.concatenate([values, np.full(SHOWN - len(values), nothing, values.dtype)])

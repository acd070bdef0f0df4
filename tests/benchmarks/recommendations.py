"""Recommendations: three lists of a real grocer beside v1, TIFU-KNN and EASE, as the protocol has it; and a gift shop.

Nothing is tuned on the weeks reported. The ranking learns from visits after week 40 and after week 44, each with what
was known then; what is reported are the visits of weeks 49 to 53, with what was known at the end of week 48.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommendations_v2 import trees
from recommendations_v2.batch import knowledge_of
from recommendations_v2.calibration import DAYS, Calibration, calibrated
from recommendations_v2.features import CART, DUE, FAMILIES, HABIT
from recommendations_v2.offers import Offers
from recommendations_v2.purchases import DAY, Purchases, Whole
from recommendations_v2.scene import Knowledge
from recommendations_v2.training import Lessons, lambda_rank, together
from recommendations_v2.trees import Forest
from recommendations_v2.weight_training import logistic
from recommendations_v2.weights import Weights
from tests.benchmarks import recommendations_report as report
from tests.benchmarks import recommendations_surfaces as surfaces
from tests.benchmarks.recommendations_baselines import COSINE, EASE, POPULARITY, TIFU, V1, Baselines
from tests.benchmarks.recommendations_data import UCI, Shop, complete_journey, journey_offers, online_retail
from tests.benchmarks.recommendations_protocol import METRICS, Requests, gains, requests
from tests.benchmarks.recommendations_report import Promise, Say
from tests.benchmarks.recommendations_served import SERVED, served
from tests.benchmarks.recommendations_surfaces import CART as CART_LIST
from tests.benchmarks.recommendations_surfaces import DISCOVERY, HOME, MODEL, Outcome, Surface

HARNESS = {"recall": 0.1296, "ndcg": 0.1378, "conv": 0.1222}  # v1's, which tell that the protocol is repeated
_WITHIN = 0.01  # of each of them
_MOST_ERROR = 0.02  # of calibration
_QUARTILE = (
    -0.03
)  # the protocol's floor of the interval of a quartile by history, for lists that have a v1 of their own
_CONFIDENT = 4_000  # visits by which confidence is learned
_SAMPLE = 3_000  # visits by which signals are left out
_ABLATION_TREES, _ABLATION_LESSONS = 60, 3_000  # trees, and visits learned from: for a comparison among themselves
PROMISES = {
    HOME.name: (
        Promise("conv", 0.07, 0.10, 0.0),
        Promise("recall", 0.11, 0.15, 0.0),
        Promise("ndcg", 0.11, 0.15, 0.0),
    ),
    CART_LIST.name: (Promise("conv", 0.20, 0.30, 0.15),),
    DISCOVERY.name: (Promise("recall", 0.15, 0.25, 0.0),),
}
LOGISTIC, ALL = "v2 logistic", "all signals"
LEFT_OUT = {
    HOME.name: tuple(each for each in FAMILIES if each != CART),
    CART_LIST.name: (CART,),
    DISCOVERY.name: tuple(each for each in FAMILIES if each not in {HABIT, DUE, CART}),  # of what was never bought
}


@dataclass(frozen=True, slots=True)
class Split:
    """Weeks: the ranking learns from those after each of `learned`, and is judged by those after `cut`."""

    learned: tuple[tuple[int, int], ...]
    cut: int
    last: int
    least: int  # baskets of a customer before the cut


JOURNEY = Split(((40, 44), (44, 48)), 48, 53, 10)
GIFTS = Split(((24, 28), (28, 32)), 34, 40, 3)


def measure(say: Say, lists: Sequence[str] = ()) -> list[str]:
    """Print every figure beside its baselines; answers which promises were broken. `lists` are some of the grocer's."""
    began = time.perf_counter()
    shop = complete_journey()
    bench = Bench(shop, journey_offers(shop, JOURNEY.learned[0][0] + 1), JOURNEY, say)
    broken = bench.run(PROMISES, lists)
    if not UCI.exists():
        say("the UCI shop is not beside the project: it was NOT measured")
    elif not lists:
        # No promise of ours: a second shop, of another trade, against the same v1.
        Bench(online_retail(), None, GIFTS, say).run({})
    say("promises:")
    for line in (*bench.told, *report.UNSHOWN):
        say(f"  {line}")
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    say(f"{time.perf_counter() - began:.0f} s, {time.process_time():.0f} s of CPU; load of the machine {load}")
    return broken


class Bench:
    """One shop under the protocol."""

    def __init__(self, shop: Shop, offers: Offers | None, split: Split, say: Say) -> None:
        self.shop, self.split, self.say, self.offers = shop, split, say, offers
        self.known = {cut: self.knowledge(cut) for cut in (*(cut for cut, _ in split.learned), split.cut)}
        self.asked = requests(shop, split.cut, split.last, split.least)
        self.baselines = Baselines(shop, self.past(split.cut), self.known[split.cut])
        self.told: list[str] = []  # promises, as they came out

    def past(self, cut: int) -> Purchases:
        return self.shop.purchases.where(self.shop.week <= cut)

    def knowledge(self, cut: int) -> Knowledge:
        """What was known at the end of a week."""
        past, began = self.past(cut), time.perf_counter()
        known = knowledge_of(past, self.shop.catalogue, self.shop.customers, int(np.max(past.at)) + 1, self.offers)
        self.say(
            f"{self.shop.name}: batch of {len(past.at)} lines until week {cut}, {time.perf_counter() - began:.0f} s"
        )
        return known

    def run(self, promises: dict[str, tuple[Promise, ...]], lists: Sequence[str] = ()) -> list[str]:
        """All surfaces, or these."""
        broken = []
        for surface in surfaces.SURFACES:
            if not lists or surface.name in lists:
                broken += self.surface(surface, promises.get(surface.name, ()))
        return [f"{self.shop.name}, {each}" for each in broken]

    def surface(self, surface: Surface, promises: tuple[Promise, ...]) -> list[str]:
        """Learn, judge, tell."""
        lessons = [self.lessons(surface, cut, last) for cut, last in self.split.learned]
        names, families = surfaces.named(self.shop, self.known[self.split.cut], self.asked, surface)
        model = trees.read(lambda_rank(together(lessons), names, surface.trees, surface.leaves))
        weights = logistic(lessons[-1], names)
        models: dict[str, Forest | Weights] = {MODEL: model, LOGISTIC: weights}
        known = self.known[self.split.cut]
        as_served = served(surface.name, self.shop.catalogue, (model, weights), tuple(families)) if promises else None
        told = surfaces.outcome(
            self.shop, known, self.asked, surface, models, self.baselines.of(surface), {}, as_served
        )
        rival = self.rival(told, surface)
        self.say(f"{self.shop.name}, {surface.name}:")
        besides, broken = report.Besides(), list[str]()
        if promises:
            unruled, ruled, items = told.gone
            besides.sold_out.update({MODEL: unruled / items, SERVED: ruled / items})
            broken = self.promised(told, rival, surface, promises)
        if promises and surface is HOME:
            off = self.confidence(told, surface, lessons, names)
            besides.calibration[MODEL] = off
            broken += self.harness(told) + ([f"calibration error {off:.4f}"] if off >= _MOST_ERROR else [])
        report.heading(self.say)
        report.table(told, rival, known, besides, self.say)
        if promises:
            self.ablation(surface, lessons, names, families, LEFT_OUT[surface.name])
        return broken

    def promised(self, told: Outcome, rival: str, surface: Surface, promises: tuple[Promise, ...]) -> list[str]:
        """What holds of a list whatever its signals; answers what is broken."""
        said, broken = report.kept(told, rival, promises)
        for line in said:
            self.say(f"  {line}")
        self.told += [f"{surface.name}: {line}" for line in said]
        over = gains(told.scores[SERVED], told.scores[rival])
        self.say(f"  {SERVED}, over {rival}: recall {over[report.RECALL]}, conv {over[report.CONV]}")
        metric, least = (report.RECALL, None) if surface is DISCOVERY else (report.CONV, _QUARTILE)
        broken += report.by_history(told, rival, metric, least, self.say)
        return broken + self.ahead(told, surface) + report.sold_out(told)

    def lessons(self, surface: Surface, cut: int, last: int) -> Lessons:
        """Of the visits after a cut, with what was known at it."""
        asked = requests(self.shop, cut, last, self.split.least)
        return surfaces.lessons(self.shop, self.known[cut], asked, surface, seed=cut)

    def rival(self, told: Outcome, surface: Surface) -> str:
        """V1; for what is new the better of its cosine and popularity."""
        if surface is not DISCOVERY:
            return V1
        return max((POPULARITY, COSINE), key=lambda name: float(told.scores[name].means()[report.RECALL]))

    def ahead(self, told: Outcome, surface: Surface) -> list[str]:
        """Of the best published rival of the surface, in this run."""
        name = {HOME.name: TIFU, DISCOVERY.name: EASE}.get(surface.name)
        if name is None or told.scores[MODEL].means()[report.RECALL] > told.scores[name].means()[report.RECALL]:
            return []
        return [f"{surface.name}: not ahead of {name}"]

    def harness(self, told: Outcome) -> list[str]:
        """Whether v1 is the protocol's v1."""
        means = dict(zip(METRICS, told.scores[V1].means().tolist(), strict=True))
        said = ", ".join(f"{name} {means[name]:.4f} (protocol {value})" for name, value in HARNESS.items())
        self.say(f"  harness: {said}")
        off = [name for name, value in HARNESS.items() if abs(means[name] / value - 1) > _WITHIN]
        return [f"v1's {name} is {means[name]:.4f}" for name in off]

    def confidence(self, told: Outcome, surface: Surface, lessons: list[Lessons], names: list[str]) -> float:
        """Learned from a ranking of the weeks before and visits of the last ones, of which fourteen days have passed;
        answers the calibration error.
        """
        cut, last = self.split.learned[-1]
        earlier = trees.read(lambda_rank(together(lessons[:-1]), names, surface.trees, surface.leaves))
        asked, now = requests(self.shop, cut, last, self.split.least), self.known[self.split.cut].figures.now
        some = sample(asked.where(asked.moment <= now - DAYS * DAY), _CONFIDENT)
        before = surfaces.outcome(self.shop, self.known[cut], some, surface, {MODEL: earlier}, {}, {})
        return report.calibration(told, learned_confidence(before), int(np.max(self.shop.purchases.at)), self.say)

    def ablation(
        self, surface: Surface, lessons: list[Lessons], names: list[str], families: list[str], left_out: Sequence[str]
    ) -> None:
        """All signals against all but one family, on the same sample: smaller models, compared with each other."""
        family = np.array(families)
        columns: dict[str, Whole] = {ALL: np.arange(len(names))}
        columns |= {f"without {each}": np.flatnonzero(family != each) for each in left_out if each in families}
        some = fewer(lessons[-1], _ABLATION_LESSONS)
        models = {
            name: trees.read(lambda_rank(some.columns(kept), [names[at] for at in kept], _ABLATION_TREES))
            for name, kept in columns.items()
        }
        known = self.known[self.split.cut]
        told = surfaces.outcome(self.shop, known, sample(self.asked, _SAMPLE), surface, models, {}, columns)
        self.say(f"  smaller models, {len(told.history)} visits:")
        report.table(told, "", known, report.Besides(), self.say, ALL)


def sample(asked: Requests, most: int) -> Requests:
    """So many of them, drawn."""
    drawn = np.random.default_rng(99).choice(len(asked), min(most, len(asked)), replace=False)
    return asked.where(np.sort(drawn))


def fewer(lessons: Lessons, most: int) -> Lessons:
    """So many visits of them, drawn."""
    chosen = np.zeros(len(lessons.sizes), bool)
    chosen[np.random.default_rng(98).permutation(len(chosen))[:most]] = True
    rows = np.repeat(chosen, lessons.sizes)
    return Lessons(lessons.features[rows], lessons.bought[rows], lessons.sizes[chosen], lessons.customer[chosen])


def learned_confidence(before: Outcome) -> Calibration:
    """From visits whose fourteen days had passed by now."""
    there = before.shown[MODEL].ravel() >= 0
    evidence = before.evidence.reshape(-1, before.evidence.shape[2])[there]
    return calibrated(evidence, before.in_time.ravel()[there])

"""The three lists that every surface is answered from, each with what ranks it: learned, or the fall-backs in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations_v2 import candidates, features, given_weights, trees
from recommendations_v2.artefact import Learned
from recommendations_v2.calibration import Calibration
from recommendations_v2.candidates import Counts
from recommendations_v2.explanation import Model, of_families
from recommendations_v2.purchases import Asked, Flags, Matrix, Purchases, Whole
from recommendations_v2.scene import Knowledge, scene_of
from recommendations_v2.signals import NO_LOOKS
from recommendations_v2.trees import Forest, ModelTextError
from recommendations_v2.visit import CART, DISCOVERY, HOME, PRODUCT
from recommendations_v2.weights import Weights


@dataclass(frozen=True, slots=True)
class ListKind:
    """What a list is made from; the benchmark measures these three."""

    name: str
    counts: Counts
    new_only: bool
    of_cart: bool
    shortlist: int  # candidates that a forest ranks, chosen by the logistic weights learned with it
    trees: int = 150  # of what is learned; with the leaves fixed beforehand, as the benchmark has them
    leaves: int = 31


HOME_LIST = ListKind(HOME, {**candidates.HOME, **candidates.LOOKS}, new_only=False, of_cart=False, shortlist=120)
CART_LIST = ListKind(CART, {**candidates.CART, **candidates.LOOKS}, new_only=False, of_cart=True, shortlist=150)
DISCOVERY_LIST = ListKind(
    DISCOVERY,
    {**candidates.DISCOVERY, **candidates.LOOKS},
    new_only=True,
    of_cart=False,
    shortlist=250,
    trees=100,
    leaves=15,
)
LISTS = (HOME_LIST, CART_LIST, DISCOVERY_LIST)


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class RankedList:
    """A list with its model; `names` and `families` of the features, as `features.build` has them."""

    kind: ListKind
    model: Model
    model_name: str
    names: tuple[str, ...]
    families: tuple[str, ...]
    calibration: Calibration | None
    weights: Weights | None = None  # by which a forest's shortlist is chosen; without them it ranks all
    # (leaves, families) what a forest's leaf adds by family, where that was made beforehand
    leaf_families: npt.NDArray[np.int32] | Whole | None = None

    def families_moved(self, trace: Whole) -> Whole:
        """(candidates, families) millionths by `explanation.of_families`, of what the model traced."""
        if self.leaf_families is not None:
            return np.asarray(self.leaf_families.take(trace, axis=0).sum(axis=1, dtype=self.leaf_families.dtype))
        return np.asarray((self.model.moved_by(trace) @ of_families(self.families)[1]).astype(np.int64))

    def shortlisted(self, table: Matrix, given: Flags) -> Whole:
        """Rows of the candidates that are ranked, in their order: the best by the weights, and what was given by hand.

        Of a forest's ten best, as it ranks all candidates of a grocer, 99 in 100 are among the shortlist of home.
        """
        most = self.kind.shortlist
        if self.weights is None or len(table) <= most:
            return np.arange(len(table))
        score = self.weights.scores(table)
        kept = given.copy()
        kept[(-score).argpartition(most - 1)[:most]] = True
        return np.asarray(kept.nonzero()[0])


def list_of(surface: str, *, has_cart: bool) -> ListKind:
    """Which list a surface shows: with something in the cart, or on a product's page, what goes with it."""
    if surface == DISCOVERY:
        return DISCOVERY_LIST
    return CART_LIST if has_cart and surface in (HOME, PRODUCT, CART) else HOME_LIST


def ranked_lists(known: Knowledge, learned: tuple[Learned, ...]) -> dict[str, RankedList]:
    """Every list by its name. What was learned of other features than there are now is not used: the next one is."""
    return {
        kind.name: _ranked(known, kind, [each for each in learned if each.list_name == kind.name]) for kind in LISTS
    }


@dataclass(frozen=True, slots=True, repr=False)  # as above
class Lists:
    """Every list as it ranks now, and with each model that an experiment's arm may name."""

    in_force: Mapping[str, RankedList]
    named: Mapping[tuple[str, str], RankedList]  # by list and model

    def of(self, surface: str, *, has_cart: bool, model: str | None = None) -> RankedList:
        """What a surface shows; with the model in force where there is none of that name."""
        name = list_of(surface, has_cart=has_cart).name
        return self.named.get((name, model or ""), self.in_force[name])


def lists_of(known: Knowledge, learned: tuple[Learned, ...]) -> Lists:
    """All that can be served of what was learned."""
    named: dict[tuple[str, str], RankedList] = {}
    for kind in LISTS:
        own = [each for each in learned if each.list_name == kind.name]
        for place, each in enumerate(own):
            listed = _ranked(known, kind, [each, *own[:place], *own[place + 1 :]])
            named[kind.name, listed.model_name] = listed
    return Lists(ranked_lists(known, learned), named)


def feature_names(known: Knowledge, *, of_cart: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and families of a list's features, in their order."""
    none = np.zeros(0, np.int64)
    nobody = Purchases(none, none, none, none, none, none, np.zeros(0))
    asked = Asked(nobody, known.figures.now, known.figures.now, 0, np.zeros(int(of_cart), np.int64), NO_LOOKS)
    scene = scene_of(known, asked, np.zeros(known.catalogue.products))
    told = [(name, family) for name, family, _ in features.columns(known, scene, np.zeros(1, np.int64))]
    return tuple(name for name, _ in told), tuple(family for _, family in told)


def _ranked(known: Knowledge, kind: ListKind, learned: list[Learned]) -> RankedList:
    names, families = feature_names(known, of_cart=kind.of_cart)
    known_names = [(each, model) for each in learned if (model := _model(each)) and model.names == names]
    weights = next((model for _, model in known_names if isinstance(model, Weights)), None)
    for each, model in known_names:
        shortlist = weights if isinstance(model, Forest) else None
        leaves = _leaf_families(model, families) if isinstance(model, Forest) else None
        return RankedList(kind, model, each.model_name, names, families, each.calibration, shortlist, leaves)
    return RankedList(kind, given_weights.given_weights(names), given_weights.NAME, names, families, None)


def _leaf_families(forest: Forest, families: tuple[str, ...]) -> npt.NDArray[np.int32] | Whole:
    """(leaves, families) in numbers of 32 bits, which take half the time, unless a sum over all trees may be more."""
    leaves = (forest.tables.paths @ of_families(families)[1]).astype(np.int64)
    most = int(np.max(np.abs(leaves), initial=0)) * forest.trees
    return leaves.astype(np.int32) if most < np.iinfo(np.int32).max else leaves


def _model(learned: Learned) -> Forest | Weights | None:
    if learned.weights is not None:
        return learned.weights
    try:
        return trees.read(learned.forest) if learned.tables is None else trees.opened(learned.tables, learned.forest)
    except (ModelTextError, KeyError, ValueError, IndexError):
        return None

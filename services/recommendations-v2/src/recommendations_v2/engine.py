"""Answers lists from one night's artefact: immutable, in memory, without a warehouse, from any thread."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

import numpy as np

from recommendations_v2 import candidates, feature_table, rules, strategies, version_one
from recommendations_v2.artefact import Artefact
from recommendations_v2.candidates import SOURCES
from recommendations_v2.engine_prepared import Prepared
from recommendations_v2.engine_questions import asked_of
from recommendations_v2.engine_rules import (
    EXCLUDED,
    NOT_SOLD,
    THIS_PRODUCT,
    marketed,
    settled,
    stock_of,
)
from recommendations_v2.engine_working import Worked, drawn_by
from recommendations_v2.explanation import Explained, words
from recommendations_v2.ids import place
from recommendations_v2.marketing_rules import MarketingRules
from recommendations_v2.not_shown import NOT_SHORTLISTED, NOTHING_NAMED_IT, UNKNOWN_PRODUCT, why_words
from recommendations_v2.purchases import Flags, Whole
from recommendations_v2.rules import Rules
from recommendations_v2.scene import scene_of
from recommendations_v2.spans import among
from recommendations_v2.visit import (
    CUSTOMER,
    DISCOVERY,
    Alerts,
    Card,
    Explanation,
    Item,
    ItemExplained,
    NotShown,
    Ranked,
    Visit,
)
from shared.erased_digests import NOBODY, Erased

_POPULARITY = 1e-9  # in scores of v1: below every purchase


@dataclass(frozen=True, repr=False)  # as above; no slots: what is made from the artefact is kept beside it
class Engine:
    """One generation of everything that serving needs; `erased` are nobody to it, and `key` finds everybody else."""

    artefact: Artefact
    key: str = ""
    settings: Rules = field(default_factory=Rules)
    erased: Erased = NOBODY

    @property
    def version(self) -> str:
        """Of the artefact."""
        return self.artefact.version

    @property
    def built_at(self) -> datetime:
        return self.artefact.built_at

    @property
    def data_until(self) -> datetime:
        """Sales are known until then."""
        return self.artefact.data_until

    @property
    def model_name(self) -> str:
        """Of what ranks the home page's list: a learned model, weights, or the fall-back."""
        return self.model_of("home", has_cart=False)

    def model_of(self, surface: str, *, has_cart: bool) -> str:
        """Of what ranks a surface's list."""
        return self._made.lists.of(surface, has_cart=has_cart).model_name

    @cached_property
    def _made(self) -> Prepared:
        return Prepared(self.artefact)

    def warm(self) -> Engine:
        """Make now what the first list would wait for."""
        self._made.all()
        return self

    def without(self, erased: Erased) -> Engine:
        """The same engine, to which these customers are nobody."""
        if erased == self.erased:
            return self
        changed = replace(self, erased=erased)
        changed.__dict__.update({name: made for name, made in self.__dict__.items() if name.startswith("_")})
        return changed

    def rank(self, visit: Visit, rules: MarketingRules, alerts: Alerts, limit: int) -> Ranked:
        """The list of v2, at most `limit` long; a cold start is a strategy, never an error."""
        return self._ranked(self._work(visit, rules, alerts, limit))

    def version_one(self, visit: Visit, rules: MarketingRules, alerts: Alerts, limit: int) -> Ranked:
        """The list of v1, the control arm: own frequency filled up by popularity, or cosine where the list is of what
        is new. What may not be shown (out of stock, banned, dismissed, in the cart) is not shown here either.
        """
        known, customer = self.artefact.knowledge, self._customer(visit)
        asked = asked_of(self.artefact, self._made.numbers, visit, customer)
        bought = np.unique(asked.own.product)
        if visit.surface == DISCOVERY:
            score = known.by_customers.summed(bought, np.ones(len(bought))) + _POPULARITY * self._made.popular
            score[bought] = 0.0
        else:
            score = version_one.frequency(asked.own, asked.moment, self._made.popular)
        score[~self._may_be_shown(visit, rules, alerts, asked.cart)] = 0.0
        chosen = version_one.best(score, limit)
        strategy = strategies.strategy_of_version_one(visit.surface, bought=len(bought) > 0)
        own = among(bought, chosen) | (score[chosen] > _POPULARITY)  # more than popularity alone comes to
        reasons = np.where(own, "cosine" if visit.surface == DISCOVERY else "frequency", "popularity").tolist()
        items = tuple(
            Item(self._made.ids[product], round(float(score[product]) * 1e6), None, reason)
            for product, reason in zip(chosen.tolist(), reasons, strict=True)
        )
        return Ranked(items, strategy, "v1")

    def explain(
        self, visit: Visit, rules: MarketingRules, alerts: Alerts, limit: int, product_id: str | None = None
    ) -> Explanation:
        """The list of `rank` with every part of every score; and why `product_id` is not in it."""
        worked = self._work(visit, rules, alerts, limit)
        chosen = worked.ruled.chosen
        told = worked.explained(chosen)
        ranked = self._ranked(worked, told)
        return Explanation(
            ranked,
            tuple(
                self._item_explained(worked, row, each, item)
                for row, each, item in zip(chosen, told, ranked.items, strict=True)
            ),
            len(worked.considered),
            _left_out(worked),
            None if product_id is None else self._not_shown(worked, product_id),
        )

    def card(self, product_id: str) -> Card | None:
        """What is shown of a product; None where the build knew no such product."""
        number = self._made.numbers.product.get(product_id)
        return None if number is None else self._made.card(number)

    def knows_customer(self, customer_id: str) -> bool:
        """Whether he had bought anything by the time of the build."""
        return self._place(customer_id) >= 0

    def segment_of(self, customer_id: str) -> str | None:
        """The segment he was in at the build."""
        at = self._place(customer_id)
        number = int(self.artefact.segment[at]) if at >= 0 else -1
        return self.artefact.segments[number] if number >= 0 else None

    def _place(self, customer_id: str | None) -> int:
        if customer_id is None or self.erased.covers(customer_id):
            return -1
        return place(self.artefact.customer, customer_id, self.key)

    def _customer(self, visit: Visit) -> int:
        return self._place(visit.customer_id) if visit.kind == CUSTOMER else -1

    def _work(self, visit: Visit, marketing: MarketingRules, alerts: Alerts, limit: int) -> Worked:
        artefact, known = self.artefact, self.artefact.knowledge
        customer = self._customer(visit)
        asked = asked_of(artefact, self._made.numbers, visit, customer)
        listed = self._made.lists.of(visit.surface, has_cart=len(asked.cart) > 0, model=visit.model)
        likes = self._made.neighbours
        scene = scene_of(known, asked, likes.of(customer), likes.popularity)
        held = marketed(marketing, self._made.numbers, visit.at, visit.surface)
        found = candidates.candidates(
            known, scene, listed.kind.counts, new_only=listed.kind.new_only, given=held.given(scene)
        )
        considered = found.product
        table = feature_table.build(known, scene, considered, self._made.still)
        rows = listed.shortlisted(table, found.named_by(candidates.GIVEN, candidates.NEW))
        found, table = found.where(rows), table.T.take(rows, axis=1).T  # each feature still lies together
        trace = listed.model.traced(table)
        product, score = found.product, listed.model.scored(trace)
        stock = stock_of(
            artefact.facts,
            known.catalogue,
            self._made.flags(alerts),
            scene,
            product,
            dismissed=self._made.numbers.products(visit.dismissed),
            crossed=held.crossed(scene),
            fresh=self._made.fresh,
        )
        ruled = rules.apply(
            settled(self.settings, held),
            product,
            score,
            stock,
            cart=self._in_cart(visit),
            count=limit,
            forbidden=self._forbidden(visit, product),
            relatives=frozenset(artefact.facts.parent[scene.cart].tolist()),
            draw=drawn_by(visit),
        )
        return Worked(listed, scene, considered, found, table, trace, score, ruled)

    def _in_cart(self, visit: Visit) -> Whole:
        return self._made.numbers.products(visit.cart)

    def _forbidden(self, visit: Visit, product: Whole) -> dict[str, Flags]:
        """What may not be shown besides what `rules` know of."""
        number = self._made.numbers
        return {
            NOT_SOLD: ~self.artefact.facts.sold[product],
            THIS_PRODUCT: product == number.product.get(visit.product or "", -1),
            EXCLUDED: among(number.products(visit.exclude), product),
        }

    def _may_be_shown(self, visit: Visit, marketing: MarketingRules, alerts: Alerts, cart: Whole) -> Flags:
        """(products,) for v1: the same products stay away as in v2's lists, whatever the ranking."""
        facts, flags, numbers = self.artefact.facts, self._made.flags(alerts), self._made.numbers
        allowed = facts.sold & ~flags.out & ~((facts.on_hand <= 0) & ~flags.told)
        banned = marketed(marketing, numbers, visit.at, visit.surface).banned
        away = (numbers.products(visit.exclude), numbers.products(visit.dismissed), self._in_cart(visit), cart)
        for products in (*away, np.array(banned, np.int64)):
            allowed[products] = False
        return allowed

    def _ranked(self, worked: Worked, told: list[Explained] | None = None) -> Ranked:
        known = self._made.ids
        ids = [known[number] for number in worked.found.product[worked.ruled.chosen].tolist()]
        return Ranked(worked.items(ids, told), strategies.strategy_of(worked.scene), worked.listed.model_name)

    def _item_explained(self, worked: Worked, row: int, told: Explained, item: Item) -> ItemExplained:
        values = dict(zip(worked.listed.names, (float(each) for each in worked.table[row]), strict=True))
        bits = int(worked.found.sources[row])
        sources = tuple(name for bit, name in enumerate(SOURCES) if bits >> bit & 1)
        title = self.artefact.cards.title.at(int(worked.found.product[row])) or item.product_id
        return ItemExplained(item, told.families, words(values, told.reason, title), sources, values)

    def _not_shown(self, worked: Worked, product_id: str) -> NotShown | None:
        """None where it is shown."""
        number = self._made.numbers.product.get(product_id)
        if number is None:
            return NotShown(product_id, UNKNOWN_PRODUCT, why_words(UNKNOWN_PRODUCT))
        rows = np.flatnonzero(worked.found.product == number).tolist()
        if not rows:
            code = self._away(worked, number)
            return NotShown(product_id, code, why_words(code))
        if rows[0] in worked.ruled.chosen:
            return None
        code, score = worked.ruled.why_not[rows[0]], worked.ruled.score
        standing = int(np.count_nonzero(score > score[rows[0]])) + 1
        told = worked.explained(rows)[0]
        return NotShown(product_id, code, why_words(code), standing, told.score, told.parts)

    def _away(self, worked: Worked, number: int) -> str:
        """Why a product is not among the candidates."""
        if number in worked.scene.cart:
            return rules.IN_CART
        if number in worked.considered:
            return NOT_SHORTLISTED
        return NOTHING_NAMED_IT if self.artefact.facts.sold[number] else NOT_SOLD


def _left_out(worked: Worked) -> dict[str, int]:
    """How many candidates are not shown, by why."""
    behind = len(worked.considered) - len(worked.found.product)
    counted = dict(Counter(worked.ruled.why_not.values()))
    return {**counted, NOT_SHORTLISTED: behind} if behind else counted

"""One process that loads an artefact and ranks: seconds to load, memory, and CPU by list. Prints one JSON document.

python -m tests.benchmarks.recommendations_ranking <folder of store and secrets> <customers> <asked>
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np

from recommendations_v2.engine import Engine
from recommendations_v2.ids import KEY
from recommendations_v2.live_alerts import NO_ALERTS
from recommendations_v2.marketing_rules import NO_RULES
from recommendations_v2.shelf import Shelf
from recommendations_v2.visit import CART, CUSTOMER, DISCOVERY, HOME, PRODUCT, Ranked, Visit
from shared.erased_digests import NOBODY
from shared.secrets import connect as connect_secrets
from shared.store import connect
from tests.benchmarks.latencies import percentile

ASKED = (HOME, PRODUCT, CART, DISCOVERY)
_CART = 5  # products of a cart
_WARM = 50  # lists that are not counted
_MEGABYTE = 1024  # of what getrusage counts in
_SEED = 3

Rank = Callable[[Visit], Ranked]


def visits(engine: Engine, customers: int, surface: str, count: int) -> Iterator[Visit]:
    """Of different customers, five hours after the last sale; each looked at something an hour before."""
    drawn = np.random.default_rng(_SEED)
    popular = engine.artefact.knowledge.orders.popular
    ids = engine.artefact.cards.product_id
    for number in drawn.choice(customers, count, replace=count > customers).tolist():
        some = [ids.at(int(popular[at])) or "" for at in drawn.integers(0, len(popular), _CART + 2)]
        yield Visit(
            subject=str(number),
            kind=CUSTOMER,
            customer_id=f"customer-{number:07}",
            at=engine.data_until + timedelta(hours=5),
            surface=surface,
            product=some[0] if surface == PRODUCT else None,
            cart=tuple(some[2:]) if surface == CART else (),
            views=((some[1], engine.data_until + timedelta(hours=4)),),
        )


def timed(rank: Rank, asked: list[Visit]) -> dict[str, float]:
    """CPU milliseconds of this process for a list."""
    took = []
    for visit in asked:
        began = time.process_time()
        rank(visit)
        took.append((time.process_time() - began) * 1_000)
    took = took[_WARM:]
    return {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99)}


def main(folder: str, customers: int, count: int) -> dict[str, object]:
    """Everything that is measured."""
    began = time.perf_counter()
    secrets = connect_secrets(f"file://{folder}/secrets")
    shelf = Shelf(connect(f"file://{folder}/store"), lambda: NOBODY, lambda: secrets.get(KEY))
    shelf.look()
    loaded = time.perf_counter() - began
    engine = shelf.engine
    if engine is None:
        raise SystemExit(str(shelf.state.problem))
    gc.freeze()  # as `shared.serving` does
    told: dict[str, object] = {"loaded": loaded, "models": {}}
    for surface in ASKED:
        asked = list(visits(engine, customers, surface, count + _WARM))
        told[surface] = timed(lambda visit: engine.rank(visit, NO_RULES, NO_ALERTS, 10), asked)
        told[f"{surface} v1"] = timed(lambda visit: engine.version_one(visit, NO_RULES, NO_ALERTS, 10), asked)
    told["models"] = {name: engine.model_of(name, has_cart=name == CART) for name in (HOME, CART, DISCOVERY)}
    told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE
    return told


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))

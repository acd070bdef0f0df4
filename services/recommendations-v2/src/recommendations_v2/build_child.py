"""In a child process: the night's artefact from what the warehouse exported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from recommendations_v2 import build_files as files
from recommendations_v2 import ids, models_kept
from recommendations_v2.artefact import Artefact, with_tables, write
from recommendations_v2.build_catalogue import cards_of
from recommendations_v2.build_shop import ShopRead, read_shop
from recommendations_v2.histories import histories_of
from recommendations_v2.purchases import DAY
from recommendations_v2.ranking_lists import ranked_lists
from recommendations_v2.signals import LOOKED_BACK_DAYS
from shared.progress import tell

_STEPS = 3


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Read what `queries_build.export_shop` wrote, and MODELS; write ARTEFACT.

    Arguments: `version`, `built_at`, `until` (seconds since 1970, exclusive), `time_zone`, `customer_key`. Answers what
    it is made of.
    """
    tell("reading purchases", 0, _STEPS)
    shop = read_shop(folder, arguments)
    tell("what goes with what", 1, _STEPS)
    artefact = artefact_of(shop, folder, str(arguments["version"]), datetime.fromisoformat(arguments["built_at"]))
    tell("writing", 2, _STEPS)
    write(artefact, folder / files.ARTEFACT)
    ranked = ranked_lists(artefact.knowledge, artefact.learned)
    return {
        "customers": shop.people.size,
        "products": shop.goods.size,
        "purchases": len(shop.purchases.at),
        "looks": len(shop.looks.at),
        "segments": len(shop.segments),
        "models": {name: each.model_name for name, each in ranked.items()},
        "bytes": (folder / files.ARTEFACT).stat().st_size,
    }


def artefact_of(shop: ShopRead, folder: Path, version: str, built_at: datetime) -> Artefact:
    """Everything that serving needs."""
    known, facts = shop.known_at(shop.until, folder)
    until = datetime.fromtimestamp(shop.until, UTC)
    recent = shop.looks.where(shop.looks.at > shop.until - LOOKED_BACK_DAYS * DAY)
    last = int(np.max(shop.purchases.at, initial=0))
    return Artefact(
        version=version,
        built_at=built_at,
        data_until=datetime.fromtimestamp(last, UTC),
        looks_until=until,
        knowledge=known,
        histories=histories_of(shop.purchases, recent, shop.people.size),
        customer=shop.people.digest,
        customer_key=ids.mark(shop.people.key),
        segment=shop.segment.astype(np.int8),
        segments=shop.segments,
        clock=shop.clock,
        cards=cards_of(shop.goods),
        facts=facts,
        content=shop.content,
        learned=tuple(map(with_tables, models_kept.in_folder(folder / files.MODELS))),
    )

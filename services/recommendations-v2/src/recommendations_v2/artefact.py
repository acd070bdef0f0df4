"""One night's artefact as a file: NumPy's .npz with the arrays, the models' texts, and a JSON document. No pickles.

Who loads it needs NumPy alone, and trusts nothing in it: a part that is missing, or of another kind, is an error.
"""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np

from recommendations_v2 import arrays_file, trees
from recommendations_v2.calibration import Calibration
from recommendations_v2.catalogue import Cards, ShopFacts, Texts
from recommendations_v2.clock import Clock
from recommendations_v2.histories import Histories
from recommendations_v2.packing import Array, PackingError, Plain, pack, unpack
from recommendations_v2.purchases import Whole
from recommendations_v2.scene import Knowledge
from recommendations_v2.trees import ModelTextError, Tables
from recommendations_v2.weights import Weights

FORMAT = 2  # another number whenever an older process could not read it
_READ = (1, 2)  # of format 1 customers' digests are under no key
_DOCUMENT = "document"


class ArtefactError(ValueError):
    """The file is no artefact that this process can serve; the text says why."""


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Learned:
    """What was learned for one list: the forest's text or weights, and how a score is read as a confidence."""

    list_name: str
    model_name: str
    forest: str  # LightGBM's text; empty where weights rank
    weights: Weights | None
    calibration: Calibration | None
    tables: Tables | None = None  # of the forest, as a build makes them


@dataclass(frozen=True, slots=True, repr=False)  # as above
class Content:
    """Articles and videos: piece i shows the products product[start[i]:start[i + 1]]."""

    content_id: Texts
    start: Whole
    product: Whole


@dataclass(frozen=True, slots=True, repr=False)  # as above
class Artefact:
    """Everything that serving needs of one night."""

    version: str
    built_at: datetime
    data_until: datetime  # sales are known until then
    looks_until: datetime
    knowledge: Knowledge
    histories: Histories
    customer: Array  # (customers,) digests of ids, sorted: see `ids.py`; a history's number is the place here
    customer_key: str  # the mark of the key that they are under; empty of what a version before this one made
    segment: Array  # (customers,) number among `segments`, -1 where none is known
    segments: tuple[str, ...]
    clock: Clock
    cards: Cards
    facts: ShopFacts
    content: Content
    learned: tuple[Learned, ...]


_PARTS = ("knowledge", "histories", "clock", "cards", "facts", "content")


def write(artefact: Artefact, path: Path) -> None:
    """As a file."""
    arrays: dict[str, Array] = {"customer": artefact.customer, "segment": artefact.segment}
    plain: dict[str, Plain] = {}
    for name in _PARTS:
        pack(getattr(artefact, name), name, arrays, plain)
    learned = []
    for place, each in enumerate(artefact.learned):
        part = f"learned.{place}"
        pack(each.calibration, f"{part}.calibration", arrays, plain)
        pack(each.tables, f"{part}.tables", arrays, plain)
        for name in ("mean", "spread", "weight") if each.weights else ():
            arrays[f"{part}.weights.{name}"] = getattr(each.weights, name)
        given = {"names": list(each.weights.names), "intercept": each.weights.intercept} if each.weights else None
        named = {"list_name": each.list_name, "model_name": each.model_name, "forest": each.forest}
        learned.append({**named, "weights": given})
    document = {
        "format": FORMAT,
        "version": artefact.version,
        "customer_key": artefact.customer_key,
        **{name: getattr(artefact, name).isoformat() for name in ("built_at", "data_until", "looks_until")},
        "segments": list(artefact.segments),
        "learned": learned,
        "plain": plain,
    }
    arrays[_DOCUMENT] = np.frombuffer(json.dumps(document).encode(), np.uint8)
    arrays_file.write(path, arrays)


def read(file: BinaryIO) -> Artefact:
    """From a file, which may be closed then. Raises ArtefactError where it is none, or cut short, or of another format.

    Its arrays are views of it (see `arrays_file`): a start copies nothing, and processes of one machine share them.
    """
    try:
        arrays = arrays_file.read(file)
        document = json.loads(arrays.pop(_DOCUMENT).tobytes())
        if document["format"] not in _READ:
            raise ArtefactError(f"the artefact is of format {document['format']}, and this process reads {_READ}")
        plain = document["plain"]
        told = {name: _moment(document[name]) for name in ("built_at", "data_until", "looks_until")}
        return Artefact(
            version=document["version"],
            built_at=told["built_at"],
            data_until=told["data_until"],
            looks_until=told["looks_until"],
            knowledge=unpack(Knowledge, "knowledge", arrays, plain),
            histories=unpack(Histories, "histories", arrays, plain),
            customer=arrays["customer"],
            customer_key=str(document.get("customer_key", "")),
            segment=arrays["segment"],
            segments=tuple(document["segments"]),
            clock=unpack(Clock, "clock", arrays, plain),
            cards=unpack(Cards, "cards", arrays, plain),
            facts=unpack(ShopFacts, "facts", arrays, plain),
            content=unpack(Content, "content", arrays, plain),
            learned=tuple(_learned(place, each, arrays, plain) for place, each in enumerate(document["learned"])),
        )
    except (PackingError, KeyError, TypeError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        if isinstance(error, ArtefactError):
            raise
        raise ArtefactError(f"the artefact cannot be read: {error}") from error


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _learned(place: int, told: dict[str, object], arrays: dict[str, Array], plain: dict[str, Plain]) -> Learned:
    part = f"learned.{place}"
    given, weights = told["weights"], None
    if isinstance(given, dict):
        mean, spread, weight = (arrays[f"{part}.weights.{name}"] for name in ("mean", "spread", "weight"))
        weights = Weights(tuple(given["names"]), mean, spread, weight, float(given["intercept"]))
    has = plain.get(f"{part}.calibration") == Calibration.__name__
    calibration = unpack(Calibration, f"{part}.calibration", arrays, plain) if has else None
    has = plain.get(f"{part}.tables") == Tables.__name__
    tables = unpack(Tables, f"{part}.tables", arrays, plain) if has else None
    return Learned(str(told["list_name"]), str(told["model_name"]), str(told["forest"]), weights, calibration, tables)


def with_tables(learned: Learned) -> Learned:
    """With what scores its forest; as it is where there is none, or one that cannot be scored: the next one ranks."""
    with suppress(ModelTextError, KeyError, ValueError, IndexError):
        return replace(learned, tables=trees.read(learned.forest).tables) if learned.forest else learned
    return learned

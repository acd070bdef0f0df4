"""What a refresh changes about who is in which segment: intervals that end and intervals that begin. In the child.

An interval is a row; a later row of the same customer and first day replaces it. So one that ends is written again with
its end, and one that began today and is another by now is written again as what it is now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from segments.feature_files import CHANGES
from segments.features_reading import People
from segments.partition import Partition

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """Of a refresh: the shop day that memberships begin and end on, its id, and when it is recorded."""

    day: date
    refresh_id: str
    recorded_at: datetime


def write_changes(
    folder: Path, people: People, parted: Partition, segment_ids: Sequence[str], at: Moment
) -> Mapping[str, int]:
    """Write CHANGES against what is open now; answers how many intervals begin (`opened`) and end (`closed`)."""
    previous = people.previous
    began = np.asarray(previous["valid_from"].cast(pa.int32()).to_numpy(), np.int64)
    today = (at.day - _EPOCH).days
    here = np.flatnonzero(people.previous_at >= 0)
    then = people.previous_at[here]
    moved = ~_same(previous, then, parted, segment_ids, here) & (began[then] <= today)  # never back in time
    moved_at, moved_from = here[moved], then[moved]
    left = np.concatenate([moved_from[began[moved_from] < today], people.gone])
    new = np.flatnonzero(people.previous_at < 0)
    opened = np.concatenate([new, moved_at])
    ended = pa.table(
        {
            "customer_id": previous["customer_id"].take(pa.array(left)),
            "segment_id": previous["segment_id"].take(pa.array(left)),
            "tags": previous["tags"].take(pa.array(left)),
            "valid_from": previous["valid_from"].take(pa.array(left)),
            "valid_to": pa.array(np.maximum(began[left], today).astype(np.int32)).cast(pa.date32()),
        }
    )
    begun = pa.table(
        {
            "customer_id": people.ids.take(pa.array(opened)),
            "segment_id": _segments(parted, segment_ids, opened),
            "tags": _tags(parted, opened),
            "valid_from": pa.repeat(pa.scalar(at.day), len(opened)),
            "valid_to": pa.nulls(len(opened), pa.date32()),
        }
    )
    changes = pa.concat_tables([ended.cast(begun.schema), begun])
    recorded = pa.repeat(pa.scalar(at.recorded_at, pa.timestamp("us", "UTC")), len(changes))
    changes = changes.append_column("recorded_at", recorded)
    changes = changes.append_column("refresh_id", pa.repeat(pa.scalar(at.refresh_id), len(changes)))
    pq.write_table(changes, folder / CHANGES, compression="lz4")
    return {"opened": len(opened), "closed": len(left)}


def _same(previous: pa.Table, then: Integers, parted: Partition, segment_ids: Sequence[str], here: Integers) -> Flags:
    """Whose segment and tags are what they were."""
    at = pa.array(then)
    segment = pc.equal(previous["segment_id"].take(at), _segments(parted, segment_ids, here))
    tags = pc.equal(previous["tags"].take(at), _tags(parted, here))
    return np.asarray(pc.and_(segment, tags).to_numpy(), bool)


def _segments(parted: Partition, segment_ids: Sequence[str], at: Integers) -> pa.Array:
    return pa.array(list(segment_ids), pa.string()).take(pa.array(parted.segment[at]))


def _tags(parted: Partition, at: Integers) -> pa.Array:
    places, texts = parted.tag_texts
    return pa.array(texts, pa.string()).take(pa.array(places[at]))

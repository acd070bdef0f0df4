"""Columns joined to a file from another file of the same load, by a key that is there at most once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.plan import FilesError
from ingestion.files.reading import Source
from ingestion.files.values import plain, text_of

_ROWS = 1_000_000  # of the other file, which is held in memory: a list of people, regions or products is far smaller


@dataclass(frozen=True)
class Join:
    """Another file, looked up: its keys as texts, and its columns under the names they get."""

    left: tuple[str, ...]  # columns of the file that is enriched
    keys: pa.Array
    columns: Mapping[str, pa.Array]

    def look_up(self, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        """The joined columns for a chunk; null where the other file does not know the key."""
        places = pc.index_in(_key([columns[name] for name in self.left], self.left), value_set=self.keys)
        return {name: pc.take(array, places) for name, array in self.columns.items()}


def load_join(source: Source, left: tuple[str, ...], right: tuple[str, ...], columns: Mapping[str, str]) -> Join:
    """Read the other file: `right` are its key columns, `columns` maps new names to its columns.

    Raises FilesError for a key that is there twice with different values, since a sale must not become two.
    """
    wanted = list(dict.fromkeys([*right, *columns.values()]))
    chunks = [chunk for chunk in _limited(source, wanted) if len(chunk[wanted[0]])]
    every = {name: _whole([chunk[name] for chunk in chunks]) for name in wanted}
    keys = _key([every[name] for name in right], right)
    first: dict[str, int] = {}
    texts = [text_of(name, every[name]).values.to_pylist() for name in columns.values()]
    for place, key in enumerate(keys.to_pylist()):
        if key is None:
            continue
        known = first.setdefault(key, place)
        if any(column[known] != column[place] for column in texts):
            shown = key.replace(_SEPARATOR, ", ")
            raise FilesError(
                f"{source.file.name}: {' and '.join(right)} {shown!r} is there more than once with different values, "
                "so nothing can be joined by it: every row would count twice."
            )
    rows = pa.array(list(first.values()), pa.int64())
    return Join(left, pc.take(keys, rows), {new: pc.take(every[name], rows) for new, name in columns.items()})


def _whole(parts: list[pa.Array]) -> pa.Array:
    return plain(pa.chunked_array(parts).combine_chunks()) if parts else pa.array([], pa.string())


_SEPARATOR = "\x1f"


def _key(arrays: list[pa.Array], names: tuple[str, ...]) -> pa.Array:
    texts = [text_of(name, array).values for name, array in zip(names, arrays, strict=True)]
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, _SEPARATOR)


def _limited(source: Source, wanted: list[str]) -> list[dict[str, pa.Array]]:
    chunks, rows = [], 0
    for chunk in source.chunks(wanted):
        rows += len(chunk.lines)
        if rows > _ROWS:
            raise FilesError(f"{source.file.name}: a file that is joined may have {_ROWS:,} rows; this one has more.")
        chunks.append(chunk.columns)
    return chunks

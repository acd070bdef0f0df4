"""Refuses files that say they hold far more than they can: a few bytes may stand for rows without end."""

from __future__ import annotations

from ingestion.files.plan import FilesError
from ingestion.files.reading import ParquetSource, Source

# A line of a shop takes three bytes of Parquet and more; a column of nothing takes none, however many rows it has.
_ROWS_PER_BYTE, _FEW_ROWS = 50, 1_000_000


def check_rows(source: Source) -> None:
    """Raise FilesError for a Parquet file with more rows than its size can tell apart.

    What unpacks to more than memory holds is ended in the child by its bound of memory; gzip is checked as it is read.
    """
    if not isinstance(source, ParquetSource) or source.total <= _FEW_ROWS:
        return
    size = source.file.path.stat().st_size
    if source.total > _ROWS_PER_BYTE * size:
        raise FilesError(
            f"{source.file.name}: it says that it holds {source.total:,} rows, in {size:,} bytes, as no table does; "
            "look at what is in it."
        )

"""The canonical format: files named after the tables, columns named as the tables' are."""

from __future__ import annotations

import re

from ingestion.files.feeds import Feed, require
from ingestion.files.fields import readable, table_named, tables
from ingestion.files.plan import FilesError
from ingestion.files.reading import Source
from shared.warehouse import Table
from shared.warehouse.sql_files import load_tables

_ENDINGS = re.compile(r"\.(?:gz|csv|tsv|txt|parquet)$", re.IGNORECASE)
_PART = re.compile(r"[\W_\d].*$")  # what may follow a table's name: sales-2024, sales_2, sales (1)


def table_of(name: str) -> Table:
    """The table a file is named after; a table may come in parts. Raises FilesError for a name that is no table's."""
    stem = re.split(r"[/\\]", name)[-1]
    while _ENDINGS.search(stem):
        stem = _ENDINGS.sub("", stem)
    stem = stem.casefold()
    for table in sorted(load_tables("ingestion"), key=len, reverse=True):
        if stem == table or (stem.startswith(table) and _PART.fullmatch(stem.removeprefix(table))):
            return table_named(table)
    raise FilesError(
        f"{name} is not named after a table. In the canonical format a file is named {', '.join(tables())}, with .csv "
        "or .parquet (parts are sales-1.csv, sales-2.csv). For any other file give a mapping."
    )


def canonical_feed(source: Source) -> Feed:
    """How a canonical file feeds its table. Raises FilesError if it is no table's, or a needed column is missing."""
    table = table_of(source.file.name)
    fields = readable(table)
    sources: dict[str, tuple[str, ...]] = {}
    for column in source.header:
        name = re.sub(r"[\s-]+", "_", column.strip()).casefold()
        if name in fields and name not in sources:
            sources[name] = (column,)
    require(source.file.name, table, sources, source.header)
    return Feed(table, sources)

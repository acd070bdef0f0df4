"""From a mapping and a file's header to feeds: the mapping's words become columns of this very file."""

from __future__ import annotations

from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.files.convert import scalar
from ingestion.files.feeds import Feed, find_column, require
from ingestion.files.fields import readable, table_named
from ingestion.files.frame import Names
from ingestion.files.joins import Join, load_join
from ingestion.files.mapping import ConditionModel, JoinModel, Mapping, RuleModel, TableModel, matches_name
from ingestion.files.plan import FilesError, SourceFile
from ingestion.files.reading import Source, open_source
from ingestion.files.rules import Condition, Conditions, Rule
from shared.warehouse import Table


def mapped_feeds(mapping: Mapping, source: Source, files: Sequence[SourceFile]) -> list[Feed]:
    """What a file feeds by the mapping; nothing if no table wants it. `files` is the whole load, for joins.

    Raises FilesError for a column or a joined file that is not there.
    """
    name = source.file.name
    if any(entry.is_foreign for entry in mapping.tables):
        entries = next((read.entries for read in foreign_reads(mapping) if read.name == name), None)
        if entries is None:
            raise FilesError("The mapping reads BigQuery: load it from bigquery://PROJECT/DATASET instead of files.")
    else:
        entries = tuple(entry for entry in mapping.tables if matches_name(entry.file, name))
    return [_feed(mapping, entry, source, files) for entry in entries]


@dataclass(frozen=True)
class ForeignRead:
    """One SELECT over a BigQuery dataset, and the tables it fills; in reports it goes by its name, as a file does."""

    name: str
    source_table: str | None  # else `select`
    select: str | None
    watermark: str | None
    entries: tuple[TableModel, ...]


def foreign_reads(mapping: Mapping) -> list[ForeignRead]:
    """What the mapping reads of a BigQuery dataset, each table or SELECT once."""
    reads: list[ForeignRead] = []
    for text in dict.fromkeys(entry.source_table or entry.select for entry in mapping.tables if entry.is_foreign):
        entries = tuple(entry for entry in mapping.tables if text in (entry.source_table, entry.select))
        first = entries[0]
        name = first.source_table or f"SELECT for {first.table}"
        twins = sum(read.name == name or read.name.startswith(f"{name} (") for read in reads)
        name = f"{name} ({twins + 1})" if twins else name
        reads.append(ForeignRead(name, first.source_table, first.select, first.watermark, entries))
    return reads


def joined_files(mapping: Mapping, files: Sequence[SourceFile]) -> set[str]:
    """The names of the files that are only looked up."""
    patterns = [join.file for entry in mapping.tables for join in entry.joins]
    return {file.name for file in files if any(matches_name(pattern, file.name) for pattern in patterns)}


def _feed(mapping: Mapping, entry: TableModel, source: Source, files: Sequence[SourceFile]) -> Feed:
    file, table = source.file.name, table_named(entry.table)
    joins = [_join(mapping, join, source, files) for join in entry.joins]
    header = [*source.header, *(name for join in joins for name in join.columns)]
    columns = entry.columns or named_as_fields(table, header)
    sources = {field: tuple(find_column(file, name, header) for name in names) for field, names in columns.items()}
    constants = {field: scalar(table, field, value) for field, value in entry.constants.items()}
    decided = {name for rule in entry.rules for name in rule.values}
    require(file, table, [*sources, *constants, *decided], header)
    return Feed(
        table=table,
        sources=sources,
        constants=constants,
        rules=tuple(_rule(file, entry, rule, header, sources) for rule in entry.rules),
        where=_conditions(file, entry.where, header, sources),
        joins=tuple(joins),
        distinct=entry.distinct is not None,
        amounts_in=entry.amounts_in,
        refund_amounts=entry.refund_amounts,
    )


def named_as_fields(table: Table, header: Sequence[str]) -> dict[str, list[str]]:
    """The columns that are called as the table's fields are, in any case."""
    fields = readable(table)
    named = {name.strip().casefold(): [name] for name in header if name.strip().casefold() in fields}
    return {field: named[field] for field in fields if field in named}


def _rule(file: str, entry: TableModel, rule: RuleModel, header: Sequence[str], sources: Words[str, Names]) -> Rule:
    table = table_named(entry.table)
    fields = readable(table)
    values = {}
    for name, value in rule.values.items():
        values[name] = scalar(table, name, value)
        if value is None and fields[name].mode == "REQUIRED":
            raise FilesError(
                f"The mapping is not right: a rule sets {name} of {table.name} to nothing, but it is needed."
            )
    return Rule(_conditions(file, rule.when, header, sources), values, rule.as_discount)


def _conditions(
    file: str, conditions: Words[str, ConditionModel], header: Sequence[str], sources: Words[str, Names]
) -> Conditions:
    return tuple((_subject(file, name, header, sources), _condition(model)) for name, model in conditions.items())


def _subject(file: str, name: str, header: Sequence[str], sources: Words[str, Names]) -> Names:
    """What a condition speaks of: a column of the file, or else the columns that fill a field."""
    if name not in header and name in sources:
        return sources[name]
    return (find_column(file, name, header),)


def _condition(model: ConditionModel) -> Condition:
    return Condition(
        equals=model.equals,
        one_of=tuple(model.one_of),
        starts_with=tuple(model.starts_with),
        matches=model.matches,
        less_than=model.less_than,
        greater_than=model.greater_than,
        is_null=model.is_null,
    )


def _join(mapping: Mapping, join: JoinModel, source: Source, files: Sequence[SourceFile]) -> Join:
    found = [file for file in files if matches_name(join.file, file.name) and file.name != source.file.name]
    if len(found) != 1:
        how = "none of these files has that name" if not found else f"{len(found)} of these files have that name"
        raise FilesError(
            f"{source.file.name}: the mapping joins {join.file} to it, but {how}. Load it together with that one file."
        )
    other = open_source(found[0], encoding=mapping.encoding, delimiter=mapping.delimiter)
    for new in join.columns:
        if new in source.header:
            raise FilesError(f"{source.file.name} has a column {new!r} already; join it under another name.")
    return load_join(
        other,
        left=tuple(find_column(source.file.name, name, source.header) for name in join.match),
        right=tuple(find_column(other.file.name, name, other.header) for name in join.match.values()),
        columns={new: find_column(other.file.name, name, other.header) for new, name in join.columns.items()},
    )

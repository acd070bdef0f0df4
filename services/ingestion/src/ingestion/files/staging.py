"""A shop's files in, staged Parquet out: no warehouse, no network, memory bounded whatever the size of the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from ingestion.files.ahead import ahead
from ingestion.files.bombs import check_rows
from ingestion.files.canonical import canonical_feed, table_of
from ingestion.files.feeds import Feed
from ingestion.files.formats import Formats, Told
from ingestion.files.frame import Frame
from ingestion.files.ga4 import stage_ga4_files
from ingestion.files.mapped import joined_files, mapped_feeds
from ingestion.files.mapping import Mapping, load_mapping
from ingestion.files.plan import FORMATS, REJECTED_FILE, FilesError, SourceFile, StagedFile, StagePlan, StageReport
from ingestion.files.reading import Chunk, Source, open_source
from ingestion.files.rejects import Rejects, open_rejects
from ingestion.files.sales import Ledger
from ingestion.files.shopify import stage_shopify
from ingestion.files.streams import Stream, open_stream
from ingestion.files.zones import zone

__all__ = ["FilesError", "SourceFile", "StagePlan", "StageReport", "StagedFile", "stage"]

Progress = Callable[[str, int, int], None]


def stage(plan: StagePlan, progress: Progress) -> StageReport:
    """Stage the plan's files; `progress(file name, done, total)` counts a file's bytes (CSV) or rows (Parquet).

    Raises FilesError for what makes the whole load impossible. Single rows that cannot be taken are rejected into
    rejected.csv with their line, field and reason; of each file, rows read are the rows staged and those rejected.
    """
    mapping = _checked_mapping(plan)
    if plan.format == "canonical":
        for file in plan.files:
            table_of(file.name)  # a wrong name is told before anything is read
    with open_rejects(plan.folder / REJECTED_FILE) as rejects:
        load = _Load(plan, mapping, rejects, StageReport(proposed_shop=_proposal(plan, mapping)))
        unused: list[str] = []
        if plan.format == "shopify":
            stage_shopify(plan, rejects, load.report, progress)
        elif plan.format == "ga4":
            stage_ga4_files(plan, rejects, load.report, progress)
        else:
            unused = [file.name for file in plan.files if not load.stage_file(file, progress)]
    report = load.report
    report.rejected = list(rejects.counted.values())
    report.rejected_amounts = [
        {"file": file, "table": table, "reason": reason, "rows": count, "amount": str(amount)}
        for (file, table, reason), (count, amount) in rejects.amounts.items()
    ]
    if mapping is not None:
        report.notes += _unused(plan, mapping, report, unused)
    return report


@dataclass
class _Load:
    """One load while it is read."""

    plan: StagePlan
    mapping: Mapping | None
    rejects: Rejects
    report: StageReport = field(default_factory=StageReport)

    def stage_file(self, file: SourceFile, progress: Progress) -> bool:
        """Stage one file for every table that wants it; false if none does."""
        mapping = self.mapping
        if mapping is None:
            source = open_source(file)
            feeds = [canonical_feed(source)]
        else:
            source = open_source(file, encoding=mapping.encoding, delimiter=mapping.delimiter)
            feeds = mapped_feeds(mapping, source, self.plan.files)
        if not feeds:
            return False
        check_rows(source)
        formats = Formats(file.name, self._told(feeds))
        file_index = len({staged.name for staged in self.report.files})
        used = list(dict.fromkeys(name for feed in feeds for name in feed.used))
        streams: list[Stream] = []
        try:
            streams += [self._open(source, feed, used) for feed in feeds]
            progress(file.name, 0, source.total)
            for chunk in ahead(source.chunks(used)):
                self._take(chunk, streams, formats, file_index)
                progress(file.name, chunk.done, source.total)
            for stream in streams:
                stream.finish()
            progress(file.name, source.total, source.total)
        finally:
            for stream in streams:
                stream.close()
        self.report.notes += [*source.notes, *formats.notes]
        return True

    def _take(self, chunk: Chunk, streams: Sequence[Stream], formats: Formats, file_index: int) -> None:
        numeric = list(dict.fromkeys(names for stream in streams for names in stream.feed.numeric))
        dated = list(dict.fromkeys(names for stream in streams for names in stream.feed.dated))
        shared = Frame(chunk.columns, chunk.lines, formats, numeric, dated)  # parses a column once for all tables
        for stream in streams:
            frame = shared
            if stream.feed.joins:
                frame = Frame(_joined(stream.feed, chunk), chunk.lines, formats, numeric, dated)
            stream.accept(frame, file_index, self.rejects)
        # What is no row is rejected for the tables that take every row; where there is none, for the first.
        for stream in [stream for stream in streams if stream.distinct is None] or streams[:1]:
            stream.refuse(chunk.bad, self.rejects)

    def _told(self, feeds: Sequence[Feed]) -> Told:
        shop, mapping = self.plan.shop, self.mapping
        shop_zone = zone(shop.time_zone)
        if mapping is None:
            named = any("currency" in feed.sources for feed in feeds)
            return Told(shop_zone, shop_zone, None if named else shop.currency, canonical=True)
        named = any("currency" in {*feed.sources, *feed.constants} for feed in feeds)
        return Told(
            zone=zone(mapping.time_zone or shop.time_zone),
            shop_zone=shop_zone,
            currency=None if named else mapping.currency or shop.currency,
            decimal=mapping.decimal,
            date_formats=tuple(mapping.date_formats),
            nulls=tuple(mapping.null_values),
        )

    def _open(self, source: Source, feed: Feed, used: Sequence[str]) -> Stream:
        shop, name = self.plan.shop, feed.table.name
        staged = StagedFile(
            source.file.name,
            name,
            recognised={field_name: " + ".join(columns) for field_name, columns in feed.sources.items()},
            ignored=[column for column in source.header if column not in used],
        )
        self.report.files.append(staged)
        parts = self.report.parquet.setdefault(name, [])
        parts.append(f"{name}-{len(parts):04}.parquet")
        currency = (self.mapping.currency if self.mapping else None) or shop.currency
        ledger = Ledger(feed, zone(shop.time_zone), shop.currency, currency) if name == "sales" else None
        return open_stream(feed, staged, ledger, self.plan.folder / parts[-1])


def _joined(feed: Feed, chunk: Chunk) -> dict[str, pa.Array]:
    columns = dict(chunk.columns)
    for join in feed.joins:
        columns.update(join.look_up(chunk.columns))
    return columns


def _checked_mapping(plan: StagePlan) -> Mapping | None:
    if not plan.files:
        raise FilesError("There is no file to load.")
    if (plan.format is None) == (plan.mapping is None):
        raise FilesError("Say how the files are written: either a format, or a mapping.")
    if plan.format not in {None, *FORMATS}:
        raise FilesError(
            f"There is no format {plan.format!r}; there are {' and '.join(FORMATS)}. For other files give a mapping."
        )
    names = [file.name for file in plan.files]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FilesError(f"{', '.join(twice)}: two files have this name; rename one of them, or load them one by one.")
    return None if plan.mapping is None else load_mapping(plan.mapping)


def _proposal(plan: StagePlan, mapping: Mapping | None) -> dict[str, str] | None:
    if mapping is None or not (mapping.time_zone or mapping.currency or mapping.country):
        return None
    return {
        "time_zone": mapping.time_zone or plan.shop.time_zone,
        "currency": mapping.currency or plan.shop.currency,
        "country": mapping.country or plan.shop.country,
    }


def _unused(plan: StagePlan, mapping: Mapping, report: StageReport, unused: Sequence[str]) -> list[str]:
    """Notes on files no table wanted and tables no file was for. Raises FilesError if nothing was for anything."""
    if not report.files:
        patterns = ", ".join(f"{entry.file or 'any file'} for {entry.table}" for entry in mapping.tables)
        raise FilesError(f"The mapping wants none of these files by their names: it takes {patterns}.")
    looked_up = joined_files(mapping, plan.files)
    notes = [f"{name}: not used; the mapping wants no file of this name." for name in unused if name not in looked_up]
    filled = {staged.table for staged in report.files}
    empty = [entry for entry in mapping.tables if entry.table not in filled]
    return notes + [f"There was no file for {entry.table} ({entry.file})." for entry in empty]

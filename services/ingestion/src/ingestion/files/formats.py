"""How one file writes numbers and dates: as it is told, or as its own values show beyond doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

import pyarrow as pa

from ingestion.files import dates, decimals
from ingestion.files.plan import FilesError
from ingestion.files.values import NULL_TEXTS
from ingestion.files.zones import Zone

Others = Mapping[str, Callable[[], pa.Array]]  # the file's other columns of the kind, by name


@dataclass(frozen=True)
class Told:
    """What a mapping tells about a file; the canonical format tells nothing and means the decimal point."""

    zone: Zone  # of times without an offset
    shop_zone: Zone
    currency: str | None  # of the marks beside amounts; None where rows name their own
    decimal: Literal["auto", "point", "comma"] = "auto"
    date_formats: tuple[str, ...] = ()
    nulls: tuple[str, ...] = NULL_TEXTS
    canonical: bool = False


@dataclass
class Formats:
    """What is known about one file's formats, and what was found out from its columns so far."""

    file: str
    told: Told
    notes: list[str] = field(default_factory=list)
    _found: dict[tuple[str, str], str] = field(default_factory=dict)  # (number or date, column) -> style

    def decimal_style(self, name: str, texts: pa.Array, others: Others) -> decimals.Style:
        """The style of a column of number texts. Raises FilesError where 1,234 might be either, or both are there."""
        if self.told.decimal != "auto":
            return self.told.decimal
        style = self._style("number", name, texts, others)
        return cast("decimals.Style", style or "point")  # without separators both are the same

    def date_patterns(self, name: str, texts: pa.Array, others: Others) -> Sequence[str]:
        """The patterns to read a column of dates by. Raises FilesError where 03/04/2011 might be either."""
        if self.told.date_formats:
            return [dates.pattern_of(date_format) for date_format in self.told.date_formats]
        style = self._style("date", name, texts, others)
        return dates.ISO if style is None else dates.RECOGNISED[style]

    def _style(self, kind: str, name: str, texts: pa.Array, others: Others) -> str | None:
        if (kind, name) in self._found:
            return self._found[kind, name]
        evidence = _EVIDENCE[kind](texts)
        if not evidence:
            return None  # nothing to tell by yet; a later chunk may
        certain = _certain(evidence)
        if len(certain) > 1:
            style = self._mixed(kind, name, evidence)
        elif certain:
            style = certain[0]
        else:
            style = self._by_others(kind, others) or self._undecided(kind, name, evidence)
        self._found[kind, name] = style
        if style in {"comma", "day", "month"} and style in evidence:
            self.notes.append(f"{self.file}: {name!r}: {_READ_AS[style]} (such as {evidence[style]!r}).")
        return style

    def _by_others(self, kind: str, others: Others) -> str | None:
        """What the file's other columns are written in, if they agree: one program wrote them all."""
        styles = {style for (other, _), style in self._found.items() if other == kind}
        for texts in others.values():
            styles.update(_certain(_EVIDENCE[kind](texts())))
        return styles.pop() if len(styles) == 1 else None

    def _mixed(self, kind: str, name: str, evidence: Mapping[str, str]) -> str:
        if self.told.canonical and kind == "number":
            return "point"  # the format's own; the others are rejected one by one
        one, other = (evidence[style] for style in _certain(evidence)[:2])
        both = f"both {one!r} and {other!r}, which are written differently"
        raise FilesError(f"{self.file}: column {name!r} holds {both}. {_SET[kind]}")

    def _undecided(self, kind: str, name: str, evidence: Mapping[str, str]) -> str:
        if self.told.canonical and list(evidence) == ["either."]:
            return "point"
        example = next(iter(evidence.values()))
        what = "a thousand and more, or three decimals" if kind == "number" else "day or month first"
        raise FilesError(f"{self.file}: column {name!r} holds {example!r}: {what}? {_SET[kind]}")


_EVIDENCE: dict[str, Callable[[pa.Array], dict[str, str]]] = {"number": decimals.evidence, "date": dates.evidence}
_READ_AS = {
    "comma": "read with a decimal comma",
    "day": "read with the day first",
    "month": "read with the month first",
}
_SET = {
    "number": "Set `decimal: point` or `decimal: comma` in a mapping; canonical files write 1234.5.",
    "date": "Set `date_formats`, such as ['%d/%m/%Y'], in a mapping; canonical files write 2011-08-31.",
}


def _certain(evidence: Iterable[str]) -> list[str]:
    return [style for style in evidence if not style.startswith("either")]

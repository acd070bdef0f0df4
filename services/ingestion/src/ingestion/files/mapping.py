"""A mapping: a YAML text that says how a shop's own files become the shop's tables. docs/mappings.md says more.

source: Till export              # what the load is called
currency: GBP                    # of the amounts; also time_zone and country: proposed for a shop that has none yet
time_zone: Europe/London         # of times without an offset; the shop's own if not said
encoding: cp1252                 # if not said: UTF-8 or UTF-16 by its mark, UTF-8, else cp1252
delimiter: ";"                   # if not said: found out among , ; tab and |
decimal: comma                   # point, comma, or auto (found out; refused where 1,234 may be either)
date_formats: ["%d-%m-%Y %H:%M"] # in strptime's words, tried in order; ISO and what is beyond doubt if not said
null_values: ["NULL", "-"]       # texts that mean "no value"
tables:
  - table: sales
    file: "Sales*"               # a glob, or /a regular expression/; any file of the load if not said
    columns: {order_id: Receipt, occurred_at: [Date, Time], quantity: Qty, unit_price: Price}
    constants: {channel: counter}
    rules:
      - when: {Type: {equals: Return}}
        set: {kind: refund}
    joins:
      - file: "Staff*"
        match: {Seller: Number}          # column of this file: column of the other
        columns: {SellerName: Name}      # new name: column of the other
    where: {Status: {in: [paid, refunded]}}   # other rows are none of this table
    distinct: last               # one row per key, of each column the last value that is there
    amounts_in: original         # sales: amounts are in the row's currency; shop (the shop's) if not said
    refund_amounts: positive     # sales: refunds are written without a minus; signed if not said
  - table: sales
    from: order_lines            # instead of a file: a table or view of the BigQuery dataset that is loaded from
    select: SELECT ...           # or one SELECT over it, whose columns are the fields where `columns` is not there
    watermark: updated_at        # a date or time that grows: only rows since then are read with --since
"""

from __future__ import annotations

import codecs
import difflib
import fnmatch
import re
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from ingestion.files.dates import pattern_of
from ingestion.files.decimals import LIMIT
from ingestion.files.fields import readable, table_named
from ingestion.files.plain_yaml import document_of
from ingestion.files.plan import FilesError
from ingestion.files.values import NULL_TEXTS

_LONGEST = 1_000_000  # characters; a mapping is a page or two
_ERRORS = 5  # shown at once; the rest mostly follow from the first
_NEAR = 0.6  # difflib's own measure of a likely typing error


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _pattern(value: str) -> str:
    try:
        pc.match_substring_regex(pa.array([""]), value)  # RE2: no pattern can make it hang
    except pa.ArrowInvalid as error:
        raise ValueError(f"{value!r} is no regular expression (RE2): {error}") from error
    return value


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic reports a ValueError
    number = Decimal(repr(value))
    if not abs(number) < LIMIT or number != round(number, 9):
        raise ValueError(f"must be below {LIMIT:.0e} with at most nine places")
    return number


def _value(value: object) -> object:
    """A text, true or false, or a number as a Decimal."""
    return value if isinstance(value, (str, bool)) else _number(value)


Names = Annotated[list[str], BeforeValidator(_as_list), Field(min_length=1)]
Value = Annotated[str | bool | Decimal, BeforeValidator(_value)]
Number = Annotated[Decimal, BeforeValidator(_number)]
SourceTable = Annotated[str, Field(pattern=r"^[^`\\\x00-\x1f]+$", max_length=1200)]  # stands between backticks
Pattern = Annotated[str, BeforeValidator(lambda value: _pattern(value) if isinstance(value, str) else value)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=True)


class ConditionModel(_Strict):
    """What must hold of a column; of several all."""

    equals: Value | None = None
    one_of: list[Value] = Field(default=[], alias="in")
    starts_with: Annotated[list[str], BeforeValidator(_as_list)] = []
    matches: Pattern | None = None
    less_than: Number | None = None
    greater_than: Number | None = None
    is_null: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ConditionModel:
        if not self.model_fields_set:
            raise ValueError("says nothing; give equals, in, starts_with, matches, less_than, greater_than or is_null")
        return self


class RuleModel(_Strict):
    """Where all conditions hold, what the fields are."""

    when: dict[str, ConditionModel] = Field(min_length=1)
    values: dict[str, Value | None] = Field(default={}, alias="set")
    as_discount: bool = False

    @model_validator(mode="after")
    def _does_something(self) -> RuleModel:
        if not self.values and not self.as_discount:
            raise ValueError("does nothing; give set or as_discount")
        return self


class JoinModel(_Strict):
    """Columns from another file of the load."""

    file: str
    match: dict[str, str] = Field(min_length=1)
    columns: dict[str, str] = Field(min_length=1)


class TableModel(_Strict):
    """How files fill one table."""

    table: str
    file: str | None = None
    source_table: SourceTable | None = Field(default=None, alias="from")
    select: str | None = Field(default=None, min_length=1)
    watermark: str | None = Field(default=None, min_length=1)
    columns: dict[str, Names] = {}
    constants: dict[str, Value] = {}
    rules: list[RuleModel] = []
    joins: list[JoinModel] = []
    where: dict[str, ConditionModel] = {}
    distinct: Literal["last"] | None = None
    amounts_in: Literal["shop", "original"] = "shop"
    refund_amounts: Literal["signed", "positive"] = "signed"

    @model_validator(mode="after")
    def _names_fields(self) -> TableModel:
        try:
            known = readable(table_named(self.table))
        except FilesError as error:
            raise ValueError(str(error)) from error
        named = [*self.columns, *self.constants, *(name for rule in self.rules for name in rule.values)]
        for name in named:
            if name not in known:
                raise ValueError(
                    f"{self.table} has no field {name!r}{_nearest(name, known)}; it has {', '.join(known)}"
                )
        both = sorted(set(self.columns) & set(self.constants))
        if both:
            raise ValueError(f"{', '.join(both)}: given as a column and as a constant")
        self._says_from_where()
        if self.distinct and any(column.mode == "REPEATED" for column in known.values()):
            raise ValueError(f"distinct cannot be used for {self.table}, which holds lists")
        if self.table != "sales" and any(rule.as_discount for rule in self.rules):
            raise ValueError("as_discount is for sales")
        return self

    @property
    def is_foreign(self) -> bool:
        """Whether it reads a BigQuery dataset instead of a file."""
        return self.source_table is not None or self.select is not None

    def _says_from_where(self) -> None:
        if self.source_table is not None and self.select is not None:
            raise ValueError("give either from or select")
        if self.is_foreign:
            if self.file is not None:
                raise ValueError("file is for files; from and select read BigQuery")
            if self.joins:
                raise ValueError("joins are for files; join in a SELECT")
        elif self.watermark is not None:
            raise ValueError("watermark is for BigQuery; give from or select too")
        elif not self.columns:
            raise ValueError("columns is missing: which column of the file fills which field")


class Mapping(_Strict):
    """How a shop's own files become the shop's tables; see the module."""

    source: str = Field(min_length=1)
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    time_zone: str | None = None
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=3)
    decimal: Literal["auto", "point", "comma"] = "auto"
    date_formats: list[str] = []
    null_values: list[str] = list(NULL_TEXTS)
    tables: list[TableModel] = Field(min_length=1)

    @model_validator(mode="after")
    def _reads_one_kind(self) -> Mapping:
        foreign = [entry.table for entry in self.tables if entry.is_foreign]
        if foreign and len(foreign) < len(self.tables):
            raise ValueError(f"{', '.join(foreign)} read BigQuery and the other tables read files; write two mappings")
        marks: dict[str, str | None] = {}
        for entry in self.tables:
            text = entry.source_table or entry.select
            if text is not None and marks.setdefault(text, entry.watermark) != entry.watermark:
                raise ValueError(f"{entry.source_table or 'the same select'} is read twice; give it one watermark")
        return self

    @field_validator("time_zone")
    @classmethod
    def _is_zone(cls, value: str | None) -> str | None:
        try:
            if value is not None:
                ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no IANA time zone (such as Europe/London)") from error
        return value

    @field_validator("encoding")
    @classmethod
    def _is_encoding(cls, value: str | None) -> str | None:
        try:
            if value is not None:
                b"".decode(codecs.lookup(value).name)
        except LookupError as error:
            raise ValueError(f"{value!r} is no text encoding (such as utf-8 or cp1252)") from error
        return value

    @field_validator("delimiter", mode="before")
    @classmethod
    def _is_delimiter(cls, value: object) -> object:
        value = "\t" if value in ("tab", "\\t") else value
        if isinstance(value, str) and len(value) == 1 and value not in "\r\n\"' ":
            return value
        raise ValueError("must be one character, or tab")

    @field_validator("date_formats")
    @classmethod
    def _are_formats(cls, value: list[str]) -> list[str]:
        for date_format in value:
            try:
                pattern_of(date_format)
            except FilesError as error:
                raise ValueError(str(error)) from error
        return value


def matches_name(pattern: str | None, name: str) -> bool:
    """Whether a file's name fits a glob or a /regular expression/, in any case; without a pattern every name does."""
    if pattern is None:
        return True
    base = re.split(r"[/\\]", name)[-1]
    if len(pattern) > 1 and pattern[0] == pattern[-1] == "/":
        return bool(pc.match_substring_regex(pa.array([base]), pattern[1:-1], ignore_case=True)[0].as_py())
    return fnmatch.fnmatchcase(base.casefold(), pattern.casefold())


def load_mapping(text: str) -> Mapping:
    """A mapping from its YAML text. Raises FilesError naming what is wrong in it, and the nearest right word."""
    if len(text) > _LONGEST:
        raise FilesError("The mapping is longer than a million characters; a mapping is a page or two of YAML.")
    try:
        return Mapping.model_validate(document_of(text))
    except ValidationError as error:
        told = "; ".join(dict.fromkeys(_told(dict(detail)) for detail in error.errors()[:_ERRORS]))
        raise FilesError(f"The mapping is not right: {told}. docs/mappings.md explains every key.") from error


_WORDS = {
    field.alias or name
    for model in (Mapping, TableModel, RuleModel, JoinModel, ConditionModel)
    for name, field in model.model_fields.items()
}


def _told(error: dict[str, Any]) -> str:
    places = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in error["loc"]]
    where = "".join(places).lstrip(".") or "the text"
    if error["type"] == "extra_forbidden":
        return f"{where}: there is no such key{_nearest(str(error['loc'][-1]), _WORDS)}"
    return f"{where}: {str(error['msg']).removeprefix('Value error, ')}"


def _nearest(name: str, known: Any) -> str:  # noqa: ANN401 - any collection of words
    near = difflib.get_close_matches(name, list(known), 1, _NEAR)
    return f" (did you mean {near[0]!r}?)" if near else ""

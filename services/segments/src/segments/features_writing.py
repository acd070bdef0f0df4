"""Everybody, sorted and scored, as the rows of `segment_customers`: Parquet, a batch at a time. In the child."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from segments.feature_files import CUSTOMERS, FEATURES
from segments.features_reading import AT_ONCE, DECIMAL, People
from segments.features_scoring import Scored, channels_of
from segments.partition import Partition

_MONEY = ("net_sales", "margin", "net_with_cost", "monetary", "discounts", "gross_sales", "refunds")
_NARROW = pa.decimal128(37, 9)  # a sum of two has one digit more, and 38 are the most
_ORDER = (
    *("customer_id", "as_of_date", "segment_id", "tags", "reason_code", "r_score", "f_score", "m_score", "rfm"),
    *(
        "first_day",
        "last_day",
        "days_since_first",
        "days_since_last",
        "purchase_days",
        "purchase_days_window",
        "orders",
    ),
    *("net_sales", "margin", "net_with_cost", "monetary", "monetary_basis", "mean_gap_days", "gap_sd_days", "gaps"),
    *("late_after_days", "is_late", "discounts", "gross_sales", "discount_share", "refunds", "refund_share"),
    *(
        "top_category",
        "top_category_lines",
        "category_lines",
        "categories",
        "channel",
        "channel_purchases",
        "purchases",
    ),
    *("created_at", "value_realised", "value_predicted_12m", "lifetime_value", "value_basis", "value_is_historic"),
    *("value_as_of", "expected_purchases_90d"),
)
_TEXTS = ("segment_id", "tags", "reason_code", "rfm", "monetary_basis", "top_category", "channel", "value_basis")


@dataclass(frozen=True, slots=True)
class Made:
    """All that the rows are made of."""

    people: People
    scored: Scored
    parted: Partition
    until: Any  # a date
    segment_ids: Sequence[str]
    reason_codes: Sequence[str]
    names: Mapping[str, Sequence[str]]  # of channels and categories
    monetary_basis: str
    value_basis: str


def write_customers(folder: Path, made: Made) -> None:
    """Write CUSTOMERS, from FEATURES and what was made of them."""
    with ThreadPoolExecutor(1) as ahead, ExitStack() as open_files:
        parts = _money(folder / FEATURES, made.people)

        def following() -> pa.Table | None:
            start, money = next(parts, (0, None))
            return None if money is None else _rows(made, slice(start, start + len(money)), money)

        table = following()
        if table is None:
            raise ValueError("not even a part without rows")
        writer = open_files.enter_context(
            # Written once and read once: numbers as they are, no statistics.
            pq.ParquetWriter(
                folder / CUSTOMERS,
                table.schema,
                compression="none",
                use_dictionary=list(_TEXTS),
                write_statistics=False,
                store_schema=False,
            )
        )
        while table is not None:
            made_next = ahead.submit(following)  # while this one is written: two cores
            writer.write_table(table)
            table = made_next.result()


def _money(path: Path, people: People) -> Iterator[tuple[int, pa.Table]]:
    """The columns that are as the warehouse told them, a batch at a time, and where it begins."""
    start = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(AT_ONCE, columns=["orders", *_MONEY]):
            yield start, pa.Table.from_batches([batch])
            start += batch.num_rows
        schema = pa.schema([file.schema_arrow.field(name) for name in ("orders", *_MONEY)])
    while start < people.size or start == 0:  # who never purchased; and where nobody is known, columns without rows
        size = min(AT_ONCE, people.size - start)
        nothing = {
            name: pa.repeat(pa.scalar(0, pa.int64()), size).cast(schema.field(name).type) for name in schema.names
        }
        nothing["margin"] = pa.nulls(size, DECIMAL)
        yield start, pa.table(nothing)
        if size == 0:
            return
        start += size


def _rows(made: Made, part: slice, money: pa.Table) -> pa.Table:
    people, scored, habits = made.people, made.scored, made.people.habits
    size = part.stop - part.start
    tag_places, tag_texts = made.parted.tag_texts
    channel, tastes = channels_of(people, made.names), people.tastes
    realised = money["margin"] if made.value_basis == "gross_margin" else money["net_sales"]
    realised = pc.fill_null(realised, pa.scalar(0, DECIMAL))
    predicted = _taken(people.predicted["value_12m"], people.predicted_at[part])
    amounts = {name: money[name].cast(pa.float64()).to_numpy() for name in ("discounts", "gross_sales", "refunds")}
    never = ~scored.buyers[part]
    columns: dict[str, Any] = {
        **{name: money[name] for name in money.column_names},
        "customer_id": people.ids[part.start : part.stop],
        "as_of_date": _repeated(made.until, size),
        "segment_id": _named(made.parted.segment[part], made.segment_ids),
        "tags": _named(tag_places[part], tag_texts),
        "reason_code": _named(made.parted.segment[part], made.reason_codes),
        **_scores(scored, part),
        "first_day": _days(habits.first_day[part], never),
        "last_day": _days(habits.last_day[part], never),
        "days_since_first": _whole(scored.since_first[part]),
        "days_since_last": _whole(scored.since_last[part]),
        "purchase_days": habits.purchase_days[part],
        "purchase_days_window": habits.window_days[part],
        "monetary_basis": _named(np.zeros(size, np.int8), [made.monetary_basis]),
        "mean_gap_days": _known(habits.mean_gap[part]),
        "gap_sd_days": _known(habits.gap_sd[part]),
        "gaps": habits.gaps[part],
        "late_after_days": _whole(scored.late_after[part]),
        "is_late": scored.is_late[part],
        "discount_share": _share(amounts["discounts"], amounts["gross_sales"]),
        "refund_share": _share(amounts["refunds"], amounts["gross_sales"] - amounts["discounts"]),
        "top_category": _named(tastes.top[part], made.names["categories"]),
        "top_category_lines": tastes.top_lines[part],
        "category_lines": tastes.lines[part],
        "categories": tastes.categories[part],
        "channel": _named(channel.places[part], channel.names),
        "channel_purchases": habits.channel_purchases[part],
        "purchases": habits.purchases[part],
        "created_at": _taken(people.known["created_at"], people.known_at[part]),
        "value_realised": realised,
        "value_predicted_12m": predicted,
        "lifetime_value": _added(realised, pc.fill_null(predicted, pa.scalar(0, DECIMAL))),
        "value_basis": _named(np.zeros(size, np.int8), [made.value_basis]),
        "value_is_historic": pc.is_null(predicted),
        "value_as_of": _taken(people.predicted["as_of_date"], people.predicted_at[part]),
        "expected_purchases_90d": _known(scored.expected[part]),
    }
    return pa.table({name: columns[name] for name in _ORDER})


def _scores(scored: Scored, part: slice) -> dict[str, Any]:
    r, f, m = (scored.scores[name][part] for name in ("recency", "frequency", "monetary"))
    together = r * 100 + f * 10 + m
    none = np.minimum(np.minimum(r, f), m) == 0
    names = [str(number) for number in range(556)]  # 555 is the best
    return {
        "r_score": pa.array(r, mask=r == 0),
        "f_score": pa.array(f, mask=f == 0),
        "m_score": pa.array(m, mask=m == 0),
        "rfm": _named(np.where(none, -1, together), names),
    }


def _named(places: npt.NDArray[Any], names: Sequence[str]) -> pa.Array:
    """Texts by their places; null at -1."""
    indices = pa.array(places.astype(np.int32), mask=places < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(names), pa.string()))


def _repeated(value: object, size: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), size)


def _known(values: npt.NDArray[np.float64]) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))


def _whole(values: npt.NDArray[np.float64]) -> pa.Array:
    unknown = np.isnan(values)
    return pa.array(np.where(unknown, 0, values).astype(np.int64), mask=unknown)


def _days(days: npt.NDArray[np.int64], unknown: npt.NDArray[np.bool_]) -> pa.Array:
    return pa.array(days.astype(np.int32), mask=unknown).cast(pa.date32())


def _share(part: npt.NDArray[np.float64], whole: npt.NDArray[np.float64]) -> pa.Array:
    return _known(np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0))


def _taken(column: pa.ChunkedArray, places: npt.NDArray[np.int64]) -> pa.ChunkedArray:
    """A column's rows by their places; null at -1."""
    return column.take(pa.array(places, mask=places < 0))


def _added(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.add(one.cast(_NARROW), other.cast(_NARROW))

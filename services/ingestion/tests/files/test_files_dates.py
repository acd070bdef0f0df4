"""Points in time as files write them, and the clocks of the world."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from ingestion.files.dates import pattern_of
from ingestion.files.staging import FilesError
from ingestion.files.zones import zone
from shared.shop import Shop

Load = Any  # the fixture's callable
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the wall clock, which has no zone
MAPPING = """
source: Till
{more}
tables:
  - table: receipts
    columns: {{receipt_id: id, product_id: id, quantity: id, received_at: {column}}}
"""


def moments(load: Load, texts: list[str], more: str = "", shop: Shop | None = None) -> list[str]:
    """Each text as the moment it is, or the reason it was rejected for."""
    content = "id\tat\n" + "".join(f"{number}\t{text}\n" for number, text in enumerate(texts))
    shop = shop or Shop("Europe/London", "GBP", "GB")
    loaded = load({"r.tsv": content}, mapping=MAPPING.format(more=more, column="at"), shop=shop)
    found = {row["receipt_id"]: row["received_at"].isoformat() for row in loaded.rows("receipts")}
    found |= {str(int(row["line"]) - 2): row["reason"] for row in loaded.rejected}
    return [found[str(number)] for number in range(len(texts))]


def test_iso_dates_with_and_without_time_and_offset(load: Load) -> None:
    written = {
        "2024-01-15": "2024-01-15T00:00:00+00:00",
        "2024-07-15": "2024-07-14T23:00:00+00:00",  # a summer day begins an hour before UTC's
        "2024-07-15 10:30": "2024-07-15T09:30:00+00:00",
        "2024-07-15T10:30:05": "2024-07-15T09:30:05+00:00",
        "2024-07-15T10:30:05.123456789": "2024-07-15T09:30:05.123456+00:00",
        "2024-07-15T10:30:05Z": "2024-07-15T10:30:05+00:00",
        "2024-07-15T10:30:05+02:00": "2024-07-15T08:30:05+00:00",
        "2024-07-15 10:30:05 -0530": "2024-07-15T16:00:05+00:00",
        "2024/7/5 9:05": "2024-07-05T08:05:00+00:00",
        "20240715": "2024-07-14T23:00:00+00:00",
    }
    assert moments(load, list(written)) == list(written.values())


def test_what_is_no_date_is_rejected_with_its_reason(load: Load) -> None:
    wrong = {
        "yesterday": "not_a_date",
        "2024-02-30": "not_a_date",
        "2024-01-15 25:00": "not_a_date",
        "45306.5": "excel_serial_date",
        "45306": "excel_serial_date",
        "0202-01-15": "date_out_of_range",
        "2202-01-15": "date_out_of_range",
        "": "required_missing",
    }
    assert moments(load, list(wrong)) == list(wrong.values())


def test_formats_are_tried_in_their_order(load: Load) -> None:
    more = "date_formats: ['%d-%m-%Y %H:%M', '%d.%m.%y', '%b %d, %Y %I:%M %p', '%Y%m%dT%H%M%S%z']"
    written = {
        "01-12-2010 08:26": "2010-12-01T08:26:00+00:00",
        "1-12-2010 8:26": "2010-12-01T08:26:00+00:00",
        "31.12.68": "2068-12-31T00:00:00+00:00",
        "31.12.99": "1999-12-31T00:00:00+00:00",
        "Dec 1, 2010 12:05 AM": "2010-12-01T00:05:00+00:00",
        "December 1, 2010 12:05 pm": "2010-12-01T12:05:00+00:00",
        "20101201T082600+0100": "2010-12-01T07:26:00+00:00",
        "2010-12-01": "not_a_date",  # ISO is not tried beside formats that are told
        "31-02-2010 08:26": "not_a_date",
    }
    assert moments(load, list(written), more) == list(written.values())


@pytest.mark.parametrize("wrong", ["%Q", "%d/%m", "plain", "%Y-%Y-%m", "%"])
def test_formats_that_cannot_be_read_are_refused(wrong: str) -> None:
    with pytest.raises(FilesError, match="date_formats"):
        pattern_of(wrong)


def test_day_or_month_first_shows_or_is_asked(load: Load) -> None:
    assert moments(load, ["03/02/2024", "31/01/2024"])[0].startswith("2024-02-03")
    assert moments(load, ["03/02/2024", "01/31/2024"])[0].startswith("2024-03-02")
    assert moments(load, ["03.02.2024 14:05:00"]) == ["2024-02-03T14:05:00+00:00"]
    assert moments(load, ["2024-01-01", "31-01-2024 2:05 PM"])[1] == "2024-01-31T14:05:00+00:00"
    with pytest.raises(FilesError, match=r"'at' holds '03/02/2024': day or month first\? Set `date_formats`"):
        moments(load, ["03/02/2024"])
    with pytest.raises(FilesError, match="holds both '31/01/2024' and '01/31/2024'"):
        moments(load, ["31/01/2024", "01/31/2024"])


def test_canonical_files_may_show_their_order_too(load: Load) -> None:
    header = "receipt_id,product_id,quantity,received_at\n"
    loaded = load({"receipts.csv": header + "1,A,1,31/12/2023\n2,A,1,01/02/2024\n"})
    assert [value.date() for value in loaded.column("receipts", "received_at")] == [
        date(2023, 12, 31),
        date(2024, 2, 1),
    ]
    assert any("day first" in note for note in loaded.report.notes)
    with pytest.raises(FilesError, match="canonical files write 2011-08-31"):
        load({"receipts.csv": header + "1,A,1,01/02/2024\n"})


def test_the_hour_that_comes_twice_is_the_first_and_the_one_left_out_moves_on(load: Load) -> None:
    texts = ["2024-10-27 01:30", "2024-03-31 01:30"]
    assert moments(load, texts) == ["2024-10-27T00:30:00+00:00", "2024-03-31T01:30:00+00:00"]


def test_times_are_the_mappings_zone_and_days_the_shops(load: Load) -> None:
    mapping = """
source: Till in Tokyo
time_zone: Asia/Tokyo
tables: [{table: sales, columns: {order_id: id, occurred_at: at, quantity: id, unit_price: id}}]
"""
    shop = Shop("America/New_York", "USD", "US")
    (row,) = load({"s.csv": "id,at\n1,2024-07-01 12:00\n"}, mapping=mapping, shop=shop).rows("sales")
    assert row["occurred_at"] == datetime(2024, 7, 1, 3, tzinfo=UTC)
    assert row["local_date"] == date(2024, 6, 30)


def test_date_and_time_in_two_columns_are_one_moment(load: Load) -> None:
    content = "id,day,clock\n1,31/01/2024,14:05\n2,01/02/2024,09:00\n"
    loaded = load({"r.csv": content}, mapping=MAPPING.format(more="", column="[day, clock]"))
    assert [value.isoformat()[:16] for value in loaded.column("receipts", "received_at")] == [
        "2024-01-31T14:05",
        "2024-02-01T09:00",
    ]
    assert loaded.report.files[0].recognised["received_at"] == "day + clock"


def test_targets_take_months_and_dates(load: Load) -> None:
    header = "scope,scope_id,month,period_start,period_end,net_amount\n"
    rows = "shop,,2024-02-10,,,100\nstaff,7,,2024-01-01,2024-03-31,5\n"
    rows += "staff,8,,2024-02-01,2024-01-01,5\nstaff,,2024-02-01,,,5\n"
    loaded = load({"targets.csv": header + rows})
    assert [(row["scope_id"], row["period_start"], row["period_end"]) for row in loaded.rows("targets")] == [
        ("", date(2024, 2, 1), date(2024, 2, 29)),
        ("7", date(2024, 1, 1), date(2024, 3, 31)),
    ]
    assert loaded.reasons == [(4, "period_end", "ends_before_it_starts"), (5, "scope_id", "required_missing")]


def test_a_promotion_may_run_for_ever(load: Load) -> None:
    rows = "A,2024-01-01,9999-12-31,0.2\nB,2024-01-01,,20\nC,2024-01-01,1066-10-14,0.2\n"
    shop = Shop("America/Los_Angeles", "USD", "US")
    loaded = load({"promotions.csv": "promotion_id,starts_at,ends_at,discount_rate\n" + rows}, shop=shop)
    assert loaded.column("promotions", "ends_at")[0].date() == date(9999, 12, 31)
    assert loaded.reasons == [(3, "discount_rate", "not_between_0_and_1"), (4, "ends_at", "date_out_of_range")]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_of_parquet_in_any_unit(load: Load, unit: str) -> None:
    at = pa.array([datetime(2024, 7, 1, 12)], pa.timestamp("us")).cast(pa.timestamp(unit))  # noqa: DTZ001 - wall clock
    table = pa.table({"receipt_id": ["1"], "product_id": ["A"], "quantity": [1], "received_at": at})
    assert load({"receipts.parquet": table}).column("receipts", "received_at") == [datetime(2024, 7, 1, 11, tzinfo=UTC)]


ZONES = [
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Casablanca",  # summer time that stops for Ramadan
    "Pacific/Apia",  # left out a whole day
    "America/Sao_Paulo",  # changed at midnight
    "Europe/Dublin",  # winter time is the exception
    "UTC",
]


@pytest.mark.parametrize("name", ZONES)
def test_columns_of_clocks_agree_with_zoneinfo(name: str) -> None:
    """Around every change of the clocks, and in between, both ways."""
    info, column = ZoneInfo(name), zone(name)
    changes = [int(change) // 1_000_000 for change in column._changes]
    seconds = {second for change in changes for second in range(change - 90_000, change + 90_000, 1799)}
    walls = sorted(second for second in seconds | set(range(0, 4_000_000_000, 7_654_321)) if second > 0)
    micros = np.array(walls, np.int64) * 1_000_000
    expected_utc, expected_wall = [], []
    for second in walls:
        naive = EPOCH + timedelta(seconds=second)
        expected_utc.append(round(naive.replace(tzinfo=info).timestamp()))
        shown = datetime.fromtimestamp(second, UTC).astimezone(info).replace(tzinfo=None)
        expected_wall.append(round((shown - EPOCH).total_seconds()))
    assert (column.to_utc(micros) // 1_000_000).tolist() == expected_utc
    assert (column.to_wall(micros) // 1_000_000).tolist() == expected_wall

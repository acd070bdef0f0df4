"""The funnel of a large shop: how long days take to be put together, and answers beside one pass over all events.

The events are made here: 60 days of visits whose steps are drawn as Google's public sample has them. The pass by hand,
a single statement of DuckDB's own over both periods, has the same steps, or the benchmark says that it has not.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from revenue import use_cases_funnel, use_cases_visits
from revenue.periods import DAY, DayRange
from revenue.question import DataState, Filters, Question
from revenue.settings import Settings
from revenue.use_cases import Desk
from shared.cache import connect as connect_cache
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import connect
from shared.warehouse.sql_files import load_tables
from tests.benchmarks.latencies import percentile

DAYS, VISITS_A_DAY = 60, 20_000
CALLS = 15  # of each question, each at a moment of its own
# Making a day, once an hour, may take no longer than one pass by hand over all events of both periods; an answer, which
# tells two days from their events (the running one, and the one that the days before are cut in), what any answer may:
TIMES_BY_HAND, BESIDE_MS = 1.5, 10
_FROM = datetime(2026, 1, 1, tzinfo=UTC)
_NOW = _FROM + timedelta(days=DAYS - 1, hours=14)
_BYS = ("device", "channel", "landing_page", "new_returning")

# Of 1,000 visits 212 see a product, 42 put one in the cart, 31 begin the checkout and 13 buy; 45 leave at once.
_MAKE = f"""
INSERT INTO web_events BY NAME
SELECT
  's' || visit || '-' || step AS event_id, begun + step * INTERVAL 20 SECOND AS occurred_at,
  'v' || (visit * 7 % 900000) AS visitor_id, 's' || visit AS session_id,
  ['page_view', 'product_view', 'add_to_cart', 'begin_checkout', 'purchase'][step + 1] AS event,
  CASE WHEN step = 0 AND visit % 5 = 0 THEN '/p/' || (visit % 2000) ELSE '/' END AS page,
  CASE WHEN visit % 3 = 0 THEN 'google' END AS source, CASE WHEN visit % 3 = 0 THEN 'organic' END AS medium,
  ['mobile', 'desktop', 'tablet'][visit % 3 + 1] AS device, CASE WHEN step = 4 THEN 'o' || visit END AS order_id,
  'granted' AS consent, false AS is_bot, 'load-1' AS load_id, begun + INTERVAL 1 HOUR AS recorded_at
FROM (
  SELECT visit,
    TIMESTAMPTZ '2026-01-01 00:00:00+00' + visit * INTERVAL {86_400_000_000 // VISITS_A_DAY} MICROSECOND AS begun,
    [x <= hash(visit) % 1000 for x in [0, 788, 958, 969, 987]] AS does
  FROM range({(DAYS - 1) * VISITS_A_DAY + VISITS_A_DAY * 14 // 24}) AS visits (visit)
), range(5) AS steps (step)
WHERE does[step + 1]
ORDER BY occurred_at
"""
_BY_HAND = """
SELECT period, count(*), count(*) FILTER (v), count(*) FILTER (v AND a), count(*) FILTER (v AND a AND c),
  count(*) FILTER (v AND a AND c AND p)
FROM (
  SELECT min(occurred_at) >= $middle AS period, min(device) AS device, bool_or(event = 'product_view') AS v,
    bool_or(event = 'add_to_cart') AS a, bool_or(event = 'begin_checkout') AS c, bool_or(event = 'purchase') AS p
  FROM web_events
  WHERE occurred_at >= $first AND occurred_at < $last AND consent <> 'denied' AND NOT is_bot
  GROUP BY visitor_id, session_id
)
GROUP BY period ORDER BY period
"""


def measure(say: Callable[[str], None]) -> list[str]:
    """Say every figure beside its baseline; answers the promises that were broken."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"duckdb://{folder}/shop.duckdb"
        events = _made(url, Path(folder) / "shop.duckdb")
        say(f"{events:,} events of {DAYS} days, {VISITS_A_DAY:,} visits a day")
        warehouse = connect(url)
        try:
            return _measured(warehouse, say)
        finally:
            warehouse.close()


def _made(url: str, file: Path) -> int:
    warehouse = connect(url)
    for service in ("ingestion", "revenue"):
        warehouse.create(load_tables(service).values())
    warehouse.close()
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        counted = connection.execute(_MAKE).fetchone()
    return int(counted[0]) if counted else 0


def _measured(warehouse: Any, say: Callable[[str], None]) -> list[str]:
    moment = [_NOW]
    shop = Shop("UTC", "GBP", "GB")
    desk = Desk(
        warehouse,
        MemoryStore(),
        connect_cache("memory://"),
        lambda: shop,
        Settings(),
        lambda: moment[0],
        MemoryBus(),
        MemorySecrets(),
    )
    started = time.perf_counter()
    made = use_cases_visits.make_visit_days(desk)
    a_day = (time.perf_counter() - started) / made
    say(f"days put together: {made}, {a_day:.3f} s each")
    started = time.perf_counter()
    again = use_cases_visits.make_visit_days(desk)
    say(f"an hour later: {again} days had changed, found in {time.perf_counter() - started:.3f} s")
    by_hand, hand_ms = _asked_by_hand(warehouse)
    say(f"one pass over all events by hand: {hand_ms:.0f} ms")
    broken = [] if 1000 * a_day <= hand_ms else [f"a day took {a_day:.2f} s"]
    for by in _BYS:
        times = []
        for call in range(CALLS):
            asked = _question(shop, _NOW - call * timedelta(seconds=5))
            started = time.perf_counter()
            answer = use_cases_funnel.funnel(desk, asked, by=by)  # type: ignore[arg-type]  # one of the four
            times.append(1000 * (time.perf_counter() - started))
            if call == 0:
                told = [[step["sessions"] for step in each["steps"]] for each in (answer["previous"], answer)]
                if told != by_hand:
                    broken.append(f"by {by}: {told}, by hand {by_hand}")
        middle = percentile(times, 0.5)
        say(f"funnel by {by}, uncached: {middle:.0f} ms, {hand_ms / middle:.1f} times as quick as by hand")
        if middle > TIMES_BY_HAND * hand_ms + BESIDE_MS:
            broken.append(f"by {by}: {middle:.0f} ms, by hand {hand_ms:.0f} ms")
    return broken


def _question(shop: Shop, as_of: datetime) -> Question:
    today = shop.local_date(as_of)
    days = DayRange(today - 29 * DAY, today + DAY)
    return Question(shop, DataState(1, _FROM, _NOW), as_of, "order", Filters(), days, None, may_see_margin=True)


def _asked_by_hand(warehouse: Any) -> tuple[list[list[int]], float]:
    """Sessions of each step of the previous days and of these, and the middle of its times."""
    cursor = warehouse._connection.cursor()  # the same file, which a second connection must not open
    first = _FROM + timedelta(days=DAYS - 60)
    # The previous days end 14 hours into their last: a pass of their own says what they had.
    bounds = {"first": first, "middle": first + 30 * DAY, "last": _NOW}
    times, rows = [], []
    for _ in range(5):
        started = time.perf_counter()
        rows = cursor.execute(_BY_HAND, bounds).fetchall()
        times.append(1000 * (time.perf_counter() - started))
    cut = {"first": first, "middle": first + 30 * DAY, "last": first + timedelta(days=29, hours=14)}
    [before] = cursor.execute(_BY_HAND, cut).fetchall()
    return [list(before[1:]), list(rows[1][1:])], percentile(times, 0.5)

"""What a shop's suite costs on Google Cloud in a month: the prices and the formulas. docs/costs.md is made of both.

Prices are list prices in US dollars as they were remembered in November 2026, of the pages named beside them, for a
region of tier 1, and have to be checked there. What a shop does is assumed, each figure with its reason. Nothing of it
was billed: the first month's bill is the truth.
`python -m local.cost_page > docs/costs.md` writes the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cronsim import CronSim

from local.frequent_queries import DAYS, LEAST_READ, Pace, Rows, hourly_bytes, merges, merging_bytes
from local.terraform_files import Deployment, Runner

PRICES_OF = "2026-11"
_HOURS = 730
_SECONDS = _HOURS * 3600
_GIB, _TIB = 2.0**30, 2.0**40


@dataclass(frozen=True, slots=True)
class Price:
    """A list price: dollars for one unit, what is free in a month, and the page it stands on."""

    dollars: float
    unit: str
    page: str
    free: float = 0.0


PRICES: Mapping[str, Price] = {
    "query": Price(6.25, "TiB read", "BigQuery pricing, on-demand", free=1),
    "table storage": Price(0.02, "GiB", "BigQuery pricing, active logical storage", free=10),
    "message": Price(40.0, "TiB", "Pub/Sub pricing, message delivery", free=10 / 1024),
    "message to a table": Price(50.0, "TiB", "Pub/Sub pricing, BigQuery subscriptions"),
    "request": Price(0.40, "million", "Cloud Run pricing, requests", free=2),
    "processor": Price(24.0, "million seconds", "Cloud Run pricing, request-based, active", free=0.18),
    "memory": Price(2.5, "million GiB-seconds", "Cloud Run pricing, request-based, active", free=0.36),
    "idle processor": Price(2.5, "million seconds", "Cloud Run pricing, request-based, idle minimum instances"),
    "idle memory": Price(2.5, "million GiB-seconds", "Cloud Run pricing, request-based, idle minimum instances"),
    "steady processor": Price(18.0, "million seconds", "Cloud Run pricing, instance-based and jobs", free=0.24),
    "steady memory": Price(2.0, "million GiB-seconds", "Cloud Run pricing, instance-based and jobs", free=0.45),
    "scheduled job": Price(0.10, "job", "Cloud Scheduler pricing", free=3),
    "secret": Price(0.06, "version", "Secret Manager pricing", free=6),
    "secret read": Price(0.03, "10,000", "Secret Manager pricing, access operations", free=1),
    "object written": Price(5.0, "million", "Cloud Storage pricing, class A operations"),
    "object read": Price(0.40, "million", "Cloud Storage pricing, class B operations"),
    "object storage": Price(0.02, "GiB", "Cloud Storage pricing, standard, regional"),
    "Redis": Price(0.049, "GiB and hour", "Memorystore for Redis pricing, basic, M1"),
    "load balancer": Price(0.025, "hour", "Cloud Load Balancing pricing, first five rules"),
    "traffic out": Price(0.12, "GiB", "Network pricing, premium tier to the internet"),
    "image storage": Price(0.10, "GiB", "Artifact Registry pricing", free=0.5),
    "image scan": Price(0.26, "image", "Artifact Analysis pricing, on-demand scanning"),
    "build": Price(0.016, "minute", "Cloud Build pricing, e2-highcpu-8"),
    "log": Price(0.50, "GiB", "Cloud Logging pricing", free=50),
}


_OUTGROWN = 1_000  # orders a day: above it one instance without Redis no longer answers all lists


@dataclass(frozen=True, slots=True)
class Shop:
    """What a shop does in a day, as far as it costs anything."""

    orders: int
    lines: float = 2.5  # of an order: the UCI shop has 20, a fashion shop 1.8
    visits: float = 40.0  # for an order: one in forty buys, the usual rate of an online shop
    views: float = 5.0  # pages of a visit, each of which asks for two lists and sends one batch of events
    looks: int = 60  # views of the dashboard by the staff, a dozen panels each
    look_minutes: float = 3.0  # of a look, while live figures are before somebody's eyes: a hidden tab is nobody
    years: int = 2  # of history kept
    deliveries: int = 2  # of a new version in a month: who runs it, not who develops it

    @property
    def environment(self) -> str:
        """Whose values suit it: infra/terraform/environments/NAME.tfvars."""
        return "production" if self.orders <= _OUTGROWN else "production-large"

    @property
    def watched_hours(self) -> float:
        """Hours of a day in which anybody looks; there are twelve at the most."""
        return min(12.0, self.looks * self.look_minutes / 60)

    @property
    def rows(self) -> Rows:
        """What it puts into the tables."""
        return Rows(self.orders, self.lines, self.page_views, self.years)

    @property
    def page_views(self) -> float:
        """In a day."""
        return self.orders * self.visits * self.views


SIZES: Mapping[str, Shop] = {
    "small": Shop(100, looks=30),
    "medium": Shop(1_000),
    "large": Shop(10_000, looks=150),
    "very large": Shop(100_000, looks=400),
}

# Bytes of a row, as the tables' columns add up to in BigQuery's logical bytes.
_LEDGER_ROW, _RAW_FACT, _WEB_EVENT = 420, 1_800, 300
_WEB_EVENT_DAYS, _RAW_FACT_DAYS = 800, 30  # how long these are kept
_ROLLUPS = 0.3  # of the ledger's bytes
_FACTS = 3.0  # of an order: placed, changed once, and what it moved in stock
_PANELS, _PANEL_TABLES, _ASKED_ANEW = 12, 3, 0.5  # of a view of the dashboard; the cache has the other half
_NIGHTLY_SCANS = 4  # whole readings of the ledger in a night: customers' value, features of segments, forecasts, build
_MESSAGE, _PUSHES = 2_000, 1.5  # bytes of an event, and to how many subscribers it is pushed
_ANSWER_SECONDS, _LIST_SECONDS = 0.08, 0.01  # of a processor, for a panel and for a list (README.md, what was measured)
_COLD_SECONDS = 4.0  # of a job that finds nothing: its start
_WARM_SECONDS, _WARM_RUNS = 1.0, 4_000  # where it is asked so often in a month that its instance is still there
_LEAST_JOB = 60.0  # seconds that a Cloud Run job is billed for at least
_MERGE = "ingestion-merge"  # among what the clock asks for (functions.tf)
_ASKED_SECONDS = 0.2  # where it is not time to merge: three small reads of the store
_BUSY_JOB = 240.0  # seconds of a nightly job of a shop of a thousand orders; it grows with its root
_STORE_WRITES, _STORE_READS = 6, 20  # of each run of a job: its lease, its record, its pointers
_LOG_BYTES = 900  # of a request
_ANSWER_BYTES = 3_000  # of a list, an event's answer
_IMAGE_GIB, _IMAGES = 0.2, 11  # of one in the registry; services twice and the dashboard
_BUILD_MINUTES = 45


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the estimate: `amount` of `price`'s units, and what it follows from."""

    what: str
    price: str
    amount: float
    follows_from: str


@dataclass(frozen=True, slots=True)
class Priced:
    """A line and what it costs in dollars, after what is free."""

    line: Line
    dollars: float


def estimate(shop: Shop, deployment: Deployment) -> list[Priced]:
    """What a month costs, line by line. What is free of a price is taken off once, from the lines as they come."""
    left = {name: price.free for name, price in PRICES.items()}
    priced = []
    for line in _lines(shop, deployment):
        free = min(left[line.price], line.amount)
        left[line.price] -= free
        priced.append(Priced(line, (line.amount - free) * PRICES[line.price].dollars))
    return priced


def _lines(shop: Shop, deployment: Deployment) -> list[Line]:
    return [
        *_warehouse(shop, deployment),
        *_events(shop),
        *_services(shop, deployment),
        *_jobs(shop, deployment),
        *_rest(shop, deployment),
    ]


def total(priced: Sequence[Priced]) -> float:
    """Dollars a month."""
    return sum(each.dollars for each in priced)


def pace(shop: Shop, deployment: Deployment) -> Pace:
    """How often a shop's facts are merged."""
    return Pace(deployment.merge_minutes, deployment.merge_minutes_watched, shop.watched_hours)


def _ledger_bytes(shop: Shop) -> float:
    return shop.orders * shop.lines * 365 * shop.years * _LEDGER_ROW


def _warehouse(shop: Shop, deployment: Deployment) -> Iterator[Line]:
    kept = _ledger_bytes(shop) * (1 + _ROLLUPS)
    kept += shop.orders * _FACTS * _RAW_FACT_DAYS * _RAW_FACT + shop.page_views * _WEB_EVENT_DAYS * _WEB_EVENT
    yield Line("tables", "table storage", kept / _GIB, "ledger, rollups, raw facts of 30 days, web events of 800 days")
    looked, merged = merging_bytes(shop.rows, pace(shop, deployment))
    yield Line("looking for facts", "query", looked / _TIB, "as often as merge_minutes and merge_minutes_watched say")
    yield Line("merging facts", "query", merged / _TIB, "where something came: fifty statements and more, below")
    yield Line("hourly jobs", "query", hourly_bytes(shop.rows) / _TIB, "web events of forty days, once a day of all")
    panels = shop.looks * _PANELS * _ASKED_ANEW * _PANEL_TABLES * LEAST_READ * DAYS
    yield Line("panels", "query", panels / _TIB, "looks x 12 panels x 3 tables, half of them from the cache")
    nightly = _NIGHTLY_SCANS * max(_ledger_bytes(shop), 20 * LEAST_READ) * DAYS
    yield Line("nightly jobs", "query", nightly / _TIB, "the ledger read four times a night")


def _events(shop: Shop) -> Iterator[Line]:
    facts = shop.orders * _FACTS * DAYS * _MESSAGE
    seen = shop.page_views * DAYS * _MESSAGE / 5  # web events come by the batch
    yield Line("events", "message", (facts + seen) * (1 + _PUSHES) / _TIB, "published once, pushed to one or two")
    yield Line("facts into the table", "message to a table", (facts + seen) / _TIB, "once each")


def _services(shop: Shop, deployment: Deployment) -> Iterator[Line]:
    panels, lists = shop.looks * _PANELS * DAYS, shop.page_views * 3 * DAYS
    pushes = (shop.orders * _FACTS + shop.page_views / 5) * _PUSHES * DAYS
    yield Line("requests", "request", (panels + lists + pushes) / 1e6, "panels, lists and events of pages, pushes")
    active = (panels * _ANSWER_SECONDS + (lists + pushes) * _LIST_SECONDS) / 1e6
    yield Line("answering", "processor", active, "80 ms for a panel, 10 ms for a list")
    yield Line("answering", "memory", active * 0.5, "half a GiB each")
    for service in deployment.services:
        if not service.min_instances:
            continue
        kind = "steady" if service.has_cpu_always else "idle"
        seconds = service.min_instances * _SECONDS / 1e6
        yield Line(
            f"{service.name} kept warm", f"{kind} processor", seconds * service.cpu, f"{service.cpu:g} processors"
        )
        yield Line(f"{service.name} kept warm", f"{kind} memory", seconds * service.memory, f"{service.memory:g} GiB")


def _jobs(shop: Shop, deployment: Deployment) -> Iterator[Line]:
    busy = _BUSY_JOB * max(1.0, shop.orders / 1_000) ** 0.5
    for jobs, price, least, words in (
        (deployment.jobs, "steady", _LEAST_JOB, "a minute at least each"),
        (deployment.asked_for, "", _COLD_SECONDS, "where nothing is to be done a second, and four for a start"),
    ):
        seconds = {job: _runs(job) * (_idle_seconds(job, least) if _is_frequent(job) else busy) / 1e6 for job in jobs}
        for job in jobs:
            if job.name == _MERGE and not price:
                seconds[job] = (_runs(job) * _ASKED_SECONDS + merges(shop.rows, pace(shop, deployment)).seconds) / 1e6
        often = {job: spent for job, spent in seconds.items() if _is_frequent(job)}
        for which, part in (
            ("every few minutes or hours", often),
            ("nightly", {j: s for j, s in seconds.items() if j not in often}),
        ):
            cpu = sum(spent * job.cpu for job, spent in part.items())
            memory = sum(spent * job.memory for job, spent in part.items())
            names = (
                f"{len(part)} jobs, {words}"
                if part is often
                else f"{len(part)} jobs, {_BUSY_JOB:.0f} seconds each up to a thousand orders, then as their root"
            )
            yield Line(f"jobs {which}", f"{price} processor".strip(), cpu, names)
            yield Line(f"jobs {which}", f"{price} memory".strip(), memory, names)


def _rest(shop: Shop, deployment: Deployment) -> Iterator[Line]:
    clock = [*deployment.jobs, *deployment.asked_for]
    runs = sum(_runs(job) for job in deployment.jobs) + merges(shop.rows, pace(shop, deployment)).looks
    runs += sum(_runs(job) for job in deployment.asked_for if job.name != _MERGE)
    yield Line("the clock", "scheduled job", len(clock), "one for each job")
    yield Line("secrets", "secret", deployment.secrets, "one version each")
    yield Line("secrets", "secret read", 5 * 1_440 * DAYS / 1e4, "five a minute, from what is read again")
    yield Line("state", "object written", runs * _STORE_WRITES / 1e6, "six for each run of a job")
    watched = _SECONDS if any(each.has_cpu_always for each in deployment.services) else shop.page_views * 3 * DAYS
    yield Line(
        "state",
        "object read",
        (runs * _STORE_READS + min(_SECONDS, watched) * 2) / 1e6,
        "20 for each run; rules and alerts each second in which lists are looked after",
    )
    yield Line("artefacts", "object storage", 2 + shop.orders / 5_000, "models and builds, those of a week")
    if deployment.has_redis:
        yield Line("cache", "Redis", _HOURS, "one GiB")
    yield Line("the way in", "load balancer", _HOURS, "one rule")
    out = (shop.page_views * 3 * _ANSWER_BYTES + shop.looks * 1_500_000) * DAYS / _GIB
    yield Line("answers", "traffic out", out, "3 kB to each page, 1.5 MB for a look at the dashboard")
    yield Line("images", "image storage", _IMAGE_GIB * _IMAGES * 3, "three versions of each, their layers shared")
    yield Line("deliveries", "image scan", shop.deliveries * _IMAGES / 2, "half of the images change")
    yield Line("deliveries", "build", shop.deliveries * _BUILD_MINUTES, "45 minutes each")
    yield Line("logs", "log", shop.page_views * 3 * DAYS * _LOG_BYTES / _GIB, "a line for each request")


def _runs(job: Runner) -> float:
    """How often a job runs in a month."""
    return _times_a_week(job.schedule) * DAYS / 7


@cache  # of every minute there are ten thousand
def _times_a_week(schedule: str) -> int:
    begin = datetime(2026, 11, 1, tzinfo=UTC)  # a Sunday; the times are those after what is given
    times, end, count = CronSim(schedule, begin - timedelta(minutes=1)), begin + timedelta(days=7), 0
    while next(times) < end:
        count += 1
    return count


def _idle_seconds(job: Runner, least: float) -> float:
    """Of a run that finds little to do."""
    return _WARM_SECONDS if least == _COLD_SECONDS and _runs(job) >= _WARM_RUNS else least


def _is_frequent(job: Runner) -> bool:
    return _runs(job) > 2 * DAYS  # more than twice a day: most of the time there is little to do

"""`shopsight deploy`: what would be created and cost, and statements that BigQuery checks without running them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import yaml

from local import cost_page
from local.frequent_queries import Merges, Pace, Rows, merges
from local.monthly_cost import PRICES, SIZES, Shop, estimate, total
from local.statement_files import checkout, passing_tables, standing_tables, statements
from local.terraform_files import Deployment, Runner, parsed, read_deployment
from local.testing import Shopsight
from shared.warehouse import Column, Query, WarehouseError
from shared.warehouse.statement_check import check, tables_of, with_empty

_BUDGETED = 10_000  # orders a day: a larger shop sets its own budget


@pytest.fixture(scope="module")
def deployment() -> Deployment:
    return read_deployment("production")


def test_what_is_created_follows_from_the_contracts(deployment: Deployment) -> None:
    counts = {(each.kind, each.name): each.count for each in deployment.resources}
    events = yaml.safe_load((checkout() / "openapi" / "events.yaml").read_text(encoding="utf-8"))["x-events"]

    assert counts["google_pubsub_topic", "event"] == len(events)
    assert counts["google_bigquery_table", "table"] == len(standing_tables())
    assert counts["google_cloud_run_v2_service", "service"] == 5
    assert counts["google_cloud_run_v2_job", "job"] == len(deployment.jobs)
    pushed = sum(len(event["subscribers"]) - ("ingestion" in event["subscribers"]) for event in events.values())
    assert counts["google_pubsub_subscription", "push"] == pushed + 2  # visits and merges to ingestion, see events.tf
    files = (checkout() / "infra" / "terraform").glob("*.tf")
    written = sum(path.read_text(encoding="utf-8").count('\nresource "') for path in files)
    assert len(deployment.resources) >= written  # each block, those at the beginning of a file too


def test_a_job_takes_what_jobs_tf_says(deployment: Deployment) -> None:
    text = (checkout() / "infra" / "terraform" / "jobs.tf").read_text(encoding="utf-8")
    sizes = {each.name: (each.cpu, each.memory, each.schedule) for each in deployment.jobs}

    assert sizes["revenue-forecast"][:2] == (2, 4)
    assert 'lookup(each.value, "cpu", "2")' in text
    assert 'lookup(each.value, "memory", "4Gi")' in text
    assert sizes["ingestion-merge"] == (1, 1, "30 * * * *")


@pytest.mark.parametrize("environment", ["production", "production-large"])
def test_a_budget_is_what_the_largest_shop_that_it_is_for_is_said_to_cost(environment: str) -> None:
    values = parsed(checkout() / "infra" / "terraform" / "environments" / f"{environment}.tfvars")
    shop = max(
        (each for each in SIZES.values() if each.environment == environment and each.orders <= _BUDGETED),
        key=lambda each: each.orders,
    )
    estimated = total(estimate(shop, read_deployment(environment)))

    assert 0.8 * values["budget"]["monthly_amount"] < estimated <= values["budget"]["monthly_amount"]


def test_a_shop_of_a_thousand_orders_a_day_pays_less_than_a_hundred_dollars(deployment: Deployment) -> None:
    assert total(estimate(SIZES["small"], deployment)) < 70
    assert total(estimate(SIZES["medium"], deployment)) < 100


def small(**changes: Any) -> Deployment:
    """A deployment of one service and one job, by which the arithmetic can be followed."""
    kept = Runner("revenue", cpu=1, memory=0.5, min_instances=1)
    look = Runner("look", cpu=2, memory=4, schedule="* * * * *")
    return replace(Deployment((), (kept,), (look,), (), secrets=10, has_redis=False), **changes)


def test_a_job_of_every_minute_is_billed_for_every_minute() -> None:
    lines = {(each.line.what, each.line.price): each for each in estimate(Shop(100), small())}
    seconds = 1_440 * 30.4 * 60 * 2  # runs of a month, a minute each, two processors

    spent = lines["jobs every few minutes or hours", "steady processor"]
    assert spent.line.amount == pytest.approx(seconds / 1e6)
    assert spent.dollars == pytest.approx((seconds / 1e6 - 0.24) * 18)
    warm = lines["revenue kept warm", "idle processor"]
    assert warm.dollars == pytest.approx(730 * 3600 / 1e6 * 2.5)
    assert lines["secrets", "secret"].dollars == pytest.approx((10 - 6) * 0.06)


def test_what_is_free_is_taken_off_once_however_many_lines_there_are() -> None:
    priced = estimate(SIZES["very large"], small())
    of_queries = [each for each in priced if each.line.price == "query"]

    assert len(of_queries) == 5
    read = sum(each.line.amount for each in of_queries)
    assert sum(each.dollars for each in of_queries) == pytest.approx((read - 1) * PRICES["query"].dollars)


def test_a_larger_shop_costs_more_and_redis_is_counted_where_it_is(deployment: Deployment) -> None:
    costs = [total(estimate(shop, deployment)) for shop in SIZES.values()]

    assert costs == sorted(costs)
    often = replace(deployment, merge_minutes=1)
    assert total(estimate(SIZES["medium"], often)) > 2 * total(estimate(SIZES["medium"], deployment))
    with_redis, without = (total(estimate(Shop(100), small(has_redis=each))) for each in (True, False))
    assert with_redis - without == pytest.approx(730 * 0.049)


def test_looks_are_counted_by_the_minutes_of_their_hours() -> None:
    quiet, busy = Rows(0, 2.5, 0, 2), Rows(1e9, 2.5, 0, 2)
    pace = Pace(minutes=15, watched_minutes=3, watched_hours=4)
    looks = (20 * 4 + 4 * 20) * 30.4

    assert merges(quiet, pace) == Merges(pytest.approx(looks), 0, 0)
    assert merges(busy, pace) == Merges(*[pytest.approx(looks)] * 3)
    assert merges(quiet, pace).seconds == pytest.approx(looks * 3)  # a look, where nothing waits
    assert merges(busy, pace).seconds == pytest.approx(looks * 90)


def test_who_looks_longer_pays_for_newer_figures_and_nobody_else_does(deployment: Deployment) -> None:
    medium = SIZES["medium"]
    costs = [total(estimate(replace(medium, look_minutes=each), deployment)) for each in (0, 3, 6)]
    assert costs[1] - costs[0] == pytest.approx(costs[2] - costs[1], rel=0.01)  # by the hour
    assert costs[1] > costs[0]

    often = replace(deployment, merge_minutes_watched=1)
    assert total(estimate(replace(medium, look_minutes=0), often)) == costs[0]


def test_the_page_is_what_the_formulas_make() -> None:
    written = (checkout() / "docs" / "costs.md").read_text(encoding="utf-8")

    assert written == cost_page.page(cost_page.deployments()), "make pages"


def test_the_command_shows_what_is_made_and_what_it_costs(shopsight: Shopsight) -> None:
    said = shopsight("deploy", "--plan", "--orders", "500")
    assert said.code == 0
    assert "google_pubsub_topic" in said.out
    assert "500 orders a day): about " in said.out
    assert "with production.tfvars" in said.out
    assert "with production-large.tfvars" in shopsight("deploy", "--plan").out
    assert "to be checked" in said.talk

    told = shopsight("deploy", "--plan", "--json", "--environment", "staging").document
    assert set(told["estimates"]) == set(SIZES)  # type: ignore[call-overload]  # a mapping, as the lines above made it
    assert shopsight("deploy", "--plan", "--environment", "moon").code == 2
    assert shopsight("deploy").code == 2
    assert "bigquery://<project>/<dataset>" in shopsight("deploy", "--queries", "duckdb:///x").talk


@dataclass
class Runs:
    """Takes every statement but those that say so; keeps what it was asked."""

    asked: dict[str, str] = field(default_factory=dict)

    def bytes_scanned(self, query: Query, parameters: dict[str, Any]) -> int:
        assert set(parameters) == set(query.parameters)
        self.asked[query.name] = query.text
        if "no_such_column" in query.text:
            raise WarehouseError(f"{query.name}: Unrecognized name: no_such_column")
        return 10


def test_every_statement_of_the_project_is_checked_also_those_about_what_a_change_stages() -> None:
    runs, every = Runs(), list(statements())
    told = list(check(runs, every, standing_tables(), passing_tables()))

    assert len(told) == len(every) > 300
    assert not [one.fault for one in told if one.fault]
    unchecked = {one.name: one.staged for one in told if one.read_bytes is None}
    assert all("bigquery_ml" in str(path) for path in files_of(unchecked)), unchecked
    merging = runs.asked["ingestion/insert_fresh_entries"]
    assert "CAST(NULL AS STRING) AS entry_id" in merging


def files_of(names: Any) -> list[Any]:
    return [path for name in names for path in checkout().glob(f"services/*/src/*/sql/**/{name.partition('/')[2]}.sql")]


def test_a_statement_that_is_wrong_is_named_with_what_bigquery_says() -> None:
    wrong = Query("revenue/wrong", "SELECT no_such_column FROM sales", {})
    unknown = Query("revenue/unknown", "SELECT 1 FROM nobody_told", {})

    faulty, left = check(Runs(), [wrong, unknown], ["sales"], {})

    assert faulty.fault == "revenue/wrong: Unrecognized name: no_such_column"
    assert (left.fault, left.read_bytes, left.staged) == (None, None, ("nobody_told",))


def test_tables_are_told_from_names_that_only_look_like_them() -> None:
    text = """-- FROM nowhere
    INSERT INTO sales (a) WITH known AS (SELECT 1 FROM products JOIN orders AS o ON TRUE)
    SELECT EXTRACT(YEAR FROM day), 'FROM text', a IS DISTINCT FROM b.c
    FROM known, UNNEST(days) AS day JOIN targets ON TRUE JOIN ML.FORECAST(MODEL x) ON TRUE"""

    assert tables_of(Query("q", text, {})) == {"sales", "products", "orders", "targets"}


def test_an_empty_table_of_the_same_columns_stands_in_for_a_staged_one() -> None:
    columns = (Column("day", "DATE"), Column("tags", "STRING", "REPEATED"))
    empty = "(SELECT CAST(NULL AS DATE) AS day, CAST(NULL AS ARRAY<STRING>) AS tags LIMIT 0)"

    assert with_empty("SELECT day FROM staged", "staged", columns) == f"SELECT day FROM {empty} AS staged"
    assert with_empty("SELECT s.day FROM staged AS s", "staged", columns) == f"SELECT s.day FROM {empty} AS s"
    assert with_empty("SELECT 1 FROM staged_more", "staged", columns) == "SELECT 1 FROM staged_more"

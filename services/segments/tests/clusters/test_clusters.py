"""Groups that were planted among customers are found again, keep their labels, and are told in numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from segments.cluster_drift import due
from segments.cluster_engine import Training, engine_of
from segments.settings import Settings
from segments.use_cases_clusters import (
    assign,
    cluster_group,
    cluster_members,
    clusters,
    erase_from_clusters,
    train_clusters,
)
from shared.schedule import NotYetError
from shared.settings import SettingsError, read

EACH = 70
# Days since last and first, purchase days, net sales a day, share of discounts and of refunds.
PLANTED: Mapping[str, tuple[float, ...]] = {
    "regulars": (10, 600, 20, 60, 0.02, 0.0),
    "bargain hunters": (15, 60, 2, 25, 0.35, 0.0),
    "gone": (300, 500, 1, 30, 0.02, 0.0),
    "returners": (120, 600, 12, 200, 0.02, 0.3),
}


def planted(groups: Mapping[str, tuple[float, ...]] = PLANTED, seed: int = 1) -> dict[str, list[dict[str, Any]]]:
    """Customers of each group, a quarter up or down around what is usual of it."""
    rng = np.random.default_rng(seed)
    found = {}
    for place, (group, usual) in enumerate(groups.items()):
        last, first, days, net, discount, refund = (each * np.exp(rng.normal(0, 0.25, EACH)) for each in usual)
        found[group] = [
            customer(
                f"{place}-{number:03}",
                last[number],
                first[number],
                days[number],
                net[number],
                discount[number],
                refund[number],
            )
            for number in range(EACH)
        ]
    return found


def customer(
    name: str, last: float, first: float, days: float, net: float, discount: float, refund: float
) -> dict[str, Any]:
    bought = max(1, round(days))
    return {
        "customer_id": name,
        "days_since_last": round(last),
        "days_since_first": round(max(first, last)),
        "first_day": date(2026, 3, 1) - timedelta(days=round(max(first, last))),
        "purchase_days": bought,
        "net_sales": Decimal(f"{bought * net:.2f}"),
        "discount_share": discount,
        "refund_share": refund,
    }


def everybody(groups: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [each for members in groups.values() for each in members]


def found_in(shop: Any) -> dict[str, str]:
    """Everybody's label, as exports read it."""
    labels = [item["label"] for item in clusters(shop.desk)["items"]]
    return {name: label for label in labels for name in cluster_members(shop.desk, label, None, 1000)}


def trained(shop: Any, compute: Any) -> Any:
    """A shop with four planted groups, and clusters trained."""
    shop.has([*everybody(planted()), {"customer_id": "prospect", "purchase_days": 0}])
    train_clusters(shop.desk, compute)
    return shop


@pytest.fixture(scope="module")
def grouped(new_shop: Callable[[], Any], compute: Any) -> Any:
    """Looked at by many tests and changed by none."""
    return trained(new_shop(), compute)


@pytest.fixture
def changing(shop: Any, compute: Any) -> Any:
    return trained(shop, compute)


def test_planted_groups_are_found_and_everybody_who_bought_is_in_one(grouped: Any) -> None:
    found = found_in(grouped)
    truth = {each["customer_id"]: group for group, members in planted().items() for each in members}
    assert set(found) == set(truth)
    names = sorted(truth)
    assert adjusted_rand_score([truth[name] for name in names], [found[name] for name in names]) > 0.95
    answer = clusters(grouped.desk)
    assert answer["training"]["k"] == len(PLANTED)
    assert answer["training"]["stability"] > 0.95
    assert {each["k"] for each in answer["training"]["tried"]} == set(range(2, 9))
    assert sum(item["share"]["value"] for item in answer["items"]) == pytest.approx(1)


def test_a_profile_is_made_of_the_numbers_that_set_the_cluster_apart(grouped: Any) -> None:
    by_label = {item["label"]: item for item in clusters(grouped.desk)["items"]}
    found = found_in(grouped)
    gone = by_label[found["2-000"]]
    assert gone["profile"].startswith("Last bought ")
    typical = next(each for each in gone["features"] if each["feature"] == "recency")["typical"]
    own = [each["days_since_last"] for each in planted()["gone"]]
    assert typical == pytest.approx(float(np.median(own)), abs=10)
    assert f"{typical:g} days ago" in gone["profile"]
    # The first label is given to who brings most: 12 days of 200 against 20 of 60.
    assert found["3-000"] == "1"
    assert cluster_group(grouped.desk, "1") == ("Cluster 1", by_label["1"]["profile"])
    assert cluster_group(grouped.desk, "9") is None


def test_the_order_of_customers_does_not_matter(grouped: Any, shop: Any, compute: Any) -> None:
    shop.has(everybody(planted())[::-1])
    train_clusters(shop.desk, compute)
    assert found_in(shop) == found_in(grouped)
    assert clusters(shop.desk)["items"] == clusters(grouped.desk)["items"]


def test_a_label_keeps_its_meaning_and_is_never_given_to_another_cluster(changing: Any, compute: Any) -> None:
    before = found_in(changing)
    # A week later one group is gone and another has come; the others went on a little.
    groups = {name: tuple(1.05 * each for each in usual) for name, usual in PLANTED.items() if name != "returners"}
    groups["new big spenders"] = (5, 8, 1, 900, 0.0, 0.0)
    changing.goes_on(days=7)
    changing.has(everybody(planted(groups, seed=2)))
    told = train_clusters(changing.desk, compute)
    after = found_in(changing)
    for place in range(3):
        assert after[f"{place}-005"] == before[f"{place}-005"]
    assert after["3-005"] == "5"
    answer = clusters(changing.desk)
    assert [item["label"] for item in answer["items"] if item["is_new"]] == ["5"]
    assert answer["training"]["adjusted_rand_index"] > 0.7
    gone = before["3-005"]  # is a group without members from now on, not one that nobody knows
    assert cluster_group(changing.desk, gone) == (f"Cluster {gone}", "No customers are like this any more")
    assert cluster_members(changing.desk, gone, None, 9) == []
    assert "adjusted Rand index" in told


def test_clusters_are_trained_before_sunday_when_customers_have_moved(changing: Any, compute: Any) -> None:
    trained = clusters(changing.desk)["training"]["trained_at"]
    changing.goes_on(days=5)  # a Saturday, and nobody moved
    assert "still hold" in train_clusters(changing.desk, compute)
    assert clusters(changing.desk)["training"]["trained_at"] == trained
    lost = [{**each, "days_since_last": 320} for each in everybody(planted())]
    assign(changing.desk, changing.has(lost))
    moved = clusters(changing.desk)["training"]["drift"]
    assert moved["is_far"]
    train_clusters(changing.desk, compute)  # the same Saturday
    again = clusters(changing.desk)["training"]
    assert again["trained_at"] > trained
    assert not again["drift"]["is_far"]


@pytest.mark.parametrize(
    ("trained", "today", "is_due"),
    [
        (date(2026, 3, 2), date(2026, 3, 7), False),  # Monday, Saturday
        (date(2026, 3, 2), date(2026, 3, 8), True),  # and Sunday
        (date(2026, 3, 8), date(2026, 3, 8), False),  # Sunday itself
        (date(2026, 3, 8), date(2026, 3, 14), False),
        (date(2026, 3, 7), date(2026, 3, 9), True),  # the suite was off on Sunday
    ],
)
def test_a_sunday_since_the_last_training_makes_the_next_one_due(trained: date, today: date, *, is_due: bool) -> None:
    assert due(trained, today) is is_due


def test_a_refresh_assigns_newcomers_trains_nothing_and_who_is_erased_is_gone(changing: Any) -> None:
    before = clusters(changing.desk)["training"]
    newcomer = {**planted()["gone"][0], "customer_id": "newcomer"}
    changing.goes_on(hours=2)
    assert assign(changing.desk, changing.has([*everybody(planted()), newcomer])) == 4 * EACH + 1
    found = found_in(changing)
    assert found["newcomer"] == found[planted()["gone"][0]["customer_id"]]
    assert clusters(changing.desk)["training"]["trained_at"] == before["trained_at"]
    erase_from_clusters(changing.desk, changing.desk.erased_lately.remember("newcomer"))
    assert "newcomer" not in found_in(changing)
    assert cluster_members(changing.desk, found["0-001"], None, 9, ["newcomer", "0-001"]) == ["0-001"]


def test_clusters_are_trained_on_50_000_customers_at_most(tmp_path: Path) -> None:
    asked: list[Any] = []

    class Warehouse:
        def export(self, _query: object, parameters: Mapping[str, Any], _path: Path) -> int:
            asked.append(parameters["row_limit"])
            return 0

    engine = engine_of("local", lambda *_: {}, Decimal(1))
    engine.train(Training(cast("Any", Warehouse()), "g1", tmp_path, {}))
    assert asked == [50_000]


def test_too_few_customers_are_told_what_is_missing_and_when_it_will_be_enough(shop: Any, compute: Any) -> None:
    few = planted()["bargain hunters"]
    newer = sum(each["first_day"] >= date(2026, 3, 2) - timedelta(days=90) for each in few)
    shop.has(few)
    with pytest.raises(NotYetError, match="70 customers ever purchased, and 200 are needed"):
        train_clusters(shop.desk, compute)
    answer = shop.get("/clusters").get_json()
    assert answer["training"] is None
    assert answer["reasons"]["training"] == "too_few_customers"
    (lacking,) = answer["missing"]
    assert (lacking["what"], lacking["have"], lacking["need"]) == ("clusters", 70, 200)
    assert lacking["enough_on"] == (date(2026, 3, 2) + timedelta(days=-(-130 * 90 // newer))).isoformat()


def test_customers_who_are_all_alike_are_one_cluster(shop: Any, compute: Any) -> None:
    shop.has(customer(f"c{number}", 10, 100, 2, 30, 0.1, 0.0) for number in range(250))
    train_clusters(shop.desk, compute)
    (alone,) = clusters(shop.desk)["items"]
    assert alone["customers"] == 250
    assert alone["profile"] == "Like the average of all customers in everything that is looked at."


def test_before_the_first_refresh_nothing_is_trained(shop: Any, compute: Any) -> None:
    with pytest.raises(NotYetError, match="no customer has been put into a segment yet"):
        train_clusters(shop.desk, compute)
    assert assign(shop.desk, "none") is None


def test_clusters_are_listed_as_json_and_as_a_file_for_who_may_see_customers(grouped: Any) -> None:
    answer = grouped.get("/clusters")
    assert answer.status_code == 200
    items = answer.get_json()["items"]
    assert [item["segment_id"] for item in items] == ["cluster:1", "cluster:2", "cluster:3", "cluster:4"]
    lines = grouped.get("/clusters.csv").text.splitlines()
    assert lines[0] == "segment_id,name,profile,customers,contactable,net_sales,is_new"
    assert len(lines) == 5
    assert lines[1].startswith("cluster:1,Cluster 1,")
    assert grouped.get("/clusters", role="viewer").status_code == 403
    held = grouped.get("/clusters", **{"If-None-Match": answer.headers["ETag"]})
    assert held.status_code == 304


def test_an_engine_that_this_version_has_not_is_refused_at_the_start() -> None:
    with pytest.raises(SettingsError, match=r"CLUSTER_ENGINE: .*'local' or 'bigquery-ml'"):
        read(Settings, {"CLUSTER_ENGINE": "spark"})


def test_how_many_clusters_there_are_is_explained_by_why_they_were_chosen(grouped: Any) -> None:
    answer = grouped.get("/clusters?explain=1").get_json()

    assert answer["training"]["chosen_because"] in answer["explain"]["definitions"]["training.k"]
    assert {each["name"] for each in answer["explain"]["queries"]} == {"cluster_sizes"}

"""What came of experiments: figures after refunds, verdicts in plain words, and how many people are still needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.contracts.generated.recommendations_v2_answers import RecommendationsPerformance, RecommendationsValue

if TYPE_CHECKING:
    from conftest import Service

PEOPLE = [f"c-{number}" for number in range(2_400)]
SUBJECTS = [f"customer:{each}" for each in PEOPLE]


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def begun(service: Service, **changed: Any) -> dict[str, list[str]]:
    """An experiment that everybody is seen in on its first day; customers by arm."""
    service.plan(**changed)
    service.post("/experiments/v2-at-home/start")
    arms = service.sees_home(SUBJECTS)
    found: dict[str, list[str]] = {}
    for customer_id, subject in zip(PEOPLE, SUBJECTS, strict=True):
        found.setdefault(arms[subject].arm, []).append(customer_id)
    return found


def result(service: Service, *, role: str = "owner") -> Any:
    answer = service.get("/performance?experiment=v2-at-home", role=role)
    RecommendationsPerformance.model_validate(answer)  # as the contract has it, null with its reason
    [item] = answer["items"]
    return item


def lift(item: Any, metric: str) -> Any:
    return next(each for each in item["comparisons"] if each["metric"] == metric)


def test_before_it_begins_it_says_so(service: Service) -> None:
    service.plan()

    assert service.get("/performance")["items"] == []
    decision = result(service)["decision"]
    assert (decision["verdict"], decision["visitors_needed_per_arm"]) == ("not_started", None)
    assert service.call("GET", "/performance?experiment=another").status_code == 404


def test_figures_are_those_of_people_whose_days_are_over_after_refunds(service: Service) -> None:
    arms = begun(service)
    service.buys(arms["v2"][:120], "20", "5", came_back="8")
    service.buys(arms["v1"][:60], "20", "5")
    service.days_later(10)
    late = service.sees_home(["customer:late"])["customer:late"].arm

    item = result(service)

    v2 = next(each for each in item["arms"] if each["arm"] == "v2")
    people = len(arms["v2"])
    assert (v2["visitors"], v2["matured_visitors"]) == (people + (late == "v2"), people)
    assert v2["conversion"] == {"value": 120 / people, "numerator": 120, "denominator": people}
    # Two products at 20 with a cost of 5 each; of one 8 came back, and the goods with it: 40 - 8, and 32 - 10 + 5.
    assert v2["revenue_per_visitor"]["numerator"] == euros("3840.00")
    assert v2["margin_per_visitor"]["numerator"] == euros("3240.00")
    assert v2["average_order_value"] == {**euros("40.00"), "numerator": euros("4800.00"), "denominator": 120}
    assert v2["attach_rate"] == {"value": 1.0, "numerator": 120, "denominator": 120}


def test_a_second_version_that_sells_more_is_shipped_in_plain_words(service: Service) -> None:
    arms = begun(service)
    service.buys(arms["v2"][:300], "20", "5")
    service.buys(arms["v1"][:180], "20", "5")
    service.days_later(8)
    early = result(service)["decision"]
    service.days_later(12)

    item = result(service)

    assert (early["verdict"], early["why"]) == ("keep_running", "least_days")
    assert item["decision"]["verdict"] == "ship", item["decision"]
    assert item["decision"]["words"].startswith("Ship v2: conversion of v2 is +70.6 % against v1 (")
    told = lift(item, "conversion")
    assert (told["is_significant"], told["is_primary"]) == (True, True)
    assert told["probability_to_be_best"] > 0.999
    assert 0 < told["low"] < told["lift"] < told["high"]
    assert told["confidence"] == 0.96
    assert item["sample_ratio"]["is_healthy"] is True


def test_one_that_sells_more_at_a_loss_is_rolled_back(service: Service) -> None:
    arms = begun(service)
    service.buys(arms["v2"][:300], "20", "24")
    service.buys(arms["v1"][:180], "20", "5")
    service.days_later(20)

    owner, viewer = result(service), result(service, role="viewer")

    assert (owner["decision"]["verdict"], owner["decision"]["why"]) == ("roll_back", "margin_is_lower")
    assert "margin per person of v2 is -" in owner["decision"]["words"]
    assert viewer["decision"]["words"] == "Roll back: a figure that needs margin:read to be seen is lower."
    assert lift(viewer, "margin_per_visitor")["reasons"]["lift"] == "needs_margin_read"
    assert viewer["arms"][0]["reasons"]["margin_per_visitor"] == "needs_margin_read"


def test_no_claim_is_made_of_too_few_and_the_answer_says_how_many_more(service: Service) -> None:
    arms = begun(service)
    for arm in ("v1", "v2"):
        service.buys(arms[arm][:34], "20", "5")  # a base rate of 3 %
    service.days_later(20)

    item = result(service)

    decision = item["decision"]
    assert (decision["verdict"], decision["why"]) == ("keep_running", "too_few_people")
    assert not lift(item, "conversion")["is_significant"]
    assert decision["base_rate"]["numerator"] == 34
    assert 13_000 < decision["visitors_needed_for_one_look"] < 15_000
    assert 25_000 < decision["visitors_needed_per_arm"] < 30_000
    needed = 2 * decision["visitors_needed_per_arm"]
    assert decision["visitors_left"] == needed - sum(each["matured_visitors"] for each in item["arms"])
    assert f"{decision['visitors_left']:,} more people are needed" in decision["words"]


def test_arms_that_are_not_as_large_as_meant_are_never_compared(service: Service) -> None:
    arms = begun(service)
    service.buys(arms["v2"][:300], "20")
    service.fill(
        "experiment_exposures",
        [
            {
                "experiment_id": "v2-at-home",
                "subject": f"customer:x-{number}",
                "customer_id": f"x-{number}",
                "arm": "v1",
            }
            for number in range(200)
        ],
    )
    service.days_later(20)

    item = result(service)

    assert (item["decision"]["verdict"], item["decision"]["why"]) == ("unhealthy", "sample_ratio")
    assert "v1 1," in item["decision"]["words"]
    assert item["sample_ratio"]["is_healthy"] is False


def test_what_recommendations_were_worth_is_measured_against_the_hold_out(service: Service) -> None:
    arms = service.sees_home(SUBJECTS)
    held_out = [person for person, subject in zip(PEOPLE, SUBJECTS, strict=True) if arms[subject].variant == "none"]
    others = [person for person in PEOPLE if person not in held_out]
    service.buys(others[: len(others) // 2], "20", "5")
    service.buys(held_out[: len(held_out) // 3], "20", "5")
    service.days_later(20)

    found = service.get("/value?from=2026-03-01&to=2026-03-20")

    RecommendationsValue.model_validate(found)
    measured = found["measured"]
    assert (measured["recommended"], measured["held_out"]) == (len(others), len(held_out))
    gain = 40 * (0.5 - (len(held_out) // 3) / len(held_out)) * len(others)
    assert float(measured["net_sales"]["amount"]["amount"]) == pytest.approx(gain, rel=0.01)
    assert float(measured["net_sales"]["low"]["amount"]) > 0
    assert service.get("/value", role="viewer")["measured"]["margin"]["reason"] == "needs_margin_read"
    assert "measured,net_sales," in service.call("GET", "/value.csv?from=2026-03-01&to=2026-03-20").text
    assert service.call("GET", "/value?from=2026-03-20&to=2026-03-01").status_code == 400


def test_results_say_what_each_figure_means_and_what_was_asked_for_them(service: Service) -> None:
    begun(service)
    service.days_later(10)

    plain = service.get("/performance")
    for _ in range(2):  # also where an answer is kept
        told = service.get("/performance?explain=1")
        RecommendationsPerformance.model_validate(told)
        assert {query["name"] for query in told["explain"]["queries"]} == {"experiment_sums", "experiment_days"}
        assert {**told, "explain": None} == {**plain, "explain": None}
    [item] = told["items"]
    figures = {name for name, value in item["arms"][0].items() if isinstance(value, int | dict) and name != "reasons"}
    assert figures - {"is_control"} <= set(told["explain"]["definitions"])
    assert {each["metric"] for each in item["comparisons"]} <= set(told["explain"]["definitions"])
    worth = service.get("/value?explain=1")
    assert worth["explain"]["definitions"] == worth["formulas"]


def test_an_estimate_stands_apart_from_what_was_measured(service: Service) -> None:
    service.fill(
        "recommendation_feedback",
        [{"event": "clicked", "customer_id": "c-1", "product_id": "p1", "occurred_at": "2026-03-01T08:00:00Z"}],
    )
    service.buys(["c-1", "c-2"], "20")
    service.days_later(20)

    found = service.get("/value?from=2026-03-01&to=2026-03-20")

    assert found["estimated"]["bought_after_click"] == 1
    assert found["estimated"]["net_sales_after_click"]["amount"] == euros("20.00")
    assert found["measured"]["net_sales"] == {"amount": None, "low": None, "high": None, "reason": "nobody_was_seen"}


def test_results_come_as_a_file_and_are_not_sent_twice(service: Service) -> None:
    begun(service)
    service.days_later(3)

    first = service.call("GET", "/performance")
    file = service.call("GET", "/performance.csv").text

    again = service.call("GET", "/performance", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert "v2-at-home,arm,v2,visitors," in file
    assert "v2-at-home,decision,,verdict,keep_running" in file

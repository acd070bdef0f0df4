"""From a list that was served to the results of its experiment, and from a decision to what everybody is served."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import Suite

PREFIX = "/api/recommendations/v2"
PATIENCE_SECONDS = 30.0  # for a batch of sights, which takes a second; a loaded machine must not fail the test
ARMS = [{"arm": "v1", "variant": "v1", "weight": 0.5}, {"arm": "v2", "variant": "v2", "weight": 0.5}]


@pytest.fixture
def shop(full_suite: Callable[..., Suite]) -> Suite:
    return full_suite(HOLD_OUT_SHARE="0.2")


def post(suite: Suite, path: str, body: dict[str, Any] | None = None) -> Any:
    answer = suite.client.post(
        f"{PREFIX}{path}", json=body, headers={"Authorization": f"Bearer {suite.token('owner')}"}
    )
    assert answer.status_code < 300, answer.text
    return answer.json


def served(suite: Suite, person: str) -> tuple[str, str]:
    """Arm and variant of the list somebody is served at home."""
    answer = suite.get(f"{PREFIX}/{person}?surface=home", role="service")
    assert answer.status_code == 200, answer.text
    return answer.json["arm"], answer.json["variant"]


def test_who_is_served_a_list_is_in_the_results_and_what_is_decided_is_served(shop: Suite) -> None:
    people = [f"visitor:v-{number}" for number in range(60)]
    post(shop, "/experiments", {"experiment_id": "home", "name": "At home", "surfaces": ["home"], "arms": ARMS})
    post(shop, "/experiments/home/start")

    arms = {person: served(shop, person) for person in people}
    [service] = [each for each in shop.services if each.name == "recommendations-v2"]
    until = time.monotonic() + PATIENCE_SECONDS
    while len(shop.rows("SELECT DISTINCT subject FROM experiment_exposures")) < len(people):
        assert time.monotonic() < until, "the sights do not come"
        service.jobs["land-exposures"].run()
        time.sleep(0.1)

    [result] = shop.get(f"{PREFIX}/performance").json["items"]
    counted = Counter(arm for arm, _ in arms.values())
    assert counted["held_out"] > 0
    assert {arm["arm"]: arm["visitors"] for arm in result["arms"]} == {each: counted[each] for each in ("v1", "v2")}
    assert result["decision"]["verdict"] == "keep_running"

    post(shop, "/experiments/home/stop", {"decision": "roll_back"})
    after = {person: served(shop, person)[1] for person in people}
    assert after == {person: "none" if variant == "none" else "v1" for person, (_, variant) in arms.items()}

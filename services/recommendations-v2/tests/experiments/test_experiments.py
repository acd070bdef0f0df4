"""Experiments planned, begun, ramped and ended: on whose word, once, and without taking one another's people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest

from recommendations_v2 import models_kept
from recommendations_v2.artefact import Learned
from recommendations_v2.experiment_events import publish_decisions
from recommendations_v2.experiments import experiments_now, traffic_now
from shared.contracts.events import Event
from shared.contracts.generated.recommendations_v2_answers import ExperimentList
from shared.event_bus import EventBusError

if TYPE_CHECKING:
    from conftest import Service

PEOPLE = [f"customer:c-{number}" for number in range(400)]


def ranges(service: Service) -> dict[str, tuple[float, float]]:
    running = traffic_now(service.desk.store).running
    return {each.experiment_id: (each.layer_from, round(each.layer_to, 6)) for each in running}


def test_an_experiment_is_planned_once_and_says_who_planned_it(service: Service) -> None:
    planned = service.plan(share=0.5)

    assert service.plan(share=0.5) == planned, "the same again is the same"
    listed = service.get("/experiments")
    ExperimentList.model_validate(listed)
    assert listed["items"] == [planned]
    assert planned["history"] == [
        {"what": "planned", "share": 0.5, "by": "test:owner", "at": "2026-03-01T08:00:00+00:00"}
    ]
    assert service.plan(share=0.5, window_days=3, status=409)["detail"].startswith("v2-at-home is another experiment")
    assert traffic_now(service.desk.store).running == (), "nobody is in it before it begins"


def test_it_begins_once_and_its_people_stay_in_their_arms(service: Service) -> None:
    service.plan()
    begun = service.post("/experiments/v2-at-home/start")
    arms = service.sees_home(PEOPLE)
    service.days_later(2)

    assert service.post("/experiments/v2-at-home/start") == begun, "twice is fine"
    assert (begun["state"], begun["started_at"]) == ("running", "2026-03-01T08:00:00+00:00")
    assert service.sees_home(PEOPLE) == arms
    assert {each.arm for each in arms.values()} == {"v1", "v2", "held_out"}
    assert service.looked_up, "this process goes by it at once"


def test_experiments_of_a_layer_stand_beside_one_another_while_there_is_room(service: Service) -> None:
    for name, share in (("one", 0.5), ("two", 0.3), ("three", 0.3)):
        service.plan(name, share=share)
    service.post("/experiments/one/start")
    service.post("/experiments/two/start")

    assert "has no room in layer main beside one, two" in service.post("/experiments/three/start", status=409)["detail"]
    service.post("/experiments/one/stop", {"decision": "abandoned"})
    service.post("/experiments/three/start")
    assert ranges(service) == {"two": (0.5, 0.8), "three": (0.0, 0.3)}


def test_a_ramp_takes_more_people_until_another_is_in_the_way(service: Service) -> None:
    for name in ("one", "two"):
        service.plan(name, share=0.1)
        service.post(f"/experiments/{name}/start")

    assert "two is in the way" in service.post("/experiments/one/ramp", {"share": 0.4}, status=409)["detail"]
    ramped = service.post("/experiments/two/ramp", {"share": 0.9})
    assert service.post("/experiments/two/ramp", {"share": 0.9}) == ramped, "twice is fine"
    assert [each["what"] for each in ramped["history"]] == ["planned", "started", "ramped"]
    assert ranges(service)["two"] == (0.1, 1.0)
    assert service.post("/experiments/two/ramp", {"share": 0.95}, status=409)


def test_one_surface_is_not_given_to_experiments_of_two_layers(service: Service) -> None:
    service.plan("ranking")
    service.plan("prices", layer="prices", surfaces=["home", "cart"])
    service.post("/experiments/ranking/start")

    refused = service.post("/experiments/prices/start", status=409)

    assert "shares a surface with ranking" in refused["detail"]


def test_what_is_shipped_stands_on_its_surfaces_and_is_told_once(service: Service) -> None:
    service.plan(surfaces=["home", "cart"])
    service.post("/experiments/v2-at-home/start")
    decided = {"decision": "ship", "note": "Conversion +21 % after 31 days"}

    stopped = service.post("/experiments/v2-at-home/stop", decided)

    assert service.post("/experiments/v2-at-home/stop", decided) == stopped, "the same again is the same"
    assert service.post("/experiments/v2-at-home/stop", {"decision": "roll_back"}, status=409)
    standing = traffic_now(service.desk.store).standing
    assert {surface: each.variant for surface, each in standing.items()} == {"home": "v2", "cart": "v2"}
    [event] = service.bus.published
    assert event.type == "experiment-decided.v1"
    assert (event.data["decision"], event.data["arm"], event.data["variant"]) == ("ship", "v2", "v2")
    assert (event.data["decided_by"], event.data["words"]) == ("test:owner", "Conversion +21 % after 31 days")


@pytest.mark.parametrize(("decision", "stays"), [("roll_back", "v1"), ("no_difference", "v1"), ("abandoned", "v2")])
def test_what_is_not_shipped_leaves_the_control_or_what_stood(service: Service, decision: str, stays: str) -> None:
    service.plan()
    service.post("/experiments/v2-at-home/start")

    service.post("/experiments/v2-at-home/stop", {"decision": decision})

    served = service.sees_home(PEOPLE)
    assert {each.variant for each in served.values()} == {stays, "none"}


class SilentBus:
    """A bus that does not answer for a while."""

    def __init__(self) -> None:
        self.is_silent = True
        self.published: list[Event] = []

    def publish(self, events: Sequence[Event]) -> None:
        if self.is_silent:
            raise EventBusError("no answer")
        self.published.extend(events)

    def close(self) -> None:
        """Nothing is held open."""


def test_a_decision_that_the_bus_did_not_take_is_told_later_under_one_id(service: Service) -> None:
    bus = SilentBus()
    object.__setattr__(service.desk, "event_bus", bus)
    service.plan()
    service.post("/experiments/v2-at-home/start")

    service.post("/experiments/v2-at-home/stop", {"decision": "ship"})
    assert publish_decisions(service.desk) == 1
    bus.is_silent = False

    assert [publish_decisions(service.desk), publish_decisions(service.desk)] == [0, 0]
    assert len(bus.published) == 1


@pytest.mark.parametrize(
    ("arms", "why"),
    [
        ([("v1", "v1", 0.5), ("v2", "v2", 0.4)], "do not add up to 1"),
        ([("v1", "v1", 0.5), ("v1", "v2", 0.5)], "two of one name"),
    ],
)
def test_arms_that_cannot_be_are_refused(service: Service, arms: list[tuple[str, str, float]], why: str) -> None:
    given = [{"arm": name, "variant": variant, "weight": weight} for name, variant, weight in arms]

    assert why in service.plan(arms=given, status=400)["detail"]


def arms_with(model: str, variant: str = "v2") -> list[dict[str, Any]]:
    return [
        {"arm": "v2", "variant": "v2", "weight": 0.5},
        {"arm": "other", "variant": variant, "weight": 0.5, "model": model},
    ]


def learned(name: str, list_name: str = "home") -> Learned:
    return Learned(list_name, name, "", None, None)


def test_a_model_that_did_not_win_its_gate_is_shown_to_nobody(service: Service) -> None:
    models_kept.keep(service.desk.store, [learned("lambdarank-20260301"), learned("logistic-20260301")])

    refused = service.plan(arms=arms_with("untried"), status=400)["detail"]

    assert "untried; there are: lambdarank-20260301, logistic-20260301" in refused
    assert "not the second version" in service.plan(arms=arms_with("logistic-20260301", "v1"), status=400)["detail"]


def test_an_arm_is_ranked_by_the_model_it_names_for_as_long_as_the_experiment_lasts(service: Service) -> None:
    older, newer = learned("lambdarank-20260301"), learned("lambdarank-20260308")
    models_kept.keep(service.desk.store, [older])
    service.plan(arms=arms_with(older.model_name))
    service.post("/experiments/v2-at-home/start")
    told = {each.arm: each.model for each in service.sees_home(PEOPLE).values()}
    assert (told["v2"], told["other"]) == (None, older.model_name)

    def kept_by_a_training() -> list[Learned]:
        wanted = experiments_now(service.desk.store).models()
        return models_kept.with_those_named([newer], [older, learned("logistic-20260301")], wanted)

    assert kept_by_a_training() == [newer, older]
    service.post("/experiments/v2-at-home/stop", {"decision": "abandoned"})
    assert kept_by_a_training() == [newer]


def test_who_may_only_look_changes_nothing(service: Service) -> None:
    service.plan()

    for path, body in (("/start", None), ("/stop", {"decision": "abandoned"}), ("/ramp", {"share": 0.2})):
        assert service.call("POST", f"/experiments/v2-at-home{path}", body, role="viewer").status_code == 403
    assert service.post("/experiments/nobody/start", status=404)
    assert "v2-at-home,The second version at home" in service.call("GET", "/experiments.csv").text

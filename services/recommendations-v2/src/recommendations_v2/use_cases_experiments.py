"""Experiments planned, begun, ramped and ended: each on somebody's word, each once however often it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any, Literal, cast

from recommendations_v2 import experiments, models_kept
from recommendations_v2.assignment import Arm
from recommendations_v2.desk import Desk
from recommendations_v2.experiment_answers import experiment_document
from recommendations_v2.experiment_decisions import ALPHA
from recommendations_v2.experiment_events import publish_decisions
from recommendations_v2.experiments import (
    PLANNED,
    RUNNING,
    STOPPED,
    Decided,
    Entry,
    Experiment,
    Experiments,
    Standing,
    experiments_now,
    free_place,
    overlaps,
)
from recommendations_v2.statistics_power import needed_always, tuned
from shared.contracts.problems import ProblemError
from shared.telemetry import logger
from shared.warehouse import WarehouseError

Answer = dict[str, Any]
BaseRate = Callable[[Desk, int], float | None]
"""The conversion of people in so many days, as it was lately; None where nobody knows."""
_WEIGHTS_OFF = 0.001  # that weights may add up to more or less than one: a third three times is
_LIKELY_RATE = 0.03  # of conversion, before anybody was seen: a shop that sells online has 2 to 4 %
_MOST_EXPERIMENTS = 500  # kept: years of them; one object of the store holds them all


def listed(desk: Desk) -> Answer:
    """The contract's ExperimentList, newest first."""
    known = experiments_now(desk.store).experiments
    return {
        "hold_out_share": desk.settings.hold_out_share,
        "items": [experiment_document(desk.shop(), each) for each in reversed(known)],
    }


def plan(desk: Desk, given: Mapping[str, Any], by: str) -> Answer:
    """Plan an experiment; the same again is the same. Raises ProblemError 400 and, for an id that is taken, 409."""
    wanted = _wanted(given, lambda: models_kept.names(desk.store))
    at = desk.now().astimezone(UTC)

    def with_it(known: Experiments) -> Experiments:
        there = known.find(wanted.experiment_id)
        if there is not None:
            if _plan_of(there) == _plan_of(wanted):
                return known
            detail = f"{wanted.experiment_id} is another experiment; take another id"
            raise ProblemError(409, "experiment-exists", "There is an experiment of this id", detail)
        if len(known.experiments) >= _MOST_EXPERIMENTS:
            detail = f"{_MOST_EXPERIMENTS} experiments are kept; nobody can plan more"
            raise ProblemError(409, "too-many-experiments", "There are too many experiments", detail)
        return known.with_one(replace(wanted, history=(Entry("planned", wanted.share, by, at),)))

    return _shown(desk, experiments.change(desk.store, with_it), wanted.experiment_id)


def start(desk: Desk, experiment_id: str, by: str, base_rate: BaseRate) -> Answer:
    """Begin it, at the first place that is free in its layer; twice is fine. Raises ProblemError 404 and 409.

    `base_rate` is asked for the conversion so far: the sequential interval is tuned for the experiment's size by it.
    """
    at = desk.now().astimezone(UTC)
    before = _find(experiments_now(desk.store), experiment_id)
    if before.state == RUNNING:
        return _shown(desk, experiments_now(desk.store), experiment_id)
    try:
        rate = base_rate(desk, before.window_days) or _LIKELY_RATE
    except WarehouseError:
        logger().warning("experiment begun without knowing the conversion so far", exc_info=True)
        rate = _LIKELY_RATE
    planned = needed_always(min(rate, 0.5), before.expected_lift, ALPHA)  # beyond a half it is the others that count

    def begun(known: Experiments) -> Experiments:
        one = _find(known, experiment_id)
        if one.state == RUNNING:
            return known
        if one.state == STOPPED:
            raise _conflict("has ended; plan another one")
        others = [each for each in known.running() if each.layer == one.layer]
        for each in known.running():
            if each.layer != one.layer and set(each.surfaces) & set(one.surfaces):
                raise _conflict(f"shares a surface with {each.experiment_id}, which runs in another layer")
        place = free_place(others, one.share)
        if place is None:
            taken = ", ".join(each.experiment_id for each in others)
            raise _conflict(f"has no room in layer {one.layer} beside {taken}; give it a smaller share, or end one")
        return known.with_one(
            replace(
                one,
                state="running",
                layer_from=place,
                started_at=at,
                tuned_for=tuned(planned),
                history=(*one.history, Entry("started", one.share, by, at)),
            )
        )

    return _shown(desk, experiments.change(desk.store, begun), experiment_id)


def ramp(desk: Desk, experiment_id: str, share: float, by: str) -> Answer:
    """Give it another share of its layer. Raises ProblemError 404 and, where others are in the way, 409."""
    at = desk.now().astimezone(UTC)

    def ramped(known: Experiments) -> Experiments:
        one = _find(known, experiment_id)
        if one.share == share:
            return known
        if one.state == STOPPED:
            raise _conflict("has ended")
        after = replace(one, share=share, history=(*one.history, Entry("ramped", share, by, at)))
        if one.state == RUNNING:
            beside = overlaps(after, known.running())
            if beside or after.layer_to > 1:
                taken = ", ".join(each.experiment_id for each in beside) or "the end of the layer"
                raise _conflict(f"cannot have so many: {taken} is in the way")
        return known.with_one(after)

    return _shown(desk, experiments.change(desk.store, ramped), experiment_id)


def stop(desk: Desk, experiment_id: str, given: Mapping[str, Any], by: str) -> Answer:
    """End it as was decided; the same again is the same. Raises ProblemError 400, 404 and 409.

    What is shipped stands on its surfaces from now on, and the control's where it is rolled back or makes no
    difference; of an abandoned one nothing stays.
    """
    at = desk.now().astimezone(UTC)
    decision = cast("Decided", given["decision"])

    def stopped(known: Experiments) -> Experiments:
        one = _find(known, experiment_id)
        arm = _arm_that_stays(one, decision, given.get("arm"))
        if one.state == STOPPED:
            if (one.decision, one.shipped_arm) == (decision, arm.name if arm else None):
                return known
            raise _conflict(f"has ended already: {one.decision}")
        if one.state == PLANNED and decision != "abandoned":
            raise _conflict("has not begun; it can only be abandoned")
        standing = dict(known.standing)
        if arm is not None:
            stays = Standing(arm.variant, arm.model, experiment_id, at)
            standing |= dict.fromkeys(one.surfaces, stays)
        ended = replace(
            one,
            state="stopped",
            stopped_at=at,
            decision=decision,
            shipped_arm=arm.name if arm else None,
            note=given.get("note") or None,
            history=(*one.history, Entry("stopped", one.share, by, at)),
        )
        return replace(known.with_one(ended), standing=standing)

    answer = _shown(desk, experiments.change(desk.store, stopped), experiment_id)
    publish_decisions(desk)
    return answer


def _arm_that_stays(one: Experiment, decision: Decided, named: str | None) -> Arm | None:
    if decision == "abandoned":
        return None
    if decision != "ship":
        return one.control
    others = one.arms[1:]
    if named is None and len(others) == 1:
        return others[0]
    arm = one.arm(named) if named else None
    if arm is None or arm == one.control:
        names = ", ".join(each.name for each in others)
        raise _wrong("arm", f"names what is shipped: {names}")
    return arm


def _wanted(given: Mapping[str, Any], learned: Callable[[], frozenset[str]]) -> Experiment:
    arms = tuple(Arm(each["arm"], float(each["weight"]), each["variant"], each.get("model")) for each in given["arms"])
    if len({arm.name for arm in arms}) < len(arms):
        raise _wrong("arms", "have two of one name")
    if abs(sum(arm.weight for arm in arms) - 1) > _WEIGHTS_OFF:
        raise _wrong("arms", "have weights that do not add up to 1")
    named = {arm.model for arm in arms if arm.model is not None}
    if any(arm.model is not None and arm.variant != "v2" for arm in arms):
        raise _wrong("arms", "name a model for what is not the second version")
    if unknown := sorted(named - learned() if named else named):
        known = ", ".join(sorted(learned())) or "none yet"
        raise _wrong("arms", f"name a model that is not served: {', '.join(unknown)}; there are: {known}")
    defaults = {each: getattr(_DEFAULTS, each) for each in _OPTIONAL}
    chosen = {name: given[name] if given.get(name) is not None else value for name, value in defaults.items()}
    return Experiment(
        experiment_id=given["experiment_id"],
        name=given["name"],
        surfaces=tuple(given["surfaces"]),
        arms=arms,
        **chosen,
    )


def _plan_of(one: Experiment) -> tuple[object, ...]:
    planned_share = one.history[0].share if one.history else one.share
    return (
        one.name,
        one.surfaces,
        one.arms,
        one.layer,
        planned_share,
        one.window_days,
        one.least_days,
        one.expected_lift,
    )


def _find(known: Experiments, experiment_id: str) -> Experiment:
    one = known.find(experiment_id)
    if one is None:
        raise not_found(experiment_id)
    return one


def not_found(experiment_id: str) -> ProblemError:
    """The problem 404."""
    detail = f"No experiment has the id {experiment_id!r}"
    return ProblemError(404, "not-found", "There is no such experiment", detail)


def _shown(desk: Desk, known: Experiments, experiment_id: str) -> Answer:
    return experiment_document(desk.shop(), _find(known, experiment_id))


def _conflict(why: str) -> ProblemError:
    return ProblemError(409, "experiment-conflict", "That cannot be done to it now", f"The experiment {why}")


def _wrong(field: Literal["arm", "arms"], message: str) -> ProblemError:
    return ProblemError(400, "invalid-body", "The experiment cannot be used", f"{field}: {message}", [(field, message)])


_DEFAULTS = Experiment(experiment_id="", name="", surfaces=(), arms=())
_OPTIONAL = ("layer", "share", "window_days", "least_days", "expected_lift")

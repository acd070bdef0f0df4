"""Tells the other services what was decided, as `experiment-decided.v1` of `openapi/events.yaml`.

The decision stands in the store first. What was told is remembered there too, and what was not, because the bus did not
answer or the process was killed in between, is told again under the same id: a repetition is no second event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from recommendations_v2.desk import Desk
from recommendations_v2.experiments import STOPPED, Experiment, experiments_now
from shared.contracts.events import Event, new_event
from shared.event_bus import EventBusError
from shared.telemetry import logger

SOURCE = "/recommendations-v2"
KIND = "experiment-decided.v1"
_TOLD_KEY = "recommendations-v2/decisions-told/"  # in the store: the ids that the bus has taken
_MICROSECOND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is shown to everybody from now on, or no more: an arm of an experiment, or a ranking trained anew."""

    entity_id: str
    kind: Literal["experiment", "model"]
    decision: Literal["ship", "roll_back", "no_difference", "abandoned"]
    decided_at: datetime
    decided_by: str
    words: str
    arm: str | None = None
    variant: Literal["v1", "v2", "none"] | None = None
    model: str | None = None
    surfaces: Sequence[str] = ()

    @property
    def event_id(self) -> str:
        """The same for the same decision."""
        told = f"{self.kind}\0{self.entity_id}\0{self.decision}\0{self.decided_at.astimezone(UTC).isoformat()}"
        return f"decided-{sha256(told.encode()).hexdigest()[:32]}"  # 128 bits


def publish_decision(desk: Desk, decision: Decision) -> bool:
    """Tell it unless it was told; answers whether the bus has it now. Raises StoreError."""
    key = _TOLD_KEY + decision.event_id
    if desk.store.get(key) is not None:
        return True
    try:
        desk.event_bus.publish([decided_event(decision)])
    except EventBusError:
        logger().warning("decision not published yet", experiment=decision.entity_id, exc_info=True)
        return False
    desk.store.put(key, desk.now().astimezone(UTC).isoformat().encode())
    return True


def publish_decisions(desk: Desk) -> int:
    """Tell what was decided and not told yet; answers how many the bus did not take."""
    decided = [decision_of(each) for each in experiments_now(desk.store).experiments if each.state == STOPPED]
    return sum(not publish_decision(desk, each) for each in decided if each is not None)


def decision_of(experiment: Experiment) -> Decision | None:
    """What was decided of an experiment; None while nothing is."""
    if experiment.decision is None or experiment.stopped_at is None:
        return None
    arm = experiment.arm(experiment.shipped_arm) if experiment.shipped_arm else None
    ended = experiment.history[-1]
    return Decision(
        entity_id=experiment.experiment_id,
        kind="experiment",
        decision=experiment.decision,
        decided_at=experiment.stopped_at,
        decided_by=ended.by,
        words=experiment.note or _WORDS[experiment.decision],
        arm=arm.name if arm else None,
        variant=arm.variant if arm else None,
        model=arm.model if arm else None,
        surfaces=experiment.surfaces,
    )


def decided_event(decision: Decision) -> Event:
    """`experiment-decided.v1`."""
    at = decision.decided_at.astimezone(UTC)
    data = {
        "entity_id": decision.entity_id,
        "version": int(at.timestamp() * _MICROSECOND),
        "occurred_at": at.isoformat().replace("+00:00", "Z"),
        "kind": decision.kind,
        "decision": decision.decision,
        "arm": decision.arm,
        "variant": decision.variant,
        "model": decision.model,
        "surfaces": list(decision.surfaces),
        "decided_by": decision.decided_by,
        "words": decision.words,
    }
    return new_event(KIND, SOURCE, data, event_id=decision.event_id)


_WORDS = {
    "ship": "Shown to everybody from now on",
    "roll_back": "Taken back: everybody is shown what the control arm was",
    "no_difference": "No difference worth having: everybody is shown what the control arm was",
    "abandoned": "Ended without a verdict: what stood before stands again",
}

"""HTTP in, a sync of Lightspeed, JSON out."""

from __future__ import annotations

from flask import Blueprint, Response

from ingestion.door import Door
from ingestion.lightspeed.client import LightspeedRefusedError, LightspeedUnavailableError
from ingestion.lightspeed.connecting import NotConnectedError
from ingestion.lightspeed.syncing import Progress, sync
from ingestion.load_answers import answer_load
from shared.auth.routes import Guard
from shared.contracts.generated.ingestion import FromStart, SyncLightspeedParametersQuery
from shared.web import ProblemError, query_parameters

_RETRY_AFTER_SECONDS = 300  # their limit counts the requests of five minutes


def add_lightspeed_routes(blueprint: Blueprint, door: Door, guard: Guard) -> None:
    """`POST /lightspeed/sync`."""

    @blueprint.post("/lightspeed/sync")
    @guard.requires("data:write")
    def sync_lightspeed() -> Response:
        asked = query_parameters(SyncLightspeedParametersQuery)
        again = asked.from_start is FromStart.true
        return answer_load(
            lambda progress: _synced(door, progress, from_start=again), refused="Lightspeed cannot be synced"
        )


def _synced(door: Door, progress: Progress, *, from_start: bool) -> dict[str, object]:
    try:
        return sync(door, progress, from_start=from_start)
    except NotConnectedError as error:
        raise ProblemError(409, "not-connected", "Lightspeed is not connected", str(error)) from error
    except LightspeedRefusedError as error:
        raise ProblemError(422, "load-refused", "Lightspeed refuses", str(error)) from error
    except LightspeedUnavailableError as error:
        headers = {"Retry-After": str(_RETRY_AFTER_SECONDS)}
        detail = f"{error}. What came over before stays, and the next sync goes on from there"
        raise ProblemError(503, "source-unavailable", "Lightspeed does not answer", detail, headers=headers) from error

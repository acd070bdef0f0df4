"""A build that is asked for while another one goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from recommendations_v2.artefact_store import POINTER_KEY
from recommendations_v2.use_cases_runs import build_or_wait
from shared.store import LeaseHeldError


def test_who_asks_while_one_goes_on_is_given_its_result(lists: Any) -> None:
    def held() -> Mapping[str, Any]:
        lists.store.put(POINTER_KEY, json.dumps({"generation_id": "build-2"}).encode())  # the other one is done
        raise LeaseHeldError("leases/build", "the clock")

    assert build_or_wait(lists.desk, held) == {"version": "build-2", "by_another": True}


def test_who_waits_too_long_is_told_who_is_at_it(lists: Any) -> None:
    def held() -> Mapping[str, Any]:
        raise LeaseHeldError("leases/build", "the clock")

    with pytest.raises(LeaseHeldError, match="the clock"):
        build_or_wait(lists.desk, held, patience_seconds=0.0)

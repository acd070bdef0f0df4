"""Schemathesis against the running suite: whatever is sent, no 5xx and no answer the contract does not have."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

ROOT = Path(__file__).parents[2]
EXAMPLES = os.environ.get("EXAMPLES", "3")  # per operation: a minute here in all; more of them find more


@pytest.fixture(scope="module")
def played_with(full_suite: Callable[..., Any]) -> Any:
    """A suite of its own: Schemathesis takes loads back, too. It loads from one dataset only, that nobody guesses: else
    every good form would ask Google, with the credentials of whoever runs this.
    """
    return full_suite(BIGQUERY_SOURCES="no-such-project/no_such_dataset")


@pytest.fixture(scope="module")
def address(played_with: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, played_with.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "contract", ["revenue", "ingestion", "segments", "recommendations_v2", "inventory_alerts", "auth", "bus", "jobs"]
)
def test_nothing_that_can_be_sent_breaks_a_promise(
    played_with: Any, address: str, contract: str, tmp_path: Path
) -> None:
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "run",
        str(ROOT / f"shared/src/shared/contracts/generated/{contract}.json"),
        "--url",
        address,
        "--header",
        f"Authorization: Bearer {played_with.token('owner')}",
        "--max-examples",
        EXAMPLES,
        "--checks",
        "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance",
        "--seed",
        "1",
        "--no-color",
    ]
    run = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, (run.stdout + run.stderr)[-6000:]

"""Two serving processes on one Redis: an event taken by one changes the answer of the other within a second."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from recommendations_v2.ids import KEY
from shared.auth.tokens import local_issuer
from shared.contracts.events import encode, event_types, new_event
from shared.event_bus.envelope import wrap
from shared.event_bus.push_identity import LocalPush
from shared.secrets import connect as connect_secrets
from shared.store import connect as connect_store
from shared.testing_redis import NoRedisError, free_port, is_needed, running_redis

MAIN = Path(__file__).parents[2] / "main.py"
PREFIX = "/api/recommendations/v2"
STARTS_WITHIN = 60.0  # seconds; it takes one or two, unless the machine is busy
A_SECOND = 2.0  # other processes look each second; another one for a busy machine


@dataclass(frozen=True)
class Serving:
    """One serving process, and who may ask it."""

    port: int
    token: str
    push_token: str
    staff: str

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"}
            said = body if body is None or isinstance(body, bytes) else json.dumps(body)
            connection.request(method, PREFIX + path, said, headers)
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, json.loads(content) if content else None
        finally:
            connection.close()

    def list_of(self, person: str) -> dict[str, Any]:
        status, found = self.ask("GET", f"/{person}?limit=10")
        assert status == 200, found
        answer: dict[str, Any] = found
        return answer

    def products_of(self, person: str) -> list[str]:
        return [item["product_id"] for item in self.list_of(person)["items"]]

    def score_of(self, person: str, product: str) -> float:
        status, found = self.ask("GET", f"/{person}/explain?product={product}", token=self.staff)
        assert status == 200, found
        return float(found["asked_about"]["item"]["score_millionths"])

    def take(self, kind: str, /, **changed: Any) -> None:
        """An event of now, as the bus pushes it."""
        at = datetime.now(UTC).isoformat()
        event = new_event(kind, "/test", {**event_types()[kind].example, "occurred_at": at, **changed})
        pushed = wrap(encode(event), message_id="1", published_at=at, subscription="s", attempt=1)
        assert self.ask("POST", "/events", pushed, self.push_token)[0] == 204

    def soon(self, holds: Callable[[], bool]) -> bool:
        end = time.monotonic() + A_SECOND
        while not holds():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True


@contextmanager
def serving(folder: Path, shared: Path, redis_port: int) -> Iterator[Serving]:
    """One as Google Cloud starts it: a warehouse, a bus and a folder of its own, one store, one Redis."""
    port = free_port()
    store, secrets = f"file://{shared}/store", f"file://{shared}/secrets"
    issuer = local_issuer(connect_secrets(secrets), connect_store(store))
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "STORE_URL": store,
        "SECRETS_URL": secrets,
        "CACHE_URL": f"redis://127.0.0.1:{redis_port}",
        "PORT": str(port),
        "HOLD_OUT_SHARE": "0",
        "SHOP_TIMEZONE": "UTC",
        "SHOP_CURRENCY": "GBP",
        "SHOP_COUNTRY": "GB",
    }
    process = subprocess.Popen([sys.executable, str(MAIN)], env=environment, stderr=subprocess.DEVNULL)
    found = Serving(
        port, issuer.issue("service", subject="test"), LocalPush(issuer).token(), issuer.issue("admin", subject="t")
    )
    try:
        end = time.monotonic() + STARTS_WITHIN
        while not _is_ready(found):
            assert process.poll() is None, "it ended at once"
            assert time.monotonic() < end, "it does not answer"
            time.sleep(0.05)
        yield found
    finally:
        process.terminate()
        process.wait(20)


def _is_ready(process: Serving) -> bool:
    try:
        return process.ask("GET", "/health/ready")[0] == 200
    except OSError:
        return False


def test_what_one_process_is_told_the_other_answers_by_within_a_second(shop: Any, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    copy = connect_store(f"file://{shared}/store")
    for key in shop.store.list(""):
        copy.put(key, shop.store.get(key).value)
    connect_secrets(f"file://{shared}/secrets").put(KEY, shop.desk.secrets.get(KEY))
    with ExitStack() as stack:
        redis = stack.enter_context(ExitStack())
        try:
            redis_port, _ = redis.enter_context(running_redis(tmp_path))
        except NoRedisError as missing:
            if is_needed():
                pytest.fail(str(missing))
            pytest.skip(str(missing))
        one, other = (stack.enter_context(serving(tmp_path / name, shared, redis_port)) for name in ("one", "other"))
        carted, gone, dismissed, *_ = other.products_of("visitor:v")

        one.take("cart-changed.v1", visitor_id="v", customer_id=None, product_id=carted, quantity="1")
        assert other.soon(lambda: carted not in other.products_of("visitor:v"))

        before = one.score_of("visitor:v", gone)
        one.take("alert-raised.v1", entity_id="low-1", kind="low_stock", product_id=gone)
        assert other.soon(lambda: other.score_of("visitor:v", gone) < before)
        one.take("alert-raised.v1", kind="stock_out", product_id=gone)
        assert other.soon(lambda: gone not in other.products_of("visitor:v"))

        said = {"id": "dismissed-1", "event": "dismissed", "product_id": dismissed}
        listed = other.list_of("visitor:v")
        assert dismissed in [item["product_id"] for item in listed["items"]]
        posted = one.ask("POST", "/feedback", {"events": [{**said, "recommendation_id": listed["recommendation_id"]}]})
        assert posted == (200, {"accepted": 1, "rejected": []})
        assert other.soon(lambda: dismissed not in other.products_of("visitor:v"))

        redis.close()
        answer = other.list_of("visitor:v")
        assert answer["stale"]
        assert carted not in [item["product_id"] for item in answer["items"]]

"""The whole suite on one engine, to be asked beside the same on another."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.suite import Suite, open_suite
from shared.auth.tokens import local_issuer
from shared.secrets import connect as connect_secrets
from shared.serving import utc_now
from shared.store import connect as connect_store

SHOP = {"SHOP_TIMEZONE": "Europe/London", "SHOP_CURRENCY": "GBP", "SHOP_COUNTRY": "GB"}
MORNING = datetime(2024, 5, 3, 5, tzinfo=UTC)
# The moment at which an explanation was made, or a day of visits.
_COMPUTED_AT = re.compile(r'"(computed|made)_at":"[^"]+"')


class Engine:
    """A suite in this process, on one engine."""

    def __init__(self, data_dir: Path, environment: dict[str, str]) -> None:
        ahead = MORNING - utc_now()  # a clock that goes on, on the morning after the last sale, unless it is stopped
        self.stopped_at: datetime | None = None
        self.suite: Suite = open_suite(
            data_dir, {**SHOP, **environment}, lambda *_: None, now=lambda: self.stopped_at or utc_now() + ahead
        )
        hidden, store = connect_secrets(f"file://{data_dir}/secrets"), connect_store(f"file://{data_dir}/shop/store")
        self._headers = {"Authorization": f"Bearer {local_issuer(hidden, store).issue('owner', 'test')}"}
        self._names: dict[str, str] = {}
        self.load_ids: list[str] = []

    def get(self, path: str) -> str:
        return self._answered("GET", path.replace("{load_id}", self.load_ids[0]))

    def load(self, files: Mapping[str, str]) -> str:
        uploads = [(io.BytesIO(content.encode()), name) for name, content in files.items()]
        report = self._answered("POST", "/api/ingest/files", data={"file": uploads, "format": "canonical"})
        [newest, *_] = json.loads(self._answered("GET", "/api/ingest/loads"))["items"]
        self.load_ids.append(newest["load_id"])
        cursor = base64.urlsafe_b64encode(f"{newest['recorded_at']} {newest['load_id']}".encode()).decode()
        for name in ("load_id", "recorded_at"):
            self._names[newest[name]] = f"{name} {len(self.load_ids)}"
        self._names[cursor] = f"cursor {len(self.load_ids)}"
        return self._named(report)

    def visit_days(self) -> object:
        """How many days of visits the job of them made, as of the moment that is asked about."""
        [revenue] = [service for service in self.suite.services if service.name == "revenue"]
        return revenue.jobs["funnel-days"].run()

    def do(self, name: str, job: str) -> str:
        """What a job of a service says."""
        [service] = [service for service in self.suite.services if service.name == name]
        return str(service.jobs[job].run())

    def undo(self, load_id: str) -> str:
        return self._answered("POST", f"/api/ingest/loads/{load_id}/undo")

    def erase(self, customer_id: str) -> str:
        return self._answered("POST", f"/api/ingest/customers/{customer_id}/erase")

    def _answered(self, method: str, path: str, **given: Any) -> str:
        answer = self.suite.app.test_client().open(path, method=method, headers=self._headers, **given)
        if given:
            answer.request.environ["wsgi.input"].close()  # the test client spools a large body to a file and forgets it
        text = answer.text
        answer.close()  # a file that it was sent from
        assert answer.status_code == 200, text
        return self._named(text)

    def _named(self, text: str) -> str:
        for given, name in self._names.items():
            text = text.replace(given, name)
        return _COMPUTED_AT.sub(r'"\1_at":"now"', text)

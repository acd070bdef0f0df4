"""A shop with a store and secrets around its ledger, and three customers who may ask to be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ingestion import queries, rollups, use_cases
from ingestion.door import Door
from ingestion.files.plan import SourceFile
from ingestion.loads import LoadRequest
from ingestion.settings import Settings
from ingestion.suppression import read_list
from shared.secrets import connect as connect_secrets
from shared.shop import Shop
from shared.store import connect as connect_store
from shared.testing import MemoryBus
from shared.warehouse import Row

NOW = datetime(2030, 1, 2, tzinfo=UTC)
LONDON = Shop("Europe/London", "GBP", "GB")
START = datetime(2024, 5, 1, 9, tzinfo=UTC)
# As short as they are in shops, and such that no other value of these tests holds them.
PEOPLE = {
    "anna-c71": ("Anna.Ax@Shop.test", "+44 20 7946 0958"),
    "gid://shop/Customer/62": ("ben@elsewhere.test", "01632 960 001"),
    "zoë c63": (None, None),
}


def quiet(_what: str, _done: int, _of: int) -> None:
    """Progress nobody watches."""


@dataclass
class House:
    """A shop's tables, its store and its secrets, and what may be done with them."""

    ledger: Any  # the Ledger of conftest.py
    door: Door
    folder: Path
    people: ClassVar[dict[str, tuple[str | None, str | None]]] = PEOPLE  # e-mail and telephone by id

    def load(self, **tables: list[Row]) -> tuple[str, Any]:
        self.ledger.suppression = read_list(self.door.store, self.door.secrets)
        loaded: tuple[str, Any] = self.ledger.load(**tables)
        return loaded

    def load_files(self, **texts: str) -> dict[str, Any]:
        files = []
        for name, text in texts.items():
            path = self.folder / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            files.append(SourceFile(path.name, path))
        request = LoadRequest(tuple(files), "canonical", None, source="canonical", dry_run=False)
        return use_cases.load_files(self.door, request, quiet)

    def erase(self, customer_id: str) -> dict[str, Any]:
        return use_cases.erase_customer(self.door, customer_id, quiet)

    def undo(self, load_id: str) -> None:
        use_cases.undo_load(self.door, load_id, quiet)

    def kept(self) -> str:
        """Everything that stays anywhere: tables, the store's names and contents."""
        rows = [self.ledger.rows(f"SELECT * FROM {name}") for name in queries.TABLES]
        files = [path for path in (self.folder / "store").rglob("*") if path.is_file()]
        return repr(rows) + repr([(path.name, path.read_bytes().decode()) for path in files])

    def assert_nothing_left_of(self, customer_id: str) -> None:
        kept = self.kept()
        for identity in (customer_id, *PEOPLE[customer_id]):
            assert identity is None or identity not in kept

    def assert_rollups_equal_the_ledger(self) -> None:
        before = self.ledger.contents()
        with self.ledger.warehouse.change() as change:
            queries.all_days(change)
            queries.no_redated_entries(change)
            rollups.refresh(change, quiet)
        assert self.ledger.contents() == before

    def customer(self, customer_id: str, **given: str) -> Row:
        """A row of one of the people."""
        email, phone = PEOPLE[customer_id]
        row: Row = {"customer_id": customer_id, "email": email, "phone": phone, "marketing_consent": "subscribed"}
        return row | given

    def web_event(self, event_id: str, customer_id: str | None) -> Row:
        """A page somebody looked at."""
        row: Row = {"event_id": event_id, "occurred_at": START, "customer_id": customer_id, "event": "page_view"}
        return row | {"consent": "granted", "is_bot": False}

    def shop_figures(self) -> list[Any]:
        """Every figure of the shop and of its products: nothing in them says who bought."""
        contents = self.ledger.contents()
        return [contents[name] for name in ("daily_shop_sales", "daily_product_sales", "product_costs")]


@pytest.fixture
def new_house(new_ledger: Callable[[], Any], tmp_path_factory: pytest.TempPathFactory) -> Callable[[], House]:
    def made() -> House:
        folder, ledger = tmp_path_factory.mktemp("house"), new_ledger()
        store = connect_store(f"file://{folder}/store")
        secrets = connect_secrets(f"file://{folder}/secrets")
        door = Door(
            ledger.warehouse,
            store,
            secrets,
            lambda: LONDON,
            Settings(data_dir=folder),
            lambda: NOW,
            event_bus=MemoryBus(),
        )
        return House(ledger, door, folder)

    return made


@pytest.fixture
def house(new_house: Callable[[], House]) -> House:
    return new_house()

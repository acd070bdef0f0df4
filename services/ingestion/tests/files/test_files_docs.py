"""docs/mappings.md is true: it names every key, every condition and every reason, and its example works."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ingestion.files.mapping import ConditionModel, JoinModel, Mapping, RuleModel, TableModel
from ingestion.files.plan import REASONS
from shared.shop import Shop

DOCS = (Path(__file__).parents[4] / "docs" / "mappings.md").read_text(encoding="utf-8")


def test_every_key_is_explained() -> None:
    models: tuple[type[BaseModel], ...] = (Mapping, TableModel, ConditionModel, RuleModel, JoinModel)
    for model in models:
        for name, field in model.model_fields.items():
            key = field.alias or name
            assert f"`{key}`" in DOCS or re.search(rf"\b{key}: ", DOCS), key


def test_every_reason_is_explained() -> None:
    for reason, meaning in REASONS.items():
        assert f"| `{reason}` | {meaning} |" in DOCS


def test_the_example_works(load: Any) -> None:
    mapping = re.search(r"```yaml\n(source: Till.*?)```", DOCS, re.DOTALL)
    till = re.search(r"```\n(Bon;.*?)```", DOCS, re.DOTALL)
    assert mapping is not None
    assert till is not None
    shop = Shop("Europe/Berlin", "EUR", "DE")
    loaded = load({"kasse-2024-01.csv": till[1]}, mapping=mapping[1], shop=shop)
    rows = [(row["kind"], row["line_type"], row["net_amount"]) for row in loaded.rows("sales")]
    assert rows == [
        ("sale", "merchandise", Decimal("2469.12")),
        ("sale", "fee", Decimal("0.25")),
        ("refund", "merchandise", Decimal("-617.28")),
    ]
    assert loaded.rows("sales")[0]["occurred_at"].isoformat() == "2024-01-31T08:05:00+00:00"

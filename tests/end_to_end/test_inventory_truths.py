"""What is planted in the demo's stock is found by the daily run, each once: gone, viral, dead, and a season ahead."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import ingestion.wiring
from ingestion.door import Door
from inventory_alerts.testing_vendors import standing_in
from local.demo.testing import TEST_DEMO, WrittenDemo, written
from local.settings import read_every_setting
from local.suite import open_suite
from shared.secrets import connect as connect_secrets
from shared.serving import open_plugs
from shared.warehouse import Query

Found = Counter[tuple[str, str, str]]  # kind, product, location: how many opened
MORNING = 100  # alerts that people are told of, of 1,500 products at three places: more is a wall, and nobody reads it


def load(demo: WrittenDemo, data_dir: Path) -> None:
    settings = read_every_setting(data_dir, demo.settings)
    plugs = open_plugs(settings.environment, service="test")
    door = Door(
        plugs.warehouse,
        plugs.store,
        plugs.secrets,
        plugs.shop,
        settings.ingestion,
        lambda: TEST_DEMO.until,
        event_bus=plugs.event_bus,
    )
    service = ingestion.wiring.build_around(door, plugs.guard, plugs.push)
    assert service.on_start is not None
    service.on_start(lambda *_: None)
    ingestion.wiring.load_portion(door, demo.files, load_id="demo", source="demo", progress=lambda *_: None)
    ingestion.wiring.vouch(door, TEST_DEMO.until)
    plugs.event_bus.close()
    plugs.warehouse.close()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mapping[str, Any], Found, Found, list[Any]]]:
    """What the demo's truths say, what two runs of a morning opened, what of it people are told, and their digests."""
    demo = written(tmp_path_factory.mktemp("files"))
    data_dir = tmp_path_factory.mktemp("data")
    load(demo, data_dir)
    with standing_in() as slack:
        connect_secrets(f"file://{data_dir}/secrets").put(
            "slack", json.dumps({"webhook_url": f"{slack.url}/services/T0/B0/x"})
        )
        settings = {**demo.settings, "SLACK_HOOKS_URL": f"{slack.url}/"}
        opened, told = _two_mornings(data_dir, settings)
        yield demo.truths["truths"], opened, told, slack.accepted


def _two_mornings(data_dir: Path, settings: Mapping[str, str]) -> tuple[Found, Found]:
    suite = open_suite(data_dir, settings, lambda *_: None, now=lambda: TEST_DEMO.until)
    try:
        service = next(each for each in suite.services if each.name == "inventory-alerts")
        service.jobs["daily"].run()
        service.jobs["daily"].run()
        text = "SELECT kind, product_id, location_id, severity FROM alert_states WHERE why = 'opened'"
        rows = suite.plugs.warehouse.query(Query("test", text, {}))
        opened, told = (
            Counter(
                (str(row["kind"]), str(row["product_id"]), str(row["location_id"]))
                for row in rows
                if row["severity"] in shown
            )
            for shown in ({"act", "watch"}, {"act"})
        )
        return opened, told
    finally:
        suite.close()


def places(opened: Found, kind: str, product_id: str) -> set[str]:
    return {place for found_kind, product, place in opened if (found_kind, product) == (kind, product_id)}


@pytest.mark.slow
def test_what_is_planted_is_found_each_once(found: tuple[Mapping[str, Any], Found, Found, list[Any]]) -> None:
    truths, opened, *_ = found
    assert set(opened.values()) == {1}
    gone = truths["stock_out"]
    assert places(opened, "stock_out", gone["product_id"]) == {
        place for place, on_hand in gone["on_hand"].items() if on_hand == 0
    }
    assert places(opened, "trending_up", truths["viral_product"]["product_id"]) == {"warehouse"}
    for dead in truths["dead_stock"]:
        assert places(opened, "dead_stock", dead["product_id"]) == set(dead["on_hand"])
        assert not places(opened, "overstock", dead["product_id"])
    assert places(opened, "seasonal_peak", truths["seasonal_peak"]["product_id"])
    assert places(opened, "overstock", truths["overstock"]["product_id"])


@pytest.mark.slow
def test_people_are_told_of_what_is_planted_and_of_little_else(
    found: tuple[Mapping[str, Any], Found, Found, list[Any]],
) -> None:
    truths, opened, told, _ = found
    gone = truths["stock_out"]
    assert places(told, "stock_out", gone["product_id"]) == set(gone["on_hand"])
    assert places(told, "trending_up", truths["viral_product"]["product_id"]) == {"warehouse"}
    for dead in truths["dead_stock"]:
        assert places(told, "dead_stock", dead["product_id"])  # where it is worth the while
    assert places(told, "overstock", truths["overstock"]["product_id"])
    assert sum(told.values()) <= MORNING < sum(opened.values())


@pytest.mark.slow
def test_the_owner_hears_of_the_season_that_comes(found: tuple[Mapping[str, Any], Found, Found, list[Any]]) -> None:
    truths, _, told, (digest,) = found
    season = truths["seasonal_peak"]
    assert not places(told, "seasonal_peak", season["product_id"])  # nobody has measured how often that is right
    said = digest["blocks"][1]["elements"][0]["text"]
    assert "To look at: the season of " in said
    assert season["title"] in said

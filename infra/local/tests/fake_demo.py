"""A stand-in for the demo's generator with its interface: a shop that sells one mug a minute, for a day and on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shared.contracts.events import encode, new_event

SEED = 1
SHOP = {"SHOP_TIMEZONE": "Europe/Dublin", "SHOP_CURRENCY": "EUR", "SHOP_COUNTRY": "IE"}
MINUTE = timedelta(minutes=1)
HEADER = "order_id,occurred_at,product_id,quantity,unit_price\n"


@dataclass(frozen=True, slots=True)
class Demo:
    """What the rows follow from."""

    seed: int
    until: datetime
    scale: int = 1


def _write(since: datetime, until: datetime, folder: Path, seed: int) -> list[Path]:
    moment = since.replace(second=0, microsecond=0) + MINUTE
    lines = []
    while moment <= until:
        lines.append(f"{moment:%Y%m%d%H%M}-{seed},{moment.isoformat()},mug,1,{seed}.50\n")
        moment += MINUTE
    if not lines:
        return []
    file = folder / "sales.csv"
    file.write_text(HEADER + "".join(lines), encoding="utf-8")
    return [file]


def write_files(demo: Demo, folder: Path, progress: Callable[[str, int, int], None]) -> list[Path]:
    """The day before `until`."""
    progress("inventing sales", 0, 1)
    return _write(demo.until - timedelta(days=1), demo.until, folder, demo.seed)


def write_truths(demo: Demo, path: Path) -> None:
    """The one thing that is known."""
    path.write_text(json.dumps({"seed": demo.seed, "sells": "mug"}), encoding="utf-8")


def write_next_events(demo: Demo, since: datetime, until: datetime, folder: Path) -> list[Path]:
    """The same as events."""
    events = []
    for file in _write(since, until, folder, demo.seed):
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            order_id, at, product_id, quantity, price = line.split(",")
            sold = {"line_id": "1", "line_type": "merchandise", "product_id": product_id, "quantity": quantity}
            data = {"entity_id": order_id, "version": 1, "occurred_at": at, "ordered_at": at, "currency": "EUR"}
            data |= {"lines": [{**sold, "gross_amount": price, "discount_amount": "0"}]}
            events.append(new_event("order-placed.v1", "demo", data, event_id=order_id))
        file.unlink()
    if not events:
        return []
    target = folder / "events.jsonl"
    target.write_bytes(b"".join(encode(event) + b"\n" for event in events))
    return [target]


def write_next(demo: Demo, since: datetime, until: datetime, folder: Path) -> list[Path]:
    """The minutes after `since`."""
    return _write(since, until, folder, demo.seed)

"""`shopsight compare-engines`: what forecasts and clusters, side by side on the shop's own data."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import answer, progress_talk, say

if TYPE_CHECKING:  # imported by the command when it runs
    from local.client import Client

_HEADER = ("what", "engine", "error", "against naive", "bias", "in 80 %", "forecasts", "note")  # of clusters, customers
_NAIVE = "the last known day of the same weekday"


def compare_engines(*, as_json: AsJson = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Compare what makes forecasts and clusters on this shop's own past: this machine, BigQuery ML, and the baseline.

    The figures are those of the last runs; error is the sum of absolute errors over what was sold, and against naive is
    that over the same of the last known day of each weekday: below 1 it is worth having.
    """
    from local.client import open_client  # noqa: PLC0415 - `--help` does not need it

    folder = data_folder(data_dir)
    with progress_talk() as progress, open_client(folder, os.environ, progress) as client:
        rows = [*_sales(client), *_demand(client), *clusters(client)]
    if as_json:
        answer(json.dumps([dict(zip(_HEADER, row, strict=True)) for row in rows]))
        return
    lines = [_HEADER, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEADER))]
    for line in lines:
        answer("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    if not any("bigquery" in row[1] and row[2] for row in rows):
        say("BigQuery ML is not there: it needs a bigquery:// warehouse, and FORECAST_ENGINE=bigquery-ml.")
    say(f"To measure anew: {command_for('jobs run forecast', folder)}, demand-forecast, train-clusters")


Cells = tuple[str, ...]


def _sales(client: Client) -> Iterator[Cells]:
    told: Mapping[str, Any] = client.request("GET", "/api/revenue/forecast").document()
    what = "net sales, 28 days"
    if not told.get("engines"):
        yield (what, "local", "", "", "", "", "", str(told["reasons"].get("accuracy") or told["reasons"].get("days")))
        return
    for each in told["engines"]:
        name = each["engine"] if each["model"] is None else f"{each['engine']} ({each['model']})"
        found, note = each["accuracy"], _note(each["is_chosen"], each["usd"], each["reason"])
        if found is None:
            yield (what, name, "", "", "", "", "", note)
            continue
        error, naive = _value(found["wape"]), _value(found["seasonal_naive_wape"])
        against = error / naive if error is not None and naive else None
        yield (
            what,
            name,
            _percent(error),
            _number(against),
            _percent(_value(found["bias"])),
            _percent(_value(found["coverage_80"])),
            f"{found['forecasts']:,}",
            note,
        )
    naive = next((each["accuracy"] for each in told["engines"] if each["accuracy"]), None)
    if naive:
        yield (what, "baseline", _percent(_value(naive["seasonal_naive_wape"])), "1.00", "", "", "", _NAIVE)


def _demand(client: Client) -> Iterator[Cells]:
    told: Any = client.request("GET", "/api/inventory/alerts/quality").document()["demand"]
    what = "fast products, 28 days"
    if told is None:
        yield (what, "local", "", "", "", "", "", "not made yet: the job demand-forecast")
        return
    for each in told["engines"]:
        chosen = each["engine"] == told["engine"]
        note = _NAIVE if each["engine"] == "seasonal_naive" else _note(chosen, told["usd"] if chosen else None, None)
        name = "baseline" if each["engine"] == "seasonal_naive" else each["engine"]
        yield (
            what,
            name,
            _percent(_value(each["wape"])),
            _number(_value(each["against_seasonal_naive"])),
            _percent(_value(each["bias"])),
            _percent(_value(each["coverage_80"])),
            f"{each['forecasts']:,}",
            note,
        )
    if not told["engines"]:
        yield (what, told["engine"], "", "", "", "", "", f"{told['items']} of them, too young to be judged")
    if told["reason"] and not any(each["engine"].startswith("bigquery") for each in told["engines"]):
        yield (what, "bigquery-ml", "", "", "", "", "", told["reason"])


def clusters(client: Client) -> Iterator[Cells]:
    """The rows about clusters: each engine's figures of the last training, on the same customers."""
    told: Any = client.request("GET", "/api/segments/clusters").document()["training"]
    if told is None:
        yield ("clusters", "local", "", "", "", "", "", "not trained yet: the job train-clusters")
        return
    if not told["engines"]:
        note = f"{told['k']} clusters of an earlier version: the job train-clusters"
        yield ("clusters", "local", "", "", "", "", f"{told['sample']:,}", note)
    for each in told["engines"]:
        note = _note(each["is_chosen"], each["usd"], each["reason"])
        if each["k"] is None:
            yield ("clusters", each["engine"], "", "", "", "", "", note)
            continue
        figures = [f"{each['k']} clusters", f"silhouette {each['silhouette']:.2f}", f"spread {each['spread']:.2f}"]
        if each["agreement"] is not None:
            figures.append(f"agreement with local {each['agreement']:.2f}")
        note = ", ".join([*figures, *filter(None, [note])])
        yield ("clusters", each["engine"], "", "", "", "", f"{told['sample']:,}", note)


def _note(chosen: bool, usd: str | None, reason: str | None) -> str:
    return ", ".join(filter(None, ("chosen" if chosen else "", f"{usd} USD" if usd else "", reason or "")))


def _value(ratio: Mapping[str, Any] | None) -> float | None:
    return None if ratio is None else float(ratio["value"])


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"

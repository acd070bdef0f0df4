"""What the engine found, as tables have it: arrays over items in, Parquet files out. Runs in a child process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inventory_alerts.inputs import Floats
from inventory_alerts.outcome import Candidates, Outcome, Products, Reorders
from inventory_alerts.run_inputs import Prepared

_AMOUNT = pa.decimal128(38, 9)  # as NUMERIC is
_UNITS = Decimal("0.001")  # as a quantity is told
# Of items that are sold no more nothing is ordered and nothing can run out; what is left of them still costs.
_ONLY_ACTIVE = frozenset({"stock_out", "low_stock", "reorder_due", "trending_up", "trending_down", "seasonal_peak"})
_SAYS_LESS = frozenset({"overstock", "slow_mover"})  # than dead_stock does: one alert for one thing
_PACES = ((20.0, "fast"), (7.0, "steady"), (3.0, "slow"))  # units a week, as the promises about alerts have them


def write(folder: Path, prepared: Prepared, outcome: Outcome) -> dict[str, int]:
    """Write `product_forecasts`, `alert_candidates` and `reorder_needs`; answers how many rows each has."""
    paces = _paces(outcome.products.rate)
    tables = {
        "product_forecasts": _forecasts(prepared, outcome.products, paces),
        "alert_candidates": _candidates(prepared, outcome, paces),
        "reorder_needs": _reorders(prepared, outcome),
    }
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return {name: table.num_rows for name, table in tables.items()}


def _paces(rate: Floats) -> pa.Array:
    weekly = np.nan_to_num(rate) * 7
    names = np.select([weekly > least for least, _ in _PACES], [name for _, name in _PACES], "rare")
    return pa.array(names)


def _known(values: Any, *, digits: int = 6) -> pa.Array:  # noqa: ANN401 - arrays of numbers
    """Numbers with NaN as null."""
    floats = np.asarray(values, dtype=np.float64)
    return pa.array(np.round(floats, digits), mask=~np.isfinite(floats))


def _whole(values: Floats) -> pa.Array:
    missing = ~np.isfinite(values)
    return pa.array(np.where(missing, 0, values).astype(np.int64), mask=missing)


def _amounts(values: Any) -> pa.Array:  # noqa: ANN401 - as above
    """Money as NUMERIC, to four places: it is an estimate, or a price that has no more."""
    return pc.cast(_known(values, digits=4), _AMOUNT)


def _ids(prepared: Prepared, rows: Any) -> dict[str, pa.Array]:  # noqa: ANN401 - integer arrays
    items = prepared.items
    products = pa.array(items.product_ids).take(pa.array(items.product[rows]))
    return {"product_id": products, "location_id": pa.array(items.places).take(pa.array(items.place[rows]))}


def _forecasts(prepared: Prepared, found: Products, paces: pa.Array) -> pa.Table:
    items, inputs = prepared.items, prepared.inputs
    every = np.arange(len(items))
    silent = np.where(np.isnan(found.days_since_sale), inputs.units.shape[1] - inputs.first_day, found.days_since_sale)
    names = (
        "available",
        "position",
        "due_in_7_days",
        "days_until_stockout",
        "days_until_stockout_low",
        "days_until_stockout_high",
        "out_within_7",
        "velocity_7",
        "velocity_30",
        "velocity_90",
        "week_over_week",
        "turnover_days",
        "missed_low",
        "missed_units",
        "missed_high",
        "rate",
        "next_7_mean",
        "next_7_q50",
        "next_7_q80",
        "next_7_q90",
        "next_7_q95",
        "next_28_mean",
        "next_28_q95",
        "reorder_point",
        "order_up_to",
    )
    return pa.table(
        {
            **_ids(prepared, every),
            **{name: items.texts(name) for name in ("title", "sku", "category", "supplier_id")},
            "price": _amounts(inputs.price),
            "unit_cost": _amounts(inputs.unit_cost),
            "pace": paces,
            "on_hand": _known(inputs.on_hand),
            "counted_at": pc.cast(prepared.counted_at, pa.timestamp("us", "UTC")),
            "stock_assumed": pa.array(inputs.stock_assumed),
            "committed": _known(np.where(np.isnan(inputs.on_hand), np.nan, inputs.committed)),
            "incoming": _known(_incoming(prepared)),
            **{name: _known(getattr(found, name)) for name in names},
            **{f"in_stock_days_{days}": _whole(_floats(found, f"in_stock_days_{days}")) for days in (7, 30, 90)},
            "unsold_days": _whole(silent.astype(np.float64)),
            "lead_time_days": _whole(inputs.lead_time_days),
            "lead_time_from": items.texts("lead_time_from"),
            "never_alert": pa.array(inputs.muted),
        }
    )


def _floats(found: Products, name: str) -> Floats:
    return np.asarray(getattr(found, name), dtype=np.float64)


def _incoming(prepared: Prepared) -> Floats:
    units = np.zeros(len(prepared.items))
    coming = prepared.inputs.incoming
    np.add.at(units, coming.item, coming.units)
    return units


def _candidates(prepared: Prepared, outcome: Outcome, paces: pa.Array) -> pa.Table:
    found, inputs = outcome.candidates, prepared.inputs
    inactive = ~prepared.active[found.item]
    dead = np.isin(found.item, found.item[found.kind == "dead_stock"])
    left_out = (inactive & np.isin(found.kind, sorted(_ONLY_ACTIVE))) | (dead & np.isin(found.kind, sorted(_SAYS_LESS)))
    kept = np.flatnonzero(~left_out)
    rows = found.item[kept]
    facts = found.probability[kept]
    return pa.table(
        {
            **_ids(prepared, rows),
            "kind": pa.array(found.kind[kept].astype(object), pa.string()),
            "severity": pa.array(found.severity[kept].astype(object), pa.string()),
            "pace": paces.take(pa.array(rows)),
            "probability": _known(facts),
            "horizon_days": _whole(found.horizon_days[kept].astype(np.float64)),
            "money_at_stake": _amounts(found.money_at_stake[kept]),
            "money_kind": pa.array([_money_kind(str(each)) for each in found.money_basis[kept]], pa.string()),
            "on_hand": _known(inputs.on_hand[rows]),
            "evidence": pa.array(_evidence(prepared, outcome, found, kept), pa.string()),
        }
    )


def _money_kind(basis: str) -> str | None:
    return basis.removesuffix("_unknown") or None


def _evidence(prepared: Prepared, outcome: Outcome, found: Candidates, kept: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """The numbers of each candidate, always with the three that a buyer asks for."""
    items, inputs, products, rows = prepared.items, prepared.inputs, outcome.products, found.item[kept]
    columns: dict[str, list[object]] = {
        "days_until_stockout": _rounded(products.days_until_stockout[rows]),
        "turnover_days": _rounded(products.turnover_days[rows]),
        "week_over_week": _rounded(products.week_over_week[rows]),
        "expected_units": _rounded(found.expected_units[kept]),
        "observed_units": _rounded(found.observed_units[kept]),
        "baseline_units": _rounded(found.baseline_units[kept]),
        "threshold": _rounded(found.threshold[kept]),
        "cause": _words(found.cause[kept]),
        "watch_reason": _words(found.watch_reason[kept]),
        "on_hand": _rounded(inputs.on_hand[rows]),
        "committed": _rounded(inputs.committed[rows]),
        "due_in_7_days": _rounded(products.due_in_7_days[rows]),
        "stock_age_days": _rounded(inputs.stock_age_days[rows]),
        "stock_assumed": inputs.stock_assumed[rows].tolist(),
        "rate": _rounded(products.rate[rows]),
        "reorder_point": _rounded(products.reorder_point[rows]),
        "lead_time_days": _rounded(inputs.lead_time_days[rows]),
        "lead_time_from": items.texts("lead_time_from").take(pa.array(rows)).to_pylist(),
    }
    for values in zip(*columns.values(), strict=True):
        yield orjson.dumps(dict(zip(columns, values, strict=True))).decode()


def _rounded(values: Any) -> list[object]:  # noqa: ANN401 - an array of numbers
    """To four digits; None where unknown."""
    floats = np.asarray(values, dtype=np.float64)
    told = np.round(floats, 4).astype(object)
    told[~np.isfinite(floats)] = None
    return list(told)


def _words(values: Any) -> list[object]:  # noqa: ANN401 - an array of words
    return [each or None for each in values.tolist()]


def _number(value: Any) -> float | None:  # noqa: ANN401 - a number of an array
    return round(float(value), 4) if np.isfinite(value) else None


def _reorders(prepared: Prepared, outcome: Outcome) -> pa.Table:
    found: Reorders = outcome.reorders
    inputs, items = prepared.inputs, prepared.items
    kept = np.flatnonzero(prepared.active[found.item] & (found.to_order > 0) & ~np.isnan(inputs.on_hand[found.item]))
    rows = found.item[kept]
    take = pa.array(rows)
    return pa.table(
        {
            **_ids(prepared, rows),
            "replenishment": _known(found.replenishment[kept]),
            "quantity": pa.array([Decimal(str(each)).quantize(_UNITS) for each in found.to_order[kept]], _AMOUNT),
            "unit_cost": _amounts(inputs.unit_cost[rows]),
            "supplier_id": items.texts("supplier_id").take(take),
            "affordable": pa.array(found.affordable[kept]),
            "lead_time_days": _whole(inputs.lead_time_days[rows]),
            "lead_time_from": items.texts("lead_time_from").take(take),
            "order_by": pa.array(_order_by(prepared, outcome, rows), pa.date32()),
            "evidence": pa.array(
                [json.dumps(_reorder_evidence(prepared, outcome, int(number))) for number in kept], pa.string()
            ),
        }
    )


def _order_by(prepared: Prepared, outcome: Outcome, rows: Any) -> list[date | None]:  # noqa: ANN401 - as above
    """The last day an order arrives before one in ten would have run out; today where that is past."""
    today = prepared.inputs.today
    days = []
    for row in rows:
        low = outcome.products.days_until_stockout_low[row]
        left = float(low) - float(prepared.inputs.lead_time_days[row])
        days.append(today + timedelta(days=max(int(left), 0)) if np.isfinite(left) else None)
    return days


def _reorder_evidence(prepared: Prepared, outcome: Outcome, number: int) -> Mapping[str, object]:
    found, row = outcome.reorders, int(outcome.reorders.item[number])
    products, inputs = outcome.products, prepared.inputs
    return {
        "position": _number(products.position[row]),
        "reorder_point": _number(products.reorder_point[row]),
        "order_up_to": _number(products.order_up_to[row]),
        "replenishment": _number(found.replenishment[number]),
        "pack_size": _number(inputs.pack_size[row]),
        "min_order": _number(inputs.min_order[row]),
        "service": _number(found.service[number]),
        "service_without": _number(found.service_without[number]),
        "margin_at_risk": _number(found.margin_at_risk[number]),
        "days_until_stockout": _number(products.days_until_stockout[row]),
        "rate": _number(products.rate[row]),
    }

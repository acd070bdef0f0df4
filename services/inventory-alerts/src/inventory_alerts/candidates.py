"""Putting candidate alerts together: a rule says for which items it holds, and gives what it knows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from inventory_alerts.inputs import LITTLE, Flags, Floats, Inputs, Whole
from inventory_alerts.outcome import Candidates, Words


def found(
    holds: Flags,
    kind: str,
    watch_reason: Words | str,
    *,
    probability: Floats | float = 1.0,
    horizon_days: Whole | int = 1,
    money: Floats | float = np.nan,
    money_basis: str = "",
    expected: Floats | float = np.nan,
    observed: Floats | float = np.nan,
    baseline: Floats | float = np.nan,
    threshold: Floats | float = np.nan,
    cause: Words | str = "",
) -> Candidates:
    """One candidate per item where `holds`; figures are per item of the shop, or one for all.

    Without a watch reason it is pushed. Money that is unknown is said to be.
    """
    rows = np.flatnonzero(holds).astype(np.int32)
    count = len(holds)

    def numbers(given: Floats | float) -> Floats:
        return np.broadcast_to(np.asarray(given, np.float64), count)[rows].copy()

    def words(given: Words | str) -> Words:
        return np.broadcast_to(np.asarray(given, dtype="U24"), count)[rows].copy()

    reason, stake = words(watch_reason), numbers(money)
    basis = np.where(np.isnan(stake), f"{money_basis}_unknown", money_basis) if money_basis else words("")
    return Candidates(
        item=rows,
        kind=words(kind),
        severity=np.where(reason == "", "act", "watch"),
        probability=numbers(probability),
        horizon_days=np.broadcast_to(np.asarray(horizon_days, np.int32), count)[rows].copy(),
        money_at_stake=stake,
        money_basis=basis,
        expected_units=numbers(expected),
        observed_units=numbers(observed),
        baseline_units=numbers(baseline),
        threshold=numbers(threshold),
        cause=words(cause),
        watch_reason=reason,
    )


def least_at_stake(inputs: Inputs) -> float:
    """The least amount that is worth an action: the shop's own, or LITTLE of what it sold in 28 days."""
    if inputs.settings.least_at_stake is not None:
        return inputs.settings.least_at_stake
    return LITTLE * float(np.nansum(inputs.units[:, -28:].sum(axis=1, dtype=np.float64) * inputs.price))


def watched_below(found: Candidates, least: float) -> Candidates:
    """What has less than so much money at stake is watched and not pushed; unknown money is not little."""
    little = (found.severity == "act") & (found.money_at_stake < least)
    return replace(
        found,
        severity=np.where(little, "watch", found.severity),
        watch_reason=np.where(little, "little_at_stake", found.watch_reason),
    )


def together(parts: Sequence[Candidates]) -> Candidates:
    """All of them, in the order given."""
    return Candidates(
        **{each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Candidates)}
    )

"""One customer as answers and files have it: a row of `customer_rows` in, the contract's Member out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from segments.definitions import Definitions
from segments.masking import masked_email, masked_name, masked_phone
from segments.reasons import reason
from shared.money import money
from shared.warehouse import Row

CSV_HEADER = (
    "customer_id",
    "email",
    "phone",
    "first_name",
    "last_name",
    "country",
    "marketing_consent",
    "is_contactable",
    "segment_id",
    "tags",
    "reason",
    "rfm",
    "first_day",
    "last_day",
    "days_since_last",
    "purchase_days",
    "net_sales",
    "margin",
    "value_realised",
    "value_predicted_12m",
    "lifetime_value",
    "value_basis",
    "value_is_historic",
    "currency",
)
_NEEDS_MARGIN = "needs_margin_read"
_PLAIN = (
    "customer_id",
    "country",
    "marketing_consent",
    "segment_id",
    "reason_code",
    "rfm",
    "r_score",
    "f_score",
    "m_score",
    "days_since_last",
    "purchase_days",
    "value_basis",
    "value_is_historic",
)
_FEATURES = (
    "days_since_first",
    "orders",
    "mean_gap_days",
    "gap_sd_days",
    "late_after_days",
    "is_late",
    "top_category",
    "categories",
    "channel",
    "expected_purchases_90d",
)


@dataclass(frozen=True, slots=True)
class Eyes:
    """What whoever asks may see."""

    personal_data: bool
    margin: bool


def member(row: Row, rules: Definitions, currency: str, eyes: Eyes) -> dict[str, Any]:
    """The contract's Member."""
    reasons: dict[str, str] = {}
    worth = {}
    for name in ("value_realised", "value_predicted_12m", "lifetime_value"):
        hidden = row["value_basis"] == "gross_margin" and not eyes.margin
        worth[name] = _money(row[name], currency, hidden=hidden)
        if worth[name] is None:
            reasons[name] = _NEEDS_MARGIN if hidden and row[name] is not None else "not_predicted"
    margin = _money(row["margin"], currency, hidden=not eyes.margin)
    if margin is None:
        reasons["margin"] = _NEEDS_MARGIN if not eyes.margin else "cost_unknown"
    if row["rfm"] is None:
        reasons["rfm"] = "no_purchase" if row["last_day"] is None else "too_few_customers"
    return {
        **{name: row[name] for name in _PLAIN},
        **_person(row, eyes),
        "is_contactable": row["marketing_consent"] == "subscribed" and row["email"] is not None,
        "tags": tags_of(row),
        "reason": reason(row, rules).words,
        "first_day": _day(row["first_day"]),
        "last_day": _day(row["last_day"]),
        "net_sales": money(cast("Decimal", row["net_sales"]), currency),
        "margin": margin,
        **worth,
        "reasons": reasons,
    }


def features(row: Row, rules: Definitions, currency: str, eyes: Eyes) -> dict[str, Any]:
    """The contract's CustomerFeatures."""
    gross, discounts = cast("Decimal", row["gross_sales"]), cast("Decimal", row["discounts"])
    return {
        **member(row, rules, currency, eyes),
        **{name: row[name] for name in _FEATURES},
        "discount_share": _share(discounts, gross, currency),
        "refund_share": _share(cast("Decimal", row["refunds"]), gross - discounts, currency),
        "value_as_of": _day(row["value_as_of"]),
    }


def line(row: Row, rules: Definitions, currency: str, eyes: Eyes) -> Sequence[object]:
    """A row of the file, as CSV_HEADER has it."""
    shown: Mapping[str, Any] = {**member(row, rules, currency, eyes), "currency": currency}
    return [_cell(shown[name]) for name in CSV_HEADER]


def tags_of(row: Row) -> list[str]:
    """The tags of a row that has them in one text."""
    return [tag for tag in str(row["tags"]).split(",") if tag]


def _person(row: Row, eyes: Eyes) -> dict[str, str | None]:
    email, phone, first, last = (
        cast("str | None", row[name]) for name in ("email", "phone", "first_name", "last_name")
    )
    if eyes.personal_data:
        return {"email": email, "phone": phone, "first_name": first, "last_name": last}
    return {
        "email": masked_email(email),
        "phone": masked_phone(phone),
        "first_name": masked_name(first),
        "last_name": masked_name(last),
    }


def _cell(value: object) -> object:
    if isinstance(value, dict):
        return Decimal(str(value["amount"]))
    return ",".join(value) if isinstance(value, list) else value


def _money(value: object, currency: str, *, hidden: bool) -> dict[str, str] | None:
    return None if hidden or value is None else money(cast("Decimal", value), currency)


def _share(part: Decimal, whole: Decimal, currency: str) -> dict[str, Any] | None:
    if whole <= 0:
        return None
    return {"value": float(part / whole), "numerator": money(part, currency), "denominator": money(whole, currency)}


def _day(value: object) -> str | None:
    return None if value is None else str(value)

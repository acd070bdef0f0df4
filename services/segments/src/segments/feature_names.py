"""The features of a customer that a rule may speak of. No numeric library: the server reads it too."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Kind = Literal["number", "text", "flag"]

FEATURES: Mapping[str, tuple[Kind, str]] = MappingProxyType(
    {
        "r_score": ("number", "recency score"),
        "f_score": ("number", "frequency score"),
        "m_score": ("number", "monetary score"),
        "days_since_first": ("number", "days since the first purchase"),
        "days_since_last": ("number", "days since the last purchase"),
        "purchase_days": ("number", "days with a purchase"),
        "purchase_days_window": ("number", "days with a purchase in the window"),
        "orders": ("number", "orders"),
        "net_sales": ("number", "net sales"),
        "margin": ("number", "margin"),
        "monetary": ("number", "what the window brought"),
        "mean_gap_days": ("number", "mean gap between purchases in days"),
        "gap_sd_days": ("number", "spread of the gaps in days"),
        "gap_spread": ("number", "spread of the gaps over their mean"),
        "gaps": ("number", "gaps that are known"),
        "late_after_days": ("number", "days from which they are late"),
        "is_late": ("flag", "late against their own cadence"),
        "gross_sales": ("number", "sales before discounts"),
        "discount_share": ("number", "share of discounts"),
        "refund_share": ("number", "share of refunds"),
        "top_category": ("text", "category of most lines"),
        "top_category_lines": ("number", "lines of that category"),
        "category_lines": ("number", "lines whose category is known"),
        "categories": ("number", "different categories"),
        "channel": ("text", "channel of most purchases"),
        "channel_purchases": ("number", "purchases by that channel"),
        "purchases": ("number", "purchases"),
        "value_realised": ("number", "what they brought so far"),
        "value_predicted_12m": ("number", "what 12 months are expected to bring"),
        "lifetime_value": ("number", "lifetime value"),
        "value_is_historic": ("flag", "lifetime value without a prediction"),
        "expected_purchases_90d": ("number", "purchase days expected in 90 days"),
    }
)
"""What kind it is, and what it is called in a sentence. All but `gap_spread` are columns of `segment_customers`."""

"""What the figures of answers about lists and experiments mean, and how an answer says what it was made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from recommendations_v2.desk import Desk
from recommendations_v2.queries_performance import BEFORE_DAYS, CUT
from recommendations_v2.use_cases_performance import DATA_KEY, data_until
from shared.explaining import Explains, MadeOf

PERFORMANCE: Mapping[str, str] = {
    "visitors": "People who were seen in the arm; who was a visitor before signing in counts in the arm seen first.",
    "matured_visitors": "Those of them whose window of days is over; only what these did is compared.",
    "conversion": "Matured visitors with a purchase in their window, by all matured visitors.",
    "revenue_per_visitor": "Net sales after refunds of a matured visitor's window, the mean; amounts are cut at the"
    f" lowest and highest {CUT:.0%} of those that are not 0 (winsorised).",
    "margin_per_visitor": "The same of the margin.",
    "average_order_value": "(Gross sales - discounts) by orders, refunds do not lower it; its variance by the delta"
    " method, since orders differ by visitor.",
    "attach_rate": "Orders with more than one product, by all orders; its variance likewise.",
    "lift": f"How much more than the control, relative; adjusted by what people did in the {BEFORE_DAYS} days before"
    " (CUPED) where that is known.",
    "low": "Lower end of an interval that holds at whatever moment it is looked at (an asymptotic confidence sequence,"
    " Waudby-Smith and others, arXiv 2103.06476); high is the other.",
    "p_value": "Goes with that interval and holds as well however often it is looked at.",
    "confidence": "0.96 of the conversion, which decides, and 0.99 of the margin, which guards, so that both together"
    " err once in twenty; 0.95 of the others. Of more than two arms each may err by its part of that.",
    "probability_to_be_best": "Of all arms, without an opinion before; it is no test and decides nothing.",
    "sample_ratio.p_value": "Chance of arms at least this far from their weights (chi-square); below 0.001 no verdict"
    " is given.",
    "crossed": "People who were in two arms; more than a tenth of all, and no verdict is given.",
    "days_left": "Until the visitors that are still needed have come, at the pace of the last two weeks, and had their"
    " window of days.",
    "visitors_needed_per_arm": "To find the expected lift in four of five cases, looked at every day.",
    "visitors_needed_for_one_look": "The same for who looks once, at the end (Fleiss).",
}


def explaining(desk: Desk) -> Explains:
    """Explains answers of this service by the loaded data."""
    return Explains(lambda _: _made_of(desk))


def of_document(document: Mapping[str, Any]) -> Mapping[str, str]:
    """The formulas that the answer holds."""
    formulas: Mapping[str, str] = document["formulas"]
    return formulas


def _made_of(desk: Desk) -> MadeOf:
    stored = desk.store.get(DATA_KEY)
    version = json.loads(stored.value)["version"] if stored else None
    return MadeOf(int(version or 0), data_until(desk), desk.now(), desk.shop())

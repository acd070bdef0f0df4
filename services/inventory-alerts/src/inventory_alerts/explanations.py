"""What the figures of products, reorders and the worth mean, a sentence each, and what an answer was made of.

The numbers of rules stand here as the engine has them: this process does not load it, and a test compares both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_alerts.alert_explanations import ALERT, EVIDENCE, STOCK
from inventory_alerts.desk import Desk
from inventory_alerts.envelope import data_state
from shared.explaining import Definitions, Explains, MadeOf

_PRODUCT: Definitions = {
    **STOCK,
    "stock_age_days": "Days from the last count to the run.",
    "committed": EVIDENCE["committed"],
    "available": "On hand less committed.",
    "incoming": "Ordered and not yet arrived: open purchase orders less their receipts, and what was ordered here.",
    "position": "Available plus what of incoming is due within 120 days; what is overdue by more than its lead time,"
    " 14 days at least, is given up.",
    "days_of_cover": "Available (0 at least) by the velocity of 30 days, else of 7, else of 90; null where nothing is"
    " sold.",
    "velocity_7": "Net units by days in stock of the last 7 days, bulk orders left out; null where fewer than 5 of them"
    " were in stock.",
    "velocity_30": "The same of 30 days, of which 15 have to be in stock.",
    "velocity_90": "The same of 90 days, of which 30 have to be in stock.",
    "missed_units": "Mean demand, at the product's own rate, of those of the last 28 days that it was out of stock.",
    "missed_low": "Lower end of an interval that holds what was missed in four of five cases.",
    "missed_high": "Its upper end.",
    "reorder_point": EVIDENCE["reorder_point"],
    "lead_time_days": EVIDENCE["lead_time_days"],
    "price": "The product's, before tax; where none is loaded what was paid for one in the last 7 days, else in the 56"
    " before.",
    "unit_cost": "The product's cost at the moment of the run.",
    "stock_value": "On hand times unit cost.",
}
PRODUCTS: Definitions = {
    **_PRODUCT,
    "total": "Products at their places that fit the filters, on all pages.",
}
_DAYS: Definitions = {
    "unit_cost": "Of a place the cost at the moment of the run, of a reorder when it was suggested; in `settings` as it"
    " stands now.",
    "settings": "What the shop said of the product here; it wins over its files.",
    "history": "`units` of a day are net units sold at the place, bundles as their components; `on_hand` is the day's"
    " count, else that of the day before plus what arrived less what was sold.",
    "forecast": "Units of demand within so many days of the run: the mean, and what is not exceeded with a probability"
    " of 0.5 (q50), 0.8, 0.9 and 0.95 (q95). What is likely to be left is on hand less q50, in one of twenty cases no"
    " more than on hand less q95; goods on their way are not in it.",
    "demand": "Units that will be sold on each of the next 28 days as `engine` says, and an interval that holds them on"
    " four days of five; only of what sells 7 units a week or more.",
}
_EVIDENCE_OF_ALERTS: Definitions = {
    "evidence": "The numbers an alert or a reorder rests on; its own answer explains each of them.",
}
_REORDER: Definitions = {
    "suggested_quantity": "order_up_to less position, up to whole packs and to the smallest order; anew with each run"
    " that finds a tenth more or less, as long as nobody has decided.",
    "quantity": "As it was approved, else as suggested.",
    "received_quantity": "What has arrived of it.",
    "unit_cost": "The product's cost when it was suggested.",
    "amount": "Quantity times unit cost.",
    "lead_time_days": EVIDENCE["lead_time_days"],
    "order_by": "Day of the run plus days_until_stockout_low less lead_time_days, that day itself at the earliest: an"
    " order arrives before one in ten would have run out.",
}
_OF_REORDER: Definitions = {
    "position": "Available plus what is awaited: on hand less committed, plus open orders.",
    "reorder_point": EVIDENCE["reorder_point"] + " At or under it an order is suggested.",
    "order_up_to": "The reorder point plus the mean demand of the 14 days after it, which the order is to last.",
    "replenishment": "order_up_to less position, before packs and the smallest order.",
    "pack_size": "Units a pack; 1 where unknown.",
    "min_order": "The least that is ordered of the product; 0 where there is none.",
    "service": "Chance that position and suggested quantity last for lead time and review, 120 days at most.",
    "service_without": "The same without the order.",
    "margin_at_risk": "The mean of that time's demand beyond the position, times price less cost of one (0 at least).",
    "days_until_stockout": STOCK["days_until_stockout"],
    "rate": EVIDENCE["rate"],
}
REORDER: Definitions = {**_REORDER, **_OF_REORDER}
REORDERS: Definitions = {
    **_REORDER,
    **_EVIDENCE_OF_ALERTS,
    "total": "Reorders that fit the filters, on all pages.",
    "suppliers": "Of each supplier what is suggested or approved, whatever state is asked for: how many reorders, and"
    " what those of a known cost come to.",
    "min_order_amount": "The least that the supplier takes an order for.",
    "reaches_minimum": "Whether the amount comes to that; null where a cost that is not known might.",
}
_WORTH: Definitions = {
    "alerts_pushed": "Forecasts that people were told of and whose horizon ended in these days, with a known outcome;"
    " facts (stock_out, dead_stock) are left out.",
    "came_true": "Of these, what was said came about.",
    "did_not": "Of these, it did not.",
    "interventions": "Of these, goods arrived before it could be seen; they count neither way.",
    "false_share": "did_not by did_not and came_true.",
    "false_share_low": "Lower end of Wilson's interval of it at 95 %.",
    "false_share_high": "Its upper end.",
    "lost_margin_warned_of": "Sum of the lost margin that was stated of what came true all the same.",
    "reorders_ordered": "Reorders that became ordered in these days and were not taken back.",
    "ordered_amount": "Their quantity times unit cost, of those whose cost is known.",
    "reorders_received": "Of these, all has arrived.",
    "reorders_in_time": "Of these, by the moment they were expected.",
}

_INTERVAL: Definitions = {
    "lost_margin_avoided_low": "Lower end of that interval of 80 %.",
    "lost_margin_avoided_high": "Its upper end.",
}


def explaining(desk: Desk) -> Explains:
    """Explains answers of this service by the loaded data."""
    return Explains(lambda _: _made_of(desk))


def of_product(document: Mapping[str, Any]) -> Definitions:
    """Of one product: its places and days, and what alerts and reorders of it show where there are some."""
    said = {**_PRODUCT, **_DAYS}
    of_both = _EVIDENCE_OF_ALERTS if document["alerts"] or document["reorders"] else {}
    alerts, orders = (ALERT if document["alerts"] else {}), (_REORDER if document["reorders"] else {})
    return {**alerts, **orders, **said, **of_both}


def of_worth(document: Mapping[str, Any]) -> Definitions:
    """Of the worth: what was counted, and the formula of what is estimated."""
    return {**_WORTH, "lost_margin_avoided": document["estimated"]["formula"], **_INTERVAL}


def _made_of(desk: Desk) -> MadeOf:
    data = data_state(desk)
    return MadeOf(data.version, data.until, desk.now(), desk.shop())

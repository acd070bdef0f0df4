"""What the figures of answers about customers, groups and exports mean, and how an answer says what it was made of.

By the fields of the contract; with a dot in it, a name is a field of that object only. No sentence holds a figure of
the shop but those that the answer itself shows to whoever asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from segments import lift
from segments.desk import Desk
from segments.envelope import data_state
from shared.explaining import Definitions, Explains, MadeOf

_NET_SALES = "gross sales - discounts - refunds, before tax"
_EVER = f"ever bought, until the last whole shop day that the refresh knew: {_NET_SALES}."
_BY_BASIS = f"{_NET_SALES}; a refund counts on its own day (basis accounting) or on its order's (basis order)."
_MARGIN = "Net sales whose cost is known, less that cost; null where none is known, and without margin:read."
_CONTACTABLE = "Of them, who subscribed and have an e-mail address, as it is known now."
_SCORE = "1 to 5; a score s says that at least (s - 1) fifths of all buyers are strictly worse, so that equal customers"
_MISSING = {
    "missing": "What cannot be said yet of a shop this size: `have` is what there is, `need` what it takes, and on"
    " `enough_on` there will be enough, going on as lately.",
}
_SCORES = {
    "r_score": f"Recency, by days since the last purchase: {_SCORE} share a score. Where the shop has set cuts of its"
    " own, those decide.",
    "f_score": "Frequency, likewise by the days with a purchase in the window (window_days of the settings).",
}
_MONETARY = (
    "likewise by what the window brought, in refresh.monetary_basis; by margin, sales of unknown cost count nothing"
)

LIST: Definitions = {
    "items.customers": "Who is in it as of the last refresh. Every customer is in exactly one segment, and may carry"
    " several tags.",
    "share": "customers / all customers of the last refresh.",
    "contactable": f"{_CONTACTABLE} An export leaves out besides whom another customer of that address refused.",
    "net_sales": f"What they {_EVER}",
    "change.customers": "change.entered - change.left.",
    "change.entered": "Members now who were none on change.since, seven days earlier.",
    "change.left": "Members on change.since who are none now.",
    **_MISSING,
}
RFM: Definitions = {
    "items.customers": "Customers with this pair of scores as of the last refresh.",
    **_SCORES,
    "mean_m_score": f"Mean of their monetary scores, {_MONETARY}.",
    "share": "customers / scored.",
    "scored": "Customers with scores: all who ever purchased, where they are enough for scores.",
    "without_scores": "Customers who never purchased; all of them, while too few have for scores.",
    "contactable": _CONTACTABLE,
    "net_sales": f"What they {_EVER}",
    "net_sales_per_customer": "net_sales / customers.",
    **_MISSING,
}
MEMBER: Definitions = {
    "segment_id": "The first segment, in the order of the list, whose conditions all hold; `reason` says which they"
    " are.",
    **_SCORES,
    "m_score": f"Monetary, {_MONETARY}.",
    "days_since_last": "Days from the last purchase to the last whole shop day that the refresh knew.",
    "purchase_days": "Shop days with a purchase, ever.",
    "net_sales": f"What they {_EVER}",
    "margin": f"Of all they ever bought. {_MARGIN}",
    "value_realised": "What they brought so far, in value_basis: net_sales, or margin, of which sales of unknown cost"
    " are no part.",
    "value_predicted_12m": "What revenue expects of them in the next 12 months; null where nothing is predicted, and"
    " where the prediction is more than seven days old.",
    "lifetime_value": "value_realised + value_predicted_12m; value_realised alone where nothing is predicted.",
}
MEMBERS: Definitions = {
    **MEMBER,
    "total": "Members of a segment or tag as of the last refresh, of a cluster or affinity as it was last put"
    " together.",
}
CUSTOMER: Definitions = {
    **MEMBER,
    "days_since_first": "Days from the first purchase to the last whole shop day that the refresh knew.",
    "orders": "Orders, ever.",
    "mean_gap_days": "Mean of the last 12 gaps at most between days with a purchase; null with fewer than two such"
    " days.",
    "gap_sd_days": "Standard deviation of these gaps; null with fewer than two.",
    "late_after_days": "Days since the last purchase beyond which they are late: longer than all but one in forty of"
    " the gaps to expect of them, by their mean gap and its spread, taken together with the shop's at a weight of"
    " four gaps; of an unsteady cadence always less than inactive_after_days of the settings. Null with fewer than"
    " two gaps.",
    "discount_share": "Discounts / gross sales, ever.",
    "refund_share": "Refunds / (gross sales - discounts), ever.",
    "categories": "Different categories among what they bought in the window (window_days of the settings).",
    "expected_purchases_90d": "Days with a purchase that revenue expects of them in 90 days; null as"
    " value_predicted_12m is.",
}
PERFORMANCE: Definitions = {
    "customers": "Members on members_of, as its morning knew them, so that nobody is among them for what they did in"
    " the period; of all_customers everybody in any segment then; null of the whole shop, whose guests nobody can"
    " count.",
    "purchasers": "Of them, who placed an order in the period; of the whole shop its known customers who did.",
    "orders": "Orders that they placed in the period; of the whole shop those of guests too.",
    "net_sales": f"What they bought in the period: {_BY_BASIS}",
    "net_sales_per_customer": "net_sales / customers.",
    "margin": f"Of the same sales. {_MARGIN}",
    "cost_coverage": "Net sales whose cost is known / net_sales.",
    "repeat_rate": "Who had bought before the first day and bought in the period / who had bought before the first"
    " day.",
    "average_order_value": "(gross sales - discounts) / orders; refunds do not lower it.",
    "share_of_net_sales": "net_sales of the group / net_sales of the whole shop.",
    "lift": lift.FORMULAS["lift"],
    "lift.window_days": "Shop days after the day of the export that count for each customer.",
    "lift.exported": "Customers whom exports with a hold-out were to send, and whose days are over; whom the target"
    " refused is among them.",
    "lift.held_out": "Customers whom exports with a hold-out left out at random, and whose days are over.",
    "lift.waiting_exported": "Customers like lift.exported, whose days are not over yet.",
    "lift.waiting_held_out": "Customers like lift.held_out, whose days are not over yet.",
    "lift.rejected": "Of lift.exported, whom the target refused.",
    "lift.crossed": "Of lift.held_out, who were exported within their days after all; the difference looks smaller.",
    "lift.net_sales": f"Of what each customer brought by orders of their days, refunds of them off: {_NET_SALES}.",
    "lift.margin": f"Of the margin of the same. {_MARGIN}",
    "lift.conversion": "Of whether a customer placed an order in their days.",
    "exported": "What one exported customer brought, the mean; of lift.conversion the share who placed an order.",
    "held_out": "The same of those held out.",
    "difference": "exported - held_out; of exports with different hold-out shares weighted as the lift says.",
    "low": "Lower end of the interval of 95 % of the difference (Welch).",
    "high": "Upper end of the same interval.",
    "least_told": "(1.96 + 0.84) x standard error / mean of the held out: the smallest difference, as a share of that"
    " mean, that so many customers find in four of five cases.",
    "needed": "Held out customers that find a difference of a tenth in four of five cases, at least 30.",
    "customers_left": lift.FORMULAS["customers_left"],
    "days_left": lift.FORMULAS["days_left"],
}
TREND: Definitions = {
    "items": "Whole weeks of seven shop days, counted back from the last day; 53 at most.",
    "members_then": "Members of the week's first day, as its morning knew them; null where that is not known.",
    "members_now": "Members of today, in every week: a group of today is made of what its customers did lately, so"
    " its past says less.",
    "customers": "How many these are.",
    "purchasers": "Of them, who placed an order in the week.",
    "orders": "Orders that they placed in the week.",
    "net_sales": f"What they bought in the week: {_BY_BASIS}",
}
MOVEMENT: Definitions = {
    "items.customers": "Customers who were in from_segment on the first day and in to_segment on the last, as"
    " membership is kept by date; null is none.",
    "items.re_entered": "Of them, who came to a segment that they had been in on some day before the first.",
    "at_start": "Customers who were in the segment on the first day.",
    "at_end": "Customers who were in it on the last day: at_start - left + new + re_entered.",
    "stayed": "In it on both days; who went and came back in between has stayed.",
    "left": "In it on the first day, not on the last.",
    "new": "In it on the last day, and neither on the first nor on any day before.",
    "new_customers": "Of the new, who were in no segment at all on the first day.",
    "segments.re_entered": "In it on the last day, not on the first, and on some day before that.",
}
VALUE: Definitions = {
    "measured.exported": "Exported customers whose days ended in these days, of groups and hold-out shares with at"
    " least ten exported and ten held out.",
    "measured.held_out": "Customers held out at random beside them.",
    "measured.net_sales": f"Net sales beyond the hold-out: {_NET_SALES}.",
    "measured.margin": f"Margin beyond the hold-out. {_MARGIN}",
    "measured.purchases": "Customers more who placed an order than without the exports.",
    "groups.exported": "As measured.exported, of one group.",
    "groups.held_out": "As measured.held_out, of one group.",
    "groups.net_sales": "As measured.net_sales, of one group; null with fewer than 30 exported or held out.",
    "members": "Lines of the audit in these days, one for each member and batch, by what was done and why.",
    "without_hold_out.customers": "Exported customers whose days ended in these days, of groups and hold-out shares"
    " with nobody held out or fewer than ten customers exported or held out.",
    "bought_after.customers": "All exported customers whose days ended in these days, once for each group.",
    "bought_after.purchasers": "Of them, who placed an order in their days.",
}
CLUSTERS: Definitions = {
    "items": "Customers who are alike (k-means) in six features: days since the last and since the first purchase,"
    " days with a purchase, net sales a purchase day, shares of discounts and of refunds. Found anew on Sundays, and"
    " the next night when customers have moved far.",
    "items.customers": "Customers who ever purchased and whose nearest centre is this one, as they were last"
    " assigned: after each refresh, and each training.",
    "share": "customers / all customers who are in a cluster.",
    "contactable": _CONTACTABLE,
    "net_sales": f"What they {_EVER}",
    "typical": "Median of its customers; of discount and refund the mean.",
    "typical_of_all": "The same of all customers it was trained on.",
    "deviations": "Of its centre from the mean of all, in standard deviations of the scaled feature.",
    "training.sample": "Customers it was trained on, always the same ones for the same customers.",
    "training.k": "How many clusters there are.",
    "training.silhouette": "How much nearer customers are to their own cluster than to the next one, the mean: -1 to"
    " 1.",
    "training.stability": "How well groups found in two halves of the customers agree (mean adjusted Rand index of"
    " eight halvings): 1 is the same, 0 is chance.",
    "adjusted_rand_index": "How well this training and the one before agree on today's customers: 1 is the same, 0 is"
    " chance; null for the first.",
    "tried": "Numbers of clusters that were tried; of those with a stability of at least 0.75 the best silhouette"
    " wins, else the best stability.",
    "engines": "What finds clusters, judged on the same customers: `spread` is the mean squared distance to the"
    " centres, `agreement` the adjusted Rand index with the local engine, `usd` the list price of this training.",
    "drift.population_stability_index": "Sum over clusters of (share now - share trained on) x ln(share now / share"
    " trained on); from 0.25 on customers have moved far.",
    "drift.spread": "Mean squared distance to the centres now / of those trained on; from 1.5 on customers have moved"
    " far.",
    **_MISSING,
}
AFFINITIES: Definitions = {
    "search.orders": "Orders of merchandise in these days, no tests, with at most search.most_items products.",
    "search.left_out": "Orders of more products, which are nobody's basket.",
    "search.least_orders": "Orders that have to hold all items: 10, or 0.02 % of search.orders where that is more.",
    "search.most_items": "Products that an order has at most to count.",
    "search.products": "Products that were looked at: those in most orders, at most 1,000, and in at least"
    " search.least_orders.",
    "search.categories": "Categories that were looked at, likewise.",
    "search.tests": "Pairs and threes that were possible, of products and of categories.",
    "search.false_discovery_rate": "The highest q_value that is kept: the share of affinities that may be chance.",
    "items.orders": "Orders of search.orders that hold the item.",
    "items.customers": "Known customers who had all items in one order.",
    "support": "Orders with all items / search.orders.",
    "confidence": "Orders with all items / orders with the left ones, said the way round in which it is highest.",
    "items.lift": "Orders with all items / those that independent items would have; kept is at least 1.2.",
    "leverage": "(orders with all items - those that independent items would have) / search.orders.",
    "p_value": "Chance of so many common orders or more, were the items independent (Fisher's exact test, one-sided);"
    " of three the largest of each item against the other two.",
    "q_value": "The same, corrected for all pairs (or threes) that were possible (Benjamini and Hochberg).",
    **_MISSING,
}
EXPORT: Definitions = {
    "counts": "An export sends the difference alone: to_add and to_remove are what differs from what the target"
    " holds; added and removed what became of it.",
    "hold_out": "The share of members that is left out at random, to tell later what the export brought.",
    "progress.done": "added + removed + skipped + rejected.",
    "progress.of": "to_add + to_remove; null until they are counted.",
    "counts.members": "Members of the group when the export began.",
    "contactable": "Of them, who may be written to: subscribed, with an address that nobody who has it too refused,"
    " and not withdrawn since.",
    "held_out": "Of those who could be added, whom chance leaves out: for one group the same customers each time.",
    "already_there": "Members who carry the group's mark at the target, and may be written to.",
    "to_add": "Members who may be written to, do not carry the mark, and are not held out.",
    "to_remove": "Who carries the mark and has left the group, or may be written to no more; of an export that takes"
    " one back, whom that one gave it.",
    "added": "Customers who were given the mark; of a file, who was in it when it was fetched.",
    "removed": "Customers whose mark was taken away.",
    "skipped": "Customers who had withdrawn when the batch was sent, or whom the target says not to try; once for"
    " each reason.",
    "rejected": "Customers whom the target refused; once for each reason.",
    "reasons_left_out": "Members who carry no mark and are not to be added, by reason; who is held out is not among"
    " them.",
    "reasons_skipped": "Customers of counts.skipped, by reason.",
    "reasons_rejected": "Customers of counts.rejected, by reason.",
}
EXPORTS: Definitions = {**EXPORT, "total": "All exports that were ever asked for."}
STANDING: Definitions = {
    "items": "After every refresh each of these is brought up to date by the difference only: who came gets the mark,"
    " who left loses it. Switched off, what is at the target stays as it is.",
    "hold_out": "The share of members that is left out at random; as the settings say where it is null.",
}
_CUTS = {
    "recency": "Days since the last purchase up to which recency scores 2 to 5 reach",
    "frequency": "Days with a purchase in the window from which on frequency scores are 2 to 5",
    "monetary": "What the window brought from which on monetary scores are 2 to 5",
}


def explaining(desk: Desk) -> Explains:
    """Explains answers of this service by the loaded data."""
    return Explains(lambda _: _made_of(desk))


def with_refresh(definitions: Definitions) -> Callable[[Mapping[str, Any]], Definitions]:
    """Definitions, what the document defines itself, and by which refresh its figures are."""
    return lambda document: {**_own(document), **definitions, **_formulas(document), **_of_refresh(document)}


def _own(document: Mapping[str, Any]) -> Definitions:
    """A group's definition; of a list that of each item."""
    if "definition" in document:
        return {"definition": document["definition"]}
    items = [(f"{each['kind']} {each['name']}", each) for each in document.get("items", ()) if "definition" in each]
    times = Counter(name for name, _ in items)
    return {f"{name} ({each['segment_id']})" if times[name] > 1 else name: each["definition"] for name, each in items}


def _formulas(document: Mapping[str, Any]) -> Definitions:
    """How the document says its figures are made, and why there are so many clusters."""
    training = document.get("training")
    why = {} if training is None else {"training.k": f"{CLUSTERS['training.k']} {training['chosen_because']}."}
    return {**document.get("formulas", {}), **why}


def _of_refresh(document: Mapping[str, Any]) -> Definitions:
    """Of cuts only those that the answer shows: made of margin, it shows none to whoever may not see margins."""
    cuts, units = (document["refresh"] or {}).get("cuts", {}), {"monetary": f" {document['currency']}"}
    told = {"refresh.customers": "Customers of the last refresh, each of them in exactly one segment."}
    for name, what in _CUTS.items():
        values = cuts.get(name)
        shown = "; ".join("nobody" if value is None else f"{value:,.12g}" for value in values or ())
        told[f"refresh.cuts.{name}"] = f"{what}: {shown}{units.get(name, '')}." if shown else f"{what}."
    return told


def _made_of(desk: Desk) -> MadeOf:
    data = data_state(desk)
    return MadeOf(data.version, data.until, desk.now(), desk.shop())

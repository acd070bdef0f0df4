"""The ledger's own rules: amounts that follow from others, signs, kinds, currencies, shop days, and the key of a line.

- `net_amount = gross_amount - discount_amount`. What is missing follows from the rest, gross from quantity and price.
- Without a kind, a line with a negative amount or quantity is a refund, any other a sale.
- A refund is stored negative. Its quantity may come without a sign; a positive amount is a contradiction
  (`sign_conflict`), unless the mapping says that the source writes refunds positive. A sale takes nothing back, and a
  discount given has the sign of its gross amount. Adjustments may have any sign.
- A line in another currency needs `fx_rate` or `original_amount`; each follows from the other.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.arithmetic import ONE, ZERO, Arithmetic, negated
from ingestion.files.decimals import AMOUNT
from ingestion.files.feeds import Feed
from ingestion.files.fields import ONE_CENT
from ingestion.files.frame import Problems
from ingestion.files.values import Mask, mask_of
from ingestion.files.zones import Zone

Fields = dict[str, pa.Array]
_KEY_BYTES = 12  # 96 bits: no two of a billion lines meet by chance; sixteen letters in base64
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Ledger:
    """What the lines of one feed have in common."""

    feed: Feed
    shop_zone: Zone
    shop_currency: str
    currency: str  # of lines that name none

    def complete(self, fields: Fields, discounts: Mask, written: pa.Array, problems: Problems) -> Fields:
        """All ledger columns, and `_line_key`, from the fields read.

        `discounts` are lines that only take money off, `written` the time of each line as the file has it.
        """
        sums = Arithmetic(problems)
        size = len(fields["quantity"])
        count = fields["quantity"]
        key = _line_keys(fields, written)
        amounts = _amounts(fields, sums)
        gross, discount, net = amounts["gross_amount"], amounts["discount_amount"], amounts["net_amount"]
        if discounts.any():
            zeros = pa.repeat(ZERO, size)
            gross = pc.if_else(pa.array(discounts), zeros, gross)
            discount = pc.if_else(pa.array(discounts), pc.negate(net), discount)
            count = pc.if_else(pa.array(discounts), zeros, count)
        kind = _kinds(fields["kind"], net, count, discounts)
        refund = mask_of(pc.equal(kind, "refund"))
        tax, original = fields["tax_amount"], fields["original_amount"]
        if self.feed.refund_amounts == "positive":
            flipped = refund & mask_of(pc.greater_equal(net, ZERO))
            gross, discount, net, tax, original = (
                negated(flipped, array) for array in (gross, discount, net, tax, original)
            )
        count = negated(refund & mask_of(pc.greater(count, ZERO)), count)
        count = pc.if_else(pa.array(refund), pc.fill_null(count, ZERO), count)
        given = mask_of(pc.is_valid(fields["discount_amount"])) & ~discounts
        _check_signs(kind, count, gross, pc.if_else(pa.array(given), discount, ZERO), problems)
        done = {
            **fields,
            "kind": kind,
            "quantity": count,
            "gross_amount": gross,
            "discount_amount": discount,
            "net_amount": net,
            "tax_amount": tax,
            "original_amount": original,
            "unit_cost": _unit_costs(fields, sums, problems),
            "_line_key": key,
        }
        return self._dated(self._converted(done, sums, problems))

    def _converted(self, fields: Fields, sums: Arithmetic, problems: Problems) -> Fields:
        """With currency, rate and original amount; amounts in the shop's currency."""
        currency = pc.fill_null(fields["currency"], self.currency)
        foreign = mask_of(pc.not_equal(currency, self.shop_currency))
        rate, net, original = fields["fx_rate"], fields["net_amount"], fields["original_amount"]
        problems.add(~foreign & mask_of(pc.not_equal(rate, ONE)), "fx_rate", "rate_of_own_currency", rate)
        amounts: Fields = {}
        if not foreign.any():
            rate, original = pa.repeat(ONE, len(net)), net
        else:
            if self.feed.amounts_in == "original":
                original = net
                rate = pc.if_else(pa.array(foreign), rate, ONE)
                gross, net = (sums.times(fields[name], rate, name) for name in ("gross_amount", "net_amount"))
                amounts = {"gross_amount": gross, "net_amount": net}
                amounts["discount_amount"] = sums.minus(gross, net, "discount_amount")
                amounts["tax_amount"] = sums.times(fields["tax_amount"], rate, "tax_amount")
            else:
                rate = pc.coalesce(rate, sums.over(net, original, "fx_rate"))
                original = pc.coalesce(original, sums.over(net, rate, "original_amount"))
                rate = pc.if_else(pa.array(foreign), rate, ONE)
                original = pc.if_else(pa.array(foreign), original, net)
            problems.add(foreign & mask_of(pc.is_null(rate)), "fx_rate", "fx_rate_missing", currency)
            problems.add(mask_of(pc.less_equal(rate, ZERO)), "fx_rate", "fx_rate_not_positive", rate)
        return {**fields, **amounts, "currency": currency, "fx_rate": rate, "original_amount": original}

    def _dated(self, fields: Fields) -> Fields:
        """With the shop's days, and the time of the order: given, or for now the line's own."""
        given = fields["ordered_at"]
        ordered = pc.coalesce(given, fields["occurred_at"])
        return {
            **fields,
            "local_date": self._days(fields["occurred_at"]),
            "ordered_at": ordered,
            "ordered_local_date": self._days(ordered),
            "ordered_at_given": pc.is_valid(given),
        }

    def _days(self, moments: pa.Array) -> pa.Array:
        micros = pc.fill_null(pc.cast(moments, pa.int64()), 0).to_numpy()
        days = pa.array(self.shop_zone.local_days(micros), pa.int32(), mask=mask_of(pc.is_null(moments)))
        return pc.cast(days, pa.date32())


def _amounts(fields: Fields, sums: Arithmetic) -> Fields:
    """Gross, discount and net, those that are missing from those that are there."""
    net = pc.coalesce(fields["net_amount"], fields["line_amount"])
    gross, discount = fields["gross_amount"], fields["discount_amount"]
    if gross.null_count:
        gross = pc.coalesce(gross, sums.times(fields["quantity"], fields["unit_price"], "gross_amount"))
    taken = pc.fill_null(discount, ZERO)
    by_rest = sums.minus(gross, taken, "net_amount")
    apart = pc.greater(pc.abs(pc.subtract(net, by_rest)), pa.scalar(ONE_CENT, AMOUNT))
    disagree = mask_of(pc.and_(pc.is_valid(discount), apart))
    sums.problems.add(disagree, "net_amount", "amounts_disagree", net)
    net = pc.coalesce(net, by_rest)
    if gross.null_count:
        gross = pc.coalesce(gross, sums.plus(net, taken, "gross_amount"))
    return {"gross_amount": gross, "net_amount": net, "discount_amount": sums.minus(gross, net, "discount_amount")}


def _kinds(given: pa.Array, net: pa.Array, count: pa.Array, discounts: Mask) -> pa.Array:
    if given.null_count:
        back = mask_of(pc.less(net, ZERO)) | mask_of(pc.less(count, ZERO))
        given = pc.coalesce(given, pc.if_else(pa.array(back), "refund", "sale"))
    return pc.if_else(pa.array(discounts), "adjustment", given) if discounts.any() else given


def _check_signs(kind: pa.Array, count: pa.Array, gross: pa.Array, discount: pa.Array, problems: Problems) -> None:
    """Reject what contradicts its kind: money that flows the other way."""
    refund, sale = mask_of(pc.equal(kind, "refund")), mask_of(pc.equal(kind, "sale"))
    more, less = mask_of(pc.greater(gross, ZERO)), mask_of(pc.less(gross, ZERO))
    problems.add((refund & more) | (sale & less), "gross_amount", "sign_conflict", gross)
    problems.add(sale & mask_of(pc.less(count, ZERO)), "quantity", "sign_conflict", count)
    opposed = (more & mask_of(pc.less(discount, ZERO))) | (less & mask_of(pc.greater(discount, ZERO)))
    problems.add((refund | sale) & opposed, "discount_amount", "sign_conflict", discount)


def _unit_costs(fields: Fields, sums: Arithmetic, problems: Problems) -> pa.Array:
    cost = fields["unit_cost"]
    problems.add(mask_of(pc.less(cost, ZERO)), "unit_cost", "negative_cost", cost)
    if fields["line_cost"].null_count == len(cost):
        return cost
    return pc.coalesce(cost, sums.over(pc.abs(fields["line_cost"]), pc.abs(fields["quantity"]), "unit_cost"))


def _line_keys(fields: Fields, written: pa.Array) -> pa.Array:
    """What makes a line this line: the source's own id, or sixteen letters of what it says of itself.

    Those stand for order, product, quantity, price (or amount) and time.
    """
    given = fields["entry_id"]
    if not given.null_count:
        return given
    amount = pc.coalesce(fields["unit_price"], fields["net_amount"], fields["line_amount"], fields["gross_amount"])
    parts = (
        fields["order_id"],
        fields["product_id"],
        pc.cast(fields["quantity"], pa.string()),
        pc.cast(amount, pa.string()),
        written,
    )
    texts = pc.binary_join_element_wise(*parts, _SEPARATOR, null_handling="replace", null_replacement="")
    digest = hashlib.blake2b
    digests = b"".join(
        [digest(text, digest_size=_KEY_BYTES).digest() for text in pc.cast(texts, pa.binary()).to_pylist()]
    )
    letters = base64.urlsafe_b64encode(digests)  # twelve bytes are sixteen letters, so all keys can be written at once
    width = _KEY_BYTES * 4 // 3
    offsets = np.arange(0, len(letters) + 1, width, dtype=np.int32)
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(offsets), pa.py_buffer(letters))
